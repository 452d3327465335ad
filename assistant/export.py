"""A conversation as a file, for window and command line: Markdown with numbered citations, or JSON for programs."""

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.objects import error_object, quote_object, receipt_object, seconds_object
from chains.errors import InputError
from chains.types import Quote
from resources import resource

if TYPE_CHECKING:
    from assistant.conversations import ConversationInfo, Conversations, Turn

# What Markdown gives a meaning to; a title or a quote has none of it.
_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~])")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def export(conversations: "Conversations", conversation: str, file: Path, language: str) -> None:
    """Write a conversation to ``file``: as JSON where its name ends so, else as Markdown.

    Args:
        conversation: id, or what ``Conversations.resolve`` takes.
        language: of the words around it, ``en`` or ``zh``.

    Raises:
        InputError: there is no such conversation, or the file cannot be written.
    """
    identity = conversations.resolve(conversation)
    info = next(info for info in conversations.find() if info.id == identity)
    turns = conversations.turns(identity)
    write(file, as_json(info, turns, language) if file.suffix == ".json" else as_markdown(info, turns, language))


def write(file: Path, text: str) -> None:
    """Write ``text`` to ``file``.

    Raises:
        InputError: it cannot be written.
    """
    try:
        file.write_text(text, "utf-8")
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(file), reason=exc.strerror or str(exc)) from exc


def as_markdown(info: "ConversationInfo", turns: "Sequence[Turn]", language: str) -> str:
    """Question by question: the answer with numbers at its sentences, below it the quotes that these stand for.

    What documents and models wrote stays text: it makes no links, no pictures, no markup of its own.
    """
    lines = [f"# {_plain(info.title)}", "", f"*{_when(info.updated)}*", ""]
    for turn in turns:
        lines += [f"## {_plain(turn.question)}", ""]
        if turn.rewritten:
            lines += [f"*{_text('rewritten', language, question=_plain(turn.rewritten))}*", ""]
        if turn.answer.strip():
            lines += [_answer(turn, language), ""]
        if turn.supported:
            lines += [f"*{_text(f'verdict_{turn.supported}', language)}*", ""]
        if turn.error is not None:
            lines += [f"*{_plain(turn.error.message(language))}*", ""]
        elif turn.stopped:
            lines += [f"*{_plain(_text(f'stopped_{turn.stopped}', language))}*", ""]
        if turn.evidence:
            head = "nearest" if turn.supported == "not_found" else "evidence"
            lines += [f"**{_text(head, language)}**", ""]
        for number, quote in enumerate(turn.evidence, 1):
            lines += [f"{number}. “{_plain(quote.text)}” — {_place(quote, language)}"]
        if turn.evidence:
            lines.append("")
    return "\n".join(lines)


def as_json(info: "ConversationInfo", turns: "Sequence[Turn]", language: str) -> str:
    """Everything that is known of the conversation."""
    return json.dumps(as_object(info, turns, language), ensure_ascii=False, indent=2) + "\n"


def as_object(info: "ConversationInfo", turns: "Sequence[Turn]", language: str) -> dict[str, object]:
    """The same before it is written; scripts rely on its shape."""
    return {**asdict(info), "turns": [_turn_object(turn, language) for turn in turns]}


def _turn_object(turn: "Turn", language: str) -> dict[str, object]:
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
        "receipt": receipt_object(turn.receipt),
        "seconds": seconds_object(turn.seconds),
        "error": None if turn.error is None else error_object(turn.error, language),
    }


def _answer(turn: "Turn", language: str) -> str:
    """The checked sentences with the numbers of their quotes, and what was not found; else the words as they are."""
    own_words = all(claim.verdict == "yes" for claim in turn.claims) and "\n" in turn.answer.strip()
    if not turn.claims or own_words:  # a list or an outline taken from the store keeps its lines
        return _harmless(turn.answer.strip())
    sentences = []
    for claim in turn.claims:
        numbers = "".join(f" [{index + 1}]" for index in claim.evidence)
        verdict = "" if claim.verdict == "yes" else f" *({_text(f'verdict_{claim.verdict}', language)})*"
        sentences.append(f"{_harmless(claim.text.strip())}{numbers}{verdict}")
    return " ".join(sentences)


def _place(quote: Quote, language: str) -> str:
    if quote.page is None:
        return _plain(quote.title)
    return _text("place", language, title=_plain(quote.title), page=quote.page)


def _plain(text: str) -> str:
    """One line in which Markdown finds no meaning."""
    return _MEANING.sub(r"\\\1", _CONTROL.sub("", " ".join(text.split())))


def _harmless(text: str) -> str:
    """A model's Markdown without pictures and HTML, which would load what they name; code is left as it is."""
    lines, fence = [], ""
    for line in _CONTROL.sub("", text).split("\n"):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[1].startswith(fence) else fence
        elif found:
            fence = found[1]
        else:
            lines.append(line.replace("![", "!\\[").replace("<", "\\<"))
            continue
        lines.append(line)
    return "\n".join([*lines, fence] if fence else lines)


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "minutes")


def _text(key: str, language: str, **params: object) -> str:
    texts = _texts()[key]
    return texts.get(language, texts["en"]).format_map(params)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("translations", "cli.toml").read_text("utf-8"))
