"""Summaries: every part read, no prompt above the budget, nothing said that the text does not carry."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from numpy.typing import NDArray
from pydantic import Field

from chains.documents import SourceDocument, TextBlock, TextPage, as_document
from chains.errors import Cancelled
from chains.kit import ChainEvent, ChainInput, Kit, Progress, Words
from chains.kit import ChainResult as Result
from chains.summarize import Summarize, SummarizeOptions
from chains.summarizing.account import ranges
from chains.summarizing.words import written
from chains.text import terms

CONTEXT = 700


def count(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def count_messages(messages: Sequence[BaseMessage]) -> int:
    return sum(count(message.text) + 3 for message in messages)


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Bags of words, hashed the same way in every process."""
    out = np.zeros((len(texts), 64), np.float32)
    for row, text in enumerate(texts):
        for term in terms(text):
            out[row, sum(term.encode()) % 64] += 1
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)


class Scripted(BaseChatModel):
    """Writes what a function makes of the prompt, and keeps each prompt's tokens with what it may write."""

    script: Callable[[str], str]
    prompts: list[tuple[str, int]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.script(messages[-1].text)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.prompts.append((messages[-1].text, count_messages(messages) + kwargs["max_tokens"]))
        for word in re.findall(r"\S+\s*", self.script(messages[-1].text)):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


@dataclass
class Kept:
    """A memo in memory."""

    values: dict[str, str] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)

    def get(self, key: str) -> str | None:
        return self.values.get(key)

    def put(self, key: str, value: str, *document_ids: str) -> None:
        self.values[key] = value
        self.documents.update(document_ids)


def kit(script: Callable[[str], str] = lambda prompt: "", memo: Kept | None = None, **changes: Any) -> Kit:
    model = Scripted(script=script, prompts=[])
    made = Kit(model, count, count_messages, CONTEXT, embed, memo=memo or Kept())
    return replace(made, **changes)


def book(chapters: int, paragraphs: int = 3) -> SourceDocument:
    """A text whose sentences can be told apart."""
    text, blocks, pages = "", [], []
    for chapter in range(chapters):
        start = len(text)
        pieces: list[tuple[Any, str, int]] = [("heading", f"Chapter {chapter + 1}", 1)]
        for paragraph in range(paragraphs):
            pieces.append(
                (
                    "paragraph",
                    f"The keeper of lighthouse {chapter}{paragraph} repaired the northern lamp with copper wire. "
                    f"Ship {chapter}{paragraph} reached the harbour after a storm of several days. "
                    f"The harbour council paid {chapter}{paragraph}50 crowns for the repair of the lamp.",
                    0,
                )
            )
        for kind, piece, level in pieces:
            blocks.append(TextBlock(kind, len(text), len(text) + len(piece), chapter + 1, level))
            text += piece + "\n\n"
        pages.append(TextPage(chapter + 1, start, len(text)))
    return SourceDocument("book", "The lighthouses", "", "pdf", text, tuple(blocks), tuple(pages), paged=True)


def run(chain: Summarize, *documents: SourceDocument, text: str = "", language: str = "en") -> list[ChainEvent]:
    return list(chain.run(ChainInput(text, documents, (), language)))


def result(events: Sequence[ChainEvent]) -> Result:
    last = events[-1]
    assert isinstance(last, Result)
    return last


def honest(prompt: str) -> str:
    """In words of its own, all of which the text has."""
    return " ".join(
        f"For the repair of the lamp the harbour council paid {amount} crowns."
        for amount in re.findall(r"paid (\d+) crowns", prompt)[:3]
    )


def wild(prompt: str) -> str:
    return "The emperor of the moon bought 99999 golden elephants. Dragons ruled the northern provinces for years."


def check_evidence(found: Result, *documents: SourceDocument) -> None:
    texts = {document.id: document.text for document in documents}
    for quote in found.quotes:
        assert texts[quote.document_id][quote.start : quote.end] == quote.text
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", found.text)}
    assert cited == set(range(1, len(found.quotes) + 1))
    assert found.claims
    assert all(claim.verdict == "yes" and claim.evidence for claim in found.claims)


def parts_of(found: Result) -> list[dict[str, Any]]:
    data: Any = found.data
    return [part for document in data["documents"] for part in document["parts"]]


def covers(document: SourceDocument, spans: Sequence[dict[str, Any]]) -> bool:
    fresh = {place for span in spans for place in range(span["fresh"], span["end"])}
    return all(place in fresh for place, char in enumerate(document.text) if not char.isspace())


@pytest.mark.parametrize("method", ["auto", "stuff", "map_reduce", "refine"])
@pytest.mark.parametrize("wording", ["auto", "model", "document"])
def test_every_part_is_read_and_no_prompt_is_above_the_budget(method: Any, wording: Any) -> None:
    document = book(30)
    given = kit(honest)
    found = result(run(Summarize(given, SummarizeOptions(method=method, wording=wording)), document))
    spans = parts_of(found)
    assert found.read == (len(spans), len(spans))
    assert len(spans) > 5
    assert covers(document, spans)
    assert isinstance(given.model, Scripted)
    assert all(size <= CONTEXT for _, size in given.model.prompts)
    assert bool(given.model.prompts) == (wording != "document")
    if wording == "model":
        assert all(span["read_by_model"] for span in spans)
    check_evidence(found, document)


def test_a_text_that_fits_is_given_to_the_model_at_once() -> None:
    document = book(1)
    given = kit(honest)
    found = result(run(Summarize(given, SummarizeOptions()), document))
    assert isinstance(given.model, Scripted)
    assert len(given.model.prompts) == 1
    assert document.text.strip() in given.model.prompts[0][0]
    data: Any = found.data
    assert data["documents"][0]["method"] == "stuff"
    assert {sentence["by"] for sentence in data["documents"][0]["sentences"]} >= {"model"}


def test_what_the_text_does_not_carry_is_never_shown() -> None:
    document = book(6)
    found = result(run(Summarize(kit(wild), SummarizeOptions(wording="model")), document))
    assert "elephants" not in found.text
    assert "Dragons" not in found.text
    assert any(note.code == "left_out" for note in found.notes)
    check_evidence(found, document)


def test_a_model_that_does_not_hold_to_the_text_is_not_asked_for_all_of_a_long_one() -> None:
    document = book(40)
    given = kit(wild)
    found = result(run(Summarize(given, SummarizeOptions()), document))
    assert isinstance(given.model, Scripted)
    assert len(given.model.prompts) <= 4
    assert {note.code for note in found.notes} >= {"gave_up", "verbatim"}
    check_evidence(found, document)


def test_a_run_that_was_stopped_goes_on_where_it_was() -> None:
    document, memo = book(30), Kept()
    options = SummarizeOptions(method="map_reduce", wording="model")
    events = Summarize(kit(honest, memo), options).run(ChainInput("", (document,)))
    for event in events:
        if isinstance(event, Progress) and event.stage == "writing" and event.done == 5:
            break
    assert len(memo.values) == 5
    again = kit(honest, memo)
    later = run(Summarize(again, options), document)
    assert max(event.kept for event in later if isinstance(event, Progress)) == 5
    assert result(later).text == result(run(Summarize(kit(honest), options), document)).text
    assert memo.documents == {"book"}


def test_another_length_or_focus_takes_nothing_that_was_made_for_the_first() -> None:
    document, memo = book(1), Kept()
    run(Summarize(kit(honest, memo), SummarizeOptions()), document)
    before = len(memo.values)
    run(Summarize(kit(honest, memo), SummarizeOptions()), document)
    assert len(memo.values) == before
    run(Summarize(kit(honest, memo), SummarizeOptions()), document, text="the council")
    assert len(memo.values) > before


@dataclass
class StopAfter:
    """Asks for a stop at the nth look."""

    looks: int

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise Cancelled


def test_a_stop_is_heard_wherever_it_comes() -> None:
    document = book(8)
    looks = 0

    class Counting:
        def check(self) -> None:
            nonlocal looks
            looks += 1

    chain = Summarize(kit(honest), SummarizeOptions(wording="model"))
    list(chain.run(ChainInput("", (document,)), Counting()))
    assert looks > 50
    for number in range(0, looks, 7):
        chain = Summarize(kit(honest), SummarizeOptions(wording="model"))
        with pytest.raises(Cancelled):
            list(
                Summarize(kit(honest), SummarizeOptions(wording="model")).run(
                    ChainInput("", (document,)), StopAfter(number)
                )
            )


def test_what_could_not_be_read_is_named() -> None:
    document = book(4)
    pages = tuple(replace(page, source="empty") if page.number in {2, 3} else page for page in document.pages)
    document = replace(document, pages=pages, notes=("Page 9 is damaged.",))
    found = result(run(Summarize(kit(), SummarizeOptions()), document))
    notes = {note.code: dict(note.params) for note in found.notes}
    assert notes["empty_pages"]["pages"] == "2–3"
    assert notes["not_read"]["reason"] == "Page 9 is damaged."


def test_a_page_range_is_read_and_nothing_else() -> None:
    document = book(10)
    found = result(run(Summarize(kit(), SummarizeOptions(pages="3-4")), document))
    low, high = document.pages[2].start, document.pages[3].end
    assert all(low <= part["start"] and part["end"] <= high for part in parts_of(found))
    assert all(low <= quote.start and quote.end <= high for quote in found.quotes)
    assert {quote.page for quote in found.quotes} <= {3, 4}


def test_pages_that_do_not_exist_are_told() -> None:
    found = result(run(Summarize(kit(), SummarizeOptions(pages="30-40")), book(3)))
    assert any(note.code == "no_such_pages" for note in found.notes)
    assert found.text
    assert not found.quotes


@pytest.mark.parametrize("pages", ["x", "3-", "5-3", "-2"])
def test_a_range_that_is_none_is_refused(pages: str) -> None:
    with pytest.raises(ValueError, match=r"pages|last page"):
        SummarizeOptions(pages=pages)


def test_several_documents_each_have_their_heading_and_their_own_evidence() -> None:
    one = replace(book(3), id="one", title="First *book*")
    two = replace(
        as_document("The goats of the valley eat grass and herbs all year. They give milk to the village."),
        id="two",
        title="Goats",
    )
    found = result(run(Summarize(kit(), SummarizeOptions()), one, two))
    assert "## First \\*book\\*" in found.text
    assert "## Goats" in found.text
    assert {quote.document_id for quote in found.quotes} == {"one", "two"}
    check_evidence(found, one, two)


@pytest.mark.parametrize("style", ["paragraph", "points", "outline"])
def test_the_streamed_words_are_the_text(style: Any) -> None:
    events = run(Summarize(kit(honest), SummarizeOptions(style=style, length="long")), book(6))
    assert "".join(event.text for event in events if isinstance(event, Words)).strip() == result(events).text


def test_a_focus_decides_what_is_told() -> None:
    other = [f"Paragraph {n} tells of the weather, the clouds and the wind over the hills." for n in range(20)]
    other.insert(13, "The deposit of 900 crowns is paid back after four weeks.")
    document = as_document("\n\n".join(other), "Contract")
    found = result(run(Summarize(kit(), SummarizeOptions(length="short")), document, text="the deposit"))
    assert any("deposit" in quote.text for quote in found.quotes)


def test_where_the_model_lacks_the_language_the_sentences_are_the_documents() -> None:
    text = (
        "租金为每月三千五百元，每月五日之前支付。押金为两个月的租金，由住房服务中心保管。房东负责修理水管和电路。" * 3
    )
    document = replace(as_document(text, "租房合同", "zh"), language="zh")
    given = kit(honest, languages=("en",))
    found = result(run(Summarize(given, SummarizeOptions()), document, language="zh"))
    assert isinstance(given.model, Scripted)
    assert not given.model.prompts
    assert any(note.code == "language" for note in found.notes)
    check_evidence(found, document)


def test_a_table_is_told_by_its_columns_and_rows() -> None:
    lines = ["month | region | revenue", *(f"2024-{n % 12 + 1:02} | North | {n}00" for n in range(40))]
    blocks, at = [], 0
    for number, line in enumerate(lines):
        blocks.append(TextBlock("table_row" if number else "table_header", at, at + len(line)))
        at += len(line) + 1
    document = SourceDocument("t", "Sales", "", "csv", "\n".join(lines), tuple(blocks))
    given = kit(honest)
    found = result(run(Summarize(given, SummarizeOptions()), document))
    assert "40" in found.text
    assert "revenue" in found.text
    assert found.quotes[0].text == lines[0]
    assert isinstance(given.model, Scripted)
    assert not given.model.prompts


def test_a_context_too_small_for_any_part_ends_with_the_documents_own_sentences() -> None:
    found = result(run(Summarize(kit(honest, context_tokens=150), SummarizeOptions()), book(3)))
    assert any(note.code == "no_room" for note in found.notes)
    assert found.quotes


def test_an_empty_document_is_told_to_be_empty() -> None:
    found = result(run(Summarize(kit(), SummarizeOptions()), as_document("   ", "Nothing")))
    assert found.text
    assert found.read == (0, 0)
    assert any(note.code == "no_text" for note in found.notes)


def test_the_data_is_json() -> None:
    found = result(run(Summarize(kit(honest), SummarizeOptions()), book(3)))
    assert json.loads(json.dumps(found.data)) == found.data


def test_page_numbers_are_told_as_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (
            "Here is a summary:\n- The rent is 900 euros.\n- **Pets** are allowed.",
            ["The rent is 900 euros.", "Pets are allowed."],
        ),
        (
            "1. The rent is 3.5 percent higher. 2. Nothing else changed.",
            ["The rent is 3.5 percent higher.", "Nothing else changed."],
        ),
        ("3.5 litres of water are needed.", ["3.5 litres of water are needed."]),
        ("总之，租金为三千五百元。押金为两个月的租金。", ["租金为三千五百元。", "押金为两个月的租金。"]),
        ("One thing is said. One thing is said. Another is cut off in the mid", ["One thing is said."]),
    ],
)
def test_what_a_model_writes_is_taken_apart_into_sentences(said: str, sentences: list[str]) -> None:
    assert written(said, whole="cut off" not in said) == sentences
