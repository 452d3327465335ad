"""The servers that the person configured: ``mcp.toml`` of the home, one table a server."""

import difflib
import hashlib
import json
import os
import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from assistant.settings_file import edited, literal, read
from assistant.whole_file import write_whole
from chains.errors import AssistantError, InputError

FILE = "mcp.toml"
# What a process needs to run at all; anything else of the person's shell, its keys above all, is not for servers.
INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ")
# That a start, and a call, may take.
SECONDS, LEAST_SECONDS, MOST_SECONDS = 30.0, 1.0, 600.0
_FROM_SHELL = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=4000)]


class McpError(AssistantError):
    """A server, or what it said, cannot be used."""


class McpServer(BaseModel):
    """One server as it stands in the file.

    Attributes:
        command: a program that speaks the protocol on its standard streams.
        env: further variables of its environment; ``${NAME}`` stands for one of the person's own.
        url: of a server of streamable HTTP, instead of ``command``.
        headers: sent to ``url``; ``${NAME}`` as in ``env``.
        seconds: that its start, and that a call, may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    command: Line = ""
    args: tuple[Line, ...] = ()
    env: Mapping[Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], Line] = {}
    url: Line = ""
    headers: Mapping[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")], Line] = {}
    seconds: float = Field(default=SECONDS, ge=LEAST_SECONDS, le=MOST_SECONDS)

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        if not is_name(name):
            raise ValueError("a name is small letters, digits, - and _")
        return name

    @model_validator(mode="after")
    def _one_way(self) -> "McpServer":
        if bool(self.command.strip()) == bool(self.url):
            raise ValueError("it needs either a command or a url")
        if self.url and not re.match(r"https?://[^/\s@]+(/|$)", self.url):
            raise ValueError("the url must be http:// or https://, without a name or password in it")
        if self.url and (self.args or self.env):
            raise ValueError("args and env belong to a command")
        if self.command and self.headers:
            raise ValueError("headers belong to a url")
        return self

    @property
    def transport(self) -> Literal["stdio", "http"]:
        """How it is spoken to."""
        return "http" if self.url else "stdio"

    @property
    def target(self) -> str:
        """The command line, or the address without its query, in which a key may stand; on one line."""
        if self.url:
            return re.sub(r"[?#].+", "?…", self.url)
        return shlex.join((self.command, *self.args))

    @property
    def identity(self) -> str:
        """SHA-256 of what runs or answers: an approval holds for that and nothing else under the same name."""
        return hashlib.sha256(json.dumps([self.command, self.args, self.url]).encode()).hexdigest()

    def environment(self, shell: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What a process of it gets.

        Raises:
            McpError: it asks for a variable that the person's shell does not have.
        """
        kept = {name: shell[name] for name in INHERITED if name in shell}
        return kept | {name: self._filled(value, shell) for name, value in self.env.items()}

    def sent_headers(self, shell: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What each request carries. Raises as ``environment`` does."""
        return {name: self._filled(value, shell) for name, value in self.headers.items()}

    def _filled(self, value: str, shell: Mapping[str, str]) -> str:
        def one(match: re.Match[str]) -> str:
            if match[1] not in shell:
                raise McpError("mcp.no_variable", server=self.name, variable=match[1])
            return shell[match[1]]

        return _FROM_SHELL.sub(one, value)


class McpServers:
    """All configured servers of one home.

    Args:
        folder: of the home.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def all(self) -> tuple[McpServer, ...]:
        """In the order of the file.

        Raises:
            InputError: the file cannot be read, or a table of it is no server.
        """
        return tuple(self._made(name, table) for name, table in self._tables().items())

    def get(self, name: str) -> McpServer:
        """The server of this name.

        Raises:
            InputError: there is none; as ``all`` does.
        """
        tables = self._tables()
        if name not in tables:
            known = ", ".join(tables) or "-"
            near = difflib.get_close_matches(name, list(tables), n=1, cutoff=0.4)
            raise InputError("mcp.no_server", server=name, nearest=near[0] if near else known)
        return self._made(name, tables[name])

    def add(self, server: McpServer) -> None:
        """Put a server into the file; its comments stay.

        Raises:
            InputError: there is one of that name, or the file cannot be written.
        """
        if server.name in self._tables():
            raise InputError("mcp.exists", server=server.name)
        self._write(_with(read(self.file), server))

    def change(self, server: McpServer) -> None:
        """Put a server in the place of the one of its name; comments stay where lines can be changed one by one.

        Raises:
            InputError: there is none of that name, or the file cannot be written.
        """
        self.get(server.name)
        text = read(self.file)
        changed = _with(text, server)
        if _table(changed, server.name) != _table(_with("", server), server.name):  # a value on several lines
            changed = _with(_without(text, server.name), server)
            if _table(changed, server.name) is None:
                raise InputError("mcp.unremovable", server=server.name, file=str(self.file))
        self._write(changed)

    def remove(self, name: str) -> None:
        """Take a server out of the file.

        Raises:
            InputError: there is none of that name, or the file cannot be written.
        """
        self.get(name)
        self._write(_without(read(self.file), name))
        if name in self._tables():  # written in another way than as a table of its own
            raise InputError("mcp.unremovable", server=name, file=str(self.file))

    def _tables(self) -> dict[str, object]:
        try:
            return dict(tomllib.loads(read(self.file)))
        except tomllib.TOMLDecodeError as exc:
            raise InputError("settings.unreadable", file=str(self.file), reason=str(exc)) from exc

    def _made(self, name: str, table: object) -> McpServer:
        if not isinstance(table, dict):
            raise InputError("mcp.bad_server", server=name, file=str(self.file), reason="it is no table")
        try:
            return McpServer.model_validate({**table, "name": name})
        except ValidationError as exc:
            raise InputError("mcp.bad_server", server=name, file=str(self.file), reason=why(exc)) from exc

    def _write(self, text: str) -> None:
        tomllib.loads(text)
        try:
            write_whole(self.file, text.encode())
        except OSError as exc:
            raise InputError("cli.cannot_write", file=str(self.file), reason=exc.strerror or str(exc)) from exc


def is_name(text: str) -> bool:
    """Whether a server can be called so: small letters, digits, ``-`` and ``_``, a letter first."""
    return _NAME.fullmatch(text) is not None


def made_server(**given: object) -> McpServer:
    """A server of what a person gave.

    Raises:
        InputError: it cannot be one.
    """
    try:
        return McpServer.model_validate(given)
    except ValidationError as exc:
        raise InputError("mcp.bad_entry", server=str(given.get("name", "")), reason=why(exc)) from exc


def why(exc: ValidationError) -> str:
    """The first thing that is wrong, with where it stands and, for an unknown key, the nearest known one."""
    first = exc.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(where, list(McpServer.model_fields), n=1, cutoff=0.4)
        reason = f"there is no such key; did you mean {near[0]}?" if near else "there is no such key"
    return f"{where}: {reason}" if where else reason


def _with(text: str, server: McpServer) -> str:
    """The text with this entry, key by key."""
    values = server.model_dump(exclude={"name"}, exclude_defaults=True, mode="json")
    for key in McpServer.model_fields.keys() - {"name", *values}:
        text = edited(text, f"{server.name}.{key}", None)
    for key, value in values.items():
        text = edited(text, f"{server.name}.{key}", _inline(value) if isinstance(value, dict) else literal(value))
    return text


def _table(text: str, name: str) -> object:
    """The entry as it stands in the text; None where there is none, or the text is no TOML."""
    try:
        return tomllib.loads(text).get(name)
    except tomllib.TOMLDecodeError:
        return None


def _inline(values: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{json.dumps(name)} = {literal(value)}" for name, value in values.items()) + " }"


def _without(text: str, table: str) -> str:
    """The text without a table, and the tables inside it."""
    heading = re.compile(r"\s*\[+\s*\"?([\w-]+)\"?\s*([.\]])")
    kept, inside = [], False
    for line in text.split("\n"):
        if match := heading.match(line):
            inside = match[1] == table
        if not inside:
            kept.append(line)
    return "\n".join(kept).strip("\n") + "\n" if any(line.strip() for line in kept) else ""
