"""Few-shot examples: files are checked, choices stay within their budget, what went in is metered."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.example_selectors.base import BaseExampleSelector
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from numpy.typing import NDArray

from chains.examples import (
    SELECTORS,
    Choice,
    Example,
    ExampleError,
    ExampleSet,
    Metered,
    Selector,
    Sets,
    example_tokens,
    fitting,
    parsed_set,
)
from chains.kit import Kit
from chains.prompts import load
from chains.route import route
from chains.selectors import selector
from resources import resource

GOOD = """
purpose = "Sums."
language = "en"
[[examples]]
given = "1 + 1"
wanted = "2"
[[examples]]
given = "2 + 2"
wanted = "4"
"""
ANIMALS = tuple(
    Example(given, wanted)
    for given, wanted in (
        ("the cat sleeps", "cat"),
        ("the cat sleeps well", "cat"),
        ("a dog barks", "dog"),
        ("two dogs bark at night", "dog"),
        ("rain falls on the roof", "none"),
    )
)
FILES = sorted(file.name.split(".")[:2] for file in resource("examples").iterdir() if file.name.endswith(".toml"))

letters = st.text(alphabet="abc 猫", min_size=1, max_size=12).filter(str.strip)
examples = st.lists(st.builds(Example, letters, letters), min_size=1, max_size=8, unique_by=lambda item: item.given)


def count(text: str) -> int:
    return len(text.split())


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Letters as dimensions."""
    rows = np.zeros((len(texts), 27), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for char in text.lower():
            row[ord(char) - 97 if "a" <= char <= "z" else 26] += 1
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths, lengths, 1)


def chosen(choice: Choice, text: str, among: Sequence[Example] = ANIMALS) -> list[Example]:
    found = selector(choice, among, count=count, embed=embed).select_examples({"given": text})
    return [Example(**item) for item in found]


# --- choosing ---


@pytest.mark.parametrize("kind", SELECTORS)
def test_each_selector_is_one_of_langchains_and_takes_further_examples(kind):
    made = selector(Choice(kind, 1000, 10), ANIMALS, count=count, embed=embed)
    assert isinstance(made, BaseExampleSelector)
    more = {"given": "the cat sleeps today", "wanted": "cat"}
    made.add_example(more)
    assert more in made.select_examples({"given": "the cat sleeps today"})


@given(examples, letters, st.integers(0, 40), st.integers(1, 8), st.sampled_from(["similarity", "mmr", "ngram"]))
def test_ranked_choices_keep_to_their_tokens_and_their_number(among, text, tokens, most, kind):
    found = chosen(Choice(kind, tokens, most), text, among)
    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert set(found) <= set(among)
    assert sum(example_tokens(example, count) for example in found) <= tokens


@given(examples, letters, st.integers(0, 40))
def test_length_takes_the_beginning_of_the_set_and_fits_with_the_text(among, text, tokens):
    found = chosen(Choice("length", tokens), text, among)
    assert found == list(among[: len(found)])
    if found:
        assert sum(example_tokens(example, count) for example in found) + count(text) <= tokens


def test_none_and_all_do_as_they_say():
    assert chosen(Choice("none"), "a cat") == []
    assert chosen(Choice("all", 0, 1), "a cat") == list(ANIMALS)


def test_the_nearest_example_stands_last_next_to_the_question():
    assert chosen(Choice("similarity", 100, 2), "a dog barks")[-1] == ANIMALS[2]
    assert chosen(Choice("ngram", 100, 2), "the cat sleeps well")[-1] == ANIMALS[1]


def test_an_example_that_does_not_fit_makes_way_for_the_next():
    assert chosen(Choice("similarity", 4, 3), "two dogs bark at night") == [ANIMALS[2]]


def test_relevance_at_the_margin_takes_unlike_examples_where_likeness_takes_twins():
    angles = {"question": 0, "near": 20, "its twin": 21, "on the other side": -40}
    among = [Example(name, name) for name in angles if name != "question"]

    def on_a_circle(texts: Sequence[str]) -> NDArray[np.float32]:
        turns = np.radians([angles[text] for text in texts])
        return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)

    def names(kind: Selector) -> list[str]:
        made = selector(Choice(kind, 100, 2), among, count=count, embed=on_a_circle)
        return [item["given"] for item in made.select_examples({"given": "question"})]

    assert names("similarity") == ["its twin", "near"]
    assert names("mmr") == ["on the other side", "near"]


def test_words_that_are_not_shared_choose_nothing():
    assert chosen(Choice("ngram", 100, 3), "zebras") == []


def test_chinese_is_compared_too():
    among = (Example("房租是多少？", "fact"), Example("总结这份合同", "document"))
    assert chosen(Choice("ngram", 100, 1), "房租什么时候付？", among) == [among[0]]


# --- metering ---


def animals(choice: Choice, among: tuple[Example, ...] = ANIMALS) -> Sets:
    return Sets(lambda name, language: ExampleSet(name, "x", language, among), lambda _: choice, count, embed)


def test_whatever_goes_into_a_prompt_is_metered_by_its_kit():
    kit = Kit(FakeListChatModel(responses=["x"]), count, len, 1000, embed, examples=animals(Choice("all")))
    assert kit.shown("animals", "en", "a cat") == (ANIMALS, 0)
    assert kit.meter.usage().examples[0] == ("animals: the cat sleeps", 4)
    assert len(kit.meter.examples) == len(ANIMALS)
    assert kit.shown("animals", "en", "a cat", lambda shown: len(shown) < 3) == (ANIMALS[-2:], 3)
    assert len(kit.meter.examples) == len(ANIMALS) + 2
    assert kit.shown("animals", "en", "a cat", lambda _: False) == ((), len(ANIMALS))
    assert kit.shown("", "en", "a cat") == ((), 0)
    assert len(kit.meter.examples) == len(ANIMALS) + 2


def test_only_examples_of_open_routes_are_metered():
    among = tuple(Example(f"Who {name}?", f'{{"route": "{name}"}}') for name in ("fact", "summarize", "all"))
    shown = Metered(animals(Choice("all"), among), count)
    model = FakeListChatModel(responses=['{"route": "summarize"}'])
    assert route("A summary of the safety rules please", (), model, examples=shown).by == "model"
    assert [label for label, _ in shown.spent] == ["route: Who fact?", "route: Who summarize?"]


@given(st.lists(st.integers(1, 9), max_size=8), st.integers(0, 30))
def test_as_many_examples_fit_as_there_is_room_for_and_the_best_ones_stay(sizes, room):
    among = [Example(f"{number}", "x" * size) for number, size in enumerate(sizes)]

    def fits(shown: Sequence[Example]) -> bool:
        return sum(len(example.wanted) for example in shown) <= room

    kept = fitting(among, fits)
    assert fits(kept) and list(kept) == among[len(among) - len(kept) :]
    assert len(kept) == len(among) or not fits(among[len(among) - len(kept) - 1 :])


def test_a_fingerprint_tells_another_set_and_another_choice():
    made = {
        animals(choice, among).fingerprint("animals", language)
        for choice in (Choice("all"), Choice("length"), Choice("length", 500))
        for among in (ANIMALS, ANIMALS[:2])
        for language in ("en", "zh")
    }
    assert len(made) == 12 and animals(Choice("none")).fingerprint("animals", "en") == ""
    assert animals(Choice("all")).fingerprint("animals", "en") == animals(Choice("all")).fingerprint("animals", "en")


def test_examples_stand_before_the_last_message_as_they_are():
    prompt = load("route")
    bare = prompt.messages(question="Who?")
    given = prompt.messages([Example("{x}", '{"a": 1}')], question="Who?")
    assert given[: len(bare) - 1] == bare[:-1]
    assert [(message.type, message.text) for message in given[len(bare) - 1 : -1]] == [
        ("human", "{x}"),
        ("ai", '{"a": 1}'),
    ]
    assert given[-1] == bare[-1]


# --- files ---


@pytest.mark.parametrize(("name", "language"), FILES)
def test_each_packaged_set_can_be_used(name, language):
    found = parsed_set(name, language, (resource("examples") / f"{name}.{language}.toml").read_bytes())
    assert len(found.examples) >= 8
    assert [name, "zh" if language == "en" else "en"] in FILES


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (('wanted = "2"', "wanted = 2"), "example.no_pair", "sums.en.toml:4"),
        (('wanted = "4"', 'wanted = " "'), "example.no_pair", "sums.en.toml:7"),
        (('given = "2 + 2"', 'given = "1 + 1"'), "example.twice", "sums.en.toml"),
        (('purpose = "Sums."', ""), "example.no_purpose", "sums.en.toml"),
        (('"en"', '"zh"'), "example.language", "sums.en.toml:3"),
        (("purpose", "propose"), "example.unknown_key", "sums.en.toml:2"),
        (("[[examples]]", "[[examples"), "example.no_toml", "sums.en.toml"),
        ((GOOD, 'purpose = "x"\nlanguage = "en"\nexamples = []'), "example.empty", "sums.en.toml:3"),
        ((GOOD, "a = " + "[" * 5000), "example.no_toml", "sums.en.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_where(change, code, place):
    with pytest.raises(ExampleError) as caught:
        parsed_set("sums", "en", GOOD.replace(*change).encode())
    assert caught.value.code == code
    assert place in caught.value.message()
    assert place in caught.value.message("zh")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    try:
        parsed_set("sums", "en", data)
    except ExampleError as error:
        assert error.message()


def test_a_file_of_windows_can_be_used():
    assert len(parsed_set("sums", "en", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).examples) == 2
