"""Time to the command line's help, and of a search in a library of 20,000 chunks, in process."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from assistant.library.types import Scope

CHUNKS = 20_000
HELP_RUNS = 7
QUERIES = (
    "What is the code word of report 17?",
    "Who objected to the revised schedule in May 1987?",
    "damaged valve near the old harbour",
    "How many euros did the supplier ask for the copper wire?",
    "the committee postponed the annual budget",
)
ROUNDS = 10


def help_seconds() -> float:
    """Median wall-clock seconds of ``assistant --help``, as a process."""
    found = []
    for _ in range(HELP_RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant.cli", "--help"], check=True, capture_output=True)
        found.append(time.perf_counter() - began)
    return sorted(found)[HELP_RUNS // 2]


def search_seconds(chunks: int = CHUNKS) -> tuple[int, dict[str, list[float]]]:
    """How many chunks there were, and the seconds of each search by who did its dense side."""
    with tempfile.TemporaryDirectory(prefix="lectern-search-") as name:
        folder = Path(name)
        # About 900 characters a chunk.
        write_documents(folder / "documents", max(1, chunks // 97), 95_000)
        found: dict[str, list[float]] = {}
        with Assistant.open(folder / "home") as assistant:
            for _ in assistant.add([folder / "documents"]):
                pass
            count = assistant.library.chunk_count()
            scope = Scope(documents=(assistant.library.documents()[0].id,))
            for query in QUERIES:  # the first ones load the vectors and wait for the index
                assistant.search(query)
                assistant.search(query, scope)
            for _ in range(ROUNDS):
                for query in QUERIES:
                    result = assistant.search(query)
                    found.setdefault(result.dense_by, []).append(result.seconds)
                    found.setdefault("scoped", []).append(assistant.search(query, scope).seconds)
        return count, found


def figures(chunks: int = CHUNKS) -> list[Figure]:
    """Both."""
    seconds = help_seconds()
    count, found = search_seconds(chunks)
    out = [Figure("assistant --help", f"{seconds:.2f} s", "≤ 0.3 s", seconds <= 0.3)]
    for name, times in found.items():
        times.sort()
        median, worst = times[len(times) // 2], times[int(len(times) * 0.95)]
        out.append(
            Figure(
                f"search in {count:,} chunks ({name})",
                f"median {median * 1000:.0f} ms, p95 {worst * 1000:.0f} ms",
                "≤ 50 ms",
                worst <= 0.05,
            )
        )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=CHUNKS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.chunks), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
