"""Documents by labels of a person's: words, meaning and the model's votes together, with the sentence that says so."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import Field

from chains.answer import Check
from chains.citing import Citations, plain
from chains.classifying import Fit, Sample, Weights, fits, probabilities, sample, spaced
from chains.documents import SourceDocument
from chains.errors import InputError
from chains.examples import Example
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Words
from chains.labels import Label, labels
from chains.parsers.asking import asked, size
from chains.parsers.base import UnreadableError
from chains.parsers.plain import EnumParser
from chains.results import Cell, Table, gathered, kept_notes
from chains.shelf import builtin
from chains.types import Verdict

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# Of the context, what the model is shown of a document; and at most so many tokens, which say what it is.
SHARE, MOST_TOKENS = 0.5, 400
# With less than that of it there is nothing to vote on.
LEAST_TOKENS = 8
# What is kept of a document is made anew by a program that keeps it otherwise.
READING = "2"
# A label is sure from this share of all on, and likely from that.
SURE, LIKELY = 0.75, 0.5
# Below this, no word of a document speaks for a label.
NOTHING = 0.6
# By meaning alone a label fits that is so much nearer than the others, in units of ``classifying.NEAR``.
CLOSE = 1.2
# By its words a topic is likely from this kinship on (see ``classifying.kinship``).
AKIN = 2.2
# Standing alone, a label fits a document from this score on.
FITS = 2.2


class ClassifyOptions(ChainOptions):
    """How documents are classified."""

    other: bool = Field(True, description="Leave what fits no label as other, rather than choose the nearest.")
    votes: int = Field(
        3, ge=0, le=9, description="How often the model is asked, the labels in another order each time; 0 for never."
    )


class TagOptions(ClassifyOptions):
    """How documents are given several labels."""

    most: int = Field(5, ge=1, le=40, description="Most labels of one document.")


Chosen = TypeVar("Chosen", bound=ClassifyOptions)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One document's labels.

    Attributes:
        chosen: ``(label, share of 1, verdict, the sentence that speaks for it)``, the likeliest first; empty for
            none of them.
        notes: on the model's votes.
    """

    document: SourceDocument
    chosen: tuple[tuple[str, float, Verdict, tuple[int, int] | None], ...]
    notes: tuple[Note, ...] = ()


class _Sorting(Chain[Chosen], Generic[Chosen]):
    """What both chains share."""

    name: str

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: the labels cannot be used.
        """
        wanted = labels(given.text)
        if len(wanted) < (2 if self.name == "classify" else 1):
            names = ", ".join(label.name for label in wanted) or "-"
            raise InputError("classify.few_labels", count=len(wanted), labels=names)
        if not given.documents:
            raise InputError("chain.no_documents", chain=builtin(self.name).title())
        card = builtin(self.name)
        citations = Citations()
        judged: list[_Judged] = []
        rows: list[tuple[Cell, ...]] = []
        kept = 0
        text = ""
        for number, document in enumerate(given.documents):
            if cancel is not None:
                cancel.check()
            yield Progress("classifying", number, len(given.documents), document.title, kept)
            found, known = self._judged(document, wanted, given.language, cancel)
            kept += known
            judged.append(found)
            rows.append(_row(found, citations, card.words("other", given.language)))
            line = _line(found, rows[-1], card.words("other", given.language), card.words("unsure", given.language))
            text += line
            yield Words(line)
        yield Progress("classifying", len(given.documents), len(given.documents), kept=kept)
        columns = tuple(card.words(key, given.language) for key in ("document", "label", "confidence", "evidence"))
        counts = _counts(judged, wanted, card.words("other", given.language))
        yield Words(f"\n{counts}")
        unsure = sum(not item.chosen or item.chosen[0][2] != "yes" for item in judged)
        notes = [Note("unsure", (("count", unsure), ("all", len(judged))))] if unsure else []
        yield ChainResult(
            text + f"\n{counts}",
            tuple(citations.quotes),
            table=Table(columns, tuple(rows), numeric=(columns[2],)),
            notes=gathered([*notes, *(note for item in judged for note in item.notes)]),
            data={item.document.id: [label for label, *_ in item.chosen] for item in judged},
            read=(len(judged), len(given.documents)),
            usage=self.kit.meter.usage(),
        )

    def _judged(
        self, document: SourceDocument, wanted: Sequence[Label], language: str, cancel: Check | None
    ) -> tuple[_Judged, int]:
        """The document's labels, and 1 where an earlier run found them."""
        prompt = self.kit.prompt("classify", language)
        model = str(getattr(self.kit.model, "_identifying_params", "")) if self.options.votes else ""
        parts = [self.name, READING, self.kit.wording(prompt), model, document.id, self.options.model_dump_json()]
        parts += [label.said for label in wanted]
        key = sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        known = self.kit.memo.get(key)
        if known is not None:
            kept: dict[str, Any] = json.loads(known)
            chosen = tuple(
                (str(label), float(share), verdict, tuple(span) if span else None)
                for label, share, verdict, span in kept["chosen"]
            )
            return _Judged(document, chosen, kept_notes(kept["notes"])), 1
        weights = Weights()
        looked = sample(document)
        found = fits(looked, wanted, self.kit.embed, weights)
        if cancel is not None:
            cancel.check()
        notes: tuple[Note, ...] = ()
        if self.options.votes and len(wanted) > 1:
            found, notes = self._voted(found, looked, language, cancel)
        chosen = self._chosen(found, looked, weights)
        made = {"chosen": chosen, "notes": [(note.code, note.params) for note in notes]}
        self.kit.memo.put(key, json.dumps(made, ensure_ascii=False), document.id)
        return _Judged(document, chosen, notes), 0

    def _voted(
        self, found: Sequence[Fit], looked: Sample, language: str, cancel: Check | None
    ) -> tuple[list[Fit], tuple[Note, ...]]:
        """With the model's votes, and what is to be told of them.

        A model that goes by the order of the labels gives each of them one.
        """
        notes: list[Note] = []
        counts = [0] * len(found)
        for turn in range(self.options.votes):
            if cancel is not None:
                cancel.check()
            at = turn * max(1, len(found) // self.options.votes) % len(found)
            order = [*range(at, len(found)), *range(at)]
            if turn % 2:
                order.reverse()
            vote = self._vote([found[number].label for number in order], looked, language, notes, cancel)
            if vote is not None:
                counts[order[vote]] += 1
        return [
            replace(fit, votes=count / self.options.votes) for fit, count in zip(found, counts, strict=True)
        ], gathered(notes)

    def _vote(
        self, wanted: Sequence[Label], looked: Sample, language: str, notes: list[Note], cancel: Check | None
    ) -> int | None:
        """Which of the labels the model chooses; None where it is not one, or the labels alone pass the context.

        Args:
            notes: gets what is to be told of it.
        """
        kit = self.kit
        prompt = kit.prompt("classify", language)
        listed = "\n".join(f"- {label.said}" for label in wanted)
        named = {f"label{number}": label.name for number, label in enumerate(wanted)}
        choices = Enum("choices", named)  # type: ignore[misc]  # its members are the person's labels
        parser = EnumParser(enum=choices, language=prompt.language)

        def messages(text: str, examples: Sequence[Example] = ()) -> list["BaseMessage"]:
            return prompt.messages(examples, labels=listed, title=looked.document.title, text=text)

        room = min(MOST_TOKENS, int(kit.context_tokens * SHARE), kit.context_tokens - size(kit, messages(""), parser))
        if room < LEAST_TOKENS:
            return None
        excerpt = ""
        for text in looked.texts:
            longer = f"{excerpt}\n{text}" if excerpt else text
            if kit.count(longer) > room or size(kit, messages(longer), parser) > kit.context_tokens:
                break
            excerpt = longer
        examples, left_out = kit.shown(
            prompt.examples,
            prompt.language,
            messages(excerpt)[-1].text,
            lambda shown: size(kit, messages(excerpt, shown), parser) <= kit.context_tokens,
        )
        notes += [Note("examples_left_out", (("count", left_out),))] if left_out else []
        try:
            answer = asked(kit, messages(excerpt, examples), parser, purpose="vote", cancel=cancel, tries=1)
        except UnreadableError:
            return None
        notes += answer.notes
        return list(choices).index(answer.value)

    def _chosen(
        self, found: Sequence[Fit], looked: Sample, weights: Weights
    ) -> tuple[tuple[str, float, Verdict, tuple[int, int] | None], ...]:
        raise NotImplementedError


class Classify(_Sorting[ClassifyOptions]):
    """One label for each document."""

    Options = ClassifyOptions
    name = "classify"

    def _chosen(
        self, found: Sequence[Fit], looked: Sample, weights: Weights
    ) -> tuple[tuple[str, float, Verdict, tuple[int, int] | None], ...]:
        shares = probabilities([fit.score(weights) for fit in found])
        best = max(range(len(found)), key=shares.__getitem__)
        fit, share = found[best], shares[best]
        verdict: Verdict = "yes" if share >= SURE else "partly" if share >= LIKELY else "no"
        if fit.lexical < NOTHING:
            # No word speaks for it: meaning alone makes it likely at most.
            close = (fit.meaning >= CLOSE and spaced(fit.label.name)) or fit.akin >= AKIN
            near = close or (share >= SURE and fit.lexical > 0)
            verdict = "partly" if share >= LIKELY and near else "no"
        if verdict == "no" and fit.lexical < NOTHING and self.options.other:
            return ()
        span = looked.spans[fit.sentence] if fit.sentence >= 0 else None
        return ((fit.label.name, round(share, 3), verdict, span),)


class Tag(_Sorting[TagOptions]):
    """All labels that fit, for each document."""

    Options = TagOptions
    name = "tag"

    def _chosen(
        self, found: Sequence[Fit], looked: Sample, weights: Weights
    ) -> tuple[tuple[str, float, Verdict, tuple[int, int] | None], ...]:
        scores = [fit.score(weights) for fit in found]
        fitting = [number for number in range(len(found)) if scores[number] >= FITS]
        if not fitting and not self.options.other:
            fitting = [max(range(len(found)), key=scores.__getitem__)]
        fitting.sort(key=lambda number: -scores[number])
        out: list[tuple[str, float, Verdict, tuple[int, int] | None]] = []
        for number in fitting[: self.options.most]:
            # How far above the border, as a share of one.
            share = 1 - 0.5 ** max(0.0, scores[number] / FITS)
            verdict: Verdict = "yes" if scores[number] >= 1.5 * FITS else "partly"
            fit = found[number]
            out.append(
                (fit.label.name, round(share, 3), verdict, looked.spans[fit.sentence] if fit.sentence >= 0 else None)
            )
        return tuple(out)


def _row(item: _Judged, citations: Citations, other: str) -> tuple[Cell, ...]:
    document = item.document
    names = ", ".join(label for label, *_ in item.chosen)
    verdict: Verdict = item.chosen[0][2] if item.chosen else "no"
    spans = [span for *_, span in item.chosen if span is not None]
    quotes = tuple(citations.cite(document, start, end) - 1 for start, end in spans)
    share = item.chosen[0][1] if item.chosen else None
    said = " … ".join(" ".join(document.text[start:end].split()) for start, end in spans)
    return (
        Cell(document.title, document.title, verdict="yes"),
        Cell(names or other, names or None, quotes, verdict),
        Cell("" if share is None else f"{share:.2f}", share, verdict=verdict),
        Cell(said, said or None, quotes, "yes" if said else "no"),
    )


def _line(item: _Judged, row: Sequence[Cell], other: str, unsure: str) -> str:
    names = ", ".join(f"**{plain(label)}**" for label, *_ in item.chosen) or other
    doubt = "" if item.chosen and item.chosen[0][2] == "yes" else f" {unsure}" if item.chosen else ""
    cited = " ".join(f"[{number + 1}]" for number in row[1].quotes)
    return f"- {plain(item.document.title)}: {names}{doubt} {cited}".rstrip() + "\n"


def _counts(judged: Sequence[_Judged], wanted: Sequence[Label], other: str) -> str:
    """How many documents each label has."""
    of = {label.name: sum(any(name == label.name for name, *_ in item.chosen) for item in judged) for label in wanted}
    of[other] = sum(not item.chosen for item in judged)
    return " · ".join(f"{plain(name)} {count}" for name, count in of.items() if count) + "\n"
