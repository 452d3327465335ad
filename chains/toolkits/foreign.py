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
HELD = Bounds(characters=TEXT_CHARACTERS, items=8)
# What of a task a text argument is taken from, by what is said of it; for models that write badly.
_SOURCES: tuple[tuple[Source, re.Pattern[str]], ...] = (
    ("question", re.compile(r"\b(query|search|question|prompt|ask)", re.IGNORECASE)),
    ("address", re.compile(r"\b(url|uri|link|address)\b", re.IGNORECASE)),
    ("body", re.compile(r"\b(content|text|body|message|comment|note)s?\b", re.IGNORECASE)),
)
# Not a pattern: of a stranger's, matching may take for ever.
_TAKEN = frozenset({"type", "properties", "required", "items", "prefixItems", "additionalProperties", "anyOf", "oneOf",
                    "allOf", "enum", "const", "description", "minimum", "maximum", "exclusiveMinimum", "format",
                    "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems"})  # fmt: skip


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
    inlining = _Inlining(schema)
    for own, part in properties.items():
        key = _field_name(str(own), names)
        names[key] = str(own)
        fields[key] = _field(inlining.of(part), str(own), str(own) in wanted)
    model = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return ForeignArguments(model, names)


def _check_names(properties: Mapping[str, object]) -> None:
    """Refuse names in which more could be told than a name."""
    if len(properties) > MOST_ARGUMENTS:
        raise UnfitSchema(f"it has {len(properties)} arguments")
    if any(len(name) > MOST_NAME or one_line(name) != name for name in properties):
        raise UnfitSchema("one of its arguments has no name that can be shown")


def _is_choice(values: object) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= MOST_CHOICES
        and all(len(json.dumps(value, ensure_ascii=False)) <= ARGUMENT_CHARACTERS for value in values)
    )


def _field_name(own: str, taken: Mapping[str, str]) -> str:
    """A field's name; pydantic has its own use for some."""
    name = re.sub(r"\W", "_", own).strip("_") or "argument"
    if name[0].isdigit() or keyword.iskeyword(name) or hasattr(BaseModel, name) or name.startswith("model_"):
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


class _Inlining:
    """Schemas with what they refer to in the place of each reference; what is too deep may be anything small."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._left = MOST_PARTS

    def of(self, schema: Json, depth: int = 0) -> dict[str, Json]:
        """``schema`` without references.

        Raises:
            UnfitSchema: it is too large; a few references to references make millions of parts.
        """
        self._left -= 1
        if self._left < 0:
            raise UnfitSchema("its arguments have too many parts")
        if not isinstance(schema, Mapping):
            return {}
        if depth > DEPTH:
            return {"type": "string"}
        out = {key: value for key, value in target(schema, self._root).items() if key in _TAKEN}
        for key in ("items", "additionalProperties"):
            if isinstance(out.get(key), Mapping):
                out[key] = self.of(out[key], depth + 1)
        for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            if isinstance(out.get(key), list):
                out[key] = [self.of(part, depth + 1) for part in cast(list[Json], out[key])]
        if not _is_choice(out.get("enum", ["-"])) or not _is_choice([out.get("const", "-")]):
            raise UnfitSchema("the values that it names are too long or too many")
        if isinstance(out.get("properties"), Mapping):
            _check_names(cast(Schema, out["properties"]))
            out["properties"] = {
                str(name): self.of(part, depth + 1) for name, part in cast(Schema, out["properties"]).items()
            }
        if isinstance(out.get("description"), str):
            out["description"] = one_line(str(out["description"]), ARGUMENT_CHARACTERS)
        return out
