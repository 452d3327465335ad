"""Which rows a question is about: values that it names, truths, gaps; numbers and dates have modules of their own."""

from chains.tables.asked import Asked, negated
from chains.tables.comparisons import read_numbers
from chains.tables.naming import Item
from chains.tables.query import Condition
from chains.tables.spans import read_dates
from chains.tables.types import Column, Sheet
from chains.tables.words import forms


def read_conditions(asked: Asked) -> None:
    """Find all conditions, in the order in which they are surest."""
    _missing(asked)
    _values(asked)
    read_numbers(asked)
    read_dates(asked)
    _truths(asked)


def _values(asked: Asked) -> None:
    found: dict[tuple[str, bool], tuple[Column, list[str]]] = {}
    for at, item in enumerate(asked.items):
        if item.kind != "value" or at in asked.used:
            continue
        asked.used.add(at)
        excluded = negated(asked, at)
        _take_own_column(asked, at, item)
        best = item.values[0][2]
        choices = [entry for entry in item.values if entry[2] >= best]
        if len(choices) > 1 and not any((column.name, excluded) in found for column, _, _ in choices):
            asked.open.append(tuple(_is(column, values, excluded) for column, values, _ in choices))
            continue
        column, values, _ = next((c for c in choices if (c[0].name, excluded) in found), choices[0])
        found.setdefault((column.name, excluded), (column, []))[1].extend(values)
    for (_, excluded), (column, named) in found.items():
        asked.where.append(_is(column, tuple(dict.fromkeys(named)), excluded))


def _is(column: Column, values: tuple[str, ...], negated: bool) -> Condition:
    return Condition(column, "not" if negated else "is", values)


def _take_own_column(asked: Asked, at: int, item: Item) -> None:
    """A column's name right beside its value ("region North", "the Sales department") says no more than the value."""
    own = [column for column, _, _ in item.values]
    for step in (-1, 1):
        place = at + step
        while asked.free(place) and asked.items[place].kind == "stop" and abs(place - at) < 3:
            place += step
        if asked.free(place) and asked.items[place].column in own and abs(place - at) <= 3:
            before = place - 1
            leads = asked.free(before) and asked.items[before].says("which", "group", "distinct", "count")
            if not leads:
                asked.used.add(place)
                return


# --- truths and gaps --------------------------------------------------------------------------------------------------


def _truths(asked: Asked) -> None:
    """A column of yes and no that is named: "paid", "not paid", "unpaid"."""
    for at, item in enumerate(asked.items):
        if item.kind not in {"column", "word", "mark"} or at in asked.used:
            continue
        opposed = {sense.name for sense in item.senses if sense.group == "opposites"}
        truths = [column for column, score in item.columns if column.kind == "boolean" and score >= 0.65]
        word = item.text.casefold()
        opposite = [
            column
            for column in asked.sheet.columns
            if column.kind == "boolean"
            and (
                any(
                    word == f"{prefix}{part}"
                    for prefix in ("un", "non", "in")
                    for part in column.label.casefold().split()
                )
                or any(forms(name)[0] in forms(column.label) for name in opposed)
            )
        ]
        if not truths and not opposite:
            continue
        if any(asked.items[place].says("group") for place in asked.near(at, -1, 1)):
            continue
        asked.used.add(at)
        no = bool(opposite and not truths) != negated(asked, at)
        asked.where.append(Condition((truths or opposite)[0], "is", (0 if no else 1,)))


def _missing(asked: Asked) -> None:
    """ "without an email", "where the phone is missing"."""
    for at, item in enumerate(asked.items):
        if not item.says("missing") or at in asked.used:
            continue
        for place in (*asked.near(at, -1, 3), *asked.near(at, 1, 3)):
            column = asked.items[place].column
            if column is not None and place not in asked.used and asked.items[place].columns[0][1] >= 0.5:
                asked.used.update((at, place))
                asked.where.append(Condition(column, "missing"))
                break
    for at, item in enumerate(asked.items):
        # "tickets that have no rating", of a column that has gaps.
        behind = next((place for place in asked.near(at, 1, 3) if asked.items[place].kind != "stop"), None)
        if not item.says("not") or at in asked.used or behind is None or behind in asked.used:
            continue
        column, sure = (asked.items[behind].columns or ((None, 0.0),))[0]
        after = behind + 1 < len(asked.items) and asked.items[behind + 1].kind in {"value", "number"}
        if (
            column is not None
            and sure >= 0.65
            and column.kind != "boolean"
            and not after
            and _gappy(asked.sheet, column)
        ):
            asked.used.update((at, behind))
            asked.where.append(Condition(column, "missing"))
    for at, item in enumerate(asked.items):
        # "still open": what has no day on which it was closed.
        if item.text.casefold() not in _OPEN or at in asked.used or item.kind == "value":
            continue
        ended = [
            c
            for c in asked.sheet.columns
            if c.kind == "date" and set(forms(c.label)) & _ENDED and _gappy(asked.sheet, c)
        ]
        if ended:
            asked.used.add(at)
            asked.where.append(Condition(ended[0], "missing"))


_OPEN = frozenset("open unresolved ongoing unfinished outstanding".split())
_ENDED = frozenset(
    form for word in "closed end ended finished resolved completed returned done".split() for form in forms(word)
)


def _gappy(sheet: Sheet, column: Column) -> bool:
    return any(value is None for value in sheet.values_of(column))
