"""Follow-ups are made whole by rules; a rewrite that is another question is dropped."""

import pytest
from langchain_core.language_models import FakeListChatModel

from chains.condense import condense, drift, leans
from chains.text import terms

LEASE = [("When does the lease of the flat end?", "It ends on 31 March 2027.")]
FOUNDER = [("Who founded the company in Berlin?", "Anna Berg founded it in 1998.")]
RENT = [("房租是多少？", "3500元。")]

LEANING = [
    "And the second one?",
    "What about the deposit?",
    "How about in 2019?",
    "When was it signed?",
    "Who signed it?",
    "Why?",
    "Why not?",
    "and the garage?",
    "What else?",
    "Are they allowed to smoke?",
    "What does that mean?",
    "In 2025?",
    "the previous one",
    "那押金呢？",
    "它什么时候到期？",
    "还有呢？",
    "为什么？",
    "第二个呢？",
]
STANDING = [
    "How much is the rent?",
    "What did the Huguenots do when they arrived in England?",
    "Who gave their name to Normandy?",
    "Is it allowed to smoke in the flat?",
    "How long does it take to reset the pump?",
    "What other English towns have a mill?",
    "Which documents must the tenant bring?",
    "Is there a lift in the house?",
    "合同什么时候结束？",
    "其他国家的首都是哪里？",
    "尤其重要的条款有哪些？",
]


@pytest.mark.parametrize("question", LEANING)
def test_a_follow_up_is_seen_to_lean_on_the_conversation(question):
    assert leans(question, LEASE)
    assert not leans(question, [])


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_stands_on_its_own_is_left_as_it_is(question):
    rewrite = condense(question, LEASE)
    assert (rewrite.text, rewrite.by, rewrite.kept) == (question, "none", False)


@pytest.mark.parametrize(
    ("question", "history", "rewritten"),
    [
        ("When was it signed?", LEASE, "When was the lease of the flat signed?"),
        ("What is its number?", LEASE, "What is the lease of the flat's number?"),
        ("and in 2019?", [("How many cars were sold in 2018?", "40.")], "How many cars were sold in 2019?"),
        ("And 2019?", [("What was the profit of 2018?", "40.")], "What was the profit of 2019?"),
        ("What about Paris?", [("How many people live in Berlin?", "Many.")], "How many people live in Paris?"),
        ("And the second one?", [("What was the first king called?", "Rollo.")], "What was the second king called?"),
        ("Where was she born?", FOUNDER, "Where was Anna Berg born?"),
        ("那押金呢？", RENT, "押金是多少？"),
        ("它什么时候到期？", [("合同的期限是多久？", "两年。")], "合同什么时候到期？"),
    ],
)
def test_what_a_follow_up_leaves_out_is_filled_in_from_the_question_before(question, history, rewritten):
    found = condense(question, history)
    assert (found.text, found.by, found.kept) == (rewritten, "rules", True)


@pytest.mark.parametrize("question", [q for q in LEANING if q.isascii()])
def test_a_rewrite_keeps_the_words_of_the_follow_up_and_takes_none_from_nowhere(question):
    known = {term for turn in LEASE for part in turn for term in terms(part)} | set(terms(question))
    assert set(terms(condense(question, LEASE).text)) <= known


def test_the_model_is_asked_only_where_the_rules_find_nothing_clear():
    history = [("Is smoking allowed?", "No, the house rules forbid smoking.")]
    model = FakeListChatModel(responses=['{"question": "Who wrote the house rules?"}'])
    rewrite = condense("Who wrote them?", history, model)
    assert (rewrite.text, rewrite.by) == ("Who wrote the house rules?", "model")
    assert condense("When was it signed?", LEASE, model).by == "rules"


@pytest.mark.parametrize("words", ['{"question": "Who is the president of France?"}', '{"question": "', "", "[]"])
def test_a_rewrite_that_drifts_or_cannot_be_read_is_dropped_for_the_rules(words):
    history = [("Is smoking allowed?", "No, the house rules forbid smoking.")]
    rewrite = condense("Who wrote them?", history, FakeListChatModel(responses=[words]))
    assert rewrite.by == "rules"
    assert "dropped" in rewrite.reason
    assert "wrote" in rewrite.text
    assert "smoking" in rewrite.text


def test_drift_is_told_by_lost_and_foreign_words():
    assert drift("Who signed it?", "Who signed the lease of the flat?", LEASE) is None
    assert "lost" in drift("Who signed it?", "When does the lease end?", LEASE)
    assert "nowhere" in drift("Who signed it?", "Who signed the treaty?", LEASE)
    assert "least" in drift("And which sold least?", "Which region sold most?", [("Which region sold most?", "North.")])
    assert "nothing" in drift("Who signed it?", "Who signed it?", LEASE)
