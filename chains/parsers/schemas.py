"""JSON schemas: checked when given, and bounded so that a model that loops comes to the end of its answer."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from chains.errors import InputError

Json = object  # what ``json.loads`` gives
Schema = Mapping[str, Json]

# What the grammar cannot hold is left to validation.
_NOT_HELD: Final = frozenset({"uniqueItems", "propertyNames", "contains", "minContains", "maxContains", "not",
                              "dependentRequired", "dependentSchemas", "if", "then", "else", "unevaluatedProperties",
                              "unevaluatedItems", "contentMediaType", "contentEncoding", "discriminator"})  # fmt: skip
_FORMATS: Final = frozenset({"time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})
_NESTED: Final = ("items", "additionalProperties")
_NESTED_LISTS: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_NESTED_MAPS: Final = ("properties", "$defs", "definitions", "patternProperties")
_LOOK: Final = re.compile(r"\(\?<?[!=][^()]*\)")
_RANGE: Final = 10**12
# llguidance (1.9) counts in 64 bits and recurses without end beyond them, which kills the process.
_FARTHEST: Final = 10**15
_DIGITS: Final = 4  # after the point

# Every day that there was or will be: a model under this grammar cannot write the 30th of February.
_DAYS: Final = (
    r"[12]\d{3}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
    r"|([12]\d(0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)-02-29"
)
DAY: Final = f"({_DAYS})"
TIME: Final = r"([01]\d|2[0-3]):[0-5]\d"
MOMENT: Final = f"{DAY}T{TIME}(:[0-5]\\d)?"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds where a schema says nothing.

    Attributes:
        characters: of a text.
        items: of a list.
    """

    characters: int = 200
    items: int = 20


def checked(schema: object, what: str) -> dict[str, Json]:
    """``schema``, if it is a JSON schema of an object or a list.

    Args:
        what: names it in the error.

    Raises:
        InputError: it is none.
    """
    import jsonschema

    def wrong(reason: str, where: str = "") -> InputError:
        return InputError("chain.schema", what=what, where=where or "/", reason=" ".join(reason.split())[:200])

    if not isinstance(schema, dict):
        raise wrong("it is not a table of keywords")
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as exc:
        raise wrong(exc.message, "/" + "/".join(str(part) for part in exc.absolute_path)) from exc
    except RecursionError as exc:
        raise wrong("it is nested too deeply") from exc
    whole = cast(dict[str, Json], schema)
    for pointer in _references(whole, 0):
        if resolved(pointer, whole) is None:
            raise wrong(f"it refers to {pointer}, which is not in it")
    if not _says_something(whole):
        raise wrong("it says nothing about the answer: type, properties, items or enum are missing")
    return whole


def resolved(pointer: object, root: Schema) -> Schema | None:
    """The part of ``root`` that ``#/a/b`` names; None if it has none."""
    if not isinstance(pointer, str) or not pointer.startswith("#"):
        return None
    at: object = root
    for part in pointer[1:].split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(at, Mapping) or key not in at:
            return None
        at = at[key]
    return at if isinstance(at, Mapping) else None


def target(schema: Schema, root: Schema) -> Schema:
    """``schema``, or what it refers to; a reference that leads in a circle is an empty schema."""
    for _ in range(16):
        if "$ref" not in schema:
            return schema
        schema = {**(resolved(schema["$ref"], root) or {}), **{k: v for k, v in schema.items() if k != "$ref"}}
    return {}


def bounded(schema: Schema, bounds: Bounds) -> dict[str, Json]:
    """``schema`` as the grammar takes it: texts, lists and numbers end, objects have no keys that it does not name.

    What a grammar cannot say is left out, and is for validation against the schema itself.
    """
    out: dict[str, Json] = {key: value for key, value in schema.items() if key not in _NOT_HELD}
    for key in _NESTED:
        if isinstance(out.get(key), Mapping):
            out[key] = bounded(cast(Schema, out[key]), bounds)
    for key in _NESTED_LISTS:
        if isinstance(out.get(key), list):
            parts = [
                bounded(part, bounds) if isinstance(part, Mapping) else part for part in cast(list[Json], out[key])
            ]
            out[key] = _without_hopeless(parts, cast(list[Json], schema[key]))
    for key in _NESTED_MAPS:
        if isinstance(out.get(key), Mapping):
            out[key] = {
                name: bounded(part, bounds) if isinstance(part, Mapping) else part
                for name, part in cast(Schema, out[key]).items()
            }
    if "$ref" in out or "enum" in out or "const" in out:
        return out
    kinds = out.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds:
        _bound_text(out, bounds)
    if "array" in kinds:
        out.setdefault("maxItems", max(bounds.items, cast(int, out.get("minItems", 0))))
        out.setdefault("items", {"type": "string", "maxLength": bounds.characters})
    if "number" in kinds or "integer" in kinds:
        _bound_number(out, "number" in kinds)
    if "object" in kinds or ("properties" in out and kinds == [None]):
        _bound_object(out, bounds)
    return out


def _without_hopeless(parts: list[Json], given: list[Json]) -> list[Json]:
    """Without texts whose pattern a grammar cannot hold, where something else is left (Decimal: a number or a text)."""
    kept = [
        part
        for part, old in zip(parts, given, strict=True)
        if not (isinstance(old, Mapping) and _looks_around(old.get("pattern")))
    ]
    return kept or parts


def _looks_around(pattern: object) -> bool:
    return isinstance(pattern, str) and "(?" in pattern.replace("(?:", "")


def _bound_text(out: dict[str, Json], bounds: Bounds) -> None:
    form = out.pop("format", None)
    if form == "date":
        out["pattern"] = f"^{DAY}$"
    elif form == "date-time":
        out["pattern"] = f"^{MOMENT}$"
    elif form in _FORMATS:
        out["format"] = form
        return
    if _looks_around(out.get("pattern")):
        # What the rest lets through is more, and is validated; a pattern that is nothing without them goes.
        out["pattern"] = _LOOK.sub("", str(out["pattern"]))
        if _looks_around(out["pattern"]):
            del out["pattern"]
    if "pattern" not in out or not form:
        out.setdefault("maxLength", max(bounds.characters, cast(int, out.get("minLength", 0))))


def _bound_number(out: dict[str, Json], fraction: bool) -> None:
    for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        value = out.get(key)
        if isinstance(value, int | float) and not -_FARTHEST <= value <= _FARTHEST:
            del out[key]
    low = next((out[key] for key in ("minimum", "exclusiveMinimum") if key in out), None)
    high = next((out[key] for key in ("maximum", "exclusiveMaximum") if key in out), None)
    if low is None:
        out["minimum"] = min(-_RANGE, math.floor(cast(float, high)) - _RANGE) if high is not None else -_RANGE
    if high is None:
        out["maximum"] = max(_RANGE, math.ceil(cast(float, low)) + _RANGE) if low is not None else _RANGE
    if fraction and "multipleOf" not in out:
        out["multipleOf"] = 10**-_DIGITS


def _bound_object(out: dict[str, Json], bounds: Bounds) -> None:
    if "properties" in out or "patternProperties" in out:
        out.setdefault("additionalProperties", False)
        return
    values = out.pop("additionalProperties", True)
    if values is False:
        out["additionalProperties"] = False
        return
    # A table of the model's own keys; these end as well.
    held = values if isinstance(values, Mapping) else {"type": "string", "maxLength": bounds.characters}
    out["patternProperties"] = {f'^[^"\\\\\\x00-\\x1f]{{1,{min(60, bounds.characters)}}}$': held}
    out["additionalProperties"] = False
    out.setdefault("maxProperties", bounds.items)


def most_characters(schema: Schema, root: Schema | None = None, depth: int = 0) -> int:
    """The longest text that a bounded ``schema`` lets through, roughly; nesting without end counts four times."""
    root = schema if root is None else root
    if depth > 12:
        return 0
    if "$ref" in schema:
        inner = resolved(schema["$ref"], root)
        return most_characters(inner, root, depth + 3) if inner is not None else 0
    if "const" in schema:
        return len(repr(schema["const"])) + 2
    if isinstance(schema.get("enum"), list):
        return max((len(repr(item)) + 2 for item in cast(list[Json], schema["enum"])), default=4)
    options = [
        most_characters(part, root, depth + 1)
        for key in ("anyOf", "oneOf", "allOf")
        for part in cast(list[Schema], schema.get(key, []))
        if isinstance(part, Mapping)
    ]
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        return max(options, default=0) + 2 + sum(
            len(str(name)) + 6 + (most_characters(part, root, depth + 1) if isinstance(part, Mapping) else 8)
            for name, part in properties.items()
        )  # fmt: skip
    if isinstance(schema.get("patternProperties"), Mapping):
        values = cast(Mapping[str, Schema], schema["patternProperties"]).values()
        longest = max((most_characters(part, root, depth + 1) for part in values), default=0)
        return 2 + cast(int, schema.get("maxProperties", 1)) * (66 + longest)
    if isinstance(schema.get("items"), Mapping):
        item = most_characters(cast(Schema, schema["items"]), root, depth + 1)
        return 2 + cast(int, schema.get("maxItems", 1)) * (item + 2)
    if options:
        return max(options)
    return cast(int, schema.get("maxLength", 24)) + 2 if schema.get("type") == "string" else 24


def _references(part: object, depth: int) -> list[object]:
    if depth > 200:
        return []
    found: list[object] = []
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            found.append(part["$ref"])
        found += [pointer for value in part.values() for pointer in _references(value, depth + 1)]
    elif isinstance(part, list):
        found += [pointer for value in part for pointer in _references(value, depth + 1)]
    return found


def _says_something(schema: Schema) -> bool:
    said = {"type", "properties", "items", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "prefixItems"}
    return bool(said & schema.keys())
