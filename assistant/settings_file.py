"""The person's own settings file: read, and edited key by key without losing its comments."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from assistant.settings import Settings, described, load_settings
from chains.errors import InputError


def changed_text(file: Path, changes: Mapping[str, object]) -> str:
    """The file's text with other values; None takes a key out, so that its default holds.

    Raises:
        InputError: it cannot be read, or a toolkit is named that does not exist.
    """
    text = read(file)
    for key, value in changes.items():
        if key == "agent.toolkits" and isinstance(value, list | tuple):
            # Which there are other packages know, too: that takes too long for each time that settings are read.
            from assistant.toolkits.switches import check_names

            check_names(value)
        text = edited(text, key, None if value is None else literal(value))
    return text


def with_text(
    file: Path, text: str, overrides: Mapping[str, object], changes: Mapping[str, object] = MappingProxyType({})
) -> Settings:
    """The settings as they would be with ``text`` in the place of ``file``, the environment and ``overrides`` counted.

    Raises:
        InputError: a value cannot be, one of ``changes`` is fixed by the environment or the command line, or there is
            no room to try them.
    """
    with tempfile.TemporaryDirectory(prefix="lectern-settings-", ignore_cleanup_errors=True) as folder:
        draft = Path(folder) / file.name
        try:
            draft.write_text(text, "utf-8")
        except OSError as exc:
            raise InputError("cli.cannot_write", file=str(file), reason=exc.strerror or str(exc)) from exc
        for info in described(draft, overrides=overrides):
            if info.key in changes and info.source in {"environment", "option"}:
                source = info.variable if info.source == "environment" else f"--set {info.key}"
                raise InputError("settings.fixed", key=info.key, source=source)
        return load_settings(draft, overrides=overrides)


def read(file: Path) -> str:
    """The file's text; empty where there is none.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return file.read_text("utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError("settings.unreadable", file=str(file), reason=str(exc)) from exc


def replace(file: Path, text: str) -> None:
    """Put ``text`` in the file's place, if settings can be read from it.

    Raises:
        InputError: they cannot, or the file cannot be written; it stays as it was.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix="settings", suffix=".toml")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
            load_settings(Path(name), {})
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(file), reason=exc.strerror or str(exc)) from exc


def edited(text: str, key: str, literal: str | None) -> str:
    """A TOML text with one key changed or, for None, taken out; all other lines stay as they are.

    Args:
        text: tables of plain keys, each value on one line, as Lectern writes them.
        key: ``table.name``.
        literal: the value as TOML.
    """
    table, _, name = key.partition(".")
    # At line feeds alone: a value may hold any of the other signs that end a line elsewhere.
    lines = text.removesuffix("\n").split("\n") if text else []
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


def literal(value: object) -> str:
    """A value as TOML writes it; JSON's strings, numbers, booleans and lists are TOML, too.

    Raises:
        InputError: it has half a character, as a file's name may that is no UTF-8; no settings file can hold that.
    """
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # the one sign that TOML wants escaped, too
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as exc:
        shown = text.encode("utf-8", "replace").decode("utf-8")
        raise InputError("settings.not_text", value=shown) from exc
    return text
