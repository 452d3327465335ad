"""Which candidate a field takes: the one whose place is sure, the one that the model chooses twice, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from chains.answer import Check
from chains.examples import Example
from chains.extracting.candidates import Candidate
from chains.extracting.fields import Field
from chains.kit import Kit
from chains.prompts import Prompt
from chains.results import Note, gathered
from chains.types import Verdict

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from chains.parsers import EnumParser

# A candidate of this score, so far ahead of the next, needs no model.
SURE, AHEAD = 0.7, 0.08
# A lesser one that has no rival worth the name.
LIKELY, FAR_AHEAD = 0.5, 0.25
MOST_CHOICES = 6
_NONE = {"en": "none", "zh": "无"}
_AROUND = 160


@dataclass(frozen=True, slots=True)
class Chosen:
    """What became of a field.

    Attributes:
        shown: of the candidates, as many as the model was shown; 0 where it was not asked.
        notes: on the model's answers.
    """

    candidate: Candidate | None
    verdict: Verdict = "no"
    shown: int = 0
    of: int = 0
    notes: tuple[Note, ...] = ()


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
    picks: list[Candidate | None] = []
    notes: list[Note] = []
    shown = len(open_to)
    for turned in (False, True):
        order = open_to[::-1] if turned else open_to
        question = _fitting(kit, text, field, order, language)
        if question is None:
            return Chosen(None, shown=0, of=len(open_to), notes=gathered(notes))
        shown = len(question.order)
        picked = _picked(kit, question, notes, cancel)
        picks.append(picked)
        if picked is None:
            break
    first, *again = picks
    if first is None or again[0] is None or again[0].value.key != first.value.key:
        return Chosen(None, shown=shown, of=len(open_to), notes=gathered(notes))
    return Chosen(first, "partly", shown, len(open_to), gathered(notes))


@dataclass(frozen=True, slots=True)
class _Question:
    """What the model is asked: the prompt, and which candidates it may choose from by which words.

    Attributes:
        order: of the candidates that it is shown.
    """

    prompt: Prompt
    values: Mapping[str, str]
    order: Sequence[Candidate]
    words: Mapping[str, Candidate]
    parser: "EnumParser[Enum]"

    def messages(self, examples: Sequence[Example] = ()) -> "list[BaseMessage]":
        return self.prompt.messages(examples, **self.values)


def _words(text: str, candidate: Candidate) -> str:
    return " ".join(text[candidate.value.start : candidate.value.end].split())


def _fitting(kit: Kit, text: str, field: Field, order: Sequence[Candidate], language: str) -> _Question | None:
    """The question with as many of the best candidates as there is room for."""
    from chains.parsers import EnumParser
    from chains.parsers.asking import size

    prompt = kit.prompt("extract", language)
    none = _NONE[language]
    best = sorted(order, key=lambda item: -item.score)
    for shown in range(len(best), 0, -1):
        kept = [item for item in order if item in best[:shown]]
        words = {_words(text, item): item for item in reversed(kept)}
        listed = list(dict.fromkeys(_words(text, item) for item in kept))
        choices = Enum("Choice", {f"choice_{n}": w for n, w in enumerate([*words, none])})  # type: ignore[misc] # made anew for each field
        values = {
            "context": _context(text, kept),
            "field": f"{field.words} ({field.description})" if field.description else field.words,
            "choices": " | ".join([*listed, none]),
        }
        question = _Question(prompt, values, kept, words, EnumParser(enum=choices, language=prompt.language))
        if size(kit, question.messages(), question.parser) <= kit.context_tokens:
            return question
    return None


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


def _picked(kit: Kit, question: _Question, notes: list[Note], cancel: Check | None) -> Candidate | None:
    """The candidate that the model chooses; ``notes`` gets what is to be told of its answer."""
    from chains.parsers import UnreadableError, asked
    from chains.parsers.asking import size

    examples, left_out = kit.shown(
        question.prompt.examples,
        question.prompt.language,
        question.messages()[-1].text,
        lambda shown: size(kit, question.messages(shown), question.parser) <= kit.context_tokens,
    )
    notes += [Note("examples_left_out", (("count", left_out),))] if left_out else []
    try:
        found = asked(kit, question.messages(examples), question.parser, purpose="extract", cancel=cancel)
    except UnreadableError:
        return None  # what cannot be read is no choice
    notes += found.notes
    return question.words.get(str(found.value.value))
