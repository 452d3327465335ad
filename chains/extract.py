"""Fields out of documents into a table: each cell with its evidence, an empty cell rather than a guess."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel
from pydantic import Field as Option

from chains.answer import Check
from chains.documents import SourceDocument
from chains.errors import AssistantError
from chains.extracting.fields import Asked, asked
from chains.extracting.records import Filled, Record, Rows, rows_of
from chains.kit import (
    Cell,
    Chain,
    ChainEvent,
    ChainInput,
    ChainOptions,
    ChainResult,
    Note,
    Progress,
    Table,
    Words,
)
from chains.results import gathered
from chains.shelf import builtin
from chains.types import Quote

if TYPE_CHECKING:
    from chains.kit import Kit

# What is kept of a document is made anew by a program that reads it otherwise.
READING = 1


class ExtractOptions(ChainOptions):
    """What may be set for one run."""

    fields: str = Option(
        default="",
        max_length=100_000,
        description="The fields: words (“tenant, rent: money, paid: yes/no”) or a JSON schema; "
        "empty for what is written after the chain's name.",
    )
    rows: Literal["document", "record"] = Option(
        default="document", description="One row a document, or one a record: an invoice's lines, a list of people."
    )
    dates: Literal["iso", "written"] = Option(
        default="iso", description="Dates as 2024-03-05, or as the document writes them."
    )
    ask: bool = Option(default=True, description="Let the model choose where the text alone leaves a choice.")


class Extract(Chain[ExtractOptions]):
    """Fills a table with fields of documents.

    Args:
        kit: the model and all else.
        options: of this run.
        schema: the fields as a JSON schema or a Pydantic model; None for those of ``options`` or of the input's text.
    """

    Options = ExtractOptions

    def __init__(
        self, kit: "Kit", options: ExtractOptions, schema: Mapping[str, object] | type[BaseModel] | None = None
    ) -> None:
        super().__init__(kit, options)
        self._schema = schema

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """Work, telling how far it is; the last event is the ``ChainResult``.

        Raises:
            InputError: the fields are none, or no schema; the code says where.
            Cancelled: ``cancel`` was set; what the memo keeps is kept.
        """
        wanted = asked(self._schema if self._schema is not None else self.options.fields or given.text)
        done: list[tuple[SourceDocument, Rows]] = []
        notes: list[Note] = []
        kept = 0
        for number, document in enumerate(given.documents):
            yield Progress("reading", number, len(given.documents), document.title, kept)
            if cancel is not None:
                cancel.check()
            notes += [Note("unread", (("title", document.title), ("what", what))) for what in document.notes]
            key = self._key(wanted, document)
            found = Rows.from_json(self.kit.memo.get(key))
            if found is None:
                try:
                    found = self._read(wanted, document, cancel)
                except AssistantError as error:
                    # One document does not stop the others; its row stays empty and is tried again next time.
                    reason = error.message(given.language)
                    notes.append(Note("failed", (("title", document.title), ("reason", reason))))
                    found = Rows((Record((None,) * len(wanted.fields)),))
                else:
                    self.kit.memo.put(key, found.to_json(), document.id)
            else:
                kept += 1
            notes += [_note(code, document, params) for code, params in found.notes]
            done.append((document, found))
        yield Progress("reading", len(given.documents), len(given.documents), kept=kept)
        result = _Writer(wanted, self.options, given.language).result(done, gathered(notes))
        yield Words(result.text)
        yield _with_usage(result, self.kit)

    def _read(self, wanted: Asked, document: SourceDocument, cancel: Check | None) -> Rows:
        if not document.text.strip():
            return Rows((Record((None,) * len(wanted.fields)),), (("empty", ()),))
        by_record = self.options.rows == "record" or wanted.records
        return rows_of(self.kit, document, wanted.fields, by_record=by_record, ask=self.options.ask, cancel=cancel)

    def _key(self, wanted: Asked, document: SourceDocument) -> str:
        prompt = self.kit.prompt("extract", document.language)
        parts = [
            "extract", READING, [asdict(field) for field in wanted.fields], wanted.records, self.options.rows,
            self.options.ask, self.kit.wording(prompt) if self.options.ask else "",
            str(getattr(self.kit.model, "_identifying_params", "")), document.language,
            [[block.kind, block.start, block.end] for block in document.blocks], document.text,
        ]  # fmt: skip
        return sha256(json.dumps(parts, ensure_ascii=True, default=str).encode()).hexdigest()


def _note(code: str, document: SourceDocument, params: Sequence[tuple[str, str | int]]) -> Note:
    return Note(code, (("title", document.title), *params))


def _with_usage(result: ChainResult, kit: "Kit") -> ChainResult:
    from dataclasses import replace

    return replace(result, usage=kit.meter.usage())


class _Writer:
    """Makes the result: table, quotes, text and data."""

    def __init__(self, wanted: Asked, options: ExtractOptions, language: str) -> None:
        self._fields = wanted.fields
        self._options = options
        self._language = language
        self._card = builtin("extract")
        self._quotes: list[Quote] = []
        self._places: dict[tuple[str, int, int], int] = {}

    def result(self, done: Sequence[tuple[SourceDocument, Rows]], notes: Sequence[Note]) -> ChainResult:
        rows: list[tuple[Cell, ...]] = []
        data: list[dict[str, object]] = []
        chosen = 0
        for document, found in done:
            for record in found.records:
                cells = [self._cell(document, filled) for filled in record.cells]
                chosen += sum(filled is not None and filled.asked for filled in record.cells)
                rows.append((Cell(document.title, document.title), *cells))
                data.append(self._data(document, record, cells))
        notes = [*notes, *([Note("unsure", (("count", chosen),))] if chosen else [])]
        columns = (self._column(), *(field.name for field in self._fields))
        numeric = tuple(
            name
            for place, name in enumerate(columns)
            if any(row[place].value is not None for row in rows)
            and all(_is_number(row[place].value) or row[place].value is None for row in rows)
        )
        table = Table(columns, tuple(rows), numeric)
        return ChainResult(
            self._text(table, len(done)),
            tuple(self._quotes),
            table=table,
            notes=tuple(notes),
            data={"fields": [field.name for field in self._fields], "rows": data},
            read=(sum(bool(document.text.strip()) for document, _ in done), len(done)),
        )

    def _column(self) -> str:
        name = self._say("document")
        while any(field.name.casefold() == name.casefold() for field in self._fields):
            name = f"{name} *"
        return name

    def _cell(self, document: SourceDocument, filled: Filled | None) -> Cell:
        if filled is None:
            return Cell("")
        text = document.text[filled.start : filled.end]
        value = filled.value
        if filled.kind == "date" and self._options.dates == "iso":
            text = str(value)
        elif filled.kind == "boolean":
            text = self._say("yes" if value else "no")
        elif filled.kind == "choice":
            text = str(value)
        return Cell(" ".join(text.split()), value, (self._quoted(document, filled),), filled.verdict)

    def _quoted(self, document: SourceDocument, filled: Filled) -> int:
        low, high = filled.evidence
        place = (document.id, low, high)
        if place not in self._places:
            self._places[place] = len(self._quotes)
            self._quotes.append(document.quote(low, high, context=filled.context))
        return self._places[place]

    def _data(self, document: SourceDocument, record: Record, cells: Sequence[Cell]) -> dict[str, object]:
        fields: dict[str, object] = {}
        evidence: dict[str, object] = {}
        for field, filled, cell in zip(self._fields, record.cells, cells, strict=True):
            value: object = cell.value
            if filled is not None and filled.kind == "money":
                value = {"amount": cell.value, "currency": filled.unit}
            elif filled is not None and filled.unit:
                value = {"value": cell.value, "unit": filled.unit}
            fields[field.name] = value
            if filled is not None:
                quote = self._quotes[cell.quotes[0]]
                evidence[field.name] = {
                    "quote": quote.text,
                    "page": quote.page,
                    "start": filled.start,
                    "end": filled.end,
                    "written": document.text[filled.start : filled.end],
                    "verdict": cell.verdict,
                }
        return {"document": document.title, "path": document.path, "fields": fields, "evidence": evidence}

    def _text(self, table: Table, documents: int) -> str:
        cells = [cell for row in table.rows for cell in row[1:]]
        filled = sum(bool(cell.quotes) for cell in cells)
        head = self._say("one" if documents == 1 else "many", filled=filled, all=len(cells), documents=documents)
        if len(table.rows) != 1:
            return head
        lines = [
            self._say("line", field=_plain(name), value=self._cited(cell))
            for name, cell in zip(table.columns[1:], table.rows[0][1:], strict=True)
        ]
        return "\n".join([head, "", *(f"- {line}" for line in lines)])

    def _cited(self, cell: Cell) -> str:
        if not cell.quotes:
            return self._say("empty")
        return f"{_plain(cell.text)} [{cell.quotes[0] + 1}]"

    def _say(self, key: str, **params: object) -> str:
        return self._card.words(key, self._language, **params)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(text: str) -> str:
    """Words of a document, none of which are taken for Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|~" else character for character in text)
