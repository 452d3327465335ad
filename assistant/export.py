"""A conversation as a file, for window and command line: Markdown with numbered citations, or JSON for programs."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.harmless import harmless_markdown, plain_line
from assistant.made_text import CardOf, actions_markdown, made_object, note_lines, table_markdown
from assistant.objects import error_object, quote_object, receipt_object, seconds_object
from chains.errors import InputError
from chains.types import Quote
from resources import resource

if TYPE_CHECKING:
    from assistant.conversations import ConversationInfo, Conversations, Turn
    from assistant.library.notes import Note
    from assistant.made import Made


def export(conversations: "Conversations", conversation: str, file: Path, language: str, card_of: CardOf) -> None:
    """Write a conversation to ``file``: as JSON where its name ends so, else as Markdown.

    Args:
        conversation: id, or what ``Conversations.resolve`` takes.
        language: of the words around it, ``en`` or ``zh``.
        card_of: the chains, which say what their notes mean.

    Raises:
        InputError: there is no such conversation, or the file cannot be written.
    """
    identity = conversations.resolve(conversation)
    info = next(info for info in conversations.find() if info.id == identity)
    turns = conversations.turns(identity)
    write(file, (as_json if file.suffix == ".json" else as_markdown)(info, turns, language, card_of))


def write(file: Path, text: str) -> None:
    """Write ``text`` to ``file``.

    Raises:
        InputError: it cannot be written.
    """
    try:
        file.write_text(text, "utf-8")
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(file), reason=exc.strerror or str(exc)) from exc


def notes_as_markdown(notes: "Sequence[Note]", heading: str) -> str:
    """Notes, one behind the other; pictures and HTML in them stay text."""
    parts = [f"## {note.number} · {_when(note.created)}\n\n{harmless_markdown(note.text)}\n" for note in notes]
    return "\n".join((f"# {heading}\n", *parts))


def notes_as_json(notes: "Sequence[Note]") -> str:
    """Notes for programs."""
    return json.dumps({"notes": [asdict(note) for note in notes]}, ensure_ascii=False, indent=2) + "\n"


def as_markdown(info: "ConversationInfo", turns: "Sequence[Turn]", language: str, card_of: CardOf) -> str:
    """Question by question: the answer with numbers at its sentences, below it the quotes that these stand for.

    What documents and models wrote stays text: it makes no links, no pictures, no markup of its own.
    """
    lines = [f"# {plain_line(info.title)}", "", f"*{_when(info.updated)}*", ""]
    for turn in turns:
        lines += [f"## {plain_line(turn.question)}", ""]
        if turn.rewritten:
            lines += [f"*{_text('rewritten', language, question=plain_line(turn.rewritten))}*", ""]
        if turn.answer.strip():
            lines += [_answer(turn, language), ""]
        if turn.made is not None and turn.made.table is not None:
            lines += [table_markdown(turn.made.table), ""]
        if turn.made is not None and turn.made.actions:
            lines += [actions_markdown(turn.made.actions, language), ""]
        if turn.made is not None:
            lines += _remarks(turn.made, language, card_of)
        if turn.supported:
            lines += [f"*{_text(f'verdict_{turn.supported}', language)}*", ""]
        if turn.error is not None:
            lines += [f"*{plain_line(turn.error.message(language))}*", ""]
        elif turn.stopped:
            lines += [f"*{plain_line(_text(f'stopped_{turn.stopped}', language))}*", ""]
        if turn.evidence:
            head = "nearest" if turn.supported == "not_found" else "evidence"
            lines += [f"**{_text(head, language)}**", ""]
        for number, quote in enumerate(turn.evidence, 1):
            lines += [f"{number}. “{plain_line(quote.text)}” — {_place(quote, language)}"]
        if turn.evidence:
            lines.append("")
    return "\n".join(lines)


def as_json(info: "ConversationInfo", turns: "Sequence[Turn]", language: str, card_of: CardOf) -> str:
    """Everything that is known of the conversation."""
    return json.dumps(as_object(info, turns, language, card_of), ensure_ascii=False, indent=2) + "\n"


def as_object(info: "ConversationInfo", turns: "Sequence[Turn]", language: str, card_of: CardOf) -> dict[str, object]:
    """The same before it is written; scripts rely on its shape."""
    return {**asdict(info), "turns": [_turn_object(turn, language, card_of) for turn in turns]}


def _turn_object(turn: "Turn", language: str, card_of: CardOf) -> dict[str, object]:
    return {
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
            {"text": claim.text, "verdict": claim.verdict, "evidence": list(claim.evidence)} for claim in turn.claims
        ],
        "evidence": [quote_object(quote) for quote in turn.evidence],
        "made": None if turn.made is None else made_object(turn.made, card_of, language),
        "receipt": receipt_object(turn.receipt),
        "seconds": seconds_object(turn.seconds),
        "error": None if turn.error is None else error_object(turn.error, language),
    }


def _remarks(made: "Made", language: str, card_of: CardOf) -> list[str]:
    """How much was read, and what a person must know of the result."""
    said = note_lines(made, card_of, language)
    if made.read is not None:
        said.append(_text("chain_read", language, read=made.read[0], all=made.read[1]))
    return [*(f"- *{plain_line(line)}*" for line in said), ""] if said else []


def _answer(turn: "Turn", language: str) -> str:
    """The checked sentences with the numbers of their quotes, and what was not found; else the words as they are."""
    own_words = all(claim.verdict == "yes" for claim in turn.claims) and "\n" in turn.answer.strip()
    if not turn.claims or own_words:  # a list or an outline taken from the store keeps its lines
        return harmless_markdown(turn.answer.strip())
    sentences = []
    for claim in turn.claims:
        numbers = "".join(f" [{index + 1}]" for index in claim.evidence)
        verdict = "" if claim.verdict == "yes" else f" *({_text(f'verdict_{claim.verdict}', language)})*"
        sentences.append(f"{claim.text.strip()}{numbers}{verdict}")
    # As a whole: what one sentence opens, another may close.
    return harmless_markdown(" ".join(sentences))


def _place(quote: Quote, language: str) -> str:
    if quote.page is None:
        return plain_line(quote.title)
    return _text("place", language, title=plain_line(quote.title), page=quote.page)


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "minutes")


def _text(key: str, language: str, **params: object) -> str:
    texts = _texts()[key]
    return texts.get(language, texts["en"]).format_map(params)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("translations", "cli.toml").read_text("utf-8"))
