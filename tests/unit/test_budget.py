"""The plan of the context window: exact, by rank, nothing cut without a word, compaction seldom and visible."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.budget import BudgetError, Dropped, Framing, PastTurn, Placed, Shares, plan, reduced
from chains.types import Quote


def count(text):
    return len(text.split())


def compose(question, placed):
    lines = [f"see {item.number}" if item.repeated else f"[{item.number}] {item.quote.text}" for item in placed]
    return "\n".join([*lines, question])


def quote(n, words=10, document="d"):
    return Quote(
        document, "Lease", "lease.pdf", 1, n * 1000, n * 1000 + 10, " ".join(["word"] * words), 1.0 - n / 100, n
    )


def turn(n, words=20, quotes=()):
    text = " ".join(["word"] * words)
    return PastTurn(
        f"question {n}",
        text,
        "an answer [1]",
        words,
        3,
        (1, 2, 3),
        tuple(Placed(q, i + 1) for i, q in enumerate(quotes)),
    )


def make(context=200, quotes=(), turns=(), question="when does it end", answer=20, instructions=10, **more):
    return plan(
        context_tokens=context,
        instructions_tokens=instructions,
        question=question,
        quotes=quotes,
        turns=turns,
        answer_tokens=answer,
        count=count,
        compose=compose,
        **more,
    )


def test_the_parts_add_up_to_the_tokens_of_what_is_sent():
    framing = Framing(system=3, user=4, assistant=5, opening=2)
    made = make(quotes=[quote(1), quote(2)], turns=[turn(1)], framing=framing)
    assert made.instructions + made.history + made.evidence + made.question == made.prompt_tokens
    assert made.evidence + made.question == count(made.message) + framing.user + framing.opening
    assert made.history == 20 + 3 + 4 + 5
    assert sum(item.tokens for item in made.placed) == made.evidence


def test_what_does_not_fit_is_dropped_by_rank_and_listed_with_its_tokens():
    made = make(context=60, quotes=[quote(n) for n in range(1, 5)])
    assert [item.quote.chunk_id for item in made.placed] == [1, 2]
    assert made.dropped == (
        Dropped("evidence", "Lease, 1", 11, "no room", 3),
        Dropped("evidence", "Lease, 1", 11, "no room", 4),
    )


def test_quotes_that_would_only_confuse_the_model_are_listed_too():
    made = make(quotes=[quote(n) for n in range(1, 4)], most_quotes=2)
    assert [item.quote.chunk_id for item in made.placed] == [1, 2]
    assert made.dropped == (Dropped("evidence", "Lease, 1", 10, "enough", 3),)


def test_a_passage_that_stands_in_the_transcript_is_referred_to_by_its_number():
    made = make(quotes=[quote(1), quote(2)], turns=[turn(1, quotes=[quote(1)])])
    assert [(item.number, item.repeated) for item in made.placed] == [(1, True), (2, False)]
    assert made.message.splitlines()[0] == "see 1"


def test_history_that_fits_is_left_exactly_as_it_stood():
    turns = [turn(n) for n in range(4)]
    made = make(context=400, turns=turns)
    assert made.turns == tuple(turns)
    assert not made.compacted
    assert made.dropped == ()


def test_compaction_goes_well_below_the_limit_so_that_the_next_turns_need_none():
    turns, compactions = [], []
    for n in range(40):
        made = make(context=300, quotes=[quote(n)], turns=turns, question=f"question {n}")
        compactions.append(made.compacted)
        assert made.prompt_tokens + made.answer_reserved <= 300
        answer = " ".join(["word"] * 8)
        turns = [*made.turns, PastTurn(f"question {n}", made.message, answer, count(made.message), 8, (), made.placed)]
    assert 2 <= sum(compactions) <= 10
    assert not any(first and second for first, second in pairwise(compactions))


def test_compaction_keeps_the_newest_reduces_older_turns_and_names_what_went():
    turns = [turn(n, 40, [quote(n)]) for n in range(20)]
    made = make(context=300, turns=turns)
    assert made.compacted
    assert made.turns[-1] == turns[-1]
    assert [t.question for t in made.turns] == [t.question for t in turns[-len(made.turns) :]]
    assert {d.reason for d in made.dropped} == {"reduced", "compacted"}
    gone = [t for t in turns if t not in made.turns]
    assert [d.label for d in made.dropped] == [t.question for t in gone]


def test_a_reduced_turn_loses_the_numbers_of_sources_that_are_gone():
    bare = reduced(turn(1, quotes=[quote(1)]), count)
    assert (bare.message, bare.answer, bare.token_ids, bare.placed) == ("question 1", "an answer", (), ())
    made = make(context=400, quotes=[quote(1)], turns=[bare])
    assert [(item.number, item.repeated) for item in made.placed] == [(1, False)]


def test_a_question_longer_than_the_context_is_refused_with_both_numbers():
    with pytest.raises(BudgetError) as caught:
        make(context=100, question=" ".join(["word"] * 500))
    assert caught.value.params == {"question_tokens": 500, "context_tokens": 100, "room_tokens": 70}
    for language in ("en", "zh"):
        assert "500" in caught.value.message(language)
        assert "100" in caught.value.message(language)
        assert caught.value.hint(language)
    with pytest.raises(BudgetError, match="context has 25"):
        make(context=25)


@given(
    st.integers(40, 400),
    st.lists(st.integers(1, 60), max_size=8),
    st.lists(st.integers(1, 80), max_size=8),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_no_plan_is_longer_than_the_context_and_nothing_vanishes(context, quotes, turns, history, evidence):
    given_quotes = [quote(n, words) for n, words in enumerate(quotes)]
    given_turns = [turn(n, words) for n, words in enumerate(turns)]
    made = make(context, given_quotes, given_turns, shares=Shares(history, evidence))
    assert made.prompt_tokens + made.answer_reserved <= context
    assert len(made.placed) + sum(d.kind == "evidence" for d in made.dropped) == len(given_quotes)
    untouched = sum(kept in given_turns for kept in made.turns)
    assert untouched + sum(d.kind == "history" for d in made.dropped) == len(given_turns)
