"""How the official client reaches a server: two transports of its own kind, with the bounds that its own lack.

Its stdio transport reads a line of any length and leaves a server to itself when the client is killed; its HTTP
transport reads a JSON reply of any length.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio
import httpx2
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

if TYPE_CHECKING:
    # The library exports what a transport is, and not the type of what it gives.
    from mcp.client._transport import TransportStreams

MOST_BYTES = 32 * 1024 * 1024  # of one message
MOST_JUNK = 200  # lines of standard output that are no messages: a greeting is forgiven, a log is not
TAIL_BYTES = 2000
LAST_WORDS_SECONDS = 0.2  # between the end of a server's output and of what it says of that


@dataclass
class Trouble:
    """Why a connection came to its end.

    Attributes:
        code: of an error of the area ``mcp``; empty while nothing is wrong.
        tail: the last of what the server wrote to its standard error.
        quiet: set when that has ended.
    """

    code: str = ""
    tail: bytearray = field(default_factory=bytearray)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def process_streams(
    command: Sequence[str], environment: Mapping[str, str], folder: str, trouble: Trouble
) -> "AsyncGenerator[TransportStreams, None]":
    """A server that is started for this connection and ends with it, by ``assistant.mcp.keeper``.

    Raises:
        OSError: the keeper cannot be started.
    """
    held, lifeline = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-m", "assistant.mcp.keeper", str(held), *command,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=dict(environment), cwd=folder, pass_fds=(held,), limit=MOST_BYTES, start_new_session=True,
        )  # fmt: skip
    except BaseException:
        os.close(lifeline)
        raise
    finally:
        os.close(held)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    incoming, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
    try:
        async with anyio.create_task_group() as tasks, incoming, read, write, outgoing:
            tasks.start_soon(_receive, process.stdout, incoming, trouble)
            tasks.start_soon(_send, process.stdin, outgoing)
            tasks.start_soon(_keep_tail, process.stderr, trouble)
            try:
                yield read, write
            finally:
                tasks.cancel_scope.cancel()
    finally:
        os.close(lifeline)
        process.stdin.close()


async def _receive(
    stdout: asyncio.StreamReader, incoming: ObjectSendStream[SessionMessage | Exception], trouble: Trouble
) -> None:
    junk = 0
    async with incoming:
        while True:
            try:
                line = await stdout.readline()
            except ValueError:  # longer than the reader's limit
                trouble.code = "mcp.flood"
                return
            if not line:
                trouble.code = trouble.code or "mcp.died"
                with anyio.move_on_after(LAST_WORDS_SECONDS):
                    await trouble.quiet.wait()
                return
            try:
                message = jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError:
                junk += 1
                if junk > MOST_JUNK:
                    trouble.code = "mcp.nonsense"
                    return
                continue
            with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):  # nobody listens any more
                await incoming.send(SessionMessage(message))


async def _send(stdin: asyncio.StreamWriter, outgoing: ObjectReceiveStream[SessionMessage]) -> None:
    with contextlib.suppress(OSError):  # it has closed its input; the end of its output tells
        async for message in outgoing:
            text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
            stdin.write(text.encode() + b"\n")
            await stdin.drain()


async def _keep_tail(stderr: asyncio.StreamReader, trouble: Trouble) -> None:
    while data := await stderr.read(65536):
        trouble.tail += data
        del trouble.tail[:-TAIL_BYTES]
    trouble.quiet.set()


@asynccontextmanager
async def http_streams(
    url: str, headers: Mapping[str, str], seconds: float, trouble: Trouble
) -> "AsyncGenerator[TransportStreams, None]":
    """A server at an address, by streamable HTTP; redirects to elsewhere are not followed."""

    async def bound(response: httpx2.Response) -> None:
        # Packed in spite of what it was asked for: how long it gets when it is unpacked, nobody knows.
        packed = response.headers.get("content-encoding", "identity").strip().casefold() != "identity"
        response.stream = _Bounded(response.stream, trouble, 0 if packed else MOST_BYTES)

    client = httpx2.AsyncClient(
        headers={**headers, "Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(seconds),
        event_hooks={"response": [bound]},
    )
    async with client, streamable_http_client(url, http_client=client, max_sse_event_size=MOST_BYTES) as streams:
        yield streams


class _Bounded(httpx2.AsyncByteStream):
    """A reply that ends with an error when it has more than ``most`` bytes."""

    def __init__(
        self, stream: httpx2.SyncByteStream | httpx2.AsyncByteStream, trouble: Trouble, most: int = MOST_BYTES
    ) -> None:
        assert isinstance(stream, httpx2.AsyncByteStream)
        self._stream = stream
        self._trouble = trouble
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for data in self._stream:
            size += len(data)
            if size > self._most:
                self._trouble.code = "mcp.flood"
                raise httpx2.StreamError("the reply is too long")
            yield data

    async def aclose(self) -> None:
        await self._stream.aclose()
