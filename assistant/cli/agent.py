"""``agent``: a task in several steps with tools; each step on stderr as it comes."""

from typing import Annotated

import typer

from assistant.cli.answers import exit_as, follow
from assistant.cli.options import (
    Collections,
    Conversation,
    Documents,
    Events,
    Json,
    Model,
    Set,
    opened,
    overrides_of,
    question_of,
    scope_of,
    stopped_by_ctrl_c,
    terminal_of,
)
from assistant.made import Action
from chains.errors import InputError


def register(tree: typer.Typer) -> None:
    """Put the command into ``tree``."""
    tree.command()(agent)


def agent(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="The task; - reads it from stdin. Left out with --replay.")] = "",
    tools: Annotated[
        str | None, typer.Option("--tools", metavar="KITS", help="Only these toolkits: documents,calculator …")
    ] = None,
    max_steps: Annotated[int | None, typer.Option("--max-steps", min=1, max=50, help="Most steps.")] = None,
    seconds: Annotated[int | None, typer.Option("--seconds", min=5, max=3600, help="Most seconds.")] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="TOOL",
            help="Let this tool act; TOOL:documents also with words of documents. What is not allowed is denied.",
        ),
    ] = None,
    conversation: Conversation = None,
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="ID[:TURN]", help="Run an earlier task again, with what its tools gave then."),
    ] = None,
    collection: Collections = None,
    document: Documents = None,
    model: Model = None,
    settings: Set = None,
    as_json: Json = False,
    events: Events = False,
) -> None:
    """Work on a task in several steps, with tools.

    Reads of the library are free. A tool that keeps a note, or reaches files, servers or the web, acts only where
    --allow names it.
    """
    from assistant.app import AskOptions

    terminal = terminal_of(context)
    limits = {"agent.steps": max_steps, "agent.seconds": seconds}
    overrides = {**overrides_of(model, settings), **{key: value for key, value in limits.items() if value is not None}}
    with opened(terminal, overrides) as assistant:
        steps: tuple[Action, ...] = ()
        if replay is not None:
            past = assistant.past_run(replay)
            steps, task = past.actions, task or past.task
        elif not task:
            raise InputError("cli.empty_question")
        assistant.warm()
        options = AskOptions(
            conversation=None if conversation is None else assistant.conversations.resolve(conversation),
            scope=scope_of(collection, document),
            route="agent",
            rewrite=conversation is not None,
            allow=tuple(allow or ()),
            toolkits=None if tools is None else tuple(name.strip() for name in tools.split(",") if name.strip()),
            replay=steps,
        )
        with stopped_by_ctrl_c() as cancel:
            turn = follow(terminal, assistant.ask(question_of(task), options, cancel), assistant.chains.known)
    exit_as(turn, terminal)
