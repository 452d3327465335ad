"""Two documents or two versions of one: what was changed, added, dropped and moved, with evidence from both sides."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from chains.answer import Check
from chains.citing import plain
from chains.comparing.changes import Change, ChangeKind, Comparison, compared
from chains.comparing.headlines import headline
from chains.comparing.topics import Topic, shared_topics
from chains.comparing.units import Reading, Unit, units
from chains.comparing.writer import Writer
from chains.documents import SourceDocument
from chains.errors import InputError
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Words
from chains.results import Cell, Table
from chains.shelf import builtin
from chains.text import is_stop, terms
from chains.types import Claim

# Below this part of the shorter document's text in common, two documents are no versions of each other.
VERSIONS = 0.2
# Each document is compared with the first; more would be a table that nobody reads.
MOST_DOCUMENTS = 6
KINDS: tuple[ChangeKind, ...] = ("changed", "added", "dropped", "moved")
MOST_TOPICS = 12


class CompareOptions(ChainOptions):
    """How two documents are compared."""

    detail: Literal["brief", "full"] = Field("full", description="Values that changed alone, or whole sentences.")
    numbering: bool = Field(False, description="Tell changed numbers of clauses, headings and items too.")
    strict: bool = Field(False, description="Tell changed capitals and punctuation too.")
    most: int = Field(40, ge=1, le=1000, description="Changes of each kind that the text tells; the table has all.")
    headlines: int = Field(
        0,
        ge=0,
        le=100,
        description="So many of the weightiest changes get a headline by the model; one that the documents do not bear "
        "out is left away.",
    )


@dataclass(slots=True)
class _Told:
    """What is being put together of all pairs."""

    text: list[str] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    data: list[dict[str, object]] = field(default_factory=list)


class Compare(Chain[CompareOptions]):
    """Compare two documents, or several versions with the first."""

    Options = CompareOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: there are not two documents, or too many.
        """
        documents = _checked(given.documents)
        first, others = documents[0], documents[1:]
        writer = Writer(builtin("compare"), given.language, self.options.detail == "full", self.options.most)
        told = _Told()
        told.notes = [
            Note("unread", (("title", document.title), ("what", what)))
            for document in documents
            for what in document.notes
        ]
        if len({document.title for document in documents}) < len(documents):
            told.notes.append(Note("title_twice"))
        for number, other in enumerate(others):
            yield Progress("comparing", number, len(others), other.title)
            pieces = self._pair(first, other, len(others) > 1, given.text, writer, told, cancel)
            for event in pieces:
                if isinstance(event, Words):
                    told.text.append(event.text)
                yield event
        yield Progress("comparing", len(others), len(others))
        columns = tuple(writer.words(key) for key in ("kind", "where", "before", "after"))
        yield ChainResult(
            "".join(told.text).strip(),
            tuple(writer.citations.quotes),
            tuple(told.claims),
            Table(columns, tuple(told.rows)) if told.rows else None,
            notes=tuple(told.notes),
            data=told.data[0] if len(told.data) == 1 else told.data,
            read=(len(documents), len(documents)),
            usage=self.kit.meter.usage(),
        )

    def _pair(
        self,
        before: SourceDocument,
        after: SourceDocument,
        named: bool,
        focus: str,
        writer: Writer,
        told: _Told,
        cancel: Check | None,
    ) -> Iterator[ChainEvent]:
        def check() -> None:
            if cancel is not None:
                cancel.check()

        reading = Reading(self.options.numbering, self.options.strict)
        comparison = compared(before, after, self.kit.embed, reading, check)
        if named:
            yield Words(f"# {writer.words('heading', before=plain(before.title), after=plain(after.title))}\n\n")
        writer.between(before, after)
        if comparison.alike < VERSIONS and comparison.changes:
            yield from self._unlike(before, after, comparison, reading, writer, told, check)
            return
        changes = list(comparison.changes)
        if focus.strip():
            changes = [change for change in changes if _about(change, focus)]
            numbers = (("text", focus.strip()), ("shown", len(changes)), ("all", len(comparison.changes)))
            told.notes.append(Note("focus", numbers))
        yield Words(_summary(comparison, before, after, changes, writer))
        weightiest = sorted(changes, key=lambda change: change.difference.weight if change.difference else 3)
        chosen = {id(change) for change in weightiest[: self.options.headlines]}
        for kind in KINDS:
            of_kind = [change for change in changes if change.kind == kind]
            if not of_kind:
                continue
            yield Words(f"## {writer.words(kind)}\n\n")
            for number, change in enumerate(_weighty_first(of_kind)):
                check()
                said = None
                if id(change) in chosen:
                    yield Progress("headline", len(told.claims), len(chosen), change.heading)
                    said = headline(self.kit, change, (before, after), writer.language, cancel)
                row = writer.row(change)
                told.rows.append(row)
                if said is not None:
                    told.claims.append(Claim(said, "yes", tuple(n for cell in row for n in cell.quotes)))
                if number < self.options.most:
                    yield Words(writer.item(change, said))
            if len(of_kind) > self.options.most:
                yield Words(f"\n{writer.words('more', count=len(of_kind) - self.options.most)}\n")
            yield Words("\n")
        told.data.append(_data(before, after, comparison, changes, writer))

    def _unlike(
        self,
        before: SourceDocument,
        after: SourceDocument,
        comparison: Comparison,
        reading: Reading,
        writer: Writer,
        told: _Told,
        check: Callable[[], None],
    ) -> Iterator[ChainEvent]:
        percent = round(100 * comparison.alike)
        told.notes.append(Note("unlike", (("percent", percent),)))
        yield Words(
            writer.words("unlike", before=plain(before.title), after=plain(after.title), percent=percent) + "\n\n"
        )
        left, right = units(before, reading, check), units(after, reading, check)
        topics = shared_topics(left, right, self.kit.embed, check, min(MOST_TOPICS, self.options.most))
        if topics:
            yield Words(f"## {writer.words('topics')}\n\n")
        for topic in topics:
            check()
            yield Words(writer.topic(topic))
            told.rows.append(writer.topic_row(topic))
        if not topics:
            key = "nothing_shared" if before.language == after.language else "other_language"
            yield Words(writer.words(key, before=before.language, after=after.language) + "\n\n")
        for document, side, other in ((before, left, right), (after, right, left)):
            headings = writer.headings_only(document, side, other)
            if headings:
                yield Words(headings)
        told.data.append(_unlike_data(before, after, comparison, topics))


def _checked(documents: Sequence[SourceDocument]) -> Sequence[SourceDocument]:
    if len(documents) < 2:
        titles = ", ".join(document.title for document in documents) or "-"
        raise InputError("compare.needs_two", count=len(documents), titles=titles)
    if len(documents) > MOST_DOCUMENTS:
        raise InputError("compare.too_many", count=len(documents), most=MOST_DOCUMENTS)
    for document in documents[1:]:
        if document.id == documents[0].id:
            raise InputError("compare.same_twice", title=document.title)
    return documents


def _about(change: Change, focus: str) -> bool:
    """Whether a change has a word of ``focus``, in itself or in its heading."""
    wanted = {term for term in terms(focus) if not is_stop(term)} or set(terms(focus))
    words = " ".join([change.heading, change.row, *(unit.text for unit in (*change.before, *change.after))])
    labels = " ".join(fact.label for fact in change.facts)
    return bool(wanted & set(terms(f"{words} {labels}")))


def _weighty_first(changes: Sequence[Change]) -> list[Change]:
    """Those with changed values first, each half in the order of reading."""
    return sorted(changes, key=lambda change: not any(fact.kind != "words" for fact in change.facts))


def _summary(
    comparison: Comparison, before: SourceDocument, after: SourceDocument, changes: Sequence[Change], writer: Writer
) -> str:
    if not comparison.changes:
        return writer.words("formatting" if before.text != after.text else "identical") + "\n"
    counts = {kind: sum(change.kind == kind for change in changes) for kind in KINDS}
    return writer.words("counts", same=comparison.same, units=comparison.units[0], **counts) + "\n\n"


def _data(
    before: SourceDocument, after: SourceDocument, comparison: Comparison, changes: Sequence[Change], writer: Writer
) -> dict[str, object]:
    """The comparison as JSON has it."""
    return {
        "before": {"id": before.id, "title": before.title},
        "after": {"id": after.id, "title": after.title},
        "versions": True,
        "alike": round(comparison.alike, 3),
        "same": comparison.same,
        "changes": [
            {
                "kind": change.kind,
                "heading": change.heading,
                "row": change.row,
                "before": _side(before, change.before),
                "after": _side(after, change.after),
                "facts": [
                    {"kind": fact.kind, "before": fact.before, "after": fact.after, "label": fact.label}
                    for fact in change.facts
                ],
            }
            for change in changes
        ],
    }


def _side(document: SourceDocument, found: Sequence[Unit]) -> list[dict[str, object]]:
    return [
        {"text": unit.text, "start": unit.start, "end": unit.end, "page": document.page_of(unit.start)}
        for unit in found
    ]


def _unlike_data(
    before: SourceDocument, after: SourceDocument, comparison: Comparison, topics: Sequence[Topic]
) -> dict[str, object]:
    return {
        "before": {"id": before.id, "title": before.title},
        "after": {"id": after.id, "title": after.title},
        "versions": False,
        "alike": round(comparison.alike, 3),
        "topics": [
            {"topic": topic.label, "before": _side(before, [topic.before]), "after": _side(after, [topic.after])}
            for topic in topics
        ],
    }
