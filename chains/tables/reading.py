"""What a question asks of a sheet: the queries that it can mean, the likeliest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from chains.tables.conditions import Asked, read_conditions
from chains.tables.naming import Item, items
from chains.tables.query import (
    Condition,
    Function,
    Output,
    Query,
    aggregate,
    name,
    period,
    plain_output,
)
from chains.tables.types import Column, Sheet
from chains.tables.words import forms, has_run, lexicon

MOST_CANDIDATES = 8
# From here on a word is part of a column's name; below it means much the same.
NAMED_WHOLE = 0.65
_AGGREGATES: tuple[Function, ...] = ("sum", "average", "min", "max")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question against one sheet.

    Attributes:
        queries: what it can mean, with how likely each is, from 0 to 1.
        named: how much of the sheet the question names: what chooses between sheets.
        unknown: words that ask for something and that no column has.
        ignored: names that stand nowhere in the sheet.
        relative: a span of time that was counted from the data's last day, ``last``; empty for none.
    """

    sheet: Sheet
    queries: tuple[tuple[Query, float], ...]
    named: float
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    relative: str = ""
    last: str = ""


def read(question: str, sheet: Sheet, embed: Callable[[Sequence[str]], np.ndarray] | None = None) -> Reading:
    """All that a question can mean, asked of one sheet."""
    asked = Asked(sheet, items(question, sheet, embed))
    named = _named(asked.items, sheet)
    read_conditions(asked)
    aim = _Aim(asked)
    candidates: dict[str, tuple[Query, float]] = {}
    for query, score in aim.queries():
        for where in product(*asked.open):
            penalty = sum(0.02 * options.index(chosen) for options, chosen in zip(asked.open, where, strict=True))
            whole = replace(query, where=(*query.where, *where))
            candidates.setdefault(whole.sql, (whole, score - penalty))
    best = sorted(candidates.values(), key=lambda entry: -entry[1])[:MOST_CANDIDATES]
    dates = [str(v) for c in sheet.columns if c.kind == "date" for v in sheet.values_of(c) if v is not None]
    last = max(dates, default="")
    return Reading(sheet, tuple(best), named, aim.unknown, _ignored(asked.items, sheet), asked.relative, last)


def _ignored(found: Sequence[Item], sheet: Sheet) -> tuple[str, ...]:
    """Names, by their capitals, that nothing in the sheet has."""
    said = set(forms(f"{sheet.title} {sheet.document.title}"))
    return tuple(
        item.text
        for at, item in enumerate(found)
        if at and item.kind == "word" and item.text[:1].isupper() and not set(forms(item.text)) <= said
    )


def _named(found: Sequence[Item], sheet: Sheet) -> float:
    score = 0.0
    for item in found:
        if item.columns:
            score += item.columns[0][1]
        if item.values:
            score += item.values[0][2]
        score += 0.3 * (item.kind == "moment")
        score -= 0.3 * (item.kind == "word")
    title = set(forms(f"{sheet.title} {sheet.document.title}"))
    return score + 0.6 * sum(form in title for item in found if not item.kind == "stop" for form in forms(item.text))


class _Aim:
    """What is to be shown of the rows that the conditions leave.

    Args:
        asked: with its conditions read.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.sheet = asked.sheet
        self.items = asked.items
        self.words = lexicon()
        self.where = tuple(asked.where)
        self.unknown: tuple[str, ...] = ()

    # --- small looks ----------------------------------------------------------------------------------------------

    def _places(self, *marks: str, group: str = "marks") -> list[int]:
        return [at for at, item in enumerate(self.items) if item.says(*marks, group=group) and at not in self.asked.used]

    def _says(self, *marks: str) -> bool:
        return bool(self._places(*marks))

    def _named(self, *, numeric: bool | None = None, used: bool = False) -> list[tuple[int, Column]]:
        """The columns named, with their places."""
        return [
            (at, item.columns[0][0])
            for at, item in enumerate(self.items)
            if item.columns and item.kind == "column" and item.columns[0][1] >= 0.25
            and (used or at not in self.asked.used)
            and (numeric is None or item.columns[0][0].numeric == numeric)
        ]

    def _conditioned(self, column: Column) -> bool:
        return any(condition.column is column for condition in self.where)

    def _measures(self) -> list[Column]:
        """The numeric columns that say how much, not which."""
        numeric = [column for column in self.sheet.columns if column.numeric]
        plain = [
            column
            for column in numeric
            if not self._names_only(column)
            and not (column.unique and column.kind == "integer" and column is self.sheet.columns[0])
        ]
        return plain or numeric

    def _added(self, column: Column) -> bool:
        """Whether its values make sense added up."""
        return column.kind != "percent" and not has_run(forms(column.label), self.words.not_added)

    def _with_concept(self, concept: str, kinds: Iterable[str] | None = None) -> list[Column]:
        wanted = None if kinds is None else set(kinds)
        return [
            column
            for column in self.sheet.columns
            if concept in self.words.concepts_in(forms(column.label)) and (wanted is None or column.kind in wanted)
        ]

    def _people(self) -> list[Column]:
        """The columns that name people."""
        things = ("product", "category", "city", "country", "region", "department", "store")
        return [
            column
            for column in dict.fromkeys([*self._with_concept("person", {"text"}), *self._with_concept("employee", {"text"})])
            if not any(thing in self.words.concepts_in(forms(column.label)) for thing in things)
        ]

    # --- the pieces -----------------------------------------------------------------------------------------------

    def _groups(self) -> list[Output]:
        """What the rows are gathered by: "per region", "by month", "monthly"."""
        found: list[Output] = []
        ordering = self._says("max", "min", "top", "bottom", "sort") or any(
            sense.group == "superlatives" for item in self.items for sense in item.senses
        )
        for at, item in enumerate(self.items):
            if at in self.asked.used:
                continue
            if item.says("group"):
                found += self._grouped_by(at, ordering)
            elif (unit := self._period_of(item)) and item.text.casefold().endswith("ly") and self._dated():
                self.asked.used.add(at)
                found.append(period(self._dated()[0], unit))
            elif item.says("trend", group="sequence") and self._dated() and not found:
                self.asked.used.add(at)
                found.append(self._by_date(self._dated()[0]))
        return list({output.sql: output for output in found}.values())

    def _grouped_by(self, at: int, ordering: bool) -> list[Output]:
        """The columns behind "per" or "by"; "by" before a number's name says what is ranked."""
        word = self.items[at].text.casefold()
        found: list[Output] = []
        place = at + 1
        while place < len(self.items) and place <= at + 5:
            item = self.items[place]
            unit = self._period_of(item)
            column = item.column
            if place in self.asked.used:
                break
            if found and not any(other.says("or") for other in self.items[place - 1 : place]) and item.kind == "column":
                break
            if unit and self._dated() and (column is None or column.kind == "date" or item.columns[0][1] < 1):
                found.append(self._by_date(self._dated_near(column), unit))
                self.asked.used.add(place)
            elif column is not None and item.kind == "column":
                if column.numeric and not self._countable(column) and (ordering or word in {"by", "according to", "按", "按照"}):
                    break
                if column.numeric and not self._countable(column) and found:
                    break
                found.append(self._by_date(column) if column.kind == "date" else plain_output(self._grouping(item)))
                self.asked.used.add(place)
            elif item.kind not in {"stop", "mark"} or item.says("max", "min", "sum", "average", "which", "top"):
                break
            elif found and not item.says("or", "group"):
                break
            place += 1
        if found:
            self.asked.used.add(at)
        return found

    def _countable(self, column: Column) -> bool:
        """Whether a numeric column can be what rows are gathered by: a year, a grade, a floor."""
        values = {value for value in self.sheet.values_of(column) if value is not None}
        return column.kind == "integer" and len(values) <= min(40, max(2, len(self.sheet.rows) // 2)) and (
            has_run(forms(column.label), self.words.names) or not self._added(column)
        )

    def _grouping(self, item: Item) -> Column:
        """Of the columns that a word may name, the one whose values come again."""
        close = [column for column, score in item.columns if score >= item.columns[0][1] - 0.05]
        return next((column for column in close if not column.unique and not column.numeric), close[0])

    def _period_of(self, item: Item) -> str:
        return next((sense.name for sense in item.senses if sense.group == "periods"), "")

    def _dated(self) -> list[Column]:
        return [column for column in self.sheet.columns if column.kind == "date"]

    def _dated_near(self, column: Column | None) -> Column:
        if column is not None and column.kind == "date":
            return column
        named = [found for _, found in self._named(used=True) if found.kind == "date"]
        return named[0] if named else self._dated()[0]

    def _by_date(self, column: Column, unit: str = "") -> Output:
        stamps = [str(value) for value in self.sheet.values_of(column) if value is not None]
        if unit == "month" and stamps and all(len(stamp) == 7 for stamp in stamps):
            return plain_output(column)
        if not unit or unit == "day":
            timed = any(len(stamp) > 10 for stamp in stamps)
            return period(column, "day") if timed else plain_output(column)
        return period(column, unit)

    def _measure_at(self, at: int, *, after: bool = True) -> list[Column]:
        """The numeric columns of the name nearest to a mark, behind it first."""
        steps = ((1, 6), (-1, 6)) if after else ((-1, 6), (1, 6))
        for step, most in steps:
            for place in self.asked.near(at, step, most):
                item = self.items[place]
                if item.kind != "column" or place in self.asked.used:
                    if item.says("group") or (item.kind == "moment" and step > 0 and False):
                        break
                    continue
                if found := self._measured(item):
                    return found
        # "Total" may be a column's name and say what to do with it.
        return self._measured(self.items[at])

    def _measured(self, item: Item) -> list[Column]:
        """The columns of figures that a word names, the likeliest alone or those that are as likely."""
        figures = [(c, score) for c, score in item.columns if c.numeric and score >= 0.25 and not self._names_only(c)]
        tied = [column for column, score in figures if score >= figures[0][1] - 0.05]
        if figures and figures[0][1] < NAMED_WHOLE:
            # What only means much the same: what can be added up rather than a price of one piece, money first.
            tied = [column for column in tied if self._added(column)] or tied
            tied.sort(key=lambda column: column.kind != "money")
        return tied

    def _names_only(self, column: Column) -> bool:
        """Whether its numbers say which, not how much."""
        return has_run(forms(column.label), self.words.names)

    def _default_measures(self) -> list[Column]:
        measures = [column for column in self._measures() if not self._conditioned(column)] or self._measures()
        added = [column for column in measures if self._added(column)]
        return sorted(added or measures, key=lambda column: column.kind != "money")

    # --- the queries ----------------------------------------------------------------------------------------------

    def queries(self) -> list[tuple[Query, float]]:
        """All, in no order."""
        groups = self._groups()
        for way in (self._share, self._difference, self._most_common, self._ranked, self._having):
            found = way(groups)
            if found:
                return found
        if self._says("count"):
            return self._counted(groups)
        found = self._aggregated(groups)
        return found or self._selected(groups)

    def _query(self, select: Sequence[Output], groups: Sequence[Output] = (), **given: object) -> Query:
        extra = tuple(c for c in given.pop("also", ()))  # type: ignore[attr-defined]
        query = Query(self.sheet, (*groups, *select), (*self.where, *extra), tuple(group.sql for group in groups))
        ordered = tuple((group.sql, False) for group in groups)
        return replace(query, **{"order": ordered, **given})  # type: ignore[arg-type]  # fields of Query, named by the callers

    # share, difference ..................................................................................

    def _share(self, groups: list[Output]) -> list[tuple[Query, float]]:
        """"What percentage of the orders are paid": of the rows, or of a measure's sum."""
        marks = self._places("share")
        if not marks or not (self.where or self.asked.open):
            return []
        whole, part = self.where[:-1], self.where[-1:]
        if self.asked.open and not part:
            options = self.asked.open.pop()
            part = options[:1]
        inside = " AND ".join(condition.sql for condition in part)
        measure = [column for column in self._measure_at(marks[0]) if self._added(column)]
        if measure:
            left = name(measure[0].name)
            sql = f"ROUND(100.0 * SUM(CASE WHEN {inside} THEN {left} ELSE 0 END) / SUM({left}), 2)"
        else:
            sql = f"ROUND(100.0 * SUM(CASE WHEN {inside} THEN 1 ELSE 0 END) / COUNT(*), 2)"
        output = Output(sql, "percent", measure[0] if measure else None, "share", "%", "share")
        query = self._query((output,), groups)
        return [(replace(query, where=whole), 0.9)]

    def _difference(self, groups: list[Output]) -> list[tuple[Query, float]]:
        marks = self._places("difference")
        if not marks:
            return []
        columns = self._measure_at(marks[0]) or self._default_measures()
        return [(self._query((aggregate("difference", column),), groups), 0.9 - 0.05 * n) for n, column in enumerate(columns[:3])]

    def _most_common(self, groups: list[Output]) -> list[tuple[Query, float]]:
        """"The most common category", "which region appears most often"."""
        for down, mark in ((True, "most_common"), (False, "least_common")):
            for at in self._places(mark):
                near = [*self.asked.near(at, 1, 4), *self.asked.near(at, -1, 6)]
                named = [self.items[place].column for place in near if self.items[place].column is not None and place not in self.asked.used]
                texts = [column for column in named if column is not None and (not column.numeric or self._countable(column))]
                if texts:
                    group = self._by_date(texts[0]) if texts[0].kind == "date" else plain_output(texts[0])
                    return [(self._top((aggregate("count", None),), [group], "COUNT(*)", down, self._limit() or 1), 0.9)]
        return []

    # ranking ............................................................................................

    def _limit(self) -> int | None:
        """How many: "top 3", "the five largest"."""
        for at, item in enumerate(self.items):
            number = item.number if item.kind == "number" else _SPELLED.get(item.text.casefold())
            if number is None or at in self.asked.used or not 1 <= number <= 1000:
                continue
            near = [self.items[place] for place in (*self.asked.near(at, -1, 2), *self.asked.near(at, 1, 4))]
            if any(self._ranks(other) or other.says("top", "bottom") for other in near):
                self.asked.used.add(at)
                return int(number)
        return None

    def _ranks(self, item: Item) -> bool:
        return item.says("max", "min") or any(sense.group == "superlatives" for sense in item.senses)

    def _ranked(self, groups: list[Output]) -> list[tuple[Query, float]]:
        """"Which product has the highest price", "the top 3 customers by revenue"; [] where a plain maximum is asked."""
        marks = [at for at, item in enumerate(self.items) if at not in self.asked.used and self._ranks(item)]
        limit = self._limit()
        tops = self._places("top", "bottom") if limit else []
        if not marks and not tops:
            return []
        at = (marks or tops)[0]
        item = self.items[at]
        down = not item.says("min", "bottom") if not item.says("max", "top") else True
        concept = ""
        for sense in item.senses:
            if sense.group == "superlatives":
                direction, concept = sense.name.split()
                down = direction == "max"
        if tops and not marks and self.items[tops[0]].says("bottom") and not self.items[tops[0]].says("top"):
            down = False
        found = self._ranking_measures(at, concept)
        entity = self._entity(at, groups, found)
        if groups and not limit and not self._says("who") and all(self.items[n].text.casefold() not in {"which", "哪个", "哪些", "哪"} for n in self._places("which")):
            return []  # "the highest salary in each department"
        if len(groups) == 1 and entity is None and (self._says("which", "list") or limit):
            entity, groups = groups[0].column, []
        if found and found[0].kind == "date" and (entity is None or entity.kind == "date" or self._says("when")):
            return [(self._query((aggregate("max" if down else "min", found[0]),), groups), 0.9)]
        if entity is None and not limit:
            return []
        return self._ranked_by(entity, groups, found, down, limit, at)

    def _ranking_measures(self, at: int, concept: str) -> list[Column]:
        """What is compared; empty for the number of rows."""
        if concept:
            meant = self._with_concept(concept, {"integer", "number", "money", "percent"}) or (
                self._with_concept(concept, {"date"}) or self._dated() if concept in {"date", "age"} else []
            )
            if meant:
                return meant
        behind = next((place for place in self.asked.near(at, 1, 3) if self.items[place].kind != "stop"), None)
        if behind is not None and self._counts(behind, at):
            return []
        near = self._measure_at(at)
        if near:
            return near
        sorting = [place for place in self._places("group", "sort")]
        for place in sorting:
            if found := self._measure_at(place):
                return found
        nouns = [place for place in self.asked.near(at, 1, 2) if self.items[place].kind in {"word", "column"} or self.items[place].says("rows")]
        if nouns and self._entity_before(at) is not None and not self._is_entity(nouns[0]):
            return []
        return self._default_measures()

    def _counts(self, place: int, at: int) -> bool:
        """Whether "the most orders" counts rows: its noun is what names a row, and what is looked for stands before."""
        item = self.items[place]
        before = self._entity_before(at)
        if item.says("rows"):
            return before is not None
        if item.kind != "column" or before is None:
            return False
        named = item.columns[0][0]
        return (self._names_only(named) or self._one_row_each(named)) and named is not before and not self._measured(item)

    def _entity_before(self, at: int) -> Column | None:
        """What is looked for, where it stands before: a column, a person that "who" asks for, a month."""
        if self._says("who") and self._people():
            return self._people()[0]
        if self._dated() and any(self._period_of(item) for item in self.items[:at]):
            return self._dated_near(None)
        return next((column for place, column in self._named(numeric=False) if place < at), None)

    def _is_entity(self, place: int) -> bool:
        column = self.items[place].column
        return column is not None and not column.numeric and self._entity_before(place) is None

    def _entity(self, at: int, groups: Sequence[Output], measures: Sequence[Column]) -> Column | None:
        """What is looked for: the column behind "which", else behind the superlative, else before it."""
        asks = self._places("which", "list", "who", "where", "when")
        if self._says("who") and self._people():
            return next((column for _, column in self._named() if column in self._people()), self._people()[0])
        for place in asks:
            for other in self.asked.near(place, 1, 5):
                item = self.items[other]
                column = self._identified(item)
                if column is not None and other not in self.asked.used and column not in measures and item.columns[0][1] >= 0.4:
                    return column
                unit = self._period_of(item)
                if unit and self._dated():
                    return self._dated_near(None)
                if item.kind in {"value", "moment"} or self._ranks(item):
                    break
        for place in (*self.asked.near(at, 1, 6), *self.asked.near(at, -1, 8)):
            item = self.items[place]
            column = self._identified(item)
            if column is not None and place not in self.asked.used and column not in measures and column.kind in {"text", "date"}:
                return column
        for place in asks:
            if self.items[place].says("who"):
                if self._people():
                    return self._people()[0]
            if self.items[place].says("where"):
                places = self._with_concept("place", {"text"})
                if places:
                    return places[0]
            if self.items[place].says("when") and self._dated():
                return self._dated()[0]
        return None

    def _identified(self, item: Item) -> Column | None:
        """The column that a word names as things: "employee" of "Employee ID" and "Name" is the name."""
        if item.kind != "column" or not item.columns:
            return None
        best = item.columns[0][1]
        close = [c for c, score in item.columns if score >= best - 0.35 and c.kind == "text"]
        top = item.columns[0][0]
        if top.kind == "text" or best >= 1 or not close:
            return top if not top.numeric or has_run(forms(top.label), self.words.names) else None
        return close[0]

    def _ranked_by(
        self, entity: Column | None, groups: list[Output], measures: list[Column], down: bool, limit: int | None, at: int
    ) -> list[tuple[Query, float]]:
        found: list[tuple[Query, float]] = []
        average = self._says("average")
        summed = self._says("sum")
        single = self._says("single")
        unit = next((self._period_of(item) for n, item in enumerate(self.items) if n not in self.asked.used and self._period_of(item)), "")
        if entity is not None and not measures:
            group = self._by_date(entity, unit) if entity.kind == "date" else plain_output(entity)
            return [(self._top((aggregate("count", None),), [group], "COUNT(*)", down, limit or 1), 0.9)]
        for number, measure in enumerate(measures[:4]):
            score = 0.9 - 0.04 * number
            if entity is None or self._one_row_each(entity):
                shown = [] if entity is None else [plain_output(entity)]
                ordered = ((name(measure.name), down),)
                select = tuple([*shown, plain_output(measure)]) if shown else ()
                also = (Condition(measure, "given"),) if not down and self._gaps(measure) else ()
                found.append((self._query(select, (), order=ordered, limit=limit or 1, also=also), score))
                continue
            group = self._by_date(entity, unit) if entity.kind == "date" else plain_output(entity)
            if measure.kind == "date":
                function: Function = "max" if down else "min"
                output = aggregate(function, measure)
                found.append((self._top((output,), [group], output.sql, down, limit or 1), score))
                continue
            by_row = self._query(
                (plain_output(entity), plain_output(measure)), (), order=((name(measure.name), down),), limit=limit or 1
            )
            if average:
                output = aggregate("average", measure)
                found.append((self._top((output,), [group], output.sql, down, limit or 1), score))
                continue
            output = aggregate("sum", measure)
            by_group = self._top((output,), [group], output.sql, down, limit or 1)
            if single:
                found.append((by_row, score))
            elif summed or self._added(measure):
                found.append((by_group, score))
                if not summed:
                    found.append((by_row, score - 0.2))
            else:
                found.append((by_row, score))
                mean = aggregate("average", measure)
                found.append((self._top((mean,), [group], mean.sql, down, limit or 1), score - 0.2))
        return found

    def _one_row_each(self, column: Column) -> bool:
        """Whether its values name rows: nearly all are different."""
        values = [value for value in self.sheet.values_of(column) if value is not None]
        return bool(values) and len(set(values)) >= 0.95 * len(values) and column.kind != "date" or column.unique

    def _gaps(self, column: Column) -> bool:
        return any(value is None for value in self.sheet.values_of(column))

    def _top(self, select: Sequence[Output], groups: Sequence[Output], by: str, down: bool, limit: int | None) -> Query:
        return self._query(select, groups, order=((by, down),), limit=limit)

    # having .............................................................................................

    def _having(self, groups: list[Output]) -> list[tuple[Query, float]]:
        """"Customers with more than 3 orders": a comparison that counts the rows of each."""
        if not self.asked.counts:
            return []
        operator, number, _ = self.asked.counts[0]
        entities = [column for _, column in self._named(numeric=False) if not self._conditioned(column)]
        if not entities:
            return []
        condition = Condition(None, operator, (number,), expression="COUNT(*)")
        query = self._query((aggregate("count", None),), [plain_output(entities[0])], having=(condition,), order=(("COUNT(*)", True),))
        return [(query, 0.9)]

    # counts and aggregates ..............................................................................

    def _counted(self, groups: list[Output]) -> list[tuple[Query, float]]:
        at = self._places("count")[0]
        behind: Item | None = None
        for place in self.asked.near(at, 1, 4):
            item = self.items[place]
            if item.kind in {"value", "moment", "number"} or item.says("rows"):
                break
            if item.kind == "column" and item.columns[0][1] >= 0.25 and place not in self.asked.used:
                behind = item
                break
            if item.kind == "word":
                break
        rows = self._query((aggregate("count", None),), groups)
        if behind is None:
            noun = next((item for item in self.items[at + 1 : at + 3] if item.says("rows")), None)
            heads = self._with_concept("population", {"integer", "number"}) if noun else []
            if noun is not None and heads and "population" in self.words.concepts(forms(noun.text)):
                return [(self._query((aggregate("sum", heads[0]),), groups), 0.9)]
            return self._counted_things(at, groups, rows)
        column = behind.columns[0][0]
        numeric = [c for c, score in behind.columns if c.numeric and score >= 0.6 and self._added(c) and not has_run(forms(c.label), self.words.names)]
        if numeric and (column.numeric or behind.columns[0][1] < 0.8):
            return [(self._query((aggregate("sum", c),), groups), 0.9 - 0.05 * n) for n, c in enumerate(numeric[:2])] + [(rows, 0.5)]
        if column.kind == "boolean" or any(group.column is column for group in groups):
            return [(rows, 0.9)]
        texts = [c for c, _ in behind.columns if c.kind == "text"] or [column]
        if self._says("distinct") or not any(self._one_row_each(c) for c, _ in behind.columns[:3]):
            repeated = next((c for c in texts if not c.unique), texts[0])
            if behind.columns[0][1] < 0.6 and not self._says("distinct"):
                return [(rows, 0.9), (self._query((aggregate("distinct", repeated),), groups), 0.7)]
            return [(self._query((aggregate("distinct", repeated),), groups), 0.9), (rows, 0.6)]
        return [(rows, 0.9)]

    def _counted_things(self, at: int, groups: list[Output], rows: Query) -> list[tuple[Query, float]]:
        """"How many chairs were sold": of a value, where the table has how many of it there were."""
        valued = any(item.kind == "value" for item in self.items[at + 1 : at + 3])
        amounts = [c for c in self._with_concept("quantity", {"integer", "number"}) if not self._conditioned(c)]
        if valued and amounts:
            return [(self._query((aggregate("sum", c),), groups), 0.9) for c in amounts[:2]] + [(rows, 0.6)]
        nouns = [item.text for item in self.items[at + 1 : at + 4] if item.kind == "word"]
        about = set(forms(f"{self.sheet.title} {self.sheet.document.title}"))
        if nouns and not (self.where or self.asked.open or groups) and not set(forms(nouns[0])) & about:
            self.unknown = tuple(nouns[:1])
            return []
        return [(rows, 0.9)]

    def _aggregated(self, groups: list[Output]) -> list[tuple[Query, float]]:
        marks = [(at, function) for function in _AGGREGATES for at in self._places(function)]
        marks.sort()
        if not marks:
            return self._summed(groups)
        choices: list[list[tuple[Function, Column]]] = []
        functions: list[tuple[int, Function]] = []
        for at, function in marks:
            if not (functions and functions[-1][0] == at):
                functions.append((at, function))
        if len(functions) > 1:
            # "The average total": the name of a column beside a word for what to do with it.
            named = [entry for entry in functions if self.items[entry[0]].kind != "column"]
            functions = named or functions
        for at, function in functions:
            columns = self._measure_at(at)
            own = self._measured(self.items[at])
            if own and own[0] in columns:
                columns = own
            if not columns and function in {"min", "max"} and self._dated() and any(c.kind == "date" for _, c in self._named()):
                columns = [next(c for _, c in self._named() if c.kind == "date")]
            if not columns:
                columns = self._default_measures()
            choices.append([(function, column) for column in columns[:3]])
        if len(choices) == 1 and choices[0]:
            more = self._more_measures(functions[0][0], choices[0][0][1])
            function = choices[0][0][0]
            if more:
                choices += [[(function, column)] for column in more]
        if len({function for _, function in functions}) > 1 and "sum" in {f for _, f in functions} and "average" in {f for _, f in functions}:
            # "The average total" is an average.
            near = abs(functions[0][0] - functions[1][0]) <= 1
            if near:
                choices = [choice for choice in choices if choice and choice[0][0] != "sum"]
        found = []
        for number, chosen in enumerate(product(*choices)):
            outputs = {aggregate(function, column).sql: aggregate(function, column) for function, column in chosen}
            found.append((self._query(tuple(outputs.values()), groups), 0.9 - 0.04 * number))
        return found[:MOST_CANDIDATES]

    def _more_measures(self, at: int, first: Column) -> list[Column]:
        """Other measures that are listed with the first: "total units and revenue"."""
        found: list[Column] = []
        places = [place for place, column in self._named(numeric=True) if place > at]
        for one, other in zip(places, places[1:], strict=False):
            between = [item for item in self.items[one + 1 : other] if item.kind != "stop"]
            joined = any(item.says("or") for item in self.items[one + 1 : other]) or not between
            if joined and all(item.says("or") for item in between):
                column = self.items[other].column
                if column is not None and column is not first:
                    found.append(column)
        return found

    def _summed(self, groups: list[Output]) -> list[tuple[Query, float]]:
        """A measure without a word for what to do with it: added up where it can be and several rows have it."""
        named = [(at, column) for at, column in self._named(numeric=True) if not self._conditioned(column)]
        if not named:
            return [(self._query((aggregate("count", None),), groups), 0.7)] if groups else []
        at, column = named[0]
        tied = [c for c, score in self.items[at].columns if c.numeric and score >= self.items[at].columns[0][1] - 0.05]
        if groups:
            function: Function = "sum" if self._added(column) else "average"
            outputs = [aggregate(function, c) for c in dict.fromkeys([column, *(c for _, c in named[1:])])]
            first = [(self._query(tuple(outputs), groups), 0.9)]
            return first + [(self._query((aggregate(function, c),), groups), 0.8) for c in tied[1:3]]
        listing = self._says("list") and not self._says("value")
        texts = [c for _, c in self._named(numeric=False)]
        if listing or not self._added(column) or texts:
            return []
        if any(condition.operator == "is" and condition.column is not None and self._one_row_each(condition.column) for condition in self.where):
            return []
        return [(self._query((aggregate("sum", c),)), 0.9 - 0.05 * n) for n, c in enumerate(tied[:3])]

    # selections .........................................................................................

    def _selected(self, groups: list[Output]) -> list[tuple[Query, float]]:
        named = [column for _, column in self._named() if not self._said_alone(column)]
        if self._says("who") and not any(column in self._people() for column in named):
            acted = any(column.kind == "text" and not self._conditioned(column) for column in named)
            named = [*(() if acted else self._people()[:1]), *named]
        if self._says("when") and not any(column.kind == "date" for column in named):
            named = [*self._dated()[:1], *named]
        if self._says("where") and not any("place" in self.words.concepts_in(forms(c.label)) for c in named):
            named = [*self._with_concept("place", {"text"})[:1], *named]
        columns = list(dict.fromkeys(named))
        order = self._order()
        if not columns and not self.where and not self.asked.open and not order:
            self.unknown = tuple(item.text for item in self.items if item.kind == "word")
            return []
        select = tuple(plain_output(column) for column in columns)
        listing = bool(columns) and (self._says("distinct") or (self._says("list", "which", "all") and all(
            column.kind == "text" and not self._one_row_each(column) for column in columns)))
        query = self._query(select, (), order=order, distinct=listing)
        if not columns:
            wanted = [item.text for item in self.items if item.kind == "word"]
            if wanted and not self._says("list", "which", "all"):
                self.unknown = tuple(wanted)
        return [(query, 0.8 if columns else 0.6)]

    def _said_alone(self, column: Column) -> bool:
        """Whether a column is named only to say what its own condition is about."""
        return False

    def _order(self) -> tuple[tuple[str, bool], ...]:
        marks = self._places("sort", "descending", "ascending")
        if not marks:
            return ()
        down = self._says("descending") or (self.items[marks[0]].text.casefold().startswith("rank") and not self._says("ascending"))
        by = [place for place in self._places("group") if abs(place - marks[0]) <= 6][:1]
        for place in (*(self.asked.near(by[0], 1, 4) if by else ()), *self.asked.near(marks[0], 1, 4), *self.asked.near(marks[0], -1, 4)):
            column = self.items[place].column
            if column is not None and self.items[place].kind == "column":
                return ((name(column.name), down),)
        measures = self._default_measures()
        return ((name(measures[0].name), down),) if measures else ()


_SPELLED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "dozen": 12,
    "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
