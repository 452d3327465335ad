"""The chains as a window offers them."""

import re

import pytest

from assistant.chain_offers import Offers
from chains.results import Note
from chains.shelf import shelf


@pytest.fixture(scope="module")
def offers():
    return Offers.of(shelf())


def test_every_option_of_every_chain_is_a_field_whose_default_is_no_call_of_its_own(offers):
    for offer in offers.offers:
        reading = offers.read(f"/{offer.name} text")
        assert reading.error is None
        assert {option.key: option.value for option in offer.options} == reading.values
        for option in offer.options:
            assert option.label("en")
            assert option.label("zh")
            assert option.kind != "choice" or str(option.value) in option.choices
            assert reading.with_option(option.key, option.value) == f"/{offer.name} text"


def test_every_option_of_every_built_in_chain_is_described_in_both_languages(offers):
    for offer in offers.offers:
        described = {option.key: (option.description("en"), option.description("zh")) for option in offer.options}
        for english, chinese in described.values():
            assert english.isascii() or not re.search(r"[\u3400-\u9fff]", english)
            assert english
            assert re.search(r"[\u3400-\u9fff]", chinese)
        assert set(offer.card.table.get("descriptions", {})) == set(described)


def test_an_option_of_ones_own_is_described_as_its_file_says(tmp_path):
    prompt = '[prompt]\nuser = "{document}"\n'
    option = '[options.tone]\ndescription = "How it sounds."\ndefault = "plain"\n'
    texts = f'title = "Mine"\npurpose = "Mine"\ntakes = "either"\n{prompt}{option}'
    (tmp_path / "mine.toml").write_text(texts, "utf-8")
    own = Offers.of(shelf(tmp_path)).offer("mine")
    assert [found.description(language) for found in own.options for language in ("en", "zh")] == ["How it sounds."] * 2


def test_what_is_set_in_a_form_is_read_back_from_the_question(offers):
    question = offers.read("/summarize the deposit").with_option("length", "short")
    question = offers.read(question).with_option("pages", "3-7")
    reading = offers.read(question)
    assert reading.text == "the deposit"
    assert (reading.values["length"], reading.values["pages"]) == ("short", "3-7")
    assert offers.read(reading.with_option("length", "medium")).written == {"pages": "3-7"}
    assert reading.without_options() == "/summarize the deposit"


def test_words_with_quotes_and_lines_survive_a_form(offers):
    sql = "SELECT \"a b\"\n FROM t WHERE c = 'd\\e'"
    reading = offers.read(offers.read("/tables how much").with_option("sql", sql))
    assert reading.values["sql"] == sql
    assert reading.text == "how much"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("/summarise x", "chain.unknown"),
        ("/summarize length=tiny", "chain.option"),
        ("/summarize lenght=short", "chain.unknown_option"),
        ("/classify", "chain.no_text"),
    ],
)
def test_what_cannot_be_asked_says_why(offers, question, code):
    assert offers.read(question).error.code == code


@pytest.mark.parametrize("question", ["how much is the rent", "", "5/6 of it", "/ is a slash"])
def test_a_plain_question_calls_nothing(offers, question):
    assert offers.read(question) is None


def test_chains_are_found_by_name_and_by_title_in_either_language(offers):
    assert offers.matching("/su")[0].name == "summarize"
    assert "summarize" in {offer.name for offer in offers.matching("总结")}
    assert offers.matching("") == offers.offers
    assert offers.matching("zzz") == ()


def test_a_note_whose_text_has_changed_since_is_shown_by_its_code(offers):
    assert offers.offer("summarize").note(Note("not_read"), "en") == "not_read"
    assert offers.offer("summarize").note(Note("not_read", (("title", "A"), ("reason", "b"))), "en") == "“A”: b"
