"""Dates: how far apart, what comes so much later, which day of the week; today comes from a clock that is given."""

import calendar
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import BaseModel

from chains.dates import dates, read_date
from chains.errors import InputError
from chains.locales import base, weekday_names, weekday_numbers
from chains.numerals import PLAIN
from chains.quantities import quantities
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool
from resources import resource

Clock = Callable[[], date]

MOST_CHARACTERS = 120
# Of one span: no contract runs longer, and the calendar ends.
MOST_DAYS = 400_000
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}

_WORKED = "Monday to Friday, public holidays among them"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, as it is counted from a day: months first, then days; negative goes back.

    Attributes:
        working: whether ``days`` are those from Monday to Friday.
    """

    months: int = 0
    days: int = 0
    working: bool = False


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day that a text names.

    Attributes:
        doubt: what else it may mean; empty for nothing.
    """

    value: date
    doubt: str = ""


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(resource("dates.toml").read_text("utf-8"))


def _tried(language: str) -> tuple[str, ...]:
    """A task is often in one language and what it quotes in another."""
    return tuple(dict.fromkeys((base(language), "en", "zh")))


# --- spans ---


def read_span(text: str, language: str = "en") -> Span:
    """The span that ``text`` names: "three weeks", "in 10 business days", "两周后", "6 months before".

    Raises:
        InputError: it names none, one that is no whole number of days, or one beyond all calendars.
    """
    for code in _tried(language):
        found = _span(text, code)
        if found is not None:
            if abs(found.months) * 31 + abs(found.days) > MOST_DAYS:
                raise InputError("tool_dates.too_far", text=_cut(text))
            return found
    raise InputError("tool_dates.no_span", text=_cut(text))


def _span(text: str, language: str) -> Span | None:
    texts = _texts()
    plain = text.translate(PLAIN)
    worked = re.compile(texts["working"].get(language, "(?!)"), re.IGNORECASE)
    working = worked.search(plain) is not None
    plain = worked.sub(texts["working"]["day"].get(language, ""), plain)
    for pattern, instead in texts["plain"].get(language, ()):
        plain = re.sub(pattern, instead, plain, flags=re.IGNORECASE)
    places = quantities(plain, language)
    found = [item.quantity for item in places]
    read = [(item.start, item.end) for item in places] + [(item.start, item.end) for item in dates(plain, language)]
    rest = "".join(" " if any(start <= at < end for start, end in read) else char for at, char in enumerate(plain))
    if not found or any(quantity.unit not in _MONTHS | _DAYS for quantity in found):
        return None
    if re.search(texts["rest"]["words"], rest):
        return None
    months = days = Fraction(0)
    for quantity in found:
        value = Fraction(str(quantity.value))
        months += value * _MONTHS.get(quantity.unit, 0)
        days += value * _DAYS.get(quantity.unit, 0)
    if months.denominator != 1 or days.denominator != 1 or (working and any(item.unit != "day" for item in found)):
        raise InputError("tool_dates.no_whole_days", text=_cut(text))
    back = -1 if _goes_back(plain) and months >= 0 and days >= 0 else 1
    return Span(back * int(months), back * int(days), working)


def _goes_back(text: str) -> bool:
    ago = _texts()["ago"]
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    return bool(words & set(ago["words"].split())) or any(sign in text for sign in ago["signs"].split())


def shifted(day: date, span: Span) -> date:
    """The day that lies ``span`` after ``day``; a month that is too short ends on its last day.

    Raises:
        InputError: no calendar has it.
    """
    number = day.year * 12 + day.month - 1 + span.months
    year, month = number // 12, number % 12 + 1
    if not 1 <= year <= 9999:
        raise InputError("tool_dates.too_far", text=str(span.months))
    moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    try:
        return _worked(moved, span.days) if span.working else moved + timedelta(days=span.days)
    except OverflowError as exc:
        raise InputError("tool_dates.too_far", text=str(span.days)) from exc


def _worked(day: date, count: int) -> date:
    """The ``count``-th day from Monday to Friday after ``day``, or before it."""
    if count == 0:
        return day
    step = 1 if count > 0 else -1
    if day.weekday() > 4:  # a week-end counts as the last day that was worked
        day -= timedelta(days=(day.weekday() - 4) if step > 0 else (day.weekday() - 7))
    weeks, rest = divmod(abs(count), 5)
    day += step * timedelta(weeks=weeks)
    for _ in range(rest):
        day += timedelta(days=step)
        while day.weekday() > 4:
            day += timedelta(days=step)
    return day


def working_days(start: date, end: date) -> int:
    """Days from Monday to Friday after ``start``, up to and with ``end``; negative where ``end`` lies before."""
    if end < start:
        return -working_days(end, start)
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=number)).weekday() < 5 for number in range(1, rest + 1))


# --- days ---


def read_day(text: str, language: str, today: date) -> ReadDay:
    """The day that ``text`` names, as a date or as people say it of today.

    Raises:
        InputError: it names none, or a month or a year, or several days.
    """
    plain = " ".join(text.translate(PLAIN).split()).strip(" .,;。")
    for read in (_said, _dated, _without_year, _of_week):
        for code in dict.fromkeys((language, *_tried(language))):
            found = read(plain, code, today)
            if found is not None:
                return found
    for code in _tried(language):
        span = _span(plain, code)
        if span is not None:
            return ReadDay(shifted(today, read_span(plain, code)))
    raise InputError("tool_dates.unreadable", text=_cut(text))


def _said(text: str, language: str, today: date) -> ReadDay | None:
    folded = text.casefold()
    days = _texts()["relative"].get(base(language), {}).get(folded)
    if days is not None:
        return ReadDay(today + timedelta(days=days))
    edges = _texts()["edges"]
    month_end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if re.fullmatch(edges["month_end"], folded):
        return ReadDay(month_end)
    if re.fullmatch(edges["year_end"], folded):
        return ReadDay(date(today.year, 12, 31))
    if re.fullmatch(edges["next_month"], folded):
        return ReadDay(month_end + timedelta(days=1))
    return None


def _dated(text: str, language: str, today: date) -> ReadDay | None:
    found = read_date(text, language)
    if found is None:
        several = [item for item in dates(text, language) if item.whole]
        if len(several) > 1:
            raise InputError("tool_dates.several", text=_cut(text))
        found = several[0] if several else None
    if found is None:
        return None
    if not found.whole:
        raise InputError("tool_dates.no_day", text=_cut(text))
    if _span(f"{text[: found.start]} {text[found.end :]}", language) is not None:
        raise InputError("tool_dates.date_and_span", text=_cut(text))
    doubt = f"may also mean {_day(found.other).isoformat()}" if found.other is not None else ""
    return ReadDay(_day(found.value), doubt)


def _without_year(text: str, language: str, today: date) -> ReadDay | None:
    if re.search(r"\d{4}", text):
        return None
    for tried in (f"{text} {today.year}", f"{text}.{today.year}", f"{today.year}年{text}"):
        found = read_date(tried, language)
        if found is not None and found.whole and found.other is None:
            return ReadDay(_day(found.value), f"the year {today.year} was supposed")
    return None


def _of_week(text: str, language: str, today: date) -> ReadDay | None:
    texts = _texts()["weekday"]
    numbers = weekday_numbers(language)
    folded = text.casefold()
    eastern = re.fullmatch(r"(下下|下|上上|上|本|这)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])", folded)
    if eastern:
        monday = today - timedelta(days=today.weekday())
        number = min("一二三四五六日天".index(eastern[2]), 6)
        return ReadDay(monday + timedelta(weeks=texts["weeks"][eastern[1] or ""], days=number))
    for name, step in (("next", 1), ("last", -1), ("this", 0)):
        match = re.fullmatch(rf"(?:{texts[name]})\s*([^\W\d_]+)\.?", folded)
        if match and match[1] in numbers:
            ahead = (numbers[match[1]] - today.weekday()) % 7
            days = ahead or 7 if step > 0 else ahead - 7 if step < 0 else ahead
            return ReadDay(today + timedelta(days=days))
    return None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _cut(text: str) -> str:
    return " ".join(text.split())[:60]


# --- the tools ---


class BetweenArguments(BaseModel):
    """What ``days_between`` takes."""

    start: str = from_task("a date, or today", source="date", most=MOST_CHARACTERS, min_length=1)
    end: str = from_task("a date, or today", source="date", most=MOST_CHARACTERS, min_length=1)


class AddArguments(BaseModel):
    """What ``add_to_date`` takes."""

    date: str = from_task("the date to count from, or today", source="date", most=MOST_CHARACTERS, min_length=1)
    span: str = from_task("such as 3 weeks, 10 working days, 6 months before", most=MOST_CHARACTERS, min_length=1)


class WeekdayArguments(BaseModel):
    """What ``weekday`` takes."""

    date: str = from_task("a date, or today", source="date", most=MOST_CHARACTERS, min_length=1)


_BETWEEN = (
    r"\bhow (?:many|long)\b.*\b(?:days?|weeks?|months?|years?|between|until|till|since|from|to)\b",
    r"\b(?:days?|weeks?|months?|years?) (?:between|until|till|since|from .* (?:to|until))\b|\bhow old\b",
    r"(?:多少|几)(?:天|日|周|个星期|个月|年|个?工作日)|相[差隔距]|还有多久|间隔|多久",
)
_ADD = (
    r"\b(?:in|after|within|plus|add) (?:\w+ )?(?:\w+[ -])?(?:working |business )?(?:days?|weeks?|months?|years?)\b",
    r"\b(?:days?|weeks?|months?|years?) (?:after|before|from|later|earlier|ago|prior)\b",
    r"\b(?:deadline|due date|expires?)\b",
    r"(?:天|日|周|星期|个月|年|工作日)(?:之?后|以后|之?前|以前|内)|到期日|截止日期",
)
_WEEKDAY = (
    r"\b(?:which|what) (?:day|weekday)\b|\bday of the week\b|\bweekday\b|\b(?:today's|current) date\b",
    r"\bwhat(?:'s| is) the date\b",
    r"星期几|周几|礼拜几|今天(?:是)?(?:几号|多少号|什么日子)|几月几[号日]",
)


def date_tools(language: str = "en", today: Clock = date.today) -> list[BaseTool]:
    """``days_between``, ``add_to_date`` and ``weekday``.

    Args:
        language: of the task.
        today: says what day it is.
    """

    def days_between(start: str, end: str) -> Observation:
        now = today()
        first, last = (read_day(text, language, now) for text in (start, end))
        days = (last.value - first.value).days
        parts = [_counted(days, "day")]
        if abs(days) >= 7:
            parts += [_weeks(days), _calendar(first.value, last.value)]
        text = f"From {_written(first.value, language)} to {_written(last.value, language)}: {' = '.join(parts)}"
        text += f"; {_counted(working_days(first.value, last.value), 'working day')} ({_WORKED})"
        return Observation(text + _doubts(first, last), value=days)

    def add_to_date(date: str, span: str) -> Observation:
        first, length = read_day(date, language, today()), read_span(span, language)
        found = shifted(first.value, length)
        text = f"{_length(length)} {_way(length)} {_written(first.value, language)} is {_written(found, language)}"
        if length.working:
            text += f" ({_WORKED})"
        return Observation(text + _doubts(first), value=found.isoformat())

    def weekday(date: str) -> Observation:
        now = today()
        found = read_day(date, language, now)
        days = (found.value - now).days
        away = "today" if not days else f"{_counted(abs(days), 'day')} {'from now' if days > 0 else 'ago'}"
        text = f"{_written(found.value, language)}: week {found.value.isocalendar().week} of the year, {away}"
        return Observation(text + _doubts(found), value=weekday_names("en")[found.value.weekday()])

    def made(
        name: str, text: str, arguments: type[BaseModel], function: Callable[..., Observation], *patterns: str
    ) -> BaseTool:
        return made_tool(
            name, text, arguments, function, ToolTraits("dates", "compute", seconds=10.0, patterns=patterns)
        )

    return [
        made(
            "days_between",
            "Count the days, weeks, months and working days between two dates.",
            BetweenArguments,
            days_between,
            *_BETWEEN,
        ),
        made("add_to_date", "Find the date that lies a span after or before a date.", AddArguments, add_to_date, *_ADD),
        made(
            "weekday",
            "Tell which day of the week a date is, and what date it is today.",
            WeekdayArguments,
            weekday,
            *_WEEKDAY,
        ),
    ]


def _written(day: date, language: str) -> str:
    names = [weekday_names(code)[day.weekday()] for code in dict.fromkeys(("en", base(language)))]
    return f"{day.isoformat()} ({', '.join(names)})"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if abs(count) == 1 else 's'}"


def _weeks(days: int) -> str:
    weeks, rest = divmod(abs(days), 7)
    sign = "-" if days < 0 else ""
    return f"{sign}{_counted(weeks, 'week')}" + (f" {_counted(rest, 'day')}" if rest else "")


def _calendar(start: date, end: date) -> str:
    """Whole years and months, and the days that are left."""
    sign = "-" if end < start else ""
    first, last = sorted((start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    months -= shifted(first, Span(months)) > last
    rest = (last - shifted(first, Span(months))).days
    counts = ((months // 12, "year"), (months % 12, "month"), (rest, "day"))
    return sign + " ".join(_counted(count, unit) for count, unit in counts if count)


def _length(span: Span) -> str:
    unit = "working day" if span.working else "day"
    counts = ((abs(span.months), "month"), (abs(span.days), unit))
    return " ".join(_counted(count, name) for count, name in counts if count) or "0 days"


def _way(span: Span) -> str:
    return "before" if span.months < 0 or span.days < 0 else "after"


def _doubts(*days: ReadDay) -> str:
    return "".join(f". Note: {day.value.isoformat()} {day.doubt}" for day in days if day.doubt)
