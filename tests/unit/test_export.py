"""Exported conversations: numbered citations, harmless text, the documented object."""

import json

import pytest

from assistant.conversations import ConversationInfo, Turn
from assistant.export import as_json, as_markdown
from assistant.made import Made
from chains.results import Note
from chains.shelf import shelf
from chains.types import Claim, Quote

CARD_OF = shelf().cards.get
INFO = ConversationInfo("abc", "The *lease*", 0.0, 1.0, 1)


def quote(text="The rent is 5 euros.", title="Lease", page=3):
    return Quote("d", title, "/p/lease.pdf", page, 0, len(text), text, 0.9, 7)


def turn(**fields):
    return Turn(**{"ordinal": 1, "state": "done", "created": 0.0, "question": "How much?", **fields})


def test_each_sentence_carries_the_numbers_of_its_quotes():
    claims = (Claim("It is 5.", "yes", (0,)), Claim("It is 6.", "no", ()))
    text = as_markdown(INFO, [turn(answer="It is 5. It is 6.", claims=claims, evidence=(quote(),))], "en", CARD_OF)
    assert "It is 5. [1] It is 6." in text
    assert "not supported" in text
    assert "1. “The rent is 5 euros.”" in text
    assert "page 3" in text


def test_what_others_wrote_makes_no_links_and_no_markup():
    evil = "![x](http://e.org/p.png) <img src=x> [a](b)"
    one = turn(question=evil, answer=evil, evidence=(quote(evil, evil),))
    text = as_markdown(ConversationInfo("i", evil, 0.0, 1.0, 1), [one], "en", CARD_OF)
    assert "![" not in text.replace("&#33;[", "")
    assert "<img" not in text.replace("\\<", "")  # in a title or a quote
    assert text.count("\\[a\\]") == 4


def test_code_in_an_answer_stays_as_it_was_written():
    text = as_markdown(INFO, [turn(answer="See:\n```\nif a < b: ![\n```\ndone <b>")], "en", CARD_OF)
    assert "if a < b: ![" in text
    assert "done &lt;b>" in text


def test_an_unclosed_fence_does_not_swallow_the_rest():
    text = as_markdown(INFO, [turn(answer="```\ncode"), turn(ordinal=2, question="Next?")], "en", CARD_OF)
    assert text.count("```") == 2


def test_the_object_has_all_that_is_known():
    claims = (Claim("It is 5.", "yes", (0,)),)
    value = json.loads(as_json(INFO, [turn(answer="It is 5.", claims=claims, evidence=(quote(),))], "zh", CARD_OF))
    assert value["title"] == "The *lease*"
    assert value["turns"][0]["evidence"][0]["quote"] == "The rent is 5 euros."
    assert value["turns"][0]["claims"] == [{"text": "It is 5.", "verdict": "yes", "evidence": [0]}]


MADE = Made("summarize", notes=(Note("read_only", (("read", 4), ("total", 4))),), read=(4, 4))


@pytest.mark.parametrize(("language", "said"), [("en", "every sentence was weighed"), ("zh", "每句话都经过衡量")])
def test_what_a_chain_has_to_say_of_its_result_stands_in_both_forms(language, said):
    assert said in as_markdown(INFO, [turn(made=MADE)], language, CARD_OF)
    (note,) = json.loads(as_json(INFO, [turn(made=MADE)], language, CARD_OF))["turns"][0]["made"]["notes"]
    assert note["code"] == "read_only"
    assert note["params"] == [["read", 4], ["total", 4]]
    assert said in note["text"]


@pytest.mark.parametrize("made", [Made("gone", notes=(Note("unheard"),)), Made("summarize", notes=(Note("unheard"),))])
def test_a_note_of_a_chain_that_is_no_more_is_told_by_its_code(made):
    assert "unheard" in as_markdown(INFO, [turn(made=made)], "en", CARD_OF)


def test_a_note_makes_no_markup_of_what_a_document_is_called():
    made = Made("summarize", notes=(Note("no_text", (("title", "![x](http://e.org/p.png) <img src=x>"),)),))
    text = as_markdown(INFO, [turn(made=made)], "en", CARD_OF)
    assert "![" not in text.replace("&#33;[", "")
    assert "<img" not in text.replace("\\<", "")
