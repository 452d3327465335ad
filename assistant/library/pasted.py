"""Text that was pasted or piped in: kept as a file of its own in the home, and read like any other."""

import re
from pathlib import Path

from assistant.library.names import shown
from chains.errors import InputError

LONGEST_NAME = 60
_MARKDOWN = re.compile(r"^(#{1,6} \S|[-*+] \S|\d+\. \S|> \S|```|\|.*\|\s*$)", re.MULTILINE)
# What some file system or shell takes for something else.
_UNFIT = re.compile(r'[\\/:*?"<>|.\s]+')


def save_pasted(folder: Path, text: str) -> Path:
    """Write ``text`` into a new file of ``folder``, named by its first words.

    Returns:
        The file; the one that is there already where the same was pasted before.

    Raises:
        InputError: there is nothing but blanks.
        OSError: it cannot be written.
    """
    if not text.strip():
        raise InputError("library.nothing_pasted")
    data = text.encode("utf-8", "replace")
    words = _UNFIT.sub(" ", shown(text.strip().split("\n")[0])).strip(" #-_`~")[:LONGEST_NAME].strip() or "Pasted text"
    suffix = ".md" if _MARKDOWN.search(text) else ".txt"
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
