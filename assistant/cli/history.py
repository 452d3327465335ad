"""``history``: the conversations."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import export as exporting
from assistant.cli.answers import evidence_lines, receipt_line, route_name, show_made, show_parts, show_words
from assistant.cli.chat import converse
from assistant.cli.options import Json, Model, Set, Yes, confirm, opened, overrides_of, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line
from assistant.made_text import CardOf
from assistant.objects import receipt_object, seconds_object
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.conversations import ConversationInfo, Conversations, Turn

tree = typer.Typer(help="Read, go on with, delete conversations.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="CONVERSATION", help="Id or its beginning, title, or `last`.")]
OneTurn = Annotated[int | None, typer.Argument(metavar="[TURN]", min=1, help="Its number; else the last one.")]


@tree.command("list")
def list_conversations(context: typer.Context, as_json: Json = False) -> None:
    """List the conversations, the latest first."""
    _list(terminal_of(context), None)


@tree.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(callback=whole_text, help="What stands in a title, question or answer.")],
    as_json: Json = False,
) -> None:
    """List the conversations in which something stands."""
    _list(terminal_of(context), text)


def _list(terminal: Terminal, text: str | None) -> None:
    with opened(terminal) as assistant:
        found = assistant.conversations.find(text)
    if terminal.json_mode:
        terminal.result({"conversations": [asdict(info) for info in found]})
    elif not found:
        terminal.say("no_conversations")
    else:
        heads = [terminal.text(f"head_{name}") for name in ("id", "updated", "turns", "title")]
        terminal.table(heads, [[info.id, _when(info.updated), str(info.turns), one_line(info.title)] for info in found])


@tree.command()
def show(context: typer.Context, conversation: Reference, as_json: Json = False) -> None:
    """Show a conversation with its evidence and receipts."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info, turns = _get(assistant.conversations, conversation)
        card_of = assistant.chains.known
    if terminal.json_mode:
        terminal.result(exporting.as_object(info, turns, terminal.language, card_of))
        return
    terminal.line(one_line(info.title), style="bold")
    for turn in turns:
        _show_turn(terminal, turn, card_of)


def _show_turn(terminal: Terminal, turn: "Turn", card_of: CardOf) -> None:
    terminal.line()
    version = f" ({turn.version}/{turn.versions})" if turn.versions > 1 else ""
    terminal.line(f"{turn.ordinal}. {one_line(turn.question)}{version}", style="bold")
    if turn.rewritten:
        terminal.line(terminal.text("rewritten", question=one_line(turn.rewritten)), style="dim")
    if turn.route:
        terminal.line(terminal.text("route_taken", route=route_name(terminal, turn.route)), style="dim")
    show_words(terminal, turn.answer, turn.claims)
    show_made(terminal, turn.made, turn.answer, card_of, terminal.line)
    for line in evidence_lines(terminal, turn.evidence, found=turn.supported != "not_found"):
        terminal.line(line)
    if turn.error is not None:
        terminal.line(one_line(turn.error.message(terminal.language)), style="red")
    elif turn.stopped:
        terminal.line(terminal.text(f"stopped_{turn.stopped}"), style="yellow")
    else:
        terminal.line(receipt_line(terminal, turn.receipt, turn.seconds), style="dim")


@tree.command()
def answer(context: typer.Context, conversation: Reference, turn: OneTurn = None, as_json: Json = False) -> None:
    """Print one answer with its sources as footnotes, in Markdown, to be put elsewhere."""
    from assistant.footnotes import footnoted

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = _one(assistant.conversations, conversation, turn)
    text = footnoted(found, terminal.language)
    if terminal.json_mode:
        terminal.result({"turn": found.ordinal, "markdown": text})
    else:
        terminal.write(text)


@tree.command()
def receipt(
    context: typer.Context,
    conversation: Reference,
    turn: OneTurn = None,
    prompt: Annotated[bool, typer.Option("--prompt", help="The message as the model got it.")] = False,
    as_json: Json = False,
) -> None:
    """Show what went into the context window for one answer, part by part."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = _one(assistant.conversations, conversation, turn)
    if terminal.json_mode:
        result = {"turn": found.ordinal, "receipt": receipt_object(found.receipt), "prompt": found.prompt}
        terminal.result({**result, "seconds": seconds_object(found.seconds)})
    elif prompt:
        terminal.write(found.prompt)
    else:
        if found.receipt.context_tokens:
            show_parts(terminal, found.receipt, written=True)
        terminal.remark(receipt_line(terminal, found.receipt, found.seconds))


@tree.command()
def resume(context: typer.Context, conversation: Reference, model: Model = None, settings: Set = None) -> None:
    """Go on with a conversation at a prompt."""
    from assistant.library.types import Scope

    terminal = terminal_of(context)
    with opened(terminal, overrides_of(model, settings)) as assistant:
        converse(terminal, assistant, conversation, Scope())


@tree.command()
def rename(
    context: typer.Context,
    conversation: Reference,
    title: Annotated[str, typer.Argument(callback=whole_text, help="Its new title.")],
    as_json: Json = False,
) -> None:
    """Give a conversation another title."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        identity = assistant.conversations.resolve(conversation)
        assistant.conversations.rename(identity, title)
    terminal.done({"conversation": identity, "title": title}, "conversation_renamed", title=one_line(title))


@tree.command()
def branch(
    context: typer.Context,
    conversation: Reference,
    turn: Annotated[int, typer.Argument(metavar="TURN", min=1, help="The last turn that both share.")],
    as_json: Json = False,
) -> None:
    """Begin another conversation with the turns of this one up to TURN."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        identity = assistant.conversations.branch(conversation, turn)
    terminal.done({"conversation": identity}, "conversation_branched", id=identity)


@tree.command()
def version(
    context: typer.Context,
    conversation: Reference,
    turn: Annotated[int, typer.Argument(metavar="TURN", min=1, help="A turn that was asked again or edited.")],
    number: Annotated[int, typer.Argument(metavar="VERSION", min=1, help="Counted from 1, as they were asked.")],
    as_json: Json = False,
) -> None:
    """Show another version of a turn from now on, and what follows it."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        identity = assistant.conversations.resolve(conversation)
        assistant.conversations.switch(identity, turn, number)
    terminal.done(
        {"conversation": identity, "turn": turn, "version": number}, "version_shown", turn=turn, version=number
    )


@tree.command()
def delete(context: typer.Context, conversation: Reference, yes: Yes = False, as_json: Json = False) -> None:
    """Delete a conversation with all its turns.

    It cannot be had back: at a terminal that is asked before.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info, _ = _get(assistant.conversations, conversation)
        if not yes:
            confirm(terminal, "delete_for_good", title=one_line(info.title), turns=info.turns)
        assistant.conversations.delete(info.id)
    terminal.done({"deleted": info.id}, "conversation_deleted", title=one_line(info.title))


@tree.command()
def export(
    context: typer.Context,
    conversation: Reference,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else stdout.")] = None,
    as_json: Json = False,
) -> None:
    """Write a conversation as Markdown, or with --json as JSON."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info, turns = _get(assistant.conversations, conversation)
        card_of = assistant.chains.known
    language = terminal.language
    if output is not None:
        # A name that ends so says it, too: the window writes by the name.
        is_json = terminal.json_mode or output.suffix == ".json"
        written = exporting.as_json if is_json else exporting.as_markdown
        exporting.write(output, written(info, turns, language, card_of))
        terminal.done({"written": str(output)}, "exported", file=one_line(str(output)))
    elif terminal.json_mode:
        terminal.result(exporting.as_object(info, turns, language, card_of))
    else:
        terminal.write(exporting.as_markdown(info, turns, language, card_of))


def _get(conversations: "Conversations", reference: str) -> "tuple[ConversationInfo, list[Turn]]":
    identity = conversations.resolve(reference)
    info = next(info for info in conversations.find() if info.id == identity)
    return info, conversations.turns(identity)


def _one(conversations: "Conversations", reference: str, number: int | None) -> "Turn":
    turns = conversations.turns(conversations.resolve(reference))
    found = turns[-1:] if number is None else [turn for turn in turns if turn.ordinal == number]
    if not found:
        raise InputError("conversation.no_turn", turn=number or 1)
    return found[0]


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "minutes")
