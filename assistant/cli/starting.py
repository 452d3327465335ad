"""``samples`` and ``suggest``: something to begin with."""

import typer

from assistant.cli.options import Json, opened, stopped_by_ctrl_c, terminal_of
from assistant.cli.terminal import one_line


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command()(samples)
    tree.command()(suggest)


def samples(context: typer.Context, as_json: Json = False) -> None:
    """Add the sample library: a lease, a manual, a scan, tables, in English and Chinese."""
    from assistant.samples import sample_files
    from assistant.suggestions import suggested

    terminal = terminal_of(context)
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        for step in assistant.add(sample_files(assistant.paths.samples), cancel=cancel):
            if step.error is not None:
                terminal.error(step.error)
        found = suggested(assistant.library, terminal.language)
    terminal.done({"questions": found}, "samples_added", question=found[0] if found else "")


def suggest(context: typer.Context, as_json: Json = False) -> None:
    """Suggest questions that the documents may answer."""
    from assistant.suggestions import suggested

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = suggested(assistant.library, terminal.language)
    if terminal.json_mode:
        terminal.result({"questions": found})
        return
    if not found:
        terminal.say("nothing_suggested")
    for question in found:
        terminal.line(one_line(question))
