"""Output parsers read what models write, mend what can be mended, and say what is wrong with the rest."""

import json
from datetime import date, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage
from langchain_core.output_parsers import BaseOutputParser
from langchain_core.prompt_values import StringPromptValue
from pydantic import BaseModel, ValidationError, field_validator
from pydantic import Field as Described

from assistant.bench.lines import Lines
from chains.errors import AssistantError, InputError
from chains.parsers import (
    DatetimeParser,
    EnumParser,
    Field,
    FixingParser,
    HeldParser,
    JsonParser,
    ListParser,
    PydanticParser,
    RetryParser,
    StructuredParser,
    UnreadableError,
)
from chains.parsers.json_text import read_json
from chains.quantities import Quantity


class Topic(Enum):
    RENT = "rent"
    DUE = "rent due"
    NONE = "Not given"


class Lease(BaseModel):
    tenant: str
    rent: int = Described(ge=0)
    start: date | None = None
    pets: bool = False
    rooms: list[str] = []

    @field_validator("tenant")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a tenant has a name")
        return value


FIELDS = (
    Field(name="tenant", required=True),
    Field(name="start date", kind="date"),
    Field(name="租金", kind="quantity"),
    Field(name="kind", kind="choice", choices=("flat", "house")),
    Field(name="pets", kind="truth"),
    Field(name="rooms", kind="list"),
)
PARSERS: dict[str, HeldParser[Any]] = {
    "list": ListParser(),
    "enum": EnumParser[Topic](enum=Topic),
    "date": DatetimeParser(),
    "datetime": DatetimeParser(kind="datetime", optional=True),
    "pydantic": PydanticParser[Lease](model=Lease),
    "json": JsonParser(schema_={"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}),
    "structured": StructuredParser(fields=FIELDS),
}


@pytest.mark.parametrize("name", PARSERS)
def test_each_is_a_parser_of_langchains_and_pipes(name: str) -> None:
    parser = PARSERS[name]
    assert isinstance(parser, BaseOutputParser)
    assert parser.get_format_instructions()
    assert parser.most_characters > 0
    assert set(parser.held()) <= {"response_format", "lark"}
    chained = Lines(lines=["none"]) | parser
    if name == "datetime":
        assert chained.invoke("when?") is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ('["a", "b"]', ["a", "b"]),
        ("```json\n['a', 'b',]\n```", ["a", "b"]),
        ("1. red\n2) blue", ["red", "blue"]),
        ("Here are three: red, green and blue.", ["red", "green", "blue"]),
        ('["a", "b', ["a", "b"]),
        ('{"items": ["a"]}', ["a"]),
        ("一、红\n二、绿", ["一、红", "二、绿"]),
        ('["a", "a"]', ["a"]),
    ],
)
def test_a_list_comes_from_what_models_write_for_one(text: str, items: list[str]) -> None:
    assert ListParser().parse(text) == items


def test_a_choice_is_told_by_its_name_and_never_guessed() -> None:
    parser = EnumParser[Topic](enum=Topic)
    assert parser.read("rent due").mended is False
    for text, topic in (("Rent Due.", Topic.DUE), ("The answer is: RENT", Topic.RENT), ("not_given", Topic.NONE)):
        assert parser.read(text) == (parser.read(text).__class__(topic, True))
    for text in ("rent, or rent due", "", "parent"):
        with pytest.raises(UnreadableError):
            parser.parse(text)


def test_a_day_comes_in_the_language_of_the_document() -> None:
    assert DatetimeParser(language="fr").parse("le 3 mars 2024") == date(2024, 3, 3)
    assert DatetimeParser(language="zh").parse("二〇二四年三月三日") == date(2024, 3, 3)
    moment = DatetimeParser(kind="datetime").parse("It was on 2024-03-05 at 14:30.")
    assert moment == datetime(2024, 3, 5, 14, 30)
    for text in ("03/04/2024", "March 2024", "1 May 2024 or 2 May 2024", "soon"):
        with pytest.raises(UnreadableError):
            DatetimeParser().parse(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"tenant": "Anna", "rent": 1200, "start": "2024-03-03", "pets": true, "rooms": ["kitchen"]}',
        "Sure!\n```\n{'tenant': 'Anna', rent: '1,200 EUR', start: 'March 3, 2024', pets: yes, rooms: kitchen,}\n```",
        '{"Tenant": "Anna", "RENT": "1200", "start": "2024-03-03", "pets": "yes", "rooms": ["kitchen"',
        '{"lease": {"tenant": "Anna", "rent": 1200.0, "start": "3 March 2024", "pets": 1, "rooms": "kitchen"}}',
    ],
)
def test_an_object_is_mended_into_its_model(text: str) -> None:
    assert PydanticParser[Lease](model=Lease).parse(text) == Lease(
        tenant="Anna", rent=1200, start=date(2024, 3, 3), pets=True, rooms=["kitchen"]
    )


@pytest.mark.parametrize(
    ("text", "what"), [('{"tenant": "Anna"}', "rent"), ('{"tenant": " ", "rent": 1}', "tenant"), ("no", "JSON"),
                       ('{"tenant": "A", "rent": -5}', "rent")]
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, what: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        PydanticParser[Lease](model=Lease).parse(text)
    assert what in str(caught.value.params["reason"])
    assert isinstance(caught.value, OutputParserException)
    assert caught.value.llm_output == text
    assert caught.value.message("zh") != caught.value.message("en")


def test_fields_have_values_of_their_kinds() -> None:
    written = {"tenant": "安娜", "start date": "2024年3月3日", "租金": "三千五百元", "kind": "Flat", "pets": "否"}
    text = json.dumps({**written, "rooms": "厨房、卧室"}, ensure_ascii=False)
    assert StructuredParser(fields=FIELDS, language="zh").parse(text) == {
        "tenant": "安娜",
        "start date": date(2024, 3, 3),
        "租金": Quantity(3500, "CNY"),
        "kind": "flat",
        "pets": False,
        "rooms": ("厨房", "卧室"),
    }
    assert StructuredParser(fields=FIELDS).parse('{"tenant": "Anna", "start date": "n/a"}') == {
        "tenant": "Anna", "start date": None, "租金": None, "kind": None, "pets": None, "rooms": ()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "where"),
    [
        ({"type": "nonsense"}, "/type"),
        ({"properties": {"a": {"type": "strin"}}}, "/properties/a/type"),
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}, "/"),
        ({}, "/"),
    ],
)
def test_a_schema_that_is_none_is_refused_with_its_place(schema: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as caught:
        JsonParser(schema_=schema)
    assert (caught.value.code, caught.value.params["where"]) == ("chain.schema", where)


def test_fields_of_one_name_and_an_enum_of_numbers_are_refused() -> None:
    with pytest.raises(ValidationError):
        StructuredParser(fields=(Field(name="a"), Field(name="a")))
    with pytest.raises(ValidationError):
        EnumParser[Any](enum=Enum("Number", {"ONE": 1}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_is_read_as_it_stands(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert read_json(text) == (value, False)


KEYS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=5), st.integers(0, 99) | st.text("xyz -", max_size=6), min_size=1, max_size=5
)


@given(KEYS, st.sampled_from(["fence", "prose", "comma", "single", "cut", "python"]))
def test_a_broken_object_is_read_as_it_was_meant(value: dict[str, object], how: str) -> None:
    text = json.dumps(value)
    broken = {
        "fence": f"```json\n{text}\n```",
        "prose": f"Here it is: {text}\nI hope that this helps.",
        "comma": text[:-1] + ",}",
        "single": repr(value),
        "cut": text[:-1],
        "python": repr(value).replace("'", '"'),
    }[how]
    assert read_json(broken)[0] == value


ANY_TEXT = st.text(max_size=80) | st.text(alphabet="{}[]\",:'` \n0123456789.-truefalsn", max_size=80)


@given(ANY_TEXT, st.sampled_from(sorted(PARSERS)))
def test_any_text_gives_a_value_or_an_error_of_the_tree(text: str, name: str) -> None:
    try:
        PARSERS[name].parse(text)
    except AssistantError as exc:
        assert exc.message("en")


@pytest.mark.parametrize(
    "text", ["{" * 5000, "[" * 5000, '{"a":' * 5000, "'" * 20000, '{"a": "' + "\\" * 20000, "[1," * 9000]
)
def test_a_hostile_text_ends_soon(text: str) -> None:
    for parser in PARSERS.values():
        try:
            parser.parse(text)
        except AssistantError:
            continue


def test_auto_fixing_gives_the_text_back_and_retry_asks_again() -> None:
    parser = PydanticParser[Lease](model=Lease)
    model = Lines(lines=['{"tenant": "Anna"}', '{"tenant": "Anna", "rent": 900}'])
    fixing = FixingParser[Lease](parser=parser, model=model, grammar=False)
    assert fixing.parse("Anna pays nine hundred") == Lease(tenant="Anna", rent=900)
    assert "Anna pays nine hundred" in model.seen[0]
    model = Lines(lines=['{"tenant": "Anna", "rent": 900}'])
    retry = RetryParser[Lease](parser=parser, model=model, grammar=False)
    question = StringPromptValue(text="Who pays what?")
    assert retry.parse_with_prompt("Anna", question) == Lease(tenant="Anna", rent=900)
    assert "Who pays what?" in model.seen[0]


def test_after_the_set_number_of_tries_the_error_says_so() -> None:
    model = Lines(lines=["no", "still no", "never"])
    fixing = FixingParser[Lease](parser=PydanticParser[Lease](model=Lease), model=model, grammar=False, tries=2)
    with pytest.raises(UnreadableError) as caught:
        fixing.parse("x")
    assert (caught.value.code, caught.value.params["tries"], len(model.seen)) == ("chain.unreadable", 2, 2)
    assert fixing.invoke(AIMessage('{"tenant": "Anna", "rent": 1}')) == Lease(tenant="Anna", rent=1)
