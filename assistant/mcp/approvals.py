"""Which tools of which servers the person has approved, and what was last seen of the others: a file of the home.

An approval holds for one server as it is configured, one name, and one description and schema. A server that says
anything else of a tool, or another server under the same name, has to be approved anew.
"""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.mcp.client import ServerTool
from assistant.mcp.servers import McpServer
from assistant.whole_file import write_whole
from chains.errors import InputError

FILE = "mcp-tools.json"

# A person approves while a run of the agent looks at the tools of a server: neither undoes what the other wrote.
_WRITING = threading.Lock()

State = Literal["approved", "new", "changed"]


@dataclass(frozen=True, slots=True)
class KnownTool:
    """A tool as it was last seen.

    Attributes:
        state: ``changed`` where an earlier form of it was approved and this one was not.
    """

    tool: ServerTool
    state: State


class _Seen(BaseModel):
    model_config = ConfigDict(frozen=True)

    description: str
    # Text, since JSON's types would not survive pydantic's: 1 and 1.0 are two schemas, and two fingerprints.
    parameters: str
    approved: str = ""


class _Server(BaseModel):
    model_config = ConfigDict(frozen=True)

    identity: str
    tools: Mapping[str, _Seen] = {}


class Approvals:
    """The approvals of one home.

    Args:
        folder: of the home.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def known(self, server: McpServer) -> tuple[KnownTool, ...]:
        """All tools of ``server`` that were seen, in its order.

        Raises:
            InputError: the file cannot be read.
        """
        kept = self._read().get(server.name)
        if kept is None or kept.identity != server.identity:
            return ()
        return tuple(_known(name, seen) for name, seen in kept.tools.items())

    def saw(self, server: McpServer, tools: Iterable[ServerTool]) -> tuple[KnownTool, ...]:
        """Keep what a server lists now, and what of it is approved.

        Raises:
            InputError: the file cannot be read or written.
        """
        with _WRITING:
            approved = {item.tool.name: approval for item, approval in self._approved(server)}
            self._keep(server, {tool.name: _seen(tool, approved.get(tool.name, "")) for tool in tools})
        return self.known(server)

    def approve(self, server: McpServer, tools: Iterable[ServerTool]) -> None:
        """From now on these may be given to the model, as they are now. Raises as ``saw`` does."""
        self._change(server, {tool.name: _seen(tool, tool.fingerprint) for tool in tools})

    def forget(self, server: McpServer, names: Iterable[str] | None = None) -> tuple[str, ...]:
        """Take approvals back, all of a server or those of ``names``.

        Returns:
            The names of those that were approved.

        Raises:
            InputError: the server has no tool of that name, or as ``saw`` does.
        """
        known = {item.tool.name: item for item in self.known(server)}
        wanted = list(known if names is None else names)
        for name in wanted:
            if name not in known:
                raise InputError("mcp.no_tool", server=server.name, tool=name)
        self._change(server, {name: _seen(known[name].tool, "") for name in wanted})
        return tuple(name for name in wanted if known[name].state != "new")

    def forget_server(self, name: str) -> None:
        """Forget all of a server that is no longer configured. Raises as ``saw`` does."""
        with _WRITING:
            kept = self._read()
            if kept.pop(name, None) is not None:
                self._write(kept)

    # --- inside ---

    def _approved(self, server: McpServer) -> list[tuple[KnownTool, str]]:
        kept = self._read().get(server.name)
        if kept is None or kept.identity != server.identity:
            return []
        return [(_known(name, seen), seen.approved) for name, seen in kept.tools.items()]

    def _change(self, server: McpServer, changes: Mapping[str, _Seen]) -> None:
        with _WRITING:
            kept = self._read().get(server.name)
            before = kept.tools if kept is not None and kept.identity == server.identity else {}
            self._keep(server, {**before, **changes})

    def _keep(self, server: McpServer, tools: Mapping[str, _Seen]) -> None:
        before, now = self._read(), _Server(identity=server.identity, tools=tools)
        if before.get(server.name) != now:
            self._write({**before, server.name: now})

    def _read(self) -> dict[str, _Server]:
        try:
            raw = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
            return {name: _Server.model_validate(value) for name, value in raw.items()}
        except (OSError, ValueError, AttributeError, ValidationError) as exc:
            # Nothing is approved by a file that cannot be read; and what was is not thrown away unasked.
            raise InputError("mcp.approvals", file=str(self.file)) from exc

    def _write(self, kept: Mapping[str, _Server]) -> None:
        data = {name: server.model_dump(mode="json") for name, server in kept.items()}
        try:
            write_whole(self.file, json.dumps(data, indent=1).encode("ascii"))
        except OSError as exc:
            raise InputError("cli.cannot_write", file=str(self.file), reason=exc.strerror or str(exc)) from exc


def _seen(tool: ServerTool, approved: str) -> _Seen:
    return _Seen(description=tool.description, parameters=json.dumps(tool.schema), approved=approved)


def _known(name: str, seen: _Seen) -> KnownTool:
    tool = ServerTool(name, seen.description, json.loads(seen.parameters))
    state: State = "approved" if seen.approved == tool.fingerprint else "changed" if seen.approved else "new"
    return KnownTool(tool, state)
