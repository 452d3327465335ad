"""XLSX by openpyxl: each sheet a page with its name; values as the person sees them, not formulas."""

import datetime
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from assistant.library.parsed import Parsed
from assistant.library.readers.archive import check, transitional
from assistant.library.readers.draft import Draft, Options, given_title, one_line
from assistant.library.readers.grid import MAX_COLUMNS, Across, add_rows, is_number

MAX_CELLS = 4_000_000
MAX_ROWS = 1_048_576  # of a sheet, which is what the programs allow; a damaged row number can say more
MAX_MERGED = 100_000
MAX_ACROSS = 200
MAX_TAIL_BYTES = 20_000_000
_ROWS_END = b"</sheetData>"
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})["']""")
_DECIMALS = re.compile(r"0\.(0+)")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
# Of a date's format: text in quotes, an escaped character, a run of one letter, any other character.
_DATE_PART = re.compile(r'"(?P<text>[^"]*)"|(?P<escaped>\\.)|(?P<plain>([A-Za-z])\4*|.)', re.DOTALL)
_MONTHS = "January February March April May June July August September October November December".split()
_CURRENCY = re.compile(r'"([^"\d]{1,4})"|\[\$([^\]-]{1,4})[^\]]*\]|([$€£¥])')


def read(data: bytes, options: Options) -> Parsed:
    """Every visible and hidden sheet that holds anything.

    Raises:
        DocumentError: a bomb, or protected by a password.
    """
    import openpyxl

    check(data, options.name)
    book = openpyxl.load_workbook(io.BytesIO(transitional(data)), read_only=True, data_only=True)
    draft = Draft("xlsx")
    draft.title = given_title(book.properties.title or "")
    budget = _Budget(MAX_CELLS)
    try:
        for sheet in book.worksheets:
            options.cancel.check()
            sheet.reset_dimensions()  # what a sheet declares may be a million empty rows
            left_out = add_rows(draft, _rows(sheet, options, budget, _merged(book, sheet)))
            if left_out > 0:
                draft.notes.append(f"sheet {sheet.title}: the last {left_out} columns were left out")
            draft.end_page(label=one_line(sheet.title)[:100])
        if budget.left <= 0:
            draft.notes.append(f"only the first {MAX_CELLS} cells were read")
        return draft.finish(paged=True)
    finally:
        book.close()


@dataclass(frozen=True, slots=True)
class _Merged:
    """Cells merged into one: its last row, and its first and last column, from 0; what stands in its corner."""

    bottom: int
    left: int
    right: int
    text: str = ""


class _Budget:
    """Cells that may still be read."""

    def __init__(self, cells: int) -> None:
        self.left = cells


def _merged(book: Any, sheet: Any) -> dict[int, list[_Merged]]:
    """The sheet's merged cells by their first row; openpyxl leaves them out where it reads row by row."""
    found: dict[int, list[_Merged]] = {}
    tail = b""
    with book._archive.open(sheet._worksheet_path) as stream:
        while part := stream.read(1 << 20):
            tail = (tail[-len(_ROWS_END) :] + part) if _ROWS_END not in tail else tail + part
            if _ROWS_END in tail and len(tail) > MAX_TAIL_BYTES:
                break
    for match in islice(_MERGE.finditer(tail, max(0, tail.find(_ROWS_END))), MAX_MERGED):
        first, last = coordinates(match[1].decode()), coordinates(match[2].decode())
        found.setdefault(first[0], []).append(_Merged(last[0], first[1], min(last[1], first[1] + MAX_ACROSS)))
    return found


def coordinates(name: str) -> tuple[int, int]:
    """Row and column of a cell, both from 0: "B3" is (2, 1)."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :]) - 1, column - 1


def _spread(cells: list[str], merged: list[_Merged]) -> None:
    """Let what stands in a merged cell's corner stand in each of its rows, and reach across its columns."""
    for area in merged:
        while len(cells) <= area.right and area.text:
            cells.append("")
        for column in range(area.left, area.right + 1 if area.text else 0):
            cells[column] = area.text if column == area.left else Across(area.text)


def _names_rows(area: _Merged) -> bool:
    """Whether what stands in a merged cell holds for each of its rows; an amount would be added up several times."""
    return area.left == area.right and (area.left == 0 or not is_number(area.text))


def _rows(sheet: Any, options: Options, budget: _Budget, merged: dict[int, list[_Merged]]) -> Iterator[list[str]]:
    blank = 0
    open_areas: list[_Merged] = []
    for number, row in enumerate(sheet.iter_rows()):
        if number % 2000 == 0:
            options.cancel.check()
        if number >= MAX_ROWS:
            return
        cells = [_shown(cell) for cell in row[: MAX_COLUMNS + 1]]
        for area in merged.get(number, ()):
            corner = cells[area.left] if area.left < len(cells) else ""
            open_areas.append(replace(area, text=corner))
        if open_areas:
            _spread(cells, open_areas)
            open_areas = [area for area in open_areas if area.bottom > number and _names_rows(area)]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            if blank == 1:
                yield []
            continue
        blank = 0
        budget.left -= len(cells)
        if budget.left <= 0:
            return
        yield cells


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number(value, cell.number_format or "General")
    if isinstance(value, datetime.date) and (seen := month(value, cell.number_format or "")):
        return seen
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second and "s" not in cell.number_format.lower() else "seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def month(value: datetime.date, code: str) -> str:
    """A date whose format has no day, as the person sees it: "Mar 2024", "2024-03", "2024年3月"; empty for others.

    Where the format has no year either, it is written out all the same: "March" alone would be no date.

    Args:
        code: number format (ECMA-376 part 1, 18.8.31), of which the first section counts.
    """
    section = code.split(";", maxsplit=1)[0]
    # What stands in quotes or behind a stroke is shown as it is; a locale in brackets is not shown.
    parts = [
        (match["plain"], True) if match["plain"] else (match["text"] or (match["escaped"] or "")[1:], False)
        for match in _DATE_PART.finditer(re.sub(r"\[[^\]]*\]", "", section))
    ]
    fields = "".join(text[0].lower() for text, is_code in parts if is_code and text[0].lower() in "dmyhs")
    if fields not in {"m", "my", "ym"}:
        return ""
    # "03-24" would be anything; with its year in full it is a month.
    parts = [
        ("yyyy" if "mmm" not in section.lower() and is_code and text[0] in "yY" else text, is_code)
        for text, is_code in parts
    ]
    shown = "".join(_month_part(value, text.lower()) if is_code else text for text, is_code in parts)
    return one_line(shown).strip() if "y" in fields else f"{one_line(shown).strip()} {value.year}"


def _month_part(value: datetime.date, code: str) -> str:
    match code[0], len(code):
        case "y", length:
            return str(value.year) if length > 2 else f"{value.year % 100:02}"
        case "m", 1 | 2 as length:
            return f"{value.month:0{length}}"
        case "m", 3:
            return _MONTHS[value.month - 1][:3]
        case "m", _:
            return _MONTHS[value.month - 1]
        case _:
            return code


def number(value: float, code: str) -> str:
    """A number by the parts of its format that change how it reads: per cent, decimals, thousands, currency.

    Args:
        code: number format (ECMA-376 part 1, 18.8.31), of which the first section counts.
    """
    section = code.split(";", maxsplit=1)[0]
    plain = _LITERAL.sub("", section)
    match = _DECIMALS.search(plain)
    decimals = len(match[1]) if match else 0
    if not math.isfinite(value):
        return str(value)
    if "%" in plain:
        return f"{value * 100:.{decimals}f}%"
    if "0" not in plain or "E" in plain or "/" in plain:
        return _general(value)
    text = f"{value:,.{decimals}f}" if "#,#" in plain or ",0" in plain else f"{value:.{decimals}f}"
    currency = _CURRENCY.search(section)
    sign = next(filter(None, currency.groups()), "") if currency else ""
    if not sign or not currency:
        return text
    first = section.find("0") > currency.start()
    return f"{sign}{text}" if first else f"{text} {sign.strip()}"


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.6g}"
