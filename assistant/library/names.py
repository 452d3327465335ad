"""Paths as bytes for the store and as text for people: a file's name may hold a newline, or be no UTF-8 at all."""

import os
import unicodedata
from pathlib import Path


def shown(path: bytes | str | Path) -> str:
    """``path`` as one line that can be printed; what is no text, and control characters, come out escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text  # most are, and a queue has thousands of them
    return "".join(char if _printable(char) else char.encode("unicode_escape").decode("ascii") for char in text)


def _printable(char: str) -> bool:
    # Cc: controls. Cf: format characters, of which the bidirectional ones can make a name read as another.
    return unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp", "Cs"}
