"""OpenAPI files are read whole in themselves, JSON and YAML, 3.0 and 3.1; what is wrong is told with its place."""

import json

import pytest

from assistant.apis.errors import ApiError
from assistant.apis.operations import as_base, operations, server, tool_name
from assistant.apis.reading import ApiFile, loaded, read

YAML = """
openapi: 3.0.3
info: {title: Trains, version: 2024-01-01}
servers:
  - url: https://{region}.example.org/v1/
    variables: {region: {default: eu, enum: [eu, us]}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, exclusiveMaximum: true}}
  schemas:
    Day: {type: string, enum: [on, off, no], nullable: true}
    Trip:
      type: object
      required: [id, from]
      properties:
        id: {type: integer, readOnly: true}
        from: {type: string}
        day: {$ref: '#/components/schemas/Day'}
        default: {$ref: '#/components/schemas/Day'}
    Long:
      allOf:
        - $ref: '#/components/schemas/Trip'
        - {type: object, required: [stops], properties: {stops: {type: array, items: {type: string}}}}
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    login: {type: http, scheme: basic}
security: [{key: []}]
paths:
  /trips:
    parameters:
      - $ref: '#/components/parameters/Limit'
    get:
      operationId: listTrips
      summary: Lists trips. More of it here.
      responses: {200: {description: ok}}
    post:
      operationId: addTrip
      security: [{login: []}, {}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Long'}}}}
      responses: {default: {description: ok}}
  /trips/{trip id}/photo:
    put:
      parameters: [{name: trip id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object}}}}
      responses: {}
  /there:
    get:
      servers: [{url: https://other.example.com/}]
      responses: {}
"""


def _file(text: str) -> ApiFile:
    return read(loaded(text.encode(), "trains.yaml"), "trains.yaml")


def _smallest(**more: object) -> dict[str, object]:
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, **more}


def test_operations_have_names_arguments_and_reasons_why_not() -> None:
    found = {each.id: each for each in operations(_file(YAML))}
    assert list(found) == ["listTrips", "addTrip", "put_trips_trip_id_photo", "get_there"]
    assert [tool_name(each) for each in found.values()] == [
        "list_trips", "add_trip", "put_trips_trip_id_photo", "get_there",
    ]  # fmt: skip
    assert found["listTrips"].summary == "Lists trips."
    assert [(each.name, each.place) for each in found["listTrips"].arguments] == [("limit", "query")]
    assert {each.name for each in found["addTrip"].arguments if each.required} == {"from", "stops"}
    assert "id" not in {each.name for each in found["addTrip"].arguments}
    assert "multipart" in found["put_trips_trip_id_photo"].problem
    assert "another server" in found["get_there"].problem


def test_security_of_an_operation_stands_for_the_files() -> None:
    found = {each.id: each for each in operations(_file(YAML))}
    assert found["listTrips"].security == (("key",),)
    assert found["addTrip"].security == (("login",), ())


def test_the_server_is_the_files_with_its_defaults_unless_another_is_given() -> None:
    file = _file(YAML)
    assert str(server(file)) == "https://eu.example.org/v1"
    assert {str(each.base) for each in operations(file, as_base("http://localhost:80/api/"))} == {
        "http://localhost/api"
    }


def test_3_0_becomes_json_schema() -> None:
    tree = _file(YAML).tree
    assert tree["components"]["schemas"]["Day"] == {"type": ["string", "null"], "enum": ["on", "off", "no", None]}
    limit = tree["components"]["parameters"]["Limit"]["schema"]
    assert limit == {"type": "integer", "minimum": 1, "exclusiveMaximum": 50}
    assert tree["components"]["schemas"]["Trip"]["required"] == ["from"]


def test_yaml_has_the_words_of_json() -> None:
    tree = loaded(b"paths: {}\ninfo: {version: 1.10, day: 2024-01-01, yes: no, t: 12:30:00, n: 010}\n", "x")
    assert tree["info"] == {"version": 1.1, "day": "2024-01-01", "yes": "no", "t": "12:30:00", "n": "010"}


@pytest.mark.parametrize(
    "pointer", ["https://example.org/x.json#/a", "other.yaml", "#/components/schemas/Nothing", "#a"]
)
def test_references_lead_nowhere_else(pointer: str) -> None:
    tree = _smallest(components={"schemas": {"A": {"properties": {"default": {"$ref": pointer}}}}})
    with pytest.raises(ApiError) as refused:
        read(json.loads(json.dumps(tree)), "x")
    assert refused.value.code == "api.reference"
    assert refused.value.params["where"] == "#/components/schemas/A/properties/default"


def test_an_example_is_no_reference() -> None:
    tree = _smallest(components={"schemas": {"A": {"example": {"$ref": "https://example.org"}}}})
    assert read(json.loads(json.dumps(tree)), "x").tree["openapi"] == "3.1.0"


@pytest.mark.parametrize("version", ["2.0", "3.2.0", "4.0.0", "", "3"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(ApiError) as refused:
        read(_smallest(openapi=version), "x")
    assert refused.value.code == "api.version"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe", b"{", b"[1]", b"hello", b"{\"paths\": NaN}", b"a: [", b"[" * 100_000,
        b"{\"paths\": " + b"[" * 100_000,
        b"paths: {}\na: " + b"[" * 3000 + b"]" * 3000, b"\x89PNG\r\n\x1a\n", b"paths: []",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_told(data: bytes) -> None:
    with pytest.raises(ApiError):
        loaded(data, "x")


def test_a_file_of_aliases_is_not_written_out() -> None:
    lines = ["paths: {}", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(10))}]" for n in range(1, 12)]
    with pytest.raises(ApiError) as refused:
        loaded("\n".join(lines).encode(), "x")
    assert refused.value.code == "api.unreadable"


def test_a_file_that_holds_itself_is_refused() -> None:
    with pytest.raises(ApiError):
        loaded(b"paths: &a {x: *a}", "x")


def test_a_mistake_is_told_with_its_place() -> None:
    tree = _smallest(paths={"/x": {"get": {"parameters": [{"name": "a"}]}}})
    with pytest.raises(ApiError) as refused:
        read(tree, "x")
    assert "paths//x/get/parameters/0" in str(refused.value.params["reason"])


def test_references_in_circles_end() -> None:
    tree = _smallest(
        components={"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}},
        paths={
            "/x": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
                }
            }
        },
    )
    found = operations(read(tree, "x"), as_base("https://example.org"))
    assert [each.name for each in found[0].arguments] == ["body"]


def test_a_mistake_in_what_nobody_uses_does_no_harm() -> None:
    tree = _smallest(
        components={"schemas": {"A": {"type": "any", "minimum": "low"}}},
        paths={"/x": {"get": {"operationId": "x", "responses": {"200": {"headers": 7}}}, "x-more": 1}, "x-other": {}},
    )
    assert [each.id for each in operations(read(tree, "x"), as_base("https://example.org"))] == ["x"]
