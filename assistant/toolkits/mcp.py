"""Tools of the servers that the person configured, each approved by them before it is given to a model."""

import re
import threading
from typing import ClassVar

from langchain_core.tools import BaseTool
from pydantic import PrivateAttr

from assistant.mcp.approvals import Approvals
from assistant.mcp.client import START_SECONDS, McpConnection, ServerTool
from assistant.mcp.servers import McpError, McpServer, McpServers
from assistant.toolkits.registry import ToolContext, Toolkit
from chains.errors import InputError
from chains.text import common_rank, is_stop, terms
from chains.toolkits.base import Observation, ToolTraits, made_tool
from chains.toolkits.foreign import UnfitSchema, foreign_arguments, one_line, tool_name

# What the model may get of one reply, before it is cut to its window.
REPLY_CHARACTERS = 20_000
# The commonest words alone speak of no tool: "read", "time", "current".
COMMON = 1000


class McpToolkit(Toolkit):
    """Approved tools of MCP servers. The first call of one of its tools starts a server; it ends with the run."""

    name: ClassVar[str] = "mcp"
    _connections: dict[str, McpConnection] = PrivateAttr(default_factory=dict)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _closed: bool = PrivateAttr(default=False)

    def get_tools(self) -> list[BaseTool]:
        """The approved tools, described as they were when they were approved; nothing is started for that.

        Raises:
            InputError: no server is configured, no tool approved, or a file of these cannot be read.
        """
        context: ToolContext = self.context
        servers, approvals = McpServers(context.folder).all(), Approvals(context.folder)
        if not servers:
            raise InputError("mcp.none")
        found: dict[str, BaseTool] = {}
        for server in servers:
            for known in approvals.known(server):
                if known.state == "approved":
                    try:
                        tool = self._tool(server, known.tool)
                    except UnfitSchema:
                        continue  # `assistant mcp show` says so
                    # Of two that would be called alike the first; what is allowed by name must be one tool.
                    found.setdefault(tool.name, tool)
        if not found:
            raise InputError("mcp.nothing_approved")
        return list(found.values())

    def close(self) -> None:
        """End the servers, side by side."""
        with self._lock:
            self._closed = True
            connections, self._connections = list(self._connections.values()), {}
        threads = [threading.Thread(target=connection.close, daemon=True) for connection in connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _tool(self, server: McpServer, tool: ServerTool) -> BaseTool:
        name = tool_name(server.name, tool.name)
        arguments = foreign_arguments(tool.schema, name)

        def call(**given: object) -> Observation:
            return self._called(server, tool, arguments.wire(given))

        seconds = START_SECONDS + 2 * server.seconds
        given = ToolTraits("mcp", "outside", seconds, _patterns(tool.name), foreign=True)
        return made_tool(name, one_line(tool.description) or name, arguments.model, call, given)

    def _called(self, server: McpServer, tool: ServerTool, arguments: dict[str, object]) -> Observation:
        context: ToolContext = self.context
        connection = self._connected(server)
        listed = connection.tools(context.cancel)
        Approvals(context.folder).saw(server, listed)
        now = next((one for one in listed if one.name == tool.name), None)
        if now is None:
            raise McpError("mcp.no_tool", server=server.name, tool=tool.name)
        if now.fingerprint != tool.fingerprint:
            raise McpError("mcp.changed", server=server.name, tool=tool.name)
        reply = connection.use(tool.name, arguments, context.cancel)
        text = reply.text
        if len(text) > REPLY_CHARACTERS:
            text = f"{text[:REPLY_CHARACTERS]}\n(the rest is cut)"
        if reply.refused:
            return Observation(f"The server says that this failed: {text}", foreign=True, found=False)
        return Observation(text, value=reply.value, foreign=True)

    def _connected(self, server: McpServer) -> McpConnection:
        with self._lock:
            if self._closed:
                raise McpError("mcp.died", server=server.name)
            if server.name not in self._connections:
                self._connections[server.name] = McpConnection(server)
            return self._connections[server.name]


def _patterns(name: str) -> tuple[str, ...]:
    """Tasks that say all that a tool's name says, for models that choose badly; none where that says nothing."""
    words = [word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name) if len(word) > 2]
    telling = any(not is_stop(term) and not 0 < common_rank(term) <= COMMON for term in terms(" ".join(words)))
    return ("".join(rf"(?=.*\b{re.escape(word.removesuffix('s'))})" for word in words) + ".*",) if telling else ()
