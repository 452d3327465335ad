"""``config``: the settings, each with what it is now, and the person's own file edited without losing its comments."""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, terminal_of, whole_text
from assistant.cli.terminal import one_line
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.settings import Settings

tree = typer.Typer()

Key = Annotated[str, typer.Argument(metavar="KEY", help="As `config` lists it, model.path for one.")]


@tree.callback(invoke_without_command=True)
def list_settings(context: typer.Context, as_json: Json = False) -> None:
    """Show and change settings.

    Without a command: list them all.
    """
    if context.invoked_subcommand is not None:
        return
    from assistant.settings import known_keys, load_settings

    terminal = terminal_of(context)
    file = _file()
    now = _flat(load_settings(file))
    defaults = _flat(load_settings(Path(os.devnull), {}))
    if terminal.json_mode:
        terminal.result(
            {
                "file": str(file),
                "settings": {
                    key: {"value": now[key], "default": defaults[key], "description": description}
                    for key, description in known_keys().items()
                },
            }
        )
        return
    heads = [terminal.text(f"head_{name}") for name in ("setting", "value", "default", "meaning")]
    rows = [
        [key, one_line(_literal(now[key])), "" if now[key] == defaults[key] else _literal(defaults[key]), description]
        for key, description in known_keys().items()
    ]
    terminal.table(heads, rows)
    terminal.say("config_file", file=one_line(str(file)))


@tree.command()
def get(context: typer.Context, key: Key, as_json: Json = False) -> None:
    """Show one setting as it is now."""
    from assistant.settings import load_settings

    terminal = terminal_of(context)
    values = _flat(load_settings(_file()))
    _known(key)
    if terminal.json_mode:
        terminal.result({"key": key, "value": values[key]})
    else:
        value = values[key]
        terminal.line(one_line(value if isinstance(value, str) else _literal(value)))


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
    as_json: Json = False,
) -> None:
    """Change a setting for good."""
    terminal = terminal_of(context)
    _known(key)
    parsed = _parsed(key, value)
    _replace(edited(_read(), key, _literal(parsed)))
    terminal.done({"key": key, "value": parsed}, "config_set", key=key, value=one_line(_literal(parsed)))


@tree.command()
def unset(context: typer.Context, key: Key, as_json: Json = False) -> None:
    """Go back to a setting's default."""
    terminal = terminal_of(context)
    _known(key)
    _replace(edited(_read(), key, None))
    terminal.done({"key": key}, "config_unset", key=key)


@tree.command()
def path(context: typer.Context, as_json: Json = False) -> None:
    """Show where the settings file lies."""
    terminal = terminal_of(context)
    if terminal.json_mode:
        terminal.result({"file": str(_file())})
    else:
        terminal.line(one_line(str(_file())))


def edited(text: str, key: str, literal: str | None) -> str:
    """A TOML text with one key changed or, for None, taken out; all other lines stay as they are.

    Args:
        text: tables of plain keys, each value on one line, as this command writes them.
        key: ``table.name``.
        literal: the value as TOML.
    """
    table, _, name = key.partition(".")
    lines = text.splitlines()
    heading = re.compile(r"\s*\[\s*([\w-]+)\s*\]\s*(#.*)?$")
    assignment = re.compile(rf"\s*{re.escape(name)}\s*=")
    inside, table_end, found = False, None, None
    for number, line in enumerate(lines):
        if match := heading.match(line):
            inside = match[1] == table
        elif inside and assignment.match(line):
            found = number
        if inside and line.strip():
            table_end = number + 1
    if found is not None:
        lines[found : found + 1] = [] if literal is None else [f"{name} = {literal}"]
    elif literal is not None:
        if table_end is None:
            lines += [*([""] if lines else []), f"[{table}]"]
            table_end = len(lines)
        lines.insert(table_end, f"{name} = {literal}")
    return "\n".join(lines) + "\n" if lines else ""


def _file() -> Path:
    from assistant.paths import Paths, default_home

    return Paths(default_home()).settings


def _read() -> str:
    file = _file()
    try:
        return file.read_text("utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError("settings.unreadable", file=str(file), reason=str(exc)) from exc


def _replace(text: str) -> None:
    """Put ``text`` in the place of the settings file, if settings can be read from it."""
    from assistant.settings import load_settings

    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix="settings", suffix=".toml")
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        try:
            load_settings(Path(name), {})
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(file), reason=exc.strerror or str(exc)) from exc


def _known(key: str) -> None:
    """Raise ``InputError`` with the nearest known key, if ``key`` is none."""
    from assistant.settings import known_keys, load_settings

    if key not in known_keys():
        load_settings(Path(os.devnull), {}, {key: ""})


def _parsed(key: str, text: str) -> object:
    """``text`` as the kind of value that the setting has; what does not fit is left for the check to refuse."""
    from assistant.settings import load_settings, parse_value

    default = _flat(load_settings(Path(os.devnull), {}))[key]
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


def _flat(settings: "Settings") -> dict[str, object]:
    groups: Mapping[str, Mapping[str, object]] = settings.model_dump(mode="json")
    return {f"{group}.{key}": value for group, values in groups.items() for key, value in values.items()}


def _literal(value: object) -> str:
    """A value as TOML writes it; JSON's strings, numbers, booleans and lists are TOML, too."""
    return json.dumps(value, ensure_ascii=False)
