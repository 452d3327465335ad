"""A document in its own program, or in its folder: the only ways from here to another program."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from assistant.library.readers.registry import suffixes


def may_be_opened(file: str) -> bool:
    """Whether a file's name says that it is a document; another program might run anything else."""
    return Path(file).suffix.lower() in suffixes()


def open_file(file: str) -> bool:
    """Open a document in its own program, or its folder where it is no document by its name; whether that began."""
    if not may_be_opened(file):
        return show_in_folder(file)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(file))


def show_in_folder(file: str) -> bool:
    """Open the folder that a file lies in; whether that began."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(file).parent)))
