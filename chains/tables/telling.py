"""A result told: values as a person writes them, a sentence, a typed table whose rows cite the document, a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from chains.results import Cell, Chart, Table
from chains.tables.engine import Rows
from chains.tables.query import Output, Query
from chains.tables.teller import Teller
from chains.tables.types import Column, Kind, Sheet, Value
from chains.types import Quote

# So many rows are said in the text, the others stand in the table; of a figure's rows so many are cited.
MOST_SAID, MOST_CITED, MOST_QUOTES = 10, 3, 50
FEWEST_BARS, MOST_BARS = 2, 30
# Where there are too many rows to cite each, so many that follow each other are one piece of evidence.
MOST_TOGETHER = 20
# Of a figure over several documents so many are cited in the text, one place each.
MOST_DOCUMENTS = 12


@dataclass(frozen=True, slots=True)
class Used:
    """What a query read.

    Attributes:
        rows: indices of the sheet's rows.
        groups: the same, by what they were gathered by; empty where they were not.
    """

    rows: tuple[int, ...] = ()
    groups: Mapping[tuple[Value, ...], tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of a result."""

    text: str
    table: Table
    quotes: tuple[Quote, ...]
    chart: Chart | None


def cite(numbers: Sequence[int], most: int = MOST_CITED) -> str:
    """``[1][2]`` for indices of quotes."""
    marks = "".join(f"[{number + 1}]" for number in numbers[:most])
    return f" {marks}" if marks else ""


def tell(teller: Teller, query: Query, rows: Rows, used: Used) -> Told:
    """The result of a query that the question was read as.

    Args:
        used: what the query read.
    """
    outputs = query.select or tuple(_as_output(column) for column in query.sheet.columns)
    quotes, cells_of = _quotes(teller.sheet, query, rows, used)
    table = _table(teller, outputs, rows, cells_of)
    if query.whole:
        text = _whole(teller, query, rows, used, cells_of)
    elif query.group or query.limit is not None:
        text = _ranked(teller, query, outputs, rows, used, cells_of)
    else:
        text = _selected(teller, query, outputs, rows, cells_of)
    return Told(text, table, quotes, _chart(query, outputs, table, rows))


def tell_plain(teller: Teller, rows: Rows) -> Told:
    """The result of a statement that somebody wrote: typed by its values, its rows cited where they are the sheet's."""
    outputs = tuple(_output_of(teller.sheet, rows, at) for at in range(len(rows.columns)))
    sources = rows.sources or ()
    quotes = tuple(teller.sheet.quote(number) for number in sources[:MOST_QUOTES])
    cells_of = [(number,) if number < len(quotes) else () for number in range(len(rows.rows))]
    table = _table(teller, outputs, rows, cells_of, tuple(rows.columns))
    if len(rows.rows) == 1 and len(outputs) == 1:
        text = teller.say("result_one", value=table.rows[0][0].text or teller.say("empty"))
    elif not rows.rows:
        text = teller.say("none", where="")
    else:
        text = teller.say("result_rows", count=len(rows.rows))
        if sources:
            text += cite(range(min(len(quotes), MOST_CITED)))
    chart = _chart(None, outputs, table, rows)
    return Told(text, table, quotes, chart)


def _as_output(column: Column) -> Output:
    return Output("", column.kind, column, "", column.unit)


def _output_of(sheet: Sheet, rows: Rows, at: int) -> Output:
    try:
        return _as_output(sheet.column(rows.columns[at]))
    except KeyError:
        values = [row[at] for row in rows.rows if row[at] is not None]
        kind: Kind = "text"
        if values and all(isinstance(value, int) for value in values):
            kind = "integer"
        elif values and all(isinstance(value, int | float) for value in values):
            kind = "number"
        return Output("", kind, None)


def _quotes(sheet: Sheet, query: Query, rows: Rows, used: Used) -> tuple[tuple[Quote, ...], list[tuple[int, ...]]]:
    """The rows that are cited, and for each row of the result which of them."""
    if rows.sources is not None:
        shown = rows.sources[:MOST_QUOTES]
        quotes = tuple(sheet.quote(number) for number in shown)
        return quotes, [(number,) if number < len(shown) else () for number in range(len(rows.rows))]
    if query.whole and len(rows.rows) == 1:
        whole = _evidence(sheet, _behind(sheet, query, rows.rows[0], used.rows), MOST_QUOTES)
        return tuple(whole), [tuple(range(len(whole)))]
    if query.group and used.groups:
        room = MOST_QUOTES // max(1, min(len(rows.rows), MOST_QUOTES))
        found: list[Quote] = []
        places: list[tuple[int, ...]] = []
        for number, row in enumerate(rows.rows):
            key = row[: len(query.group)]
            behind = _behind(sheet, query, row, used.groups.get(key, ()), len(key))
            own = _evidence(sheet, behind, room if number < MOST_QUOTES else 0)
            places.append(tuple(range(len(found), len(found) + len(own))))
            found += own
        return tuple(found), places
    if query.distinct and len(query.select) == 1 and query.select[0].column is not None:
        at = sheet.columns.index(query.select[0].column)
        first: dict[Value, int] = {}
        for number in used.rows:
            first.setdefault(sheet.rows[number].values[at], number)
        cited = [first[row[0]] for row in rows.rows if row[0] in first][:MOST_QUOTES]
        if len(cited) == len(rows.rows):
            return tuple(sheet.quote(number) for number in cited), [(number,) for number in range(len(cited))]
    return (), [() for _ in rows.rows]


def _behind(sheet: Sheet, query: Query, row: Sequence[Value], used: Sequence[int], at_output: int = 0) -> Sequence[int]:
    """The rows that a row of figures comes from: of a maximum those that have it."""
    output = query.select[at_output] if at_output < len(query.select) else query.select[0]
    if len(query.select) == at_output + 1 and output.function in {"min", "max"} and output.column is not None:
        at = sheet.columns.index(output.column)
        return [number for number in used if sheet.rows[number].values[at] == row[at_output]]
    return used


def _evidence(sheet: Sheet, rows: Sequence[int], room: int) -> list[Quote]:
    """These rows, each by itself; where there is no room for all, the first that stand together in each document."""
    if len(rows) <= room or not sheet.parts:
        return [sheet.quote(number) for number in rows] if len(rows) <= room else []
    found = []
    for _, same in groupby(rows, key=lambda number: sheet.rows[number].part):
        own = list(same)
        last = own[0]
        for number in own[1:MOST_TOGETHER]:
            if number != last + 1:
                break
            last = number
        found.append(sheet.quote(own[0], last))
    return found[:room]


def _table(
    teller: Teller,
    outputs: Sequence[Output],
    rows: Rows,
    cells_of: Sequence[tuple[int, ...]],
    names: tuple[str, ...] = (),
) -> Table:
    columns = names or tuple(_heading(teller, output) for output in outputs)
    lines = []
    for row, quotes in zip(rows.rows, cells_of, strict=True):
        lines.append(
            tuple(
                Cell(
                    "" if value is None else teller.output(value, output),
                    _typed(value, output),
                    quotes,
                    "no" if value is None else "yes",
                )
                for value, output in zip(row, outputs, strict=True)
            )
        )
    numeric = tuple(
        name
        for name, output in zip(columns, outputs, strict=True)
        if output.kind in {"integer", "number", "money", "percent"}
    )
    return Table(columns, tuple(lines), numeric)


def _heading(teller: Teller, output: Output) -> str:
    return output.column.name if output.column is not None and not output.function else teller.named(output)


def _typed(value: Value, output: Output) -> str | int | float | bool | None:
    return bool(value) if output.kind == "boolean" and value in {0, 1} else value


# --- sentences ----------------------------------------------------------------------------------------------------


def _from(teller: Teller, used: Sequence[int]) -> str:
    return teller.say("from_one") if len(used) == 1 else teller.say("from_many", rows=f"{len(used):,}")


def _whole(teller: Teller, query: Query, rows: Rows, used: Used, cells_of: Sequence[tuple[int, ...]]) -> str:
    where = teller.where(query.where)
    said = []
    for output, value in zip(query.select, rows.rows[0], strict=True):
        what = teller.named(output)
        if value is None:
            said.append(teller.say("nothing", what=what, where=where))
            continue
        # The number of rows is the figure itself.
        source = "" if output.function == "count" else _from(teller, used.rows)
        said.append(teller.say("one", what=what, where=where, value=teller.output(value, output), **{"from": source}))
    return " ".join(said) + _cited(teller.sheet, used, cells_of[0])


def _cited(sheet: Sheet, used: Used, numbers: Sequence[int]) -> str:
    """Marks for what a figure stands on: where it comes from several documents, one for each of these."""
    if not sheet.parts:
        return cite(numbers) if len(numbers) <= MOST_SAID else ""
    if len(numbers) < len(used.rows):
        return cite(numbers, MOST_DOCUMENTS)  # one each already
    first: dict[int, int] = {}
    for number, row in zip(numbers, used.rows, strict=False):
        first.setdefault(sheet.rows[row].part, number)
    return cite(list(first.values()), MOST_DOCUMENTS)


def _ranked(
    teller: Teller,
    query: Query,
    outputs: Sequence[Output],
    rows: Rows,
    used: Used,
    cells_of: Sequence[tuple[int, ...]],
) -> str:
    where = teller.where((*query.where, *query.having))
    if not rows.rows:
        return teller.say("none", where=where)
    keys = [at for at, output in enumerate(outputs) if output.function in {"", "period"}][: -1 if query.plain else None]
    if not keys or not query.select:
        return _selected(teller, query, outputs, rows, cells_of)
    figures = [at for at in range(len(outputs)) if at not in keys]
    what = ", ".join(_ranked_name(teller, outputs[at]) for at in figures)

    def group(row: Sequence[Value]) -> str:
        return ", ".join(teller.output(row[at], outputs[at]) for at in keys)

    def value(row: Sequence[Value]) -> str:
        return ", ".join(teller.output(row[at], outputs[at]) for at in figures)

    end = f"end_{'max' if query.order and query.order[0][1] else 'min'}"
    if figures and outputs[figures[0]].kind == "date":
        end += "_date"
    if query.limit == 1:
        return teller.say(
            "first",
            what=what,
            where=where,
            group=group(rows.rows[0]),
            value=value(rows.rows[0]),
            cite=cite(cells_of[0]),
            end=teller.say(end),
        )
    if query.limit is not None or query.having:
        head = teller.say("top", what=what, where=where, count=len(rows.rows), end=teller.say(end))
        if query.having:
            head = teller.say("matches", where=where, count=len(rows.rows))
        lines = [
            teller.say("item", group=group(row), value=value(row), cite=cite(quotes))
            for row, quotes in zip(rows.rows[:MOST_SAID], cells_of, strict=False)
        ]
        return "\n".join([head, "", *lines, *_more(teller, rows)])
    grouped = ", ".join(
        teller.named(outputs[at]) if outputs[at].function != "period" else outputs[at].label for at in keys
    )
    ordered = [row for row in rows.rows if isinstance(row[figures[0]], int | float)]
    if len(figures) == 1 and len(ordered) > 1 and not rows.cut:
        best = max(ordered, key=lambda row: float(row[figures[0]] or 0))
        worst = min(ordered, key=lambda row: float(row[figures[0]] or 0))
        return teller.say(
            "groups", what=what, where=where, group=grouped, count=len(rows.rows), best=group(best), most=value(best),
            worst=group(worst), least=value(worst), **{"from": _from(teller, used.rows)},
        )  # fmt: skip
    return teller.say("groups_plain", what=what, where=where, group=grouped, count=len(rows.rows))


def _ranked_name(teller: Teller, output: Output) -> str:
    """A latest date is said to be the latest by what is around it."""
    if output.kind == "date" and output.column is not None:
        return output.column.label
    return teller.named(output)


def _selected(
    teller: Teller, query: Query, outputs: Sequence[Output], rows: Rows, cells_of: Sequence[tuple[int, ...]]
) -> str:
    where = teller.where(query.where)
    if not rows.rows:
        return teller.say("none", where=where)

    def cells(row: Sequence[Value]) -> str:
        if len(outputs) == 1:
            return teller.output(row[0], outputs[0])
        return teller.say("semicolon").join(
            teller.say("cell", column=teller.named(output), value=teller.output(value, output))
            for value, output in zip(row, outputs, strict=True)
            if value is not None
        )

    if len(rows.rows) == 1 and not query.distinct:
        said = teller.say("semicolon").join(
            teller.say("cell", column=teller.named(output), value=teller.output(value, output))
            for value, output in zip(rows.rows[0], outputs, strict=True)
        )
        return teller.say("row", where=where, cells=said, cite=cite(cells_of[0]))
    head = teller.say("found" if query.distinct else "matches", where=where, count=len(rows.rows))
    lines = [
        teller.say("line", cells=cells(row), cite=cite(quotes))
        for row, quotes in zip(rows.rows[:MOST_SAID], cells_of, strict=False)
    ]
    return "\n".join([head, "", *lines, *_more(teller, rows)])


def _more(teller: Teller, rows: Rows) -> list[str]:
    rest = len(rows.rows) - MOST_SAID
    return ["", teller.say("more", count=rest)] if rest > 0 else []


def _chart(query: Query | None, outputs: Sequence[Output], table: Table, rows: Rows) -> Chart | None:
    """A line over dates, bars over groups; none where a look at the table says as much."""
    if len(outputs) < 2 or not len(rows.rows) >= FEWEST_BARS or rows.cut or (query is not None and not query.group):
        return None
    numeric = [at for at, name in enumerate(table.columns) if name in table.numeric]
    labels = [at for at in range(len(outputs)) if at not in numeric]
    if len(labels) != 1 or not numeric or not all(isinstance(row[numeric[0]], int | float) for row in rows.rows):
        return None
    dates = outputs[labels[0]].kind == "date"
    if not dates and len(rows.rows) > MOST_BARS:
        return None
    over_time = dates and len(rows.rows) > FEWEST_BARS and (query is None or query.limit is None)
    return Chart("line" if over_time else "bar", table.columns[labels[0]], table.columns[numeric[0]])
