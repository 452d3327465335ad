"""Tools and structured output on the starter model: always readable, in one piece and streamed."""

import json

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel, Field

from assistant.models.chat_model import ChatLlama, to_engine
from assistant.models.engine import Engine
from assistant.models.tool_calls import CallReader, toolset
from chains.errors import ModelError

pytestmark = pytest.mark.model


@tool
def rent_of(flat: str, year: int = 2024) -> str:
    """The rent of a flat in a year."""
    return f"{flat} cost 900 euros in {year}"


@tool
def today() -> str:
    """The day of today."""
    return "2024-03-03"


class Lease(BaseModel):
    tenant: str = Field(max_length=30)
    rent: int = Field(ge=0, le=9999)


@pytest.fixture
def chat(engine: Engine) -> ChatLlama:
    return ChatLlama(engine=engine, max_tokens=48)


@pytest.mark.parametrize(("choice", "names"), [("any", {"rent_of", "today"}), ("today", {"today"}), ("required", None)])
def test_a_call_that_must_come_comes(chat: ChatLlama, choice: str, names: set[str] | None) -> None:
    answer = chat.bind_tools([rent_of, today], tool_choice=choice).invoke("What did flat B cost in 2023?")
    (call,) = answer.tool_calls
    assert names is None or call["name"] in names
    assert call["id"]
    assert not answer.invalid_tool_calls
    assert answer.content == ""


def test_no_call_comes_where_none_may(chat: ChatLlama) -> None:
    answer = chat.bind_tools([rent_of], tool_choice="none").invoke("Say hello.")
    assert answer.tool_calls == []
    assert answer.text


def test_a_streamed_call_is_the_same_and_its_pieces_join(engine: Engine, chat: ChatLlama) -> None:
    bound = chat.bind_tools([rent_of], tool_choice="any")
    whole = bound.invoke("What did flat B cost in 2023?")
    engine.clear()
    streamed: AIMessageChunk | None = None
    heads = 0
    for chunk in bound.stream("What did flat B cost in 2023?"):
        assert isinstance(chunk, AIMessageChunk)
        heads += sum(bool(piece["name"]) for piece in chunk.tool_call_chunks)
        streamed = chunk if streamed is None else streamed + chunk
    assert streamed is not None
    assert heads == 1
    assert [(call["name"], call["args"]) for call in streamed.tool_calls] == [
        (call["name"], call["args"]) for call in whole.tool_calls
    ]
    assert streamed.usage_metadata == whole.usage_metadata


def test_several_calls_come_only_where_that_is_asked_for(chat: ChatLlama) -> None:
    bound = chat.bind_tools([rent_of, today], tool_choice="any", parallel_tool_calls=True)
    answer = bound.invoke("What did flats A and B cost in 2023?", max_tokens=200)
    assert 1 <= len(answer.tool_calls) <= 4
    assert answer.invalid_tool_calls == []


def test_a_cut_call_is_brought_to_its_end(chat: ChatLlama) -> None:
    answer = chat.bind_tools([rent_of], tool_choice="any").invoke("Flat " + "B" * 40, max_tokens=24)
    assert len(answer.tool_calls) == 1


def test_a_conversation_with_tools_reuses_its_prefix(chat: ChatLlama) -> None:
    bound = chat.bind_tools([rent_of, today], tool_choice="rent_of")
    talk: list[object] = [SystemMessage("You are brief."), HumanMessage("What did flat B cost in 2023?")]
    first = bound.invoke(talk)
    talk += [first, ToolMessage("900 euros", tool_call_id=first.tool_calls[0]["id"])]
    free = chat.bind_tools([rent_of, today]).invoke(talk)
    cached = first.usage_metadata["input_tokens"] + first.usage_metadata["output_tokens"]
    assert free.usage_metadata["input_token_details"]["cache_read"] >= cached - 1
    counted = chat.get_num_tokens_from_messages(talk, tools=[rent_of, today])
    assert counted == free.usage_metadata["input_tokens"]


def test_calls_and_results_are_told_in_words() -> None:
    call = {"name": "rent_of", "args": {"flat": "B"}, "id": "1", "type": "tool_call"}
    told = to_engine(
        [
            HumanMessage("q"),
            AIMessage("", tool_calls=[call]),
            ToolMessage("no such flat", tool_call_id="1", status="error"),
        ]
    )
    assert [message.role for message in told] == ["user", "assistant", "user"]
    assert told[1].content == 'Tool: rent_of\n{"flat": "B"}'
    assert "rent_of" in told[2].content
    assert "no such flat" in told[2].content


def test_two_tools_of_one_name_and_a_choice_that_is_not_there_are_refused(chat: ChatLlama) -> None:
    other = {"name": "today", "description": "x", "parameters": {"type": "object", "properties": {"zone": {}}}}
    for tools, choice in (([today, other], None), ([today], "tomorrow")):
        with pytest.raises(ModelError) as caught:
            chat.bind_tools(tools, tool_choice=choice)
        assert caught.value.code == "model.tools"


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_calls_are_told_from_words_in_pieces_of_any_size(size: int) -> None:
    calls = 'Tool: a\n{"x": "}\\"{", "y": [1, {"z": 2}]}\nTool: b\n{}'
    reader = CallReader()
    parts = [part for at in range(0, len(calls), size) for part in reader.push(calls[at : at + size])]
    whole: dict[int | None, tuple[str, str]] = {}
    for part in parts:
        assert not isinstance(part, str)
        name, args = whole.get(part["index"], ("", ""))
        whole[part["index"]] = (name or part["name"] or "", args + (part["args"] or ""))
    assert [(name, json.loads(args)) for name, args in whole.values()] == [
        ("a", {"x": '}"{', "y": [1, {"z": 2}]}),
        ("b", {}),
    ]
    words = "Tool: none\nplain {words}\nTool: a\nin lines"
    reader = CallReader()
    said = [part for at in range(0, len(words), size) for part in reader.push(words[at : at + size])]
    assert "".join(map(str, said)) == words.partition("\n")[2]


def test_a_free_model_calls_where_a_tool_helps_and_speaks_where_none_does(chat: ChatLlama) -> None:
    @tool
    def get_weather(location: str) -> str:
        """Get the weather at a location."""
        return location

    bound = chat.bind_tools([get_weather])
    assert [call["args"] for call in bound.invoke("What is the weather in Rome?").tool_calls] == [{"location": "Rome"}]
    spoken = bound.invoke("Hello!")
    assert not spoken.tool_calls
    assert spoken.text
    assert "Tool:" not in spoken.text
    talk = [HumanMessage("Hello!"), spoken, HumanMessage("Thank you!")]
    again = bound.invoke(talk)
    assert again.usage_metadata["input_token_details"]["cache_read"] >= spoken.usage_metadata["total_tokens"] - 1


def test_structured_output_gives_the_raw_answer_too(chat: ChatLlama) -> None:
    found = chat.with_structured_output(Lease, include_raw=True).invoke("Anna pays 900 euros.")
    assert isinstance(found["parsed"], Lease)
    assert isinstance(found["raw"], AIMessage)
    assert found["parsing_error"] is None
    called = chat.with_structured_output(Lease, method="function_calling").invoke("Anna pays 900 euros.")
    assert isinstance(called, Lease)
    with pytest.raises(ValueError, match="nothing"):
        chat.with_structured_output(Lease, nothing=1)


def test_tools_in_the_forms_that_langchain_takes_have_one_schema() -> None:
    class Payment(BaseModel):
        """A payment."""

        lease: Lease
        months: list[int]

    anthropic = {"name": "pick", "input_schema": {"type": "object", "properties": {"colour": {"type": "string"}}}}
    found = toolset([Payment, anthropic, rent_of], {"type": "function", "function": {"name": "pick"}})
    assert [function["name"] for function in found.functions] == ["Payment", "pick", "rent_of"]
    assert found.choice == "pick"
    assert "$ref" not in json.dumps([dict(function) for function in found.functions])
