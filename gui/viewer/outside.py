"""A document in its own program, or in its folder: the only ways from here to another program."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from assistant.library.readers.registry import suffixes

# Documents whose programs run what is in them: scripts of pages, macros of Office.
ACTIVE = frozenset({".html", ".htm", ".xhtml", ".xml", ".docm", ".xlsm"})


def may_be_opened(file: str) -> bool:
    """Whether a file is a document by its name, and by that of what it links to; another program might run the rest.

    Not by its content: what a desktop does with a file, it decides by the name.
    """
    path = Path(file)
    try:
        names = (path.name, path.resolve().name)
    except (OSError, RuntimeError, ValueError):  # links in a circle, a NUL
        return False
    known = set(suffixes()) - ACTIVE
    return all(Path(name).suffix.lower() in known for name in names) and (path.is_file() or not path.exists())


def open_file(file: str) -> bool:
    """Open a document in its own program, or its folder where it is no document by its name; whether that began."""
    if not may_be_opened(file):
        return show_in_folder(file)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(file))


def show_in_folder(file: str) -> bool:
    """Open the folder that a file lies in; whether that began."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(file).parent)))
