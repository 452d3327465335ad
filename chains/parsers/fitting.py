"""A value that was read, brought into a schema's types where there is one way to do so, and validated against it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from chains.dates import read_date
from chains.parsers.schemas import Json, Schema, target
from chains.quantities import read_number

_DEEPEST: Final = 60
_TRUTHS: Final = {
    **dict.fromkeys("true yes y 1 on oui ja sí si sim 是 对 有 真".split(), True),
    **dict.fromkeys("false no n 0 off non nein não 否 不 不是 没有 无 假".split(), False),
}
_NOTHING: Final = frozenset(
    "null none nil n/a na unknown unspecified not_specified not_stated not_mentioned not_given - -- — 无 未知 没有 "
    "未提及 未说明 不详 inconnu unbekannt desconocido".split()
)


class Misfit(ValueError):
    """The value is not what the schema says.

    Attributes:
        where: a path into the value; empty for all of it.
        reason: what is wrong there.
    """

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}" if where else reason)


def fit(value: Json, schema: Schema, language: str = "en") -> tuple[Json, bool]:
    """``value`` in the types of ``schema``, and whether something had to be changed for it.

    Changed are the case of an enum and of keys, numbers and truths in words, dates as people write them, a single item
    where a list is wanted, what stands in for nothing, and keys that the schema does not know.

    Raises:
        Misfit: it is not what the schema says, even so.
    """
    import jsonschema

    fitted = _fit(value, schema, schema, language, 0)
    try:
        errors = jsonschema.Draft202012Validator(dict(schema)).iter_errors(fitted)
        worst = min(errors, key=lambda error: len(error.absolute_path), default=None)
    except RecursionError as exc:
        raise Misfit("", "it is nested too deeply") from exc
    if worst is not None:
        raise Misfit("/".join(str(part) for part in worst.absolute_path), " ".join(worst.message.split())[:160])
    return fitted, fitted != value or _types(fitted) != _types(value)


def _types(value: Json, depth: int = 0) -> object:
    """What tells 1 from True and 1.0, which are equal."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {key: _types(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_types(item, depth + 1) for item in value]
    return type(value)


def _fit(value: Json, schema: Schema, root: Schema, language: str, depth: int) -> Json:
    if depth > _DEEPEST:
        return value
    schema = target(schema, root)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list):
            return _fit_any(value, [part for part in cast(list[Json], schema[key]) if isinstance(part, Mapping)],
                            root, language, depth)  # fmt: skip
    for part in cast(list[Json], schema.get("allOf") or []):
        if isinstance(part, Mapping):
            value = _fit(value, part, root, language, depth + 1)
    if isinstance(schema.get("enum"), list):
        return _choice(value, cast(list[Json], schema["enum"]))
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "null" in kinds and _is_nothing(value):
        return None
    kind = next((kind for kind in kinds if kind != "null"), None)
    if kind == "object" or (kind is None and "properties" in schema):
        return _fit_object(value, schema, root, language, depth)
    if kind == "array":
        return _fit_list(value, schema, root, language, depth)
    return _scalar(value, kind, schema.get("format"), language)


def _fit_any(value: Json, parts: Sequence[Schema], root: Schema, language: str, depth: int) -> Json:
    """In the first of the forms that takes it as it is, else in the first that it can be brought into."""
    import jsonschema

    if any(target(part, root).get("type") == "null" for part in parts) and _is_nothing(value):
        return None
    fitted = [_fit(value, part, root, language, depth + 1) for part in parts]
    for candidates in ([value] * len(parts), fitted):
        for part, candidate in zip(parts, candidates, strict=True):
            whole = {**part, **{key: root[key] for key in ("$defs", "definitions") if key in root}}
            if jsonschema.Draft202012Validator(whole).is_valid(candidate):
                return candidate if candidate is not value else _fit(value, part, root, language, depth + 1)
    return fitted[0] if fitted else value


def _is_nothing(value: Json) -> bool:
    return value is None or (
        isinstance(value, str) and (not value.strip() or "_".join(value.casefold().split()).strip(".") in _NOTHING)
    )


def folded(text: str) -> str:
    """``text`` as two spellings of one name share it: no case, blanks, hyphens, quotes and marks at its ends."""
    return re.sub(r"[\s_\-]+", "", text.casefold()).strip(".。,，;；:：!！?？\"'“”‘’`*()（）[]【】")


def _choice(value: Json, choices: Sequence[Json]) -> Json:
    if value in choices:
        return value
    if isinstance(value, list) and len(value) == 1:
        return _choice(value[0], choices)
    same = [choice for choice in choices if folded(str(choice)) == folded(str(value))]
    if same:
        return same[0]
    return None if None in choices and _is_nothing(value) else value


def _fit_object(value: Json, schema: Schema, root: Schema, language: str, depth: int) -> Json:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        properties = {}
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1 and not set(map(str, value)) & set(properties):
        # Wrapped in a name that nobody asked for: {"result": {…}}.
        inner = next(iter(value.values()))
        if isinstance(inner, Mapping) and {folded(str(key)) for key in inner} & {folded(name) for name in properties}:
            value = inner
    names = {folded(name): name for name in reversed(list(properties))}
    out: dict[str, Json] = {}
    for key, item in value.items():
        name = key if key in properties else names.get(folded(str(key)))
        if name is None:
            extra = schema.get("additionalProperties", not properties)
            if extra is False or (extra is True and properties):
                continue
            out[str(key)] = _fit(item, extra, root, language, depth + 1) if isinstance(extra, Mapping) else item
        elif name not in out:
            part = properties[name]
            out[name] = _fit(item, part, root, language, depth + 1) if isinstance(part, Mapping) else item
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        part = properties.get(name)
        if name not in out and isinstance(part, Mapping) and _takes_nothing(part, root):
            out[name] = None
    return out


def _takes_nothing(schema: Schema, root: Schema) -> bool:
    schema = target(schema, root)
    kinds = schema.get("type")
    if kinds == "null" or (isinstance(kinds, list) and "null" in kinds):
        return True
    parts = [part for key in ("anyOf", "oneOf") for part in cast(list[Json], schema.get(key) or [])]
    return any(isinstance(part, Mapping) and part.get("type") == "null" for part in parts)


def _fit_list(value: Json, schema: Schema, root: Schema, language: str, depth: int) -> Json:
    items = schema.get("items")
    if isinstance(value, Mapping) and len(value) == 1:
        # Wrapped in a name that nobody asked for: {"items": […]}.
        inner = next(iter(value.values()))
        value = inner if isinstance(inner, list) else value
    if _is_nothing(value):
        value = []
    if isinstance(value, str) and isinstance(items, Mapping) and target(items, root).get("type") != "object":
        value = [piece.strip() for piece in re.split(r"[,，;；、\n]", value) if piece.strip()]
    elif not isinstance(value, list):
        value = [value]
    if not isinstance(items, Mapping):
        return value
    prefix = schema.get("prefixItems")
    before = len(prefix) if isinstance(prefix, list) else 0
    return [
        _fit(item, items, root, language, depth + 1) if place >= before else item for place, item in enumerate(value)
    ]


def _scalar(value: Json, kind: object, form: object, language: str) -> Json:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if kind in ("integer", "number"):
        return _number(value, kind == "integer", language)
    if kind == "boolean":
        if isinstance(value, str):
            return _TRUTHS.get(folded(value), value)
        return bool(value) if value in (0, 1) else value
    if kind == "string":
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, str) and form in ("date", "date-time"):
            found = read_date(value, language)
            if found is not None and found.whole:
                return found.iso if form == "date" else found.iso if "T" in found.iso else f"{found.iso}T00:00:00"
    return value


def _number(value: Json, whole: bool, language: str) -> Json:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        number = read_number(value, language)
        if number is None:
            return value
        value = number
    if whole and isinstance(value, float) and value.is_integer():
        return int(value)
    return value
