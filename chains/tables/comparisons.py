"""Comparisons with numbers: "over 100 euros", "between 10 and 20", "3 or more", "floor 3"."""

from chains.tables.asked import Asked
from chains.tables.cells import CURRENCIES
from chains.tables.naming import Item
from chains.tables.query import Condition, Operator
from chains.tables.types import Column, Sheet, Value
from chains.tables.words import forms, has_run, lexicon

_COMPARE: tuple[Operator, ...] = ("over", "at_least", "under", "at_most")
# Where the sign may stand behind the number: "100 or more", "500元以上".
_BEHIND = {"at_least", "at_most"}


def read_numbers(asked: Asked) -> None:
    """Find the conditions on figures."""
    for at, item in enumerate(asked.items):
        if item.kind != "number" or at in asked.used or item.number is None:
            continue
        operator, mark = _operator(asked, at)
        if operator is None or mark is None:
            _equal(asked, at)
            continue
        asked.used.update((at, mark))
        other = _second(asked, at) if operator == "between" else None
        if operator == "between" and other is None:
            asked.used -= {at, mark}
            continue
        asked.used.update(() if other is None else (other,))
        end = at if other is None else other
        values: tuple[Value, ...] = (_scaled(asked, at),)
        if other is not None:
            values = tuple(sorted((_scaled(asked, at), _scaled(asked, other))))
        concept = next((s.name.split()[1] for s in asked.items[mark].senses if s.group == "comparatives"), "")
        choices = _compared(asked, at, end, mark, concept)
        if choices and choices[0] is None:
            asked.counts.append((operator, values[0], _counted(asked, end)))  # type: ignore[arg-type]  # a number, by _scaled
        elif choices:
            found = tuple(_number_condition(column, operator, values) for column in choices if column is not None)
            if len(found) == 1:
                asked.where.append(found[0])
            else:
                asked.open.append(found)


def _number_condition(column: Column, operator: Operator, values: tuple[Value, ...]) -> Condition:
    """The comparison in the column's own unit: 100 million people is 100 where it counts millions."""
    scale = _TENS.get(column.unit.casefold().rstrip("s"), 0)
    if scale > 1 and all(isinstance(value, int | float) and value >= scale for value in values):
        values = tuple(float(value or 0) / scale for value in values)
    return Condition(column, operator, values)


def _operator(asked: Asked, at: int) -> tuple[Operator | None, int | None]:
    for place in asked.near(at, -1, 4):
        item = asked.items[place]
        if place in asked.used or item.kind in {"value", "moment", "number"}:
            break
        for sense in item.senses:
            if sense.group == "comparatives":
                return sense.name.split()[0], place  # type: ignore[return-value]  # the file's own words
        for operator in _COMPARE:
            if item.says(operator, group="compare") and not (
                operator in _BEHIND and item.says("since", group="compare")
            ):
                return operator, place
        if item.says("between", group="compare") and _second(asked, at) is not None:
            return "between", place
        if item.kind == "column" and place != at - 1 and not item.senses:
            break
    for place in asked.near(at, 1, 3):
        item = asked.items[place]
        if item.kind in {"value", "moment", "number"}:
            break
        for operator in ("at_least", "at_most"):
            if item.says(operator, group="compare"):
                return operator, place
    return None, None


def _second(asked: Asked, at: int) -> int | None:
    """The other end of "between 10 and 20"."""
    for place in asked.near(at, 1, 4):
        if asked.items[place].kind == "number":
            between = asked.items[at + 1 : place]
            joins = any(item.text.casefold() in {"and", "to", "和", "到", "至", "与"} for item in between)
            return place if joins or not between else None
    return None


_TENS = {
    "k": 1e3,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "亿": 1e8,
}


def _scaled(asked: Asked, at: int) -> int | float:
    number = asked.items[at].number
    assert number is not None
    if at + 1 < len(asked.items) and asked.items[at + 1].text.casefold() in _TENS:
        asked.used.add(at + 1)
        number = number * _TENS[asked.items[at + 1].text.casefold()]
        return int(number) if float(number).is_integer() else number
    return number


def _compared(asked: Asked, at: int, end: int, mark: int, concept: str) -> list[Column | None]:
    """The columns that a number may be compared with, best first; None first where it is the number of rows."""
    words = lexicon()
    numeric = [column for column in asked.sheet.columns if column.numeric]
    if concept:
        meant = [c for c in numeric if concept in words.concepts_in(forms(c.label))]
        if meant:
            return [meant[0]]
    behind = next((place for place in asked.near(end, 1, 3) if asked.items[place].kind not in {"stop"}), None)
    if behind is not None:
        item = asked.items[behind]
        sign = CURRENCIES.get(item.text.casefold())
        if item.column is not None and item.column.numeric and item.columns[0][1] >= 0.5 and behind not in asked.used:
            asked.used.add(behind)
            return _tied(item)
        if sign is not None:
            asked.used.add(behind)
            money = [column for column in numeric if column.kind == "money"]
            named = _named_before(asked, mark)
            if named and named[0] in money:
                return list(named)
            return list(money) or list(numeric)
        unit = next(
            (
                column
                for column in numeric
                if column.unit and item.text.casefold().rstrip("s") == column.unit.casefold().rstrip("s")
            ),
            None,
        )
        if unit is not None:
            return [unit]
        if item.says("rows") or (item.column is not None and not item.column.numeric and item.kind == "column"):
            return [None]
    named = _named_before(asked, mark)
    if named:
        return list(named)
    ahead = [place for place in asked.near(end, 1) if asked.free(place) and asked.items[place].column is not None]
    for place in ahead:
        column = asked.items[place].column
        if column is not None and column.numeric:
            asked.used.add(place)
            return [column]
    measures = [c for c in numeric if not has_run(forms(c.label), words.names)]
    return list(measures or numeric)


def _tied(item: Item) -> list[Column | None]:
    best = item.columns[0][1]
    return [column for column, score in item.columns if score >= best - 0.01 and column.numeric]


def _named_before(asked: Asked, mark: int) -> list[Column]:
    """The numeric columns of the nearest name before the comparison."""
    for place in [mark, *asked.near(mark, -1)]:
        item = asked.items[place]
        if item.kind == "number" or (item.kind in {"value", "moment"} and place < mark - 2):
            return []
        if item.column is not None and item.column.numeric and item.kind == "column":
            best = item.columns[0][1]
            found = [column for column, score in item.columns if score >= best - 0.01 and column.numeric]
            leads = any(asked.items[other].says("count", "sum", "average") for other in asked.near(place, -1, 2))
            if not leads:
                asked.used.add(place)
            return found
    return []


def _counted(asked: Asked, end: int) -> Column | None:
    """What a group is counted by: "more than 3 orders"."""
    for place in asked.near(end, 1, 3):
        if asked.items[place].column is not None:
            asked.used.add(place)
            return asked.items[place].column
    return None


def _equal(asked: Asked, at: int) -> None:
    """A number beside the column that has it: "order 1005", "floor 3", "3 stars"."""
    item = asked.items[at]
    value = _scaled(asked, at)
    beside = [
        place for place in (*asked.near(at, -1, 2), *asked.near(at, 1, 1)) if asked.items[place].column is not None
    ]
    leads = at > 0 and asked.items[at - 1].says("top", "bottom", "max", "min", "list", "which")
    if leads:
        return
    for place in beside:
        if any(
            asked.items[between].kind not in {"stop", "mark"} for between in range(min(place, at) + 1, max(place, at))
        ):
            continue
        for column, _ in asked.items[place].columns:
            if _has(asked.sheet, column, value) and not (place > at and column.numeric and _top_follows(asked, at)):
                asked.used.update((at, place))
                asked.where.append(Condition(column, "is", (value if column.numeric else item.text,)))
                return
    years = [
        column
        for column in asked.sheet.columns
        if column.kind == "integer" and "year" in lexicon().concepts_in(forms(column.label))
    ]
    if 1900 <= value <= 2100:
        for column in years:
            if _has(asked.sheet, column, value):
                asked.used.add(at)
                asked.where.append(Condition(column, "is", (value,)))
                return


def _top_follows(asked: Asked, at: int) -> bool:
    return any(
        asked.items[place].says("max", "min") or any(s.group == "superlatives" for s in asked.items[place].senses)
        for place in asked.near(at, 1, 3)
    )


def _has(sheet: Sheet, column: Column, value: Value) -> bool:
    wanted = str(value)
    return any(found == value or (found is not None and str(found) == wanted) for found in sheet.values_of(column))
