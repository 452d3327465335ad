"""The numbers that Word prints before headings, clauses and list items; the file holds only how they are counted.

ECMA-376 part 1, 17.9: a paragraph (or its style) names a list and a level, the list's levels say how they look.
"""

from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HAN = "〇一二三四五六七八九"
LEVELS = 9


def value(element: Any, path: str, default: str = "") -> str:
    """``w:val`` of the child at ``path``."""
    child = None if element is None else element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return default if child is None else str(child.get(f"{W}val", default))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    look: str
    text: str


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts along while the paragraphs are read in order.

    Args:
        root: the ``w:numbering`` element; None where the document has no lists.
    """

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        kinds = {}
        for kind in root.iterchildren(f"{W}abstractNum"):
            levels = {_int(level.get(f"{W}ilvl")): _level(level) for level in kind.iterchildren(f"{W}lvl")}
            kinds[kind.get(f"{W}abstractNumId")] = _List(levels)
        for number in root.iterchildren(f"{W}num"):
            found = kinds.get(value(number, "abstractNumId"))
            if found is None:
                continue
            restarts = {
                _int(change.get(f"{W}ilvl")): _int(value(change, "startOverride"))
                for change in number.iterchildren(f"{W}lvlOverride")
                if value(change, "startOverride")
            }
            if restarts:  # counts apart from the other lists of its kind
                levels = {
                    at: _Level(restarts.get(at, level.start), level.look, level.text)
                    for at, level in found.levels.items()
                }
                found = _List(levels)
            self._lists[number.get(f"{W}numId")] = found

    def next(self, number: str, at: int) -> str:
        """The label of the next paragraph of list ``number`` on level ``at`` (from 0); empty for bullets."""
        found = self._lists.get(number)
        level = found.levels.get(at) if found is not None else None
        if found is None or level is None:
            return ""
        found.counts[at] = found.counts.get(at, level.start - 1) + 1
        for deeper in range(at + 1, LEVELS):
            found.counts.pop(deeper, None)
        if level.look in ("bullet", "none"):
            return ""
        text = level.text
        for other in range(at + 1):
            part = found.levels.get(other, level)
            text = text.replace(f"%{other + 1}", shown(found.counts.get(other, part.start), part.look))
        return text.strip()


def _level(element: Any) -> _Level:
    return _Level(_int(value(element, "start", "1")), value(element, "numFmt", "decimal"), value(element, "lvlText"))


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


def shown(number: int, look: str) -> str:
    """``number`` as the format ``look`` (ECMA-376 part 1, 17.18.59) writes it."""
    if look in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter if look == "lowerLetter" else letter.upper()
    if look in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = ""
        for worth, sign in _ROMAN:
            text += sign * (number // worth)
            number %= worth
        return text if look == "lowerRoman" else text.upper()
    if look.lower().startswith(("chinese", "japanesecounting", "ideographdigital", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _HAN[tens]) + ("十" if tens else "") + (_HAN[ones] if ones else "")
    return f"{number:02}" if look == "decimalZero" else str(number)
