"""The files among what is dropped on the window, or pasted into it."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(mime: QMimeData) -> list[Path]:
    """The files of this machine.

    A ``file:`` address may name another machine: Windows would greet it with the person's name and password.
    """
    names = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return [Path(name) for name in names if name and not name.startswith("//")]
