"""Servers that lie, hang, flood and die: the call says so, the program goes on, and nothing of them is left."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from langchain_core.tools import BaseTool

from assistant.cancel import Cancel
from assistant.mcp.approvals import Approvals
from assistant.mcp.client import McpConnection, ServerTool
from assistant.mcp.servers import McpError, McpServer, McpServers
from assistant.toolkits.mcp import REPLY_CHARACTERS, McpToolkit
from chains.agent.calling import Caller
from chains.consent import Decision, Guard
from chains.errors import Cancelled
from chains.toolkits.base import Observation, Toolbox

BAD = str(Path(__file__).with_name("bad_mcp_server.py"))
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
Connect = Callable[..., McpConnection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    opened: list[McpConnection] = []

    def one(*arguments: str, seconds: float = 20.0) -> McpConnection:
        server = McpServer(name="bad", command=sys.executable, args=(BAD, *arguments), seconds=seconds)
        opened.append(McpConnection(server))
        return opened[-1]

    yield one
    for connection in opened:
        connection.close()


def _code(work: Callable[[], object]) -> str:
    with pytest.raises(McpError) as caught:
        work()
    return caught.value.code


def _gone(pids: list[int], seconds: float = 5.0) -> list[int]:
    """Those of ``pids`` that still live after so long."""
    processes = []
    for pid in pids:
        try:
            processes.append(psutil.Process(pid))
        except psutil.NoSuchProcess:
            continue
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(_lives, processes)):
        psutil.wait_procs(processes, timeout=0.05)
    return [process.pid for process in processes if _lives(process)]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_server_that_never_answers_is_given_up_in_its_time(connect: Connect) -> None:
    assert _code(connect("silent", seconds=1.0).tools) == "mcp.slow"


def test_a_greeting_on_the_output_is_forgiven_and_a_log_is_not(connect: Connect) -> None:
    assert [tool.name for tool in connect("greets").tools()] == ["echo"]
    assert _code(connect("junk").tools) == "mcp.nonsense"


def test_a_server_that_fails_at_its_start_says_why(connect: Connect) -> None:
    connection = connect("fails")
    assert _code(connection.tools) == "mcp.died"
    assert connection.said().strip() == "there is no key"


def test_a_listing_that_is_none_is_told(connect: Connect) -> None:
    assert _code(connect("nonsense").tools) == "mcp.nonsense"


def test_a_listing_without_end_has_one(connect: Connect) -> None:
    assert [tool.name for tool in connect("pages").tools()] == ["echo"]


@pytest.mark.parametrize(
    ("mode", "seconds", "codes"),
    [
        ("dies", 20.0, {"mcp.died"}),
        ("closes", 20.0, {"mcp.died"}),
        ("hangs", 1.0, {"mcp.slow"}),
        ("endless", 20.0, {"mcp.flood"}),
        ("chats", 1.0, {"mcp.slow"}),
        # Whether a reply that nests without end is junk between messages, or none at all, is the parser's affair.
        ("deep", 2.0, {"mcp.slow", "mcp.nonsense"}),
    ],
)
def test_a_call_that_goes_wrong_is_told_and_the_next_one_meets_a_new_server(
    connect: Connect, mode: str, seconds: float, codes: set[str]
) -> None:
    connection = connect(mode, seconds=seconds)
    assert len(connection.tools()) == 1
    assert _code(lambda: connection.use("echo", {"word": "a"})) in codes
    assert len(connection.tools()) == 1


def test_a_reply_of_ten_megabytes_is_taken_and_cut(connect: Connect) -> None:
    reply = connect("big").use("echo", {"word": "a"})
    assert 0 < len(reply.text) <= 200_000


def test_nothing_but_tools_is_offered_to_a_server(connect: Connect) -> None:
    connection = connect("asks")
    assert connection.use("echo", {"word": "a"}).text == "refused 3"  # a ping is answered
    assert "offered {}" in connection.said()


@pytest.mark.parametrize("mode", ["hangs", "chats"])
def test_a_stop_ends_a_call_at_once(connect: Connect, mode: str) -> None:
    connection = connect(mode)
    connection.tools()
    cancel = Cancel()
    stopped: list[float] = []

    def stop() -> None:
        stopped.append(time.monotonic())
        cancel.set()

    threading.Timer(0.1, stop).start()
    with pytest.raises(Cancelled):
        connection.use("echo", {"word": "a"}, cancel)
    assert time.monotonic() - stopped[0] <= 0.5


def test_a_stop_ends_a_start_at_once(connect: Connect) -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        connect("silent").tools(cancel)
    assert time.monotonic() - began <= 0.3 + 0.5


# --- nothing is left ---


def _clinging(folder: Path) -> tuple[McpServer, Callable[[], list[int]]]:
    pids = folder / "pids"
    server = McpServer(name="bad", command=sys.executable, args=(BAD, "clings", str(pids)))
    return server, lambda: [int(pid) for pid in pids.read_text().split()]


def test_a_server_that_does_not_listen_and_its_daemons_end_with_the_connection(tmp_path: Path) -> None:
    server, pids = _clinging(tmp_path)
    connection = McpConnection(server)
    connection.tools()
    assert [psutil.pid_exists(pid) for pid in pids()] == [True] * 3
    connection.close()
    assert _gone(pids()) == []


PROGRAM = """
import sys, time
from assistant.mcp.client import McpConnection
from assistant.mcp.servers import McpServer
connection = McpConnection(McpServer(name="bad", command=sys.executable, args=tuple(sys.argv[1:])))
connection.tools()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_all_of_it_ends_with_a_program_that_is_killed(tmp_path: Path, kill: signal.Signals) -> None:
    _, pids = _clinging(tmp_path)
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, BAD, "clings", str(tmp_path / "pids")], stdout=subprocess.PIPE
    )
    assert program.stdout is not None and program.stdout.readline() == b"ready\n"
    family = [process.pid for process in psutil.Process(program.pid).children(recursive=True)]
    program.send_signal(kill)
    program.wait()
    program.stdout.close()
    assert _gone([*family, *pids()]) == []


def test_it_ends_with_the_child_that_speaks_to_it(tmp_path: Path) -> None:
    server, pids = _clinging(tmp_path)
    connection = McpConnection(server)
    connection.tools()
    child = next(p for p in psutil.Process().children() if "assistant.mcp.child" in " ".join(p.cmdline()))
    os.kill(child.pid, signal.SIGKILL)
    assert _gone(pids()) == []
    connection.close()


# --- by HTTP ---


@pytest.fixture
def address() -> Iterator[Callable[[str], str]]:
    elsewhere: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            mode = self.path.strip("/")
            if mode == "elsewhere":
                elsewhere.append(self.headers.get("Authorization", ""))
            self.rfile.read(int(self.headers["Content-Length"]))
            if mode == "fails":
                self.send_error(500)
                return
            if mode == "redirects":
                self.send_response(307)
                self.send_header("Location", f"http://localhost:{self.server.server_port}/elsewhere")  # type: ignore[attr-defined] # an HTTPServer
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if mode == "events" else "application/json")
            if mode == "packed":
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            try:
                if mode == "packed":
                    self.wfile.write(gzip.compress(b" " * 50_000_000, 1))
                if mode == "hangs":
                    self.rfile.read(1)  # until the client has gone
                while mode in {"endless", "events"}:
                    self.wfile.write(b"data: " + b"x" * 1_000_000)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lambda mode: f"http://127.0.0.1:{server.server_port}/{mode}"
    assert elsewhere == []
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("fails", "mcp.unreachable"),
        ("redirects", "mcp.unreachable"),
        ("endless", "mcp.flood"),
        ("events", "mcp.flood"),
        ("packed", "mcp.flood"),
        ("hangs", "mcp.slow"),
    ],
)
def test_an_address_that_misbehaves_is_told(address: Callable[[str], str], mode: str, code: str) -> None:
    seconds = 2.0 if mode == "hangs" else 20.0
    server = McpServer(name="bad", url=address(mode), headers={"Authorization": "Bearer secret"}, seconds=seconds)
    connection = McpConnection(server)
    assert _code(connection.tools) == code
    connection.close()


def test_an_address_where_nobody_is_is_told() -> None:
    connection = McpConnection(McpServer(name="bad", url="http://127.0.0.1:1/mcp"))
    assert _code(connection.tools) == "mcp.unreachable"
    connection.close()


# --- as the agent meets it ---


def _toolkit(home: Path, *arguments: str, approved: ServerTool) -> tuple[McpToolkit, BaseTool]:
    server = McpServer(name="bad", command=sys.executable, args=(BAD, *arguments), seconds=20)
    McpServers(home).add(server)
    Approvals(home).approve(server, [approved])
    toolkit = McpToolkit.made(SimpleNamespace(folder=home, cancel=Cancel()))  # type: ignore[arg-type] # all that it takes
    return toolkit, toolkit.get_tools()[0]


def _call(tool: BaseTool, **arguments: object) -> Observation:
    found = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": arguments}).artifact
    assert isinstance(found, Observation)
    return found


ECHO = ServerTool("echo", "Gives a word back.", SCHEMA)


def test_a_tool_that_changes_its_description_in_mid_run_is_not_called_any_more(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "changes", approved=ECHO)
    assert _call(tool, word="a").text == "a"
    assert _code(lambda: _call(tool, word="b")) == "mcp.changed"
    toolkit.close()
    known = Approvals(tmp_path).known(McpServers(tmp_path).get("bad"))
    assert [(item.tool.name, item.state) for item in known] == [("echo", "changed")]


def test_a_tool_that_the_server_does_not_list_any_more_is_not_called(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "greets", approved=ServerTool("gone", "Was there.", SCHEMA))
    assert _code(lambda: _call(tool, word="a")) == "mcp.no_tool"
    toolkit.close()


def test_a_reply_is_cut_and_is_foreign(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "big", approved=ECHO)
    found = _call(tool, word="a")
    assert found.foreign
    assert len(found.text) < REPLY_CHARACTERS + 100
    toolkit.close()


def _caller(tool: BaseTool, decision: Decision) -> Caller:
    return Caller(Toolbox.of([tool]), Guard("Give back the word."), lambda *_: decision, time.monotonic)


def test_a_run_goes_on_after_a_server_died_in_it(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "dies", approved=ECHO)
    caller = _caller(tool, "once")
    for word in ("a", "b"):
        called = caller.call(tool.name, {"word": word}, None)
        assert called.state == "failed"
        assert called.observation.text == McpError("mcp.died", server="bad").message()
    toolkit.close()


def test_nothing_is_started_for_a_call_that_was_denied(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "clings", str(tmp_path / "pids"), approved=ECHO)
    assert _caller(tool, "deny").call(tool.name, {"word": "a"}, None).state == "denied"
    assert _caller(tool, "once").call(tool.name, {"other": "a"}, None).state == "failed"  # nor for what cannot be
    assert psutil.Process().children() == []
    assert not (tmp_path / "pids").exists()
    toolkit.close()


def test_a_call_after_the_end_of_the_run_starts_nothing(tmp_path: Path) -> None:
    toolkit, tool = _toolkit(tmp_path, "greets", approved=ECHO)
    toolkit.close()
    assert _code(lambda: _call(tool, word="a")) == "mcp.died"


def test_what_the_approvals_file_lost_is_not_approved(tmp_path: Path) -> None:
    toolkit, _ = _toolkit(tmp_path, "greets", approved=ECHO)
    file = Approvals(tmp_path).file
    kept = json.loads(file.read_text())
    kept["bad"]["tools"]["echo"]["description"] = "Gives a word back, and more."
    file.write_text(json.dumps(kept))
    with pytest.raises(Exception, match="approved"):
        toolkit.get_tools()
    file.write_text("{")
    with pytest.raises(Exception, match=r"cannot be read"):
        toolkit.get_tools()
