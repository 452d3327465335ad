"""``mcp``: servers of the Model Context Protocol, and which of their tools the agent may be given."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Yes, confirm, opened, stopped_by_ctrl_c, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line, printable
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.mcp.approvals import KnownTool
    from assistant.mcp.home import Looked
    from assistant.mcp.servers import McpServer

tree = typer.Typer(help="Let the agent use tools of MCP servers, each approved by you.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", callback=whole_text, help="The server.")]
Tools = Annotated[
    list[str] | None, typer.Argument(metavar="TOOL...", callback=whole_text, help="Tools of it; none: all.")
]
Command = Annotated[
    list[str] | None,
    typer.Argument(metavar="COMMAND...", callback=whole_text, help="The program and its arguments, after `--`."),
]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="A server of streamable HTTP instead.")]
Variables = Annotated[
    list[str] | None,
    typer.Option("--env", metavar="NAME=VALUE", callback=whole_text, help="${NAME} takes one of your own."),
]
Headers = Annotated[
    list[str] | None, typer.Option("--header", metavar="NAME=VALUE", callback=whole_text, help="Sent to the URL.")
]
Seconds = Annotated[float | None, typer.Option("--seconds", help="That a start, and a call, may take.")]


@tree.command()
def add(
    context: typer.Context,
    name: Name,
    command: Command = None,
    url: Url = "",
    env: Variables = None,
    header: Headers = None,
    seconds: Seconds = None,
    as_json: Json = False,
) -> None:
    """Configure a server; nothing of it is used before you have approved it."""
    from assistant.mcp.servers import made_server
    from assistant.mcp.words import pairs

    terminal = terminal_of(context)
    server = made_server(name=name, **_typed(command, url, seconds), env=pairs(env or ()), headers=pairs(header or ()))
    with opened(terminal) as assistant:
        assistant.mcp.add(server)
    terminal.done({"added": _object(server)}, "mcp_added", name=name)


@tree.command()
def change(
    context: typer.Context,
    name: Name,
    command: Command = None,
    url: Url = "",
    env: Variables = None,
    header: Headers = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="NAME", callback=whole_text, help="A variable or header to take out."),
    ] = None,
    seconds: Seconds = None,
    as_json: Json = False,
) -> None:
    """Configure a server otherwise; what is not named stays, and so do approvals where it is the same server."""
    from assistant.mcp.servers import made_server
    from assistant.mcp.words import pairs

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        before = assistant.mcp.servers.get(name)
        approved = _approved(assistant.mcp.known(name))
        kept = before.model_dump()
        if url or command:  # variables are a program's, headers an address's
            kept |= {"command": "", "args": (), "url": ""} | ({"env": {}} if url else {"headers": {}})
        for key, given in (("env", pairs(env or ())), ("headers", pairs(header or ()))):
            kept[key] = {each: value for each, value in (kept[key] | given).items() if each not in (without or ())}
        unknown = [each for each in without or () if each not in {**before.env, **before.headers}]
        if unknown:
            raise InputError("mcp.no_line", server=name, name=unknown[0])
        server = made_server(**(kept | _typed(command, url, seconds)))
        assistant.mcp.change(server)
        lost = approved - _approved(assistant.mcp.known(name))
    terminal.done({"changed": _object(server), "unapproved": lost}, "mcp_changed_entry", name=name)
    if lost and not terminal.json_mode:
        terminal.say("mcp_unapproved", name=name, count=lost, style="yellow")


@tree.command("list")
def list_servers(context: typer.Context, as_json: Json = False) -> None:
    """List the servers, and how many of their tools are approved."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = [(server, assistant.mcp.known(server.name)) for server in assistant.mcp.servers.all()]
    if terminal.json_mode:
        servers = [{**_object(server), "tools": [_tool(known) for known in tools]} for server, tools in found]
        terminal.result({"servers": servers})
    elif not found:
        terminal.say("mcp_no_servers")
    else:
        heads = [terminal.text(f"head_{name}") for name in ("server", "target", "approved", "not_approved")]
        rows = []
        for server, tools in found:
            approved = _approved(tools)
            rows.append([server.name, one_line(server.target), str(approved), str(len(tools) - approved)])
        terminal.table(heads, rows)


@tree.command()
def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show a server's entry and its tools as they were last seen; the server is not started."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        server, tools = assistant.mcp.servers.get(name), assistant.mcp.known(name)
    if terminal.json_mode:
        terminal.result({**_object(server), "tools": [_tool(known) for known in tools]})
        return
    rows = [(terminal.text("head_target"), one_line(server.target))]
    # Values may be keys.
    rows += [(terminal.text("head_variables"), ", ".join(server.env))] * bool(server.env)
    rows += [(terminal.text("head_headers"), ", ".join(server.headers))] * bool(server.headers)
    terminal.fields([*rows, (terminal.text("head_limit"), f"{server.seconds:g}")])
    _list_tools(terminal, tools)


@tree.command()
def remove(context: typer.Context, name: Name, yes: Yes = False, as_json: Json = False) -> None:
    """Take a server, and the approvals of its tools, out."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        assistant.mcp.servers.get(name)
        if not yes:
            confirm(terminal, "mcp_remove", name=name)
        assistant.mcp.remove(name)
    terminal.done({"removed": name}, "mcp_removed", name=name)


@tree.command()
def test(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Start a server and show its tools."""
    terminal = terminal_of(context)
    looked = _looked(terminal, name)
    if terminal.json_mode:
        terminal.result(
            {"server": name, "seconds": round(looked.seconds, 3), "tools": [_tool(known) for known in looked.tools]}
        )
        return
    _list_tools(terminal, looked.tools)
    terminal.say("mcp_answered", name=name, seconds=looked.seconds, count=len(looked.tools))


@tree.command()
def approve(context: typer.Context, name: Name, tools: Tools = None, yes: Yes = False, as_json: Json = False) -> None:
    """Read what a server says of its tools, and let the agent be given those that you approve."""
    terminal = terminal_of(context)
    if yes and not tools:
        raise InputError("mcp.needs_names", server=name)
    if not yes and (terminal.machine or not sys.stdin.isatty()):
        raise InputError("mcp.needs_yes", server=name)
    looked = _looked(terminal, name)
    with opened(terminal) as assistant:
        wanted = assistant.mcp.chosen(name, looked.tools, tools or ())
        taken = wanted if yes else tuple(known for known in wanted if _asked(terminal, known))
        assistant.mcp.approve(name, taken)
    names = [known.tool.name for known in taken]
    shown = ", ".join(map(one_line, names)) or "–"
    terminal.done({"server": name, "approved": names}, "mcp_approved", name=name, tools=shown)


@tree.command()
def forget(context: typer.Context, name: Name, tools: Tools = None, as_json: Json = False) -> None:
    """Take approvals back, of some tools of a server or of all."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        gone = assistant.mcp.forget(name, tools or ())
    shown = ", ".join(map(one_line, gone)) or "–"
    terminal.done({"server": name, "forgotten": list(gone)}, "mcp_forgotten", name=name, tools=shown)


def _looked(terminal: Terminal, name: str) -> "Looked":
    """What a server has, once it was asked.

    Raises:
        McpError: it cannot be used; what it wrote last has been shown.
    """
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        looked = assistant.mcp.look(name, cancel)
    if looked.error is None:
        return looked
    if looked.said.strip() and not terminal.machine:
        terminal.say("mcp_said")
        terminal.remark(printable(looked.said.strip()), style="")
    raise looked.error


def _asked(terminal: Terminal, known: "KnownTool") -> bool:
    """Whether the person approves a tool, whose whole description they are shown."""
    from assistant.mcp.words import arguments_in_words

    terminal.line(one_line(known.tool.name), style="bold")
    terminal.line(printable(known.tool.description) or "–")
    for argument in arguments_in_words(known.tool):
        terminal.line(f"  {one_line(argument)}")
    if known.state == "changed":
        terminal.say("mcp_changed", style="yellow")
    return typer.confirm(terminal.text("mcp_approve"))


def _list_tools(terminal: Terminal, tools: "Sequence[KnownTool]") -> None:
    from assistant.mcp.words import arguments_in_words, unfit

    if not tools:
        terminal.say("mcp_no_tools")
        return
    heads = [terminal.text(f"head_{name}") for name in ("tool", "state", "meaning", "arguments")]
    rows = [
        [
            one_line(known.tool.name),
            terminal.text(f"mcp_state_{known.state}") + (f" ({problem})" if (problem := unfit(known.tool)) else ""),
            one_line(known.tool.description),
            one_line("; ".join(arguments_in_words(known.tool))),
        ]
        for known in tools
    ]
    terminal.table(heads, rows)


def _tool(known: "KnownTool") -> dict[str, object]:
    from assistant.mcp.words import unfit

    return {
        "name": known.tool.name,
        "state": known.state,
        "description": known.tool.description,
        "schema": known.tool.schema,
        "fingerprint": known.tool.fingerprint,
        "unfit": unfit(known.tool),
    }


def _typed(command: list[str] | None, url: str, seconds: float | None) -> dict[str, object]:
    """What of these was given."""
    given: dict[str, object] = {"url": url} if url else {}
    if command:
        given |= {"command": command[0], "args": command[1:]}
    return given if seconds is None else given | {"seconds": seconds}


def _approved(tools: "Sequence[KnownTool]") -> int:
    return sum(known.state == "approved" for known in tools)


def _object(server: "McpServer") -> dict[str, object]:
    """An entry without the values that may be keys."""
    return {
        "name": server.name,
        "transport": server.transport,
        "target": server.target,
        "env": list(server.env),
        "headers": list(server.headers),
        "seconds": server.seconds,
    }
