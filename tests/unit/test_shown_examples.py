"""Classify, extract and own chains: examples within the context and on the receipt; mended answers are told of."""

from dataclasses import replace
from itertools import count as numbers
from typing import Any

import pytest

from assistant.chain_turns import receipt_of
from chains.classify import Classify, ClassifyOptions
from chains.documents import as_document
from chains.examples import Choice, Example, ExampleSet, Selector, Sets
from chains.extract import Extract, ExtractOptions
from chains.kit import Chain, ChainInput, ChainResult, Kit
from chains.prompts import load
from chains.shelf import builtin, checked, made
from tests.unit.scripted_kit import Dictionary, Scripted, count, count_messages, embed, kit, ran

SHOWN = tuple(Example(f"Example {number} of many words that all take room.", f"answer {number}") for number in range(4))
INVOICE = as_document("Invoice No. 7\n\nAmount due: 420 euros. Payment is due within 14 days.", "a")
# Nothing tells which of the two is meant, so the model is asked.
DATES = as_document("Date: 3 May 2024\n\nDate: 5 May 2024", "b")
LABELS, FIELDS = ChainInput("invoice, letter", (INVOICE,)), ChainInput("date: date", (DATES,))
OWN = 'title = "T"\npurpose = "p"\ntakes = "text"\nexample_set = "mine"\n[prompt]\nuser = "{examples} {text}"\n'


def shelf(examples: tuple[Example, ...] = SHOWN, selector: Selector = "all") -> Sets:
    return Sets(
        lambda name, language: ExampleSet(name, "x", language, examples), lambda _: Choice(selector), count, embed
    )


def sorting(used: Kit) -> Chain[Any]:
    return Classify(used, ClassifyOptions(votes=2))


def filling(used: Kit) -> Chain[Any]:
    return Extract(used, ExtractOptions())


BOTH = pytest.mark.parametrize(
    ("chain", "given", "says"),
    [(sorting, LABELS, "invoice"), (filling, FIELDS, "5 May 2024")],
    ids=["classify", "extract"],
)


def prompts(used: Kit) -> list[list[Any]]:
    assert isinstance(used.model, Scripted)
    return used.model.prompts


def codes(result: ChainResult) -> dict[str, dict[str, Any]]:
    return {note.code: dict(note.params) for note in result.notes}


@BOTH
def test_examples_stand_before_the_question_and_on_the_receipt(chain: Any, given: ChainInput, says: str) -> None:
    used = kit(lambda _: says, examples=shelf())
    result, _ = ran(chain(used), given)
    assert len(prompts(used)) == 2
    for messages in prompts(used):
        assert [message.text for message in messages[-9:-1]] == [
            text for example in SHOWN for text in (example.given, example.wanted)
        ]
    assert len(result.usage.examples) == 2 * len(SHOWN)
    pieces = [piece for piece in receipt_of(result.usage, 4096).pieces if piece.kind == "example"]
    assert [piece.tokens for piece in pieces] == [2 * (count(e.given) + count(e.wanted)) for e in SHOWN]


@BOTH
def test_no_examples_go_in_where_the_settings_or_the_persons_own_prompt_have_none(
    chain: Any, given: ChainInput, says: str
) -> None:
    def bare(name: str, language: str) -> Any:
        return replace(load(name, language), examples="")

    chosen_by_none = kit(lambda _: says, examples=shelf(selector="none"))
    for used in (chosen_by_none, kit(lambda _: says, examples=shelf(), prompt=bare)):
        result, _ = ran(chain(used), given)
        assert result.usage.examples == ()
        assert "Example 0" not in str(prompts(used))


@BOTH
@pytest.mark.parametrize("context", range(260, 420, 10))
def test_examples_take_only_the_room_that_the_question_and_its_answer_leave(
    chain: Any, given: ChainInput, says: str, context: int
) -> None:
    used = kit(lambda _: says, examples=shelf(), context_tokens=context)
    result, _ = ran(chain(used), given)
    assert isinstance(used.model, Scripted)
    for messages, limit in zip(used.model.prompts, used.model.limits, strict=True):
        assert count_messages(messages) + limit <= context
    shown = len(result.usage.examples)
    left_out = codes(result).get("examples_left_out", {"count": 0})["count"]
    assert shown + left_out == len(used.model.prompts) * len(SHOWN)
    # Those that go best with the text stand last, and stay.
    assert all(label.split()[2] >= str(len(SHOWN) - shown // 2) for label, _ in result.usage.examples)


@BOTH
def test_another_set_is_another_question_and_the_same_set_is_not(chain: Any, given: ChainInput, says: str) -> None:
    memo = Dictionary()
    ran(chain(kit(lambda _: says, memo=memo, examples=shelf())), given)
    same, other = (kit(lambda _: says, memo=memo, examples=shelf(examples)) for examples in (SHOWN, SHOWN[:2]))
    ran(chain(same), given)
    ran(chain(other), given)
    assert prompts(same) == [] and len(prompts(other)) == 2


@BOTH
def test_an_answer_that_was_mended_is_told_of_in_a_later_run_too(chain: Any, given: ChainInput, says: str) -> None:
    memo = Dictionary()
    first, _ = ran(chain(kit(lambda _: f"{says}!", memo=memo)), given)
    again, _ = ran(chain(kit(lambda _: "never asked", memo=memo)), given)
    assert codes(first)["answer_mended"] == {"count": 2}
    assert codes(again)["answer_mended"] == {"count": 2}
    plain, _ = ran(chain(kit(lambda _: says)), given)
    assert "answer_mended" not in codes(plain)


def test_an_answer_that_was_asked_for_again_is_told_of() -> None:
    said = numbers()
    result, _ = ran(filling(kit(lambda _: "nonsense" if next(said) == 0 else "5 May 2024")), FIELDS)
    assert codes(result)["asked_again"] == {"count": 1, "tries": 2}
    (note,) = (note for note in result.notes if note.code == "asked_again")
    assert all("2" in builtin("extract").note(note, language) for language in ("en", "zh"))


def test_a_chain_of_ones_own_tells_once_for_all_its_documents_what_was_mended_and_asked_again() -> None:
    card = checked(
        "mine",
        b'title = "T"\npurpose = "p"\ntakes = "documents"\n[prompt]\nuser = "{document}"\n'
        b'[output]\nformat = "enum"\nchoices = ["bill", "letter"]\n',
        own=True,
    )
    memo, given = Dictionary(), ChainInput("", (INVOICE, DATES, as_document("Dear Anna", "c")))
    replies = iter(["bill", "Bill.", "neither", "letter"])
    for used in (kit(lambda _: next(replies), memo=memo), kit(lambda _: "never asked", memo=memo)):
        result, _ = ran(made(card, used, {}), given)
        assert codes(result) == {"asked_again": {"count": 1, "tries": 2}, "answer_mended": {"count": 1}}
        assert [entry["value"] for entry in result.data] == ["bill", "bill", "letter"]  # type: ignore[attr-defined]


def test_a_chain_of_ones_own_meters_its_set_once_a_call_and_asks_again_when_it_changed() -> None:
    card = checked("mine", OWN.encode(), own=True)
    memo = Dictionary()
    first = kit(lambda _: "x", memo=memo, examples=shelf())
    result, _ = ran(made(card, first, {}), ChainInput("q"))
    assert len(prompts(first)) == 1 and len(result.usage.examples) == len(SHOWN)
    for examples, asked in ((SHOWN, 0), (SHOWN[:1], 1)):
        again = kit(lambda _: "x", memo=memo, examples=shelf(examples))
        result, _ = ran(made(card, again, {}), ChainInput("q"))
        assert (len(prompts(again)), len(result.usage.examples)) == (asked, asked)
