"""``api``: servers that an OpenAPI file describes, which of their operations the agent may call, and their keys."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Yes, confirm, opened, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.apis.operations import Operation
    from assistant.apis.shelf import Api

tree = typer.Typer(
    help="Let the agent call servers by their OpenAPI files, operation by operation.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="NAME", callback=whole_text, help="As `assistant api list` shows it.")]
Operations = list[str] | None
File = Annotated[Path, typer.Argument(metavar="FILE", help="OpenAPI 3.0 or 3.1, JSON or YAML; it is copied.")]
OwnName = Annotated[str, typer.Option("--name", metavar="NAME", callback=whole_text, help="For it.")]
BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url", metavar="URL", callback=whole_text, help="Of the server, if not the file's; one of yours, too."
    ),
]


@tree.command()
def add(context: typer.Context, file: File, name: OwnName = "", base_url: BaseUrl = "", as_json: Json = False) -> None:
    """Keep an OpenAPI file; none of its operations is on, and nothing is connected to."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        api = assistant.apis.add(file.expanduser(), name, base_url)
    terminal.done(
        {"added": _object(api)},
        "api_added",
        name=api.name,
        server=one_line(str(api.server)),
        count=sum(not each.problem for each in api.operations),
    )


@tree.command("list")
def list_apis(context: typer.Context, as_json: Json = False) -> None:
    """List the APIs."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found, refused = assistant.apis.all()
    if terminal.json_mode:
        told = [error.message(terminal.language) for error in refused]
        terminal.result({"apis": [_object(api) for api in found], "refused": told})
        return
    if not (found or refused):
        terminal.say("api_none")
    if found:
        rows = [
            [api.name, one_line(str(api.server)), f"{len(api.chosen)}/{api.count}", one_line(api.title)]
            for api in found
        ]
        terminal.table([terminal.text(f"head_{head}") for head in ("api", "target", "on", "meaning")], rows)
    for error in refused:
        terminal.remark(one_line(error.message(terminal.language)), style="yellow")


@tree.command()
def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show an API's server, the keys that it wants, and its operations."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        api = assistant.apis.get(name)
    if terminal.json_mode:
        terminal.result({**_object(api), "operations": [_operation(api, each) for each in api.operations]})
        return
    rows = [(terminal.text("head_target"), one_line(str(api.server)))]
    rows += [(terminal.text("head_keys"), one_line(", ".join(api.schemes)))] * bool(api.schemes)
    terminal.fields(rows)
    _list(terminal, api)


@tree.command()
def change(
    context: typer.Context,
    name: Name,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A newer one; it is copied.")] = None,
    base_url: BaseUrl = "",
    as_json: Json = False,
) -> None:
    """Take a newer file, or another address. Operations that it describes otherwise are switched off."""
    terminal = terminal_of(context)
    if file is None and not base_url:
        raise InputError("api.no_change", name=name)
    with opened(terminal) as assistant:
        came = assistant.apis.change(name, file.expanduser() if file is not None else None, base_url)
    told = {"changed": _object(came.api), "switched_off": list(came.off)}
    terminal.done(told, "api_changed", name=name, server=one_line(str(came.api.server)), on=len(came.api.on))
    if came.off and not terminal.json_mode:
        terminal.say("api_switched_off", operations=one_line(", ".join(came.off)), style="yellow")


@tree.command("operations")
def choose_operations(
    context: typer.Context,
    name: Name,
    on: Annotated[
        Operations, typer.Option("--on", metavar="OPERATION", callback=whole_text, help="Let the agent call it.")
    ] = None,
    off: Annotated[
        Operations, typer.Option("--off", metavar="OPERATION", callback=whole_text, help="No longer.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Switch operations on and off; without a choice, list them. Each call is still asked about."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        apis = assistant.apis
        api = apis.choose(name, on or (), off or ()) if on or off else apis.get(name)
        is_off = "api" not in assistant.settings.agent.toolkits
    if terminal.json_mode:
        terminal.result({**_object(api), "operations": [_operation(api, each) for each in api.operations]})
        return
    _list(terminal, api)
    if on and is_off:
        terminal.say("api_off", style="yellow")


@tree.command()
def key(
    context: typer.Context,
    name: Name,
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="SCHEME", callback=whole_text, help="Where the API takes several keys.")
    ] = "",
    forget: Annotated[bool, typer.Option("--remove", help="Take it out of the keyring.")] = False,
    as_json: Json = False,
) -> None:
    """Put a key into the system's keyring: asked for unseen, or a line of stdin. With a user name: NAME:PASSWORD."""
    from assistant.apis.keys import drop_key, keep_key

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        api = assistant.apis.get(name)
    wanted = scheme or next(iter(api.schemes), "")
    if wanted not in api.schemes or (not scheme and len(api.schemes) > 1):
        raise InputError("api.no_scheme", name=name, scheme=scheme or "-", known=", ".join(api.schemes) or "-")
    if forget:
        gone = drop_key(api.account(wanted))
        terminal.done({"api": name, "scheme": wanted, "removed": gone}, "api_key_removed", name=name, scheme=wanted)
        return
    if sys.stdin.isatty():
        secret = typer.prompt(terminal.text("api_key_prompt", name=name), hide_input=True, err=True)
    else:
        secret = sys.stdin.readline()
    keep_key(api.account(wanted), secret.strip())
    terminal.done({"api": name, "scheme": wanted}, "api_key_kept", name=name, scheme=wanted)


@tree.command()
def remove(context: typer.Context, name: Name, yes: Yes = False, as_json: Json = False) -> None:
    """Take an API and its keys out."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        apis = assistant.apis
        if name in apis.names() and not yes:
            confirm(terminal, "api_remove", name=name)
        apis.remove(name)
    terminal.done({"removed": name}, "api_removed", name=name)


# --- inside ---


def _list(terminal: Terminal, api: "Api") -> None:
    heads = [terminal.text(f"head_{head}") for head in ("operation", "request", "state", "meaning")]
    rows = [
        [
            each.id,
            one_line(f"{each.method} {each.path}"),
            terminal.text(f"api_state_{_state(api, each)}"),
            one_line(each.problem or each.summary),
        ]
        for each in api.operations
    ]
    terminal.table(heads, rows)


def _state(api: "Api", operation: "Operation") -> str:
    return "refused" if operation.problem else "on" if operation.id in api.on else "off"


def _object(api: "Api") -> dict[str, object]:
    return {
        "name": api.name,
        "title": api.title,
        "server": str(api.server),
        "own": api.own,
        "keys": {scheme.name: scheme.way for scheme in api.schemes.values()},
        "on": list(api.on),
    }


def _operation(api: "Api", operation: "Operation") -> dict[str, object]:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "state": _state(api, operation),
        "problem": operation.problem,
        "arguments": {
            each.name: {"in": each.place, "required": each.required, "description": each.description}
            for each in operation.arguments
        },
    }
