"""Parsers of JSON: by a schema, by a Pydantic model, or by a handful of named fields with values of their kinds."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from chains.dates import read_date
from chains.parsers.base import HeldParser, Reading, T, unreadable
from chains.parsers.fitting import Misfit, fit
from chains.parsers.json_text import NoJson, read_json
from chains.parsers.schemas import Bounds, Schema, bounded, checked, most_characters
from chains.prompts import Prompt
from chains.quantities import Quantity, read_quantity

Model = TypeVar("Model", bound=BaseModel)
# "1200.50 EUR", "95 m²", "3 months": what ``read_quantity`` takes for sure.
_QUANTITY = r"^-?\d{1,12}(\.\d{1,4})? [A-Za-z€$£¥%°µ²³/\u4e00-\u9fff]{1,12}$"
Kind = Literal["text", "number", "quantity", "date", "truth", "choice", "list"]
FieldValue = str | int | float | bool | date | Quantity | tuple[str, ...] | None


class _JsonHeld(HeldParser[T], Generic[T]):
    """What all parsers of JSON share.

    Attributes:
        bounds: what holds where the schema says nothing.
    """

    bounds: Bounds = Bounds()

    @property
    def json_schema(self) -> Schema:
        """What the text must be."""
        raise NotImplementedError

    @cached_property
    def grammar(self) -> dict[str, object]:
        """The schema as the grammar takes it."""
        return bounded(self.json_schema, self.bounds)

    def held(self) -> Mapping[str, object]:
        """The bounded schema."""
        return {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": self.grammar, "strict": True},
            }
        }

    @property
    def most_characters(self) -> int:
        """Of the bounded schema."""
        return most_characters(self.grammar)

    def instructions(self, prompt: Prompt) -> str:
        """The schema, without what says nothing to a model."""
        return prompt.part("json", schema=json.dumps(_told(self.json_schema), ensure_ascii=False))

    def read_json(self, text: str) -> Reading[object]:
        """The value of ``text`` in the types of the schema.

        Raises:
            UnreadableError: there is none.
        """
        try:
            value, mended = read_json(text)
            fitted, changed = fit(value, self.json_schema, self.language)
        except (NoJson, Misfit) as exc:
            raise unreadable(str(exc), text) from exc
        return Reading(fitted, mended or changed)


def _told(schema: object) -> object:
    if isinstance(schema, Mapping):
        return {key: _told(value) for key, value in schema.items() if key != "title" or not isinstance(value, str)}
    return [_told(item) for item in schema] if isinstance(schema, list) else schema


class JsonParser(_JsonHeld[Any]):
    """What a JSON schema says.

    Attributes:
        schema_: a JSON schema (draft 2020-12); anything else is refused with where it is wrong.
    """

    schema_: dict[str, Any]

    @field_validator("schema_")
    @classmethod
    def _is_schema(cls, value: dict[str, Any]) -> dict[str, Any]:
        return checked(value, "schema")

    @property
    def json_schema(self) -> Schema:
        """As it was given."""
        return self.schema_

    def read(self, text: str) -> Reading[Any]:
        """The value of ``text``.

        Raises:
            UnreadableError: it is not what the schema says.
        """
        return self.read_json(text)


class _ModelSchema(GenerateJsonSchema):
    """A Pydantic model's schema without the texts that only some spellings of a decimal number are."""

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:
        bounds = {key: schema[key] for key in ("ge", "gt", "le", "lt") if key in schema}
        return self.float_schema(core_schema.float_schema(**bounds))


class PydanticParser(_JsonHeld[Model], Generic[Model]):
    """An instance of a Pydantic model, validators and all.

    Attributes:
        model: its class.
    """

    model: type[Model]

    @property
    def OutputType(self) -> type[Model]:
        """The model."""
        return self.model

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return self.model.model_json_schema(schema_generator=_ModelSchema)

    @property
    def json_schema(self) -> Schema:
        """The model's own."""
        return self._schema

    def read(self, text: str) -> Reading[Model]:
        """The instance that ``text`` is.

        Raises:
            UnreadableError: it is none.
        """
        reading = self.read_json(text)
        try:
            return Reading(self.model.model_validate_json(json.dumps(reading.value)), reading.mended)
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise unreadable(f"{where}: {first['msg']}" if where else str(first["msg"]), text) from exc


class Field(BaseModel):
    """One field of a ``StructuredParser``.

    Attributes:
        name: key of the field; any text.
        description: what it is, for the model.
        kind: ``quantity`` is a number with its unit or currency.
        choices: of ``choice``.
        required: whether it must have a value; None stands for nothing otherwise.
        characters: most of a text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str = ""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    characters: int = 120

    def json_schema(self, *, held: bool = False) -> dict[str, object]:
        """Of its value; ``held`` as a grammar takes it, which leaves one spelling of a quantity."""
        text = {"type": "string", "maxLength": self.characters}
        kinds: dict[str, dict[str, object]] = {
            "text": text,
            "number": {"type": "number"},
            "quantity": {"type": "string", "pattern": _QUANTITY} if held else {"type": ["string", "number"]},
            "date": {"type": "string", "format": "date"},
            "truth": {"type": "boolean"},
            "choice": {"enum": list(self.choices)},
            "list": {"type": "array", "items": text, "maxItems": 12},
        }
        schema = kinds[self.kind]
        if not self.required and self.kind != "list":
            schema = {"anyOf": [schema, {"type": "null"}]}
        return {**schema, "description": self.description} if self.description else schema


class StructuredParser(_JsonHeld[dict[str, FieldValue]]):
    """Several fields at once, each with a value of its kind; every key is there, with None or no items for nothing.

    Attributes:
        fields: at least one; names differ.
    """

    fields: tuple[Field, ...]

    @field_validator("fields")
    @classmethod
    def _differ(cls, value: tuple[Field, ...]) -> tuple[Field, ...]:
        names = [field.name for field in value]
        if not names or len(set(names)) < len(names):
            raise ValueError("there must be fields, and their names must differ")
        return value

    def _object(self, *, held: bool) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {field.name: field.json_schema(held=held) for field in self.fields},
            # A grammar asks for every key, so that a model leaves none out; what is read may lack one.
            "required": [field.name for field in self.fields if held or field.required],
            "additionalProperties": False,
        }

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return self._object(held=False)

    @property
    def json_schema(self) -> Schema:
        """An object of the fields."""
        return self._schema

    @cached_property
    def grammar(self) -> dict[str, object]:
        """The fields, each in one spelling."""
        return bounded(self._object(held=True), self.bounds)

    def instructions(self, prompt: Prompt) -> str:
        """The fields, a line each."""
        lines = [
            prompt.part(
                "field",
                key=json.dumps(field.name, ensure_ascii=False),
                kind=prompt.part(f"kind_{field.kind}", choices=", ".join(field.choices)),
                description=field.description or field.name,
            )
            for field in self.fields
        ]
        return prompt.part("structured", fields="\n".join(lines))

    def read(self, text: str) -> Reading[dict[str, FieldValue]]:
        """The values of ``text``, by field.

        Raises:
            UnreadableError: a field has no value that it could have.
        """
        reading = self.read_json(text)
        values = cast(Mapping[str, object], reading.value)
        return Reading({field.name: self._typed(field, values.get(field.name), text) for field in self.fields},
                       reading.mended)  # fmt: skip

    def _typed(self, field: Field, value: object, text: str) -> FieldValue:
        if value is None:
            return () if field.kind == "list" else None
        if field.kind == "date":
            found = read_date(str(value), self.language)
            if found is None or not found.whole:
                raise unreadable(f"{field.name}: {value} is no date", text)
            return found.value if not isinstance(found.value, datetime) else found.value.date()
        if field.kind == "quantity":
            quantity = read_quantity(str(value), self.language)
            if quantity is None:
                if field.required:
                    raise unreadable(f"{field.name}: {value} is no number with a unit", text)
                return None
            return quantity
        if field.kind == "list":
            return tuple(str(item) for item in cast(list[object], value))
        return cast(FieldValue, value)
