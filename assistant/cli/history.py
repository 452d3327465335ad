"""``history``: the conversations."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.answers import evidence_lines, quote_object, receipt_line, receipt_object, seconds_object, show_words
from assistant.cli.chat import converse
from assistant.cli.options import Json, Model, Set, opened, overrides_of, terminal_of, whole_text
from assistant.cli.terminal import Terminal, error_object, one_line
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.conversations import ConversationInfo, Conversations, Turn

tree = typer.Typer(help="Read, go on with, delete conversations.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="CONVERSATION", help="Id or its beginning, title, or `last`.")]


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
    if terminal.json_mode:
        terminal.result(_conversation_object(info, turns, terminal.language))
        return
    terminal.line(one_line(info.title), style="bold")
    for turn in turns:
        _show_turn(terminal, turn)


def _show_turn(terminal: Terminal, turn: "Turn") -> None:
    terminal.line()
    version = f" ({turn.version}/{turn.versions})" if turn.versions > 1 else ""
    terminal.line(f"{turn.ordinal}. {one_line(turn.question)}{version}", style="bold")
    if turn.rewritten:
        terminal.line(terminal.text("rewritten", question=one_line(turn.rewritten)), style="dim")
    show_words(terminal, turn.answer, turn.claims)
    for line in evidence_lines(terminal, turn.evidence, found=turn.supported != "not_found"):
        terminal.line(line)
    if turn.error is not None:
        terminal.line(one_line(turn.error.message(terminal.language)), style="red")
    elif turn.stopped:
        terminal.line(terminal.text(f"stopped_{turn.stopped}"), style="yellow")
    else:
        terminal.line(receipt_line(terminal, turn.receipt, turn.seconds), style="dim")


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
def delete(context: typer.Context, conversation: Reference, as_json: Json = False) -> None:
    """Delete a conversation with all its turns."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info, _ = _get(assistant.conversations, conversation)
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
    value = _conversation_object(info, turns, terminal.language)
    if output is None:
        if terminal.json_mode:
            terminal.result(value)
        else:
            terminal.write(_markdown(terminal, info, turns))
        return
    text = json.dumps(value, ensure_ascii=False, indent=2) if terminal.json_mode else _markdown(terminal, info, turns)
    try:
        output.write_text(text, "utf-8")
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(output), reason=exc.strerror or str(exc)) from exc
    terminal.done({"written": str(output)}, "exported", file=one_line(str(output)))


def _markdown(terminal: Terminal, info: "ConversationInfo", turns: "list[Turn]") -> str:
    lines = [f"# {one_line(info.title)}", ""]
    for turn in turns:
        lines += [f"## {one_line(turn.question)}", ""]
        if turn.answer:
            lines += [turn.answer.strip(), ""]
        if turn.supported:
            lines += [f"*{terminal.text(f'verdict_{turn.supported}')}*", ""]
        for quote in turn.evidence:
            page = "" if quote.page is None else f", {terminal.text('page', page=quote.page)}"
            lines += [f"> {one_line(quote.text)}", ">", f"> — {one_line(quote.title)}{page}", ""]
    return "\n".join(lines)


def _conversation_object(info: "ConversationInfo", turns: "list[Turn]", language: str) -> dict[str, object]:
    return {
        **asdict(info),
        "turns": [
            {
                "turn": turn.ordinal,
                "version": turn.version,
                "versions": turn.versions,
                "state": turn.state,
                "stopped": turn.stopped,
                "created": turn.created,
                "question": turn.question,
                "rewritten": turn.rewritten,
                "route": turn.route,
                "answer": turn.answer,
                "supported": turn.supported,
                "claims": [
                    {"text": claim.text, "verdict": claim.verdict, "evidence": list(claim.evidence)}
                    for claim in turn.claims
                ],
                "evidence": [quote_object(quote) for quote in turn.evidence],
                "receipt": receipt_object(turn.receipt),
                "seconds": seconds_object(turn.seconds),
                "error": None if turn.error is None else error_object(turn.error, language),
            }
            for turn in turns
        ],
    }


def _get(conversations: "Conversations", reference: str) -> "tuple[ConversationInfo, list[Turn]]":
    identity = conversations.resolve(reference)
    info = next(info for info in conversations.find() if info.id == identity)
    return info, conversations.turns(identity)


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "minutes")
