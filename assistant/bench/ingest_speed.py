"""Ingest of plain text against LangChain's own loader, splitter and Chroma, with the same embedder, in one run."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from assistant.models.embeddings import WordLlamaEmbeddings

FILES = 100
CHARACTERS = 55_000  # in all somewhat more than 5 MB
ROUNDS = 3


def ours(files: Sequence[Path], home: Path, warm: Path) -> float:
    """Seconds for the real ingest, from the queue to the index; children warm."""
    with Assistant.open(home) as assistant:
        for _ in assistant.add([warm]):
            pass
        began = time.perf_counter()
        for step in assistant.add(files):
            if step.error is not None:
                raise step.error
        return time.perf_counter() - began


def plain(files: Sequence[Path], folder: Path) -> float:
    """Seconds for LangChain's usual pipeline: TextLoader, RecursiveCharacterTextSplitter, Chroma.from_documents."""
    from assistant.bench.plain_langchain import build_index

    embeddings = WordLlamaEmbeddings()
    embeddings.embed(["warm"])
    build_index(files[:1], folder / "warm", embeddings)
    began = time.perf_counter()
    build_index(files, folder / "index", embeddings)
    return time.perf_counter() - began


def figures(rounds: int = ROUNDS, files: int = FILES) -> list[Figure]:
    """Both, in turn, ``rounds`` times; the medians are compared."""
    mine, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="lectern-ingest-") as name:
        folder = Path(name)
        documents = write_documents(folder / "documents", files, CHARACTERS)
        warm = write_documents(folder / "warm", 1, 2_000, seed=90_000)[0]
        megabytes = sum(file.stat().st_size for file in documents) / 1e6
        for number in range(rounds):
            theirs.append(plain(documents, folder / f"plain-{number}"))
            mine.append(ours(documents, folder / f"home-{number}", warm))
    median, other = sorted(mine)[rounds // 2], sorted(theirs)[rounds // 2]
    return [
        Figure(
            f"ingest of {megabytes:.1f} MB of text",
            f"{median:.1f} s",
            "at least as fast",
            median <= other,
            f"LangChain's pipeline, same embedder: {other:.1f} s (ratio {other / median:.2f})",
        )
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    return show(figures(chosen.rounds), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
