"""An OpenAPI file read: JSON or YAML, 3.0 or 3.1, whole in itself; what it says of schemas is brought to JSON Schema.

Typed by openapi-pydantic. LangChain's own toolkits of OpenAPI files do not serve: they give the model five tools that
send whatever it writes to any address, and a planner that reads the file; here each operation is a tool of its own.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard, cast

from assistant.apis.errors import ApiError

if TYPE_CHECKING:
    from openapi_pydantic.v3.v3_1 import OpenAPI

Tree = dict[str, Any]  # JSON's values, before they are typed

# A file of aliases of aliases is small and means gigabytes.
MOST_NODES, MOST_DEPTH = 3_000_000, 60
# Keywords whose value is data, and those whose keys are names.
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
_NAMES = frozenset({"properties", "patternProperties", "$defs", "schemas"})
# Of JSON Schema, and of security schemes.
_TYPES = frozenset("string number integer boolean object array null apiKey http oauth2 openIdConnect mutualTLS".split())
_BOUNDS = frozenset(
    "minimum maximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties".split()
)


@dataclass(frozen=True)
class ApiFile:
    """One file.

    Attributes:
        tree: its content as 3.1 has it; schemas are in JSON Schema, draft 2020-12.
        typed: the same; parameters, bodies and security schemes are no references there.
    """

    tree: Tree
    typed: "OpenAPI"


def loaded(data: bytes, name: str) -> Tree:
    """The content of a JSON or YAML file.

    Raises:
        ApiError: it is neither, or far larger than it looks.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ApiError("api.unreadable", name=name, reason="it is not UTF-8") from exc
    try:
        tree = _from_json(text) if text.lstrip().startswith("{") else _from_yaml(text)
    except (ValueError, RecursionError) as exc:
        reason = "it is nested too deeply" if isinstance(exc, RecursionError) else " ".join(str(exc).split())[:200]
        raise ApiError("api.unreadable", name=name, reason=reason) from exc
    if not isinstance(tree, dict) or not isinstance(tree.get("paths"), dict):
        raise ApiError("api.not_openapi", name=name, reason="it has no “paths”")
    count = 0
    for count, (depth, _) in enumerate(_nodes(tree)):
        if count > MOST_NODES or depth > MOST_DEPTH:
            raise ApiError("api.unreadable", name=name, reason="written out, it is too large or nested too deeply")
    return cast(Tree, tree)


def read(tree: Tree, name: str) -> ApiFile:
    """A file's content, checked.

    Raises:
        ApiError: it is no OpenAPI 3.0 or 3.1, lacks something, or refers to what is not in it.
    """
    from openapi_pydantic.v3.v3_1 import OpenAPI
    from pydantic import ValidationError

    version = str(tree.get("openapi", tree.get("swagger", "")))
    if not re.fullmatch(r"3\.[01](\.\d+)?", version):
        raise ApiError("api.version", name=name, version=version or "-")
    for key, part in (("info", tree.get("info")), ("components", tree.get("components", {}))):
        if not isinstance(part, dict):
            raise ApiError("api.not_openapi", name=name, reason=f"“{key}” is no table")
    for kind, part in tree.get("components", {}).items():
        if not isinstance(part, dict) and not kind.startswith("x-"):
            raise ApiError("api.not_openapi", name=name, reason=f"components/{kind} is no table")
    for where, pointer in references(tree):
        if not pointer.startswith("#/") or resolved(tree, pointer) is None:
            raise ApiError("api.reference", name=name, where=where, pointer=pointer[:120])
    whole = cast(Tree, _upgraded(tree, is_old=version.startswith("3.0")))
    whole["openapi"] = "3.1.0"
    whole.pop("webhooks", None)  # what the server calls, not what it is called with
    if isinstance(info := whole.get("info"), dict):
        # "version: 1.0" is a number in YAML, and meant as a text.
        whole["info"] = {key: str(value) if key in {"title", "version"} else value for key, value in info.items()}
    _inline(whole)
    try:
        typed = OpenAPI.model_validate(_skeleton(whole))
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise ApiError("api.not_openapi", name=name, reason=f"{where[:160]}: {first['msg']}") from exc
    return ApiFile(whole, typed)


def resolved(tree: Tree, pointer: str) -> object | None:
    """What ``#/a/b`` names; None if there is nothing (RFC 6901)."""
    at: object = tree
    for part in pointer.removeprefix("#/").split("/"):
        key = part.replace("%7B", "{").replace("%7D", "}").replace("~1", "/").replace("~0", "~")
        if isinstance(at, Mapping) and key in at:
            at = at[key]
        elif isinstance(at, list) and key.isascii() and key.isdigit() and int(key[:9]) < len(at):
            at = at[int(key)]
        else:
            return None
    return at


def _from_json(text: str) -> object:
    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _from_yaml(text: str) -> object:
    import yaml

    # libyaml's, where the wheel has it: seven times as fast.
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(fast):  # type: ignore[valid-type, misc] # one of two that are alike
        """YAML 1.2's scalars: ``on`` is a text, ``2024-01-01`` as well, and ``200:`` is a key like another."""

        yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            found = super().construct_mapping(node, deep)
            return {_key(key): value for key, value in found.items()}

    tag = "tag:yaml.org,2002:"
    for kind, pattern, first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ):
        Loader.add_implicit_resolver(tag + kind, re.compile(rf"^(?:{pattern})$"), first)
    try:
        depth = 0
        for event in yaml.parse(text, Loader):
            # Deep nesting makes the composer overflow the stack; the parser has none.
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                raise ValueError("it is nested too deeply")
        return yaml.load(text, Loader)
    except yaml.YAMLError as exc:
        raise ValueError(str(exc)) from exc


def _key(key: object) -> str:
    return "null" if key is None else str(key).lower() if isinstance(key, bool) else str(key)


def _nodes(tree: object) -> Iterator[tuple[int, object]]:
    """Every value with its depth, those of aliases as often as they are named."""
    waiting: list[tuple[int, object]] = [(0, tree)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting.extend((depth + 1, child) for child in inner)


def references(node: object, where: str = "#", *, names: bool = False) -> Iterator[tuple[str, str]]:
    """Each reference and where it stands; not what only looks like one, in examples and as a property's name."""
    if isinstance(node, list):
        for number, child in enumerate(node):
            yield from references(child, f"{where}/{number}")
    elif isinstance(node, dict):
        pointer = node.get("$ref")
        if isinstance(pointer, str):
            yield where, pointer
        for key, child in node.items():
            if names or key not in _DATA:
                yield from references(child, f"{where}/{key}", names=key in _NAMES and not names)


def _upgraded(node: object, *, is_old: bool, names: bool = False) -> object:
    """As 3.1 has it: schemas in JSON Schema 2020-12, without names that would make references mean something else."""
    if isinstance(node, list):
        return [_upgraded(child, is_old=is_old) for child in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {str(key): _upgraded(child, is_old=is_old) for key, child in node.items()}
    found: Tree = {
        str(key): child if key in _DATA else _upgraded(child, is_old=is_old, names=key in _NAMES)
        for key, child in node.items()
        if not (key in {"$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor"} and isinstance(child, str))
    }
    _mend(found)
    if is_old:
        _modernise(found)
    return found


def _mend(schema: Tree) -> None:
    """Keywords of a schema that are not what they have to be go: the server knows better what it wants."""
    for key in ("properties", "patternProperties"):
        given = schema.get(key)
        if isinstance(given, dict):
            schema[key] = {name: each if _is_schema(each) else {} for name, each in given.items()}
        elif key in schema:
            del schema[key]
    for key in ("allOf", "anyOf", "oneOf"):
        given = schema.get(key)
        if key in schema and not (isinstance(given, list) and given and all(_is_schema(each) for each in given)):
            del schema[key]
    if "items" in schema and not _is_schema(schema["items"]):
        del schema["items"]
    if "enum" in schema and not isinstance(schema["enum"], list):
        del schema["enum"]
    kinds = schema.get("type")
    if "type" in schema and not (set(kinds) if _is_texts(kinds) else {str(kinds)}) <= _TYPES:
        del schema["type"]
    for key in _BOUNDS & schema.keys():
        if isinstance(schema[key], bool) or not isinstance(schema[key], int | float):
            del schema[key]
    required, properties = schema.get("required"), schema.get("properties", {})
    if isinstance(required, list):
        # What the server alone sets is not sent.
        texts = [name for name in required if isinstance(name, str)]
        schema["required"] = [name for name in texts if not _is_read_only(properties.get(name))]
    elif "required" in schema and not isinstance(required, bool):  # of a parameter or a body
        del schema["required"]


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _is_schema(value: object) -> bool:
    return isinstance(value, dict | bool)


def _is_read_only(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("readOnly") is True


def _modernise(schema: Tree) -> None:
    """What 3.0 says in its own way (OpenAPI 3.0.4, 4.7.24)."""
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(bound), bool) and schema.pop(bound) and limit in schema:
            schema[bound] = schema.pop(limit)
    if isinstance(schema.get("nullable"), bool) and schema.pop("nullable"):
        if isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
            if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
                schema["enum"] = [*schema["enum"], None]
        elif "$ref" in schema or "allOf" in schema:
            inner = {key: schema.pop(key) for key in ("$ref", "allOf") if key in schema}
            schema["anyOf"] = [inner, {"type": "null"}]


def referred(tree: Tree, schema: object) -> Tree:
    """A schema with what it refers to, itself where it refers to nothing.

    What stands beside a reference comes before what is referred to. Empty for what is no schema, and in a circle.
    """
    for _ in range(16):
        if not isinstance(schema, dict):
            return {}
        if not isinstance(schema.get("$ref"), str):
            return schema
        inner = resolved(tree, schema["$ref"])
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**(inner if isinstance(inner, dict) else {}), **rest}
    return {}


def followed(tree: Tree, node: object) -> object:
    """What ``node`` refers to, or itself; an empty table for a reference in a circle."""
    for _ in range(8):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return node
        node = resolved(tree, node["$ref"])
    return {}


def _inline(tree: Tree) -> None:
    """Put parameters, bodies, paths and security schemes in the place of references to them."""
    found = partial(followed, tree)
    paths = tree["paths"]
    for path, item in paths.items():
        here = found(item)
        if not isinstance(here, dict):
            continue
        paths[path] = here = dict(here)
        for key, value in here.items():
            if key == "parameters" and isinstance(value, list):
                here[key] = [found(each) for each in value]
            elif key in METHODS and isinstance(value, dict):
                here[key] = operation = dict(value)
                if isinstance(operation.get("parameters"), list):
                    operation["parameters"] = [found(each) for each in operation["parameters"]]
                if "requestBody" in operation:
                    operation["requestBody"] = found(operation["requestBody"])
    schemes = (tree.get("components") or {}).get("securitySchemes")
    if isinstance(schemes, dict):
        schemes.update({name: found(scheme) for name, scheme in schemes.items()})


METHODS = ("get", "put", "post", "delete", "patch", "head")


def _skeleton(tree: Tree) -> Tree:
    """What is typed: how operations are called. Answers are shown as they come, and schemas are for the check.

    So a mistake in what nobody uses does no harm.
    """
    schemes = (tree.get("components") or {}).get("securitySchemes")
    paths = {path: _bare_path(item) for path, item in tree["paths"].items() if not str(path).startswith("x-")}
    return {
        **{key: tree[key] for key in ("openapi", "info", "servers", "security") if key in tree},
        "components": {"securitySchemes": schemes} if schemes else {},
        "paths": paths,
    }


def _bare_path(item: object) -> object:
    if not isinstance(item, dict):
        return item
    kept = {key: item[key] for key in ("servers", "parameters") if key in item}
    operations = {key: _bare_operation(item[key]) for key in METHODS if key in item}
    return _bare_operation(kept) | operations  # type: ignore[operator] # a table gives a table


def _bare_operation(given: object) -> object:
    if not isinstance(given, dict):
        return given
    found = {
        key: value for key, value in given.items() if key not in {"responses", "callbacks", "externalDocs", "tags"}
    }
    if isinstance(found.get("parameters"), list):
        found["parameters"] = [
            _bare(each, ("name", "in", "required", "style", "explode")) for each in found["parameters"]
        ]
    if "requestBody" in found:
        found["requestBody"] = _bare(found["requestBody"], ("required",))
    return found


def _bare(given: object, keys: tuple[str, ...]) -> object:
    """A parameter or a body with its description, without its schema."""
    if not isinstance(given, dict):
        return given
    found = {key: given[key] for key in ("description", *keys) if key in given}
    content = given.get("content")
    if isinstance(content, dict):
        found["content"] = {media: {} if isinstance(each, dict) else each for media, each in content.items()}
    elif content is not None:
        found["content"] = content
    return found
