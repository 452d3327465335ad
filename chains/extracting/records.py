"""A document's rows: one for the whole of it, or one for each of its records, every cell typed and shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from chains.answer import Check
from chains.documents import SourceDocument
from chains.extracting.candidates import Candidate, Reading
from chains.extracting.choosing import Chosen, chosen_by_model, sure
from chains.extracting.fields import Field, Kind
from chains.extracting.letters import read_form
from chains.extracting.lexicon import Concept, Shape, concept_of
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
    *head, evidence, context, verdict, was_asked = kept
    return Filled(*head, (evidence[0], evidence[1]), context, cast(Verdict, verdict), was_asked)


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
    concepts = [concept_of(field) for field in fields]
    reading = Reading(document, concepts)
    reading.read_labels(cancel)
    read_prose(reading, cancel)
    read_form(reading)
    notes: list[tuple[str, Params]] = []
    cells = [
        _cell(kit, reading, field, concept, ask, notes, cancel) for field, concept in zip(fields, concepts, strict=True)
    ]
    return Rows((Record(tuple(cells)),), tuple(notes))


def _cell(
    kit: Kit,
    reading: Reading,
    field: Field,
    concept: Concept,
    ask: bool,
    notes: list[tuple[str, Params]],
    cancel: Check | None,
) -> Filled | None:
    if cancel is not None:
        cancel.check()
    found = reading.candidates(concept)
    chosen = sure(found)
    if chosen is not None:
        return _filled_by(chosen, field, asked=False)
    if not ask:
        return None
    chosen = chosen_by_model(kit, reading.text, field, found, reading.document.language, cancel)
    if chosen.shown < chosen.of:
        notes.append(("left_out", (("field", field.name), ("shown", chosen.shown), ("all", chosen.of))))
    return _filled_by(chosen, field, asked=True)


def _filled_by(chosen: Chosen, field: Field, *, asked: bool) -> Filled | None:
    found: Candidate | None = chosen.candidate
    if found is None:
        return None
    value = found.value
    kind = field.kind or _KIND.get(value.shape, "text")
    return Filled(
        kind, value.value, value.unit, value.start, value.end, found.evidence, found.context, chosen.verdict, asked
    )
