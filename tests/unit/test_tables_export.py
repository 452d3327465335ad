"""Tables as files: typed cells, evidence beside them, no formula from a document."""

import csv
import datetime
import json
from pathlib import Path

import openpyxl
import pytest

from assistant.tables_export import save_table
from chains.errors import InputError
from chains.kit import Cell, ChainResult, Table
from chains.types import Quote

QUOTE = Quote("d", "Lease", "lease.pdf", 2, 0, 12, "Rent: £900 \x0b", 1.0, 0)
RESULT = ChainResult(
    "text",
    (QUOTE,),
    table=Table(
        ("Document", "=rent", "start", "paid", "note"),
        (
            (
                Cell("Lease"), Cell("£900", 900, (0,), "yes"), Cell("2024-03-01", "2024-03-01", (0,), "yes"),
                Cell("yes", True, (0,), "partly"), Cell('=HYPERLINK("x")', '=HYPERLINK("x")', (0,), "yes"),
            ),
            (Cell("Other"), Cell(""), Cell(""), Cell(""), Cell("-5", -5, (0,), "yes")),
        ),
    ),
)  # fmt: skip


def test_csv_has_a_mark_for_spreadsheets_and_no_formula(tmp_path: Path) -> None:
    save_table(RESULT, tmp_path / "t.csv")
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0][1] == "'=rent" and rows[1][4].startswith("'=") and rows[2][4] == "-5"


def test_xlsx_has_typed_cells_and_their_evidence(tmp_path: Path) -> None:
    save_table(RESULT, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    table, evidence = book.worksheets
    assert [cell.value for cell in table[2]][1:4] == [900, datetime.datetime(2024, 3, 1), True]
    assert table["E2"].data_type == "s" and table["B1"].data_type == "s" and table["B3"].value is None
    first = [cell.value for cell in evidence[2]]
    assert first[1:6] == ["=rent", "£900", "yes", "Lease", 2] and "Rent" in str(first[6])


def test_json_has_the_quotes(tmp_path: Path) -> None:
    save_table(RESULT, tmp_path / "t.json")
    rows = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert rows[0]["=rent"] == {"text": "£900", "value": 900, "verdict": "yes", "quotes": [QUOTE.text]}


def test_what_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        save_table(RESULT, tmp_path / "t.docx")
    assert caught.value.code == "chain.table_format" and caught.value.message("zh")
    with pytest.raises(InputError) as caught:
        save_table(ChainResult("text"), tmp_path / "t.csv")
    assert caught.value.code == "chain.no_table" and list(tmp_path.iterdir()) == []
