"""All there is of something: every sentence of every document is read, counted and listed with where it stands."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from pydantic import Field

from chains.answer import Check
from chains.citing import Citations, plain
from chains.documents import SourceDocument
from chains.kit import Cell, Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Table, Words
from chains.shelf import builtin
from chains.sought import Hit, Kind, Sought, finder, sought
from chains.text import sentences, terms

# Sentences between two looks at whether to stop.
BATCH = 256
# A sentence is near only if it stands out from all others by so many standard deviations, too.
OUTSTANDING = 2.5
# Of a sentence in the text; the quote and the table have all of it.
MOST_CHARACTERS = 300


class ListOptions(ChainOptions):
    """What may be set for a run."""

    kind: Literal[
        "auto", "words", "passages", "emails", "phones", "links", "obligations", "percentages", "deadlines", "dates",
        "amounts", "numbers", "names",
    ] = Field(default="auto", description="What to look for; auto: what the words ask for.")  # fmt: skip
    most: int = Field(default=40, ge=1, le=1000, description="Most places in the text; the table has more.")
    rows: int = Field(
        default=5000, ge=1, le=1_000_000,
        description="Most places in the table, each with its evidence; all are counted in any case.",
    )  # fmt: skip
    threshold: float = Field(
        default=0.55, ge=0.2, le=1.0, description="How near in meaning a passage must be that does not have the words."
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    document: SourceDocument
    start: int
    end: int
    hits: tuple[Hit, ...] = ()
    score: float = 1.0

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def certain(self) -> bool:
        return bool(self.hits)


@dataclass(slots=True)
class _Read:
    """What was read, and what was found in it."""

    sentences: int = 0
    documents: int = 0
    found: list[_Sentence] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class ListAll(Chain[ListOptions]):
    """Counts and lists all there is of a word, a kind of value, or passages on a topic. No model is asked."""

    Options = ListOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        wanted = sought(given.text)
        if self.options.kind not in {"auto", wanted.kind}:
            kind: Kind = self.options.kind
            wanted = Sought(kind, wanted.term or given.text.strip(" \"“”'?？")) if kind in _TERMED else Sought(kind)
        read = _Read()
        yield from self._read(given.documents, wanted, read, cancel)
        found = self._on_subject(read, wanted)
        result = _Wording(given.language).result(wanted, found, read, len(given.documents), self.options)
        yield Words(result.text)
        yield replace(result, usage=self.kit.meter.usage())

    def _read(
        self, documents: Sequence[SourceDocument], wanted: Sought, read: _Read, cancel: Check | None
    ) -> Iterator[ChainEvent]:
        for number, document in enumerate(documents):
            yield Progress("reading", number, len(documents), document.title)
            read.notes += [Note("unread", (("title", document.title), ("what", what))) for what in document.notes]
            if not document.text.strip():
                read.notes.append(Note("empty", (("title", document.title),)))
                continue
            find = finder(wanted, document.language)
            spans = [(line + start, line + end) for line, text in _lines(document) for start, end in sentences(text)]
            others: list[_Sentence] = []
            for place, (start, end) in enumerate(spans):
                if cancel is not None and place % BATCH == 0:
                    cancel.check()
                hits = tuple(find(document.text[start:end]))
                sentence = _Sentence(document, start, end, hits)
                (read.found if hits else others).append(sentence)
            read.sentences += len(spans)
            read.documents += 1
            if wanted.kind == "passages" and others:
                yield Progress("comparing", number, len(documents), document.title)
                read.found += self._near(wanted, others, cancel)
        yield Progress("reading", len(documents), len(documents))
        order = {document.id: place for place, document in enumerate(documents)}
        read.found.sort(key=lambda item: (order[item.document.id], item.start))

    def _near(self, wanted: Sought, others: Sequence[_Sentence], cancel: Check | None) -> list[_Sentence]:
        """Those that have all words of the topic, apart perhaps, or are near to it in meaning."""
        asked = frozenset(terms(wanted.term))
        topic = self.kit.embed([wanted.term])[0]
        cosines: list[float] = []
        for at in range(0, len(others), BATCH):
            if cancel is not None:
                cancel.check()
            cosines += (self.kit.embed([item.text for item in others[at : at + BATCH]]) @ topic).tolist()
        known = np.nan_to_num(np.array(cosines, np.float32))
        least = max(self.options.threshold, float(known.mean() + OUTSTANDING * known.std()) if len(known) > 9 else 0.0)
        found = []
        for item, cosine in zip(others, known.tolist(), strict=True):
            if asked and asked <= frozenset(terms(item.text)):
                found.append(replace(item, hits=(Hit(0, len(item.text), wanted.term.casefold()),)))
            elif cosine >= least:
                found.append(replace(item, score=cosine))
        return found

    def _on_subject(self, read: _Read, wanted: Sought) -> list[_Sentence]:
        """What was found in sentences that name the subject, or under headings that do; all of it where none does."""
        if not wanted.about:
            return read.found
        about = [
            item
            for item in read.found
            if wanted.about & frozenset(terms(f"{item.text} {item.document.title} {_heading(item)}"))
        ]
        if not about and read.found:
            read.notes.append(Note("not_subject", (("subject", ", ".join(sorted(wanted.about))),)))
        return about or read.found


_TERMED = {"words", "passages"}
_BULLET = re.compile(r"\A(?:[-*+•]|#{1,6}|\d{1,3}[.)])\s+")


def _lines(document: SourceDocument) -> Iterator[tuple[int, str]]:
    """The document in blocks, and what stands between them; a row of a table is a sentence."""
    at = 0
    for block in document.blocks:
        if document.text[at : block.start].strip():
            yield at, document.text[at : block.start]
        if block.end > max(at, block.start):
            start = max(at, block.start)
            yield start, document.text[start : block.end]
        at = max(at, block.end)
    if document.text[at:].strip():
        yield at, document.text[at:]


def _heading(item: _Sentence) -> str:
    """The heading that a sentence stands under."""
    found = ""
    for block in item.document.blocks:
        if block.start > item.start:
            break
        if block.kind == "heading":
            found = item.document.text[block.start : block.end]
    return found


# --- what is told -------------------------------------------------------------------------------------------------


class _Wording:
    """The result in the person's language."""

    def __init__(self, language: str) -> None:
        self._card = builtin("list")
        self._language = language

    def _say(self, key: str, **params: object) -> str:
        return self._card.words(key, self._language, **params)

    def result(
        self, wanted: Sought, found: Sequence[_Sentence], read: _Read, all_documents: int, options: ListOptions
    ) -> ChainResult:
        """Text, table and data."""
        notes = list(read.notes)
        forms = Counter(hit.form for item in found for hit in item.hits)
        near = sum(not item.certain for item in found)
        per_hit = wanted.kind not in {"words", "passages", "obligations"}
        count = sum(forms.values()) if wanted.kind == "words" or per_hit else len(found)
        listed = "\n".join(self._reading(read, all_documents))
        citations = Citations()
        kept = found[: options.rows]
        rows = tuple(self._rows(kept, per_hit, citations))
        shown = min(len(kept), options.most)
        if not found:
            notes.append(Note("nothing", (("read", read.sentences),)))
            text = f"{self._say('none')}\n\n{listed}"
        else:
            text = "\n\n".join(
                [
                    self._headline(wanted, found, forms, count, all_documents),
                    *self._forms(wanted, forms),
                    "\n".join(self._places(found, per_hit)),
                    "\n".join(self._items(found[:shown], citations)),
                    listed,
                ]
            )
        if len(kept) > shown:
            notes.append(Note("shortened", (("shown", shown), ("kept", len(kept)))))
        if len(found) > len(kept):
            notes.append(Note("cut", (("kept", len(kept)), ("all", len(found)), ("left", len(found) - len(kept)))))
        if near:
            notes.append(Note("near", (("count", near),)))
        if wanted.kind == "names":
            notes.append(Note("names"))
        columns = tuple(self._say(key) for key in ("document", "page", "found", "sentence"))
        data = {
            "kind": wanted.kind,
            "term": wanted.term,
            "count": count,
            "forms": dict(forms.most_common()),
            "listed": len(kept),
            "documents": {item.document.id: 0 for item in found} | _per_document(found, per_hit),
            "sentences_read": read.sentences,
            "documents_read": read.documents,
        }
        return ChainResult(
            text,
            quotes=tuple(citations.quotes),
            table=Table(columns, rows, (columns[1],)) if rows else None,
            notes=tuple(notes),
            data=data,
            read=(read.documents, all_documents),
        )

    def _headline(
        self, wanted: Sought, found: Sequence[_Sentence], forms: Counter[str], count: int, all_documents: int
    ) -> str:
        documents = len({item.document.id for item in found})
        if wanted.kind in _TERMED:
            key = "count_words" if wanted.kind == "words" else "count_passages"
            return self._say(key, term=plain(wanted.term), count=count, documents=documents, all=all_documents)
        kind = self._card.choice_label(wanted.kind, self._language)
        return self._say("count", kind=kind, count=count, different=len(forms), documents=documents, all=all_documents)

    def _forms(self, wanted: Sought, forms: Counter[str]) -> list[str]:
        if wanted.kind in {"obligations", "passages"} or (wanted.kind == "words" and len(forms) < 2):
            return []
        told = [
            plain(form) if number == 1 else self._say("times", form=plain(form), count=number)
            for form, number in forms.most_common(60)
        ]
        return [self._say("forms", forms=" · ".join([*told, *(["…"] if len(forms) > len(told) else [])]))]

    def _places(self, found: Sequence[_Sentence], per_hit: bool) -> Iterator[str]:
        titles = {item.document.id: item.document.title for item in found}
        for identity, count in _per_document(found, per_hit).items():
            pages = Counter[int]()
            for item in found:
                page = item.document.page_of(item.start) if item.document.id == identity else None
                if page is not None:
                    pages[page] += max(1, len(item.hits))
            told = ", ".join(
                str(page) if number == 1 else self._say("times", form=page, count=number)
                for page, number in sorted(pages.items())
            )
            under = self._say("pages", pages=told) if told else ""
            yield "- " + self._say("places", title=plain(titles[identity]), count=count, pages=under)

    def _items(self, found: Sequence[_Sentence], citations: Citations) -> Iterator[str]:
        for item in found:
            words = _BULLET.sub("", item.text)
            short = plain(words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…")
            number = citations.cite(item.document, item.start, item.end, score=item.score)
            yield f"1. {short} [{number}]" + ("" if item.certain else f" {self._say('near')}")

    def _rows(self, found: Sequence[_Sentence], per_hit: bool, citations: Citations) -> Iterator[tuple[Cell, ...]]:
        for item in found:
            number = citations.cite(item.document, item.start, item.end, score=item.score) - 1
            page = item.document.page_of(item.start)
            groups = [[hit] for hit in item.hits] if per_hit else [list(item.hits)]
            for hits in groups:
                forms = ", ".join(dict.fromkeys(hit.form for hit in hits))
                sentence = " ".join(item.text.split())
                yield (
                    Cell(item.document.title, item.document.title, verdict="yes"),
                    Cell(str(page or ""), page, verdict="yes" if page else "no"),
                    Cell(forms, forms or None, (number,), "yes" if item.certain else "no"),
                    Cell(sentence, sentence, (number,), "yes" if item.certain else "partly"),
                )

    def _reading(self, read: _Read, all_documents: int) -> Iterator[str]:
        yield self._say("read", documents=read.documents, all=all_documents, sentences=f"{read.sentences:,}")


def _per_document(found: Sequence[_Sentence], per_hit: bool) -> dict[str, int]:
    """How many there are in each document, in order."""
    counted: dict[str, int] = {}
    for item in found:
        counted[item.document.id] = counted.get(item.document.id, 0) + max(1, len(item.hits))
    return counted
