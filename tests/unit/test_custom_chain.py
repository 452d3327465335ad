"""A chain made of its file alone: parts of what does not fit, answers put together, what was made before kept."""

from hashlib import sha256

import numpy as np
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from chains.documents import as_document
from chains.kit import Kit
from chains.results import ChainInput, ChainResult, Progress, Words
from chains.shelf import checked, made

HEAD = 'title = "T"\npurpose = "p"\ntakes = "either"\n'


class Said(BaseChatModel):
    """Answers with what a function makes of the last message."""

    reply: object
    seen: list = Field(default_factory=list)

    @property
    def _llm_type(self):
        return "said"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.seen.append((messages, kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.reply(messages[-1].text)))])


class Kept(dict):
    """A memo in memory."""

    def put(self, key, value, *document_ids):
        self[key] = value


def words(text):
    return len(text.split())


def kit(reply, context=400, memo=None):
    model = Said(reply=reply)
    return Kit(
        model=model,
        count=words,
        count_messages=lambda messages: sum(words(message.text) for message in messages),
        context_tokens=context,
        embed=lambda texts: np.zeros((len(texts), 2), np.float32),
        memo=Kept() if memo is None else memo,
    )


def run(text, given, kit, **options):
    card = checked("mine", (HEAD + text).encode(), own=True)
    return list(made(card, kit, options).run(given))


PLAIN = '[prompt]\nsystem = "S"\nuser = "{document} | {text}"\n'
LISTED = PLAIN + '[output]\nformat = "list"\n'


def test_the_prompt_is_filled_with_document_text_and_options():
    one = kit(lambda text: text.upper())
    text = PLAIN.replace("{text}", "{text} {tone}") + '[options.tone]\ndescription = "d"\ndefault = "calm"\n'
    events = run(text, ChainInput("look", (as_document("the harbour"),)), one, tone="loud {x}")
    assert events[-1].text == "THE HARBOUR | LOOK LOUD {X}"
    assert "".join(event.text for event in events if isinstance(event, Words)) == events[-1].text
    assert [message.type for message in one.model.seen[0][0]] == ["system", "human"]


def test_a_document_that_does_not_fit_is_read_in_parts_and_said_to_be():
    one = kit(lambda text: "x", context=300)
    long = as_document("\n\n".join(f"Sentence number {n} of the long document." for n in range(200)))
    events = run(PLAIN, ChainInput("", (long,)), one)
    result = events[-1]
    assert isinstance(result, ChainResult)
    assert len(one.model.seen) > 5
    assert result.read == (len(one.model.seen), len(one.model.seen))
    assert [note.code for note in result.notes] == ["in_parts"]
    seen = " ".join(messages[-1].text for messages, _ in one.model.seen)
    assert all(f"number {n} of" in seen for n in range(200))
    assert all(words(messages[0].text + " " + messages[1].text) + 200 <= 300 for messages, _ in one.model.seen)
    assert any(isinstance(event, Progress) and event.total > 5 for event in events)


def test_what_was_made_before_is_not_made_again():
    memo = Kept()
    long = as_document("\n\n".join(f"Sentence number {n} of the long document." for n in range(200)))
    first = kit(lambda text: sha256(text.encode()).hexdigest(), context=300, memo=memo)
    before = run(PLAIN, ChainInput("", (long,)), first)[-1].text
    again = kit(lambda text: "never asked", context=300, memo=memo)
    assert run(PLAIN, ChainInput("", (long,)), again)[-1].text == before
    assert again.model.seen == []
    run(PLAIN.replace('"S"', '"Other"'), ChainInput("", (long,)), again)
    assert again.model.seen != []  # another prompt is another question


def test_items_of_all_parts_make_one_list_with_the_sentences_they_stand_in():
    long = as_document("\n\n".join(f"Sentence number {n} of the long document." for n in range(200)))
    one = kit(lambda text: '["number 3 of the long", "nowhere said"]', context=300)
    result = run(LISTED + "[model]\nmax_tokens = 60\n", ChainInput("", (long,)), one)[-1]
    assert result.data == ["number 3 of the long", "nowhere said"]
    (quote,) = result.quotes
    assert long.text[quote.start : quote.end] == quote.text
    assert "number 3 of the long" in quote.text
    assert result.text.splitlines()[0].endswith("[1]")
    assert "[" not in result.text.splitlines()[1]


def test_several_documents_make_a_table():
    text = PLAIN + '[output]\nformat = "enum"\nchoices = ["bill", "letter"]\n'
    documents = (as_document("Amount due: 3", "a"), as_document("Dear Anna", "b"))
    one = kit(lambda said: "bill" if "due" in said else "letter")
    result = run(text, ChainInput("", documents), one)[-1]
    assert [[cell.text for cell in row] for row in result.table.rows] == [["a", "bill"], ["b", "letter"]]
    assert [entry["value"] for entry in result.data] == ["bill", "letter"]
    assert result.read == (2, 2)


@pytest.mark.parametrize(
    ("form", "reply", "data"),
    [
        ('format = "date"', "2024-03-03", "2024-03-03"),
        ('format = "number"', "42", 42),
        ('format = "json"\nschema = {type = "object", properties = {a = {type = "integer"}}}', '{"a": 1}', {"a": 1}),
    ],
)
def test_an_answer_has_the_form_that_was_asked_for(form, reply, data):
    result = run(PLAIN + f"[output]\n{form}\n", ChainInput("x", (as_document("d"),)), kit(lambda text: reply))[-1]
    assert result.data == data


def test_the_model_is_set_as_the_file_says():
    one = kit(lambda text: "x")
    run(PLAIN + '[model]\ntemperature = 0.7\nmax_tokens = 9\nseed = 3\nstop = ["END"]\n', ChainInput("x"), one)
    given = one.model.seen[0][1]
    assert (given["temperature"], given["max_tokens"], given["seed"]) == (0.7, 9, 3)


def test_examples_stand_where_the_prompt_says():
    one = kit(lambda text: "x")
    text = '[prompt]\nuser = "{examples}\\n{text}"\n[[examples]]\ngiven = "in"\nwanted = "out"\n'
    run(text, ChainInput("q"), one)
    assert one.model.seen[0][0][-1].text.startswith("in\n→ out")
