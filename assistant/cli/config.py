"""``config``: the settings, each with what it is now, and the person's own file edited without losing its comments."""

import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, opened, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line
from chains.errors import Cancelled, InputError

if TYPE_CHECKING:
    from assistant.settings import SettingInfo

tree = typer.Typer()

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do what it needs, such as cutting documents anew, unasked.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="As `config` lists it, model.path for one.")]


@tree.callback(invoke_without_command=True)
def list_settings(context: typer.Context, as_json: Json = False) -> None:
    """Show and change settings.

    Without a command: list them all.
    """
    if context.invoked_subcommand is None:
        _list(terminal_of(context))


@tree.command("list")
def list_all(context: typer.Context, as_json: Json = False) -> None:
    """List all settings."""
    _list(terminal_of(context))


def _list(terminal: Terminal) -> None:
    from assistant.settings import described
    from assistant.settings_file import literal

    file = _file()
    settings = described(file)
    if terminal.json_mode:
        terminal.result(
            {
                "file": str(file),
                "settings": {info.key: _object(info) for info in settings},
            }
        )
        return
    heads = [terminal.text(f"head_{name}") for name in ("setting", "value", "default", "meaning")]
    rows = [
        [
            info.key,
            one_line(literal(info.value)),
            "" if info.value == info.default else literal(info.default),
            info.description(terminal.language),
        ]
        for info in settings
    ]
    terminal.table(heads, rows)
    terminal.say("config_file", file=one_line(str(file)))


@tree.command()
def get(context: typer.Context, key: Key, as_json: Json = False) -> None:
    """Show one setting as it is now."""
    from assistant.settings import described
    from assistant.settings_file import literal

    terminal = terminal_of(context)
    _known(key)
    info = next(info for info in described(_file()) if info.key == key)
    if terminal.json_mode:
        terminal.result({"key": key, **_object(info)})
    else:
        terminal.line(one_line(info.value if isinstance(info.value, str) else literal(info.value)))


@tree.command("set")
def set_value(
    context: typer.Context,
    key: Key,
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", callback=whole_text, help="A number, true, false, text, or a list with commas."
        ),
    ],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Change a setting for good."""
    from assistant.settings_file import literal

    terminal = terminal_of(context)
    _known(key)
    parsed = _parsed(key, value)
    _change(terminal, key, parsed, yes)
    terminal.done({"key": key, "value": parsed}, "config_set", key=key, value=one_line(literal(parsed)))


@tree.command()
def unset(context: typer.Context, key: Key, yes: Yes = False, as_json: Json = False) -> None:
    """Go back to a setting's default."""
    terminal = terminal_of(context)
    _known(key)
    _change(terminal, key, None, yes)
    terminal.done({"key": key}, "config_unset", key=key)


@tree.command()
def path(context: typer.Context, as_json: Json = False) -> None:
    """Show where the settings file lies."""
    terminal = terminal_of(context)
    if terminal.json_mode:
        terminal.result({"file": str(_file())})
    else:
        terminal.line(one_line(str(_file())))


def _object(info: "SettingInfo") -> dict[str, object]:
    return {
        "value": info.value,
        "default": info.default,
        "description": info.description(),
        "source": info.source,
        "needs": info.needs,
        "least": info.least,
        "above": info.above,
        "most": info.most,
        "choices": list(info.choices),
    }


def _file() -> Path:
    from assistant.paths import Paths, default_home

    return Paths(default_home()).settings


def _change(terminal: Terminal, key: str, value: object, yes: bool) -> None:
    """Write the file; what costs the library time is told, and asked, before.

    Raises:
        InputError: the value cannot be, the file cannot be written, or nobody is there to say yes.
    """
    from assistant.settings import check_value
    from assistant.settings_file import changed_text, replace

    if value is not None:
        check_value(key, value)
    if key == "library.chunk_tokens" and not yes:
        _ask_to_recut(terminal, key, value)
    replace(_file(), changed_text(_file(), {key: value}))


def _ask_to_recut(terminal: Terminal, key: str, value: object) -> None:
    from assistant.settings import flat, load_settings

    default = flat(load_settings(Path(os.devnull), {}))[key]
    with opened(terminal) as assistant:
        cost = assistant.recut_cost(int(str(default if value is None else value)))
    if not cost.documents:
        return
    seconds = max(1, round(cost.seconds))
    if terminal.machine or not sys.stdin.isatty():
        raise InputError("settings.needs_yes", key=key, documents=cost.documents, seconds=seconds)
    terminal.say("config_recut", documents=cost.documents, seconds=seconds)
    if not typer.confirm(terminal.text("config_go_on")):
        raise Cancelled


def _known(key: str) -> None:
    """Raise ``InputError`` with the nearest known key, if ``key`` is none."""
    from assistant.settings import known_keys, load_settings

    if key not in known_keys():
        load_settings(Path(os.devnull), {}, {key: ""})


def _parsed(key: str, text: str) -> object:
    """``text`` as the kind of value that the setting has; what does not fit is left for the check to refuse."""
    from assistant.settings import flat, load_settings, parse_value

    default = flat(load_settings(Path(os.devnull), {}))[key]
    if isinstance(default, str):
        try:
            value = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            value = text
        text = value if isinstance(value, str) else text
        return str(Path(text).expanduser().absolute()) if key == "model.path" and text else text
    value = parse_value(text)
    if isinstance(default, list) and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value
