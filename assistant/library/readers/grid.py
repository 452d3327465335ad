"""Rows of cells made into blocks: which row is a table's header, which are titles above it; shared by all tables."""

import re
from collections.abc import Iterable, Sequence

from assistant.library.readers.draft import Draft, one_line

CELL = " | "
# Nobody reads a million columns; spreadsheets have 16,384 (ECMA-376 in practice).
MAX_COLUMNS = 16_384
_NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*[-+]?\d[\d.,'\s]*\)?\s*(?:%|[$€£¥]|[A-Z]{3})?|\d{4}-\d\d-\d\d.*")


def add_rows(draft: Draft, rows: Iterable[Sequence[str]], *, header: bool | None = None) -> int:
    """Add a table, or several with blank rows between them.

    A row that alone holds one cell above a wider one is a title and becomes a paragraph. The header is the first row
    of a table when all of its cells are words.

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
        cells = [one_line(cell) for cell in row[:MAX_COLUMNS]]
        if any(cells):
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
        if any(row[number : number + 1] not in ([], [""]) for row in rows)
    ]
    wide = len(used) > 1 or len(rows) == 1
    start = 0
    while wide and start < len(rows) and sum(map(bool, rows[start])) == 1:  # titles above the header
        draft.block("paragraph", next(filter(None, rows[start])))
        start += 1
    for number, row in enumerate(rows[start:]):
        cells = [row[column] if column < len(row) else "" for column in used]
        first = number == 0 and (header if header is not None else len(rows) - start > 1 and _words(cells))
        draft.block("table_header" if first else "table_row", CELL.join(cells).strip())


def _words(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in filled)
    # Years and months head columns too: one word in the row is enough where they stand beside it.
    return bool(filled) and (numbers == 0 or (numbers < len(filled) and _years(filled)))


def _years(cells: list[str]) -> bool:
    return all(re.fullmatch(r"(?:19|20)\d\d(?:-\d\d)?", cell) or not _NUMBER.fullmatch(cell) for cell in cells)
