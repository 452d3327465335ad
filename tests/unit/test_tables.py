"""The tables chain: the SQL shown, figures with their rows, what it left out, what it could not answer."""

from collections.abc import Sequence

import numpy as np
import pytest
from langchain_core.language_models import FakeListChatModel
from numpy.typing import NDArray

from assistant.sheets import SheetEngine
from chains.documents import SourceDocument, as_document
from chains.errors import InputError
from chains.kit import ChainInput, Kit
from chains.results import ChainResult
from chains.shelf import builtin
from chains.tables.chain import Tables, TablesOptions
from chains.tables.engine import SqlError
from chains.tables.grammar import among
from chains.tables.writing import statement
from tests.unit.test_table_finding import table

SALES = table(
    ["region", "month", "product", "units"],
    ["North", "2024-01", "Lamp", "3"], ["North", "2024-02", "Rug", "4"], ["South", "2024-01", "Lamp", "5"],
    ["South", "2024-02", "Rug", "6"], ["Total", "", "", "18"],
)  # fmt: skip


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.zeros((len(texts), 4), np.float32)


def ask(
    text: str,
    *documents: SourceDocument,
    says: Sequence[str] = ("",),
    language: str = "en",
    grammar: bool = True,
    **options: object,
) -> ChainResult:
    kit = Kit(
        model=FakeListChatModel(responses=list(says)),
        count=len,
        count_messages=lambda messages: sum(len(message.text) for message in messages),
        context_tokens=20_000,
        embed=embed,
        grammar=grammar,
        tables=SheetEngine(),
    )
    chain = Tables(kit, TablesOptions.model_validate(options))
    return chain.invoke(ChainInput(text, documents or (SALES,), language=language))


def codes(result: ChainResult) -> set[str]:
    return {note.code for note in result.notes}


def test_a_total_is_not_counted_twice_and_that_is_told() -> None:
    result = ask("How many units in total?")
    assert "18" in result.text
    assert {"totals", "agrees"} <= codes(result)
    assert result.steps[0].kind == "sql"


def test_a_figure_cites_the_rows_it_comes_from() -> None:
    result = ask("Total units in the North")
    assert [quote.text for quote in result.quotes] == ["North | 2024-01 | Lamp | 3", "North | 2024-02 | Rug | 4"]
    assert result.table is not None
    assert result.table.rows[0][0].quotes == (0, 1)
    assert "[1]" in result.text


def test_each_row_of_a_selection_cites_itself() -> None:
    result = ask("List the rows with more than 4 units")
    assert result.table is not None
    assert [row[0].quotes for row in result.table.rows] == [(0,), (1,)]
    assert all(SALES.text[quote.start : quote.end] == quote.text for quote in result.quotes)


def test_amounts_in_several_currencies_are_told() -> None:
    prices = table(["item", "price"], ["Lamp", "€ 20"], ["Rug", "$ 75"])
    assert "mixed" in codes(ask("What is the total price?", prices))


def test_groups_over_dates_make_a_line_and_others_bars() -> None:
    assert (chart := ask("units by region").chart) is not None
    assert chart.kind == "bar"
    months = table(["month", "units"], *([f"2024-{month:02}", str(month)] for month in range(1, 7)))
    assert (chart := ask("units by month", months).chart) is not None
    assert chart.kind == "line"


def test_a_question_that_no_column_answers_says_what_there_is() -> None:
    result = ask("How many elephants live in the zoo?")
    assert "region, month, product, units" in result.text
    assert result.steps == ()
    assert result.table is None


def test_own_sql_runs_as_it_is_under_the_same_limits() -> None:
    result = ask("", sql="SELECT product, units FROM sales WHERE units = 6")
    assert result.table is not None
    assert [cell.value for cell in result.table.rows[0]] == ["Rug", 6]
    assert len(result.quotes) == 1
    with pytest.raises(SqlError):
        ask("", sql="DROP TABLE sales")


def test_documents_without_a_table_are_told_so() -> None:
    with pytest.raises(InputError) as caught:
        ask("How many?", as_document("Just a text.", "note"))
    assert caught.value.code == "tables.none"


def test_the_answer_is_in_the_askers_language() -> None:
    assert "合计" in ask("North 的 units 合计是多少", language="zh").text


def test_the_table_that_the_question_names_is_asked() -> None:
    staff = table(["name", "salary"], ["Lee", "100"], ["Ortiz", "200"], name="staff.csv")
    assert "200" in ask("What is the highest salary?", SALES, staff).text
    assert "18" in ask("How many units in total?", staff, SALES).text


def test_a_model_that_no_grammar_holds_is_asked_again_with_the_reason() -> None:
    open_question = "units"
    result = ask(
        open_question,
        says=["I think it is 7.", "```sql\nSELECT SUM(units) FROM sales WHERE region = 'North'\n```"],
        grammar=False,
        freedom="columns",
    )
    assert result.steps[0].text == "SELECT SUM(units) FROM sales WHERE region = 'North'"
    assert [call.tries for call in result.usage.calls] == [1, 2]


def test_what_the_model_wrote_and_cannot_run_is_mended_and_told() -> None:
    result = ask("Total units", says=["SELECT nothing FROM nowhere"], freedom="columns")
    assert "mended" in codes(result)
    assert "18" in result.text


@pytest.mark.parametrize(
    ("text", "sql"),
    [("```sql\nSELECT 1;\n```", "SELECT 1"), ("Here: select a from b", "select a from b"), ("no", "")],
)
def test_sql_is_found_in_what_is_written_around_it(text: str, sql: str) -> None:
    assert statement(text) == sql


def test_every_wording_is_there_in_both_languages() -> None:
    table_of = builtin("tables").table
    for group in ("notes", "words", "options", "choices", "stages", "steps"):
        assert all({"en", "zh"} <= set(texts) for texts in table_of[group].values()), group
    assert set(table_of["options"]) == set(TablesOptions.model_fields)


def test_statements_that_part_within_names_make_a_grammar() -> None:
    texts = ['SELECT "Parts Q1" FROM t', 'SELECT "Parts Q2" FROM t', "unit(", "unit)", "units"]
    grammar = among(texts)
    for end in ("Q1", "Q2", '"("', '")"', '"units"'):
        assert end in grammar
