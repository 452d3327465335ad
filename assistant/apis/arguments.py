"""What a model is asked for in one operation, and whether what it gave is what the file wants."""

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from assistant.apis.errors import ApiError
from assistant.apis.operations import Argument, Operation, needed
from assistant.apis.reading import Tree, referred
from chains.toolkits.base import FROM_TASK

# Of a schema that a model is shown: as deep, and so many parts in all; the check knows the whole of it.
MOST_DEPTH, MOST_PARTS = 5, 60
MOST_BYTES = 200_000
_SHOWN = ("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
          "minLength", "maxLength", "minItems", "maxItems", "format")  # fmt: skip
# Some patterns take Python's matcher for ever on some texts: those with a repeated group or a look back, and those that
# repeat often. The server checks such a one.
_SLOW_PATTERN = re.compile(r"\)[*+{]|\\[1-9]|\(\?[^:]")
MOST_REPEATS, MOST_MATCHED = 2, 2000


# What a schema with mistakes makes the check raise; it is the file's own, and was not checked itself.
_MISWRITTEN = (RecursionError, TypeError, ValueError, AttributeError, KeyError, re.error)


class _Absent(Enum):
    ABSENT = 0


def _absent() -> Any:
    """The default of what may be left out: not None, which a server may be told, too."""
    return _Absent.ABSENT


def arguments_model(operation: Operation, tree: Tree, most_text: int) -> type[BaseModel]:
    """The arguments of an operation's tool; checked by ``checked``, not by pydantic, which cannot.

    Args:
        most_text: characters of a text that the file does not limit.
    """
    fields: dict[str, Any] = {}
    for argument in operation.arguments:
        schema = _Shown(tree, most_text).schema(argument.schema)
        said = argument.description or argument.wire or "What is sent."
        schema["description"] = said
        if argument.required and schema.get("type") == "string" and not {"enum", "format"} & schema.keys():
            schema[FROM_TASK] = "name"
        asked = Field(description=said) if argument.required else Field(default_factory=_absent, description=said)
        fields[argument.name] = (Annotated[Any, WithJsonSchema(schema)], asked)
    made: type[BaseModel] = create_model(
        operation.id, __config__=ConfigDict(extra="forbid", protected_namespaces=()), **fields
    )
    return made


def checked(operation: Operation, tree: Tree, given: Mapping[str, object]) -> dict[str, object]:
    """The arguments that were given, if the file takes them.

    Raises:
        ApiError: one is missing, unknown, or not what the file asks for; with what is wrong.
    """
    known = {argument.name: argument for argument in operation.arguments}
    found = {name: value for name, value in given.items() if value is not _Absent.ABSENT}
    for name in found:
        if name not in known:
            raise ApiError("api.argument", argument=name, reason=f"there is none; there are: {', '.join(known) or '-'}")
    for name, argument in known.items():
        if argument.required and name not in found:
            raise ApiError("api.argument", argument=name, reason="it is missing")
        if name in found and (argument.place != "body" or not argument.wire):
            _check(tree, argument.schema, found[name], name)
    fields = {argument.wire: found[name] for name, argument in known.items() if _is_field(argument) and name in found}
    if operation.body_schema is not None and (fields or (operation.body_required and _has_fields(operation))):
        own = {argument.wire: name for name, argument in known.items() if _is_field(argument)}
        _check(tree, operation.body_schema, fields, "body", own)
    try:
        size = len(json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8"))
    except (ValueError, TypeError) as exc:
        raise ApiError("api.argument", argument="-", reason="it cannot be sent as text") from exc
    if size > MOST_BYTES:
        raise ApiError("api.argument", argument="-", reason=f"all together they are longer than {MOST_BYTES} bytes")
    return found


def _is_field(argument: Argument) -> bool:
    return argument.place == "body" and bool(argument.wire)


def _has_fields(operation: Operation) -> bool:
    return any(_is_field(argument) for argument in operation.arguments)


def _check(tree: Tree, schema: Tree, value: object, name: str, names: Mapping[str, str] | None = None) -> None:
    """Refuse a value that a schema does not take.

    Args:
        names: of a body's fields, as the model calls them.
    """
    import jsonschema
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    root = {**schema, "components": tree.get("components", {}), "paths": tree.get("paths", {})}
    kind = _validator_class()
    try:
        # An empty registry: the default one fetches what a reference names.
        errors = kind(root, format_checker=kind.FORMAT_CHECKER, registry=Registry()).iter_errors(value)
        worst = jsonschema.exceptions.best_match(errors)
    except (jsonschema.exceptions.UnknownType, Unresolvable, *_MISWRITTEN) as exc:
        raise ApiError("api.schema", argument=name, reason=f"{type(exc).__name__}"[:120]) from exc
    if worst is None:
        return
    where = [str(part) for part in worst.absolute_path]
    if names and where:
        name, where = names.get(where[0], where[0]), where[1:]
    reason = " ".join(worst.message.split())
    reason = reason if len(reason) <= 240 else f"{reason[:120]} … {reason[-110:]}"
    raise ApiError("api.argument", argument="/".join([name, *where]), reason=reason)


def _validator_class() -> Any:
    """JSON Schema 2020-12, but for patterns that could take for ever, and a ``oneOf`` that is meant as ``anyOf``.

    Generators of files write ``oneOf`` for every union, of ``integer`` and ``number`` say: 3 would be none of them.
    """
    import jsonschema

    plain = jsonschema.Draft202012Validator

    def pattern(validator: Any, wanted: str, instance: object, schema: Tree) -> Any:
        repeats = len(re.findall(r"[*+]|\{\d*,", wanted))
        if _SLOW_PATTERN.search(wanted) or repeats > MOST_REPEATS or len(str(instance)) > MOST_MATCHED:
            return ()
        return plain.VALIDATORS["pattern"](validator, wanted, instance, schema)

    return jsonschema.validators.extend(plain, {"pattern": pattern, "oneOf": plain.VALIDATORS["anyOf"]})  # type: ignore[no-untyped-call] # the stubs lack it


class _Shown:
    """A schema as a model is shown it: references written out as far as there is room, and every text ends."""

    def __init__(self, tree: Tree, most_text: int) -> None:
        self._tree = tree
        self._most_text = most_text
        self._parts = 0

    def schema(self, given: object, depth: int = 0) -> Tree:
        """``given``, or as much of it as fits."""
        self._parts += 1
        given = referred(self._tree, given)
        if depth > MOST_DEPTH or self._parts > MOST_PARTS or not given:
            kinds = given.get("type")
            return {"type": kinds} if isinstance(kinds, str) and kinds in _SCALARS else {}
        found: Tree = {key: _plain(given[key]) for key in _SHOWN if key in given}
        for key in ("anyOf", "oneOf", "allOf"):
            if isinstance(given.get(key), list):
                # Grammars know no "exactly one".
                found["anyOf" if key == "oneOf" else key] = [self.schema(each, depth + 1) for each in given[key]]
        if isinstance(given.get("items"), dict):
            found["items"] = self.schema(given["items"], depth + 1)
        if isinstance(given.get("properties"), dict):
            required = needed(given)
            kept = {
                name: self.schema(each, depth + 1)
                for name, each in given["properties"].items()
                # The first to go are those that nobody needs.
                if name in required or self._parts < MOST_PARTS // 2
            }
            found |= {"type": found.get("type", "object"), "properties": kept}
            found |= {"required": required} if required else {}
        elif isinstance(given.get("additionalProperties"), dict):
            found["additionalProperties"] = self.schema(given["additionalProperties"], depth + 1)
        kinds = found.get("type")
        texts = kinds == "string" or (isinstance(kinds, list) and "string" in kinds)
        if not texts:
            found.pop("format", None)  # of numbers: their size in memory
        elif not {"enum", "const", "format", "maxLength"} & found.keys():
            found["maxLength"] = max(self._most_text, int(found.get("minLength", 0)))
        return found


_SCALARS = frozenset({"string", "number", "integer", "boolean", "object", "array"})


def _plain(value: object) -> object:
    """A bound as JSON writes it shortest: 0, not 0.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
