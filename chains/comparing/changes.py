"""What became of a document: each change with its place in both versions, in the order of reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chains.comparing.alignment import Alignment, Embed, align
from chains.comparing.differences import Difference, FactChange, difference
from chains.comparing.table_changes import RowChange, TextTable, paired, row_changes, tables
from chains.comparing.units import Check, Reading, Unit, units
from chains.documents import SourceDocument

ChangeKind = Literal["changed", "added", "dropped", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        before: its units in the first document; empty for what was added.
        after: its units in the second; empty for what was dropped.
        difference: the words that differ; None for what stands on one side alone, or moved as it was.
        row: what names the row, where it is one of a table.
        cells: the cells that changed, of a row; the columns, of a head.
    """

    kind: ChangeKind
    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    difference: Difference | None = None
    row: str = ""
    cells: tuple[FactChange, ...] = ()

    @property
    def facts(self) -> tuple[FactChange, ...]:
        """The values that changed."""
        return self.cells or (self.difference.facts if self.difference is not None else ())

    @property
    def heading(self) -> str:
        """What it stands under, now or before."""
        return (self.after or self.before)[0].heading


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents compared.

    Attributes:
        same: units of the first that stand in the second, where they stood.
        units: of the first and of the second.
        alike: which part of the shorter document's letters the other has, word for word or nearly, in [0, 1].
        only_formatting: whether the texts differ in nothing but formatting or numbering.
    """

    changes: tuple[Change, ...]
    same: int
    units: tuple[int, int]
    alike: float
    only_formatting: bool

    def of(self, kind: ChangeKind) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]


def compared(
    before: SourceDocument, after: SourceDocument, embed: Embed | None, reading: Reading, check: Check
) -> Comparison:
    """Compare two documents.

    Args:
        embed: see ``chains.comparing.alignment.align``.
        check: raises ``Cancelled`` where a stop was asked for.
    """
    left, right = units(before, reading, check), units(after, reading, check)
    pairs = paired(tables(left), tables(right), check)
    rows: list[Change] = []
    same = 0
    for old, new in pairs:
        check()
        found = [_of_row(row) for row in row_changes(old, new)]
        rows += found
        same += len(old.units) - sum(1 for change in found if change.before)
    in_tables = _numbers([old for old, _ in pairs]), _numbers([new for _, new in pairs])
    outside = tuple(
        [unit for number, unit in enumerate(side) if number not in inside]
        for side, inside in zip((left, right), in_tables, strict=True)
    )
    aligned = align(outside[0], outside[1], embed, check)
    same += sum(match.a_end - match.a for match in aligned.matches if match.equal and not match.moved)
    changes = [*rows, *_changes(aligned, outside[0], outside[1], reading, check)]
    changes.sort(key=lambda change: (change.after or change.before)[0].start)
    known = min(sum(len(side[n].key) for n in inside) for side, inside in zip((left, right), in_tables, strict=True))
    return Comparison(
        tuple(changes),
        same,
        (len(left), len(right)),
        _alike(aligned, left, right, outside[0], known),
        not changes and before.text != after.text,
    )


def _numbers(found: Sequence[TextTable]) -> set[int]:
    return {n for table in found for n in range(table.first, table.first + len(table.units))}


def _of_row(row: RowChange) -> Change:
    kind: ChangeKind = "changed" if row.before and row.after else "dropped" if row.before else "added"
    sides = tuple((unit,) if unit is not None else () for unit in (row.before, row.after))
    return Change(kind, sides[0], sides[1], row=row.name, cells=row.facts)


def _changes(
    aligned: Alignment, left: Sequence[Unit], right: Sequence[Unit], reading: Reading, check: Check
) -> Iterator[Change]:
    for match in aligned.matches:
        if match.equal and not match.moved:
            continue
        check()
        old, new = tuple(left[match.a : match.a_end]), tuple(right[match.b : match.b_end])
        told = None if match.equal else difference(_text(old), _text(new), reading)
        yield Change("moved" if match.moved else "changed", old, new, told)
    for run in _runs(aligned.dropped, left):
        yield Change("dropped", run, ())
    for run in _runs(aligned.added, right):
        yield Change("added", (), run)


def _text(found: Sequence[Unit]) -> str:
    return " ".join(unit.text for unit in found)


def _runs(places: Sequence[int], found: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Neighbours under one heading, as one."""
    run: list[int] = []
    for place in places:
        if run and (place != run[-1] + 1 or found[place].heading != found[run[-1]].heading):
            yield tuple(found[n] for n in run)
            run = []
        run.append(place)
    if run:
        yield tuple(found[n] for n in run)


def _alike(
    aligned: Alignment, left: Sequence[Unit], right: Sequence[Unit], outside: Sequence[Unit], in_tables: int
) -> float:
    shorter = min(sum(len(unit.key) for unit in side) for side in (left, right))
    known = sum(len(unit.key) for match in aligned.matches for unit in outside[match.a : match.a_end])
    return min(1.0, (known + in_tables) / shorter) if shorter else 0.0
