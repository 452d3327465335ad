"""A server as a person writes it, and its tools as they read them; what comes from a server is foreign text."""

import shlex
from collections.abc import Iterable

from assistant.mcp.client import ServerTool
from assistant.mcp.servers import McpServer, made_server
from chains.errors import InputError


def typed_server(name: str, target: str, lines: Iterable[str], seconds: float) -> McpServer:
    """A server of what was typed.

    Args:
        target: an address, else a program and its arguments as in a shell.
        lines: ``NAME=VALUE`` each; variables of a program, headers of an address.

    Raises:
        InputError: it cannot be one.
    """
    target = target.strip()
    given: dict[str, object] = {"name": name.strip(), "seconds": seconds}
    if is_address(target):
        return made_server(**given, url=target, headers=pairs(lines))
    try:
        words = shlex.split(target)
    except ValueError as exc:
        raise InputError("mcp.quotes", command=target) from exc
    return made_server(**given, command=words[0] if words else "", args=words[1:], env=pairs(lines))


def is_address(target: str) -> bool:
    """Whether it is an address, and no program."""
    return target.strip().casefold().startswith(("http://", "https://"))


def pairs(lines: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` each.

    Raises:
        InputError: one has no ``=``.
    """
    found = {}
    for number, line in enumerate(lines, 1):
        name, equals, value = line.partition("=")
        if not equals:  # what it says is not told: it may be the value alone, a key
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
