"""Tables as a summary tells them: what the columns are and how many rows there are, not row by row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chains.documents import SourceDocument
from chains.parts import Part, covering

# A table of fewer rows may be told by its rows.
MANY_ROWS = 10
# Only the largest tables of a document are told.
MOST_GRIDS = 3

_CELL = re.compile(r"\s*\|\s*|\t")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: ``document.text[start:end]``.

    Attributes:
        header: span of its header row; that of its first row where it has none.
        columns: its names.
        heading: the headings that it stands under, outermost first.
    """

    start: int
    end: int
    header: tuple[int, int]
    columns: tuple[str, ...]
    rows: int
    heading: tuple[str, ...]


def grids(document: SourceDocument, found: Sequence[Part]) -> list[Grid]:
    """The tables with many rows within the parts, in reading order."""
    if not found:
        return []
    return [grid for grid in _all(document, found[0].fresh, found[-1].end) if grid.rows >= MANY_ROWS]


def _all(document: SourceDocument, low: int, high: int) -> Iterator[Grid]:
    headings: list[tuple[int, str]] = []
    start = end = rows = 0
    header: tuple[int, int] | None = None

    def made() -> Iterator[Grid]:
        if header is not None and rows:
            columns = cells(document.text[slice(*header)])
            yield Grid(start, end, header, columns, rows, tuple(name for _, name in headings))

    for block in covering(document, low, high):
        if block.kind == "table_row" and header is not None:
            rows, end = rows + 1, block.end
            continue
        yield from made()
        header, rows = None, 0
        if block.kind in ("table_header", "table_row"):
            start, end, header, rows = block.start, block.end, (block.start, block.end), int(block.kind == "table_row")
        elif block.kind == "heading":
            title = " ".join(document.text[block.start : block.end].split()).lstrip("# ")
            headings = [(level, name) for level, name in headings if level < block.level] + [(block.level, title)]
    yield from made()


def cells(row: str) -> tuple[str, ...]:
    """The cells of a row that say something."""
    return tuple(" ".join(cell.split()) for cell in _CELL.split(row.strip().strip("|")) if cell.strip())
