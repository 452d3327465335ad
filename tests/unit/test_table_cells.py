"""Cells as typed values: numbers of several countries, money, dates, truths; columns are read as wholes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.tables.cells import header_unit, iso_date, read_column


@pytest.mark.parametrize(
    ("cells", "kind", "values", "unit"),
    [
        (["1,200", "3", ""], "integer", (1200, 3, None), ""),
        (["1.234,50", "0,75"], "number", (1234.5, 0.75), ""),
        (["1,234.50", "(20.00)"], "number", (1234.5, -20.0), ""),
        (["1 200", "-3"], "integer", (1200, -3), ""),
        (["€ 12.50", "€ 7.00"], "money", (12.5, 7.0), "EUR"),
        (["12 元", "7 元"], "money", (12, 7), "CNY"),
        (["12.5%", "8 %"], "percent", (12.5, 8.0), "%"),
        (["3 kg", "2.5 kg"], "number", (3.0, 2.5), "kg"),
        (["1.5万", "2万"], "integer", (15000, 20000), ""),
        (["yes", "No", ""], "boolean", (1, 0, None), ""),
        (["是", "否"], "boolean", (1, 0), ""),
        (["x", "", "x"], "boolean", (1, 0, 1), ""),
        (["2024-03-05", "5 March 2024"], "date", ("2024-03-05", "2024-03-05"), ""),
        (["2024-03", "2024年4月"], "date", ("2024-03", "2024-04"), ""),
        (["13/04/2024", "05/06/2024"], "date", ("2024-04-13", "2024-06-05"), ""),
        (["04/13/2024", "05/06/2024"], "date", ("2024-04-13", "2024-05-06"), ""),
        (["007", "012"], "text", ("007", "012"), ""),
        (["3 kg", "2 l"], "text", ("3 kg", "2 l"), ""),
        (["6.06 LTS", "6.10"], "text", ("6.06 LTS", "6.10"), ""),
        (["North", "South"], "text", ("North", "South"), ""),
    ],
)
def test_a_column_is_of_the_kind_that_its_cells_are(
    cells: list[str], kind: str, values: tuple[object, ...], unit: str
) -> None:
    read = read_column(cells)
    assert (read.kind, read.unit) == (kind, unit)
    assert all(found == pytest.approx(value) if isinstance(value, float) else found == value
               for found, value in zip(read.values, values, strict=True))  # fmt: skip


def test_a_stray_word_in_a_column_of_figures_is_counted_and_empty() -> None:
    read = read_column([*map(str, range(10, 30)), "see note"])
    assert read.kind == "integer"
    assert read.values[-1] is None
    assert read.unread == 1


def test_days_and_months_that_cannot_be_told_apart_are_said_so() -> None:
    assert read_column(["03/04/2024", "05/06/2024"]).unsure_dates
    assert not read_column(["03.04.2024", "05.06.2024"]).unsure_dates


@pytest.mark.parametrize(
    ("header", "label", "unit"),
    [
        ("Revenue (EUR)", "Revenue", "EUR"), ("revenue_eur", "revenue", "EUR"), ("Weight in kg", "Weight", "kg"),
        ("单价（元）", "单价", "CNY"), ("Population (millions)", "Population", "millions"),
        ("Late fee a day", "Late fee a day", ""), ("Name (first and last)", "Name (first and last)", ""),
    ],
)  # fmt: skip
def test_a_headers_unit_is_told_from_its_name(header: str, label: str, unit: str) -> None:
    assert header_unit(header) == (label, unit)


def test_a_day_that_there_is_not_is_no_date() -> None:
    assert iso_date("2024-02-31") is None


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_cells_are_read(cells: list[str]) -> None:
    assert len(read_column(cells).values) == len(cells)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=12))
def test_whole_numbers_come_back_as_they_were_written(numbers: list[int]) -> None:
    plain = [number for number in numbers if not 0 < number < 10] or [11]
    assert list(read_column([f"{number:,}" for number in plain]).values) == plain
