"""A printed line of a page, and its division into the pieces that stand apart in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.library.readers.draft import is_wide

HYPHEN = "\x02"  # what pdfium writes for a hyphen at a line's end that divides a word
CELL = " | "
LEADERS = re.compile(r"(?: ?[.…·]){5,} ?")  # the dots that lead the eye to a page number
# Between two characters, in units of their size: wider is a blank. Thin spaces have .17, blanks of justified text .22.
WORD_GAP = 0.2
MOST_GAPS = 0.34


@dataclass(frozen=True, slots=True)
class Printed:
    """One line as printed.

    Attributes:
        text: without line end; ends with ``HYPHEN`` where its last word goes on in the next line.
        edges: x of the left edge of each character, then the right edge of the last, in points.
        gaps: offsets in ``text`` of the spaces that are as wide as the distance between columns.
        size: of the type, in points.
        base: y of the baseline.
        tail: whether it goes on with a cell of the line before it, one line below.
    """

    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float
    size: float
    base: float
    bold: bool = False
    gaps: tuple[int, ...] = ()
    tail: bool = False

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.edges[0]

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.edges[-1]

    def cut(self, start: int, end: int) -> "Printed":
        """The characters from ``start`` to ``end``, in their place."""
        gaps = tuple(gap - start for gap in self.gaps if start < gap < end)
        return replace(self, text=self.text[start:end], edges=self.edges[start : end + 1], gaps=gaps)

    def pieces(self) -> "list[Printed]":
        """The line cut at its gaps."""
        ends = [*self.gaps, len(self.text)]
        starts = [0, *(gap + 1 for gap in self.gaps)]
        return [self.cut(start, end) for start, end in zip(starts, ends, strict=True)]


def words_apart(characters: Sequence[str], sides: Sequence[tuple[float, float]], size: float) -> list[int]:
    """Before which characters of a line a blank is missing: justified text may only set its words apart.

    None where so many are missing that letters are set apart, not words.

    Args:
        sides: left and right edge of each character.
        size: of the type, in the same unit.
    """
    missing = [
        number
        for number, ((_, right), (left, _)) in enumerate(pairwise(sides), 1)
        if left - right > WORD_GAP * size
        and not any(character == " " or is_wide(character) for character in characters[number - 1 : number + 1])
    ]
    return missing if len(missing) <= MOST_GAPS * len(characters) else []
