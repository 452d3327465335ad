"""The table of a chain's result as a file: CSV, XLSX with its evidence on a second sheet, JSON."""

import csv
import datetime
import io
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chains.errors import InputError, LibraryError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from chains.kit import Cell, ChainResult, Table

FORMATS = (".csv", ".xlsx", ".json")
# A spreadsheet takes what begins with these for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d.,' \u00a0]*%?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Excel refuses longer texts and these characters (ECMA-376, and openpyxl's own check).
_LONGEST_CELL = 32_767
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST = 60


def save_table(result: "ChainResult", path: Path) -> None:
    """Write the table of ``result`` to ``path``, as its suffix says; an existing file is replaced when all is written.

    CSV is UTF-8 with a byte order mark, as spreadsheets want it; what they would take for a formula is text. XLSX has
    typed cells and a second sheet with each cell's quote, place and verdict. JSON is the result's own data, or the
    table where it has none, with the evidence.

    Raises:
        InputError: the result has no table, or the suffix is none of these.
        LibraryError: the file cannot be written.
    """
    suffix = path.suffix.casefold()
    if suffix not in FORMATS:
        raise InputError("chain.table_format", file=path.name, known=", ".join(FORMATS))
    if suffix == ".json":
        data = table_json(result).encode()
    elif result.table is None:
        raise InputError("chain.no_table", file=path.name)
    else:
        data = table_csv(result.table).encode("utf-8-sig") if suffix == ".csv" else table_xlsx(result)
    try:
        _replace(path, data)
    except OSError as exc:
        raise LibraryError("library.unwritable", file=str(path), reason=exc.strerror or str(exc)) from exc


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def table_csv(table: "Table") -> str:
    """The table as CSV, ``\\r\\n`` between its lines."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless_cell(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([harmless_cell(cell.text) for cell in row])
    return out.getvalue()


def harmless_cell(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula; a negative number stays one."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def table_json(result: "ChainResult") -> str:
    """The result's data; for a table alone its rows with value, text, verdict and quotes of each cell."""
    if result.data is not None:
        value: object = result.data
    elif result.table is not None:
        value = [_row(result, row) for row in result.table.rows]
    else:
        value = {"text": result.text}
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _row(result: "ChainResult", row: "Sequence[Cell]") -> dict[str, object]:
    assert result.table is not None
    return {
        name: {
            "text": cell.text,
            "value": cell.value,
            "verdict": cell.verdict,
            "quotes": [result.quotes[place].text for place in cell.quotes],
        }
        for name, cell in zip(result.table.columns, row, strict=True)
    }


# --- spreadsheets -------------------------------------------------------------------------------------------------


def table_xlsx(result: "ChainResult") -> bytes:
    """The table as a workbook of two sheets, the second the evidence of each filled cell."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    assert result.table is not None
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Table"
    evidence = book.create_sheet("Evidence")
    _put_row(sheet, 1, result.table.columns)
    _put_row(evidence, 1, ("Row", "Column", "Cell", "Verdict", "Document", "Page", "Quote"))
    for number, row in enumerate(result.table.rows, 2):
        for column, cell in enumerate(row, 1):
            _put(sheet, number, column, cell)
    for number, line in enumerate(_evidence(result), 2):
        _put_row(evidence, number, line)
    for page in (sheet, evidence):
        page.freeze_panes = "A2"
        for column in range(1, page.max_column + 1):
            page.cell(1, column).font = Font(bold=True)
            texts = [str(page.cell(row, column).value or "") for row in range(1, min(page.max_row, 200) + 1)]
            page.column_dimensions[get_column_letter(column)].width = min(_WIDEST, max(map(len, texts)) + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _evidence(result: "ChainResult") -> Iterator[tuple[str | int | None, ...]]:
    assert result.table is not None
    for number, row in enumerate(result.table.rows, 2):
        for name, cell in zip(result.table.columns, row, strict=True):
            for place in cell.quotes:
                quote = result.quotes[place]
                yield number, name, cell.text, cell.verdict, quote.title, quote.page, quote.text


def _put_row(sheet: "Worksheet", row: int, values: Sequence[str | int | None]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        cell.value = _clean(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # never a formula


def _put(sheet: "Worksheet", row: int, column: int, cell: "Cell") -> None:
    target = sheet.cell(row, column)
    value = cell.value
    if isinstance(value, bool | int | float):
        target.value = value
    elif isinstance(value, str) and _DATE.fullmatch(value) and (date := _date(value)):
        target.value = date
        target.number_format = "yyyy-mm-dd"
    elif cell.text:
        target.value = _clean(cell.text)
        target.data_type = "s"  # never a formula


def _date(text: str) -> datetime.date | None:
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 1900 else None  # Excel's days begin there


def _clean(text: str) -> str:
    return _ILLEGAL.sub(" ", text)[:_LONGEST_CELL]
