"""A call becomes the request that the file asks for, or is refused before anything is sent."""

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.apis.arguments import arguments_model, checked
from assistant.apis.errors import ApiError
from assistant.apis.keys import MASK, Credentials, Scheme, credentials
from assistant.apis.operations import Operation, as_base, operations
from assistant.apis.pruning import pruned as prune
from assistant.apis.reading import ApiFile, loaded, read
from assistant.apis.requests import request
from assistant.network.client import Reply, Request
from assistant.network.errors import NetworkError
from assistant.toolkits.api import observed
from chains.toolkits.base import Observation, ToolTraits, made_tool

BASE = as_base("https://example.org/v1")


def _api(path: str, method: str, **operation: object) -> tuple[ApiFile, Operation]:
    schemas = {
        "Pet": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "minProperties": 2,
            "properties": {
                "name": {"type": "string", "maxLength": 10},
                "age": {"type": ["integer", "null"], "minimum": 0},
                "kind": {"enum": ["cat", "dog"]},
                "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            },
        }
    }
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "components": {"schemas": schemas},
        "paths": {path: {method: operation}},
    }
    file = read(json.loads(json.dumps(tree)), "pets")
    return file, operations(file, BASE)[0]


def _parameter(name: str, place: str, schema: object, **more: object) -> Mapping[str, object]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, **more}


def _sent(api: tuple[ApiFile, Operation], own: Credentials | None = None, **given: object) -> Request:
    file, operation = api
    return request(operation, checked(operation, file.tree, given), own or Credentials())


def _refused(api: tuple[ApiFile, Operation], **given: object) -> ApiError:
    with pytest.raises(ApiError) as refused:
        _sent(api, **given)
    return refused.value


PET = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}


@pytest.mark.parametrize(
    ("more", "value", "query"),
    [
        ({}, ["a b", "c&d"], "tag=a%20b&tag=c%26d"),
        ({"explode": False}, ["a", "b,c"], "tag=a,b%2Cc"),
        ({"style": "spaceDelimited", "explode": False}, ["a", "b"], "tag=a%20b"),
        ({"style": "pipeDelimited", "explode": False}, ["a", "b"], "tag=a%7Cb"),
        ({}, {"x": 1, "y": True}, "x=1&y=true"),
        ({"explode": False}, {"x": 1}, "tag=x,1"),
        ({"style": "deepObject", "explode": True}, {"x": 1}, "tag%5Bx%5D=1"),
        ({}, "ü/?#", "tag=%C3%BC%2F%3F%23"),
        ({}, 2.5, "tag=2.5"),
    ],
)
def test_a_query_is_written_in_the_files_style(more: Mapping[str, object], value: object, query: str) -> None:
    api = _api("/pets", "get", parameters=[_parameter("tag", "query", {}, **more)])
    assert str(_sent(api, tag=value).url) == f"https://example.org/v1/pets?{query}"


def test_a_parameter_may_be_json() -> None:
    content = {"content": {"application/json": {"schema": {"type": "object"}}}}
    api = _api("/pets", "get", parameters=[{"name": "filter", "in": "query", **content}])
    assert str(_sent(api, filter={"a": [1]}).url).endswith("?filter=%7B%22a%22%3A%20%5B1%5D%7D")


def test_a_path_takes_its_values_as_one_part_each() -> None:
    api = _api("/pets/{id}/x", "get", parameters=[_parameter("id", "path", {"type": "string"})])
    assert _sent(api, id="a/../b?c#d").url.path == "/v1/pets/a%2F..%2Fb%3Fc%23d/x"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_no_value_leads_up_in_a_path(value: str) -> None:
    api = _api("/pets/{id}/x", "get", parameters=[_parameter("id", "path", {"type": "string"})])
    assert _refused(api, id=value).code == "api.argument"


def test_headers_are_one_line_and_never_https_own() -> None:
    parameters = [_parameter("X-Trace", "header", {"type": "string"}), _parameter("Host", "header", {"type": "string"})]
    api = _api("/pets", "get", parameters=parameters)
    assert [each.name for each in api[1].arguments] == ["x_trace"]
    assert _sent(api, x_trace="abc").headers["X-Trace"] == "abc"
    assert _refused(api, x_trace="a\r\nHost: b").code == "api.argument"


def test_a_bodys_fields_are_arguments_and_keep_their_names_apart() -> None:
    parameters = [_parameter("name", "path", {"type": "string"}), _parameter("config", "query", {"type": "string"})]
    api = _api("/pets/{name}", "put", parameters=parameters, requestBody=PET)
    assert [each.name for each in api[1].arguments] == ["name", "config_", "body_name", "age", "kind", "friends"]
    sent = _sent(api, name="a", config_="c", body_name="Tom", age=None)
    assert json.loads(sent.body) == {"name": "Tom", "age": None}
    assert sent.headers["Content-Type"] == "application/json"


def test_a_body_that_is_no_object_is_one_argument() -> None:
    body = {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}}
    api = _api("/pets", "post", requestBody=body)
    assert json.loads(_sent(api, body=[1, 2]).body) == [1, 2]
    assert _sent(api).body == b""


def test_a_form_and_a_text_are_written_as_such() -> None:
    fields = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array"}}}
    form = _api("/x", "post", requestBody={"content": {"application/x-www-form-urlencoded": {"schema": fields}}})
    assert _sent(form, a="x y", b=[1, "ü"]).body == b"a=x%20y&b=1&b=%C3%BC"
    text = _api("/x", "post", requestBody={"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}})
    assert _sent(text, body="héllo").body == "héllo".encode()


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({}, "name"),
        ({"name": "Tom"}, "body"),
        ({"name": "Tom", "age": -1}, "age"),
        ({"name": "Tom", "age": "1"}, "age"),
        ({"name": "Tom", "kind": "cow"}, "kind"),
        ({"name": "Tom Tom Tom Tom", "kind": "cat"}, "name"),
        ({"name": "Tom", "friends": [{"name": 1, "age": 1}]}, "friends/0/name"),
        ({"name": "Tom", "kind": "cat", "colour": "red"}, "colour"),
        ({"name": "Tom", "age": float("nan")}, "age"),
    ],
)
def test_wrong_arguments_are_refused_with_where(given: dict[str, object], argument: str) -> None:
    refused = _refused(_api("/pets", "post", requestBody=PET), **given)
    assert (refused.code, refused.params["argument"]) == ("api.argument", argument)


def test_a_pattern_that_could_take_for_ever_is_left_to_the_server() -> None:
    api = _api("/x", "get", parameters=[_parameter("a", "query", {"type": "string", "pattern": "^(a+)+$"})])
    assert _sent(api, a="a" * 40 + "!").url.path.startswith("/v1/x?a=")
    plain = _api("/x", "get", parameters=[_parameter("a", "query", {"type": "string", "pattern": "^[a-f]+$"})])
    assert _refused(plain, a="x").code == "api.argument"


@pytest.mark.parametrize(
    "schema", [{"type": "any"}, {"minimum": "low"}, {"properties": [1]}, {"pattern": "["}, {"enum": 7}]
)
def test_a_schema_with_mistakes_is_told_of_and_crashes_nothing(schema: object) -> None:
    api = _api("/x", "get", parameters=[_parameter("a", "query", schema)])
    for value in ("x", 3, {"b": 1}):
        try:
            assert _sent(api, a=value).method == "GET"
        except ApiError as exc:
            assert exc.code in {"api.schema", "api.argument"}


def test_no_schema_makes_the_check_fetch_anything() -> None:
    schema = {"type": "object", "properties": {"a": {"$dynamicRef": "https://example.org/x"}}}
    api = _api("/x", "get", parameters=[_parameter("a", "query", schema)])
    assert _sent(api, a={"a": 1}).method == "GET"


def test_the_model_is_shown_the_files_schema_without_end_of_nesting() -> None:
    file, operation = _api("/pets", "post", requestBody=PET)
    tool = made_tool(
        "add_pet", "Adds.", arguments_model(operation, file.tree, 100), _nothing, ToolTraits("api", "outside")
    )
    shown: dict[str, Any] = convert_to_openai_tool(tool)["function"]["parameters"]
    assert shown["required"] == ["name"]
    assert shown["properties"]["name"]["maxLength"] == 10
    assert shown["properties"]["kind"]["enum"] == ["cat", "dog"]
    assert shown["properties"]["age"]["minimum"] == 0
    assert "$ref" not in json.dumps(shown)
    assert len(json.dumps(shown)) < 8000


def _nothing(**_: object) -> Observation:
    return Observation("")


# --- keys ---


@pytest.mark.parametrize(
    ("scheme", "headers", "query"),
    [
        (Scheme("a", "header", "X-Key"), {"X-Key": "se:cret"}, ""),
        (Scheme("a", "query", "api key"), {}, "api%20key=se%3Acret"),
        (Scheme("a", "bearer"), {"Authorization": "Bearer se:cret"}, ""),
        (Scheme("a", "basic"), {"Authorization": f"Basic {base64.b64encode(b'se:cret').decode()}"}, ""),
    ],
)
def test_a_key_goes_where_its_scheme_says_and_shows_nowhere(
    scheme: Scheme, headers: Mapping[str, str], query: str
) -> None:
    own = credentials({"a": (scheme, "se:cret")})
    sent = _sent(_api("/x", "get"), own)
    assert sent.private == headers
    assert (sent.url.path, sent.private_query) == ("/v1/x", query)
    assert "cret" not in repr(own) + repr(sent)


@pytest.mark.parametrize(
    "said",
    [
        "key is s3cr/et+key", "S3CR/ET+KEY", "s3cr%2Fet%2Bkey", "s3cr/et%2bkey and s3cr%2fet%2bkey", "czNjci9ldCtrZXk=",
        b"s3cr/et+key".hex(), '"s3cr\\u002fet+key"',
    ],
)  # fmt: skip
def test_a_reply_that_echoes_the_key_is_masked(said: str) -> None:
    own = credentials({"a": (Scheme("a", "bearer"), "s3cr/et+key")})
    reply = Reply(BASE, 200, "application/json", "", "", said.encode())
    text = observed(reply, own, 1000).text.casefold()
    assert MASK in text
    assert not any(key in text for key in ("cr/et", "cr%2fet", "czNjci9ldCtrZXk".casefold(), b"s3cr".hex()))


# --- replies ---


def test_json_is_handed_on_as_a_value_and_foreign() -> None:
    found = observed(Reply(BASE, 200, "application/json", "", "", b'{"a": [1, 2]}'), Credentials(), 1000)
    assert (found.value, found.foreign, found.found) == ({"a": [1, 2]}, True, True)
    assert found.documents == ("https://example.org",)


@pytest.mark.parametrize(
    ("reply", "begins"),
    [
        (Reply(BASE, 500, "text/html", "", "", b"<h1>oops</h1>"), "500 Internal Server Error (no JSON)"),
        (Reply(BASE, 404, "application/json", "", "", b'{"e": 1}'), "404 Not Found"),
        (Reply(BASE, 204, "", "", "", b""), "204 No Content"),
        (Reply(BASE, 302, "", "", "http://127.0.0.1/", b""), "302 Found: the server leads on"),
        (Reply(BASE, 200, "image/png", "", "", b"\x89PNG\xff"), "200 OK (no JSON)\n(5 bytes of image/png)"),
        (Reply(BASE, 799, "text/plain", "", "", b"\x1b[31mred"), "799 (no JSON)\n\ufffd[31mred"),
        (Reply(BASE, 200, "application/json", "", "", b"[" * 100_000), "200 OK (no JSON)"),
    ],
)
def test_whatever_a_server_answers_is_said_plainly(reply: Reply, begins: str) -> None:
    found = observed(reply, Credentials(), 1000)
    assert found.text.startswith(begins)
    assert found.found == (reply.status < 300)
    assert "127.0.0.1" not in found.text
    assert len(found.text) < 1200


# --- whatever stands in a file ---


def _places(node: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in inner:
        yield (*way, key)
        yield from _places(child, (*way, key))


def _with(tree: Any, way: tuple[str | int, ...], value: object) -> Any:
    found = copy.deepcopy(tree)
    at = found
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = value
    return found


WHOLE = {
    "openapi": "3.0.1",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://{a}.example.org", "variables": {"a": {"default": "b"}}}],
    "security": [{"key": []}],
    "components": {
        "schemas": {"Pet": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}},
    },
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "post": {
                "operationId": "add",
                "parameters": [
                    {"name": "q", "in": "query", "content": {"application/json": {"schema": {}}}},
                    {
                        "name": "t",
                        "in": "query",
                        "schema": {"type": "string", "minLength": 1, "pattern": "^a", "enum": ["a"]},
                    },
                    {
                        "name": "n",
                        "in": "query",
                        "schema": {"type": "array", "maxItems": 2, "items": {"type": "number"}},
                    },
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}}
                },
            },
        }
    },
}


@pytest.mark.parametrize("junk", [None, 7, "x", [], [1], {}, {"a": 1}, {"$ref": "#/paths"}, True], ids=repr)
def test_a_mistake_at_any_place_of_a_file_is_told_or_does_no_harm(junk: object) -> None:
    for way in _places(WHOLE):
        tree = _with(WHOLE, way, junk)
        try:
            file = read(loaded(json.dumps(tree).encode(), "x"), "x")
            for operation in operations(file):
                arguments_model(operation, file.tree, 100)
                pruned = read(prune(tree, [operation.id]), "x")
                given = {"id": 1, "q": {"a": 1}, "name": "Tom", "t": "a", "n": [1]}
                request(operation, checked(operation, pruned.tree, given), Credentials())
        except (ApiError, NetworkError):
            continue
