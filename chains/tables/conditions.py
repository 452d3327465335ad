"""Which rows a question is about: values, comparisons with numbers, dates, truths that it names."""

from dataclasses import dataclass, field, replace

from chains.tables.cells import CURRENCIES
from chains.tables.naming import Item
from chains.tables.query import Condition, Operator, name
from chains.tables.types import Column, Sheet, Value
from chains.tables.words import forms, has_run, lexicon

_COMPARE: tuple[Operator, ...] = ("over", "at_least", "under", "at_most")
# Where the sign may stand behind the number: "100 or more", "500元以上".
_BEHIND = {"at_least", "at_most"}
FAR = 6


@dataclass(slots=True)
class Asked:
    """A question being read: its items, which of them have had their say, and what they said.

    Attributes:
        open: places where it could mean several columns: the conditions it could be, best first.
        counts: comparisons with a number that no column has: of a group's rows.
    """

    sheet: Sheet
    items: list[Item]
    used: set[int] = field(default_factory=set)
    where: list[Condition] = field(default_factory=list)
    open: list[tuple[Condition, ...]] = field(default_factory=list)
    counts: list[tuple[Operator, float | int, Column | None]] = field(default_factory=list)
    relative: str = ""

    def free(self, at: int) -> bool:
        """Whether there is such an item and it has had no say yet."""
        return 0 <= at < len(self.items) and at not in self.used

    def near(self, at: int, step: int, most: int = FAR) -> list[int]:
        """Places from next to ``at`` in one direction."""
        end = at + step * (most + 1)
        return [place for place in range(at + step, end, step) if 0 <= place < len(self.items)]


def read_conditions(asked: Asked) -> None:
    """Find all conditions, in the order in which they are surest."""
    _missing(asked)
    _values(asked)
    _numbers(asked)
    _dates(asked)
    _truths(asked)


# --- values -------------------------------------------------------------------------------------------------------


def _values(asked: Asked) -> None:
    found: dict[tuple[str, bool], tuple[Column, list[str]]] = {}
    for at, item in enumerate(asked.items):
        if item.kind != "value" or at in asked.used:
            continue
        asked.used.add(at)
        negated = _negated(asked, at)
        _take_own_column(asked, at, item)
        best = item.values[0][2]
        choices = [entry for entry in item.values if entry[2] >= best]
        if len(choices) > 1 and not any((column.name, negated) in found for column, _, _ in choices):
            asked.open.append(tuple(_is(column, values, negated) for column, values, _ in choices))
            continue
        column, values, _ = next((c for c in choices if (c[0].name, negated) in found), choices[0])
        found.setdefault((column.name, negated), (column, []))[1].extend(values)
    for (_, negated), (column, values) in found.items():
        asked.where.append(_is(column, tuple(dict.fromkeys(values)), negated))


def _is(column: Column, values: tuple[str, ...], negated: bool) -> Condition:
    return Condition(column, "not" if negated else "is", values)


def _negated(asked: Asked, at: int) -> bool:
    """Whether "not", "except" stands before it; a list goes on with what began it."""
    for place in asked.near(at, -1, 4):
        item = asked.items[place]
        if item.says("not"):
            asked.used.add(place)
            return True
        if item.kind in {"value", "moment", "number", "column"}:
            return item.kind == "value" and place + 2 >= at and _negated_before(asked, place)
    return False


def _negated_before(asked: Asked, at: int) -> bool:
    return any(asked.items[place].says("not") for place in asked.near(at, -1, 2))


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


# --- numbers ------------------------------------------------------------------------------------------------------


def _numbers(asked: Asked) -> None:
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
            if item.says(operator, group="compare") and not (operator in _BEHIND and item.says("since", group="compare")):
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


_TENS = {"k": 1e3, "thousand": 1e3, "million": 1e6, "m": 1e6, "bn": 1e9, "billion": 1e9, "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}


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
        unit = next((column for column in numeric if column.unit and item.text.casefold().rstrip("s") == column.unit.casefold().rstrip("s")), None)
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
    beside = [place for place in (*asked.near(at, -1, 2), *asked.near(at, 1, 1)) if asked.items[place].column is not None]
    leads = at > 0 and asked.items[at - 1].says("top", "bottom", "max", "min", "list", "which")
    if leads:
        return
    for place in beside:
        if any(asked.items[between].kind not in {"stop", "mark"} for between in range(min(place, at) + 1, max(place, at))):
            continue
        for column, _ in asked.items[place].columns:
            if _has(asked.sheet, column, value) and not (place > at and column.numeric and _top_follows(asked, at)):
                asked.used.update((at, place))
                asked.where.append(Condition(column, "is", (value if column.numeric else item.text,)))
                return
    years = [column for column in asked.sheet.columns if column.kind == "integer" and "year" in lexicon().concepts_in(forms(column.label))]
    if 1900 <= value <= 2100:
        for column in years:
            if _has(asked.sheet, column, value):
                asked.used.add(at)
                asked.where.append(Condition(column, "is", (value,)))
                return


def _top_follows(asked: Asked, at: int) -> bool:
    return any(asked.items[place].says("max", "min") or any(s.group == "superlatives" for s in asked.items[place].senses) for place in asked.near(at, 1, 3))


def _has(sheet: Sheet, column: Column, value: Value) -> bool:
    wanted = str(value)
    return any(found == value or (found is not None and str(found) == wanted) for found in sheet.values_of(column))


# --- dates --------------------------------------------------------------------------------------------------------


def _dates(asked: Asked) -> None:
    dated = [column for column in asked.sheet.columns if column.kind == "date"]
    places = [at for at, item in enumerate(asked.items) if item.kind == "moment" and at not in asked.used]
    if not dated or not places:
        return
    done: set[int] = set()
    several: dict[str, list[str]] = {}
    for number, at in enumerate(places):
        if at in done:
            continue
        moment = asked.items[at].moment
        assert moment is not None
        asked.used.add(at)
        column = _dated(asked, at, dated)
        shown = asked.items[at].text.strip()
        if moment.relative:
            asked.relative = shown
        if moment.months or moment.weekdays:
            where = f"substr({name(column.name)}, 6, 2)" if moment.months else f"strftime('%w', {name(column.name)})"
            values: tuple[Value, ...] = moment.months or tuple(str(day) for day in moment.weekdays)
            operator: Operator = "not" if _negated(asked, at) else "is"
            asked.where.append(Condition(column, operator, values, shown, where))
            continue
        low, high = moment.low, moment.high
        following = places[number + 1] if number + 1 < len(places) else None
        until = asked.items[following].moment if following is not None else None
        kind = _bound(asked, at)
        if following is not None and until is not None and until.high and _joins(asked, at, following):
            done.add(following)
            asked.used.add(following)
            shown = f"{shown} – {asked.items[following].text.strip()}"
            high = until.high
        elif following is not None and until is not None and until.high and _lists(asked, at, following):
            done.add(following)
            asked.used.add(following)
            several.setdefault(column.name, []).append(shown)
            either = " OR ".join(
                Condition(column, "period", (one.low, one.high)).sql for one in (moment, until)
            )
            shown = f"{shown}, {asked.items[following].text.strip()}"
            asked.where.append(Condition(column, "is", (1,), shown, f"({either})"))
            continue
        elif kind == "before":
            low, high = "", low
        elif kind == "through":
            low = ""
        elif kind == "after":
            low, high = high, ""
        elif kind == "since":
            high = ""
        shown = shown if kind is None or (low and high) else f"{'<' if not low else '≥'} {high or low}"
        if not (low and high) or len(low) != 10 or _later(low, high):
            asked.where.append(Condition(column, "period", (low, high), shown))
        else:
            timed = any(len(str(value)) > 10 for value in asked.sheet.values_of(column) if value)
            exact = not timed and not _negated(asked, at)
            asked.where.append(
                Condition(column, "is", (low,)) if exact else Condition(column, "period", (low, high), shown)
            )


def _later(low: str, high: str) -> bool:
    """Whether a range of days has more than one."""
    from datetime import date, timedelta

    try:
        return date.fromisoformat(high) - date.fromisoformat(low) > timedelta(1)
    except ValueError:
        return True


def _bound(asked: Asked, at: int) -> str | None:
    for place in asked.near(at, -1, 2):
        item = asked.items[place]
        for kind in ("through", "after", "before", "since"):
            if item.says(kind, group="compare") and not (item.text.casefold() in {"from"} and kind == "since" and not _open_end(asked, at)):
                asked.used.add(place)
                return kind
        if item.says("over", group="compare"):
            return "after"
        if item.kind not in {"stop", "mark"} :
            break
    for place in asked.near(at, 1, 1):
        item = asked.items[place]
        if not any("\u4e00" <= character <= "\u9fff" for character in item.text):
            if item.text.casefold() in {"onward", "onwards"}:
                return "since"
            continue
        for kind in ("before", "after", "since"):
            if item.says(kind, group="compare"):
                asked.used.add(place)
                return kind
    return None


def _open_end(asked: Asked, at: int) -> bool:
    return any(asked.items[place].text.casefold() in {"on", "onward", "onwards"} for place in asked.near(at, 1, 2))


def _joins(asked: Asked, one: int, other: int) -> bool:
    """Whether two dates are the ends of one span: "between … and …", "from … to …"."""
    words = {asked.items[place].text.casefold() for place in range(one + 1, other)}
    if other - one > 4:
        return False
    if words & {"to", "until", "till", "through", "到", "至", "-", "–"} or not words:
        return True
    before = [asked.items[place] for place in asked.near(one, -1, 3)]
    return bool(words & {"and", "和", "与"}) and any(item.text.casefold() in {"between", "介于", "在"} and item.says("between", group="compare") for item in before)


def _lists(asked: Asked, one: int, other: int) -> bool:
    """Whether two dates are both meant: "in March and April"."""
    words = {asked.items[place].text.casefold() for place in range(one + 1, other)}
    return other - one <= 3 and bool(words & {"and", "or", "和", "与", "或"})


def _dated(asked: Asked, at: int, dated: list[Column]) -> Column:
    """The date column that is meant: the one named nearest, else the first."""
    for place in (*asked.near(at, -1, 8), *asked.near(at, 1, 5)):
        item = asked.items[place]
        for column, score in item.columns:
            if column.kind == "date" and score >= 0.5:
                if not any(asked.items[other].says("group", "which", "list") for other in asked.near(place, -1, 1)):
                    asked.used.add(place)
                return column
    return dated[0]


# --- truths and gaps ----------------------------------------------------------------------------------------------


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
                any(word == f"{prefix}{part}" for prefix in ("un", "non", "in") for part in column.label.casefold().split())
                or any(forms(name)[0] in forms(column.label) for name in opposed)
            )
        ]
        if not truths and not opposite:
            continue
        if any(asked.items[place].says("group") for place in asked.near(at, -1, 1)):
            continue
        asked.used.add(at)
        no = bool(opposite and not truths) != _negated(asked, at)
        asked.where.append(Condition((truths or opposite)[0], "is", (0 if no else 1,)))


def _missing(asked: Asked) -> None:
    """"without an email", "where the phone is missing"."""
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
        if column is not None and sure >= 0.65 and column.kind != "boolean" and not after and _gappy(asked.sheet, column):
            asked.used.update((at, behind))
            asked.where.append(Condition(column, "missing"))
    for at, item in enumerate(asked.items):
        # "still open": what has no day on which it was closed.
        if item.text.casefold() not in _OPEN or at in asked.used or item.kind == "value":
            continue
        ended = [c for c in asked.sheet.columns if c.kind == "date" and set(forms(c.label)) & _ENDED and _gappy(asked.sheet, c)]
        if ended:
            asked.used.add(at)
            asked.where.append(Condition(ended[0], "missing"))


_OPEN = frozenset("open unresolved ongoing unfinished outstanding".split())
_ENDED = frozenset(form for word in "closed end ended finished resolved completed returned done".split() for form in forms(word))


def _gappy(sheet: Sheet, column: Column) -> bool:
    return any(value is None for value in sheet.values_of(column))


__all__ = ["Asked", "read_conditions", "replace"]
