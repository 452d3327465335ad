"""A server as a person writes it, and its tools as they read them; what comes from a server is foreign text."""

import contextlib
import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.mcp.client import ServerTool
from assistant.mcp.servers import SECONDS, McpServer, made_server
from chains.errors import InputError


@dataclass(frozen=True, slots=True)
class Entry:
    """A server as it is typed.

    Attributes:
        target: an address, else a program and its arguments as in a shell.
        lines: ``NAME=VALUE`` each; variables of a program, headers of an address.
        seconds: see ``McpServer``.
    """

    name: str
    target: str
    lines: tuple[str, ...] = ()
    seconds: float = SECONDS


def pasted_entry(text: str) -> Entry | None:
    """The server of a piece of JSON as makers of servers print it, for other programs; None where it is none.

    ``{"mcpServers": {NAME: {"command": …, "args": […], "env": {…}}}}``, or a part of that; ``url`` and ``headers`` for
    one at an address. Of several servers the first; it may have no name.
    """
    text = text.strip().rstrip(",")
    for whole in (text, f"{{{text}}}"):  # the outer braces are easily left behind
        with contextlib.suppress(ValueError, RecursionError):
            return _entry(json.loads(whole), "")
    return None


def _entry(found: object, name: str) -> Entry | None:
    if not isinstance(found, dict):
        return None
    command, url = found.get("command"), found.get("url")
    if isinstance(command, str) or isinstance(url, str):
        words, values = found.get("args", []), found.get("env" if command else "headers", {})
        if not isinstance(words, list) or not isinstance(values, dict):
            return None
        target = shlex.join(map(str, (command, *words))) if isinstance(command, str) else str(url)
        name = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).lstrip("-_0123456789")[:31].rstrip("-_")
        return Entry(name, target, tuple(f"{key}={value}" for key, value in values.items()))
    inner = ((key, value) for key, value in found.items() if isinstance(value, dict))
    return next((entry for key, value in inner if (entry := _entry(value, key)) is not None), None)


def entry_of(server: McpServer) -> Entry:
    """A server to be typed over; its values, which may be keys, are not in it: a name alone stands for its value."""
    return Entry(server.name, server.target, (*server.env, *server.headers), server.seconds)


def typed_server(entry: Entry, before: McpServer | None = None) -> McpServer:
    """The server that was typed.

    Args:
        before: what ``entry`` was made of by ``entry_of``.

    Raises:
        InputError: it cannot be one.
    """
    target = entry.target.strip()
    given: dict[str, object] = {"name": entry.name.strip(), "seconds": entry.seconds}
    known = {**before.env, **before.headers} if before is not None else {}
    if is_address(target):
        if before is not None and target == before.target:
            target = before.url  # a key may stand in what is not shown of it
        return made_server(**given, url=target, headers=pairs(entry.lines, known))
    try:
        words = shlex.split(target)
    except ValueError as exc:
        raise InputError("mcp.quotes", command=target) from exc
    return made_server(**given, command=words[0] if words else "", args=words[1:], env=pairs(entry.lines, known))


def is_address(target: str) -> bool:
    """Whether it is an address, and no program."""
    return target.strip().casefold().startswith(("http://", "https://"))


def pairs(lines: Iterable[str], known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """``NAME=VALUE`` each.

    Args:
        known: values of names that may stand alone.

    Raises:
        InputError: another one has no ``=``.
    """
    found = {}
    for number, line in enumerate(lines, 1):
        name, equals, value = line.partition("=")
        if not equals and name.strip() in known:
            value = known[name.strip()]
        elif not equals:  # what it says is not told: it may be the value alone, a key
            raise InputError("mcp.no_value", number=number)
        found[name.strip()] = value
    return found


def arguments_in_words(tool: ServerTool) -> list[str]:
    """A tool's arguments; those that it cannot do without have no question mark."""
    properties, required = tool.schema.get("properties"), tool.schema.get("required")
    if not isinstance(properties, dict):
        return []
    needed = required if isinstance(required, list) else []
    found = []
    for argument, schema in properties.items():
        said = schema if isinstance(schema, dict) else {}
        words = " ".join(str(said[key]) for key in ("type", "description") if key in said)
        found.append(f"{argument}{'' if argument in needed else '?'}: {words}".rstrip(": "))
    return found


def unfit(tool: ServerTool) -> str:
    """Why no model can be given a tool, in English; empty where one can."""
    from chains.toolkits.foreign import UnfitSchema, foreign_arguments

    try:
        foreign_arguments(tool.schema, "tool")
    except UnfitSchema as exc:
        return str(exc)
    return ""
