"""The fields that are asked for: from words, a JSON schema or a Pydantic model, checked before anything is read."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from pydantic import BaseModel

from chains.errors import InputError

Kind = Literal["text", "number", "integer", "money", "date", "boolean", "choice"]

KINDS: tuple[Kind, ...] = ("text", "number", "integer", "money", "date", "boolean", "choice")
MOST_FIELDS = 40
_LONGEST_NAME = 80
_SAID: Mapping[str, Kind] = {
    "text": "text", "string": "text", "str": "text", "文本": "text",
    "number": "number", "float": "number", "decimal": "number", "数字": "number",
    "integer": "integer", "int": "integer", "整数": "integer",
    "money": "money", "amount": "money", "currency": "money", "金额": "money",
    "date": "date", "日期": "date",
    "boolean": "boolean", "bool": "boolean", "yes/no": "boolean", "是否": "boolean",
}  # fmt: skip
_FORMATS: Mapping[str, Kind] = {
    "date": "date", "date-time": "date", "money": "money", "currency": "money", "decimal": "number",
}  # fmt: skip
_SCALARS: Mapping[str, Kind] = {"string": "text", "number": "number", "integer": "integer", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field that is asked for.

    Attributes:
        name: column of the table, as it was written.
        kind: of its cells; None where the person did not say, it is then told by the name.
        description: what the schema says of it.
        choices: what a ``choice`` may be.
    """

    name: str
    kind: Kind | None = None
    description: str = ""
    choices: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its name as words: ``startDate`` and ``start_date`` are "start date"."""
        last = self.name.rpartition(".")[2]
        return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]+", " ", last).split())


@dataclass(frozen=True, slots=True)
class Asked:
    """All fields, and whether the schema itself asks for one row a record (an array of objects)."""

    fields: tuple[Field, ...]
    records: bool = False


def asked(given: str | Mapping[str, object] | type[BaseModel]) -> Asked:
    """The fields of words ("tenant, rent: money, paid: yes/no"), of a JSON schema (also as text), of a Pydantic model.

    An object inside an object is flattened one level, its fields are called ``outer.inner``. An array of objects, as
    the whole schema or as its one property that is an array, asks for one row a record.

    Raises:
        InputError: there is no field in it, it is no schema, a type or a name cannot be used; the code says which.
    """
    if isinstance(given, str):
        text = given.strip()
        found = _from_schema(_parsed(text)) if text.startswith(("{", "[")) else Asked(tuple(_from_words(text)))
    elif isinstance(given, Mapping):
        found = _from_schema(given)
    else:
        found = _from_schema(given.model_json_schema())
    _check(found.fields)
    return found


def _check(fields: Sequence[Field]) -> None:
    if not fields:
        raise InputError("chain.extract_no_fields")
    if len(fields) > MOST_FIELDS:
        raise InputError("chain.extract_many_fields", count=len(fields), most=MOST_FIELDS)
    seen: set[str] = set()
    for field in fields:
        key = field.name.casefold()
        if key in seen:
            raise InputError("chain.extract_twice", name=field.name)
        if len(field.name) > _LONGEST_NAME or not re.search(r"\w", field.name):
            raise InputError("chain.extract_name", name=field.name[:_LONGEST_NAME])
        seen.add(key)


# --- words --------------------------------------------------------------------------------------------------------

_BETWEEN = re.compile(r"[,;\n，；、]+(?![^()（）]*[)）])")
_LEAD = re.compile(
    r"\A(?:please\s+)?(?:extract|get|list|find|give me|提取|抽取|请提取|找出)\s*"
    r"(?:the\s+)?(?:fields?|字段)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_TYPED = re.compile(r"\A(?P<name>[^:：(（]+?)\s*(?:[:：]\s*(?P<kind>.+)|[(（]\s*(?P<inside>[^)）]+?)\s*[)）])\Z")
_AND = re.compile(r"\A(?:and|und|et|y|和|以及)\s+", re.IGNORECASE)


def _from_words(text: str) -> Iterator[Field]:
    pieces = [piece.strip(" \t.。-•*") for piece in _BETWEEN.split(_LEAD.sub("", text))]
    pieces = [piece for piece in pieces if piece]
    # "landlord, tenant and rent": the last comma is often an "and".
    if pieces and len(pieces) > 1 and (both := re.fullmatch(r"(.+?)\s+(?:and|und|et|和)\s+(.+)", pieces[-1])):
        pieces[-1:] = [both[1], both[2]]
    for piece in pieces:
        yield _from_piece(" ".join(_AND.sub("", piece).split()))


def _from_piece(piece: str) -> Field:
    match = _TYPED.match(piece)
    if match is None:
        return Field(piece)
    said = (match["kind"] or match["inside"]).strip()
    kind = _SAID.get(said.casefold())
    if kind is not None:
        return Field(match["name"], kind)
    choices = tuple(dict.fromkeys(part.strip() for part in re.split(r"[|/]", said) if part.strip()))
    if len(choices) > 1:
        return Field(match["name"], "choice", choices=choices)
    if match["kind"] is not None:
        raise InputError("chain.extract_type", field=match["name"], type=said, known=", ".join(KINDS))
    return Field(match["name"], description=said)  # what stands in brackets explains the name


# --- schemas ------------------------------------------------------------------------------------------------------


def _parsed(text: str) -> Mapping[str, object]:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise InputError("chain.extract_twice", name=name)
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError) as exc:
        where = f"line {exc.lineno}, column {exc.colno}" if isinstance(exc, json.JSONDecodeError) else "nesting"
        raise InputError("chain.extract_json", where=where, reason=getattr(exc, "msg", "too deep")) from exc
    if not isinstance(value, dict):
        raise _no_schema("it is not an object")
    return value


def _no_schema(reason: str) -> InputError:
    return InputError("chain.extract_schema", reason=reason)


def _from_schema(schema: Mapping[str, object]) -> Asked:
    schema = _opened(schema)
    if isinstance(schema.get("schema"), dict) and "properties" not in schema:  # as OpenAI wraps it
        schema = _opened(cast(Mapping[str, object], schema["schema"]))
    root = schema
    records = schema.get("type") == "array"
    if records:
        schema = _resolved(_mapping(schema.get("items"), "items"), root)
    if "properties" not in schema:
        raise _no_schema('it has no "properties"')
    fields: list[Field] = []
    arrays = 0
    for name, raw in _mapping(schema["properties"], "properties").items():
        entry = _resolved(_mapping(raw, name), root)
        if entry.get("type") == "array":
            arrays += 1
            items = _resolved(_mapping(entry.get("items"), f"{name}.items"), root)
            if "properties" not in items or arrays > 1 or records:
                raise InputError("chain.extract_array", field=name)
            fields += [
                _scalar(inner, _resolved(_mapping(value, inner), root))
                for inner, value in _mapping(items["properties"], name).items()
            ]
        elif "properties" in entry:
            fields += [
                replace(_scalar(inner, _resolved(_mapping(value, inner), root)), name=f"{name}.{inner}")
                for inner, value in _mapping(entry["properties"], name).items()
            ]
        else:
            fields.append(_scalar(name, entry))
    return Asked(tuple(fields), records or arrays > 0)


def _opened(schema: Mapping[str, object]) -> Mapping[str, object]:
    return _resolved(schema, schema)


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _no_schema(f"{where} is not an object")
    return value


def _resolved(entry: Mapping[str, object], root: Mapping[str, object], depth: int = 0) -> Mapping[str, object]:
    """``entry`` with its reference followed and "or null" taken off."""
    if depth > 8:
        raise _no_schema("its references go round in circles")
    if isinstance(reference := entry.get("$ref"), str):
        target: object = root
        for step in reference.removeprefix("#/").split("/"):
            target = _mapping(target, reference).get(step)
        rest = {key: value for key, value in entry.items() if key != "$ref"}
        return _resolved({**_mapping(target, reference), **rest}, root, depth + 1)
    for key in ("anyOf", "oneOf", "allOf"):
        options = entry.get(key)
        if isinstance(options, list):
            chosen = _one_of(options)
            if chosen is None:
                raise InputError("chain.extract_type", field=str(entry.get("title", key)), type=key, known=_known())
            return _resolved(
                {**{name: value for name, value in entry.items() if name != key}, **chosen}, root, depth + 1
            )
    return entry


def _one_of(options: list[object]) -> dict[str, object] | None:
    """The one option that is not null; of a number and a text, as Pydantic writes a ``Decimal``, the number."""
    rest = [option for option in options if isinstance(option, dict) and option.get("type") != "null"]
    kinds = {str(option.get("type")) for option in rest}
    if kinds == {"number", "string"}:
        return {"type": "number"}
    return rest[0] if len(rest) == 1 else None


def _known() -> str:
    return ", ".join((*_SCALARS, *_FORMATS))


def _scalar(name: str, entry: Mapping[str, object]) -> Field:
    description = entry.get("description", "")
    if not isinstance(description, str):
        raise _no_schema(f"the description of {name} is not a text")
    if "const" in entry:
        entry = {**entry, "enum": [entry["const"]]}
    if "enum" in entry:
        values = entry["enum"]
        if not isinstance(values, list) or not values:
            raise _no_schema(f"the enum of {name} is not a list")
        return Field(name, "choice", description, tuple(str(value) for value in values if value is not None))
    if isinstance(many := entry.get("type"), list):  # ["string", "null"]
        named = [kind for kind in many if kind != "null"]
        entry = {**entry, "type": named[0] if len(named) == 1 else str(named)}
    kind, form = entry.get("type", "string"), entry.get("format", "")
    if kind in {"object", "array"}:
        raise InputError("chain.extract_nested", field=name)
    if not isinstance(kind, str) or kind not in _SCALARS:
        money = _SAID.get(str(kind))
        if money is None:
            raise InputError("chain.extract_type", field=name, type=str(kind), known=_known())
        return Field(name, money, description)
    found = _SCALARS[kind]
    if found in {"text", "number"} and isinstance(form, str):
        found = _FORMATS.get(form, found)
    # A plain text may still be a date or a sum by its name; a number is one.
    return Field(name, None if found == "text" and "format" not in entry else found, description)
