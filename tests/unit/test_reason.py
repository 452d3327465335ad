"""Reasoning with a model that writes what it is told to: steps, corrections, votes, numbers from documents."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from chains.documents import as_document
from chains.errors import InputError
from chains.kit import ChainInput, Kit
from chains.reason import Reason, ReasonOptions
from chains.steps import numbers_known, numbers_named, step_grammar


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
    given = {"context_tokens": 4096, **more}
    return Kit(
        model=Scripted(texts=texts),
        count=lambda text: len(text.split()),
        count_messages=lambda messages: sum(len(message.text.split()) for message in messages),
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
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
