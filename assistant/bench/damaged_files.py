"""Sweep: damaged and hostile files of every format through the reader pool; each is read or is a named failure.

``python -m assistant.bench.damaged_files [--seed N] [--count N]`` prints one table and exits with 1 if a file ends in
anything else: an error without a name, a child beyond its limits, an error without a text.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.damaged_makers import plan
from assistant.bench.report import Figure, show
from assistant.library.readers.pool import MEMORY_BYTES, SECONDS_PER_MEGABYTE, SECONDS_PER_OCR_PAGE, ReaderPool
from chains.errors import DocumentError
from resources import resource

SECONDS = 20.0
GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        ok: read, or a named failure, within the limits.
        said: the report or the failure, in words.
        peak_bytes: resident memory of the child at most.
    """

    name: str
    ok: bool
    said: str
    seconds: float
    peak_bytes: int


class _Peak:
    """Watches the resident memory of the pool's children (Linux; 0 elsewhere)."""

    def __init__(self, pool: ReaderPool) -> None:
        self._pool = pool
        self._stop = threading.Event()
        self.bytes = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Measure while the block runs."""
        for pid in self._pool.pids:
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # begin the high-water mark anew; proc(5)
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._look()
            self._stop.set()
            thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self._look()

    def _look(self) -> None:
        for pid in self._pool.pids:
            with contextlib.suppress(OSError, ValueError):
                status = Path(f"/proc/{pid}/status").read_text()
                mark = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
                self.bytes = max(self.bytes, int(mark.split()[1]) * 1024)


def sweep(folder: Path, demo: Path, *, seed: int, count: int, seconds: float = SECONDS) -> Iterator[Outcome]:
    """Make the files one by one in ``folder`` and read each; what lies about in the file system comes last.

    Args:
        seconds: the readers' time limit for a file.
    """
    chance = random.Random(seed)
    with ReaderPool(1, seconds=seconds) as pool:
        for number, (name, make) in enumerate(plan(chance, count)):
            path = folder / f"{number:02}-{name}"
            path.write_bytes(make(chance, demo))
            yield _read(pool, path, name)
            path.unlink()
        for name, path in _oddities(folder):
            yield _read(pool, path, name)


def _oddities(folder: Path) -> Iterator[tuple[str, Path]]:
    """Things with a name that are no file to read."""
    (folder / "empty.pdf").touch()
    (folder / "folder.pdf").mkdir()
    (folder / "link.pdf").symlink_to(folder / "nowhere.pdf")
    (folder / "circle.pdf").symlink_to(folder / "circle.pdf")
    for name in ("empty.pdf", "folder.pdf", "link.pdf", "circle.pdf", "missing.pdf"):
        yield name, folder / name
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.txt")
        yield "pipe.txt", folder / "pipe.txt"


def _read(pool: ReaderPool, path: Path, name: str) -> Outcome:
    peak = _Peak(pool)
    size = path.stat().st_size if path.is_file() else 0
    limit = SECONDS + SECONDS_PER_MEGABYTE * size / 1e6 + GRACE_SECONDS
    ok = True
    start = time.monotonic()
    with peak.watching():
        try:
            _, parsed = pool.read(path)
            recognised = sum(page.source == "ocr" for page in parsed.pages)
            limit += SECONDS_PER_OCR_PAGE * recognised + SECONDS
            notes = f", {len(parsed.notes)} notes" if parsed.notes else ""
            said = f"read: {len(parsed.text):,} characters, {len(parsed.blocks):,} blocks{notes}"
        except DocumentError as error:
            said = f"{error.code}: {error} {error.hint()}"
            ok = bool(error.message("zh") and error.hint("zh"))
            limit += SECONDS_PER_OCR_PAGE + SECONDS  # a picture may have been tried
        except Exception as error:  # noqa: BLE001 - what the sweep looks for: shown in its table, and it fails
            said, ok = f"UNNAMED {type(error).__name__}: {str(error)[-300:]}", False
    seconds = time.monotonic() - start
    if seconds > limit:
        said, ok = f"TOO LONG ({limit:.0f} s allowed) {said}", False
    if peak.bytes > MEMORY_BYTES:
        said, ok = f"TOO LARGE {said}", False
    return Outcome(name, ok, said, seconds, peak.bytes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sweep; 1 if a file ended in anything but text or a named failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--json", action="store_true", help="the figure alone; else each file has its line")
    options = parser.parse_args(arguments)
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for outcome in sweep(Path(folder), Path(str(resource("demo"))), seed=options.seed, count=options.count):
            outcomes.append(outcome)
            if not options.json:
                line = outcome.said if not outcome.ok else outcome.said[:110]
                megabytes = outcome.peak_bytes / 1e6
                sys.stdout.write(f"{outcome.name:34} {outcome.seconds:6.1f} s {megabytes:5.0f} MB  {line}\n")
                sys.stdout.flush()
    return show([figure(outcomes)], as_json=options.json)


def figure(outcomes: Sequence[Outcome]) -> Figure:
    """The sweep's one figure."""
    bad = [outcome for outcome in outcomes if not outcome.ok]
    read = sum(outcome.ok and outcome.said.startswith("read") for outcome in outcomes)
    peak = max((outcome.peak_bytes for outcome in outcomes), default=0) / 1e9
    return Figure(
        f"{len(outcomes)} damaged files of all formats: read with a report, or a named failure",
        f"{len(outcomes) - len(bad)} of {len(outcomes)}",
        "all",
        not bad,
        f"{bad[0].name}: {bad[0].said}" if bad else f"{read} read, the rest refused by name; peak {peak:.1f} GB",
    )


if __name__ == "__main__":
    sys.exit(main())
