"""Rows of cells made into blocks: which row is a table's header, which are titles above it; shared by all tables."""

import re
from collections.abc import Iterable, Sequence

from assistant.library.readers.draft import Draft, one_line

CELL = " | "
# Nobody reads a million columns; spreadsheets have 16,384 (ECMA-376 in practice).
MAX_COLUMNS = 16_384
_NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,'\s]*\)?\s*(?:%|[$€£¥]|[A-Z]{3})?|\d{4}-\d\d-\d\d.*")


class Across(str):
    """What a cell says that reaches across into this one: in a header it heads this column too, else it is empty."""

    __slots__ = ()


def add_rows(draft: Draft, rows: Iterable[Sequence[str]], *, header: bool | None = None) -> int:
    """Add a table, or several with blank rows between them.

    A row that alone holds one cell above a wider one is a title and becomes a paragraph. The header is the first row
    of a table when all of its cells are words; where some of these reach across several columns, the row below is of
    the header too, and each column is called by both ("Bicycles Q1").

    Args:
        rows: cells of any text; blank ones keep their column.
        header: whether the first row is the header; None to tell from its cells.

    Returns:
        Number of columns that were too many and left out.
    """
    left_out = 0
    table: list[list[str]] = []
    for row in rows:
        left_out = max(left_out, len(row) - MAX_COLUMNS)
        cells = [Across(one_line(cell)) if isinstance(cell, Across) else one_line(cell) for cell in row[:MAX_COLUMNS]]
        if any(map(_own, cells)):
            table.append(cells)
        elif table:
            _add_table(draft, table, header)
            table = []
    _add_table(draft, table, header)
    return left_out


def _add_table(draft: Draft, rows: list[list[str]], header: bool | None) -> None:
    if not rows:
        return
    used = [
        number
        for number in range(max(map(len, rows)))
        if any(_own(cell) for row in rows for cell in row[number : number + 1])
    ]
    wide = len(used) > 1 or len(rows) == 1
    start = 0
    while wide and start < len(rows) and sum(bool(_own(cell)) for cell in rows[start]) == 1:  # titles above the header
        draft.block("paragraph", next(filter(_own, rows[start])))
        start += 1
    table = [[row[column] if column < len(row) else "" for column in used] for row in rows[start:]]
    while len(table) > 2 and _head_together(*table[:2]):
        table[:2] = [[_under(above, cell) for above, cell in zip(*table[:2], strict=True)]]
    for number, row in enumerate(table):
        cells = [_own(cell) for cell in row]
        first = number == 0 and (header if header is not None else len(table) > 1 and _words(cells))
        draft.block("table_header" if first else "table_row", CELL.join(cells).strip())


def _own(cell: str) -> str:
    return "" if isinstance(cell, Across) else cell


def _head_together(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether ``row`` names the columns into which ``above`` reaches, and has no more to say of the others."""
    across = [isinstance(cell, Across) for cell in above]
    grouped = [here or after for here, after in zip(across, [*across[1:], False], strict=True)]
    others = (cell in ("", name) for name, cell, group in zip(above, row, grouped, strict=True) if not group)
    return any(across) and _words([*map(_own, row)]) and all(others)


def _under(above: str, cell: str) -> str:
    """What a column is called by two rows of a header; what reaches across in both goes on to a third."""
    alone = above == cell or not above or not cell
    name = above or cell if alone else f"{above} {cell}"
    return Across(name) if isinstance(cell, Across) else name


def is_number(cell: str) -> bool:
    """Whether a cell holds an amount or a date, and no word."""
    return _NUMBER.fullmatch(cell) is not None


def _words(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    numbers = sum(map(is_number, filled))
    # Years and months head columns too: one word in the row is enough where they stand beside it.
    return bool(filled) and (numbers == 0 or (numbers < len(filled) and _years(filled)))


def _years(cells: list[str]) -> bool:
    return all(re.fullmatch(r"(?:19|20)\d\d(?:-\d\d)?", cell) or not is_number(cell) for cell in cells)
