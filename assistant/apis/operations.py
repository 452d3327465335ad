"""The operations of an OpenAPI file, each with the arguments that a model is asked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urljoin

from assistant.apis.pruning import operation_names
from assistant.apis.reading import ApiFile, Tree, referred
from assistant.network.addresses import Target, target
from assistant.network.errors import NetworkError

if TYPE_CHECKING:
    from openapi_pydantic.v3.v3_1 import Operation as TypedOperation
    from openapi_pydantic.v3.v3_1 import Parameter as TypedParameter
    from openapi_pydantic.v3.v3_1 import RequestBody, Server

Place = Literal["path", "query", "header", "body"]
BodyKind = Literal["", "json", "form", "text"]

# What HTTP itself sets (OpenAPI 3.1, 4.8.12; RFC 9110), and what would make one request two.
_OWN_HEADERS = frozenset(
    "accept accept-encoding authorization connection content-encoding content-length content-type cookie expect host "
    "keep-alive proxy-authorization proxy-connection te trailer transfer-encoding upgrade user-agent via".split()
)
_BODIES: Mapping[str, BodyKind] = {"application/x-www-form-urlencoded": "form", "text/plain": "text"}
_STYLES: Mapping[str, tuple[str, ...]] = {
    "path": ("simple",),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
}
# A body of more is one argument, not many.
MOST_FIELDS = 25
MOST_NAME = 48
# Names that pydantic's models and LangChain's tools have themselves.
_TAKEN = frozenset(
    "args callbacks cancel config construct copy dict json kwargs run_manager schema schema_json self validate".split()
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing that the model is asked for.

    Attributes:
        name: for the model; small letters, digits and ``_``.
        wire: as the server calls it; empty for a body as a whole.
        style: how lists and objects are written, in a path, a query or a header.
        explode: the same.
        is_json: whether the value is written as JSON there.
        schema: of the value.
    """

    name: str
    wire: str
    place: Place
    required: bool
    schema: Tree
    description: str = ""
    style: str = ""
    explode: bool = False
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        id: by which it is switched on; the file's own, or made of method and path.
        base: address of the server, its path without a slash at the end.
        arguments: in the order of the file.
        body: how the body is written; empty for none.
        body_schema: of the whole body.
        body_required: whether one is sent even if it is empty.
        security: alternatives, each the names of schemes that are needed together.
        problem: why it cannot be called, in English; empty if it can.
    """

    id: str
    method: str
    path: str
    summary: str
    base: Target | None
    arguments: tuple[Argument, ...] = ()
    body: BodyKind = ""
    body_schema: Tree | None = None
    body_required: bool = False
    security: tuple[tuple[str, ...], ...] = ()
    problem: str = ""


def operations(file: ApiFile, base: Target | None = None) -> tuple[Operation, ...]:
    """All operations of a file.

    Args:
        base: address of the server, instead of what the file says.
    """
    where = base if base is not None else server(file)
    found: list[Operation] = []
    for name, (path, method) in operation_names(file.tree).items():
        item, raw = (file.typed.paths or {})[path], file.tree["paths"][path]
        typed: TypedOperation = getattr(item, method)
        shared = zip(item.parameters or [], raw.get("parameters") or [], strict=True)
        own = zip(typed.parameters or [], raw[method].get("parameters") or [], strict=True)
        parameters = cast("list[tuple[TypedParameter, Tree]]", [*shared, *own])
        servers = typed.servers or item.servers or []
        found.append(_operation(file, name, method, path, typed, parameters, raw[method], where, servers))
    return tuple(found)


def server(file: ApiFile) -> Target | None:
    """The address of the first server that a file names in full, with the defaults of its variables."""
    return next((found for found in (_address(each) for each in file.typed.servers or []) if found is not None), None)


def merged(tree: Tree, schema: Tree, depth: int = 0) -> Tree:
    """A schema with references followed and ``allOf`` put together, as far as its top level goes."""
    if depth > 6:
        return {}
    schema = referred(tree, schema)
    if not isinstance(schema.get("allOf"), list):
        return schema
    found: Tree = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        inner = merged(tree, part, depth + 1) if isinstance(part, dict) else {}
        both = {
            "properties": {**inner.get("properties", {}), **found.get("properties", {})},
            "required": [*needed(inner), *needed(found)],
        }
        found = {**inner, **found, **{key: value for key, value in both.items() if value}}
    return found


def needed(schema: Tree) -> list[str]:
    """The properties that a schema requires; some files say ``required: true`` of a property, which means nothing."""
    found = schema.get("required")
    return found if isinstance(found, list) else []


def _operation(
    file: ApiFile,
    name: str,
    method: str,
    path: str,
    typed: "TypedOperation",
    parameters: "list[tuple[TypedParameter, Tree]]",
    raw: Tree,
    base: Target | None,
    servers: "list[Server]",
) -> Operation:
    summary = _line(typed.summary or typed.description or f"{method.upper()} {path}")
    problem = ""
    arguments: list[Argument] = []
    # The operation's own stand for those of the path.
    for parameter, one in {(each.name, each.param_in): (each, one) for each, one in parameters}.values():
        try:
            argument = _parameter(parameter, one)
        except ValueError as exc:
            problem = problem or str(exc)
        else:
            arguments += [argument] if argument is not None else []
    body: BodyKind = ""
    schema: Tree | None = None
    if typed.requestBody is not None:
        content = (raw["requestBody"].get("content") or {}) if isinstance(raw.get("requestBody"), dict) else {}
        body, schema = _body(content)
        if not body and cast("RequestBody", typed.requestBody).required:
            problem = problem or f"its body is {', '.join(content) or 'of no type'}"
    required = bool(body and cast("RequestBody", typed.requestBody).required)
    if body and schema is not None:
        arguments += _fields(file.tree, schema, body, required)
    given = {argument.wire for argument in arguments if argument.place == "path"}
    if missing := [each for each in re.findall(r"{([^{}]*)}", path) if each not in given]:
        problem = problem or f"its path has {{{missing[0]}}}, which is no parameter"
    if base is None:
        problem = problem or "no server is named in full"
    elif servers:
        there = [_address(each, base) for each in servers]
        same = next((each for each in there if each is not None and each.origin == base.origin), None)
        problem = problem or ("" if same is not None else "it is on another server")
        base = same or base
    security = typed.security if typed.security is not None else file.typed.security or []
    return Operation(
        name,
        method.upper(),
        path,
        summary,
        base,
        _named(arguments),
        body,
        schema,
        required,
        tuple(tuple(alternative) for alternative in security),
        problem,
    )


def _parameter(parameter: "TypedParameter", raw: Tree) -> Argument | None:
    """One parameter; None for one that can be left out.

    Raises:
        ValueError: it cannot be sent, and it must be.
    """
    place, name = str(getattr(parameter.param_in, "value", parameter.param_in)), parameter.name
    required = bool(parameter.required) or place == "path"
    style = parameter.style or ("form" if place == "query" else "simple")
    media = next(iter(raw.get("content") or {}), "")
    fits = place in _STYLES and style in _STYLES[place] and (not media or _is_json(media))
    if place == "header":
        if name.lower() in _OWN_HEADERS:
            return None
        fits = fits and re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name) is not None
    if not fits:
        if required:
            raise ValueError(f"it needs the {place} parameter {name}, which cannot be sent")
        return None
    schema = raw["content"][media].get("schema", {}) if media else raw.get("schema", {})
    explode = parameter.explode if parameter.explode is not None else style == "form"
    return Argument(
        "",
        name,
        cast(Place, place),
        required,
        schema if isinstance(schema, dict) else {},
        _line(parameter.description or ""),
        style,
        explode,
        bool(media),
    )


def _body(content: Mapping[str, Any]) -> tuple[BodyKind, Tree | None]:
    """How a body is written, JSON first, and its schema."""
    kinds: dict[BodyKind, Tree] = {}
    for media, value in content.items():
        kind = "json" if _is_json(media) else _BODIES.get(media.partition(";")[0].strip().lower(), "")
        schema = value.get("schema") if isinstance(value, dict) else None
        if kind:
            kinds.setdefault(cast(BodyKind, kind), schema if isinstance(schema, dict) else {})
    for kind in ("json", "form", "text"):
        if kind in kinds:
            return kind, kinds[kind]
    return "", None


def _fields(tree: Tree, schema: Tree, kind: BodyKind, required: bool) -> Iterator[Argument]:
    """A body's fields as arguments where it is an object with few of them, else the body as one."""
    whole = merged(tree, schema)
    properties = whole.get("properties")
    branches = any(key in whole for key in ("oneOf", "anyOf"))
    if isinstance(properties, dict) and properties and len(properties) <= MOST_FIELDS and not branches:
        wanted = needed(whole) if required else []
        for name, value in properties.items():
            field = value if isinstance(value, dict) else {}
            if field.get("readOnly") is True:
                continue
            text = _line(str(field.get("description") or ""))
            yield Argument("", name, "body", name in wanted, field, text)
    else:
        fallback: Tree = {"type": "string"} if kind == "text" else {}
        text = _line(str(whole.get("description") or "What is sent."))
        yield Argument("", "", "body", required, schema or fallback, text)


def _named(arguments: list[Argument]) -> tuple[Argument, ...]:
    """Each with a name of its own."""
    found: dict[str, Argument] = {}
    for argument in arguments:
        plain = _snake(argument.wire) or "body"
        plain = f"{plain}_" if plain in _TAKEN or plain.startswith("model_") else plain
        names = chain([plain, f"{argument.place}_{plain}"], (f"{plain}_{number}" for number in count(2)))
        name = next(name for name in names if name not in found)
        found[name] = replace(argument, name=name)
    return tuple(found.values())


def _address(given: "Server", base: Target | None = None) -> Target | None:
    """A server's address; None for one that is not named in full, or cannot be read."""
    url = given.url
    for name, variable in (given.variables or {}).items():
        url = url.replace(f"{{{name}}}", variable.default)
    try:
        return as_base(urljoin(f"{base}/", url) if base is not None else url)
    except NetworkError:
        return None


def as_base(url: str) -> Target:
    """The address of a server, its path without a slash at the end.

    Raises:
        NetworkError: it is none, or has a query.
    """
    found = target(url)
    if "?" in found.path or "#" in url or "{" in url:
        raise NetworkError("network.bad_address", address=url[:120], reason="a server's address has no such signs")
    return Target(found.origin, found.path.rstrip("/"))


def _is_json(media: str) -> bool:
    kind = media.partition(";")[0].strip().lower()
    return kind in {"application/json", "*/*"} or kind.endswith("+json")


def _snake(text: str) -> str:
    """``camelCase`` and anything else in small letters, digits and ``_``; begins with a letter."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    found = re.sub(r"[^a-z0-9]+", "_", parts.lower()).strip("_")[:MOST_NAME].rstrip("_")
    return found if not found or found[0].isalpha() else f"n_{found}"


def tool_name(operation: Operation) -> str:
    """What the tool of an operation is called."""
    return _snake(operation.id) or "operation"


def _line(text: str, most: int = 160) -> str:
    """The first sentence, on one line."""
    whole = " ".join(text.split())
    first = re.split(r"(?<=[.!?])\s", whole, maxsplit=1)[0]
    return first if len(first) <= most else f"{first[: most - 1].rstrip()}…"
