"""A document's text cut into pieces that a text view lays out one by one: all of its words, each exactly once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.library.parsed import Block, BlockKind

PieceKind = Literal["heading", "paragraph", "list", "table_header", "table_row", "code"]

# A paragraph is laid out as a whole: one of megabytes, as damaged files have, would stop the window.
MOST_CHARACTERS = 4_000
MOST_CELLS = 60
_ROWS = frozenset({"table_header", "table_row"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading, list item, line of code, or row of a table.

    Attributes:
        start: of the piece, with the signs that only make it what it is, as Markdown has before its headings.
        end: the same.
        first: of what is to be seen.
        last: the same; the end of it.
        table: number of the table that a row belongs to; -1 for what is no row.
        header: index of the piece that is the header of a row's table; -1 where it has none.
    """

    kind: PieceKind
    start: int
    end: int
    first: int
    last: int
    level: int = 0
    table: int = -1
    header: int = -1


def pieces_of(text: str, blocks: Sequence[Block]) -> list[Piece]:
    """The pieces of a text in order; what stands between two of them are blanks, and lines of nothing but signs."""
    pieces: list[Piece] = []
    table = -1
    header = -1
    last: BlockKind | None = None
    at = 0
    for number, block in enumerate(blocks):
        start = max(at, text.rfind("\n", at, block.start) + 1)
        pieces += _between(text, at, start)
        following = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        line_end = text.find("\n", block.end, following)
        at = following if line_end < 0 else line_end
        end = block.end + len(text[block.end : at].rstrip())
        start += len(text[start : block.start]) - len(text[start : block.start].lstrip())
        if block.kind in _ROWS and end - start <= MOST_CHARACTERS:
            if block.kind == "table_header" or last not in _ROWS:
                table += 1
                header = len(pieces) if block.kind == "table_header" else -1
            pieces.append(Piece(block.kind, start, end, start, end, 0, table, header))
        elif block.kind == "heading" and end - start <= MOST_CHARACTERS:
            pieces.append(Piece("heading", start, end, block.start, block.end, block.level))
        else:
            pieces += _cut(text, "paragraph" if block.kind in _ROWS else block.kind, start, end, block.level)
        last = block.kind
    pieces += _between(text, at, len(text))
    return pieces


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    """What stands between two blocks: nothing, unless a word is in it."""
    between = text[start:end]
    if any(character.isalnum() for character in between):
        start += len(between) - len(between.lstrip())
        yield from _cut(text, "paragraph", start, start + len(between.strip()))


def _cut(text: str, kind: PieceKind, start: int, end: int, level: int = 0) -> Iterator[Piece]:
    """One piece, or several where it is too long, cut at line ends or blanks where there are any."""
    while end - start > MOST_CHARACTERS:
        limit = start + MOST_CHARACTERS
        cut = max(text.rfind("\n", start + 1, limit), text.rfind(" ", limit - 200, limit)) + 1
        if cut <= start:
            cut = limit
        yield Piece(kind, start, cut, start, cut, level)
        start = cut
    if start < end:
        yield Piece(kind, start, end, start, end, level)


def cells_of(text: str, start: int, end: int) -> list[tuple[int, int, int, int]]:
    """The cells of a row: each its whole span, bars and blanks included, and in it the span of its words.

    The whole spans follow each other without a gap, so no character of the row is lost.
    """
    bars = [number for number in range(start, end) if text[number] == "|"]
    if bars and not text[start : bars[0]].strip():
        bars.pop(0)  # Markdown begins and ends its rows with one
    if bars and not text[bars[-1] + 1 : end].strip():
        bars.pop()
    edges = [start, *(bar + 1 for bar in bars[: MOST_CELLS - 1]), end]
    found = []
    for first, last in pairwise(edges):
        inner_first, inner_last = first, last
        while inner_first < inner_last and (text[inner_first].isspace() or text[inner_first] == "|"):
            inner_first += 1
        while inner_last > inner_first and (text[inner_last - 1].isspace() or text[inner_last - 1] == "|"):
            inner_last -= 1
        found.append((first, inner_first, inner_last, last))
    return found
