"""A document's rows: one for the whole of it, or one for each of its records, every cell typed and shown."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, cast

from chains.answer import Check
from chains.documents import SourceDocument, TextBlock
from chains.extracting.candidates import Candidate, Reading
from chains.extracting.choosing import Chosen, chosen_by_model, sure
from chains.extracting.fields import Field, Kind
from chains.extracting.layout import Line, Pair
from chains.extracting.letters import read_form
from chains.extracting.lexicon import Shape, concept_of, names_of
from chains.extracting.prose import read_prose
from chains.kit import Kit
from chains.types import Verdict

Params = tuple[tuple[str, str | int], ...]
_KIND: dict[Shape, Kind] = {
    "date": "date", "money": "money", "number": "number", "percent": "number", "boolean": "boolean", "choice": "choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell that has a value; all spans are the document's.

    Attributes:
        asked: whether the model chose it.
    """

    kind: Kind
    value: str | int | float | bool
    unit: str
    start: int
    end: int
    evidence: tuple[int, int]
    context: str
    verdict: Verdict
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row; None for an empty cell."""

    cells: tuple[Filled | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one document, and what a person must know of them: codes of notes with their parameters."""

    records: tuple[Record, ...]
    notes: tuple[tuple[str, Params], ...] = ()

    def to_json(self) -> str:
        """As the memo keeps it."""
        cells = [
            [
                None
                if cell is None
                else [
                    cell.kind, cell.value, cell.unit, cell.start, cell.end, cell.evidence, cell.context, cell.verdict,
                    cell.asked,
                ]
                for cell in record.cells
            ]
            for record in self.records
        ]  # fmt: skip
        return json.dumps({"records": cells, "notes": self.notes})

    @classmethod
    def from_json(cls, text: str | None) -> "Rows | None":
        """The inverse of ``to_json``; None for None."""
        if text is None:
            return None
        kept: dict[str, Any] = json.loads(text)
        records = [
            Record(tuple(None if cell is None else _filled(cell) for cell in cells)) for cells in kept["records"]
        ]
        notes = [(code, tuple((name, value) for name, value in params)) for code, params in kept["notes"]]
        return cls(tuple(records), tuple(notes))


def _filled(kept: list[Any]) -> Filled:
    kind, value, unit, start, end, evidence, context, verdict, was_asked = kept
    return Filled(kind, value, unit, start, end, (evidence[0], evidence[1]), context, cast(Verdict, verdict), was_asked)


def rows_of(
    kit: Kit,
    document: SourceDocument,
    fields: Sequence[Field],
    *,
    by_record: bool,
    ask: bool,
    cancel: Check | None = None,
) -> Rows:
    """The document's rows.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    run = _Run(kit, tuple(fields), ask, cancel)
    reading = run.reading(document)
    if by_record:
        found = _from_tables(run, reading) or _from_groups(run, reading) or _from_items(run, reading)
        if found:
            return Rows(tuple(found), tuple(run.notes))
        run.notes.append(("no_records", ()))
    return Rows((Record(tuple(run.cells(reading))),), tuple(run.notes))


class _Run:
    """One document at work: what its readings share."""

    def __init__(self, kit: Kit, fields: tuple[Field, ...], ask: bool, cancel: Check | None) -> None:
        self.kit = kit
        self.fields = fields
        self.concepts = [concept_of(field) for field in fields]
        self.ask = ask
        self.cancel = cancel
        self.notes: list[tuple[str, Params]] = []

    def reading(self, document: SourceDocument, *, item: bool = False) -> Reading:
        reading = Reading(document, self.concepts)
        reading.read_labels(self.cancel)
        read_prose(reading, self.cancel)
        read_form(reading, item=item)
        return reading

    def cells(self, reading: Reading, *, ask: bool | None = None) -> list[Filled | None]:
        return [self.cell(reading, place, ask=ask) for place in range(len(self.fields))]

    def cell(self, reading: Reading, place: int, *, ask: bool | None = None) -> Filled | None:
        if self.cancel is not None:
            self.cancel.check()
        field = self.fields[place]
        found = reading.candidates(self.concepts[place])
        chosen = sure(found)
        if chosen is not None:
            return _filled_by(reading.text, chosen, field, asked=False)
        if not (self.ask if ask is None else ask):
            return None
        language = reading.document.language
        chosen = chosen_by_model(self.kit, reading.text, field, found, language, self.cancel)
        self.notes += [(note.code, note.params) for note in chosen.notes]
        if chosen.shown < chosen.of:
            self.notes.append(("left_out", (("field", field.name), ("shown", chosen.shown), ("all", chosen.of))))
        return _filled_by(reading.text, chosen, field, asked=True)


def _filled_by(text: str, chosen: Chosen, field: Field, *, asked: bool) -> Filled | None:
    found: Candidate | None = chosen.candidate
    if found is None:
        return None
    value = found.value
    kind = field.kind or _KIND.get(value.shape, "text")
    typed = value.value
    if kind == "text" and value.shape not in {"text", "choice"}:
        typed = " ".join(text[value.start : value.end].split())
    elif kind == "integer":
        if not isinstance(typed, int | float) or typed != int(typed):
            return None
        typed = int(typed)
    unit = value.unit if kind in {"money", "number", "integer"} else ""
    return Filled(kind, typed, unit, value.start, value.end, found.evidence, found.context, chosen.verdict, asked)


# --- records ------------------------------------------------------------------------------------------------------

# A column is a field's from here on; of a row's cells so many must be filled.
FITS, FILLED = 0.5, 0.5
# A model is not asked for each of hundreds of items.
MOST_ASKED = 30
_SUMS = frozenset({"net_amount", "tax_amount", "total", "shipping", "discount", "paid_amount"})


def _from_tables(run: _Run, reading: Reading) -> list[Record]:
    """A record for each row of the tables whose columns are the most fields; sums below them are none."""
    best: list[tuple[dict[int, int], list[Line]]] = []
    most = 1 if len(run.fields) == 1 else 2
    for header, rows in _tables(reading.rows):
        columns = _columns(run, reading, header)
        if len(columns) >= most and rows:
            if len(columns) > most:
                best, most = [], len(columns)
            best.append((columns, rows))
    if not best:
        return []
    single = {column for columns, _ in best for column in columns}
    whole = {place: run.cell(reading, place) for place in range(len(run.fields)) if place not in single}
    records = []
    for columns, rows in best:
        for row in rows:
            cells = [
                _in_column(run, reading, row, place, columns) or whole.get(place) for place in range(len(run.fields))
            ]
            filled = sum(cells[place] is not None for place in columns)
            if filled >= max(1, FILLED * len(columns)) and not _sums(reading, row):
                records.append(Record(tuple(cells)))
    return records


def _tables(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Each table's header with the rows that are as wide."""
    for _, group in groupby((line for line in lines if line.table), key=lambda line: line.table):
        header, *rows = group
        if header.kind == "table_header" and len(header.cells) > 1:
            yield header, [row for row in rows if len(row.cells) == len(header.cells)]


def _columns(run: _Run, reading: Reading, header: Line) -> dict[int, int]:
    """Which field has which column: the best fits first, each once."""
    fits = sorted(
        (
            (reading.label(cell).get(concept.name, 0.0), -column, -place)
            for column, cell in enumerate(header.cells)
            for place, concept in enumerate(run.concepts)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for fit, column, place in fits:
        if fit >= FITS and -place not in found and -column not in found.values():
            found[-place] = -column
    return found


def _in_column(run: _Run, reading: Reading, row: Line, place: int, columns: dict[int, int]) -> Filled | None:
    column = columns.get(place)
    if column is None or row.cells[column][0] >= row.cells[column][1]:
        return None
    header = next(line for line in reading.rows if line.table == row.table)
    pair = Pair(header.cells[column], row.cells[column], "column", (row.start, row.end), row.start)
    values = reading.labelled(run.concepts[place].name, pair)
    if not values:
        return None
    context = reading.text[header.start : header.end]
    candidate = Candidate(values[0], 1.0, "column", (row.start, row.end), context)
    return _filled_by(reading.text, Chosen(candidate, "yes"), run.fields[place], asked=False)


def _sums(reading: Reading, row: Line) -> bool:
    filled = [cell for cell in row.cells if cell[1] > cell[0]]
    return bool(filled) and not _SUMS.isdisjoint(names_of(reading.text[slice(*filled[0])]))


def _from_groups(run: _Run, reading: Reading) -> list[Record]:
    """A record for each time that a label comes again: "Name: … Age: …", "Name: … Age: …"."""
    text = reading.text
    starts: list[int] = []
    for concept in run.concepts:
        again = sorted({found.evidence[0] for found in reading.labels_of(concept)})
        if len(again) > max(1, len(starts)) or (starts and len(again) == len(starts) and again[0] < starts[0]):
            starts = again
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(text)]
    return _from_spans(run, reading, list(zip(starts, ends, strict=True)), item=False)


def _from_items(run: _Run, reading: Reading) -> list[Record]:
    """A record for each item of a list."""
    spans = [(line.start, line.end) for line in reading.rows if line.kind == "list"]
    return _from_spans(run, reading, spans, item=True) if len(spans) > 1 else []


def _from_spans(run: _Run, reading: Reading, spans: Sequence[tuple[int, int]], *, item: bool) -> list[Record]:
    records = []
    ask = run.ask and not item and len(spans) <= MOST_ASKED
    for start, end in spans:
        part = run.reading(_part(reading.document, start, end), item=item)
        cells = [None if cell is None else _moved(cell, start) for cell in run.cells(part, ask=ask)]
        if sum(cell is not None for cell in cells) >= min(2, len(cells)):
            records.append(Record(tuple(cells)))
    return records if len(records) > 1 else []


def _part(document: SourceDocument, start: int, end: int) -> SourceDocument:
    """A part of a document as one of its own, whose offsets begin at 0."""
    blocks = tuple(
        TextBlock(block.kind, max(start, block.start) - start, min(end, block.end) - start, block.page, block.level)
        for block in document.blocks
        if block.start < end and start < block.end
    )
    return replace(document, text=document.text[start:end], blocks=blocks, pages=())


def _moved(cell: Filled, offset: int) -> Filled:
    low, high = cell.evidence
    return replace(cell, start=cell.start + offset, end=cell.end + offset, evidence=(low + offset, high + offset))
