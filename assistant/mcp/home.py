"""What a person does with MCP servers: configure them, look at their tools, approve these."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.cancel import Cancel
from assistant.mcp.approvals import Approvals, KnownTool
from assistant.mcp.client import McpConnection
from assistant.mcp.servers import McpError, McpServer, McpServers
from chains.errors import InputError


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of asking a server for its tools.

    Attributes:
        tools: that it lists now, with what is approved of them.
        seconds: that it took to start and answer.
        error: why there are none.
        said: the last of what a server that failed wrote to its standard error.
    """

    tools: tuple[KnownTool, ...] = ()
    seconds: float = 0.0
    error: McpError | None = None
    said: str = ""


class Mcp:
    """The servers of one home.

    Args:
        folder: of the home.
    """

    def __init__(self, folder: Path) -> None:
        self.servers = McpServers(folder)
        self.approvals = Approvals(folder)

    def known(self, name: str) -> tuple[KnownTool, ...]:
        """The tools of a server as they were last seen; the server is not started.

        Raises:
            InputError: there is no such server, or a file of the home cannot be read.
        """
        return self.approvals.known(self.servers.get(name))

    def look(self, name: str, cancel: Cancel | None = None) -> Looked:
        """Start a server, or go to its address, and see which tools it has.

        Raises:
            InputError: as ``known`` does.
            Cancelled: ``cancel`` was set.
        """
        server = self.servers.get(name)
        began = time.monotonic()
        connection: McpConnection | None = None
        try:
            connection = McpConnection(server)
            listed = connection.tools(cancel)
            return Looked(self.approvals.saw(server, listed), time.monotonic() - began)
        except McpError as exc:
            said = connection.said() if connection is not None else ""
            return Looked(seconds=time.monotonic() - began, error=exc, said=said)
        finally:
            if connection is not None:
                connection.close()

    def approve(self, name: str, tools: Iterable[KnownTool]) -> None:
        """From now on these tools may be given to the model, as they are there.

        Raises:
            InputError: as ``known`` does.
        """
        self.approvals.approve(self.servers.get(name), [known.tool for known in tools])

    def chosen(self, name: str, tools: Iterable[KnownTool], names: Iterable[str]) -> tuple[KnownTool, ...]:
        """Those of ``tools`` that are meant by ``names``; by none: all that are not approved.

        Raises:
            InputError: one is not among them.
        """
        known, wanted = {item.tool.name: item for item in tools}, tuple(names)
        for tool in wanted:
            if tool not in known:
                raise InputError("mcp.no_tool", server=name, tool=tool)
        if wanted:
            return tuple(known[tool] for tool in wanted)
        return tuple(item for item in known.values() if item.state != "approved")

    def forget(self, name: str, tools: Iterable[str] = ()) -> tuple[str, ...]:
        """Take approvals back, of these tools or all.

        Returns:
            The names of those that were approved.

        Raises:
            InputError: as ``known`` does, or a tool was never seen.
        """
        return self.approvals.forget(self.servers.get(name), tuple(tools) or None)

    def add(self, server: McpServer) -> None:
        """Configure a server; see ``McpServers.add``."""
        self.servers.add(server)

    def change(self, server: McpServer) -> None:
        """Configure a server otherwise; what was approved of it holds as long as the same program or address does.

        Raises:
            InputError: see ``McpServers.change``.
        """
        self.servers.change(server)

    def remove(self, name: str) -> None:
        """Take a server, and what was approved of it, out of the home; see ``McpServers.remove``."""
        self.servers.remove(name)
        self.approvals.forget_server(name)
