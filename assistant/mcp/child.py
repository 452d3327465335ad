"""The child that speaks to one server by the official client: whatever a server does to it, the program goes on.

The client lives in an event loop of its own, in a thread; the calls of ``assistant.worker`` wait for it and look at
their cancellation meanwhile. A connection that has broken is made anew by the next call.
"""

import asyncio
import json
import logging
import shutil
import threading
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import mcp_types
from mcp import Client, MCPError
from pydantic import ValidationError

from assistant.child import Call
from assistant.mcp.servers import McpError
from assistant.mcp.transport import Trouble, http_streams, process_streams
from assistant.wire import Wire
from chains.errors import Cancelled

POLL_SECONDS = 0.02
MOST_TOOLS, MOST_PAGES = 200, 50
MOST_NAME, MOST_DESCRIPTION, MOST_SCHEMA = 128, 10_000, 50_000  # characters of what a server says of one tool
# Of a reply, that leave this process; what the model is shown is far less.
TEXT_CHARACTERS, VALUE_CHARACTERS = 200_000, 20_000
Got = TypeVar("Got")


class McpHandler:
    """Handler of the child of one server.

    Args:
        name: of the server, for errors.
        command: with its arguments; empty where there is a ``url``.
        environment: of the server's process, whole.
        folder: in which the process starts.
        url: of streamable HTTP.
        headers: sent to it.
        seconds: that a start, and a call, may take.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        folder: str,
        url: str,
        headers: dict[str, str],
        seconds: float,
    ) -> None:
        logging.disable(logging.CRITICAL)  # what a server says belongs into no log of ours
        self._name, self._command, self._environment, self._folder = name, command, environment, folder
        self._url, self._headers, self._seconds = url, headers, seconds
        self._connection: _Connection | None = None
        self._said = bytearray()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="mcp", daemon=True).start()

    def close(self) -> None:
        """Let the server go; the keeper ends what does not go by itself."""
        self._drop()

    def tools(self, call: Call) -> Wire:
        """The tools that the server lists: ``[{"name", "description", "schema"}]``.

        Of two of one name the first; none whose name or schema is longer than a person would read.
        """
        client = self._connected(call)
        found: dict[str, Wire] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            try:
                page = self._answer(call, client.list_tools(cursor=cursor, cache_mode="bypass"))
            except MCPError as exc:  # it has none, or is broken: what it says of that is not for an error of ours
                raise McpError("mcp.nonsense", server=self._name) from exc
            for tool in page.tools:
                if len(tool.name) <= MOST_NAME and len(json.dumps(tool.input_schema)) <= MOST_SCHEMA:
                    told = (tool.description or "")[:MOST_DESCRIPTION]
                    found.setdefault(tool.name, {"name": tool.name, "description": told, "schema": tool.input_schema})
            cursor = page.next_cursor
            if cursor is None or len(found) >= MOST_TOOLS:
                break
        return list(found.values())[:MOST_TOOLS]

    def use(self, call: Call, tool: str, arguments: Mapping[str, Wire]) -> Wire:
        """Call a tool: ``{"text", "value", "refused"}``; ``refused`` where the server says that it failed."""
        client = self._connected(call)
        try:
            result = self._answer(call, client.call_tool(tool, dict(arguments)))
        except MCPError as exc:
            return {"text": exc.message[:TEXT_CHARACTERS], "value": None, "refused": True}
        return {"text": _text(result), "value": _value(result), "refused": result.is_error}

    def said(self, call: Call) -> Wire:
        """What the server wrote to its standard error last."""
        tail = self._connection.trouble.tail if self._connection is not None else self._said
        return bytes(tail).decode("utf-8", "replace")

    # --- inside ---

    def _connected(self, call: Call) -> Client:
        if self._connection is None or self._connection.ended:
            self._drop()
            if self._command and shutil.which(self._command[0], path=self._environment.get("PATH")) is None:
                raise McpError("mcp.no_program", server=self._name, program=self._command[0])
            trouble = Trouble()
            self._connection = _Connection(self._new_client(trouble), trouble, self._loop)
            try:
                self._wait(call, self._connection.ready)
            except MCPError as exc:
                self._drop()
                raise McpError("mcp.unreachable" if self._url else "mcp.nonsense", server=self._name) from exc
            except Cancelled:
                self._drop()
                raise
        return self._connection.client

    def _new_client(self, trouble: Trouble) -> Client:
        if self._url:
            streams = http_streams(self._url, self._headers, self._seconds, trouble)
        else:
            streams = process_streams(self._command, self._environment, self._folder, trouble)
        info = mcp_types.Implementation(name="lectern", version="1")
        # No callbacks for sampling, elicitation and roots: the library then does not declare them.
        return Client(streams, client_info=info, cache=None, input_required_max_rounds=1)

    def _answer(self, call: Call, question: Coroutine[Any, Any, Got]) -> Got:
        return self._wait(call, asyncio.run_coroutine_threadsafe(question, self._loop))

    def _wait(self, call: Call, future: "Future[Got]") -> Got:
        """What the loop has to say, within the limit; whatever goes wrong is told of the server by its name."""
        deadline = time.monotonic() + self._seconds
        connection = self._connection
        assert connection is not None
        while not wait([future], POLL_SECONDS).done:
            if call.cancel.is_set:
                future.cancel()
                raise Cancelled
            if time.monotonic() > deadline:
                future.cancel()
                self._drop()
                raise McpError("mcp.slow", server=self._name, seconds=round(self._seconds, 1))
        try:
            return future.result()
        except Exception as exc:
            raise self._told(exc, connection) from exc

    def _told(self, exc: Exception, connection: "_Connection") -> Exception:
        """``exc`` as it goes to the caller: an answer of the server as it is, all else as what became of it."""
        first, code = _innermost(exc), connection.trouble.code
        if not code and isinstance(first, MCPError) and first.code != mcp_types.CONNECTION_CLOSED:
            return first
        if not code and isinstance(first, ValidationError | RuntimeError | ValueError):
            code = "mcp.nonsense"
        self._drop()
        return McpError(code or ("mcp.unreachable" if self._url else "mcp.died"), server=self._name)

    def _drop(self) -> None:
        if self._connection is not None:
            self._said = self._connection.trouble.tail
            self._connection.end()
            self._connection = None


class _Connection:
    """One client from its start to its end; both in one task of the loop, since its scopes end where they begin."""

    def __init__(self, client: Client, trouble: Trouble, loop: asyncio.AbstractEventLoop) -> None:
        self.client = client
        self.trouble = trouble
        self.ready: Future[None] = Future()
        self._over: Future[None] = asyncio.run_coroutine_threadsafe(self._live(), loop)

    @property
    def ended(self) -> bool:
        """Whether it can be used no more."""
        return self._over.done() or bool(self.trouble.code)

    def end(self) -> None:
        """Let go of the server; soon, not at once."""
        self._over.cancel()

    async def _live(self) -> None:
        try:
            async with self.client:
                if not self.ready.done():  # nobody waits for it any more
                    self.ready.set_result(None)
                await asyncio.Event().wait()
        except BaseException as exc:
            if not self.ready.done():
                first = _innermost(exc)
                # Cancelled by what the library did, not by us: for whoever waits it is a failure like others.
                self.ready.set_exception(first if isinstance(first, Exception) else ConnectionError())
            raise


def _innermost(exc: BaseException) -> BaseException:
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    return exc


def _text(result: mcp_types.CallToolResult) -> str:
    """The readable parts of a reply; what cannot be read is named."""
    parts: list[str] = []
    for block in result.content:
        if isinstance(block, mcp_types.TextContent):
            parts.append(block.text)
        elif isinstance(block, mcp_types.ImageContent | mcp_types.AudioContent):
            parts.append(f"({block.mime_type}, not shown)")
        elif isinstance(block, mcp_types.ResourceLink):
            parts.append(f"{block.title or block.name}: {block.uri}")
        elif isinstance(block.resource, mcp_types.TextResourceContents):
            parts.append(block.resource.text)
        else:
            parts.append(f"({block.resource.mime_type or block.resource.uri}, not shown)")
    if not parts and result.structured_content is not None:
        parts.append(json.dumps(result.structured_content, ensure_ascii=False))
    return "\n".join(parts)[:TEXT_CHARACTERS]


def _value(result: mcp_types.CallToolResult) -> Wire:
    """The structured part of a reply, if it is small: a large one is in the text as well."""
    value = result.structured_content
    return value if value is not None and len(json.dumps(value)) <= VALUE_CHARACTERS else None
