"""Two versions of a table compared row by row, by the column that names its rows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations

from chains.comparing.differences import FactChange
from chains.comparing.units import Check, Reading, Unit, no_check, tokens
from chains.verify import facts

# How alike the heads, or the names of the rows, of two tables must be to be versions of one.
ALIKE = 0.5
# Tables that are weighed against each other as the version of one.
CANDIDATES = 12
# Which part of a column's values must be unique, and be known to the other table, to name its rows.
UNIQUE, KNOWN = 0.95, 0.5
# Columns that together name a row, at most ("2024-01", "North", "Kettle").
KEY_COLUMNS = 4
# "1450", "€ 12.50", "38 %", "350 euros": of the forms of tokens.
_AMOUNT = re.compile(r"(?:[$€£¥] ?)?\d+(?:[.,]\d+)*(?: \S{1,8})?")
_AS_IT_STANDS = Reading(numbering=True)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table among a document's units.

    Attributes:
        first: index of its first unit.
        units: its head, where it has one, and its rows.
        rows: the rows alone.
    """

    first: int
    units: tuple[Unit, ...]

    @property
    def head(self) -> Unit | None:
        """The header row."""
        return self.units[0] if self.units[0].kind == "table_header" else None

    @property
    def rows(self) -> tuple[Unit, ...]:
        """All but the head."""
        return self.units[1:] if self.head is not None else self.units

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; empty without a head."""
        return cells(self.head) if self.head is not None else ()


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is another now, or stands on one side alone; for a column that came or went both are heads.

    Attributes:
        name: by which a person knows the row.
    """

    before: Unit | None
    after: Unit | None
    name: str
    facts: tuple[FactChange, ...] = ()


def cells(row: Unit) -> tuple[str, ...]:
    """The texts of a row's cells."""
    return tuple(cell.strip() for cell in row.text.strip().strip("|").split("|"))


def tables(units: Sequence[Unit]) -> list[TextTable]:
    """The tables in a document, in order."""
    found: list[TextTable] = []
    rows: list[Unit] = []
    for number, unit in enumerate(units):
        if rows and unit.kind != "table_row":
            found.append(TextTable(number - len(rows), tuple(rows)))
            rows = []
        if unit.kind in ("table_header", "table_row"):
            rows.append(unit)
    if rows:
        found.append(TextTable(len(units) - len(rows), tuple(rows)))
    return found


def paired(
    before: Sequence[TextTable], after: Sequence[TextTable], check: Check = no_check
) -> list[tuple[TextTable, TextTable]]:
    """Tables that are versions of one, the most alike first; each once."""
    sides = [[_Shape.of(table) for table in side] for side in (before, after)]
    scored: list[tuple[float, int, int, int]] = []
    for a, old in enumerate(sides[0]):
        check()
        found = ((_alike(old, new), -abs(a - b), a, b) for b, new in enumerate(sides[1]))
        scored += nlargest(CANDIDATES, (item for item in found if item[0] >= ALIKE))
    used: tuple[set[int], set[int]] = (set(), set())
    out = []
    for _, _, a, b in sorted(scored, reverse=True):
        if a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            out.append((before[a], after[b]))
    return out


@dataclass(frozen=True, slots=True)
class _Shape:
    """What two tables are told to be versions by: the names of their columns and of their rows."""

    columns: Counter[str]
    rows: Counter[str]
    heading: str

    @classmethod
    def of(cls, table: TextTable) -> "_Shape":
        columns = Counter(_form(name) for name in table.columns)
        return cls(columns, Counter(_form(cells(row)[0]) for row in table.rows), table.units[0].heading)


def _alike(old: _Shape, new: _Shape) -> float:
    rows = _dice(old.rows, new.rows)
    under = float(old.heading == new.heading)
    if old.columns and new.columns:
        return 0.5 * _dice(old.columns, new.columns) + 0.4 * rows + 0.1 * under
    return 0.9 * rows + 0.1 * under


def _dice(left: Counter[str], right: Counter[str]) -> float:
    whole = left.total() + right.total()
    return 2 * sum(min(count, right[name]) for name, count in left.items() if name in right) / whole if whole else 0.0


def _form(cell: str) -> str:
    return " ".join(token.form for token in tokens(cell, 0, len(cell), _AS_IT_STANDS))


def row_changes(old: TextTable, new: TextTable) -> Iterator[RowChange]:
    """What became of the rows and the columns; the order of rows is no change."""
    columns = _columns(old, new)
    yield from _column_changes(old, new, columns)
    left, right = [cells(row) for row in old.rows], [cells(row) for row in new.rows]
    forms = [[_form(cell) for cell in row] for row in left], [[_form(cell) for cell in row] for row in right]
    key = _key(forms, columns)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(forms[1]):
        places[tuple(_at(row, b) for _, b in key)].append(number)
    gone = []
    for number, row in enumerate(forms[0]):
        same = places.get(tuple(_at(row, a) for a, _ in key), [])
        if not same:
            gone.append(number)
            continue
        # Of several rows of one name the one that is alike in most cells.
        other = max(same, key=lambda place: sum(_at(row, a) == _at(forms[1][place], b) for a, b in columns))
        same.remove(other)
        changed = tuple(_cell_changes(left[number], right[other], columns, old, new))
        if changed:
            yield RowChange(old.rows[number], new.rows[other], _name(left[number], [a for a, _ in key]), changed)
    for number in gone:
        yield RowChange(old.rows[number], None, _name(left[number], [a for a, _ in key]))
    for number in sorted(place for rest in places.values() for place in rest):
        yield RowChange(None, new.rows[number], _name(right[number], [b for _, b in key]))


def _columns(old: TextTable, new: TextTable) -> list[tuple[int, int]]:
    """Which column of the one is which of the other: by name, those without a fellow by their place."""
    if not old.columns or not new.columns:
        width = min(max((len(cells(row)) for row in table.rows), default=0) for table in (old, new))
        return [(number, number) for number in range(width)]
    free: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(new.columns):
        free[_form(name)].append(number)
    found = [(a, free[_form(name)].pop(0)) for a, name in enumerate(old.columns) if free[_form(name)]]
    if len(old.columns) == len(new.columns):
        lonely = [a for a in range(len(old.columns)) if a not in {pair[0] for pair in found}]
        found += [(a, a) for a in lonely if a not in {pair[1] for pair in found}]
    return sorted(found)


def _column_changes(old: TextTable, new: TextTable, columns: Sequence[tuple[int, int]]) -> Iterator[RowChange]:
    if old.head is None or new.head is None:
        return
    changed = [
        FactChange("words", old.columns[a], new.columns[b])
        for a, b in columns
        if _form(old.columns[a]) != _form(new.columns[b])
    ]
    gone, come = {a for a, _ in columns}, {b for _, b in columns}
    changed += [FactChange("words", name, "") for a, name in enumerate(old.columns) if a not in gone]
    changed += [FactChange("words", "", name) for b, name in enumerate(new.columns) if b not in come]
    if changed:
        yield RowChange(old.head, new.head, "", tuple(changed))


def _key(forms: tuple[list[list[str]], list[list[str]]], columns: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The fewest columns, from the left, whose values name the rows of both; all of them where none do.

    Amounts name nothing, unless they stand in the first column: an order's number may.
    """
    naming = [pair for place, pair in enumerate(columns) if not place or not _amounts(forms[0], pair[0])]
    for size in range(1, min(KEY_COLUMNS, len(naming)) + 1):
        for chosen in combinations(naming[: KEY_COLUMNS + 2], size):
            values = [[tuple(_at(row, pair[side]) for pair in chosen) for row in forms[side]] for side in (0, 1)]
            if not all(values):
                return list(chosen)
            unique = min(len(set(side)) / len(side) for side in values)
            known = len(set(values[0]) & set(values[1])) / min(len(set(side)) for side in values)
            if unique >= UNIQUE and known >= KNOWN:
                return list(chosen)
    return naming if len(naming) > 1 else list(columns)


def _amounts(rows: Sequence[Sequence[str]], column: int) -> bool:
    filled = [row[column] for row in rows if column < len(row) and row[column]]
    return sum(bool(_AMOUNT.fullmatch(cell)) for cell in filled) * 2 > len(filled)


def _cell_changes(
    left: Sequence[str],
    right: Sequence[str],
    columns: Sequence[tuple[int, int]],
    old: TextTable,
    new: TextTable,
) -> Iterator[FactChange]:
    for a, b in columns:
        was, now = _at(left, a), _at(right, b)
        if _form(was) != _form(now):
            kind = "number" if facts(was) != facts(now) else "words"
            label = _at(new.columns, b) or _at(old.columns, a)
            yield FactChange("number" if kind == "number" else "words", was, now, label)


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _name(row: Sequence[str], key: Sequence[int]) -> str:
    return ", ".join(filter(None, (_at(row, place) for place in key))) or row[0]
