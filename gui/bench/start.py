"""Time from the start of the program to a painted, usable window with 20,000 chunks, against an empty Qt window."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.bench.report import Figure

# What the two windows are measured with is not imported here: the empty one would have to wait for it.
CHUNKS = 20_000
ROUNDS = 5
MOST_SECONDS = 1.0
STANDS = "the window stands"


def seconds(kind: str, home: Path) -> float:
    """From the start of a process to its word that its window stands.

    Python's bytecode is kept beside the home, as it is kept beside the modules of an installed program.
    """
    environment = {
        **os.environ,
        "LECTERN_HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if "DISPLAY" not in environment:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gui.bench.start", "--child", kind], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == STANDS:
            break
    took = time.perf_counter() - began
    if process.wait(30) != 0:
        raise RuntimeError(f"the {kind} window did not stand")
    return took


def empty_window() -> None:
    """A window with nothing in it, as PySide6 makes it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("Nothing"))
    window.show()
    QTimer.singleShot(0, _say_it_stands)
    QTimer.singleShot(0, application.quit)
    application.exec()


def real_window() -> None:
    """The program, from its own start; it stands when its documents are listed and a question can be asked."""
    from PySide6.QtCore import QTimer

    from gui.app import start

    application, window = start([])
    timer = QTimer(interval=5)

    def look() -> None:
        if window.ready and window.library.documents and window.conversation.composer.isEnabled():
            timer.stop()
            window.repaint()
            _say_it_stands()
            window.close_now()
            application.quit()

    timer.timeout.connect(look)
    timer.start()
    application.exec()


def figures(chunks: int = CHUNKS, rounds: int = ROUNDS) -> "list[Figure]":
    """Both, in turns; the first start of each, which makes the bytecode, does not count."""
    from assistant.app import Assistant
    from assistant.bench.report import Figure
    from assistant.bench.texts import write_documents

    with tempfile.TemporaryDirectory(prefix="lectern-start-") as name:
        folder = Path(name)
        write_documents(folder / "documents", max(1, chunks // 97), 95_000)
        with Assistant.open(folder / "home") as assistant:
            for _ in assistant.add([folder / "documents"]):
                pass
            count = assistant.library.chunk_count()
        found: dict[str, list[float]] = {"empty": [], "window": []}
        for number in range(rounds + 1):
            for kind, times in found.items():
                took = seconds(kind, folder / "home")
                if number:
                    times.append(took)
    empty, window = (sorted(found[kind])[rounds // 2] for kind in ("empty", "window"))
    return [
        Figure(
            f"start to a usable window, {count} chunks",
            f"{window:.2f} s, {window - empty:+.2f} s",
            f"≤ +{MOST_SECONDS:.1f} s",
            window - empty <= MOST_SECONDS,
            f"an empty PySide6 window, same run: {empty:.2f} s",
        )
    ]


def _say_it_stands() -> None:
    sys.stdout.write(f"{STANDS}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=CHUNKS)
    parser.add_argument("--child", choices=["empty", "window"], help="be the window that is measured")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.child is not None:
        (empty_window if chosen.child == "empty" else real_window)()
        return 0
    from assistant.bench.report import show

    return show(figures(chosen.chunks), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
