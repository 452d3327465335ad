"""Questions for the most and the least: "which product sold best", "the top 3 customers"; and for groups by size."""

from collections.abc import Sequence

from chains.tables.clues import Clues
from chains.tables.naming import Item
from chains.tables.query import Condition, Function, Output, Query, aggregate, name, plain_output
from chains.tables.types import Column
from chains.tables.words import forms, has_run


def most_common(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "The most common category", "which region appears most often"."""
    for down, mark in ((True, "most_common"), (False, "least_common")):
        for at in clues.places(mark):
            near = [*clues.asked.near(at, 1, 4), *clues.asked.near(at, -1, 6)]
            named = [
                clues.items[place].column
                for place in near
                if clues.items[place].column is not None and place not in clues.asked.used
            ]
            texts = [
                column for column in named if column is not None and (not column.numeric or clues.countable(column))
            ]
            if texts:
                group = clues.by_date(texts[0]) if texts[0].kind == "date" else plain_output(texts[0])
                return [(clues.top((aggregate("count", None),), [group], "COUNT(*)", down, _limit(clues) or 1), 0.9)]
    return []


def _limit(clues: Clues) -> int | None:
    """How many: "top 3", "the five largest"."""
    for at, item in enumerate(clues.items):
        number = item.number if item.kind == "number" else _SPELLED.get(item.text.casefold())
        if number is None or at in clues.asked.used or not 1 <= number <= 1000:
            continue
        near = [clues.items[place] for place in (*clues.asked.near(at, -1, 2), *clues.asked.near(at, 1, 4))]
        if any(clues.ranks(other) or other.says("top", "bottom") for other in near):
            clues.asked.used.add(at)
            return int(number)
    return None


def ranked(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "Which product has the highest price", "the top 3 customers by revenue"; [] where a plain maximum is asked."""
    marks = [at for at, item in enumerate(clues.items) if at not in clues.asked.used and clues.ranks(item)]
    limit = _limit(clues)
    tops = clues.places("top", "bottom") if limit else []
    if not marks and not tops:
        return []
    at = (marks or tops)[0]
    item = clues.items[at]
    down = not item.says("min", "bottom") if not item.says("max", "top") else True
    concept = ""
    for sense in item.senses:
        if sense.group == "superlatives":
            direction, concept = sense.name.split()
            down = direction == "max"
    if tops and not marks and clues.items[tops[0]].says("bottom") and not clues.items[tops[0]].says("top"):
        down = False
    found = clues.nearest_end(_ranking_measures(clues, at, concept), "max" if down else "min")
    entity = _entity(clues, at, groups, found)
    if (
        groups
        and not limit
        and not clues.says("who")
        and all(clues.items[n].text.casefold() not in {"which", "哪个", "哪些", "哪"} for n in clues.places("which"))
    ):
        return []  # "the highest salary in each department"
    if len(groups) == 1 and entity is None and (clues.says("which", "list") or limit):
        entity, groups = groups[0].column, []
    if found and found[0].kind == "date" and (entity is None or entity.kind == "date" or clues.says("when")):
        return [(clues.query((aggregate("max" if down else "min", found[0]),), groups), 0.9)]
    if entity is None and not limit:
        return []
    return _ranked_by(clues, entity, groups, found, down, limit, at)


def _ranking_measures(clues: Clues, at: int, concept: str) -> list[Column]:
    """What is compared; empty for the number of rows."""
    if concept:
        if concept in {"price", "salary"} and not clues.with_concept(concept, {"integer", "number", "money"}):
            concept = "money"
        meant = clues.with_concept(concept, {"integer", "number", "money", "percent"}) or (
            clues.with_concept(concept, {"date"}) or clues.dated() if concept in {"date", "age"} else []
        )
        if meant:
            said = [column for _, column in clues.named(used=True) if column in meant]
            return list(dict.fromkeys([*said, *meant]))
    behind = next((place for place in clues.asked.near(at, 1, 3) if clues.items[place].kind != "stop"), None)
    if behind is not None and _counts(clues, behind, at):
        return []
    near = clues.measure_at(at)
    if near:
        return near
    sorting = list(clues.places("group", "sort"))
    for place in sorting:
        if found := clues.measure_at(place):
            return found
    nouns = [
        place
        for place in clues.asked.near(at, 1, 2)
        if clues.items[place].kind == "column" or clues.items[place].says("rows")
    ]
    if nouns and _entity_before(clues, at) is not None and not _is_entity(clues, nouns[0]):
        return []
    return clues.default_measures()


def _counts(clues: Clues, place: int, at: int) -> bool:
    """Whether "the most orders" counts rows: its noun is what names a row, and what is looked for stands before."""
    item = clues.items[place]
    before = _entity_before(clues, at)
    if item.says("rows"):
        return before is not None
    if item.kind != "column" or before is None:
        return False
    named = item.columns[0][0]
    return (clues.names_only(named) or clues.one_row_each(named)) and named is not before and not clues.measured(item)


def _entity_before(clues: Clues, at: int) -> Column | None:
    """What is looked for, where it stands before: a column, a person that "who" asks for, a month."""
    if clues.says("who") and clues.people():
        return clues.people()[0]
    if clues.dated() and any(clues.period_of(item) for item in clues.items[:at]):
        return clues.dated_near(None)
    return next((column for place, column in clues.named(numeric=False) if place < at), None)


def _is_entity(clues: Clues, place: int) -> bool:
    column = clues.items[place].column
    return column is not None and not column.numeric and _entity_before(clues, place) is None


def _entity(clues: Clues, at: int, groups: Sequence[Output], measures: Sequence[Column]) -> Column | None:
    """What is looked for: the column behind "which", else behind the superlative, else before it."""
    asks = clues.places("which", "list", "who", "where", "when")
    if clues.says("who") and clues.people():
        return next((column for _, column in clues.named() if column in clues.people()), clues.people()[0])
    for place in asks:
        for other in clues.asked.near(place, 1, 5):
            item = clues.items[other]
            column = _identified(clues, item)
            if (
                column is not None
                and other not in clues.asked.used
                and column not in measures
                and item.columns[0][1] >= 0.4
            ):
                return column
            unit = clues.period_of(item)
            if unit and clues.dated():
                return clues.dated_near(None)
            if item.kind in {"value", "moment"} or clues.ranks(item):
                break
    for place in (*clues.asked.near(at, 1, 6), *clues.asked.near(at, -1, 8)):
        item = clues.items[place]
        column = _identified(clues, item)
        stretch = place > at and column is None and clues.period_of(item) and clues.dated()
        if stretch and not any(measure.kind == "date" for measure in measures):
            return clues.dated_near(None)  # "the top 3 months by revenue", not "the first week"
        if (
            column is not None
            and place not in clues.asked.used
            and column not in measures
            and column.kind in {"text", "date"}
        ):
            return column
    for place in asks:
        if clues.items[place].says("who") and clues.people():
            return clues.people()[0]
        if clues.items[place].says("where"):
            places = clues.with_concept("place", {"text"})
            if places:
                return places[0]
        if clues.items[place].says("when") and clues.dated():
            return clues.dated()[0]
    return None


def _identified(clues: Clues, item: Item) -> Column | None:
    """The column that a word names as things: "employee" of "Employee ID" and "Name" is the name."""
    if item.kind != "column" or not item.columns:
        return None
    best = item.columns[0][1]
    close = [c for c, score in item.columns if score >= best - 0.35 and c.kind == "text"]
    top = item.columns[0][0]
    if top.kind == "text" or best >= 1 or not close:
        return top if not top.numeric or has_run(forms(top.label), clues.words.names) else None
    return close[0]


def _ranked_by(
    clues: Clues,
    entity: Column | None,
    groups: list[Output],
    measures: list[Column],
    down: bool,
    limit: int | None,
    at: int,
) -> list[tuple[Query, float]]:
    found: list[tuple[Query, float]] = []
    average = clues.says("average")
    summed = clues.says("sum")
    single = clues.says("single")
    unit = next(
        (
            clues.period_of(item)
            for n, item in enumerate(clues.items)
            if n not in clues.asked.used and clues.period_of(item)
        ),
        "",
    )
    if entity is not None and not measures:
        group = clues.by_date(entity, unit) if entity.kind == "date" else plain_output(entity)
        return [(clues.top((aggregate("count", None),), [group], "COUNT(*)", down, limit or 1), 0.9)]
    for number, measure in enumerate(measures[:4]):
        score = 0.9 - 0.04 * number
        if entity is None or (clues.one_row_each(entity) and not clues.merged(entity, unit)):
            shown = [] if entity is None else [plain_output(entity)]
            ordered = ((name(measure.name), down),)
            select = (*shown, plain_output(measure)) if shown else ()
            also = (Condition(measure, "given"),) if not down and clues.gaps(measure) else ()
            found.append((clues.query(select, (), order=ordered, limit=limit or 1, also=also), score))
            continue
        group = clues.by_date(entity, unit) if entity.kind == "date" else plain_output(entity)
        if measure.kind == "date":
            function: Function = "max" if down else "min"
            output = aggregate(function, measure)
            found.append((clues.top((output,), [group], output.sql, down, limit or 1), score))
            continue
        by_row = clues.query(
            (plain_output(entity), plain_output(measure)), (), order=((name(measure.name), down),), limit=limit or 1
        )
        if average:
            output = aggregate("average", measure)
            found.append((clues.top((output,), [group], output.sql, down, limit or 1), score))
            continue
        output = aggregate("sum", measure)
        by_group = clues.top((output,), [group], output.sql, down, limit or 1)
        if single:
            found.append((by_row, score))
        elif summed or clues.added(measure):
            found.append((by_group, score))
            if not summed:
                found.append((by_row, score - 0.2))
        else:
            found.append((by_row, score))
            mean = aggregate("average", measure)
            found.append((clues.top((mean,), [group], mean.sql, down, limit or 1), score - 0.2))
    return found


def having(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "Customers with more than 3 orders": a comparison that counts the rows of each."""
    if not clues.asked.counts:
        return []
    operator, number, _ = clues.asked.counts[0]
    entities = [column for _, column in clues.named(numeric=False) if not clues.conditioned(column)]
    if not entities:
        return []
    condition = Condition(None, operator, (number,), expression="COUNT(*)")
    query = clues.query(
        (aggregate("count", None),), [plain_output(entities[0])], having=(condition,), order=(("COUNT(*)", True),)
    )
    return [(query, 0.9)]


_SPELLED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "dozen": 12,
    "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
