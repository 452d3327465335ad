"""What several documents say together: a few sentences out of all their summaries, each with where it stands."""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from chains.answer import Check
from chains.documents import SourceDocument
from chains.kit import Embed, Progress
from chains.summarizing.choose import REDUNDANT, chosen
from chains.summarizing.drafts import Trust, grouped, held
from chains.summarizing.layout import Gist, Passage, Point, short_title
from chains.summarizing.weigh import Sentence, Weighed, embedded, flat, standard, unit
from chains.summarizing.words import Writer
from chains.types import Quote

# Of fewer sentences than this no overview is made: the summaries are one.
LEAST = 2
# What it weighs that a sentence opens its summary (beginnings say what a document is), is near to what all documents
# speak of, and is said by several, beside its own weight in its document; with a focus, that it is near to that.
OPENS, CENTRAL, SHARED, FOCUS = 0.8, 0.3, 0.8, 2.0


@dataclass(frozen=True, slots=True)
class Overview:
    """What was made.

    Attributes:
        gists: its sentences: what several documents say first, the rest in the documents' order.
        documents: indices of those whose summaries were looked at, all sentences of them.
        entries: how many sentences these were.
        rounds: how often the model put sentences together; 0 where all were chosen.
        trust: how well the model's sentences held up here.
    """

    gists: tuple[Gist, ...]
    documents: tuple[int, ...]
    entries: int
    rounds: int = 0
    trust: Trust = field(default_factory=Trust)

    @property
    def cited(self) -> set[int]:
        """Indices of the documents that its sentences stand on."""
        return {document for gist in self.gists for document, _, _ in gist.passages}


@dataclass(slots=True)
class Board:
    """The sentences of all summaries, and what is made of them.

    Attributes:
        entries: each once, in the documents' order; what several documents say in the same words is one.
        headings: that each passage stands under.
        focus: what the person wants to know about; empty for the documents as a whole.
    """

    documents: Sequence[SourceDocument]
    entries: list[Gist]
    headings: dict[Passage, tuple[str, ...]]
    focus: str
    embed: Embed
    cancel: Check | None
    rounds: int = 0
    vectors: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.vectors = embedded([entry.text for entry in self.entries], self.embed, self.cancel)
        if self.entries:
            scores = self._scores()
            self.entries = [
                replace(entry, score=float(score)) for entry, score in zip(self.entries, scores, strict=True)
            ]

    @classmethod
    def of(
        cls, told: Sequence[tuple[SourceDocument, Sequence[Point]]], focus: str, embed: Embed, cancel: Check | None
    ) -> "Board":
        """Of the summaries; a table is told only where its document has nothing else."""
        entries: dict[str, Gist] = {}
        headings: dict[Passage, tuple[str, ...]] = {}
        for place, (_, points) in enumerate(told):
            for point in [point for point in points if point.by != "table"] or points:
                passages = tuple((place, start, end) for start, end in point.spans)
                headings |= dict.fromkeys(passages, point.heading)
                # A table is told in the same words of several: what it holds is not the same.
                same = point.text.casefold() if point.by != "table" else f"{place} {point.text}"
                known = entries.get(same)
                gist = Gist(point.text, passages, point.by, point.score, point.verdict)
                entries[same] = (
                    gist if known is None else replace(known, passages=tuple(dict.fromkeys(known.passages + passages)))
                )
        return cls([document for document, _ in told], list(entries.values()), headings, focus, embed, cancel)

    @property
    def spoken(self) -> list[int]:
        """Indices of the documents that have a sentence."""
        return sorted({document for entry in self.entries for document in entry.documents})

    def _scores(self) -> NDArray[np.float32]:
        own = np.array([entry.score for entry in self.entries], np.float32)
        shared = np.log2([len(entry.documents) for entry in self.entries]).astype(np.float32)
        if self.focus:
            wanted = np.nan_to_num(self.embed([self.focus]))[0]
            return np.asarray(own + SHARED * shared + FOCUS * standard(self.vectors @ wanted), np.float32)
        # A long document's best stands out more from the rest of it than a short one's does.
        for document in self.spoken:
            places = [place for place, entry in enumerate(self.entries) if entry.passages[0][0] == document]
            if places:
                own[places] -= own[places].mean()
                own[places[0]] += OPENS
        centre = unit(self.vectors.mean(axis=0))
        return np.asarray(own + SHARED * shared + CENTRAL * standard(self.vectors @ centre), np.float32)

    def written(self, target: int, writer: Writer, trust: Trust) -> Generator[Progress, None, list[Gist]]:
        """The model's own sentences out of all of the writer's language: group by group, as long as that gets on."""
        first = [
            entry
            for entry in self.entries
            if all(self.documents[n].language == writer.language for n in entry.documents)
        ]
        gists = list(first)
        part = "ask_about" if self.focus else "ask"
        most = min(target, writer.most)
        room = writer.room("summarize_overview", part, most, text="", sentences="9", focus=self.focus)
        while len(gists) > target and trust.stands:
            groups = list(grouped(gists, self._line, room, writer))
            made: list[Gist] = []
            for number, group in enumerate(groups):
                yield Progress("merging", number, len(groups), kept=writer.kept)
                # What is left of all groups fits into one prompt, where those meet that stand far apart.
                share = max(-(-target * len(group) // len(gists)), len(group) // len(groups))
                count = min(writer.most if len(groups) > 1 else most, share)
                made += group if len(group) <= count else self._together(group, count, part, writer, trust)
            if len(made) >= len(gists):
                break
            gists = made
            self.rounds += 1
        known = {entry.text for entry in first}
        return [gist for gist in gists if gist.by == "model" and gist.text not in known]

    def _together(self, group: Sequence[Gist], count: int, part: str, writer: Writer, trust: Trust) -> list[Gist]:
        """A group in fewer sentences: the model's that hold up, and the group's strongest for the others."""
        said = writer.write(
            "summarize_overview",
            part,
            count,
            sorted({self.documents[place].id for gist in group for place in gist.documents}),
            "overview",
            text="".join(map(self._line, group)).rstrip(),
            sentences=str(count),
            focus=self.focus,
        )
        passages = list(dict.fromkeys(passage for gist in group for passage in gist.passages))
        score = max(gist.score for gist in group)
        found = [
            Gist(text, tuple(sorted(passages[place] for place in places)), "model", score)
            for text, places in held(said or [], [self._quote(passage) for passage in passages], trust, writer)
        ][:count]
        told = {passage for gist in found for passage in gist.passages}
        strongest = sorted(group, key=lambda gist: -gist.score)[: count - len(found)]
        return [*found, *(gist for gist in strongest if told.isdisjoint(gist.passages))]

    def _line(self, gist: Gist) -> str:
        titles = ", ".join(short_title(self.documents[place].title) for place in gist.documents)
        return f"- {titles}: {gist.text}\n"

    def _quote(self, passage: Passage) -> Quote:
        """A passage to check against; its document's title and headings are known with it."""
        place, start, end = passage
        document = self.documents[place]
        context = " › ".join((document.title, *self.headings[passage]))
        text = flat(document.text[start:end])
        return Quote(document.id, document.title, "", None, start, end, text, 1.0, 0, context)

    def composed(self, made: Sequence[Gist], target: int) -> tuple[Gist, ...]:
        """The model's sentences and the strongest of the others; each document speaks, where there is room for all."""
        gists = list({gist.passages: gist for gist in made}.values())[:target]
        told = {passage for gist in gists for passage in gist.passages}
        taken = [place for place, entry in enumerate(self.entries) if told.issuperset(entry.passages)]
        places: list[int] = []
        if not self.focus and len(self.spoken) <= target:
            cited = {document for gist in gists for document in gist.documents}
            for document in self.spoken:
                best = None if document in cited else self._best(document, [*taken, *places])
                if best is not None and len(gists) + len(places) < target:
                    places.append(best)
                    cited |= set(self.entries[best].documents)
        places += chosen(self._weighed(), target - len(gists) - len(places), [*taken, *places], self.cancel)
        gists += [self.entries[place] for place in places]
        return tuple(sorted(gists, key=lambda gist: (len(gist.documents) == 1, gist.passages[0])))

    def _best(self, document: int, taken: Sequence[int]) -> int | None:
        """The strongest entry of a document that says something new; None where it has none."""
        own = [place for place, entry in enumerate(self.entries) if document in entry.documents and place not in taken]
        for place in sorted(own, key=lambda place: -self.entries[place].score):
            if not taken or float((self.vectors[list(taken)] @ self.vectors[place]).max()) < REDUNDANT:
                return place
        return None

    def _weighed(self) -> Weighed:
        """The entries as sentences of one text whose parts are the documents: all of these are to be heard."""
        part = {document: place for place, document in enumerate(self.spoken)}
        sentences = tuple(
            Sentence(place, place + 1, entry.text, part[entry.passages[0][0]], (), "paragraph", False, False, True)
            for place, entry in enumerate(self.entries)
        )
        return Weighed(sentences, np.array([entry.score for entry in self.entries], np.float32), self.vectors)


def overview(
    told: Sequence[tuple[SourceDocument, Sequence[Point]]],
    most: int,
    focus: str,
    writer: Writer | None,
    trust: Trust,
    embed: Embed,
    cancel: Check | None = None,
) -> Generator[Progress, None, Overview | None]:
    """An overview of several summaries; None where there is nothing to put together.

    Args:
        most: its sentences; of more documents up to twice as many, so that each speaks as long as that is possible.
        writer: None where the model is not asked.
        trust: how well the model's sentences have held up in the summaries.
    """
    board = Board.of(told, focus, embed, cancel)
    target = min(max(most, min(len(board.spoken), 2 * most)), len(board.entries) // 2)
    if len(board.spoken) < 2 or target < LEAST:
        return None
    made: list[Gist] = []
    # Its sentences about one document are shown whatever becomes of those about all.
    own = Trust(always=trust.always)
    if writer is not None and trust.stands:
        made = yield from board.written(target, writer, own)
        made = made if own.stands else []
    return Overview(board.composed(made, target), tuple(board.spoken), len(board.entries), board.rounds, own)


def commonest_language(documents: Sequence[SourceDocument]) -> str:
    """The language that most of the documents are in."""
    return Counter(document.language for document in documents).most_common(1)[0][0]
