"""Decode while 200 files are being ingested, against decode alone, in one run."""

import argparse
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from assistant.cancel import Cancel
from assistant.models.engine import Engine, Usage
from assistant.models.sampling import Sampling
from chains.errors import Cancelled

FILES = 200
CHARACTERS = 60_000
TOKENS = 128
ROUNDS = 5
PROMPT = "Write a long story about a lighthouse keeper who counts the ships that pass each night. Once upon a time"


def decode_rate(engine: Engine) -> float:
    """Tokens a second of one answer of ``TOKENS`` tokens, prefill left out."""
    stream = engine.generate(
        text=PROMPT, sampling=Sampling(max_tokens=TOKENS, temperature=0.8, seed=7, stop_loops=False)
    )
    while True:
        try:
            next(stream)
        except StopIteration as stop:
            usage: Usage = stop.value
            return usage.written / usage.decode_seconds


def figures(files: int = FILES, rounds: int = ROUNDS) -> list[Figure]:
    """Decode alone, under load, and alone again: what changed on the machine meanwhile shows in the two."""
    with tempfile.TemporaryDirectory(prefix="lectern-load-") as name:
        folder = Path(name)
        write_documents(folder / "documents", files, CHARACTERS)
        with Assistant.open(folder / "home") as assistant:
            engine = assistant.models.engine
            engine.load()
            decode_rate(engine)
            alone = [decode_rate(engine) for _ in range(rounds)]
            cancel, progress = Cancel(), [0]
            thread = threading.Thread(target=_ingest, args=(assistant, folder / "documents", cancel, progress))
            thread.start()
            while progress[0] == 0 and thread.is_alive():
                cancel.wait(0.05)
            busy: list[float] = []
            while len(busy) < rounds and thread.is_alive():
                busy.append(decode_rate(engine))
            done = progress[0]
            cancel.set()
            thread.join()
            alone += [decode_rate(engine) for _ in range(rounds)]
    if not busy or done >= files:
        return [Figure("decode under ingest", "the ingest ended first", "≥ 0.70", False)]
    quiet, loaded = sorted(alone)[len(alone) // 2], sorted(busy)[len(busy) // 2]
    return [
        Figure(
            f"decode while {files} files are ingested",
            f"{loaded:.0f} tokens/s, {loaded / quiet:.2f} of alone",
            "≥ 0.70",
            loaded / quiet >= 0.70,
            f"alone, same run: {quiet:.0f} tokens/s",
        )
    ]


def _ingest(assistant: Assistant, folder: Path, cancel: Cancel, progress: list[int]) -> None:
    try:
        for step in assistant.add([folder], cancel=cancel):
            progress[0] = max(progress[0], step.done)
    except Cancelled:
        return


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.files), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
