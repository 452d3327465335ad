"""Chains called by name in a question, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slash import call_title, slash, slashed
from chains.errors import InputError
from chains.shelf import shelf

SHELF = shelf()
LENGTHS = "length"


def test_a_question_that_begins_with_a_slash_calls_a_chain():
    found = slashed("/summarize length=short the deposit", SHELF)
    assert found is not None
    assert found.card.name == "summarize"
    assert found.options == {"length": "short"}
    assert found.text == "the deposit"


@pytest.mark.parametrize("question", ["what is 3/4?", "/", "/usr/bin/lectern is what?", "/ summarize", "summarize /x"])
def test_any_other_question_calls_none(question):
    assert slashed(question, SHELF) is None


def test_a_call_of_a_chain_that_there_is_not_is_told():
    with pytest.raises(InputError):
        slashed("/sumarize the lease", SHELF)


def test_what_is_no_option_of_the_chain_stays_text():
    found = slashed("/complete x=3 and y=4: what is x*y?", SHELF)
    assert found is not None
    assert found.options == {}
    assert found.text == "x=3 and y=4: what is x*y?"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
)
def test_what_is_written_is_read_back(value, text):
    text = "the " + " ".join(text.split())
    found = slashed(slash("summarize", text.strip(), {LENGTHS: value}), SHELF)
    assert found is not None
    assert found.options == {LENGTHS: value}
    assert found.text == text.strip()


@pytest.mark.parametrize(
    ("question", "language", "title"),
    [
        ("/extract how many were sold", "en", "Extract: how many were sold"),
        ("/summarize length=short the deposit", "zh", "总结：the deposit"),
        ("/summarize length=short", "en", "Summarize: Lease"),
        ("/sumarize the lease", "en", "/sumarize the lease"),
        ("/etc/passwd is what?", "en", "/etc/passwd is what?"),
        ("how much is it?", "en", "how much is it?"),
    ],
)
def test_a_conversation_that_begins_with_a_call_is_called_by_what_it_is_about(question, language, title):
    assert call_title(question, SHELF, language, lambda: "Lease") == title


def test_a_call_about_nothing_in_particular_is_called_like_its_chain():
    assert call_title("/summarize", SHELF, "en", lambda: "") == SHELF.card("summarize").title()
