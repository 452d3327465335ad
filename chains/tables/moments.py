"""Dates and spans of time that a question names, as half-open ranges of ISO texts."""

# ruff: noqa: E501 - a table of patterns reads better with one entry a line

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_STARTS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4,
             "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}  # fmt: skip
_ZH = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
# Of the northern half of the world.
_SEASONS = {
    name: months
    for names, months in (
        ("spring 春", (3, 4, 5)),
        ("summer 夏", (6, 7, 8)),
        ("autumn fall 秋", (9, 10, 11)),
        ("winter 冬", (12, 1, 2)),
    )
    for name in names.split()
}
_Y = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("day", rf"(?<![\d-]){_Y}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)"),
        ("day", rf"{_Y}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]"),
        ("day", rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_NAMES})\b\.?,?(?:\s+(?:of\s+|in\s+)?{_Y})?"),
        ("day", rf"\b(?P<name>{_NAMES})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+{_Y})?"),
        ("day", r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"),
        ("month", rf"\b(?P<name>{_NAMES})\b\.?,?\s+(?:of\s+|in\s+)?{_Y}"),
        ("month", rf"(?<![\d-]){_Y}-(?P<month>0[1-9]|1[0-2])(?![\d-])"),
        ("month", rf"{_Y}\s*年\s*(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s*月份?"),
        ("quarter", rf"\b(?:q(?P<q>[1-4])|(?:the\s+)?(?P<ordinal>first|second|third|fourth|last|[1-4](?:st|nd|rd|th))\s+quarter)(?:\s*(?:of|in|,|/)?\s*{_Y})?"),
        ("quarter", rf"(?:{_Y}\s*年?\s*)?第?(?P<ordinal>[一二三四1-4])季度?"),
        ("half", rf"\b(?:h(?P<q>[12])|(?:the\s+)?(?P<ordinal>first|second)\s+half)\b(?:\s+(?:of\s+|in\s+)?(?:the\s+year\s*)?{_Y}?)?"),
        ("half", rf"(?:{_Y}\s*年\s*)?(?P<zhhalf>上半年|下半年)"),
        ("season", rf"\b(?P<season>spring|summer|autumn|fall|winter)\b(?:\s+(?:of\s+)?{_Y})?"),
        ("season", rf"(?:{_Y}\s*年\s*)?(?P<season>春|夏|秋|冬)[季天]"),
        ("relative", r"\b(?P<which>last|previous|past|this|current)\s+(?P<count>\d{1,3}\s+)?(?P<unit>day|week|month|quarter|year)(?P<many>s?)\b(?!\s+(?:had|has|of))"),
        ("relative", r"\b(?P<which>yesterday|today)\b"),
        ("relative", r"(?P<which>去年|前年|今年|本年|上个?月|本月|这个月|上周|上个星期|本周|昨天|今天)"),
        ("relative", r"(?:最近|过去|近)(?P<count>\d{1,3}|[一二三四五六七八九十]{1,2})个?(?P<unit>天|周|月|年)"),
        ("year", rf"(?:\b(?:in|during|of|for|year|since|before|after|from|until|by|and|to|than|through|between)\s+(?:the\s+year\s+)?|(?<=['’]))(?P<kept>{_Y})(?![\d%-])(?!\s*(?:eur|usd|gbp|euros?|dollars?|pounds?|units|kg|pieces))"),
        ("year", rf"{_Y}\s*年(?:度)?"),
        ("year", rf"(?<![\d.,$€£¥#]){_Y}(?=['’]s\b|\s*[?.,;!]?\Z)"),
        ("month", rf"\b(?:in|during|for|of|since|before|after|from|until|by|and|to|through|between|each|every|or|,)\s+(?:the\s+month\s+of\s+|early\s+|late\s+)?(?P<kept>(?P<name>{_NAMES}))\b\.?(?!\s+\d)"),
        ("month", r"(?P<name>January|February|April|June|July|August|September|October|November|December)\b"),
        ("month", r"(?<![\d年])(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月份?(?!\d)"),
        ("weekday", r"\b(?:on\s+)?(?:a\s+)?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"),
        ("weekday", r"(?:星期|周|礼拜)(?P<zhday>[一二三四五六日天])"),
        ("weekend", r"\b(?:on\s+|at\s+)?(?:the\s+)?weekends?\b|周末"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A span of time that ``question[start:end]`` names.

    Attributes:
        low: its first ISO text: ``2024-03``.
        high: the first ISO text after it: ``2024-04``; both are empty for what comes every year or every week.
        months: of a month without a year, or a quarter: "01" … "12".
        weekdays: as SQLite's ``%w`` counts them, Sunday being 0.
        relative: whether it was counted from the last day of the data.
    """

    start: int
    end: int
    low: str = ""
    high: str = ""
    months: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    relative: bool = False


def moments(question: str, last: str, first: str = "") -> list[Moment]:
    """The dates that a question names, in order.

    Args:
        last: the latest date of the data, ISO; what "last month" is counted from.
        first: the earliest.
    """
    found: list[Moment] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(question):
            start, end = match.span("kept") if match.groupdict().get("kept") else match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            moment = _moment(kind, match, start, end, last, first)
            if moment is not None:
                found.append(moment)
    return sorted(found, key=lambda moment: moment.start)


def _moment(kind: str, match: re.Match[str], start: int, end: int, last: str, first: str) -> Moment | None:
    parts = {key: value for key, value in match.groupdict().items() if value}
    years = {last[:4], first[:4]} - {""}
    # A month without a year is that of the only year that the data has.
    year = parts.get("year", next(iter(years)) if len(years) == 1 else "")
    if kind == "relative":
        span = _relative(parts, last, first)
        return None if span is None else Moment(start, end, *span, relative=True)
    if kind in {"weekday", "weekend"}:
        return Moment(start, end, weekdays=_weekdays(parts))
    if kind == "year":
        return Moment(start, end, year, str(int(year) + 1))
    if kind == "day":
        return _day(parts, year or last[:4], start, end)
    months = _months(kind, parts)
    if not months:
        return None
    if year and months == sorted(months):
        return Moment(start, end, f"{year}-{months[0]:02}", _after_month(int(year), months[-1]))
    return Moment(start, end, months=tuple(f"{month:02}" for month in months))


def _day(parts: dict[str, str], year: str, start: int, end: int) -> Moment | None:
    try:
        day = date(int(year), _month(parts), int(parts["day"]))
    except ValueError:
        return None
    return Moment(start, end, day.isoformat(), (day + timedelta(1)).isoformat())


def _months(kind: str, parts: dict[str, str]) -> list[int]:
    """The months of a month, a season, a quarter or half a year; none where there is no such one."""
    if kind == "season":
        return list(_SEASONS[parts["season"].lower()])
    if kind == "month":
        month = _month(parts)
        return [month] if 1 <= month <= 12 else []
    if "zhhalf" in parts:
        number = 1 if parts["zhhalf"].startswith("上") else 2
    else:
        number = int(parts["q"]) if "q" in parts else _ORDINALS[parts["ordinal"].lower()]
    size = 3 if kind == "quarter" else 6
    return list(range((number - 1) * size + 1, number * size + 1))


def _weekdays(parts: dict[str, str]) -> tuple[int, ...]:
    """As SQLite counts them; those of a weekend where none is named."""
    if "weekday" in parts:
        return ((_WEEKDAYS.index(parts["weekday"].lower()) + 1) % 7,)
    return ((_ZH_DAYS[parts["zhday"]] + 1) % 7,) if "zhday" in parts else (0, 6)


def _month(parts: dict[str, str]) -> int:
    if "name" in parts:
        return _STARTS.index(parts["name"][:3].lower()) + 1
    text = parts["month"]
    return int(text) if text.isdigit() else _ZH.get(text, 0)


def _after_month(year: int, month: int) -> str:
    return f"{year + month // 12}-{month % 12 + 1:02}"


_ZH_RELATIVE = {
    "去年": ("last", "year"), "前年": ("before last", "year"), "今年": ("this", "year"), "本年": ("this", "year"),
    "上月": ("last", "month"), "上个月": ("last", "month"), "本月": ("this", "month"), "这个月": ("this", "month"),
    "上周": ("last", "week"), "上个星期": ("last", "week"), "本周": ("this", "week"),
    "昨天": ("yesterday", ""), "今天": ("today", ""), "天": ("", "day"), "周": ("", "week"), "月": ("", "month"), "年": ("", "year"),
}  # fmt: skip


def _relative(parts: dict[str, str], last: str, first: str) -> tuple[str, str] | None:
    """The span, counted from the last day of the data as if it were today."""
    if not last:
        return None
    today = date.fromisoformat(f"{last[:10]}-01" if len(last) == 7 else last[:10])
    which, unit = parts.get("which", "past").lower(), parts.get("unit", "")
    which, zh_unit = _ZH_RELATIVE.get(which, (which, ""))
    unit = _ZH_RELATIVE.get(unit, ("", unit))[1] or zh_unit
    count = parts.get("count", "").strip()
    if which in {"yesterday", "today"}:
        day = today - timedelta(which == "yesterday")
        return day.isoformat(), (day + timedelta(1)).isoformat()
    back = 0 if which in {"this", "current"} else 2 if which == "before last" else 1
    if count or parts.get("many"):
        number = int(count) if count.isdigit() else _ZH.get(count, 1)
        return _stretch(today, unit, number)
    if unit == "year":
        # "Last year" of data that has one year is that year.
        year = today.year - back if not first or str(today.year - back) >= first[:4] else today.year
        return str(year), str(year + 1)
    if unit == "quarter":
        place = today.year * 4 + (today.month - 1) // 3 - back
        return f"{place // 4}-{place % 4 * 3 + 1:02}", _after_month(place // 4, place % 4 * 3 + 3)
    if unit == "month":
        place = today.year * 12 + today.month - 1 - back
        return f"{place // 12}-{place % 12 + 1:02}", _after_month(place // 12, place % 12 + 1)
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday.isoformat(), (monday + timedelta(7)).isoformat()
    day = today - timedelta(back)
    return day.isoformat(), (day + timedelta(1)).isoformat()


def _stretch(today: date, unit: str, number: int) -> tuple[str, str]:
    """The last so many days, weeks, months or years, today among them."""
    end = (today + timedelta(1)).isoformat()
    if unit in {"day", "week"}:
        return (today - timedelta(number * (7 if unit == "week" else 1) - 1)).isoformat(), end
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    place = today.year * 12 + today.month - months
    return f"{place // 12}-{place % 12 + 1:02}", _after_month(today.year, today.month)
