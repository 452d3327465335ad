"""Extract without a model, and with one that says what a test wants: cells, evidence, records, batches."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage

from chains.documents import SourceDocument, TextBlock, as_document
from chains.errors import Cancelled, DocumentError
from chains.extract import Extract, ExtractOptions
from chains.extracting.lexicon import Shape, concepts
from chains.kit import Cell, ChainInput, ChainResult, Kit, Progress


class Kept:
    """A memo in a dictionary."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.values.get(key)

    def put(self, key: str, value: str, *document_ids: str) -> None:
        self.values[key] = value


def kit(*answers: str, **changes: Any) -> Kit:
    model: BaseChatModel = GenericFakeChatModel(messages=iter([AIMessage(answer) for answer in answers]))
    plain = Kit(model, len, lambda messages: sum(len(m.text) for m in messages), 4096, _no_embedding)
    return dataclasses.replace(plain, **changes)


def _no_embedding(texts: Any) -> Any:
    raise AssertionError("nothing is embedded")


def run(text: str, fields: str, language: str = "en", used: Kit | None = None, **options: Any) -> ChainResult:
    document = text if isinstance(text, SourceDocument) else as_document(text, "Paper", language)
    return Extract(used or kit(), ExtractOptions(**options)).invoke(ChainInput(fields, (document,), language=language))


def row(result: ChainResult, number: int = 0) -> list[str]:
    assert result.table is not None
    return [cell.text for cell in result.table.rows[number][1:]]


def cells(result: ChainResult) -> list[Cell]:
    assert result.table is not None
    return [cell for found in result.table.rows for cell in found[1:]]


def rows_of_table(text: str, language: str = "en") -> SourceDocument:
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n")):
        blocks.append(TextBlock("table_header" if number == 0 else "table_row", at, at + len(line)))
        at += len(line) + 1
    return dataclasses.replace(as_document(text, "Table", language), blocks=tuple(blocks))


LEASE = """Lease

This lease is made on 1 February 2024 between Mary Stone (the “Landlord”) and Ivan Horák (the “Tenant”).

The dwelling at 9 Bell Street, Leeds LS1 4AB is let from 1 March 2024 to 28 February 2026.

The rent is £900 per month. A late payment costs £20. The deposit of two months' rent is £1,800.

Either party may end it with six weeks' notice."""


def test_a_lease_in_sentences_is_read_without_a_model() -> None:
    result = run(LEASE, "landlord, tenant, address, rent, deposit, start date, end date, notice period", ask=False)
    assert row(result) == [
        "Mary Stone", "Ivan Horák", "9 Bell Street, Leeds LS1 4AB", "£900", "£1,800", "2024-03-01", "2026-02-28",
        "six weeks",
    ]  # fmt: skip
    assert result.data["rows"][0]["fields"]["rent"] == {"amount": 900, "currency": "GBP"}  # type: ignore[index] # JSON


def test_a_chinese_contract_is_read() -> None:
    text = (
        "出租方（甲方）：王建国\n承租方（乙方）：李晓梅\n租期自2024年3月1日起至2026年2月28日止，月租金为人民币3500元。"
    )
    result = run(text, "出租方、承租方、起始日期、终止日期、月租金", "zh", ask=False)
    assert row(result)[:4] == ["王建国", "李晓梅", "2024-03-01", "2026-02-28"]
    assert cells(result)[4].value == 3500


def test_every_filled_cell_stands_in_its_quote() -> None:
    result = run(LEASE, "landlord, rent, start date, notice period", dates="written", ask=False)
    for cell in cells(result):
        assert cell.text and all(cell.text in result.quotes[place].text for place in cell.quotes)
        assert all(LEASE[result.quotes[p].start : result.quotes[p].end] == result.quotes[p].text for p in cell.quotes)


def test_what_a_document_does_not_say_stays_empty() -> None:
    result = run("Garden notes\n\nThe beans came up on 3 May 2024.", "tenant, rent, invoice number, IBAN", ask=False)
    assert row(result) == ["", "", "", ""]
    assert all(cell.value is None and cell.verdict == "no" for cell in cells(result))


def test_a_value_that_the_document_denies_stays_empty() -> None:
    assert row(run("Rent: £700\nDeposit: none\nGarage: £50", "rent, deposit", ask=False)) == ["£700", ""]


def test_types_are_kept() -> None:
    text = "Status: closed\nPaid: no\nItems: 12\nPets are not allowed.\nVAT rate: 19%"
    result = run(text, "status: open|closed, paid: yes/no, items: integer, pets: yes/no, VAT rate", ask=False)
    assert [cell.value for cell in cells(result)] == ["closed", False, 12, False, 19]


TABLE = "Name | Position | Salary\nAnn Lee | engineer | 4,000 EUR\nBo Chen | cook | 3,100 EUR\nTotal |  | 7,100 EUR"


def test_a_table_gives_a_row_a_record_and_no_row_for_its_sum() -> None:
    result = run(rows_of_table(TABLE), "name, position, salary", rows="record", ask=False)  # type: ignore[arg-type]
    assert result.table is not None
    assert [row(result, n) for n in range(len(result.table.rows))] == [
        ["Ann Lee", "engineer", "4,000 EUR"], ["Bo Chen", "cook", "3,100 EUR"],
    ]  # fmt: skip


def test_labels_that_come_again_give_a_row_a_record() -> None:
    text = "Name: Ann Lee\nAge: 34\n\nName: Bo Chen\nAge: 51"
    result = run(text, "name, age", rows="record", ask=False)
    assert [row(result, n) for n in (0, 1)] == [["Ann Lee", "34"], ["Bo Chen", "51"]]
    assert [result.quotes[cell.quotes[0]].text for cell in cells(result)] == [
        "Name: Ann Lee", "Age: 34", "Name: Bo Chen", "Age: 51",
    ]  # fmt: skip


def test_a_document_without_records_has_one_row_and_a_note() -> None:
    result = run("Rent: £700", "rent, tenant", rows="record", ask=False)
    assert row(result) == ["£700", ""] and [note.code for note in result.notes] == ["no_records"]


# --- the model ---


def test_a_choice_that_the_model_repeats_is_taken_as_partly_sure() -> None:
    from chains.extracting.choosing import chosen_by_model

    found = candidates_of("Date: 3 May 2024\n\nDate: 5 May 2024", "date: date")
    field = found.field
    chosen = chosen_by_model(kit("5 May 2024", "5 May 2024", grammar=False), found.text, field, found.found, "en")
    assert chosen.candidate is not None and chosen.candidate.value.value == "2024-05-05" and chosen.verdict == "partly"
    torn = chosen_by_model(kit("5 May 2024", "3 May 2024", grammar=False), found.text, field, found.found, "en")
    assert torn.candidate is None


def test_none_is_an_answer_too() -> None:
    from chains.extracting.choosing import chosen_by_model

    found = candidates_of("Date: 3 May 2024\n\nDate: 5 May 2024", "date: date")
    assert chosen_by_model(kit("none", grammar=False), found.text, found.field, found.found, "en").candidate is None


@dataclasses.dataclass
class Found:
    text: str
    field: Any
    found: Any


def candidates_of(text: str, fields: str) -> Found:
    from chains.extracting.candidates import Reading
    from chains.extracting.fields import asked
    from chains.extracting.lexicon import concept_of

    field = asked(fields).fields[0]
    reading = Reading(as_document(text), [concept_of(field)])
    reading.read_labels()
    return Found(text, field, reading.candidates(concept_of(field)))


# --- many documents ---


def test_a_second_run_takes_what_the_first_one_kept() -> None:
    memo = Kept()
    first = run(LEASE, "rent, tenant", used=kit(memo=memo), ask=False)
    assert len(memo.values) == 1
    chain = Extract(kit(memo=memo), ExtractOptions(ask=False))
    events = list(chain.run(ChainInput("rent, tenant", (as_document(LEASE, "Paper"),))))
    assert isinstance(events[-1], ChainResult) and events[-1].table == first.table
    assert max(event.kept for event in events if isinstance(event, Progress)) == 1
    run(LEASE, "rent, deposit", used=kit(memo=memo), ask=False)
    assert len(memo.values) == 2


def test_one_document_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import chains.extract

    real: Callable[..., Any] = chains.extract.rows_of

    def rows_of(used: Kit, document: SourceDocument, *rest: Any, **named: Any) -> Any:
        if document.title == "bad":
            raise DocumentError("document.missing", name="bad", path="bad")
        return real(used, document, *rest, **named)

    monkeypatch.setattr(chains.extract, "rows_of", rows_of)
    documents = (as_document("Rent: £1", "a"), as_document("Rent: £2", "bad"), as_document("Rent: £3", "c"))
    result = Extract(kit(), ExtractOptions(ask=False)).invoke(ChainInput("rent", documents))
    assert [row(result, n) for n in range(3)] == [["£1"], [""], ["£3"]]
    assert [note.code for note in result.notes] == ["failed"]


def test_an_empty_document_has_an_empty_row_and_a_note() -> None:
    result = run("  \n ", "rent")
    assert row(result) == [""] and [note.code for note in result.notes] == ["empty"]


def test_a_stop_is_heard_between_documents() -> None:
    class Stop:
        def check(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(Extract(kit(), ExtractOptions()).run(ChainInput("rent", (as_document(LEASE),)), Stop()))


def test_the_words_of_the_resource_have_known_shapes_and_no_empty_names() -> None:
    from typing import get_args

    for name, concept in concepts().items():
        assert concept.shape in get_args(Shape), name
        assert concept.phrases, name
        assert not concept.kind_of or concept.kind_of in concepts(), name


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("Rent: £9\n|-–(“”)Tenant 2024年3月.,"), max_size=160))
def test_any_text_gives_cells_whose_quotes_are_verbatim(text: str) -> None:
    result = run(text, "rent, tenant, start date, status: open|closed, paid: yes/no", ask=False)
    assert len(cells(result)) == 5
    for quote in result.quotes:
        assert text[quote.start : quote.end] == quote.text


def test_each_of_several_labels_on_one_line_has_its_own_value() -> None:
    text = "Invoice no: BW-4471 Date: 3 February 2025 Due date: 5 March 2025"
    assert row(run(text, "invoice number, date, due date")) == ["BW-4471", "2025-02-03", "2025-03-05"]
    chinese = "出租方（甲方）：周明远　身份证号：310104196803152219"
    assert row(run(chinese, "出租方", "zh")) == ["周明远"]
