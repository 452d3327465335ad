"""Fields from words, schemas and models: what is taken, what is refused and where."""

import enum
import json
from datetime import date
from decimal import Decimal

import pytest
from pydantic import BaseModel

from chains.errors import InputError
from chains.extracting.fields import MOST_FIELDS, Field, asked


def names(given: object) -> list[str]:
    return [field.name for field in asked(given).fields]  # type: ignore[arg-type] # what must be refused too


def code(given: object) -> str:
    with pytest.raises(InputError) as caught:
        asked(given)  # type: ignore[arg-type] # what must be refused too
    assert caught.value.message() and caught.value.hint("zh")
    return caught.value.code.removeprefix("chain.extract_")


def test_words_are_split_at_commas_and_the_last_and() -> None:
    assert names("tenant, rent, start date") == ["tenant", "rent", "start date"]
    assert names("extract: tenant; rent and end date") == ["tenant", "rent", "end date"]
    assert names("承租人、租金，起始日期") == ["承租人", "租金", "起始日期"]


def test_words_may_say_what_a_field_is() -> None:
    fields = asked("rent: money, paid: yes/no, status: open|closed, total (sum of all lines)").fields
    assert [field.kind for field in fields] == ["money", "boolean", "choice", None]
    assert fields[2].choices == ("open", "closed")
    assert fields[3] == Field("total", description="sum of all lines")


class Status(enum.Enum):
    OPEN = "open"
    CLOSED = "closed"


class Person(BaseModel):
    name: str
    age: int


class Lease(BaseModel):
    tenant: Person
    rent: Decimal
    start: date | None
    status: Status
    pets: bool = False


def test_a_pydantic_model_is_flattened_one_level_with_its_types() -> None:
    fields = asked(Lease).fields
    assert [(field.name, field.kind) for field in fields] == [
        ("tenant.name", None), ("tenant.age", "integer"), ("rent", "number"), ("start", "date"), ("status", "choice"),
        ("pets", "boolean"),
    ]  # fmt: skip
    assert fields[4].choices == ("open", "closed")


def test_an_array_of_objects_asks_for_a_row_a_record() -> None:
    items = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
    assert asked({"type": "array", "items": items}).records
    wrapped = asked(
        json.dumps({"properties": {"number": {"type": "string"}, "people": {"type": "array", "items": items}}})
    )
    assert wrapped.records and [field.name for field in wrapped.fields] == ["number", "name", "age"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", "no_fields"),
        (" , ;", "no_fields"),
        ('{"properties": {}}', "no_fields"),
        ("rent, Rent", "twice"),
        ('{"properties": {"a": {"type": "string"}, "a": {"type": "number"}}}', "twice"),
        ('{"properties": {"a": ', "json"),
        ('{"title": "no properties"}', "schema"),
        ('["a"]', "schema"),
        ({"properties": ["a"]}, "schema"),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "schema"),
        ({"properties": {"a": {"type": "picture"}}}, "type"),
        ("rent: picture", "type"),
        ({"properties": {"a": {"type": "array", "items": {"type": "string"}}}}, "array"),
        ({"properties": {"a": {"properties": {"b": {"properties": {}, "type": "object"}}}}}, "nested"),
        (",".join(f"f{n}" for n in range(MOST_FIELDS + 1)), "many_fields"),
        ("?!, rent", "name"),
    ],
)
def test_what_cannot_be_extracted_is_refused_with_its_reason(given: object, wanted: str) -> None:
    assert code(given) == wanted


def test_references_that_go_round_in_circles_are_refused() -> None:
    schema = {"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert code(schema) == "schema"
