"""``queue``: the files that wait to be read, and those that could not be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, opened, terminal_of, whole_text
from assistant.cli.terminal import one_line
from assistant.objects import error_object
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.library.types import QueuedFile

tree = typer.Typer(help="Files that wait to be read, and files that failed.", no_args_is_help=True)

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE...", callback=whole_text, help="Paths, names or numbers as listed; else all of them."),
]


@tree.command("list")
def list_queue(context: typer.Context, as_json: Json = False) -> None:
    """List what waits, and what failed and why."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        files = assistant.library.queue()
    if terminal.json_mode:
        terminal.result({"files": [_object(file, terminal.language) for file in files]})
        return
    if not files:
        terminal.say("queue_empty")
    for file in files:
        state = terminal.text("head_waiting" if file.state == "waiting" else "state_failed")
        terminal.line(f"{file.number}  {state}  {one_line(file.path)}", "red" if file.error else "")
        if file.error is not None:
            terminal.line(f"    {one_line(file.error.message(terminal.language))}")
            terminal.line(f"    {one_line(file.error.hint(terminal.language))}", style="dim")


@tree.command()
def cancel(context: typer.Context, files: Files = None, as_json: Json = False) -> None:
    """Take files that wait out of the queue.

    One that is being read at the moment does not become a document.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        count = assistant.queue.drop("waiting", _numbers(assistant.library.queue(), "waiting", files))
    terminal.done({"cancelled": count}, "cancelled_waiting", count=count)


@tree.command()
def forget(context: typer.Context, files: Files = None, as_json: Json = False) -> None:
    """Forget files that failed; the files themselves stay."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        count = assistant.queue.drop("failed", _numbers(assistant.library.queue(), "failed", files))
    terminal.done({"forgotten": count}, "forgotten", count=count)


@tree.command()
def retry(context: typer.Context, files: Files = None, as_json: Json = False) -> None:
    """Let files that failed wait again; `add --resume` reads them."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        waiting = assistant.queue.retry(_numbers(assistant.library.queue(), "failed", files))
    terminal.done({"waiting": waiting}, "queue_waiting", count=waiting)


def _numbers(queue: "Sequence[QueuedFile]", state: str, files: Sequence[str] | None) -> list[int] | None:
    """The numbers of the entries that are meant; None for all.

    Raises:
        InputError: a file that does not stand in the queue in that state.
    """
    if not files:
        return None
    numbers = []
    for wanted in files:
        found = [file.number for file in queue if file.state == state and wanted in _names(file)]
        if not found:
            raise InputError("cli.not_in_queue", file=one_line(wanted))
        numbers += found
    return numbers


def _names(file: "QueuedFile") -> tuple[str, ...]:
    return str(file.number), file.path, file.name


def _object(file: "QueuedFile", language: str) -> dict[str, object]:
    return {
        "number": file.number,
        "path": file.path,
        "collection": file.collection,
        "state": file.state,
        "changed": file.changed,
        "error": None if file.error is None else error_object(file.error, language),
    }
