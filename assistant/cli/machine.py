"""``check`` and ``doctor``: whether all is well, with the library and with the machine."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Model, Set, opened, overrides_of, terminal_of
from assistant.cli.terminal import Terminal, one_line
from chains.errors import LibraryError

if TYPE_CHECKING:
    from assistant.library.check import CheckReport


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command()(check)
    tree.command()(doctor)


def check(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what can be.")] = False,
    as_json: Json = False,
) -> None:
    """Check that the library is whole.

    Exit code 5 if it is not.
    """
    terminal = terminal_of(context)
    try:
        report = _checked(terminal, repair)
    except LibraryError as exc:
        if exc.code != "library.damaged" or not repair:
            raise
        from assistant.app import Assistant

        kept, saved = Assistant.salvage()
        terminal.say("salvaged", saved=saved, kept=one_line(str(kept)))
        report = _checked(terminal, repair)
    if terminal.json_mode:
        terminal.result({"ok": report.ok, **asdict(report)})
    else:
        for finding in report.findings:
            state = terminal.text("repaired" if finding.repaired else "found")
            terminal.line(f"{state}  {one_line(finding.message)}", style="" if finding.repaired else "red")
        key = "check_ok" if report.ok else "check_bad"
        indexed = terminal.text("elsewhere") if report.indexed is None else str(report.indexed)
        terminal.line(terminal.text(key, documents=report.documents, chunks=report.chunks, indexed=indexed))
    if not report.ok:
        raise typer.Exit(LibraryError.exit_code)


def _checked(terminal: Terminal, repair: bool) -> "CheckReport":
    with opened(terminal) as assistant:
        report = assistant.check(repair)
        if repair:
            for _ in assistant.resume():  # files that lost a part are read again
                pass
        return report


def doctor(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="Measure nothing.")] = False,
    model: Model = None,
    settings: Set = None,
    as_json: Json = False,
) -> None:
    """Show what really runs on this machine.

    Backend, layers on the GPU, tokens a second, memory, and how to do better.
    """
    terminal = terminal_of(context)
    with opened(terminal, overrides_of(model, settings)) as assistant:
        report = assistant.doctor(measure=not quick)
    if terminal.json_mode:
        terminal.result(asdict(report))
        return
    terminal.fields([(label, one_line(value)) for label, value in report.lines()])
    for advice in report.advice:
        terminal.line()
        terminal.line(advice, style="yellow")
