"""Which candidate a field takes: the one whose place is sure, the one that the model chooses twice, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from chains.answer import Check
from chains.extracting.candidates import Candidate
from chains.extracting.fields import Field
from chains.kit import Kit
from chains.types import Verdict

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# A candidate of this score, so far ahead of the next, needs no model.
SURE, AHEAD = 0.7, 0.08
# A lesser one that has no rival worth the name.
LIKELY, FAR_AHEAD = 0.5, 0.25
MOST_CHOICES = 6
ANSWER_TOKENS = 96
_NONE = {"zh": "无"}
_AROUND = 160


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of a field.

    Attributes:
        shown: of the candidates, as many as the model was shown; 0 where it was not asked.
    """

    candidate: Candidate | None
    verdict: Verdict = "no"
    shown: int = 0
    of: int = 0


def sure(found: Sequence[Candidate]) -> Chosen | None:
    """The choice that needs no model: a clear best, or nothing to choose from; None where it is open."""
    if not found:
        return Chosen(None)
    best = found[0]
    rest = found[1].score if len(found) > 1 else 0.0
    if best.score >= SURE and best.score - rest >= AHEAD:
        return Chosen(None if best.absent else best, "yes")
    if best.score >= LIKELY and best.score - rest >= FAR_AHEAD:
        return Chosen(None if best.absent else best, "partly")
    return None


def chosen_by_model(
    kit: Kit, text: str, field: Field, found: Sequence[Candidate], language: str, cancel: Check | None = None
) -> Chosen:
    """The model's choice among the best candidates, if it stays with it when their order is turned round.

    A small model that only likes the first, or the last, contradicts itself, and the cell stays empty.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    open_to = [item for item in found[:MOST_CHOICES] if not item.absent]
    language = language if language in _NONE else "en"
    asked: list[Candidate | None] = []
    shown = len(open_to)
    for turned in (False, True):
        order = open_to[::-1] if turned else open_to
        messages, shown = _fitting(kit, text, field, order, language)
        if not shown:
            return Chosen(None, shown=0, of=len(open_to))
        order = order[-shown:] if turned else order[:shown]
        picked = _asked(kit, messages, text, order, language, cancel)
        asked.append(picked)
        if picked is None:
            break
    first = asked[0]
    if first is None or len(asked) < 2 or asked[1] is None or asked[1].value.key != first.value.key:
        return Chosen(None, shown=shown, of=len(open_to))
    return Chosen(first, "partly", shown, len(open_to))


def _words(text: str, candidate: Candidate) -> str:
    return " ".join(text[candidate.value.start : candidate.value.end].split())


def _fitting(
    kit: Kit, text: str, field: Field, order: Sequence[Candidate], language: str
) -> "tuple[list[BaseMessage], int]":
    """The prompt with as many of the best candidates as there is room for."""
    prompt = kit.prompt("extract", language)
    best = sorted(order, key=lambda item: -item.score)
    for shown in range(len(best), 0, -1):
        kept = [item for item in order if item in best[:shown]]
        name = f"{field.words} ({field.description})" if field.description else field.words
        choices = " | ".join([*dict.fromkeys(_words(text, item) for item in kept), _NONE.get(language, "none")])
        messages = prompt.messages(context=_context(text, kept), field=name, choices=choices)
        if kit.count_messages(messages) <= kit.context_tokens - ANSWER_TOKENS:
            return messages, shown
    return [], 0


def _context(text: str, kept: Sequence[Candidate]) -> str:
    """The sentences and lines of the candidates, in the order of the document, each once."""
    spans: list[tuple[int, int]] = []
    for item in sorted(kept, key=lambda found: found.evidence):
        low = max(item.evidence[0], item.value.start - 3 * _AROUND)
        high = min(item.evidence[1], item.value.end + 2 * _AROUND)
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    return "\n".join(" ".join(text[low:high].split()) for low, high in spans)


def _asked(
    kit: Kit,
    messages: "Sequence[BaseMessage]",
    text: str,
    order: Sequence[Candidate],
    language: str,
    cancel: Check | None,
) -> Candidate | None:
    from chains.parsers import EnumParser, UnreadableError, asked

    words = {_words(text, item): item for item in reversed(order)}
    choices = Enum("Choice", {f"choice_{n}": w for n, w in enumerate([*words, _NONE.get(language, "none")])})  # type: ignore[misc] # made anew for each field
    parser = EnumParser(enum=choices, language=language)
    try:
        found = asked(kit, messages, parser, purpose="extract", cancel=cancel)
    except UnreadableError:
        return None  # what cannot be read is no choice
    return words.get(str(found.value.value))
