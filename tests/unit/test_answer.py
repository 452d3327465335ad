"""Messages are put together as they stood before; loops are noticed and cut; a stream ends when it is stopped."""

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from chains.answer import AnswerChain, composer, loop_start, messages, speaks, tidy, transcript
from chains.budget import PastTurn, Placed, plan
from chains.errors import Cancelled
from chains.prompts import load
from chains.types import Quote


def quote(text, page=None, context=""):
    return Quote("d", "Lease", "lease.pdf", page, 0, len(text), text, 1.0, 1, context)


def model(text):
    return GenericFakeChatModel(messages=iter([AIMessage(text)]))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_best_source_stands_next_to_the_question_and_is_not_cut(language):
    compose = composer(load("answer", language))
    text = compose("When does it end?", [Placed(quote("It ends\n in {May}."), 1), Placed(quote("Rent is 900.", 2), 2)])
    assert text.index("Rent is 900.") < text.index("It ends in {May}.") < text.index("When does it end?")
    assert compose("Hello?", []) == "Hello?"


def test_a_table_row_comes_with_its_header_and_a_known_source_with_its_number():
    compose = composer(load("answer"))
    text = compose(
        "How many?", [Placed(quote("North 40", context="Region Sold"), 4), Placed(quote("x"), 3, repeated=True)]
    )
    assert "Region Sold: North 40" in text
    assert "(See also above: x)" in text


def test_earlier_turns_stand_exactly_as_they_were_sent_with_the_tokens_of_the_answers():
    turns = (PastTurn("q", "sources and q", "an answer", 3, 2, (7, 8)), PastTurn("p", "p", "other", 1, 1))
    given = transcript(turns)
    assert [message.text for message in given] == ["sources and q", "an answer", "p", "other"]
    assert given[1].additional_kwargs == {"token_ids": [7, 8]}
    assert given[3].additional_kwargs == {}
    prompt = load("answer")
    made = plan(
        context_tokens=500,
        instructions_tokens=10,
        question="When?",
        quotes=[quote("In May.")],
        turns=turns,
        answer_tokens=9,
        count=lambda text: len(text.split()),
        compose=composer(prompt),
    )
    whole = messages(prompt, made)
    assert [message.type for message in whole] == ["system", "human", "ai", "human", "ai", "human"]
    assert whole[-1].text == made.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The answer is: The answer is: The answer is:", "The answer is"),
        ("It is red. It is red. It is red.", "It is red."),
        ("租金是一千元。租金是一千元。租金是一千元。", "租金是一千元。"),
        ("Answer: It ends in May.", "It ends in May."),
        ("**Answer:** May", "May"),
        ("回答：五月。", "五月。"),
        ("No, no, no, that is wrong.", "No, no, no, that is wrong."),
        ("Rows 1 1 2 2 and 3.", "Rows 1 1 2 2 and 3."),
    ],
)
def test_what_is_shown_has_no_label_and_a_loop_but_once(text, shown):
    assert tidy(text) == shown


def test_a_loop_is_noticed_within_three_rounds():
    text = "So: the lease ends in May, the lease ends in May, the lease ends in May"
    assert loop_start(text) == text.index(", the lease") + 2
    assert loop_start(text[:-4]) is None


def test_a_looping_answer_is_stopped_and_not_kept_as_context():
    answer = AnswerChain(model("The answer is: " * 50)).run([])
    assert answer.finish == "loop"
    assert not answer.keep
    assert len(answer.raw) < 60


def test_the_words_come_as_a_stream_and_together_are_the_answer():
    stream = AnswerChain(model("It ends in May.")).stream([])
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as stop:
            answer = stop.value
            break
    assert "".join(pieces) == answer.raw == answer.text == "It ends in May."
    assert (answer.finish, answer.keep) == ("stop", True)


def test_a_stop_that_was_asked_for_ends_the_stream():
    class Stopped:
        def check(self):
            raise Cancelled

    with pytest.raises(Cancelled):
        AnswerChain(model("It ends in May.")).run([], Stopped())


def test_a_model_is_asked_only_in_a_language_that_it_has():
    assert speaks(("en",), "en")
    assert not speaks(("en",), "zh")
    assert speaks(("*",), "zh")
