"""Conditions on dates: "in March", "before 2015", "between April and June", "since last year"."""

from collections.abc import Sequence
from datetime import date, timedelta

from chains.tables.asked import Asked, negated
from chains.tables.moments import Moment
from chains.tables.query import Condition, name
from chains.tables.types import Column


def read_dates(asked: Asked) -> None:
    """Find the conditions on dates."""
    dated = [column for column in asked.sheet.columns if column.kind == "date"]
    places = [at for at, item in enumerate(asked.items) if item.kind == "moment" and at not in asked.used]
    while dated and places:
        at = places.pop(0)
        asked.used.add(at)
        column = _dated(asked, at, dated)
        moment = _moment(asked, at)
        if moment.relative:
            asked.relative = asked.items[at].text.strip()
        ends = places[0] if places and _joins(asked, at, places[0]) else None
        whole = None if ends is None else _joined(moment, _moment(asked, ends))
        if ends is not None and whole is not None:
            asked.used.add(places.pop(0))
            shown = f"{asked.items[at].text.strip()} – {asked.items[ends].text.strip()}"
            asked.where.append(_either(column, [whole], shown, excluded=negated(asked, at)))
            continue
        listed = [at]
        while places and _lists(asked, listed[-1], places[0]):
            listed.append(places.pop(0))
            asked.used.add(listed[-1])
        bound = _bound(asked, at) if len(listed) == 1 else None
        if bound is not None and moment.high:
            low, high = _bounded(bound, moment)
            shown = f"{'<' if not low else '≥'} {high or low}"
            asked.where.append(Condition(column, "period", (low, high), shown))
            continue
        shown = ", ".join(asked.items[place].text.strip() for place in listed)
        moments = [_moment(asked, place) for place in listed]
        timed = any(len(str(value)) > 10 for value in asked.sheet.values_of(column) if value)
        one_day = len(moments) == 1 and len(moment.low) == 10 and not _later(moment.low, moment.high)
        if one_day and not timed:
            asked.where.append(Condition(column, "not" if negated(asked, at) else "is", (moment.low,)))
        else:
            asked.where.append(_either(column, moments, shown, excluded=negated(asked, at)))


def _bounded(kind: str, moment: Moment) -> tuple[str, str]:
    """What lies before, after, up to or from a span on."""
    if kind in {"before", "through"}:
        return "", moment.low if kind == "before" else moment.high
    return moment.high if kind == "after" else moment.low, ""


def _moment(asked: Asked, at: int) -> Moment:
    moment = asked.items[at].moment
    assert moment is not None
    return moment


def _joined(one: Moment, other: Moment) -> Moment | None:
    """The span from one to the other; "from January to March" lies in each year where none is named."""
    if other.high:
        low = one.low or (f"{other.low[:4]}-{one.months[0]}" if one.months else "")
        return Moment(one.start, other.end, low, other.high) if low else None
    if one.months and other.months and int(one.months[0]) <= int(other.months[-1]):
        months = tuple(f"{month:02}" for month in range(int(one.months[0]), int(other.months[-1]) + 1))
        return Moment(one.start, other.end, months=months)
    return None


def _either(column: Column, moments: Sequence[Moment], shown: str, *, excluded: bool) -> Condition:
    """In one of these spans, or in none of them."""
    left = name(column.name)
    months = tuple(month for moment in moments for month in moment.months)
    days = tuple(str(day) for moment in moments for day in moment.weekdays)
    if len(moments) == 1 and moments[0].high and not excluded:
        return Condition(column, "period", (moments[0].low, moments[0].high), shown)
    if (months or days) and not any(moment.high for moment in moments) and not (months and days):
        part = f"substr({left}, 6, 2)" if months else f"strftime('%w', {left})"
        return Condition(column, "not" if excluded else "is", months or days, shown, part)
    spans = [Condition(column, "period", (moment.low, moment.high)).sql for moment in moments if moment.high]
    if months:
        spans.append(Condition(column, "is", months, expression=f"substr({left}, 6, 2)").sql)
    return Condition(column, "is", (0 if excluded else 1,), shown, f"({' OR '.join(spans)})")


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
    dash = asked.between(one, other).strip() in {"-", "–", "—", "~"}
    if words & {"to", "until", "till", "through", "到", "至"} or dash:
        return True
    before = [asked.items[place] for place in asked.near(one, -1, 3)]
    return bool(words & {"and", "和", "与"}) and any(
        item.text.casefold() in {"between", "介于", "在"} and item.says("between", group="compare") for item in before
    )


def _lists(asked: Asked, one: int, other: int) -> bool:
    """Whether two dates are both meant: "in March and April"."""
    words = {asked.items[place].text.casefold() for place in range(one + 1, other)}
    return other - one <= 3 and (
        bool(words & {"and", "or", "和", "与", "或"}) or asked.between(one, other).strip() in {",", "，", "、"}
    )


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
