"""Tools of an OpenAPI file not written for it, Chroma's own: called on Chroma's own server, and on bad ones.

The server comes with the chromadb package and describes itself. Between it and the tools stands a relay that sees each
request; at its worst it answers itself, as servers should not. All of it on this machine, for the time of the bench.
"""

# ruff: noqa: E501 - what is written as a table reads better in full lines

import argparse
import contextlib
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from assistant.apis.keys import keep_key
from assistant.apis.shelf import Api, Apis
from assistant.bench.bad_servers import Answer, bad_servers, drip, endless, send, serving, silent
from assistant.bench.memory_keyring import use_memory_keyring
from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.network.client import FetchLimits, GuardedClient
from assistant.paths import Paths
from assistant.toolkits.api import ApiToolkit
from chains.errors import AssistantError, Cancelled
from chains.toolkits.base import Observation

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

KEY = "k3y-of/the bench+0123456789"
START_SECONDS = 60.0
MOST_SECONDS, MOST_CANCEL_SECONDS, MOST_MEGABYTES = 4.0, 0.5, 64.0
LIMITS = FetchLimits(connect=1.0, read=1.5, whole=3.0, bytes=2_000_000, redirects=3)
_STORE = "/api/v2/tenants/acme/databases/papers"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came over the wire."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: object
    has_key: bool


@dataclass(frozen=True)
class Step:
    """One call, and the request that it has to become.

    Attributes:
        path: ``{id}`` stands for the collection's id, as in ``arguments``.
        keep: the name under which the reply's ``id`` is kept.
        free: whether the file asks for no key.
    """

    operation: str
    arguments: Mapping[str, object]
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: object = None
    keep: str = ""
    free: bool = False


def steps() -> list[Step]:
    """25 operations of the file, in an order in which each finds what it needs."""
    store = {"tenant": "acme", "database": "papers"}
    one = {**store, "collection_id": "{id}"}
    here = f"{_STORE}/collections/{{id}}"
    points = {"ids": ["a", "b", "c"], "embeddings": [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]}
    words = {"documents": ["one / 1", "zwei", "三"], "metadatas": [{"page": 1}, {"page": 2}, {"page": 3}]}
    return [
        Step("heartbeat", {}, "GET", "/api/v2/heartbeat", free=True),
        Step("version", {}, "GET", "/api/v2/version", free=True),
        Step("healthcheck", {}, "GET", "/api/v2/healthcheck", free=True),
        Step("pre_flight_checks", {}, "GET", "/api/v2/pre-flight-checks", free=True),
        Step("get_user_identity", {}, "GET", "/api/v2/auth/identity"),
        Step("create_tenant", {"name": "acme"}, "POST", "/api/v2/tenants", body={"name": "acme"}),
        Step("get_tenant", {"tenant_name": "acme"}, "GET", "/api/v2/tenants/acme"),
        Step("create_database", {"tenant": "acme", "name": "papers"}, "POST", "/api/v2/tenants/acme/databases",
             body={"name": "papers"}),
        Step("get_database", store, "GET", _STORE),
        Step("list_databases", {"tenant": "acme", "limit": 5, "offset": 0}, "GET", "/api/v2/tenants/acme/databases",
             (("limit", "5"), ("offset", "0"))),
        Step("create_collection", {**store, "name": "letters", "get_or_create": True, "metadata": {"kind": "mail"}},
             "POST", f"{_STORE}/collections",
             body={"name": "letters", "get_or_create": True, "metadata": {"kind": "mail"}}, keep="id"),
        Step("get_collection", {**store, "collection_id": "letters"}, "GET", f"{_STORE}/collections/letters"),
        Step("list_collections", {**store, "limit": 10}, "GET", f"{_STORE}/collections", (("limit", "10"),)),
        Step("count_collections", store, "GET", f"{_STORE}/collections_count"),
        Step("collection_add", {**one, **points, **words}, "POST", f"{here}/add", body={**points, **words}),
        Step("collection_count", one, "GET", f"{here}/count"),
        Step("collection_get", {**one, "ids": ["b"], "include": ["documents", "metadatas"]}, "POST", f"{here}/get",
             body={"ids": ["b"], "include": ["documents", "metadatas"]}),
        Step("collection_query", {**one, "query_embeddings": [[0.1, 0.9]], "n_results": 2}, "POST", f"{here}/query",
             body={"query_embeddings": [[0.1, 0.9]], "n_results": 2}),
        Step("collection_update", {**one, "ids": ["c"], "documents": ["drei & 3?"]}, "POST", f"{here}/update",
             body={"ids": ["c"], "documents": ["drei & 3?"]}),
        Step("collection_upsert", {**one, "ids": ["d"], "embeddings": [[0.2, 0.2]]}, "POST", f"{here}/upsert",
             body={"ids": ["d"], "embeddings": [[0.2, 0.2]]}),
        Step("collection_delete", {**one, "ids": ["a"]}, "POST", f"{here}/delete", body={"ids": ["a"]}),
        Step("update_collection", {**one, "new_name": "post-mail"}, "PUT", here, body={"new_name": "post-mail"}),
        Step("get_collection_by_id", one, "GET", f"{_STORE}/collections/by-id/{{id}}"),
        Step("delete_collection", {**store, "collection_id": "post-mail"}, "DELETE", f"{_STORE}/collections/post-mail"),
        Step("delete_database", store, "DELETE", _STORE),
    ]  # fmt: skip


def mistakes() -> list[tuple[str, Mapping[str, object]]]:
    """Calls that the file does not allow."""
    store = {"tenant": "acme", "database": "papers"}
    one = {**store, "collection_id": "x"}
    return [
        ("create_tenant", {}), ("create_tenant", {"name": 7}), ("create_tenant", {"name": None}),
        ("create_tenant", {"nam": "x"}), ("create_tenant", {"name": "x", "admin": True}), ("create_tenant", {"name": ["x"]}),
        ("get_tenant", {}), ("get_tenant", {"tenant_name": ""}), ("get_tenant", {"tenant_name": ".."}),
        ("get_tenant", {"tenant_name": {"a": 1}}), ("list_databases", {"tenant": "acme", "limit": 0}),
        ("list_databases", {"tenant": "acme", "limit": -3}), ("list_databases", {"tenant": "acme", "limit": "many"}),
        ("list_databases", {"tenant": "acme", "limit": 2.5}), ("list_databases", {"tenant": "acme", "offset": [1]}),
        ("create_collection", store), ("create_collection", {**store, "name": "x", "get_or_create": "perhaps"}),
        ("create_collection", {**store, "name": "x", "metadata": "mail"}), ("get_database", {"tenant": "acme"}),
        ("collection_add", {**one, "ids": ["a"]}), ("collection_add", {**one, "ids": "a", "embeddings": [[1.0]]}),
        ("collection_add", {**one, "ids": [1], "embeddings": [[1.0]]}), ("collection_add", {**one, "ids": ["a"], "embeddings": [["x", 1.0]]}),
        ("collection_get", {**one, "include": ["everything"]}), ("collection_get", {**one, "limit": -1}),
        ("collection_query", {**one, "n_results": 2}), ("collection_query", {**one, "query_embeddings": [[0.1]], "n_results": "two"}),
        ("collection_query", {**one, "query_embeddings": "near", "n_results": 2}), ("list_collections", {**store, "offset": "x"}),
        ("collection_count", {**store, "collection_id": "."}),
    ]  # fmt: skip


@dataclass
class _Relay:
    """Sees each request, and passes it on, or answers in its own bad way."""

    upstream: int
    seen: list[Seen] = field(default_factory=list)
    bad: Answer | None = None
    port: int = 0

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """One request."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        split = urlsplit(handler.path)
        content = json.loads(body) if body else None
        has_key = handler.headers.get("x-chroma-token") == KEY
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        self.seen.append(Seen(handler.command, unquote(split.path), query, content, has_key))
        if self.bad is not None:
            self.bad(handler)
            return
        there = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=10)
        try:
            there.request(handler.command, handler.path, body or None, {"Content-Type": "application/json"})
            reply = there.getresponse()
            data = reply.read()
        finally:
            there.close()
        send(handler, reply.status, data, {"Content-Type": reply.headers.get("Content-Type", "")})


@contextmanager
def _chroma(folder: Path) -> Iterator[tuple[int, bytes]]:
    """Chroma's server; its port, and its OpenAPI file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from chromadb.cli.cli import app; app()", "run", "--host", "127.0.0.1"]
    started = [*command, "--port", str(port), "--path", str(folder / "chroma")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(started, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder)
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                there = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                there.request("GET", "/openapi.json")
                yield port, there.getresponse().read()
                return
            except ConnectionError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(10)


@dataclass(frozen=True)
class _Context:
    """What the toolkit needs of a run."""

    folder: Path
    cancel: Cancel


def _tools(folder: Path, api: Api, cancel: Cancel) -> "dict[str, BaseTool]":
    client = GuardedClient(LIMITS, own=api.own_servers)
    return {tool.name: tool for tool in ApiToolkit(context=_Context(folder, cancel), client=client).get_tools()}


def _called(tool: "BaseTool", arguments: Mapping[str, object]) -> Observation:
    call = {"type": "tool_call", "id": "1", "name": tool.name, "args": dict(arguments)}
    found = tool.invoke(call).artifact
    assert isinstance(found, Observation)
    return found


# --- figures ---


def figures() -> list[Figure]:
    """All parts, on one server."""
    use_memory_keyring()
    with tempfile.TemporaryDirectory(prefix="lectern-api-") as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        upstream, document = stack.enter_context(_chroma(folder))
        relay = _Relay(upstream)
        relay.port = stack.enter_context(serving(relay.handle))
        file = folder / "openapi.json"
        file.write_bytes(document)
        apis = Apis(Paths(folder).apis)
        apis.add(file, "chroma", f"http://127.0.0.1:{relay.port}")
        api = apis.choose("chroma", sorted({step.operation for step in steps()}))
        for scheme in api.schemes:
            keep_key(api.account(scheme), KEY)
        cancel = Cancel()
        tools = _tools(folder, api, cancel)
        return [
            _right(tools, relay, len(api.operations)),
            _wrong(tools, relay),
            *_bad(tools, relay),
            _cancelled(folder, api, relay),
        ]


def _right(tools: "Mapping[str, BaseTool]", relay: _Relay, known: int) -> Figure:
    kept: dict[str, str] = {}
    failed: list[str] = []
    for step in steps():
        relay.seen.clear()
        try:
            observation = _called(tools[step.operation], _filled(dict(step.arguments), kept))
        except AssistantError as exc:
            failed.append(f"{step.operation}: {exc.message()}")
            continue
        path, body = str(_filled(step.path, kept)), _filled(step.body, kept)
        right = relay.seen == [Seen(step.method, path, step.query, body, not step.free)]
        if not (right and observation.found):
            failed.append(f"{step.operation}: {observation.text[:80]} {relay.seen}")
        if step.keep and isinstance(observation.value, dict):
            kept[step.keep] = str(observation.value["id"])
    count = len(steps())
    return Figure(
        "api: operations of Chroma's own file on Chroma's own server",
        f"{count - len(failed)} of {count} called right",
        "20, all right",
        not failed and count >= 20,
        "; ".join(failed)[:400] or f"method, path, query, body and key as the file says; the file has {known}",
    )


def _wrong(tools: "Mapping[str, BaseTool]", relay: _Relay) -> Figure:
    from pydantic import ValidationError

    relay.seen.clear()
    told, taken = 0, list[str]()
    for operation, arguments in mistakes():
        try:
            _called(tools[operation], arguments)
        except (AssistantError, ValidationError):
            told += 1
        else:
            taken.append(f"{operation} {arguments}")
    return Figure(
        "api: wrong arguments",
        f"{told} of {len(mistakes())} refused with a reason, {len(relay.seen)} requests sent",
        "all, 0 sent",
        told == len(mistakes()) and not relay.seen,
        "; ".join(taken)[:300],
    )


def _bad(tools: "Mapping[str, BaseTool]", relay: _Relay) -> list[Figure]:
    reached: list[str] = []

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        reached.append(handler.path)
        send(handler, 200, b"{}", {})

    told, leaked, slowest, failed = 0, 0, 0.0, list[str]()
    with serving(elsewhere) as port:
        servers = bad_servers(port, relay.port, KEY)
        before = _peak_megabytes()
        for name, answer in servers.items():
            relay.bad = answer
            began = time.monotonic()
            try:
                text = _called(tools["get_user_identity"], {}).text
            except AssistantError as exc:
                text = f"{exc.message()} {exc!r} {exc.__cause__!r}"
            except Exception as exc:  # noqa: BLE001 - whatever it is, it is what this bench looks for
                text = ""
                failed.append(f"{name}: {type(exc).__name__} {exc}")
            seconds = time.monotonic() - began
            slowest = max(slowest, seconds)
            told += bool(text) and seconds <= MOST_SECONDS
            leaked += KEY in text or KEY.encode().hex() in text
            if not text or seconds > MOST_SECONDS:
                failed.append(f"{name}: {seconds:.1f} s")
        grown = _peak_megabytes() - before
    relay.bad = None
    return [
        Figure(
            "api: 500s, redirects, 1 GB and other bad replies",
            f"{told} of {len(servers)} told plainly, slowest {slowest:.1f} s, {len(reached)} connections elsewhere",
            f"all within {MOST_SECONDS:g} s, 0 elsewhere",
            told == len(servers) and not reached,
            "; ".join(failed)[:300],
        ),
        Figure("api: the key in what the model is told", f"{leaked} times", "0", not leaked),
        Figure(
            "api: memory that the bad replies took",
            f"{grown:.0f} MB",
            f"at most {MOST_MEGABYTES:g} MB",
            grown <= MOST_MEGABYTES,
            "with the bad servers themselves, which are threads of the same process",
        ),
    ]


def _cancelled(folder: Path, api: Api, relay: _Relay) -> Figure:
    slowest, wrong = 0.0, 0
    for answer in (silent, drip, lambda handler: endless(handler, told=False)):
        relay.bad = answer
        cancel = Cancel()
        tool = _tools(folder, api, cancel)["heartbeat"]
        at: list[float] = []

        def stop(cancel: Cancel = cancel, at: list[float] = at) -> None:
            at.append(time.monotonic())
            cancel.set()

        timer = threading.Timer(0.01 if answer is not silent and answer is not drip else 0.5, stop)
        timer.start()
        try:
            _called(tool, {})
            wrong += 1
        except Cancelled:
            slowest = max(slowest, time.monotonic() - at[0])
        except AssistantError:
            wrong += answer in (silent, drip)  # a flood may be over its limit before the stop
    relay.bad = None
    return Figure(
        "api: a stop while a server keeps one waiting",
        f"{slowest:.2f} s",
        f"at most {MOST_CANCEL_SECONDS} s",
        not wrong and slowest <= MOST_CANCEL_SECONDS,
    )


def _filled(value: Any, kept: Mapping[str, str]) -> Any:
    """``value`` with what was kept in the place of ``{name}``."""
    if isinstance(value, str):
        for name, text in kept.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    return {name: _filled(inner, kept) for name, inner in value.items()} if isinstance(value, dict) else value


def _peak_megabytes() -> float:
    """The most memory that this process has had."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    return show(figures(), as_json=parser.parse_args(arguments).json)


if __name__ == "__main__":
    sys.exit(main())
