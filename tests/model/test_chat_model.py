import asyncio
import json
import threading

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, Field

from assistant.cancel import Cancel
from assistant.models.chat_model import ChatLlama
from assistant.models.completion import LlamaCompletion
from assistant.models.engine import Engine
from chains.errors import Cancelled, ModelError

pytestmark = pytest.mark.model


class Tenant(BaseModel):
    name: str
    rent: int = Field(ge=0, le=9999)
    rooms: list[str] = Field(max_length=4)


@pytest.fixture
def chat(engine: Engine) -> ChatLlama:
    return ChatLlama(engine=engine, max_tokens=32)


def test_invoke_stream_and_async_say_the_same_and_count_exactly(engine: Engine, chat: ChatLlama) -> None:
    messages = [SystemMessage("You are brief."), HumanMessage("Name three colours.")]
    whole = chat.invoke(messages)
    engine.clear()
    streamed = None
    for chunk in chat.stream(messages):
        streamed = chunk if streamed is None else streamed + chunk
    engine.clear()
    later = asyncio.run(chat.ainvoke(messages))
    assert whole.content == streamed.content == later.content
    assert whole.usage_metadata == streamed.usage_metadata == later.usage_metadata
    assert whole.usage_metadata["input_tokens"] == chat.get_num_tokens_from_messages(messages)
    assert whole.usage_metadata["output_tokens"] == len(whole.response_metadata["token_ids"])
    assert streamed.response_metadata["token_ids"] == whole.response_metadata["token_ids"]


def test_a_conversation_reuses_its_prefix_to_the_token(chat: ChatLlama) -> None:
    talk = [SystemMessage("You are brief."), HumanMessage("Name a colour.")]
    cached = 0
    for question in ("Another one.", "And one more.", "Thanks."):
        answer = chat.invoke(talk)
        assert answer.usage_metadata["input_token_details"]["cache_read"] == cached
        # A cut answer's last token was written, but not yet evaluated.
        cut = answer.response_metadata["finish_reason"] != "stop"
        cached = answer.usage_metadata["total_tokens"] - cut
        talk += [answer, HumanMessage(question)]


def test_every_answer_under_a_schema_can_be_parsed(chat: ChatLlama) -> None:
    for question in ("Anna pays 900 for a kitchen and a bath.", "你好 😀", '}}}"\\', "Write a very long name."):
        for budget in (40, 100):
            answer = chat.invoke(question, response_format=Tenant, max_tokens=budget)
            Tenant.model_validate_json(answer.content)


def test_a_schema_in_openai_form_holds_too(chat: ChatLlama) -> None:
    schema = {"type": "object", "properties": {"route": {"enum": ["fact", "talk"]}}, "required": ["route"]}
    schema["additionalProperties"] = False
    form = {"type": "json_schema", "json_schema": {"name": "route", "schema": schema}}
    answer = chat.invoke("When is the rent due?", response_format=form, lane="aux")
    assert json.loads(answer.content)["route"] in ("fact", "talk")


@pytest.mark.parametrize(
    "form", [{"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}}, 7, {"type": "nonsense"}]
)
def test_a_grammar_that_cannot_be_built_is_a_named_error(chat: ChatLlama, form: object) -> None:
    with pytest.raises(ModelError) as caught:
        chat.invoke("x", response_format=form)
    assert caught.value.code == "model.grammar"


def test_cancel_ends_a_stream_and_the_model_answers_again(chat: ChatLlama) -> None:
    cancel = Cancel()
    stream = chat.stream("Write a long story.", cancel=cancel, max_tokens=1000, stop_loops=False)
    next(stream)
    threading.Timer(0.05, cancel.set).start()
    with pytest.raises(Cancelled):
        list(stream)
    assert isinstance(chat.invoke("Hi."), AIMessage)


def test_pieces_are_whole_characters(chat: ChatLlama) -> None:
    form = {"type": "object", "properties": {"text": {"const": "日本語 😀👩‍👩‍👧 ü"}}, "required": ["text"]}
    form["additionalProperties"] = False
    pieces = [chunk.content for chunk in chat.stream("x", response_format=form, max_tokens=120)]
    assert "�" not in "".join(pieces)
    assert json.loads("".join(pieces))["text"] == "日本語 😀👩‍👩‍👧 ü"


def test_completion_goes_on_with_a_text_and_keeps_to_stops(engine: Engine) -> None:
    completion = LlamaCompletion(engine=engine, max_tokens=20)
    text = completion.invoke("One, two, three, four,")
    assert text
    engine.clear()
    assert "".join(completion.stream("One, two, three, four,")) == text
    engine.clear()
    assert completion.invoke("One, two, three, four,", stop=[text[3]]) == text[: text.index(text[3])]
