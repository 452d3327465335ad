"""The tables of a document: rows cut into cells, headers found, tables that go on elsewhere made one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chains.documents import SourceDocument, TextBlock
from chains.tables.cells import MONTH_NAMES, Figures, header_unit, is_blank, read_column
from chains.tables.totals import total_rows
from chains.tables.types import Column, Row, Sheet

# What stands between two cells; a cell that is empty at a row's end has left its mark there.
_CELL = re.compile(r"(?:(?<=\s)|\A)\|(?=\s|\Z)")
_PIPE = re.compile(r"(?<!\\)\|")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/]\d{1,2})?")
_MONTH = re.compile(
    rf"(?:{'|'.join(MONTH_NAMES)})\.?(?:[\s,’'-]*(?:\d{{2}}|\d{{4}}))?|\d{{4}}[-. ]\d{{1,2}}|(?:\d{{4}}年)?\d{{1,2}}月",
    re.IGNORECASE,
)
MOST_VALUES = 5_000
MOST_NAME = 60
# What is longer is no title of a table.
MOST_TITLE = 60


@dataclass(slots=True)
class _Found:
    """One table as it stands: cells as text."""

    title: str
    label: str
    page: int
    header: tuple[int, int] | None
    names: list[str]
    rows: list[tuple[list[str], int, int]] = field(default_factory=list)


def sheets(documents: Iterable[SourceDocument], taken: Iterable[str] = ()) -> list[Sheet]:
    """All tables of all documents, in order, each under a name of its own; one may have a header and no row.

    Args:
        taken: names that are given already, in lower case.
    """
    found: list[Sheet] = []
    taken = set(taken)
    for document in documents:
        for table in _continued(list(_tables(document))):
            if table.rows or table.names:
                sheet = _typed(document, table, taken)
                taken.add(sheet.name.casefold())
                found.append(sheet)
    return found


def row_cells(text: str, format_name: str = "") -> list[str]:
    """The cells of a row as the readers write it."""
    if format_name in {"markdown", "md"}:
        return [cell.strip().replace("\\|", "|") for cell in _PIPE.split(text)]
    return [cell.strip() for cell in _CELL.split(text)]


def _tables(document: SourceDocument) -> Iterator[_Found]:
    """The runs of rows; a header begins a new one, a new sheet of a workbook too."""
    table: _Found | None = None
    said = ""  # the last heading or line above
    sheets_apart = document.format in {"xlsx", "xls", "ods"}
    labels = {page.number: page.label for page in document.pages}
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind not in {"table_header", "table_row"}:
            if table is not None:
                yield table
            table = None
            if block.kind == "heading" or (block.kind == "paragraph" and len(text) <= MOST_TITLE):
                said = " ".join(text.split())
            continue
        apart = table is None or block.kind == "table_header" or (sheets_apart and block.page != table.page)
        cells = row_cells(text, document.format)
        if apart:
            if table is not None:
                yield table
            label = labels.get(block.page, "")
            if sheets_apart and table is not None and block.page != table.page:
                said = ""
            names = cells if block.kind == "table_header" else []
            table = _Found(said, label, block.page, (block.start, block.end) if names else None, names)
            if names:
                continue
        assert table is not None
        table.rows.append((cells, block.start, block.end))
    if table is not None:
        yield table


def _continued(tables: Sequence[_Found]) -> list[_Found]:
    """Tables with the same header made one; where they stand on sheets of their own, a column says on which."""
    groups: dict[tuple[str, ...], list[_Found]] = {}
    for number, table in enumerate(map(_with_header, tables)):
        key = tuple(name.casefold() for name in table.names) or (f"\0{number}",)
        groups.setdefault(key, []).append(table)
    whole = []
    for parts in groups.values():
        first = parts[0]
        labels = [part.label for part in parts]
        if len(parts) > 1 and len(set(labels)) > 1 and all(labels):
            rows = [
                ([*_fitted(cells, len(first.names)), part.label], start, end)
                for part in parts
                for cells, start, end in part.rows
            ]
            whole.append(
                replace(first, label="", title="", names=[*first.names, _named_by(labels, first.names)], rows=rows)
            )
        else:
            whole.append(replace(first, rows=[row for part in parts for row in part.rows]))
    for table in whole:
        same = [name.casefold() for name in table.names]
        table.rows = [
            row for row in table.rows if [cell.casefold() for cell in row[0][: len(same)]] != same or not same
        ]
    return whole


def _named_by(labels: Sequence[str], names: Sequence[str]) -> str:
    """What the names of sheets are: months, or no more than sheets."""
    months = all(_MONTH.fullmatch(label.strip()) for label in labels)
    return "Month" if months and "month" not in {name.casefold() for name in names} else "Sheet"


def _with_header(table: _Found) -> _Found:
    """The table with its header found where the reader left it open, and none where it took the first row for one."""
    if not table.names and len(table.rows) > 1 and _heads(table.rows[0][0], [row[0] for row in table.rows[1:]]):
        cells, start, end = table.rows[0]
        return replace(table, names=cells, header=(start, end), rows=table.rows[1:])
    if table.names and table.header is not None and _is_data(table.names, [row[0] for row in table.rows]):
        return replace(table, names=[], header=None, rows=[(table.names, *table.header), *table.rows])
    return table


def _is_data(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has a figure (no year) above figures: it heads nothing."""
    for at, cell in enumerate(cells):
        kind = "text" if is_blank(cell) or _YEAR.fullmatch(cell) else read_column([cell]).kind
        if kind != "text" and kind == _kind(rows, at):
            return True
    return False


def _heads(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row stands above figures without being any."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) < 2 or len(set(filled)) < len(filled) or _is_data(cells, rows):
        return False
    return any(not is_blank(cell) and _kind(rows, at) != "text" for at, cell in enumerate(cells))


def _kind(rows: Sequence[Sequence[str]], at: int) -> str:
    return read_column([row[at] for row in rows if at < len(row)]).kind


def _typed(document: SourceDocument, table: _Found, taken: set[str]) -> Sheet:
    width = max(len(cells) for cells, _, _ in table.rows) if table.rows else len(table.names)
    if table.names and table.rows:
        width = max(Counter(len(cells) for cells, _, _ in table.rows).most_common(1)[0][0], len(table.names))
    names, doubled = _distinct([*table.names, *[""] * (width - len(table.names))])
    cells = [_fitted(row, width) for row, _, _ in table.rows]
    ragged = sum(len(row) != width for row, _, _ in table.rows)
    headed = [*table.names, *[""] * (width - len(table.names))]
    language = document.language
    # A total row says "Total" where the others have dates: the kind is told by those that are none.
    sums = total_rows(cells, [read_column([row[at] for row in cells], headed[at], language) for at in range(width)])
    kept = [number for number in range(len(cells)) if number not in sums]
    read = [read_column([cells[number][at] for number in kept], headed[at], language) for at in range(width)]
    used = [at for at in range(width) if headed[at] or any(value is not None for value in read[at].values)]
    columns = tuple(_column(names[at], headed[at], read[at]) for at in used)
    spans = [(start, end) for _, start, end in table.rows]
    rows = tuple(Row(tuple(read[at].values[place] for at in used), *spans[number]) for place, number in enumerate(kept))
    totals = tuple(
        Row(tuple(_single(cells[number][at], columns[place]) for place, at in enumerate(used)), *spans[number])
        for number in sums
    )
    title = table.label or table.title or document.title
    header = document.text[slice(*table.header)] if table.header else ""
    return Sheet(table_name(title, taken), title, document, columns, rows, header, totals, doubled, ragged)


def _single(cell: str, column: Column) -> str | int | float | None:
    """One cell of a total row, as its column's kind has it."""
    value = read_column([cell]).values[0]
    return value if not column.numeric or not isinstance(value, str) else None


def _column(name: str, header: str, read: Figures) -> Column:
    filled = [value for value in read.values if value is not None]
    texts = Counter(str(value) for value in filled) if read.kind == "text" else Counter()
    label, unit = header_unit(header or name)
    return Column(
        name,
        label if unit or read.unit else header or name,
        read.kind,
        read.unit or unit,
        tuple(value for value, _ in texts.most_common(MOST_VALUES)),
        read.unread,
        read.decimals,
        read.mixed,
        read.unsure_dates,
        len(filled) > 1 and len(set(filled)) == len(filled) == len(read.values),
    )


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _distinct(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Names that SQL can tell apart (it does not look at case), and those that several columns had."""
    found: list[str] = []
    doubled: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(names, 1):
        plain = " ".join(name.replace('"', "'").replace("\0", "").split())[:MOST_NAME] or f"Column {number}"
        whole, count = plain, 1
        while whole.casefold() in taken:
            count += 1
            whole = f"{plain} ({count})"
        if count == 2:
            doubled.append(plain)
        taken.add(whole.casefold())
        found.append(whole)
    return found, tuple(doubled)


def table_name(title: str, taken: set[str]) -> str:
    """What SQL calls a table of this title; ``taken`` are names in lower case that it cannot have."""
    stem = re.sub(r"\.\w{2,5}\Z", "", title.rpartition("/")[2])
    plain = re.sub(r"\W+", "_", stem).strip("_")[:40] or "table"
    if plain[0].isdigit():
        plain = f"t_{plain}"
    name, count = plain, 1
    while name.casefold() in taken:
        count += 1
        name = f"{plain}_{count}"
    return name


__all__ = ["TextBlock", "row_cells", "sheets", "table_name"]
