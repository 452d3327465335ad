"""Text that was pasted or piped in: kept as a file of its own in the home, and read like any other."""

import re
from pathlib import Path

from assistant.library.names import shown
from chains.errors import InputError

LONGEST_NAME = 60
_MARKDOWN = re.compile(r"^(#{1,6} \S|[-*+] \S|\d+\. \S|> \S|```|\|.*\|\s*$)", re.MULTILINE)
# What some file system or shell takes for something else.
_UNFIT = re.compile(r'[\\/:*?"<>|.\s]+')


def save_pasted(folder: Path, content: str | bytes) -> Path:
    """Write a text into a new file of ``folder``, named by its first words; bytes are a picture (PNG).

    Returns:
        The file; the one that is there already where the same was pasted before.

    Raises:
        InputError: there is nothing but blanks.
        OSError: it cannot be written.
    """
    if not content.strip():
        raise InputError("library.nothing_pasted")
    if isinstance(content, bytes):
        words, suffix, data = "Pasted picture", ".png", content
    else:
        line = shown(content.strip().split("\n")[0])
        words = _UNFIT.sub(" ", line).strip(" #-_`~")[:LONGEST_NAME].strip() or "Pasted text"
        suffix = ".md" if _MARKDOWN.search(content) else ".txt"
        data = content.encode("utf-8", "replace")
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        file = folder / f"{words}{f' {number}' if number > 1 else ''}{suffix}"
        try:
            with file.open("xb") as stream:
                stream.write(data)
        except FileExistsError:
            if file.read_bytes() == data:
                return file
            number += 1
        else:
            return file
