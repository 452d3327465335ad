"""Paths as a model or a person writes them, taken apart within named folders; nothing on the disk is looked at."""

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from assistant.library.names import shown
from chains.errors import InputError

MOST_CHARACTERS, MOST_PARTS, MOST_NAME_BYTES = 1_000, 40, 240
# What some system gives a meaning to in a name; such a file would be another one there.
_MEANING: Final = frozenset('<>:"|?*')
# They join letters in Persian and emoji; some file systems do not see them, at the beginning either.
_JOINERS: Final = "\u200c\u200d"

Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that the person has named, held open.

    Attributes:
        label: by which paths begin: its name, told from others of the same name.
        named: as the person wrote it.
        path: where it lies.
        identity: which folder it is, however it is called.
    """

    label: str
    named: Path
    path: Path
    descriptor: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class Place:
    """A path within a root, taken apart, not looked at."""

    root: Root
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return "/".join((self.root.label, *self.parts))


def place_of(path: str, roots: Sequence[Root]) -> Place:
    """What ``path`` names: it begins with a root's label, or with where the root lies, or stands in the only one.

    Raises:
        InputError: it names something outside, something hidden, or cannot be a path.
    """
    text = path.strip()
    check_text(text)
    whole = os.path.expanduser(text) if text.startswith("~/") else text  # noqa: PTH111 - no path yet
    for root in roots:
        # Absolute paths are taken where they begin with the very folder; what follows is walked like any other.
        for start in (str(root.named), str(root.path)):
            if whole == start or whole.startswith(f"{start}/"):
                return _placed(root, whole[len(start) :], path)
    if text.startswith(("/", "~")):
        refuse("outside", path)
    first, _, rest = text.removeprefix("./").partition("/")
    for root in roots:
        if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", root.label):
            return _placed(root, rest, path)
    if len(roots) == 1:
        return _placed(roots[0], text, path)
    raise InputError("tool_files.no_folder", path=shown(path)[:120], known=", ".join(root.label for root in roots))


def _placed(root: Root, rest: str, path: str) -> Place:
    parts = tuple(part for part in rest.split("/") if part not in ("", "."))
    if len(parts) > MOST_PARTS:
        refuse("no_path", path)
    for part in parts:
        if part == "..":
            refuse("outside", path)
        if is_hidden(part):
            refuse("hidden", path)
        if len(part.encode("utf-8")) > MOST_NAME_BYTES:
            refuse("no_path", path)
    return Place(root, parts)


def check_text(text: str) -> None:
    """Refuse what some reader, or some system, would take for another path.

    Raises:
        InputError: it is empty, too long, no text, or has signs that are not seen.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        refuse("no_path", text)
    strange = any(
        unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} and char not in _JOINERS for char in text
    )
    if not text or strange or "\\" in text or len(text) > MOST_CHARACTERS:
        refuse("no_path", text)


def check_new_name(place: Place) -> None:
    """Refuse a name for a new file that would be another one on some system.

    Raises:
        InputError: it is such a name.
    """
    name = place.parts[-1]
    if set(name) & _MEANING or name.endswith((" ", ".")):
        refuse("no_path", str(place))


def is_hidden(name: str) -> bool:
    """Whether a name begins with a dot, as some file system sees it."""
    return name.lstrip(_JOINERS).startswith(".")


def refuse(code: str, path: str) -> NoReturn:
    """Say what is wrong with a path.

    Raises:
        InputError: always.
    """
    plain = path.encode("utf-8", "backslashreplace").decode("utf-8")
    raise InputError(f"tool_files.{code}", path=shown(plain)[:120])
