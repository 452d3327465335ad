"""The engine that runs SQL on sheets: reads them, and nothing else, under limits."""

import time
from collections.abc import Iterator

import pytest

from assistant.cancel import Cancel
from assistant.sheets import SheetEngine, SheetLimits
from chains.errors import Cancelled
from chains.tables.engine import OpenTables, SqlError
from chains.tables.finding import sheets
from tests.unit.test_table_finding import table

ROWS = [["item", "units"], *([f"item {number}", str(number)] for number in range(300))]


@pytest.fixture
def tables() -> Iterator[OpenTables]:
    with SheetEngine(SheetLimits(seconds=0.3, rows=50)).open(sheets([table(*ROWS)])) as opened:
        yield opened


def test_a_plain_selection_names_its_rows(tables: OpenTables) -> None:
    rows = tables.select("SELECT item FROM sales WHERE units > 296 ORDER BY units DESC")
    assert rows.rows == (("item 299",), ("item 298",), ("item 297",))
    assert rows.sources == (299, 298, 297)


@pytest.mark.parametrize(
    "sql",
    ["SELECT COUNT(*) FROM sales", "SELECT DISTINCT item FROM sales", "SELECT item FROM sales GROUP BY item",
     "SELECT a.item FROM sales a JOIN sales b ON a.units = b.units", "SELECT item FROM sales ORDER BY 1"],
)  # fmt: skip
def test_what_is_no_row_of_the_sheet_names_none(tables: OpenTables, sql: str) -> None:
    assert tables.select(sql).sources is None


def test_more_rows_than_the_limit_are_cut_and_told(tables: OpenTables) -> None:
    rows = tables.select("SELECT item FROM sales")
    assert len(rows.rows) == 50
    assert rows.cut


def test_a_statement_ends_at_its_time_limit(tables: OpenTables) -> None:
    began = time.monotonic()
    with pytest.raises(SqlError, match="seconds"):
        tables.select("SELECT COUNT(*) FROM sales a, sales b, sales c, sales d")
    assert time.monotonic() - began < 2


def test_a_cancelled_statement_ends_as_cancelled(tables: OpenTables) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        tables.select("SELECT COUNT(*) FROM sales a, sales b, sales c", cancel)


def test_no_rows_still_have_columns(tables: OpenTables) -> None:
    rows = tables.select("SELECT item, units FROM sales WHERE units < 0")
    assert (rows.columns, rows.rows) == (("item", "units"), ())


@pytest.mark.parametrize("text", ["it's", 'a "b"', "NUL", "'; DROP TABLE sales; --", "名字"])
def test_names_and_values_are_what_they_are(text: str) -> None:
    with SheetEngine().open(sheets([table([text, "units"], [text, "1"], ["b", "2"])])) as opened:
        assert opened.select("SELECT * FROM sales").rows[0] == (text, 1)


def test_the_tables_stay_as_they_were_after_an_error(tables: OpenTables) -> None:
    with pytest.raises(SqlError):
        tables.select("DELETE FROM sales")
    assert tables.select("SELECT COUNT(*) FROM sales").rows == ((300,),)
