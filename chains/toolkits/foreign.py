"""Tools that others describe: their JSON schemas as arguments of ours, their words bounded and on one line."""

import json
import keyword
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from chains.parsers.schemas import Bounds, Json, Schema, bounded, target
from chains.toolkits.base import Source, from_task

DESCRIPTION_CHARACTERS = 240
ARGUMENT_CHARACTERS = 120
TEXT_CHARACTERS = 400
MOST_ARGUMENTS, MOST_CHOICES, MOST_PARTS, DEPTH = 24, 60, 400, 5
MOST_CHARACTERS, MOST_NAME = 50_000, 64  # of a schema, of an argument's name
MOST_NUMBER, MOST_ITEMS = 10**12, 16
HELD = Bounds(characters=TEXT_CHARACTERS, items=8)
# What of a task a text argument is taken from, by what is said of it; for models that write badly.
_SOURCES: tuple[tuple[Source, re.Pattern[str]], ...] = (
    ("question", re.compile(r"\b(query|search|question|prompt|ask)", re.IGNORECASE)),
    ("address", re.compile(r"\b(url|uri|link|address)\b", re.IGNORECASE)),
    ("body", re.compile(r"\b(content|text|body|message|comment|note)s?\b", re.IGNORECASE)),
)
_RESERVED = frozenset({"self", "cls", "args", "kwargs", "config", "run_manager", "callbacks", "tool_call_id"})
# Where a stranger says nothing, or too much.
_ANY: Schema = {"anyOf": [{"type": "string", "maxLength": TEXT_CHARACTERS}, {"type": "number"}, {"type": "boolean"}]}
# Those that a grammar knows and that are simple; no patterns: a stranger's may take for ever to match.
_FORMATS = frozenset({"date", "date-time", "time", "uuid"})


class UnfitSchema(ValueError):
    """A schema that no model could be held to: too large, or none of an object."""


@dataclass(frozen=True, slots=True)
class ForeignArguments:
    """The arguments of a foreign tool.

    Attributes:
        model: for ``made_tool``; a field for each argument.
        names: by field, the argument's own name.
    """

    model: type[BaseModel]
    names: Mapping[str, str] = field(default_factory=dict)

    def wire(self, given: Mapping[str, object]) -> dict[str, object]:
        """Fields as the tool's owner wants them: by its own names, and without those that were not given."""
        return {self.names[key]: value for key, value in given.items() if value is not None}


def one_line(text: str, most: int = DESCRIPTION_CHARACTERS) -> str:
    """``text`` on one line of at most ``most`` characters, without characters that are not seen."""
    seen = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    seen = "".join(char for char in seen if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"})
    line = " ".join(seen.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def tool_name(*parts: str) -> str:
    """A name that ``made_tool`` takes, of foreign ones."""
    name = "_".join(re.sub(r"[^a-z0-9]+", "_", part.casefold()).strip("_") for part in parts)
    return name[:64].strip("_") or "tool"


def foreign_arguments(schema: Schema, name: str) -> ForeignArguments:
    """What a tool of this JSON schema is called with.

    Args:
        schema: of an object; whatever stands in it.
        name: of the model's class.

    Raises:
        UnfitSchema: it is too large, or none of an object.
    """
    from jsonschema import Draft202012Validator, SchemaError

    try:
        if len(json.dumps(schema)) > MOST_CHARACTERS:
            raise UnfitSchema("its description of arguments is too long")
        Draft202012Validator.check_schema(schema)
    except (SchemaError, RecursionError) as exc:
        raise UnfitSchema("its description of arguments is no JSON schema") from exc
    root = target(schema, schema)
    properties = root.get("properties", {})
    if root.get("type", "object") != "object" or not isinstance(properties, Mapping):
        raise UnfitSchema("its arguments are no object")
    _check_names(properties)
    required = root.get("required", [])
    wanted = set(map(str, required)) if isinstance(required, list) else set()
    if wanted - set(map(str, properties)):
        raise UnfitSchema("it requires arguments that it does not describe")
    fields: dict[str, Any] = {}
    names: dict[str, str] = {}
    plain = _Plain(schema)
    for own, part in properties.items():
        key = _field_name(str(own), names)
        names[key] = str(own)
        fields[key] = _field(plain.of(part), str(own), str(own) in wanted)
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return ForeignArguments(model, names)


def _check_names(properties: Mapping[str, object]) -> None:
    """Refuse names in which more could be told than a name."""
    if len(properties) > MOST_ARGUMENTS:
        raise UnfitSchema(f"it has {len(properties)} arguments")
    if any(len(name) > MOST_NAME or one_line(name) != name for name in properties):
        raise UnfitSchema("one of its arguments has no name that can be shown")


def _field_name(own: str, taken: Mapping[str, str]) -> str:
    """A field's name; pydantic and LangChain have their own use for some."""
    name = re.sub(r"\W", "_", own).strip("_") or "argument"
    taken_by_others = name in _RESERVED or keyword.iskeyword(name) or hasattr(BaseModel, name)
    if taken_by_others or name[0].isdigit() or name.startswith("model_"):
        name = f"the_{name}"
    while name in taken:
        name += "_"
    return name


def _field(schema: dict[str, Json], own: str, required: bool) -> tuple[Any, Any]:
    """The type and the default of an argument, so that a grammar can be made of it."""
    told = schema.pop("description", None)
    description = one_line(str(told), ARGUMENT_CHARACTERS) if isinstance(told, str) and told.strip() else own
    options: dict[str, Any] = (
        {"description": description} if required else {"description": description, "default": None}
    )
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and all(isinstance(choice, str) for choice in choices):
        kind: Any = Literal[tuple(choices)]
        return (kind if required else kind | None), Field(**options)
    if schema.get("type") == "string" and not schema.keys() - {"type", "minLength", "maxLength"}:
        most = schema.get("maxLength")
        most = min(most, TEXT_CHARACTERS) if isinstance(most, int) and most > 0 else TEXT_CHARACTERS
        if not required:
            return str | None, Field(max_length=most, **options)
        return str, from_task(description, source=_source(f"{own} {description}"), most=most)
    held = {**bounded(schema, HELD), "description": description}
    return Annotated[Any, BeforeValidator(_fitting(schema)), WithJsonSchema(held)], Field(**options)


def _source(told: str) -> Source:
    return next((source for source, pattern in _SOURCES if pattern.search(told)), "name")


def _fitting(schema: Schema) -> Callable[[object], object]:
    """A validator that gives back what it is given, if it fits."""

    def fitting(value: object) -> object:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import best_match

        wrong = best_match(Draft202012Validator(schema).iter_errors(value))
        if wrong is not None:
            raise ValueError(one_line(wrong.message))
        return value

    return fitting


class _Plain:
    """Schemas in a plain form that a grammar can always be made of: choices, alternatives, or a type with its bounds.

    What they refer to stands in the place of each reference. What such a form cannot say, the tool's owner checks.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._left = MOST_PARTS

    def of(self, given: Json, depth: int = 0) -> dict[str, Json]:
        """``given`` in the plain form.

        Raises:
            UnfitSchema: it is too large; a few references to references make millions of parts.
        """
        self._left -= 1
        if self._left < 0:
            raise UnfitSchema("its arguments have too many parts")
        if not isinstance(given, Mapping) or depth > DEPTH:
            return dict(_ANY)
        schema = target(given, self._root)
        for part in _list(schema.get("allOf")):
            schema = {**(target(part, self._root) if isinstance(part, Mapping) else {}), **schema}
        found = self._form(schema, depth)
        told = schema.get("description")
        return {**found, "description": one_line(told, ARGUMENT_CHARACTERS)} if isinstance(told, str) else found

    def _form(self, schema: Schema, depth: int) -> dict[str, Json]:
        if "const" in schema or "enum" in schema:
            return {"enum": _choices([schema["const"]] if "const" in schema else _list(schema["enum"]))}
        alternatives = _list(schema.get("anyOf")) or _list(schema.get("oneOf"))
        if alternatives:
            return {"anyOf": [self.of(part, depth + 1) for part in alternatives]}
        implied = "object" if "properties" in schema else "array" if "items" in schema else None
        kinds = schema.get("type", implied)
        if isinstance(kinds, list) and len(kinds) > 1:
            return {"anyOf": [self._typed(kind, schema, depth) for kind in kinds]}
        return self._typed(kinds[0] if isinstance(kinds, list) and kinds else kinds, schema, depth)

    def _typed(self, kind: Json, schema: Schema, depth: int) -> dict[str, Json]:
        found: dict[str, Json] = {"type": kind}
        if kind == "string":
            if schema.get("format") in _FORMATS:
                return {**found, "format": schema["format"]}
            return found | _bounds(schema, "minLength", "maxLength", TEXT_CHARACTERS)
        if kind in {"integer", "number"}:
            return found | _bounds(schema, "minimum", "maximum", MOST_NUMBER)
        if kind == "array":
            return {
                **found,
                **_bounds(schema, "minItems", "maxItems", MOST_ITEMS),
                "items": self.of(schema.get("items"), depth + 1),
            }
        if kind == "object":
            properties = schema.get("properties")
            if not isinstance(properties, Mapping) or not properties:
                return found
            _check_names(properties)
            required = [name for name in _list(schema.get("required")) if name in properties]
            parts = {name: self.of(part, depth + 1) for name, part in properties.items()}
            return {**found, "properties": parts, "required": list(dict.fromkeys(required))}
        return found if kind in {"boolean", "null"} else dict(_ANY)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _choices(values: list[Json]) -> list[Json]:
    if not values or len(values) > MOST_CHOICES:
        raise UnfitSchema("the values that it names are too many, or none")
    told = {json.dumps(value, ensure_ascii=False): value for value in values}
    if any(len(text) > ARGUMENT_CHARACTERS for text in told):
        raise UnfitSchema("the values that it names are too long")
    return list(told.values())


def _bounds(schema: Schema, least: str, most: str, farthest: float) -> dict[str, Json]:
    """The bounds that are within ours and leave something between them."""
    found = {
        key: value
        for key in (least, most)
        if isinstance(value := schema.get(key), int | float) and -farthest <= value <= farthest
    }
    return cast(dict[str, Json], found if len(found) < 2 or found[least] < found[most] else {})
