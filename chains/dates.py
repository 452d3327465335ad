"""Dates in a text as real dates, in the way its language writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Final, Literal

from chains.locales import base, day_first, dotted_dates, months, weekdays
from chains.numerals import HAN_DIGIT, PLAIN, han_value

Precision = Literal["year", "month", "day", "minute", "second"]


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date where it stands: ``text[start:end]``.

    Attributes:
        value: a ``datetime`` where a time of day is given; the first day of a month or year that stands alone.
        other: the other day that it can be, where neither the language nor another date of the text says whether the
            day or the month is first ("03/04/2024" in English; ``value`` has the month first, as CLDR has it).
    """

    start: int
    end: int
    value: date
    precision: Precision
    other: date | None = None

    @property
    def whole(self) -> bool:
        """Whether it names a day."""
        return self.precision not in ("year", "month")

    @property
    def iso(self) -> str:
        """ISO 8601, no more of it than was given: ``2024``, ``2024-03``, ``2024-03-05``, ``2024-03-05T14:30``."""
        if self.precision in ("minute", "second") and isinstance(self.value, datetime):
            return self.value.isoformat(timespec="minutes" if self.precision == "minute" else "seconds")
        return self.value.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]


# Stands for a day that no calendar has: the month and year in "30 February 2024" are not meant alone.
_NEVER: Final = date.min
_YEAR: Final = r"(?P<year>\d{4}|['’]\d{2})"
_WORD: Final = r"(?P<month>[^\W\d_]{3,12})"
# "1st", "3rd", "1er", "2ème", "3º", "3."; "2nd day of".
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|ère|ème|e|º|ª|°|\.)?"
_OF: Final = r"(?:(?:day )?of |de |del |d['’]|di |van )?"
_HAN: Final = rf"[{HAN_DIGIT}十廿卅\d]"

# Chinese puts no blank before or behind a date.
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_APART: Final = rf"(?<![{_LATIN}\d_.,/-])"
_ENDS: Final = rf"(?![{_LATIN}\d_/-]|[.,]\d)"

_ISO: Final = re.compile(
    _APART + r"(?P<year>\d{4})(?P<sep>[-/.]|\. )(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d-]|[/.]\d)"
)
_ISO_MONTH: Final = re.compile(_APART + r"(?P<year>(?:1[5-9]|20|21)\d\d)-(?P<month>0[1-9]|1[0-2])" + _ENDS)
_FIGURES: Final = re.compile(
    _APART + r"(?P<first>\d{1,2})(?P<sep>[-/.]|\. )(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})" + _ENDS
)
_DAY_MONTH_YEAR: Final = re.compile(
    rf"(?<![{_LATIN}\d_.,/]){_DAY}[ -]*{_OF}{_WORD}\.?,?[ -]?(?:de |del |of |in the year )?{_YEAR}(?!\d)", re.IGNORECASE
)
_JOINED: Final = re.compile(rf"{_APART}(?P<day>\d{{1,2}})(?P<sep>[-/.]){_WORD}(?P=sep)(?P<year>\d{{4}}|\d{{2}}){_ENDS}")
_MONTH_DAY_YEAR: Final = re.compile(
    rf"(?<![{_LATIN}]){_WORD}\.? {_DAY}(?:,| of|,? in the year)? ?{_YEAR}(?!\d)", re.IGNORECASE
)
_MONTH_YEAR: Final = re.compile(
    rf"(?<![{_LATIN}]){_WORD}\.?,?[ -](?:de |del |of )?{_YEAR}(?![\d%]|[.,]\d)", re.IGNORECASE
)
_EAST: Final = re.compile(
    r"(?P<era>民国|民國|令和|平成|昭和)?"
    rf"(?P<year>(?<!\d)\d{{2,4}}|[{HAN_DIGIT}]{{4}}|(?<=[国國和成]){_HAN}{{1,4}}|(?<=[国國和成])元)[ ]?[年년]"
    rf"(?:[ ]?(?P<month>{_HAN}{{1,3}})[ ]?[月월](?:份)?(?:[ ]?(?P<day>{_HAN}{{1,3}})[ ]?[日号號일])?)?"
)
_ERAS: Final = {"民国": 1911, "民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}
# A number of four figures is a year where a word says so, or where it is all there is.
_YEAR_ALONE: Final = re.compile(
    r"(?:\b(?:in|since|from|until|till|by|during|year|circa|ca\.|before|after|of|en|depuis|année|l'an|dès"
    r"|im|seit|bis|jahr|ab|desde|año|hasta|nel|dal|anno|em|ano|sinds|vanaf|tot) |©[ ]?|\(c\) )"
    r"(?P<year>(?:1[5-9]|20|21)\d\d)"
    rf"(?![{_LATIN}\d_%/-]|[.,:]\d| ?(?:[$€£¥%°]|(?-i:[A-Z]{{3}}\b)))",
    re.IGNORECASE,
)
_ONLY_YEAR: Final = re.compile(r"\s*(?P<year>(?:1[0-9]|20|21)\d\d)\s*\Z")
_TIME: Final = re.compile(
    r"(?:T|,? *(?:at|à|um|om|às|as|a las|alle|ore|kl\.?|@|-)? *)(?P<hour>\d{1,2})"
    r"(?:(?:[:：hH]|\.(?=\d\d ?(?:uhr|h)))(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?P<half>[ap]\.? ?m\b\.?)?(?P<zone> ?uhr| ?Z\b|(?<=\d) ?[+-]\d{2}:?\d{2}|(?<=\d) ?(?:UTC|GMT|CET|CEST)\b)?",
    re.IGNORECASE,
)
_EAST_TIME: Final = re.compile(
    rf" ?(?P<half>上午|下午|早上|晚上|凌晨|中午|傍晚|오전|오후)? ?(?P<hour>{_HAN}{{1,3}})"
    r"(?:(?:[:：])(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    rf"|[时時点點시] ?(?:(?P<minutes>{_HAN}{{1,3}})[分분]|(?P<thirty>半))?)"
)


def dates(text: str, language: str = "en") -> list[DateFound]:
    """The dates of ``text``, in order.

    Known are ISO 8601, dates of figures, names of months (of the language, English, French, German, Spanish, Italian,
    Portuguese, Dutch), Chinese, Japanese and Korean dates, in Chinese numerals and eras too; months and years that
    stand alone; a time of day behind a date. Days that no calendar has are none.

    Args:
        language: ISO 639-1, or with a region (``en-GB``) where that tells the day from the month.
    """
    plain = text.translate(PLAIN)
    found = sorted(_found(plain, language), key=lambda item: (item.start, -item.end))
    out: list[DateFound] = []
    for item in found:
        if not out or item.start >= out[-1].end:
            out.append(_with_time(plain, item))
    return _agreed([item for item in out if item.value != _NEVER], plain)


def read_date(text: str, language: str = "en") -> DateFound | None:
    """The date that ``text`` is; None if it is none, or says something else as well.

    A day of the week, an article and the like may stand before it.
    """
    plain = text.translate(PLAIN)
    year = _ONLY_YEAR.match(plain)
    if year:
        return DateFound(year.start("year"), year.end("year"), date(int(year["year"]), 1, 1), "year")
    found = dates(text, language)
    if len(found) != 1:
        return None
    rest = f"{plain[: found[0].start]} {plain[found[0].end :]}".casefold()
    words = re.findall(r"[^\W_]+", rest)
    return found[0] if all(word in _fillers(language) for word in words) else None


@cache
def _fillers(language: str) -> frozenset[str]:
    return weekdays(language) | frozenset(
        "on the this dated date le la den dem der am vom el il lo em o a op de du del dal of in since from until by en "
        "im year about ca circa um à uhr at z utc gmt г года год 于 在 自 起 止 前 "
        "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()
    )


def _found(text: str, language: str) -> Iterator[DateFound]:
    for match in _ISO.finditer(text):
        yield from _day(match, int(match["year"]), int(match["month"]), int(match["day"]))
    for match in _ISO_MONTH.finditer(text):
        yield DateFound(match.start(), match.end(), date(int(match["year"]), int(match["month"]), 1), "month")
    for match in _FIGURES.finditer(text):
        yield from _figures(match, language)
    names = months(language)
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR, _JOINED):
        for match in pattern.finditer(text):
            month = names.get(match["month"].casefold())
            if month:
                yield from _day(match, _year(match["year"]), month, int(match["day"]))
    for match in _MONTH_YEAR.finditer(text):
        month = names.get(match["month"].casefold())
        if month and 1000 <= _year(match["year"]) <= 2999:
            yield DateFound(match.start(), match.end(), date(_year(match["year"]), month, 1), "month")
    for match in _EAST.finditer(text):
        yield from _east(match)
    for match in _YEAR_ALONE.finditer(text):
        yield DateFound(match.start("year"), match.end("year"), date(int(match["year"]), 1, 1), "year")


def _day(match: re.Match[str], year: int, month: int, day: int) -> Iterator[DateFound]:
    yield DateFound(match.start(), match.end(), _date(year, month, day) or _NEVER, "day")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1000 <= year <= 2999 else None
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two figures are of this century up to 68, as POSIX has it."""
    year = int(digits.lstrip("'’"))
    if len(digits.lstrip("'’")) == 2:
        year += 2000 if year < 69 else 1900
    return year


def _figures(match: re.Match[str], language: str) -> Iterator[DateFound]:
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"])
    dotted = "." in match["sep"]
    if len(match["year"]) == 2 and dotted and not dotted_dates(language):
        return  # a version, a number of a section
    by_day, by_month = _date(year, second, first), _date(year, first, second)
    rule = True if dotted and base(language) == "en" else day_first(language)
    if by_day is None or by_month is None or by_day == by_month:
        value, other = by_day or by_month, None
    elif rule is None:
        value, other = by_month, by_day
    else:
        value, other = (by_day if rule else by_month), None
    if value is not None:
        yield DateFound(match.start(), match.end(), value, "day", other)


def _east(match: re.Match[str]) -> Iterator[DateFound]:
    era = _ERAS.get(match["era"] or "", 0)
    year = 1 if match["year"] == "元" else _small(match["year"])
    if year is None or (not era and len(match["year"]) == 3):
        return
    year = era + year if era else _year(match["year"]) if match["year"].isdigit() else year
    month, day = (_small(match[name]) if match[name] else None for name in ("month", "day"))
    if match["day"] is None and match["month"] is None:
        # "5年" and "30年" are spans of time.
        if (len(match["year"]) == 4 or era) and 1000 <= year <= 2999:
            yield DateFound(match.start(), match.end(), date(year, 1, 1), "year")
        return
    value = _date(year, month or 0, day or 1) if match["day"] is None or day else None
    yield DateFound(match.start(), match.end(), value or _NEVER, "day" if day else "month")


def _small(text: str) -> int | None:
    """A day, month or year: in figures, or in Chinese numerals (廿 is twenty, 卅 thirty)."""
    if text.isdigit() and text.isascii():
        return int(text)
    value = han_value(text.replace("廿", "二十").replace("卅", "三十"))
    return value if isinstance(value, int) else None


def _with_time(text: str, found: DateFound) -> DateFound:
    if found.precision != "day" or found.value == _NEVER:
        return found
    for pattern in (_TIME, _EAST_TIME):
        match = pattern.match(text, found.end)
        timed = None if match is None else _timed(found, match)
        if timed is not None:
            return timed
    return found


def _timed(found: DateFound, match: re.Match[str]) -> DateFound | None:
    groups = match.groupdict()
    said = groups.get("minute") or groups.get("minutes") or groups.get("thirty") or groups.get("half")
    if not said and not (groups.get("zone") or "").strip() and match.re is not _EAST_TIME:
        return None  # a lone number behind a date is something else
    hour = _small(match["hour"])
    minute = 30 if groups.get("thirty") else _small(groups.get("minute") or groups.get("minutes") or "0")
    if hour is None or minute is None:
        return None
    half = (groups.get("half") or "").casefold()
    if half.startswith("p") or half in ("下午", "晚上", "傍晚", "오후") or (half == "中午" and hour < 6):
        hour = hour if hour >= 12 else hour + 12
    elif (half.startswith("a") or half in ("凌晨", "上午", "오전")) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or int(groups.get("second") or 0) > 59:
        return None
    day = found.value
    value = datetime(day.year, day.month, day.day, hour, minute, int(groups.get("second") or 0))
    other = None if found.other is None else datetime.combine(found.other, value.time())
    return replace(
        found, end=match.end(), value=value, precision="second" if groups.get("second") else "minute", other=other
    )


def _agreed(found: list[DateFound], text: str) -> list[DateFound]:
    """Without doubt where another date of the text has its day in one place only: a text keeps to one order."""
    if not any(item.other for item in found):
        return found
    orders = set()
    for item in found:
        match = _FIGURES.match(text, item.start)
        if match and item.other is None:
            first, second = int(match["first"]), int(match["second"])
            if first != second and (first > 12) != (second > 12):
                orders.add(first > 12)
    if len(orders) != 1:
        return found
    day_stands_first = orders.pop()
    return [
        item if item.other is None else replace(item, value=item.other if day_stands_first else item.value, other=None)
        for item in found
    ]
