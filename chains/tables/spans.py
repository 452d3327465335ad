"""Conditions on dates: "in March", "before 2015", "between April and June", "since last year"."""

from datetime import date, timedelta

from chains.tables.asked import Asked, negated
from chains.tables.query import Condition, Operator, name
from chains.tables.types import Column, Value


def read_dates(asked: Asked) -> None:
    """Find the conditions on dates."""
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
            operator: Operator = "not" if negated(asked, at) else "is"
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
            either = " OR ".join(Condition(column, "period", (one.low, one.high)).sql for one in (moment, until))
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
            exact = not timed and not negated(asked, at)
            asked.where.append(
                Condition(column, "is", (low,)) if exact else Condition(column, "period", (low, high), shown)
            )


def _later(low: str, high: str) -> bool:
    """Whether a range of days has more than one."""
    try:
        return date.fromisoformat(high) - date.fromisoformat(low) > timedelta(1)
    except ValueError:
        return True


def _bound(asked: Asked, at: int) -> str | None:
    for place in asked.near(at, -1, 2):
        item = asked.items[place]
        for kind in ("through", "after", "before", "since"):
            if item.says(kind, group="compare") and not (
                item.text.casefold() in {"from"} and kind == "since" and not _open_end(asked, at)
            ):
                asked.used.add(place)
                return kind
        if item.says("over", group="compare"):
            return "after"
        if item.kind not in {"stop", "mark"}:
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
    return bool(words & {"and", "和", "与"}) and any(
        item.text.casefold() in {"between", "介于", "在"} and item.says("between", group="compare") for item in before
    )


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
