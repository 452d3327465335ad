"""Tables of one layout in several documents: asked as one, each row cited where it stands, nothing counted twice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chains.documents import SourceDocument
from chains.tables.finding import sheets
from chains.tables.joining import joined
from chains.tables.titles import periods
from tests.unit.test_table_finding import document, table
from tests.unit.test_tables import ask, codes

HEADER = ["Date", "Shop", "Amount"]


def titled(title: str, *rows: Sequence[str], language: str = "en") -> SourceDocument:
    return replace(table(*rows), id=title, title=title, language=language)


def month(number: int, *amounts: str, title: str = "") -> SourceDocument:
    rows = [[f"2024-{number:02}-{day:02}", "Baker", amount] for day, amount in enumerate(amounts, 1)]
    total = str(sum(map(int, amounts)))
    return titled(title or f"spent-2024-{number:02}", HEADER, *rows, ["Total", "", total])


YEAR = tuple(month(number, "10", str(number)) for number in range(1, 13))


def test_a_total_over_twelve_documents_counts_no_total_row_and_cites_each() -> None:
    result = ask("What is the total amount in 2024?", *YEAR)
    assert result.data["rows"] == [[12 * 10 + 78]]
    assert {quote.document_id for quote in result.quotes} == {document.id for document in YEAR}
    assert {"together", "totals"} <= codes(result)
    assert result.text.count("[") == len(YEAR)


def test_the_documents_own_totals_are_compared_with_the_sum() -> None:
    assert "agrees" in codes(ask("What is the total amount?", *YEAR))
    wrong = (*YEAR[:11], titled("spent-2024-12", HEADER, ["2024-12-01", "Baker", "7"], ["Total", "", "70"]))
    assert "disagrees" in codes(ask("What is the total amount?", *wrong))


def test_the_highest_month_is_found_over_all_and_cites_its_own_document() -> None:
    result = ask("Which month had the highest amount?", *YEAR)
    assert result.data["rows"] == [["2024-12", 22]]
    assert {quote.document_id for quote in result.quotes} == {"spent-2024-12"}
    for quote in result.quotes:
        assert YEAR[11].text[quote.start : quote.end] == quote.text


def test_a_question_that_names_a_document_stays_with_it() -> None:
    result = ask("What is the total amount of spent-2024-03?", *YEAR)
    assert result.data["documents"] == ["spent-2024-03"]
    assert result.data["rows"] == [[13]]
    assert "together" not in codes(result)


def test_several_named_documents_are_read_together_without_the_others() -> None:
    offices = [titled(f"{city} office", HEADER, ["2024-01-01", "Baker", "5"]) for city in ("Berlin", "Paris", "Rome")]
    result = ask("Total amount of the Berlin and Rome office", *offices)
    assert result.data["documents"] == ["Berlin office", "Rome office"]
    assert result.data["rows"] == [[10]]


def test_months_that_only_the_titles_say_can_be_asked_for() -> None:
    plain = [
        titled(f"spent 2024-{number:02}", ["Shop", "Amount"], ["Baker", "10"], ["Butcher", str(number)])
        for number in (1, 2, 3)
    ]
    assert ask("Which month had the highest amount?", *plain).data["rows"] == [["2024-03", 13]]
    assert ask("Total amount in February 2024", *plain).data["rows"] == [[12]]


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["May 2023", "june 2023"], [("month", "date", ["2023-05", "2023-06"])]),
        (["2024年3月", "2024年11月"], [("month", "date", ["2024-03", "2024-11"])]),
        (["budget 2023", "budget 2024"], [("year", "integer", [2023, 2024])]),
        (["March", "April"], [("month", "text", ["March", "April"])]),
        (["Marching orders", "Maybe"], []),
        (["2024-13", "2024-01"], [("year", "integer", [2024, 2024])]),
    ],
)
def test_what_titles_say_of_time(titles: list[str], said: object) -> None:
    assert periods(titles) == said


def test_rows_can_be_counted_by_document() -> None:
    result = ask("How many rows per document?", *YEAR[:3])
    assert result.data["rows"] == [[f"spent-2024-{number:02}", 2] for number in (1, 2, 3)]


def test_columns_may_stand_in_another_order() -> None:
    other = titled("other", ["Amount", "date", "SHOP"], ["99", "2024-05-01", "Baker"])
    assert ask("What is the total amount?", YEAR[0], other).data["rows"] == [[110]]


@pytest.mark.parametrize(
    "other",
    [
        titled("other", ["Date", "Shop", "Price"], ["2024-05-01", "Baker", "9"]),
        titled("other", HEADER, ["2024-05-01", "Baker", "nine"], ["2024-05-02", "Baker", "ten"]),
        titled("other", HEADER, ["2024-05-01", "Baker", "9 kg"]),
    ],
)
def test_other_columns_or_kinds_of_values_are_no_one_table(other: SourceDocument) -> None:
    pounds = titled("kilos", HEADER, ["2024-05-01", "Baker", "9 lb"])
    _, made = joined(sheets([other, pounds]))
    assert made == []


def test_numbers_that_only_name_something_are_texts_where_some_are() -> None:
    one = titled("one", ["Invoice no", "Amount"], ["007", "1"], ["8", "2"])
    other = titled("other", ["Invoice no", "Amount"], ["A-9", "4"])
    asked, _ = joined(sheets([one, other]))
    assert [row.values[0] for row in asked[0].rows] == ["007", "8", "A-9"]


def test_a_file_of_the_whole_beside_its_parts_is_not_counted_twice() -> None:
    parts = [month(number, "1", "2", "3") for number in (1, 2)]
    days = [[f"2024-{number:02}-{day:02}", "Baker", str(day)] for number in (1, 2) for day in (1, 2, 3)]
    result = ask("What is the total amount?", *parts, titled("the year", HEADER, *days))
    assert result.data["rows"] == [[12]]
    assert "repeated" in codes(result)


def test_the_same_rows_without_a_day_may_well_be_meant() -> None:
    bills = [titled(name, ["Item", "Amount"], ["Rent", "9"], ["Water", "2"], ["Gas", "1"]) for name in ("one", "two")]
    assert ask("What is the total amount?", *bills).data["rows"] == [[24]]


def test_amounts_in_the_currencies_of_several_documents_are_told() -> None:
    bills = [titled(name, ["Item", "Amount"], ["Rent", amount]) for name, amount in (("one", "€ 9"), ("two", "$ 8"))]
    assert "mixed" in codes(ask("What is the total amount?", *bills))


def test_a_figure_over_more_rows_than_a_statement_gives_says_how_many() -> None:
    many = [
        titled(f"part {name}", ["Item", "Amount"], *([f"{name}{n}", "1"] for n in range(900))) for name in ("a", "b")
    ]
    result = ask("What is the total amount?", *many)
    assert "1,800" in result.text
    assert {quote.document_id for quote in result.quotes} == {"part a", "part b"}


def test_own_sql_may_name_one_document_or_all() -> None:
    assert ask('SELECT SUM("Amount") FROM spent_2024_01', *YEAR).data["rows"] == [[11]]
    assert ask('SELECT COUNT(DISTINCT "Document") FROM spent_2024', *YEAR).data["rows"] == [[12]]


def test_chinese_tables_get_chinese_columns() -> None:
    bills = [titled(f"{n}号店", ["商品", "金额"], ["茶", str(n)], language="zh") for n in (1, 2, 3)]
    asked, made = joined(sheets(bills))
    assert asked == made
    assert [column.name for column in made[0].columns] == ["商品", "金额", "文档"]


def test_documents_of_one_title_are_told_apart_by_their_files() -> None:
    bills = [
        replace(
            titled("Invoice", ["Item", "Amount"], ["Desk", str(n)], ["Lamp", "5"]),
            id=str(n),
            path=f"/x/bill-{n:03}.docx",
        )
        for n in (1, 2, 3)
    ]
    assert ask("How much is bill-002?", *bills).data["rows"] == [[7]]
    assert ask("Which document has the highest amount?", *bills).data["rows"] == [["bill-003", 8]]


def test_months_that_are_sheets_of_a_workbook_can_be_asked_for() -> None:
    parts = [(n, True, [["Item", "Amount"], ["Rent", str(9 * n)], ["Food", "4"]]) for n in (1, 2, 3)]
    book = document(parts)
    pages = tuple(replace(page, label=name) for page, name in zip(book.pages, ("Jan", "Feb", "March"), strict=True))
    assert ask("Which month had the highest amount?", replace(book, pages=pages)).data["rows"] == [["March", 31]]


BANK = [
    titled(f"bank {n}", ["Date", "Payee", "Amount"], [f"2024-{n:02}-02", "Shop", f"-{10 * n}.50"],
           [f"2024-{n:02}-03", "Landlord", "-300.00"], [f"2024-{n:02}-28", "Salary", "2500.00"])
    for n in (1, 2, 3)
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How much did I spend in total?", [[-961.5]]),
        ("In which month did I spend the most?", [["2024-03", -330.5]]),
        ("What was my largest expense?", [[-300.0]]),
        ("What is the highest amount?", [[2500.0]]),
        ("How many payments are there in March?", [[3]]),
    ],
)
def test_what_was_spent_is_what_stands_below_nothing(question: str, rows: object) -> None:
    assert ask(question, *BANK).data["rows"] == rows


def test_the_top_months_are_months_and_not_rows() -> None:
    assert ask("The top 2 months by amount", *YEAR).data["rows"] == [["2024-12", 22], ["2024-11", 21]]


SHEETS = [
    titled(f"Timesheet {name}", ["Week", "Project", "Hours"], ["1", project, str(hours)], ["2", project, str(hours)])
    for name, project, hours in (("Anna", "Alpha", 9), ("Ben", "Beta", 20), ("Cleo", "Alpha", 5))
]


def test_whose_a_document_is_its_title_tells() -> None:
    assert ask("Who worked the most hours?", *SHEETS).data["rows"] == [["Timesheet Ben", 40]]
    assert ask("How many hours per person?", *SHEETS).data["rows"][0] == ["Timesheet Anna", 18]


def test_what_stands_only_in_another_document_is_not_overlooked() -> None:
    assert ask("How many hours did Ben work on Alpha?", *SHEETS).data["rows"] == [[None]]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Compare the amount of January and March", [["2024-01", 11], ["2024-03", 13]]),
        ("Compare the amount of Q1 and Q2", [["2024-Q1", 36], ["2024-Q2", 45]]),
        ("Compare spent-2024-01 and spent-2024-02", [["spent-2024-01", 11], ["spent-2024-02", 12]]),
    ],
)
def test_what_is_compared_stands_side_by_side(question: str, rows: object) -> None:
    assert ask(question, *YEAR).data["rows"] == rows
