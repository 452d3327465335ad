"""What the window remembers from one day to the next, in ``window.ini`` beside the library."""

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from PySide6.QtCore import QByteArray, QObject, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from gui.theme import Choice

ZOOMS = (100, 110, 125, 150, 175, 200)
# Of a window that comes back, at least this much of its title must lie on a screen.
REACHABLE_WIDTH, REACHABLE_HEIGHT = 120, 30
RECENT_KEPT = 12
# Also with the sign at its beginning written as a number, or the word on two lines, as Qt reads it.
_OBJECT = re.compile(rb"(?<!@)@(?:Variant|DateTime)|\\x0*40|\\0*100|@\w*\\\r?\n", re.IGNORECASE)


class WindowState(QObject):
    """Typed access to the file. What is missing, damaged or out of bounds reads as its default.

    Args:
        home: the folder that holds the library; need not exist before something is kept.
    """

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        _set_objects_aside(home / "window.ini")
        self._file = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat, self)

    # --- look ---

    @property
    def theme(self) -> Choice:
        """The theme that was chosen."""
        kept = self._text("look/theme")
        for choice in get_args(Choice):
            if kept == choice:
                return cast("Choice", choice)
        return "system"

    def set_theme(self, choice: Choice) -> None:
        """Keep the theme."""
        self._file.setValue("look/theme", choice)

    @property
    def zoom(self) -> int:
        """The size of everything, in percent: one of ``ZOOMS``."""
        kept = self._number("look/zoom", 100)
        return kept if kept in ZOOMS else 100

    def set_zoom(self, percent: int) -> None:
        """Keep the size."""
        self._file.setValue("look/zoom", percent)

    # --- window and panes ---

    def save_window(self, window: QWidget) -> None:
        """Keep where the window is and how large."""
        self._file.setValue("window/geometry", window.saveGeometry())

    def restore_window(self, window: QWidget) -> bool:
        """Put the window where it was, or, where no screen is now, on the first one; whether anything was kept."""
        kept = self._bytes("window/geometry")
        if kept.isEmpty() or not window.restoreGeometry(kept):
            return False
        bring_back(window)
        return True

    def save_splitter(self, name: str, splitter: QSplitter) -> None:
        """Keep the sizes of a splitter's parts; while one is folded away, the sizes before are kept."""
        parts = [splitter.widget(place) for place in range(splitter.count())]
        if all(part is not None and not part.isHidden() for part in parts):
            self._file.setValue(f"splitters/{name}", ",".join(str(size) for size in splitter.sizes()))

    def sizes(self, name: str, count: int) -> list[int]:
        """The sizes of a splitter's parts as they were kept; empty if they were not, or do not fit ``count`` parts."""
        kept = self._file.value(f"splitters/{name}")
        # Qt reads what has commas as a list.
        parts = kept if isinstance(kept, list) else str(kept or "").split(",")
        sizes = [int(part) for part in parts if str(part).strip().isdecimal() and len(str(part)) < 10]
        fits = len(sizes) == len(parts) == count and any(sizes) and max(sizes) < 100_000
        return sizes if fits else []

    def folded(self, pane: str, default: bool = False) -> bool:
        """Whether a pane was folded away."""
        return {"true": True, "false": False}.get(self._text(f"folded/{pane}"), default)

    def set_folded(self, pane: str, folded: bool) -> None:
        """Keep whether a pane is folded away."""
        self._file.setValue(f"folded/{pane}", "true" if folded else "false")

    # --- what was done last ---

    @property
    def conversation(self) -> str | None:
        """The conversation that was open."""
        return self._text("last/conversation") or None

    def set_conversation(self, conversation: str | None) -> None:
        """Keep which conversation is open."""
        self._file.setValue("last/conversation", conversation or "")

    def recent(self, of: str) -> list[str]:
        """What was used of late, the last first: ``of`` is ``actions``, ``models`` or the like."""
        kept = self._file.value(f"recent/{of}")
        names = kept if isinstance(kept, list) else [kept] if isinstance(kept, str) and kept else []
        return [name for name in names if isinstance(name, str)][:RECENT_KEPT]

    def add_recent(self, of: str, name: str) -> None:
        """Put ``name`` first among what was used of late."""
        self._keep_list(f"recent/{of}", [name, *(other for other in self.recent(of) if other != name)][:RECENT_KEPT])

    def save(self) -> bool:
        """Write the file now; whether that could be done. A full disk loses sizes of panes, nothing else."""
        self._file.sync()
        return self._file.status() == QSettings.Status.NoError

    def _keep_list(self, key: str, names: Sequence[str]) -> None:
        self._file.setValue(key, list(names))

    def _text(self, key: str) -> str:
        kept = self._file.value(key)
        return kept if isinstance(kept, str) else ""

    def _number(self, key: str, default: int) -> int:
        text = self._text(key) or str(self._file.value(key))  # a number, until it has been read from the file again
        return int(text) if text.isdecimal() and len(text) < 10 else default

    def _bytes(self, key: str) -> QByteArray:
        kept = self._file.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()


def _set_objects_aside(file: Path) -> None:
    """Move a file away whose values are objects: none is ever kept, and Qt, which makes them, aborts at bad ones."""
    with contextlib.suppress(OSError):  # there is none yet, or it cannot be read; then Qt cannot either
        if _OBJECT.search(file.read_bytes()):
            file.replace(file.with_suffix(".damaged.ini"))


def bring_back(window: QWidget) -> None:
    """Put a window whose title lies on no screen onto the first one, and make it no larger than that."""
    frame = window.frameGeometry()
    title = QRect(frame.left(), frame.top(), frame.width(), REACHABLE_HEIGHT)
    for screen in QGuiApplication.screens():
        part = screen.availableGeometry().intersected(title)
        if part.width() >= min(REACHABLE_WIDTH, frame.width()) and part.height() >= REACHABLE_HEIGHT // 2:
            return
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(window.size().boundedTo(room.size()))
    frame.moveCenter(room.center())
    window.move(max(frame.left(), room.left()), max(frame.top(), room.top()))
