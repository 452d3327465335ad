"""What a person types or pastes of an MCP server, and reads of its tools."""

import pytest

from assistant.mcp.client import ServerTool
from assistant.mcp.words import Entry, arguments_in_words, entry_of, pairs, pasted_entry, typed_server, unfit
from chains.errors import InputError


def test_a_command_is_typed_as_in_a_shell() -> None:
    server = typed_server(Entry(" files ", " npx -y 'a b' ", ("KEY=v=w",)))
    assert (server.name, server.command, server.args, dict(server.env)) == (
        "files",
        "npx",
        ("-y", "a b"),
        {"KEY": "v=w"},
    )


def test_an_address_is_no_command_and_takes_headers() -> None:
    server = typed_server(Entry("far", "https://example.org/mcp", ("Authorization=Bearer x",)))
    assert (server.transport, dict(server.headers), server.command) == ("http", {"Authorization": "Bearer x"}, "")


def test_a_server_is_typed_over_without_its_values_being_shown() -> None:
    before = typed_server(Entry("files", "npx files", ("KEY=s3cret", "B=2")))
    entry = entry_of(before)
    assert "s3cret" not in str(entry)
    assert typed_server(entry, before) == before
    changed = typed_server(Entry("files", "npx files -v", ("KEY", "C=3"), 5), before)
    assert (changed.args, dict(changed.env), changed.seconds) == (("files", "-v"), {"KEY": "s3cret", "C": "3"}, 5)


def test_of_an_address_the_part_that_is_not_shown_stays() -> None:
    before = typed_server(Entry("far", "https://example.org/mcp?key=s3cret"))
    entry = entry_of(before)
    assert "s3cret" not in entry.target
    assert typed_server(entry, before) == before
    assert typed_server(Entry("far", "https://example.org/2"), before).url == "https://example.org/2"


@pytest.mark.parametrize(("target", "code"), [("say 'no end", "mcp.quotes"), ("", "mcp.bad_entry")])
def test_what_is_no_command_is_refused(target: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        typed_server(Entry("files", target))
    assert caught.value.code == code


def test_a_line_without_a_value_is_told_by_its_number_and_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        pairs(["A=1", "s3cr3t"])
    assert caught.value.params == {"number": 2}


@pytest.mark.parametrize(
    "text",
    [
        '{"mcpServers": {"My Files 2": {"command": "npx", "args": ["-y", "a b"], "env": {"KEY": "v"}}}}',
        '{"servers": {"My Files 2": {"command": "npx", "args": ["-y", "a b"], "env": {"KEY": "v"}, "type": "stdio"}}}',
        '"My Files 2": {"command": "npx", "args": ["-y", "a b"], "env": {"KEY": "v"}},',
    ],
)
def test_json_for_other_programs_is_a_server(text: str) -> None:
    assert pasted_entry(text) == Entry("my-files-2", "npx -y 'a b'", ("KEY=v",))


def test_json_of_an_address_is_one_too() -> None:
    assert pasted_entry('{"url": "https://e.org/", "headers": {"A": "b"}}') == Entry("", "https://e.org/", ("A=b",))


@pytest.mark.parametrize("text", ["npx {x}", "{" * 100_000, '{"a":' * 900 + "1" + "}" * 900, "[1]", '{"command": 1}'])
def test_what_is_no_server_is_none(text: str) -> None:
    assert pasted_entry(text) is None


def test_arguments_that_can_be_left_out_are_marked_and_what_no_model_can_be_given_says_why() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"description": "B."}}, "required": ["a"]}
    tool = ServerTool("t", "", schema)
    assert arguments_in_words(tool) == ["a: string", "b?: B."]
    assert unfit(tool) == ""
    assert unfit(ServerTool("t", "", {"type": "array"}))
