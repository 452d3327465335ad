"""``assistant tools`` and ``assistant mcp``, as a person or a script runs them."""

import os
import pty
import subprocess
import sys

import pytest

from assistant.mcp.client import McpConnection
from assistant.mcp.servers import McpServer

SERVER = """
from mcp.server.mcpserver import MCPServer

app = MCPServer("weather")

@app.tool()
def forecast(city: str, days: int = 1) -> str:
    "The weather of a city. \\x1b[2J"
    return f"{city}, {days}: sun"

app.run()
"""


@pytest.fixture
def server(tmp_path):
    script = tmp_path / "weather.py"
    script.write_text(SERVER)
    return script


def _on(shell, *arguments):
    found = shell.run("tools", "list", "--json", *arguments).json["toolkits"]
    return {info["name"]: (info["on"], info["because"]) for info in found}


def test_toolkits_are_listed_with_what_they_are_for_and_why_they_are_on(empty):
    ran = empty.run("tools", "list")
    assert ran.code == 0 and ran.err == ""
    lines = {line.split("\t")[0]: line.split("\t")[1:] for line in ran.out.splitlines()}
    assert lines["calculator"][2:] == ["on", "the settings"]
    assert lines["web"][2:] == ["off", "the settings"]
    assert "设置" in empty.run("tools", "list", LECTERN_INTERFACE__LANGUAGE="zh").out


def test_a_toolkit_is_switched_for_all_for_a_collection_and_back(empty):
    assert empty.run("collection", "create", "Work").code == 0
    assert empty.run("tools", "on", "web").code == 0
    assert _on(empty)["web"] == (True, "settings")
    assert empty.run("tools", "off", "web", "--collection", "Work", "--json").json["because"] == "collection"
    assert _on(empty)["web"] == (True, "settings")
    assert _on(empty, "--collection", "Work")["web"] == (False, "collection")
    assert empty.run("tools", "unset", "web", "--collection", "Work").code == 0
    assert _on(empty, "--collection", "Work")["web"] == (True, "settings")
    assert empty.run("tools", "unset", "web").code == 0
    assert _on(empty)["web"] == (False, "settings")


def test_what_does_not_exist_is_refused(empty):
    ran = empty.run("tools", "on", "calculater")
    assert ran.code == 2 and "calculator" in ran.err and ran.out == ""
    assert empty.run("tools", "list", "--collection", "Wrk").code == 2
    assert empty.run("tools", "off", "web", "--conversation", "last").code == 2
    assert empty.run("tools", "off", "web", "--conversation", "a", "--collection", "b").code == 2
    ran = empty.run("tools", "list", LECTERN_AGENT__TOOLKITS='["documents", "dats"]')
    assert ran.code == 2 and "dates" in ran.err


def test_a_toolkits_tools_are_shown_with_what_each_asks(empty):
    shown = empty.run("tools", "show", "calculator", "--json").json
    assert [tool["asks"] for tool in shown["tools"]] == ["never asks"] * len(shown["tools"])
    assert all(tool["description"] and tool["arguments"] for tool in shown["tools"])
    assert empty.run("tools", "show", "mcp").code == 2
    assert empty.run("tools", "show", "mcp", "--json").json["problem"]["code"] == "mcp.none"


def test_a_servers_tools_are_read_approved_and_taken_back(empty, server):
    added = empty.run("mcp", "add", "weather", "--env", "KEY=secret", "--", sys.executable, str(server))
    assert added.code == 0, added.err
    assert "secret" not in empty.run("mcp", "show", "weather", "--json").out
    assert empty.run("mcp", "list").out.split("\t")[2:] == ["0", "0\n"]

    tested = empty.run("mcp", "test", "weather")
    assert tested.out.startswith("forecast\tnot approved\t") and "\x1b" not in tested.out
    assert empty.run("tools", "show", "mcp", "--json").json["problem"]["code"] == "mcp.nothing_approved"
    assert empty.run("mcp", "approve", "weather").code == 2
    assert empty.run("mcp", "approve", "weather", "--yes").code == 2
    assert empty.run("mcp", "approve", "weather", "forecst", "--yes").code == 2
    approved = empty.run("mcp", "approve", "weather", "forecast", "--yes", "--json")
    assert approved.json == {"server": "weather", "approved": ["forecast"]}
    shown = empty.run("tools", "show", "mcp", "--json").json
    assert [(tool["name"], tool["kind"]) for tool in shown["tools"]] == [("weather_forecast", "outside")]

    changed = empty.run("mcp", "change", "weather", "--without", "KEY", "--env", "B=2", "--seconds", "9", "--json").json
    assert (changed["changed"]["env"], changed["changed"]["seconds"], changed["unapproved"]) == (["B"], 9, 0)
    assert empty.run("mcp", "change", "weather", "--without", "KEY").code == 2
    other = empty.run("mcp", "change", "weather", "--json", "--", sys.executable, str(server), "-x").json
    assert (other["changed"]["env"], other["unapproved"]) == (["B"], 1)
    assert empty.run("mcp", "change", "weather", "--", sys.executable, str(server)).code == 0
    assert empty.run("mcp", "test", "weather").code == 0
    assert empty.run("mcp", "approve", "weather", "forecast", "--yes").code == 0

    assert empty.run("tools", "forget", "weather", "--json").json["forgotten"] == ["forecast"]
    assert empty.run("tools", "show", "mcp", "--json").json["problem"]["code"] == "mcp.nothing_approved"
    assert empty.run("mcp", "remove", "weather").code == 0
    assert empty.run("mcp", "list", "--json").json == {"servers": []}


FAR = """
import socket
import sys

import uvicorn
from mcp.server.mcpserver import MCPServer

app = MCPServer("far")

@app.tool()
def add(left: int, right: int) -> int:
    "Adds."
    return left + right

listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app.streamable_http_app(), log_level="critical")).run(sockets=[listening])
"""


def test_a_server_at_an_address_is_used_as_well(empty):
    far = subprocess.Popen([sys.executable, "-c", FAR], stdout=subprocess.PIPE)
    try:
        address = f"http://127.0.0.1:{int(far.stdout.readline())}/mcp"
        assert empty.run("mcp", "add", "far", "--url", address, "--header", "X-Key=${KEY}").code == 0
        ran = empty.run("mcp", "test", "far")
        assert ran.code == 1 and "KEY" in ran.err
        approved = empty.run("mcp", "approve", "far", "add", "--yes", "--json", KEY="secret")
        assert approved.json == {"server": "far", "approved": ["add"]}, approved.err
        connection = McpConnection(McpServer(name="far", url=address))
        assert connection.use("add", {"left": 2, "right": 3}).text == "5"
        connection.close()
    finally:
        far.terminate()
        far.communicate()


@pytest.mark.parametrize(("answer", "approved"), [("y", ["forecast"]), ("n", [])])
def test_a_person_is_asked_for_each_tool(empty, server, answer, approved):
    assert empty.run("mcp", "add", "weather", "--", sys.executable, str(server)).code == 0
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [empty.command, "mcp", "approve", "weather"],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=empty.environment(),
    )  # fmt: skip
    os.write(ours, f"{answer}\n".encode())
    out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, err
    assert b"The weather of a city." in out and b"\x1b" not in out
    tools = empty.run("mcp", "show", "weather", "--json").json["tools"]
    assert [tool["name"] for tool in tools if tool["state"] == "approved"] == approved


def test_a_server_that_cannot_be_used_says_why(empty, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import sys\nsys.exit('there is no key')\n")
    assert empty.run("mcp", "add", "broken", "--", sys.executable, str(broken)).code == 0
    ran = empty.run("mcp", "test", "broken")
    assert ran.code == 1 and "there is no key" in ran.err and ran.out == ""
    assert empty.run("mcp", "test", "broken", "--json").json["error"]["code"] == "mcp.died"
    ran = empty.run("mcp", "add", "Bad Name", "--", "x")
    assert ran.code == 2 and "small letters" in ran.err
    assert empty.run("mcp", "add", "both", "--url", "https://example.org", "--", "x").code == 2
    (empty.home / "mcp.toml").write_text("[a]\ncomand = 'x'\n")
    ran = empty.run("mcp", "list")
    assert ran.code == 2 and "did you mean command" in ran.err
