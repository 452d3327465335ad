"""Questions for one figure, or one a group: how many, how much, on average, what share."""

from dataclasses import replace
from itertools import pairwise, product

from chains.tables.clues import Clues
from chains.tables.naming import Item
from chains.tables.query import Condition, Function, Output, Query, aggregate, name
from chains.tables.totals import total_column
from chains.tables.types import NUMERIC, Column
from chains.tables.words import forms, has_run

MOST_WAYS = 8
_AGGREGATES: tuple[Function, ...] = ("sum", "average", "min", "max")


def share(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "What percentage of the orders are paid": of the rows, or of a measure's sum."""
    marks = clues.places("share")
    if clues.growth():
        return []  # "by what percentage did it grow" is no share of the rows
    of_total = _share_of_total(clues, groups) if marks else []
    if of_total or not marks or not (clues.where or clues.asked.open):
        return of_total
    # "In 2024 the West had what share?": of all in 2024; "how many percent were hired in 2024?" asks for the year.
    when_is_asked = any(column.kind == "date" for _, column in clues.named(used=True))
    others = [] if when_is_asked else [each for each in clues.where if not _of_time(each)]
    part = (others or list(clues.where))[-1:]
    whole = tuple(each for each in clues.where if each not in part)
    if clues.asked.open and not part:
        part = list(clues.asked.open.pop()[:1])
    inside = " AND ".join(condition.sql for condition in part)
    measure = [column for column in clues.measure_at(marks[0]) if clues.added(column)]
    if measure:
        left = name(measure[0].name)
        sql = f"ROUND(100.0 * SUM(CASE WHEN {inside} THEN {left} ELSE 0 END) / SUM({left}), 2)"
    else:
        sql = f"ROUND(100.0 * SUM(CASE WHEN {inside} THEN 1 ELSE 0 END) / COUNT(*), 2)"
    output = Output(sql, "percent", measure[0] if measure else None, "share", "%", "share", part=tuple(part))
    query = clues.query((output,), groups)
    return [(replace(query, where=whole), 0.9)]


def _of_time(condition: Condition) -> bool:
    return condition.column is not None and condition.column.kind == "date"


def _share_of_total(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "The East's share", where the regions are columns, and another column adds them up."""
    total = total_column(clues.sheet)
    parts = {column.name: column for _, column in clues.named(numeric=True) if column is not total}
    if total is None or len(parts) != 1:
        return []
    (part,) = parts.values()
    sql = f"ROUND(100.0 * SUM({name(part.name)}) / SUM({name(total.name)}), 2)"
    return [(clues.query((Output(sql, "percent", part, "share", "%", "share"),), groups), 0.9)]


def spread(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "The average revenue per month": one figure, of the sums of the months; not the average of each."""
    unit = next((unit for unit in map(clues.period_of, clues.items) if unit), "")
    gathering = [item for item in clues.items if item.says("group")]
    if len(groups) != 1 or not unit or not clues.says("average"):
        return []
    if not gathering or not all(item.says("per") for item in gathering):
        return []  # "by month", "for each month": the months one by one
    if groups[0].kind != "date" and groups[0].function != "period":
        return []
    found = counted(clues, []) if clues.says("count") else aggregated(clues, [])
    out = []
    for query, score in found:
        output = query.select[0]
        if len(query.select) > 1 or output.function not in {"sum", "count", "average"}:
            continue
        summed = "COUNT(*)" if output.column is None else f"SUM({name(output.column.name)})"
        sql = f"1.0 * {summed} / COUNT(DISTINCT {groups[0].sql})"
        told = replace(output, sql=sql, function="average", per=unit, label=f"average per {unit}")
        out.append((replace(query, select=(told,)), score))
    return out


def difference(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "The range of prices"."""
    marks = clues.places("difference")
    if not marks:
        return []
    columns = clues.measure_at(marks[0]) or clues.default_measures()
    return [
        (clues.query((aggregate("difference", column),), groups), 0.9 - 0.05 * n)
        for n, column in enumerate(columns[:3])
    ]


def counted(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """ "How many": rows, different values, or a figure that says how many."""
    at = clues.places("count")[0]
    behind: Item | None = None
    for place in clues.asked.near(at, 1, 4):
        item = clues.items[place]
        if item.kind in {"value", "moment", "number"} or item.says("rows"):
            break
        if item.kind == "column" and item.columns[0][1] >= 0.25 and place not in clues.asked.used:
            behind = item
            break
        if item.kind == "word":
            break
    rows = clues.query((aggregate("count", None),), groups)
    if behind is None:
        noun = next((item for item in clues.items[at + 1 : at + 3] if item.says("rows")), None)
        heads = clues.with_concept("population", {"integer", "number"}) if noun else []
        if noun is not None and heads and "population" in clues.words.concepts(forms(noun.text)):
            return [(clues.query((aggregate("sum", heads[0]),), groups), 0.9)]
        return _counted_things(clues, at, groups, rows)
    column = behind.columns[0][0]
    numeric = [
        c
        for c, score in behind.columns
        if c.numeric
        and score >= 0.6
        and clues.added(c)
        and not has_run(forms(c.label), clues.words.names)
        # "How many payments": money that is only meant by them is not what is counted.
        and (score >= 0.65 or "money" not in clues.words.concepts(forms(behind.text)))
    ]
    if numeric and (column.numeric or behind.columns[0][1] < 0.8):
        return [(clues.query((aggregate("sum", c),), groups), 0.9 - 0.05 * n) for n, c in enumerate(numeric[:2])] + [
            (rows, 0.5)
        ]
    if column.kind == "boolean" or any(group.column is column for group in groups):
        return [(rows, 0.9)]
    if column.numeric and behind.columns[0][1] < 0.65 and not clues.says("distinct"):
        return [(rows, 0.9)]
    texts = [c for c, _ in behind.columns if c.kind == "text"] or [column]
    if clues.says("distinct") or not any(clues.one_row_each(c) for c, _ in behind.columns[:3]):
        repeated = next((c for c in texts if not c.unique), texts[0])
        key = forms(behind.text)
        meant = clues.words.concepts_in(key) | clues.words.weak_concepts_in(key)
        if column is clues.sheet.document_column and "document" in meant:
            return [(clues.query((aggregate("distinct", column),), groups), 0.9), (rows, 0.6)]
        if behind.columns[0][1] < 0.6 and not clues.says("distinct"):
            return [(rows, 0.9), (clues.query((aggregate("distinct", repeated),), groups), 0.7)]
        return [(clues.query((aggregate("distinct", repeated),), groups), 0.9), (rows, 0.6)]
    return [(rows, 0.9)]


def _counted_things(clues: Clues, at: int, groups: list[Output], rows: Query) -> list[tuple[Query, float]]:
    """ "How many chairs were sold": of a value, where the table has how many of it there were."""
    behind = at + 1
    while behind < len(clues.items) and clues.links(clues.items[behind]):
        behind += 1  # "how many of the chairs"
    valued = any(item.kind == "value" for item in clues.items[behind : behind + 2])
    sold = any({"sold", "bought"} & clues.words.concepts(forms(item.text.replace(" ", ""))) for item in clues.items)
    amounts = [c for c in clues.with_concept("quantity", {"integer", "number"}) if not clues.conditioned(c)]
    if amounts and (valued or (sold and groups)):
        return [(clues.query((aggregate("sum", c),), groups), 0.9) for c in amounts[:2]] + [(rows, 0.6)]
    nouns = [item.text for item in clues.items[at + 1 : at + 4] if item.kind == "word"]
    about = set(forms(clues.sheet.about))
    if nouns and not (clues.where or clues.asked.open or groups) and not set(forms(nouns[0])) & about:
        clues.unknown = tuple(nouns[:1])
        return []
    return [(rows, 0.9)]


def aggregated(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """Totals, averages, maxima, minima, each of the measure named beside it."""
    marks = [(at, function) for function in _AGGREGATES for at in clues.places(function)]
    marks.sort()
    if not marks:
        return _summed(clues, groups)
    choices: list[list[tuple[Function, Column]]] = []
    functions: list[tuple[int, Function]] = []
    for at, function in marks:
        if not (functions and functions[-1][0] == at):
            functions.append((at, function))
    if len(functions) > 1:
        # "The average total": the name of a column beside a word for what to do with it.
        named = [entry for entry in functions if clues.items[entry[0]].kind != "column"]
        functions = named or functions
    for at, function in functions:
        columns = clues.measure_at(at)
        own = clues.measured(clues.items[at])
        if own and own[0] in columns:
            columns = own
        if (
            not columns
            and function in {"min", "max"}
            and clues.dated()
            and any(c.kind == "date" for _, c in clues.named())
        ):
            columns = [next(c for _, c in clues.named() if c.kind == "date")]
        if not columns:
            columns = clues.default_measures()
        choices.append([(function, column) for column in clues.nearest_end(columns, function)[:3]])
    if len(choices) == 1 and choices[0]:
        more = _more_measures(clues, functions[0][0], choices[0][0][1])
        function = choices[0][0][0]
        if more:
            choices += [[(function, column)] for column in more]
    if (
        len({function for _, function in functions}) > 1
        and "sum" in {f for _, f in functions}
        and "average" in {f for _, f in functions}
    ):
        # "The average total" is an average.
        near = abs(functions[0][0] - functions[1][0]) <= 1
        if near:
            choices = [choice for choice in choices if choice and choice[0][0] != "sum"]
    found = []
    for number, chosen in enumerate(product(*choices)):
        outputs = {aggregate(function, column).sql: aggregate(function, column) for function, column in chosen}
        found.append((clues.query(tuple(outputs.values()), groups), 0.9 - 0.04 * number))
    return found[:MOST_WAYS]


def _more_measures(clues: Clues, at: int, first: Column) -> list[Column]:
    """Other measures that are listed with the first: "total units and revenue"."""
    found: list[Column] = []
    places = [place for place, column in clues.named(numeric=True) if place > at]
    for one, other in pairwise(places):
        between = [item for item in clues.items[one + 1 : other] if item.kind != "stop"]
        joined = any(item.says("or") for item in clues.items[one + 1 : other]) or not between
        if joined and all(item.says("or") for item in between):
            column = clues.items[other].column
            if column is not None and column is not first:
                found.append(column)
    return found


def _summed(clues: Clues, groups: list[Output]) -> list[tuple[Query, float]]:
    """A measure without a word for what to do with it: added up where it can be and several rows have it."""
    named = [(at, column) for at, column in clues.named(numeric=True) if not clues.conditioned(column)]
    if not named:
        said = [item for item in clues.items if item.kind == "word"]
        about = set(forms(clues.sheet.about))
        if not groups and said and clues.says("value") and all(set(forms(item.text)) <= about for item in said):
            # "How much is invoice 103?": of the document itself.
            money = [*clues.with_concept("money", NUMERIC), *clues.default_measures()]
            return [(clues.query((aggregate("sum", c),)), 0.9) for c in money if clues.added(c)][:1]
        if groups and clues.says("sides"):
            return [
                (clues.query((aggregate("sum", c),), groups), 0.8) for c in clues.default_measures() if clues.added(c)
            ]
        return [(clues.query((aggregate("count", None),), groups), 0.7)] if groups else []
    at = clues.exactly(named[0][0])
    column = clues.items[at].columns[0][0]
    tied = [c for c, score in clues.items[at].columns if c.numeric and score >= clues.items[at].columns[0][1] - 0.05]
    if groups:
        function: Function = "sum" if clues.added(column) else "average"
        outputs = [aggregate(function, c) for c in dict.fromkeys([column, *(c for _, c in named[1:])])]
        first = [(clues.query(tuple(outputs), groups), 0.9)]
        return first + [(clues.query((aggregate(function, c),), groups), 0.8) for c in tied[1:3]]
    listing = clues.says("list") and not clues.says("value")
    # "All regions" is no wish to see them.
    texts = [c for at, c in clues.named(numeric=False) if not (at and clues.items[at - 1].says("all"))]
    if listing or not clues.added(column) or texts:
        return []
    if any(
        condition.operator == "is" and condition.column is not None and clues.one_row_each(condition.column)
        for condition in clues.where
    ):
        return []
    return [(clues.query((aggregate("sum", c),)), 0.9 - 0.05 * n) for n, c in enumerate(tied[:3])]
