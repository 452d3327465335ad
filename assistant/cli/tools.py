"""``tools``: what the agent may use, switched for all, for a conversation or for a collection."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import mcp
from assistant.cli.options import Collections, Json, opened, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line

if TYPE_CHECKING:
    from assistant.toolkits.catalog import ToolInfo, ToolkitInfo

tree = typer.Typer(help="See and switch what the agent may use.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", callback=whole_text, help="As `tools list` names it.")]
Conversation = Annotated[
    str | None,
    typer.Option("--conversation", metavar="CONV", callback=whole_text, help="One conversation: id, title or last."),
]
Collection = Annotated[
    str | None,
    typer.Option("--collection", "-c", metavar="NAME", callback=whole_text, help="Questions on this collection."),
]


@tree.command("list")
def list_toolkits(
    context: typer.Context, conversation: Conversation = None, collection: Collections = None, as_json: Json = False
) -> None:
    """List the toolkits: what each is for, whether it is on, and why."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        identity = assistant.conversations.resolve(conversation) if conversation is not None else ""
        found = assistant.toolkits(identity, collection or ())
        grants = assistant.grants.of(identity) if identity else ()
    if terminal.json_mode:
        terminal.result({"toolkits": [_object(info, terminal) for info in found], "allowed": list(grants)})
        return
    heads = [terminal.text(f"head_{name}") for name in ("toolkit", "meaning", "does", "state", "because")]
    rows = [
        [
            info.name,
            one_line(info.purpose(terminal.language)),
            _kind(info, terminal),
            terminal.text("tools_on" if info.on else "tools_off"),
            _because(info, terminal),
        ]
        for info in found
    ]
    terminal.table(heads, rows)
    if grants:
        terminal.say("tools_allowed", tools=", ".join(map(one_line, grants)))


@tree.command()
def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show a toolkit's tools as a model is told of them, and what each asks before it is called."""
    from assistant.toolkits.catalog import asks_text

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info = next((info for info in assistant.toolkits() if info.name == name), None)
        found = assistant.toolkit_tools(name)
    assert info is not None
    if found.problem is not None and not terminal.json_mode:
        raise found.problem
    if terminal.json_mode:
        from assistant.objects import error_object

        problem = None if found.problem is None else error_object(found.problem, terminal.language)
        tools = [_tool_object(tool) for tool in found.tools]
        terminal.result({**_object(info, terminal), "tools": tools, "problem": problem})
        return
    terminal.line(one_line(info.title(terminal.language)), style="bold")
    terminal.line(one_line(info.purpose(terminal.language)))
    heads = [terminal.text(f"head_{name}") for name in ("tool", "meaning", "arguments", "asks")]
    rows = [
        [
            one_line(tool.name),
            one_line(tool.description),
            "; ".join(_arguments(tool)),
            asks_text(tool.kind, terminal.language),
        ]
        for tool in found.tools
    ]
    terminal.table(heads, rows)


def _switching(wanted: bool | None) -> Callable[..., None]:
    """The command that switches a toolkit so; None: as what comes after says."""

    def switch(
        context: typer.Context,
        name: Name,
        conversation: Conversation = None,
        collection: Collection = None,
        as_json: Json = False,
    ) -> None:
        if conversation is not None and collection is not None:
            raise typer.BadParameter("--conversation and --collection exclude each other")
        terminal = terminal_of(context)
        with opened(terminal) as assistant:
            identity = assistant.conversations.resolve(conversation) if conversation is not None else None
            assistant.switch_toolkit(name, wanted, conversation=identity, collection=collection)
            scope = [collection] if collection is not None else []
            info = next(info for info in assistant.toolkits(identity or "", scope) if info.name == name)
        state = terminal.text("tools_on" if info.on else "tools_off")
        terminal.done(
            _object(info, terminal), "tools_switched", name=name, state=state, because=_because(info, terminal)
        )

    return switch


tree.command("on", help="Switch a toolkit on; without a conversation or collection, for all.")(_switching(True))
tree.command("off", help="Switch a toolkit off; without a conversation or collection, for all.")(_switching(False))
tree.command(
    "unset",
    help="Take a switch of a conversation or collection away; without either, all toolkits are as they were at first.",
)(_switching(None))


@tree.command()
def revoke(
    context: typer.Context,
    conversation: Annotated[
        str, typer.Argument(metavar="CONV", callback=whole_text, help="The conversation: id, title or last.")
    ],
    tool: Annotated[
        str | None, typer.Argument(metavar="TOOL", callback=whole_text, help="One tool; none: all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask again for tools that were allowed for a conversation."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        gone = assistant.grants.forget(assistant.conversations.resolve(conversation), tool)
    shown = ", ".join(map(one_line, gone)) or "–"
    terminal.done({"revoked": list(gone)}, "tools_revoked", tools=shown)


# Of MCP servers; here as well, since this is where one looks for what may be used.
tree.command()(mcp.approve)
tree.command()(mcp.forget)


def _because(info: "ToolkitInfo", terminal: Terminal) -> str:
    return terminal.text(f"because_{info.because}", collections=", ".join(map(one_line, info.collections)))


def _kind(info: "ToolkitInfo", terminal: Terminal) -> str:
    from assistant.toolkits.catalog import kind_text

    return kind_text(info.kind, terminal.language)


def _arguments(tool: "ToolInfo") -> list[str]:
    """A tool's arguments in words; those that it cannot do without have no question mark."""
    return [
        one_line(f"{name}{'' if name in tool.required else '?'}: {schema.get('description', '')}".rstrip(": "))
        for name, schema in tool.arguments.items()
    ]


def _object(info: "ToolkitInfo", terminal: Terminal) -> dict[str, object]:
    return {
        "name": info.name,
        "title": info.title(terminal.language),
        "purpose": info.purpose(terminal.language),
        "kind": info.kind,
        "on": info.on,
        "because": info.because,
        "collections": list(info.collections),
        "own": info.own,
    }


def _tool_object(tool: "ToolInfo") -> dict[str, object]:
    from assistant.toolkits.catalog import asks_text

    return {
        "name": tool.name,
        "description": tool.description,
        "kind": tool.kind,
        "asks": asks_text(tool.kind),
        "arguments": tool.arguments,
        "required": list(tool.required),
    }
