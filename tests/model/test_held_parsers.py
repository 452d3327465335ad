"""Each parser's first answer parses as it stands when the starter model is held to its grammar."""

from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from pydantic import BaseModel

from assistant.bench.formats import FORMATS, Format
from assistant.models.chat_model import ChatLlama
from assistant.models.embeddings import WordLlamaEmbeddings
from assistant.models.engine import Engine
from chains.kit import Kit, Meter
from chains.parsers import EnumParser, JsonParser, ListParser, PydanticParser, asked

pytestmark = pytest.mark.model


@pytest.fixture
def kit(engine: Engine) -> Kit:
    model = ChatLlama(engine=engine)
    return Kit(
        model=model,
        count=engine.count,
        count_messages=lambda messages: model.get_num_tokens_from_messages(list(messages)),
        context_tokens=engine.info.context_tokens,
        embed=WordLlamaEmbeddings().embed,
    )


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_first_answer_parses_however_the_model_is_sampled(kit: Kit, form: Format) -> None:
    for seed in (1, 2):
        sampled = replace(kit, model=kit.model.model_copy(update={"seed": seed}), meter=Meter())
        answer = asked(sampled, [HumanMessage(form.question(seed))], form.parser, purpose="t", temperature=0.8, tries=1)
        assert (answer.tries, answer.mended) == (1, False)
        assert [call.tries for call in sampled.meter.calls] == [1]


def test_a_grammar_wins_over_a_prompt_that_asks_for_something_else(kit: Kit) -> None:
    class Label(Enum):
        QUOTED = 'a "quoted" \\ label'
        CHINESE = "租金"
        SPACED = "rent due"

    given = [HumanMessage("Write a poem. Do not answer with a label.")]
    assert asked(kit, given, EnumParser[Label](enum=Label), purpose="t", tries=1).value in Label


def test_an_endless_list_comes_to_its_end(kit: Kit) -> None:
    given = [HumanMessage("Repeat the word again and again and again without end.")]
    items = asked(kit, given, ListParser(most=3, characters=12), purpose="t", temperature=0.8, tries=1).value
    assert len(items) <= 3
    assert all(len(item) <= 12 for item in items)


class Node(BaseModel):
    name: str
    parts: list["Node"] = []
    notes: dict[str, str] = {}
    size: float = 0


@pytest.mark.parametrize(
    "parser",
    [
        PydanticParser[Node](model=Node),
        JsonParser(schema_={"type": "array", "items": {"type": "object", "additionalProperties": {"type": "number"}}}),
        JsonParser(schema_={"type": "object", "properties": {"a": {"type": "string", "pattern": "^(?!x)[a-c]+$"}}}),
    ],
)
def test_a_form_without_bounds_of_its_own_ends_in_few_tokens(kit: Kit, parser: Any) -> None:
    given = [HumanMessage("List everything, with all parts of all parts.")]
    answer = asked(kit, given, parser, purpose="t", max_tokens=60, temperature=0.8)
    assert answer.value is not None
    assert all(call.answer_tokens <= 240 for call in kit.meter.calls)
