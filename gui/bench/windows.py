"""The real window for a bench: on a home of its own, on the screen that there is, else on none."""

import os
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

from PySide6.QtWidgets import QApplication

from assistant.app import Assistant
from gui.app import make_application
from gui.main_window import MainWindow
from gui.state import WindowState
from gui.theme import Themes
from resources import resource


def application() -> QApplication:
    """The application, made once."""
    if "DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    known = QApplication.instance()
    return known if isinstance(known, QApplication) else make_application()


def themes() -> Themes:
    """The themes of the application, which has them once: light, and at 100 %, as at its start."""
    known = application().findChild(Themes)
    if known is None:
        return Themes(application(), "light")
    known.choose("light")
    known.set_zoom(100)
    return known


def make_window(home: Path, open_assistant: Callable[[], Assistant] | None = None) -> MainWindow:
    """A window on ``home``, shown, its library being opened."""
    window = MainWindow(
        open_assistant or (lambda: Assistant.open(home)),
        themes(),
        WindowState(home),
        salvage=lambda: Assistant.salvage(home),
    )
    window.show()
    return window


def stocked_home(home: Path) -> Path:
    """A new home with a few sample documents, all of them read."""
    with Assistant.open(home) as assistant, as_file(resource("demo")) as folder:
        for name in ("lease.docx", "manual.pdf", "meeting-notes.md", "sales.csv", "租房指南.txt"):
            for _ in assistant.add([folder / name], collection="Samples" if name.startswith("s") else None):
                pass
    return home
