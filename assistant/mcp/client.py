"""A server as the program sees it: started at its first use, in a child of its own, and gone when it is closed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from assistant.cancel import Cancel
from assistant.mcp.servers import McpError, McpServer
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker, WorkerDied, WorkerTimeout

# A reply of the largest size, parsed, and the libraries.
MEMORY_BYTES = 1536 * 1024 * 1024
# To import the client, on a busy machine.
START_SECONDS = 15.0


@dataclass(frozen=True)
class ServerTool:
    """A tool as its server describes it; all of it is foreign text.

    Attributes:
        schema: JSON schema of its arguments.
    """

    name: str
    description: str
    schema: Mapping[str, object]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what the model would be told of it: what an approval holds for."""
        told = [self.name, self.description, self.schema]
        return sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a tool gave back; all of it is foreign text.

    Attributes:
        value: the structured part, JSON, where there is a small one.
        refused: whether the server says that the call failed.
    """

    text: str
    value: object
    refused: bool


class McpConnection:
    """One server. Thread-safe; calls queue.

    Args:
        server: as configured.
        folder: in which its process starts.

    Raises:
        McpError: it asks for a variable that the person's shell does not have.
    """

    def __init__(self, server: McpServer, folder: Path | None = None) -> None:
        self.server = server
        config: dict[str, Wire] = {
            "name": server.name,
            "command": [server.command, *server.args] if server.command else [],
            "environment": server.environment() if server.command else {},
            "folder": str(folder or Path.home()),
            "url": server.url,
            "headers": server.sent_headers(),
            "seconds": server.seconds,
        }
        # It has to stop within half a second, or be stopped.
        limits = Limits(memory_bytes=MEMORY_BYTES, cancel_grace_s=0.25)
        self._worker = Worker(Spec("assistant.mcp.child:McpHandler", f"MCP: {server.name}", config, limits))

    def tools(self, cancel: Cancel | None = None) -> tuple[ServerTool, ...]:
        """All tools that the server lists now.

        Raises:
            McpError: it cannot be started or reached, died, hangs, or says what makes no sense.
            Cancelled: ``cancel`` was set.
        """
        return tuple(ServerTool(**tool) for tool in self._call("tools", cancel))

    def use(self, tool: str, arguments: Mapping[str, object], cancel: Cancel | None = None) -> Reply:
        """Call a tool. Raises as ``tools`` does; what the server says of a failure is a reply."""
        return Reply(**self._call("use", cancel, tool=tool, arguments=dict(arguments)))

    def said(self) -> str:
        """What the server wrote to its standard error last, while its child lives."""
        if self._worker.pid is None:
            return ""
        return str(self._call("said", None))

    def close(self) -> None:
        """End the server, and all that it started."""
        self._worker.close()

    def _call(self, method: str, cancel: Cancel | None, **arguments: Wire) -> Wire:
        limit = START_SECONDS + 2 * self.server.seconds
        try:
            return self._worker.call(method, cancel=cancel, timeout=limit, **arguments)
        except WorkerDied as exc:
            # Its memory was not enough for what the server sent, in all likelihood.
            raise McpError("mcp.flood", server=self.server.name) from exc
        except WorkerTimeout as exc:
            raise McpError("mcp.slow", server=self.server.name, seconds=self.server.seconds) from exc
