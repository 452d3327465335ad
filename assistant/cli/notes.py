"""``notes``: the person's own notes, those that the agent kept among them."""

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Yes, confirm, opened, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line

if TYPE_CHECKING:
    from assistant.library.notes import Note

tree = typer.Typer(help="Write, find and remove notes.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="As `notes list` shows it.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", callback=whole_text, help="The note; - reads it from stdin.")]
# A list has a line a note.
TITLE_CHARACTERS = 100


@tree.command("list")
def list_notes(
    context: typer.Context,
    search: Annotated[
        str | None, typer.Option("--search", "-s", metavar="TEXT", callback=whole_text, help="What stands in them.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the notes, the latest first."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = assistant.notes.matching(search or "")
    if terminal.json_mode:
        terminal.result({"notes": [asdict(note) for note in found]})
    elif not found and search:
        terminal.say("notes_no_such", text=one_line(search))
    elif not found:
        terminal.say("notes_none")
    else:
        heads = [terminal.text(f"head_{name}") for name in ("number", "kept", "note_title")]
        terminal.table(heads, [[str(note.number), _when(note), _title(note)] for note in found])


@tree.command()
def show(context: typer.Context, number: Number, as_json: Json = False) -> None:
    """Print a note."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        note = assistant.notes.get(number)
    if terminal.json_mode:
        terminal.result(asdict(note))
        return
    terminal.remark(_head(note, terminal))
    terminal.write(note.text)


@tree.command()
def add(context: typer.Context, text: Text, as_json: Json = False) -> None:
    """Keep a note."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        note = assistant.notes.keep(_given(text))
    terminal.done(asdict(note), "notes_kept", number=note.number, title=_title(note))


@tree.command()
def edit(context: typer.Context, number: Number, text: Text, as_json: Json = False) -> None:
    """Give a note another text."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        note = assistant.notes.edit(number, _given(text))
    terminal.done(asdict(note), "notes_edited", number=note.number, title=_title(note))


@tree.command()
def remove(context: typer.Context, number: Number, yes: Yes = False, as_json: Json = False) -> None:
    """Remove a note.

    It cannot be had back: at a terminal that is asked before.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        note = assistant.notes.get(number)
        if not yes:
            confirm(terminal, "notes_for_good", number=number, title=_title(note))
        assistant.notes.remove(number)
    terminal.done({"removed": number}, "notes_removed", number=number, title=_title(note))


@tree.command()
def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else stdout.")] = None,
    as_json: Json = False,
) -> None:
    """Write all notes as Markdown, or with --json as JSON."""
    from assistant.export import notes_as_json, notes_as_markdown, write

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        notes = assistant.notes.all()
    is_json = terminal.json_mode or (output is not None and output.suffix == ".json")
    if output is not None:
        write(output, notes_as_json(notes) if is_json else notes_as_markdown(notes, terminal.text("notes_heading")))
        terminal.done({"written": str(output), "notes": len(notes)}, "exported", file=one_line(str(output)))
    elif is_json:
        terminal.result({"notes": [asdict(note) for note in notes]})
    else:
        terminal.write(notes_as_markdown(notes, terminal.text("notes_heading")))


def _given(text: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text


def _when(note: "Note") -> str:
    return datetime.fromtimestamp(note.created).isoformat(" ", "minutes")


def _title(note: "Note") -> str:
    title = one_line(note.title)
    return title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1]}…"


def _head(note: "Note", terminal: Terminal) -> str:
    if note.conversation:
        title = one_line(note.conversation_title)
        return terminal.text("notes_from", number=note.number, when=_when(note), title=title)
    return terminal.text("notes_own", number=note.number, when=_when(note))
