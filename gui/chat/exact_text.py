"""Text letter for letter: what is not seen, or turns round what is, is shown by a sign or its number."""

import re
from collections.abc import Iterator, Sequence

# What stands in a text and is not seen: blanks at its ends, at ends of lines and in rows; and whatever is no letter,
# digit or sign of ASCII, which is then looked at one by one. The last are letters that look like nothing.
_UNSEEN = re.compile(
    r"\n|\t| (?= )|(?<= ) |\A | \Z| (?=\n)|(?<=\n) |[^\S ]|[^\w\s\x21-\x7e]|[\u115f\u1160\u2800\u3164\uffa0]"
)
_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
_PILED = re.compile(r"(?<=[\u0300-\u036f\u20d0-\u20ff]{2})[\u0300-\u036f\u20d0-\u20ff]")
LINE = "\u2028"
# Laid out in one go.
PIECE = 4_000


def exact(text: str, start: int = 0, end: int | None = None) -> str:
    """A part of ``text``, all of it in sight: blanks that are not as ``·``, ends of lines as ``⏎``, the rest by number.

    What ends a line comes back as U+2028 behind its sign, so that no part of a value looks like a paragraph of its own.
    """
    stop = len(text) if end is None else end
    shown, place = [], start
    for found in _UNSEEN.finditer(text, start):
        if found.start() >= stop:
            break
        shown += [text[place : found.start()], _sign(found.group())]
        place = found.end()
    shown.append(text[place:stop])
    return _PILED.sub(lambda found: _numbered(found.group()), "".join(shown))


def exact_pieces(text: str, marked: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[str, bool]]:
    """``exact`` of all of ``text``, piece by piece, each with whether it is marked.

    Args:
        marked: ``(start, end)`` of parts, in order and apart.
    """
    place = 0
    for start, end in (*marked, (len(text), len(text))):
        for left, right, inside in ((place, start, False), (start, end, True)):
            for at in range(left, right, PIECE):
                yield exact(text, at, min(right, at + PIECE)), inside
        place = end


def _sign(char: str) -> str:
    match char:
        case "\n":
            return "⏎" + LINE
        case "\t":
            return "⇥"
        case " ":
            return "·"
    if char < "\x20":
        return chr(0x2400 + ord(char))
    return char if char.isprintable() and char not in _NOTHING else _numbered(char)


def _numbered(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"
