"""What the model makes of one document: sentences of its own, each held to the passages that it was given."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chains.documents import SourceDocument
from chains.kit import Progress
from chains.parts import Part, text_of
from chains.summarizing.layout import Point
from chains.summarizing.support import support
from chains.summarizing.weigh import ENDED, Sentence, Weighed
from chains.summarizing.words import Writer
from chains.text import terms
from chains.types import Quote

T = TypeVar("T")

# A model whose first sentences hold up less often than this is not asked for more.
TRUSTED, TRIAL_SENTENCES = 0.4, 3
# Most sentences of one part; a part of less text than this has one.
MOST_OF_A_PART, TOKENS_A_SENTENCE = 6, 250
# A sentence of fewer terms says nothing that would stand alone.
LEAST_TERMS = 5


@dataclass(slots=True)
class Trust:
    """How well the model's own sentences have held up so far.

    Attributes:
        always: whether it is asked whatever it writes.
        given: parts that it was given in full.
        written: sentences that it wrote in its own words.
        held: those of them that the text carries.
        copied: sentences that stand in the text word for word.
        probed: whether what it has written is enough to tell.
    """

    always: bool = False
    given: set[tuple[str, int]] = field(default_factory=set)
    written: int = 0
    held: int = 0
    copied: int = 0
    probed: bool = False

    @property
    def known(self) -> bool:
        """Whether it has written enough to tell."""
        return self.always or self.probed or self.written + self.copied >= TRIAL_SENTENCES

    @property
    def stands(self) -> bool:
        """Whether it is asked for more."""
        return self.always or not self.known or self.held >= max(1, TRUSTED * (self.written + self.copied))


@dataclass(slots=True)
class Draft:
    """One document, being summarized by the model.

    Attributes:
        sentences: all of the document, usable or not: what a sentence may stand on.
        weighed: those that may stand in a summary.
        target: how many sentences the summary is to have.
    """

    document: SourceDocument
    parts: Sequence[Part]
    sentences: Sequence[Sentence]
    weighed: Weighed
    target: int
    focus: str
    writer: Writer
    trust: Trust
    total: int  # parts of all documents
    done: int  # parts of the documents before

    @property
    def most(self) -> int:
        """How many sentences the model is asked for at once."""
        return min(self.target, self.writer.most)

    def map(self) -> Generator[Progress, None, list[Point]]:
        """Each part by itself."""
        found: list[Point] = []
        most = max(1, -(-self.target * 3 // (2 * max(1, len(self.parts)))))
        for number, part in enumerate(self.parts):
            if not self.trust.stands:
                break
            yield self._at(number, part)
            count = min(MOST_OF_A_PART, self.most, max(most, part.tokens // TOKENS_A_SENTENCE // 2, 1))
            found += self._one(part, number, count)
        return found

    def probe(self) -> Generator[Progress, None, None]:
        """The first part with text, to see what the model can do before it is given much."""
        for number, part in enumerate(self.parts):
            if any(sentence.part == number for sentence in self.weighed.sentences):
                yield self._at(number, part)
                self._one(part, number, min(TRIAL_SENTENCES, self.most))
                # Few words of its own, or none, tell enough where the next prompt is a long one.
                self.trust.probed = True
                return

    def stuff(self) -> Generator[Progress, None, list[Point] | None]:
        """All of it at once; None where it does not fit."""
        yield self._at(0, self.parts[0])
        text = self.document.text[self.parts[0].start : self.parts[-1].end]
        said = self._ask("summarize", "stuff", self.most, text=text, heading="")
        if said is None:
            return None
        self.trust.given |= {(self.document.id, number) for number in range(len(self.parts))}
        return self._held(said, self.sentences)

    def refine(self) -> Generator[Progress, None, list[Point]]:
        """One summary, brought up to date with each part."""
        summary: list[Point] = []
        for number, part in enumerate(self.parts):
            if not self.trust.stands:
                break
            yield self._at(number, part)
            inside = [sentence for sentence in self.sentences if sentence.part == number]
            values = {"text": text_of(self.document, part), "heading": part.heading}
            if summary:
                told = " ".join(point.text for point in summary)
                said = self._ask("summarize_refine", "refine", self.most, summary=told, **values)
            else:
                said = self._ask("summarize", "map", self.most, **values)
            if said is None:
                continue
            self.trust.given.add((self.document.id, number))
            known = {span for point in summary for span in point.spans}
            before = [sentence for sentence in self.sentences if (sentence.start, sentence.end) in known]
            summary = self._held(said, [*before, *inside]) or summary
        return summary

    def merge(self, points: list[Point]) -> Generator[Progress, None, list[Point]]:
        """Fewer sentences of many, group by group, as long as that gets on."""
        while len(points) > self.target and self.trust.stands:
            room = self.writer.room(
                "summarize_merge", "ask", self.most, title=self.document.title, text="", sentences="9"
            )
            groups = list(grouped(points, lambda point: f"- {point.text}\n", room, self.writer))
            made: list[Point] = []
            for number, group in enumerate(groups):
                yield Progress("merging", number, len(groups), self.document.title, self.writer.kept)
                count = max(1, min(self.most, round(self.target * len(group) / len(points))))
                if len(group) <= count:
                    made += group
                    continue
                text = "\n".join(f"- {point.text}" for point in group)
                said = self._ask("summarize_merge", "reduce", count, text=text)
                spans = {span for point in group for span in point.spans}
                sources = [sentence for sentence in self.sentences if (sentence.start, sentence.end) in spans]
                held = self._held(said or [], sources)
                best = sorted(group, key=lambda point: -point.score)[: max(0, count - len(held))]
                told = {span for point in held for span in point.spans}
                made += [*held, *(point for point in best if told.isdisjoint(point.spans))]
            if len(made) >= len(points):
                break
            points = made
        return points

    def _one(self, part: Part, number: int, count: int) -> list[Point]:
        said = self._ask("summarize", "map", count, text=text_of(self.document, part), heading=part.heading)
        if said is None:
            return []
        self.trust.given.add((self.document.id, number))
        return self._held(said, [sentence for sentence in self.sentences if sentence.part == number])

    def _ask(self, name: str, purpose: str, count: int, **values: str) -> list[str] | None:
        part = "ask_about" if self.focus else "ask"
        values |= {"title": self.document.title, "sentences": str(count), "focus": self.focus}
        said = self.writer.write(name, part, count, (self.document.id,), purpose, **values)
        if said is None and values.get("heading"):
            # Its headings are longer than most.
            said = self.writer.write(name, part, count, (self.document.id,), purpose, **{**values, "heading": ""})
        return said

    def _held(self, said: Sequence[str], sources: Sequence[Sentence]) -> list[Point]:
        """The model's own sentences that the sources carry; what it only copied is left to the choice of sentences."""
        quotes = [_light(self.document, sentence) for sentence in sources]
        scores = {sentence.start: float(score) for sentence, score in zip(*_scored(self.weighed), strict=True)}
        found = []
        for text, evidence in held(said, quotes, self.trust, self.writer):
            stands_on = [sources[place] for place in evidence]
            first = min(stands_on, key=lambda sentence: sentence.start)
            score = max(scores.get(sentence.start, -1.0) for sentence in stands_on)
            spans = tuple(sorted((sentence.start, sentence.end) for sentence in stands_on))
            found.append(Point(text, spans, "model", first.heading, first.part, score))
        return found

    def _at(self, number: int, part: Part) -> Progress:
        label = part.heading or self.document.title
        return Progress("writing", self.done + number, self.total, label, self.writer.kept)


def grouped(items: Sequence[T], line: Callable[[T], str], room: int, writer: Writer) -> Iterator[list[T]]:
    """The items in order, in groups whose lines take ``room`` tokens at most; one that is larger stands alone."""
    group: list[T] = []
    size = 0
    for item in items:
        tokens = writer.kit.count(line(item)) + 1
        if group and size + tokens > room:
            yield group
            group, size = [], 0
        group.append(item)
        size += tokens
    if group:
        yield group


def held(
    said: Sequence[str], quotes: Sequence[Quote], trust: Trust, writer: Writer
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The sentences of the model's own that the quotes carry, each with the indices of those that it stands on.

    What it only copied is left to the choice of sentences. ``trust`` learns of each sentence.
    """
    plain = {_bare(quote.text) for quote in quotes}
    for text in said:
        if writer.cancel is not None:
            writer.cancel.check()
        if any(_bare(text) in whole for whole in plain):
            trust.copied += 1
            continue
        trust.written += 1
        if not _is_sentence(text):
            continue
        judged = support(text, quotes, writer.kit.embed)
        if judged.verdict == "yes" and judged.evidence:
            trust.held += 1
            yield text, judged.evidence


def _scored(weighed: Weighed) -> tuple[Sequence[Sentence], Sequence[float]]:
    return weighed.sentences, weighed.scores.tolist()


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_sentence(text: str) -> bool:
    return len(terms(text)) >= LEAST_TERMS and ENDED.search(text) is not None and "|" not in text


def _light(document: SourceDocument, sentence: Sentence) -> Quote:
    """A sentence to check against: where its page and chunk are is asked for those alone that are cited."""
    context = " › ".join(sentence.heading)
    return Quote(document.id, document.title, "", None, sentence.start, sentence.end, sentence.text, 1.0, 0, context)
