"""A call of an operation as an HTTP request: path, query, headers and body as the file says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from assistant.apis.errors import ApiError
from assistant.apis.keys import Credentials
from assistant.apis.operations import Argument, Operation
from assistant.network.addresses import target
from assistant.network.client import Request

_JOINED = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
_ACCEPTED = "application/json, text/*;q=0.8, */*;q=0.1"


def request(operation: Operation, given: Mapping[str, object], credentials: Credentials) -> Request:
    """The request of one call.

    Args:
        given: what ``arguments.checked`` let through.

    Raises:
        ApiError: a value cannot stand where it has to.
    """
    base = operation.base
    if base is None or operation.problem:
        raise ApiError("api.not_callable", operation=operation.id, reason=operation.problem)
    values = [(argument, given[argument.name]) for argument in operation.arguments if argument.name in given]
    path = operation.path
    query: list[str] = []
    headers = {"Accept": _ACCEPTED}
    for argument, value in values:
        if argument.place == "path":
            path = path.replace(f"{{{argument.wire}}}", _segment(argument, value))
        elif argument.place == "query":
            query += _pairs(argument, value)
        elif argument.place == "header":
            headers[argument.wire] = _header(argument, value)
    body, kind = _body(operation, values)
    if kind:
        headers["Content-Type"] = kind
    there = target(f"{base.origin}{base.path}{path}" + (f"?{'&'.join(query)}" if query else ""))
    if there.origin != base.origin:
        raise ApiError("api.not_callable", operation=operation.id, reason="its path leads to another server")
    own = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in credentials.query.items())
    return Request(there, operation.method, headers, credentials.headers, own, body)


def _segment(argument: Argument, value: object) -> str:
    """A value in a path; never one that would lead up in it."""
    text = _quoted(_json(value)) if argument.is_json else _list(argument, value, ",")
    if text in {"", ".", ".."}:
        raise ApiError("api.argument", argument=argument.name, reason="it cannot be empty, “.” or “..” in an address")
    return text


def _pairs(argument: Argument, value: object) -> Iterator[str]:
    """A value in a query (OpenAPI 3.1, 4.8.12.2)."""
    name = _quoted(argument.wire)
    if argument.is_json:
        yield f"{name}={_quoted(_json(value))}"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if argument.style == "deepObject":
                yield f"{name}%5B{_quoted(str(key))}%5D={_quoted(_plain(argument, inner))}"
            elif argument.explode:
                yield f"{_quoted(str(key))}={_quoted(_plain(argument, inner))}"
        if argument.style != "deepObject" and not argument.explode:
            yield f"{name}={_list(argument, value, _JOINED[argument.style])}"
    elif isinstance(value, list) and argument.explode:
        yield from (f"{name}={_quoted(_plain(argument, inner))}" for inner in value)
    else:
        yield f"{name}={_list(argument, value, _JOINED.get(argument.style, ','))}"


def _header(argument: Argument, value: object) -> str:
    if argument.is_json:
        text = _json(value)
    elif isinstance(value, list):
        text = ",".join(_plain(argument, inner) for inner in value)
    else:
        text = _plain(argument, value)
    if not (text.isascii() and text.isprintable()):
        raise ApiError("api.argument", argument=argument.name, reason="a header is one line of plain ASCII")
    return text


def _list(argument: Argument, value: object, sign: str) -> str:
    """One value, or several between signs."""
    if isinstance(value, Mapping):
        parts = [part for key, inner in value.items() for part in (str(key), _plain(argument, inner))]
        if argument.explode:
            return sign.join(f"{_quoted(str(key))}={_quoted(_plain(argument, inner))}" for key, inner in value.items())
    elif isinstance(value, list):
        parts = [_plain(argument, inner) for inner in value]
    else:
        parts = [_plain(argument, value)]
    return sign.join(_quoted(part) for part in parts)


def _body(operation: Operation, values: Sequence[tuple[Argument, object]]) -> tuple[bytes, str]:
    """The body and its type; nothing where the file has none, or none is needed."""
    fields = {argument.wire: value for argument, value in values if argument.place == "body" and argument.wire}
    whole = [value for argument, value in values if argument.place == "body" and not argument.wire]
    if not operation.body or not (fields or whole or operation.body_required):
        return b"", ""
    content = whole[0] if whole else fields
    if operation.body == "json":
        return _json(content).encode("utf-8"), "application/json"
    if operation.body == "text":
        return str(content).encode("utf-8"), "text/plain; charset=utf-8"
    if not isinstance(content, Mapping):
        raise ApiError("api.argument", argument="body", reason="a form has fields")
    pairs = [
        f"{_quoted(str(name))}={_quoted(_said(inner))}"
        for name, value in content.items()
        for inner in (value if isinstance(value, list) else [value])
    ]
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def _plain(argument: Argument, value: object) -> str:
    if value is None or isinstance(value, Mapping | list):
        raise ApiError("api.argument", argument=argument.name, reason="it has to be a text, a number, true or false")
    return _said(value)


def _said(value: object) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
