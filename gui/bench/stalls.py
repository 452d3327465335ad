"""The longest stalls of the window while 500 files are read and answers stream in."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from gui.bench.heartbeat import Heartbeat
from gui.bench.waiting import wait
from gui.bench.windows import application, make_window, stocked_home

FILES = 500
CHARACTERS = 20_000
MOST_P99, MOST = 50.0, 150.0
SECONDS = 300.0
QUESTIONS = (
    "How much is the monthly rent?",
    "What did the committee postpone?",
    "How is the filter cleaned?",
    "What is the code word of report 7?",
)


def figures(files: int = FILES) -> list[Figure]:
    """Stalls of the UI thread from the drop of the files until the last one is read."""
    application()
    with tempfile.TemporaryDirectory(prefix="lectern-stalls-") as name:
        folder = Path(name)
        home = stocked_home(folder / "home")
        write_documents(folder / "documents", files, CHARACTERS)
        window = make_window(home)
        while not window.ready:
            wait(5)
        wait(1500)  # the start has its own bench
        heart = Heartbeat(window)
        heart.start()
        before = len(window.library.documents)
        began = time.monotonic()
        window.library.add([folder / "documents"])
        asked = 0
        while time.monotonic() - began < SECONDS:
            if not window.conversation.asking:
                window.conversation.ask(QUESTIONS[asked % len(QUESTIONS)])
                asked += 1
            wait(20)
            if asked > 1 and len(window.library.documents) >= files + before and not window.library.busy:
                break
        seconds = time.monotonic() - began
        heart.stop()
        read = len(window.library.documents)
        window.close_now()
        window.deleteLater()
        wait(20)
    whole = read >= files + before
    return [
        Figure(
            f"stalls of the window, {files} files read and {asked} questions asked in {seconds:.0f} s",
            f"p99 {heart.percentile(0.99):.0f} ms, longest {heart.longest:.0f} ms",
            f"p99 ≤ {MOST_P99:.0f} ms, longest ≤ {MOST:.0f} ms",
            whole and heart.percentile(0.99) <= MOST_P99 and heart.longest <= MOST,
            f"{len(heart.stalls)} beats, median {heart.percentile(0.5):.1f} ms; {read} documents",
        )
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.files), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
