"""The columns of a printed table, by where its cells stand: which cells of a row are empty."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.library.readers.printed import Printed


def _spans(line: Printed) -> list[tuple[float, float]]:
    """Left and right edge of each cell."""
    starts = [0, *(gap + 1 for gap in line.gaps)]
    ends = [*line.gaps, len(line.text)]
    return [(line.edges[start], line.edges[end]) for start, end in zip(starts, ends, strict=True)]


def columns_of(rows: Sequence[Printed]) -> list[tuple[float, float]]:
    """Left and right edge of each column, by the rows that have the most cells."""
    widest = max(len(row.gaps) for row in rows)
    whole = [_spans(row) for row in rows if len(row.gaps) == widest]
    return [(min(left for left, _ in spans), max(right for _, right in spans)) for spans in zip(*whole, strict=True)]


def empty_before(row: Printed, columns: Sequence[tuple[float, float]]) -> list[int]:
    """How many empty cells stand before each cell of a row, and behind the last; none where it cannot be told.

    Each cell must lie over one column and over no other, from left to right.
    """
    cells = _spans(row)
    none = [0] * (len(cells) + 1)
    if len(cells) >= len(columns):
        return none
    places: list[int] = []
    for left, right in cells:
        over = [at for at, column in enumerate(columns) if left < column[1] and right > column[0]]
        if len(over) != 1 or (places and over[0] <= places[-1]):
            return none
        places.append(over[0])
    return [place - before - 1 for before, place in pairwise([-1, *places, len(columns)])]
