"""The shelf: each built-in chain is whole in both languages; a chain of one's own is checked when it is loaded."""

import pytest

from chains.errors import InputError
from chains.kit import Chain, ChainOptions
from chains.shelf import ChainFileError, builtin, checked, shelf
from resources import resource

BUILT_IN = sorted(shelf().cards)
OWN = """
title = "Notes"
takes = "either"
[prompt]
user = "{document} {text} {tone}"
[options.tone]
description = "How it sounds."
choices = ["plain", "warm"]
default = "plain"
"""


def own(tmp_path, text, name="notes"):
    (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return shelf(tmp_path)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_chain_says_all_it_says_in_both_languages(name):
    card = builtin(name)
    lacking = [key for key in ("title", "purpose") if set(card.table[key]) != {"en", "zh"}]
    for table in ("stages", "notes", "options", "words", "steps", "choices"):
        lacking += [f"{table}.{key}" for key, texts in card.table.get(table, {}).items() if set(texts) != {"en", "zh"}]
    assert lacking == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_option_of_a_built_in_chain_has_a_default_and_says_what_it_does(name):
    card = builtin(name)
    assert issubclass(card.made_by, Chain)
    for key, field in card.options.model_fields.items():
        assert field.description, key
        assert not field.is_required(), key
        assert card.option_label(key, "zh") != key.replace("_", " ").capitalize(), f"{key} has no Chinese name"
    assert isinstance(card.settled({}), ChainOptions)


def test_a_chain_is_found_by_its_name_with_or_without_its_slash():
    assert shelf().card("/summarize").name == shelf().card("summarize").name
    with pytest.raises(InputError) as refused:
        shelf().card("sumarize")
    assert refused.value.params["known"] == "summarize"


def test_a_wrong_option_is_told_with_the_nearest_one():
    card = builtin("summarize")
    known = next(iter(card.options.model_fields))
    with pytest.raises(InputError) as refused:
        card.settled({known[:-1] + "x": "y"})
    assert refused.value.code == "chain.unknown_option"
    assert refused.value.params["known"] == known


def test_a_chain_of_ones_own_stands_beside_the_others(tmp_path):
    found = own(tmp_path, OWN)
    assert found.refused == ()
    card = found.card("notes")
    assert card.own
    assert card.title("zh") == "Notes"
    assert card.settled({"tone": "warm"}).model_dump() == {"tone": "warm"}
    with pytest.raises(InputError):
        card.settled({"tone": "loud"})


def test_the_start_that_is_written_for_a_chain_of_ones_own_is_one(tmp_path):
    found = own(tmp_path, resource("chain-start.toml").read_text("utf-8"), "todo")
    assert found.refused == ()
    assert "todo" in found.cards


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace("{tone}", "{mood}"), "mood"),
        (OWN.replace("[prompt]", "[promt]"), "unknown key promt; did you mean prompt?"),
        (OWN.replace('default = "plain"', 'default = "loud"'), "loud"),
        (OWN.replace('"either"', '"everything"'), "takes"),
        (OWN.replace("{document}", "{document.text}"), "document.text"),
        (OWN.replace("{document}", "{document!r}"), "document"),
        (OWN.replace("{document}", "{passages}"), "retriever"),
        (OWN.replace('user = "', 'user = "{'), "prompt.user"),
        (OWN + '[output]\nformat = "enum"\nchoices = ["one"]\n', "choices"),
        (OWN + '[output]\nformat = "json"\n', "schema"),
        (OWN + '[output]\nformat = "json"\nschema = { type = "nothing" }\n', "nothing"),
        (OWN + '[[examples]]\ngiven = "a"\nwanted = "b"\n', "examples"),
        (OWN + "[model]\ntemperature = 9\n", "temperature"),
        ('entry = "no_such_module:Chain"\n', "no_such_module"),
        ('entry = "chains.answer:AnswerChain"\n', "AnswerChain"),
        ("title = ", "Invalid value"),
        ('title = 3\n[prompt]\nuser = "x"\n', "title"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_harms_no_other(tmp_path, text, said):
    (tmp_path / "good.toml").write_text(OWN, "utf-8")
    found = own(tmp_path, text, "bad")
    assert "good" in found.cards
    assert "bad" not in found.cards
    (error,) = found.refused
    assert isinstance(error, ChainFileError)
    assert error.params["file"] == "bad.toml"
    assert said in str(error.params["reason"])


def test_a_built_in_chain_keeps_its_name(tmp_path):
    found = own(tmp_path, OWN, "summarize")
    assert not found.card("summarize").own
    assert len(found.refused) == 1


def test_a_name_is_one_that_can_be_written_after_a_slash():
    for name in ("Notes", "my notes", "../notes", "", "1st", "a" * 50):
        with pytest.raises(ChainFileError):
            checked(name, OWN.encode(), own=True)


def test_bytes_that_are_no_text_are_told():
    with pytest.raises(ChainFileError):
        checked("notes", b"\xff\xfe\x00", own=True)
