"""The chain that summarizes: a document, several, a collection or a range of pages; every part is read."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Literal

import numpy as np
from pydantic import Field, field_validator

from chains.answer import Check, speaks
from chains.documents import SourceDocument
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Words
from chains.parts import LEAST_TOKENS, parts
from chains.shelf import builtin
from chains.summarizing.account import Method, Work, account, cited_of_model, data, unread
from chains.summarizing.choose import chosen, outlined
from chains.summarizing.drafts import Draft, Trust
from chains.summarizing.grids import MOST_GRIDS, grids
from chains.summarizing.layout import Point, Sheet
from chains.summarizing.overview import Overview, commonest_language, overview
from chains.summarizing.shorten import shortened
from chains.summarizing.weigh import Sentence, Weighed, read, weighed
from chains.summarizing.words import Writer

Length = Literal["short", "medium", "long"]

# Sentences of a summary; one of several documents has half as many.
SENTENCES: dict[Length, int] = {"short": 4, "medium": 8, "long": 18}
# Sentences of the overview of several; see ``chains.summarizing.overview``.
OVERVIEW_SENTENCES: dict[Length, int] = {"short": 3, "medium": 5, "long": 8}
# A document of more parts than this is told at more length: by a quarter each time it doubles.
USUAL_PARTS, LONGER = 8, 0.25
# A summary has at most this part of the document's sentences.
MOST_SHARE = 0.4
# Less room than this for a part, in tokens, is none.
LEAST_ROOM = 96
# The headings that a part stands under are told with it, up to this many.
HEADING_TOKENS = 32
_PAGES = re.compile(r"\s*(\d{1,6})\s*(?:[-–—]\s*(\d{1,6})\s*)?\Z")


class SummarizeOptions(ChainOptions):
    """How a summary is made."""

    length: Length = Field(default="medium", description="How long the summary is; a long document gets a longer one.")
    style: Literal["paragraph", "points", "outline"] = Field(
        default="paragraph", description="Running text, points, or an outline along the document's headings."
    )
    method: Literal["auto", "stuff", "map_reduce", "refine"] = Field(
        default="auto",
        description="How the model reads: all at once (stuff), part by part and then together (map_reduce), or one "
        "summary that is refined part by part (refine); auto decides by the exact tokens.",
    )
    wording: Literal["auto", "model", "document"] = Field(
        default="auto",
        description="Whose words: the model's, part by part, whatever it takes (model); the document's own sentences "
        "(document); auto asks the model as long as what it writes holds up against the text. A sentence that does "
        "not hold up is never shown.",
    )
    pages: str = Field(default="", description="Only these pages, such as 3-7 or 5; empty for all.")
    part_tokens: int = Field(default=1200, ge=64, le=100_000, description="Most tokens of one part that is read.")

    @field_validator("pages")
    @classmethod
    def _range(cls, value: str) -> str:
        match = _PAGES.match(value)
        if value.strip() and not match:
            raise ValueError("pages must be a number or a range such as 3-7")
        if match and match[2] and int(match[2]) < int(match[1]):
            raise ValueError("the last page stands before the first")
        return value.strip()

    @property
    def page_range(self) -> tuple[int, int] | None:
        """First and last page, inclusive; None for all."""
        match = _PAGES.match(self.pages)
        return (int(match[1]), int(match[2] or match[1])) if match else None


class Summarize(Chain[SummarizeOptions]):
    """Summaries whose every sentence stands on passages of the document.

    All sentences of every part are weighed. The model is asked for its own words as long as they hold up; a sentence
    that the text does not carry is replaced by the strongest of the document's own.
    """

    Options = SummarizeOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``. ``data`` names every part that was read, and by whom, with its span."""
        card = builtin("summarize")
        notes: list[Note] = []
        trust = Trust(always=self.options.wording == "model")
        over: Overview | None = None
        works = [self._work(document, given, notes, cancel) for document in given.documents]
        total = sum(len(work.parts) for work in works)
        done = 0
        told: list[tuple[SourceDocument, list[Point]]] = []
        for work in works:
            points = yield from self._points(work, given, trust, done, total, len(works), cancel)
            done += len(work.parts)
            told.append((work.document, points))
            if not points:
                notes.append(Note("no_text", (("title", work.document.title),)))
        if len(works) > 1:
            over = yield from self._overview(told, given, trust, cancel)
        by = [gist.by for gist in (over.gists if over else ())] + [point.by for _, points in told for point in points]
        worded = by.count("model")
        # Where most is the model's, the rest is marked; where little is, the notes name it.
        mark = 2 * worded >= len(by) > worded
        sheet = Sheet(self.options.style, lambda key, **values: card.words(key, given.language, **values))
        if over is not None:
            for piece in sheet.overview(given.documents, over.gists, mark=mark):
                yield Words(piece)
        for document, points in told:
            if points:
                for piece in sheet.document(document, points, titled=len(works) > 1, mark=mark):
                    yield Words(piece)
        if not by:
            yield Words(sheet.nothing())
        yield ChainResult(
            sheet.text,
            tuple(sheet.quotes),
            tuple(sheet.claims),
            notes=(*account(by, trust, total, "" if mark else cited_of_model(by, sheet.claims), over), *notes),
            data=data(works, told, trust, self.options, over),
            read=(total, total),
            usage=self.kit.meter.usage(),
        )

    def _overview(
        self,
        told: Sequence[tuple[SourceDocument, list[Point]]],
        given: ChainInput,
        trust: Trust,
        cancel: Check | None,
    ) -> Generator[ChainEvent, None, Overview | None]:
        language = commonest_language(given.documents)
        asked = self.options.wording != "document" and speaks(self.kit.languages, language)
        writer = Writer(self.kit, language, cancel) if asked else None
        most = OVERVIEW_SENTENCES[self.options.length]
        return (yield from overview(told, most, given.text, writer, trust, self.kit.embed, cancel))

    def _work(self, document: SourceDocument, given: ChainInput, notes: list[Note], cancel: Check | None) -> Work:
        """The document in parts, and how it is read."""
        wanted = self.options.page_range
        if wanted and not (document.paged and document.pages):
            notes.append(Note("no_pages", (("title", document.title),)))
            wanted = None
        notes.extend(unread(document, wanted))
        writer = self._writer(document, notes, cancel)
        count = self._counting(cancel)
        room = self._room(writer, document, given.text) if writer else self.options.part_tokens
        if room < LEAST_ROOM and writer:
            notes.append(Note("no_room"))
            writer, room = None, self.options.part_tokens
        most = max(LEAST_TOKENS, min(self.options.part_tokens, room - HEADING_TOKENS))
        found = parts(document, most, count, pages=wanted)
        if wanted and not found:
            last = document.pages[-1].number
            notes.append(
                Note("no_such_pages", (("title", document.title), ("pages", self.options.pages), ("last", last)))
            )
        size = sum(part.tokens + 2 for part in found)
        method = self._method(size, room)
        if self.options.method == "stuff" and method != "stuff":
            notes.append(Note("too_large", (("title", document.title), ("tokens", size), ("room", room))))
        return Work(document, found, writer, method)

    def _room(self, writer: Writer, document: SourceDocument, focus: str) -> int:
        """Tokens that are left for a text beside the longest of the prompts that it is told in."""
        most = writer.most
        told = {"title": document.title, "heading": "", "focus": focus, "sentences": str(most), "text": ""}
        part = "ask_about" if focus else "ask"
        if self.options.method == "refine":
            return writer.room("summarize_refine", part, most, summary="", **told) - writer.longest(most)
        return writer.room("summarize", part, most, **told)

    def _method(self, size: int, room: int) -> Method:
        """Stuff what fits; what is a little larger is refined, so that its end is read knowing its beginning."""
        if self.options.method in ("map_reduce", "refine"):
            return self.options.method
        if size <= room:
            return "stuff"
        return (
            "refine"
            if self.options.method == "auto" and size <= 2 * min(room, self.options.part_tokens)
            else "map_reduce"
        )

    def _writer(self, document: SourceDocument, notes: list[Note], cancel: Check | None) -> Writer | None:
        if self.options.wording == "document":
            return None
        if not speaks(self.kit.languages, document.language):
            notes.append(Note("language", (("title", document.title),)))
            return None
        return Writer(self.kit, document.language, cancel)

    def _counting(self, cancel: Check | None) -> Callable[[str], int]:
        def count(text: str) -> int:
            if cancel is not None:
                cancel.check()
            return self.kit.count(text)

        return count

    def _target(self, documents: int) -> int:
        size = SENTENCES[self.options.length]
        return size if documents == 1 else max(1, size // 2)

    def _points(
        self,
        work: Work,
        given: ChainInput,
        trust: Trust,
        done: int,
        total: int,
        documents: int,
        cancel: Check | None,
    ) -> Generator[ChainEvent, None, list[Point]]:
        """The sentences of the summary of one document."""
        if not work.parts:
            return []
        all_sentences: list[Sentence] = []
        for number, inside in enumerate(read(work.document, work.parts)):
            if cancel is not None:
                cancel.check()
            yield Progress("reading", done + number, total, work.parts[number].heading or work.document.title)
            all_sentences += inside
        yield Progress("reading", done + len(work.parts), total, work.document.title)
        known = weighed(work.document, all_sentences, self.kit.embed, cancel, given.text)
        tables = self._tables(work, all_sentences, given.language)
        if not known.sentences:
            return tables
        target = self._target(documents)
        if len(work.parts) > USUAL_PARTS:
            target = round(target * (1 + LONGER * float(np.log2(len(work.parts) / USUAL_PARTS))))
        target = max(1, min(target, int(len(known.sentences) * MOST_SHARE) or 1))
        own: list[Point] = []
        if work.writer is not None and trust.stands:
            draft = Draft(
                work.document,
                work.parts,
                all_sentences,
                known,
                target,
                given.text,
                work.writer,
                trust,
                total,
                done,
            )
            own = yield from self._own(draft, work)
        points = _composed(known, own, target, self.options.style, cancel)
        if work.writer is not None:
            points = yield from shortened(work.document, points, work.writer)
        return sorted([*points, *tables], key=lambda point: point.spans[0])

    def _tables(self, work: Work, found: Sequence[Sentence], language: str) -> list[Point]:
        """A sentence about each of the largest tables."""
        card = builtin("summarize")
        largest = sorted(grids(work.document, work.parts), key=lambda grid: -grid.rows)[:MOST_GRIDS]
        part_of = {sentence.start: sentence.part for sentence in found}
        return [
            Point(
                card.words("table", language, rows=grid.rows, columns=", ".join(grid.columns)),
                (grid.header,),
                "table",
                grid.heading,
                part_of.get(grid.header[0], 0),
            )
            for grid in largest
        ]

    def _own(self, draft: Draft, work: Work) -> Generator[Progress, None, list[Point]]:
        """The model's sentences; none of a model that is not trusted: what held up of it did so by luck."""
        found = yield from self._drafted(draft, work)
        return found if draft.trust.stands else []

    def _drafted(self, draft: Draft, work: Work) -> Generator[Progress, None, list[Point]]:
        if work.method != "map_reduce" and len(draft.parts) > 1 and not draft.trust.known:
            yield from draft.probe()
            if not draft.trust.stands:
                return []
        if work.method == "stuff":
            found = yield from draft.stuff()
            if found is not None:
                return found
        if work.method == "refine":
            return (yield from draft.refine())
        return (yield from draft.merge((yield from draft.map())))


def _composed(known: Weighed, own: Sequence[Point], target: int, style: str, cancel: Check | None) -> list[Point]:
    """The model's sentences, and as many of the document's own as are missing, in the document's order."""
    kept: dict[tuple[tuple[int, int], ...], Point] = {}
    for point in sorted(own, key=lambda point: -point.score):
        kept.setdefault(point.spans, point)
    points = list(kept.values())[:target]
    starts = {sentence.start: place for place, sentence in enumerate(known.sentences)}
    taken = [starts[start] for point in points for start, _ in point.spans if start in starts]
    places = outlined(known, target) if style == "outline" and not points else []
    places += chosen(known, target - len(points) - len(places), taken=[*taken, *places], cancel=cancel)
    for place in places:
        sentence = known.sentences[place]
        span = (sentence.start, sentence.end)
        points.append(
            Point(sentence.text, (span,), "document", sentence.heading, sentence.part, float(known.scores[place]))
        )
    return sorted(points, key=lambda point: point.spans[0])
