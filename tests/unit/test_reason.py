"""Reasoning with a model that writes what it is told to: steps, corrections, votes, numbers from documents."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.retrievers import BaseRetriever

from chains.documents import SourceDocument, as_document
from chains.errors import InputError
from chains.kit import ChainInput, Kit
from chains.reason import Reason, ReasonOptions
from chains.shelf import builtin
from chains.steps import numbers_known, numbers_named, step_grammar
from tests.unit.scripted_kit import embed


class Scripted(BaseChatModel):
    """Writes one text after another, and keeps what it was asked with."""

    texts: list[str]
    calls: list[dict[str, Any]] = []  # noqa: RUF012 - pydantic copies it for each

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        self.calls.append(kwargs)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.texts[len(self.calls) - 1]))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.calls.append({**kwargs, "prompt": "\n".join(message.text for message in messages)})
        yield ChatGenerationChunk(message=AIMessageChunk(self.texts[len(self.calls) - 1]))


def kit(texts: list[str], **more: Any) -> Kit:
    given = {"context_tokens": 4096, "embed": lambda texts: np.zeros((len(texts), 4), np.float32), **more}
    return Kit(
        model=Scripted(texts=texts),
        count=lambda text: len(text.split()),
        count_messages=lambda messages: sum(len(message.text.split()) for message in messages),
        **given,
    )


PROBLEM = "A flat costs 950 euros and heating 120 euros a month. What does a year cost?"
HELD = ["A month costs both.\n950 + 120 = ", "A year has 12 months.\n1070 * 12 = ", "Answer: 12840"]


def test_the_calculator_puts_in_each_result_and_the_next_step_goes_on_from_it():
    given = kit(HELD)
    result = Reason(given, ReasonOptions()).invoke(ChainInput(PROBLEM))
    assert [step.text for step in result.steps if step.kind == "calculation"] == [
        "950 + 120 = 1070",
        "1070 * 12 = 12840",
    ]
    assert "12840" in result.text and result.data == {"answer": "12840", "votes": {"12840": 1}}
    assert given.model.calls[1]["prefix"] == "A month costs both.\n950 + 120 = 1070\n"
    assert '"1070"' in given.model.calls[1]["lark"]


def test_thoughts_stand_apart_from_the_answer():
    result = Reason(kit(HELD), ReasonOptions()).invoke(ChainInput(PROBLEM))
    assert [step.text for step in result.steps if step.kind == "thought"] == [
        "A month costs both.",
        "A year has 12 months.",
    ]
    assert "month" not in result.text


def test_a_wrong_calculation_is_corrected_and_so_is_the_answer_that_rests_on_it():
    text = "Both together:\n950 + 120 = 1080\nAnswer: 1080"
    result = Reason(kit([text], grammar=False), ReasonOptions()).invoke(ChainInput(PROBLEM))
    assert [step.ok for step in result.steps] == [True, False]
    assert result.data == {"answer": "1070", "votes": {"1070": 1}}
    assert [note.code for note in result.notes] == ["corrected"]


def test_most_tries_decide_and_the_spread_is_shown():
    texts = ["Sum.\n1 + 2 = 3\nAnswer: 3", "Answer: 4", "Answer: 3.0"]
    result = Reason(kit(texts, grammar=False), ReasonOptions(samples=3)).invoke(ChainInput("What is 1 and 2?"))
    assert result.data == {"answer": "3", "votes": {"3": 2, "4": 1}}
    assert dict(result.notes[0].params) == {"votes": 2, "samples": 3, "different": 2}
    assert result.steps[-1].kind == "sample"


def test_a_calculation_that_comes_again_ends_the_steps_with_a_note():
    again = ["First.\n950 + 120 = ", "Once more.\n950 + 120 = "]
    result = Reason(kit(again), ReasonOptions()).invoke(ChainInput(PROBLEM))
    assert result.data == {"answer": "1070", "votes": {"1070": 1}}
    assert [note.code for note in result.notes] == ["unfinished"]


def test_numbers_that_the_question_lacks_come_from_the_documents_and_are_cited():
    lease = as_document("The rent is 950 euros. Pets are welcome.\n\nThe deposit is 3 rents of 950 euros.", "Lease")
    texts = ["Three rents.\n3 * 950 = ", "Answer: 2850"]
    result = Reason(kit(texts), ReasonOptions()).invoke(ChainInput("How much is the deposit of 3 rents?", (lease,)))
    assert "[1]" in result.text
    assert all(lease.text[quote.start : quote.end] == quote.text for quote in result.quotes)


def test_a_prompt_beyond_the_context_is_refused_before_the_model_is_asked():
    given = kit([], context_tokens=600)
    with pytest.raises(InputError):
        Reason(given, ReasonOptions()).invoke(ChainInput("many words 1 2 " * 300))
    assert not given.model.calls


def test_numbers_of_both_languages_in_figures_and_words():
    assert numbers_named("Three boxes of 12.5 kg at 1,200 euros, 20 % off") == ["3", "12.5", "1200", "20%"]
    assert numbers_named("小明有三千五百元，买了3本书", "zh") == ["3500", "3"]
    assert "12" in numbers_known("two dozen eggs")


def test_an_answer_can_only_be_a_result():
    grammar = step_grammar(["1", "2"], [], "Answer: ", may_calculate=True)
    assert "result" not in grammar
    from llguidance import LLMatcher

    for may_calculate in (True, False):
        made = LLMatcher.grammar_from_lark(step_grammar(["1", "2"], ["3"], "答案：", may_calculate=may_calculate))
        assert LLMatcher.validate_grammar(made) == ""


# --- looked up first ---

LEASE = as_document("The rent is 950 euros a month. Pets are welcome.\n\nThe tenant keeps two keys.", "Lease")
CLUB = as_document("The club met in May.\n\nCoffee is 2 euros a cup.", "Club")
ASKED = "How much rent is that in a year?"
YEAR = ["A year has 12 months.\n950 * 12 = ", "Answer: 11400"]


class Found(BaseRetriever):
    """Gives the same passages for any question; notes what was asked."""

    passages: list[Document]
    asked: list[str] = []  # noqa: RUF012 - pydantic copies it for each

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        self.asked.append(query)
        return self.passages


def found(*documents: SourceDocument) -> Found:
    """The paragraphs of the documents, as another's retriever gives them: no offsets, no scores."""
    return Found(passages=[Document(part) for one in documents for part in one.text.split("\n\n")])


def looking(texts: list[str], retriever: Found, **more: Any) -> Kit:
    return kit(texts, retriever=retriever, **{"embed": embed, **more})


def test_facts_are_looked_up_cited_and_named():
    used = looking(YEAR, found(LEASE, CLUB))
    result = Reason(used, ReasonOptions(evidence=True)).invoke(ChainInput(ASKED, (LEASE, CLUB)))
    assert used.retriever.asked == [ASKED]
    assert result.data == {"answer": "11400", "votes": {"11400": 1}}
    for quote in result.quotes:
        document = {one.id: one for one in (LEASE, CLUB)}[quote.document_id]
        assert document.text[quote.start : quote.end] == quote.text
    (cited,) = [number for number, quote in enumerate(result.quotes, 1) if "950" in quote.text]
    assert f"[{cited}]" in result.text
    notes = {note.code: dict(note.params) for note in result.notes}
    assert notes["looked_up"]["titles"].startswith("Lease") and notes["looked_up"]["passages"] == 4
    assert notes["looked_up"]["facts"] == len(result.quotes)
    assert "The rent is 950 euros a month." in used.model.calls[0]["prompt"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_note_of_what_was_read_has_its_words(language):
    used = looking(YEAR, found(LEASE))
    for question in (ASKED, "Zebras?"):
        result = Reason(replace(used, model=Scripted(texts=YEAR)), ReasonOptions(evidence=True)).invoke(
            ChainInput(question, (LEASE,))
        )
        told = [builtin("reason").note(note, language) for note in result.notes]
        assert any("2" in said and "{" not in said for said in told)


def test_a_problem_with_numbers_of_its_own_stays_as_it_is():
    used = looking(HELD, found(LEASE, CLUB))
    result = Reason(used, ReasonOptions(evidence=True)).invoke(ChainInput(PROBLEM, (LEASE, CLUB)))
    plain = kit(HELD)
    assert result.text == Reason(plain, ReasonOptions()).invoke(ChainInput(PROBLEM)).text
    assert used.retriever.asked == [] and result.quotes == () and result.notes == ()
    assert used.model.calls[0]["prompt"] == plain.model.calls[0]["prompt"]


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        (ReasonOptions(), (LEASE,)),
        (ReasonOptions(evidence=True), ()),
        (ReasonOptions(evidence=True, context="never"), (LEASE,)),
    ],
)
def test_nothing_is_looked_up_unasked(options, documents):
    used = looking(["Answer: none"], found(LEASE))
    Reason(used, options).invoke(ChainInput("What does the rent come to?", documents))
    assert used.retriever.asked == []


def test_what_speaks_to_nothing_is_not_shown_and_said_to_be_read():
    used = looking(["I do not know.\nAnswer: none"], found(CLUB))
    result = Reason(used, ReasonOptions(evidence=True)).invoke(ChainInput("How tall is the lighthouse?", (CLUB,)))
    assert result.quotes == () and [(note.code, dict(note.params)) for note in result.notes] == [
        ("nothing_found", {"passages": 2})
    ]
    assert "Coffee" not in used.model.calls[0]["prompt"]


def test_passages_of_no_document_at_hand_are_no_facts():
    used = looking(["Answer: none"], found(LEASE))
    result = Reason(used, ReasonOptions(evidence=True)).invoke(ChainInput(ASKED, (CLUB,)))
    assert result.quotes == () and "950" not in used.model.calls[0]["prompt"]


def test_facts_keep_within_the_context_and_what_does_not_fit_is_told():
    asked = ChainInput("How much rent is that in 12 months?", (LEASE,))
    texts = ["A year.\n12 * 12 = ", "Answer: 144"]
    plain = looking(texts, found(LEASE))
    everything = Reason(plain, ReasonOptions(evidence=True, few_shot=False)).invoke(asked)
    needed = len(plain.model.calls[0]["prompt"].split())
    seen = set()
    for context in range(needed + 700, needed + 780):
        used = looking(texts, found(LEASE), context_tokens=context)
        try:
            result = Reason(used, ReasonOptions(evidence=True)).invoke(asked)
        except InputError:
            assert not used.model.calls
            seen.add("refused")
            continue
        assert all(len(call["prompt"].split()) + call["max_tokens"] <= context for call in used.model.calls)
        told = {note.code: dict(note.params) for note in result.notes}
        left_out = told.get("left_out", {"count": 0})["count"]
        assert len(result.quotes) + left_out == len(everything.quotes) > 0
        seen.add("left out" if left_out else "whole")
    assert seen == {"refused", "left out", "whole"}
