"""A summary's text: in the document's order, under headings where it is long, each sentence with its citations."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from chains.documents import SourceDocument
from chains.types import Claim, Quote, Verdict

By = Literal["model", "document", "table"]
Style = Literal["paragraph", "points", "outline"]
Say = Callable[..., str]
# Index of a document, start, end.
Passage = tuple[int, int, int]

# An underscore within a word, or a bar within a line, is no mark.
_MARK = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|\A(?:#|>|[-+](?= ))")
# From so many sentences on a summary has headings, if the document has them.
HEADINGS_FROM = 7
# A heading is shown up to here.
LONGEST_HEADING = 120
# Of the titles before a sentence of an overview: characters of each, and how many.
LONGEST_TITLE, MOST_TITLES = 60, 3


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of a summary.

    Attributes:
        spans: of the passages that it stands on, in the document's text.
        by: who worded it; ``table`` for what is told of a table by its shape.
        heading: the headings that its first passage stands under, outermost first.
        part: the number of that passage's part, from 0.
        score: how much it says.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    by: By
    heading: tuple[str, ...]
    part: int
    score: float = 0.0
    verdict: Verdict = "yes"


@dataclass(frozen=True, slots=True)
class Gist:
    """One sentence of an overview of several documents.

    Attributes:
        passages: that it stands on.
        score: how much it says, against the others.
    """

    text: str
    passages: tuple[Passage, ...]
    by: By
    score: float = 0.0
    verdict: Verdict = "yes"

    @property
    def documents(self) -> tuple[int, ...]:
        """Indices of those that it stands on."""
        return tuple(sorted({document for document, _, _ in self.passages}))


@dataclass(slots=True)
class Sheet:
    """Collects the text and its evidence; each passage is one quote, cited as often as it is used."""

    style: Style
    say: Say
    pieces: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    places: dict[tuple[str, int, int], int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it, as Markdown."""
        return "".join(self.pieces).strip()

    def overview(self, documents: Sequence[SourceDocument], gists: Sequence[Gist], *, mark: bool) -> Iterator[str]:
        """Write what several documents say together: a line for all that the same ones say, led by their titles."""
        yield self._put(f"{_gap(self.pieces)}## {escaped(self.say('overview'))}\n\n")
        for places, said in groupby(gists, key=lambda gist: gist.documents):
            titles = [f"**{escaped(short_title(documents[place].title))}**" for place in places[:MOST_TITLES]]
            titles += ["…"] * (len(places) > MOST_TITLES)
            lines = []
            for gist in said:
                passages = [(documents[place], start, end) for place, start, end in gist.passages]
                lines.append(self._sentence(gist, passages, mark))
            text = self.say("joiner").join(lines)
            yield self._put(self.say("overview_line", titles=self.say("titles_joiner").join(titles), text=text) + "\n")
        yield self._put("\n")

    def document(self, document: SourceDocument, points: Sequence[Point], *, titled: bool, mark: bool) -> Iterator[str]:
        """Write the summary of one document, piece by piece.

        Args:
            titled: whether its title stands above: it is one of several.
            mark: whether the document's own sentences are set in quotation marks.
        """
        if titled:
            yield self._put(f"{_gap(self.pieces)}## {escaped(document.title)}\n\n")
        level = "###" if titled else "##"
        for heading, under in _sections(points, self.style):
            if heading:
                yield self._put(f"{_gap(self.pieces)}{level} {escaped(heading)}\n\n")
            yield from self._under(document, under, mark, heading)
        yield self._put("\n\n")

    def nothing(self) -> str:
        """Write that there is nothing to tell."""
        return self._put(self.say("nothing"))

    def _under(self, document: SourceDocument, points: Sequence[Point], mark: bool, heading: str) -> Iterator[str]:
        told = heading
        for number, point in enumerate(points):
            sentence = self._sentence(point, [(document, start, end) for start, end in point.spans], mark)
            if self.style == "outline":
                inner = point.heading[-1] if point.heading else ""
                if inner and inner not in (told, heading):
                    yield self._put(f"- **{escaped(inner)}**\n")
                    told = inner
                indent = "  " if inner and inner != heading else ""
                yield self._put(f"{indent}- {sentence}\n")
            elif self.style == "points":
                yield self._put(f"- {sentence}\n")
            else:
                joiner = self.say("joiner") if number else ""
                yield self._put(f"{joiner}{sentence}")

    def _sentence(self, said: Point | Gist, passages: Sequence[tuple[SourceDocument, int, int]], mark: bool) -> str:
        cited = [self._cite(document, start, end, said.score) for document, start, end in passages]
        self.claims.append(Claim(said.text, said.verdict, tuple(cited)))
        text = escaped(said.text)
        if mark and said.by == "document":
            text = self.say("quoted", text=text)
        return f"{text} " + "".join(f"[{place + 1}]" for place in cited)

    def _cite(self, document: SourceDocument, start: int, end: int, score: float) -> int:
        quote = document.quote(start, end, score=score)
        place = self.places.setdefault((document.id, quote.start, quote.end), len(self.quotes))
        if place == len(self.quotes):
            self.quotes.append(quote)
        return place

    def _put(self, piece: str) -> str:
        self.pieces.append(piece)
        return piece


def _gap(pieces: Sequence[str]) -> str:
    """What parts a heading from what stands before it."""
    return "" if not pieces or pieces[-1].endswith("\n\n") else "\n\n"


def _sections(points: Sequence[Point], style: Style) -> Iterator[tuple[str, list[Point]]]:
    """The points under the headings of the level that parts them best; none where they are few."""
    level = _level(points)
    if level is None or (style != "outline" and len(points) < HEADINGS_FROM):
        yield "", list(points)
        return
    for heading, inside in groupby(
        points, key=lambda point: point.heading[level] if len(point.heading) > level else ""
    ):
        yield heading[:LONGEST_HEADING], list(inside)


def _level(points: Sequence[Point]) -> int | None:
    """The outermost level with more than one heading; the title of a document parts nothing."""
    for level in range(max((len(point.heading) for point in points), default=0)):
        if len({point.heading[level] for point in points if len(point.heading) > level}) > 1:
            return level
    return None


def short_title(title: str) -> str:
    """A title on one line, cut where it is long."""
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def escaped(text: str) -> str:
    """``text`` as Markdown shows it: no mark of a document becomes a link, a citation, an image or emphasis."""
    return _MARK.sub(r"\\\g<0>", text)
