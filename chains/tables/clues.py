"""What the items of a question say together: where words stand, what is measured, dated, counted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chains.tables.asked import Asked
from chains.tables.naming import Item
from chains.tables.query import Output, Query, period, plain_output
from chains.tables.types import Column
from chains.tables.words import forms, has_run, lexicon, tokens

# From here on a word is part of a column's name; below it means much the same.
NAMED_WHOLE = 0.65


class Clues:
    """A question whose conditions are read: what it is asked by.

    Args:
        asked: with its conditions read.

    Attributes:
        unknown: words that ask for something and that no column has.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.sheet = asked.sheet
        self.items = asked.items
        self.words = lexicon()
        self.where = tuple(asked.where)
        self.unknown: tuple[str, ...] = ()

    def places(self, *marks: str, group: str = "marks") -> list[int]:
        """Where the question says one of these marks."""
        return [
            at for at, item in enumerate(self.items) if item.says(*marks, group=group) and at not in self.asked.used
        ]

    def says(self, *marks: str) -> bool:
        """Whether it says one of these marks."""
        return bool(self.places(*marks))

    def growth(self) -> bool:
        """Whether it asks by what share something grew."""
        return self.says("share") and has_run(forms(self.asked.question, name=False), self.words.growth)

    def named(self, *, numeric: bool | None = None, used: bool = False) -> list[tuple[int, Column]]:
        """The columns named, with their places."""
        return [
            (at, item.columns[0][0])
            for at, item in enumerate(self.items)
            if item.columns
            and item.kind == "column"
            and item.columns[0][1] >= 0.25
            and (used or at not in self.asked.used)
            and (numeric is None or item.columns[0][0].numeric == numeric)
        ]

    def conditioned(self, column: Column) -> bool:
        """Whether a condition is about it."""
        return any(condition.column is column for condition in self.where)

    def measures(self) -> list[Column]:
        """The numeric columns that say how much, not which."""
        numeric = [column for column in self.sheet.columns if column.numeric]
        plain = [
            column
            for column in numeric
            if not self.names_only(column)
            and not (column.unique and column.kind == "integer" and column is self.sheet.columns[0])
        ]
        return plain or numeric

    def added(self, column: Column) -> bool:
        """Whether its values make sense added up."""
        return column.kind != "percent" and not has_run(forms(column.label), self.words.not_added)

    def with_concept(self, concept: str, kinds: Iterable[str] | None = None) -> list[Column]:
        """The columns that stand for a thing."""
        wanted = None if kinds is None else set(kinds)
        return [
            column
            for column in self.sheet.columns
            if concept in self.words.concepts_in(forms(column.label)) and (wanted is None or column.kind in wanted)
        ]

    def people(self) -> list[Column]:
        """The columns that name people; of a joined sheet that has none, the documents."""
        things = ("product", "category", "city", "country", "region", "department", "store")
        found = [
            column
            for column in dict.fromkeys(
                [*self.with_concept("person", {"text"}), *self.with_concept("employee", {"text"})]
            )
            if not any(thing in self.words.concepts_in(forms(column.label)) for thing in things)
        ]
        # Of timesheets that are read together each is a person's, perhaps.
        return found or [column for column in (self.sheet.document_column,) if column is not None]

    def period_of(self, item: Item) -> str:
        """The stretch of time that a word names: ``month``, ``year`` …; empty for none."""
        return next((sense.name for sense in item.senses if sense.group == "periods"), "")

    def dated(self) -> list[Column]:
        """The columns of dates."""
        return [column for column in self.sheet.columns if column.kind == "date"]

    def dated_near(self, column: Column | None) -> Column:
        """The column of dates that is meant."""
        if column is not None and column.kind == "date":
            return column
        named = [found for _, found in self.named(used=True) if found.kind == "date"]
        return named[0] if named else self.dated()[0]

    def by_date(self, column: Column, unit: str = "") -> Output:
        """Dates, or the stretches of time that they lie in."""
        stamps = [str(value) for value in self.sheet.values_of(column) if value is not None]
        if unit == "month" and stamps and all(len(stamp) == 7 for stamp in stamps):
            return plain_output(column)
        if not unit or unit == "day":
            timed = any(len(stamp) > 10 for stamp in stamps)
            return period(column, "day") if timed else plain_output(column)
        return period(column, unit)

    def merged(self, column: Column, unit: str) -> bool:
        """Whether several rows lie in one of such stretches of time: each its own day, but many in a month."""
        length = {"year": 4, "month": 7, "quarter": 7, "week": 10, "day": 10}.get(unit, 0)
        if column.kind != "date" or not length:
            return False
        stamps = [str(value)[:length] for value in self.sheet.values_of(column) if value is not None]
        return unit in {"quarter", "week"} or len(set(stamps)) < len(stamps)

    def measure_at(self, at: int, *, after: bool = True) -> list[Column]:
        """The numeric columns of the name nearest to a mark, behind it first."""
        steps = ((1, 6), (-1, 6)) if after else ((-1, 6), (1, 6))
        for step, most in steps:
            for place in self.asked.near(at, step, most):
                item = self.items[place]
                if item.kind != "column" or place in self.asked.used:
                    if item.says("group") or (False):
                        break
                    continue
                if found := self.measured(self.items[self.exactly(place)]):
                    return found
        # "Total" may be a column's name and say what to do with it.
        return self.measured(self.items[at])

    def exactly(self, at: int) -> int:
        """Where what is measured is named: "the revenue of the South" is in the column South where there is one.

        Args:
            at: of a word that names figures.

        Returns:
            The place of the word beside it that is the whole name of other figures, if it only means much the same.
        """
        if not self.items[at].columns or self.items[at].columns[0][1] >= NAMED_WHOLE:
            return at
        for step in (1, -1):
            place = at + step
            while 0 <= place < len(self.items) and self.links(self.items[place]):
                place += step
            if 0 <= place < len(self.items) and place not in self.asked.used:
                beside = self.items[place]
                if beside.kind == "column" and beside.columns[0][1] >= 1 and beside.columns[0][0].numeric:
                    return place if not beside.senses else at
        return at

    def links(self, item: Item) -> bool:
        """Whether a word says nothing by itself: "of", "in", "the"."""
        equal = all(sense.group == "compare" and sense.name == "equal" for sense in item.senses)
        return item.kind == "stop" or (item.kind == "mark" and equal)

    def measured(self, item: Item) -> list[Column]:
        """The columns of figures that a word names, the likeliest alone or those that are as likely."""
        figures = [(c, score) for c, score in item.columns if c.numeric and score >= 0.25 and not self.names_only(c)]
        tied = [column for column, score in figures if score >= figures[0][1] - 0.05]
        if figures and figures[0][1] < NAMED_WHOLE:
            # What only means much the same: what can be added up rather than a price of one piece, money first.
            tied = [column for column in tied if self.added(column)] or tied
            tied.sort(key=lambda column: column.kind != "money")
        return tied

    def names_only(self, column: Column) -> bool:
        """Whether its numbers say which, not how much."""
        return has_run(forms(column.label), self.words.names)

    def nearest_end(self, columns: list[Column], function: str) -> list[Column]:
        """Of columns that are as likely, first the one whose name says the same: the highest of "Max temp"."""
        if len(columns) < 2 or function not in {"max", "min"}:
            return columns

        def says(column: Column) -> bool:
            label = tokens(column.label.replace("_", " "))
            senses = {sense.name for at in range(len(label)) for sense in self.words.senses(label, at)[1]}
            return function in senses

        return sorted(columns, key=lambda column: not says(column))

    def default_measures(self) -> list[Column]:
        """The figures that are meant where none is named, the likeliest first."""
        measures = [column for column in self.measures() if not self.conditioned(column)] or self.measures()
        added = [column for column in measures if self.added(column)]
        return sorted(added or measures, key=lambda column: column.kind != "money")

    def query(self, select: Sequence[Output], groups: Sequence[Output] = (), **given: object) -> Query:
        """A query with the conditions of the question; groups stand before the rest of what is selected."""
        extra = tuple(c for c in given.pop("also", ()))  # type: ignore[attr-defined]
        query = Query(self.sheet, (*groups, *select), (*self.where, *extra), tuple(group.sql for group in groups))
        ordered = tuple((group.sql, False) for group in groups)
        return replace(query, **{"order": ordered, **given})  # type: ignore[arg-type]  # fields of Query, named by the callers

    def one_row_each(self, column: Column) -> bool:
        """Whether its values name rows: nearly all are different."""
        values = [value for value in self.sheet.values_of(column) if value is not None]
        return (bool(values) and len(set(values)) >= 0.95 * len(values) and column.kind != "date") or column.unique

    def gaps(self, column: Column) -> bool:
        """Whether some row has no value."""
        return any(value is None for value in self.sheet.values_of(column))

    def top(self, select: Sequence[Output], groups: Sequence[Output], by: str, down: bool, limit: int | None) -> Query:
        """The first groups by an expression."""
        return self.query(select, groups, order=((by, down),), limit=limit)

    def countable(self, column: Column) -> bool:
        """Whether a numeric column can be what rows are gathered by: a year, a grade, a floor."""
        values = {value for value in self.sheet.values_of(column) if value is not None}
        return (
            column.kind == "integer"
            and len(values) <= min(40, max(2, len(self.sheet.rows) // 2))
            and (has_run(forms(column.label), self.words.names) or not self.added(column))
        )

    def grouping(self, item: Item) -> Column:
        """Of the columns that a word may name, the one whose values come again."""
        close = [column for column, score in item.columns if score >= item.columns[0][1] - 0.05]
        return next((column for column in close if not column.unique and not column.numeric), close[0])

    def ranks(self, item: Item) -> bool:
        """Whether a word asks for the most or the least."""
        return item.says("max", "min") or any(sense.group == "superlatives" for sense in item.senses)
