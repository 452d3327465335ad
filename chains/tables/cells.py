"""What a cell says: a number with its currency or unit, a date, a truth; columns are read as wholes."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chains.dates import read_date
from chains.tables.types import Kind, Value

# What people write where there is nothing to write.
BLANK = frozenset("- – — / n/a na nan null none ? … . … 无 暂无 不详 未知".split())
# So many of a column's filled cells must be of a kind; the others count as empty, and are told.
SHARE = 0.9
LONGEST_DATE = 40

CURRENCIES = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₹": "INR", "₩": "KRW", "元": "CNY",
    "人民币": "CNY", "rmb": "CNY", "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP",
    "pounds": "GBP", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    **{code.lower(): code for code in "USD EUR GBP CNY JPY CHF INR KRW SEK NOK DKK PLN CAD AUD NZD HKD SGD".split()},
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-−–+])?\s*(?P<before>{_SIGN})?\s*(?P<minus2>[-−–])?"
    r"(?P<digits>\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
    r"(?P<power>e[-+]?\d{1,3})?"
    rf"\s*(?P<tens>万|亿|[kKmM](?=\s*\Z)|bn|million|billion)?\s*(?P<after>%|‰|{_SIGN}|[^\W\d_][\w/²³°.]{{0,11}}|°[CF]?|[㎡℃])?\s*(?P<close>\))?\Z",
    re.IGNORECASE,
)
_TENS = {"万": 1e4, "亿": 1e8, "k": 1e3, "m": 1e6, "bn": 1e9, "million": 1e6, "billion": 1e9}
_UNIT_IN_HEADER = re.compile(
    r"\A(?P<label>.*?\S)\s*(?:[(\[（]\s*(?:in\s+)?(?P<unit>[^()\[\]（）]{1,12}?)\s*[)\]）]"
    rf"|(?:[,/_]\s*|\s+in\s+)(?P<tail>%|{_SIGN}|kg|g|km|m|cm|mm|l|ml|kwh|mwh|hrs?|mins?|°c|percent|pct)"
    r"|\s+(?P<code>%|[kKT]?[€$£¥]|EUR|USD|GBP|CNY|RMB|CHF|JPY|kg|km|kWh|MWh|°C))\Z",
    re.IGNORECASE,
)
_TRUE, _FALSE = frozenset("yes true y ✓ ✔ ☑ x 是 有 对".split()), frozenset("no false n ✗ ✘ ☐ 否 没有 错".split())
MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
        "nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?:Z|[+-]\d\d:?\d\d|(?P<half>[ap]m))?)?"
)
_DATES = tuple(
    re.compile(pattern + _TIME + r"\Z", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?",
        rf"(?:\w{{3,9}},?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?(?P<name>{_MONTH})\.?,?[\s-]+(?P<year>\d{{4}})",
        rf"(?:\w{{3,9}},?\s+)?(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"(?P<name>{_MONTH})\.?[\s,-]+(?P<year>\d{{4}})",
        r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        rf"(?P<name>{_MONTH})\.?[-'’](?P<year>\d\d)",
        r"(?P<one>\d{1,2})[./-](?P<two>\d{1,2})[./-](?P<year>\d{4}|\d\d)",
    )
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The cells of one column, read.

    Attributes:
        unsure_dates: they are written "03/04/2024" throughout: which is the month is not known.
    """

    kind: Kind
    values: tuple[Value, ...]
    unit: str = ""
    unread: int = 0
    decimals: int = 0
    mixed: bool = False
    unsure_dates: bool = False


def is_blank(cell: str) -> bool:
    """Whether it says nothing."""
    return not cell.strip() or cell.strip().casefold() in BLANK


def header_unit(name: str) -> tuple[str, str]:
    """A header without its unit, and the unit: "Revenue (EUR)", "revenue_eur", "Weight in kg"."""
    match = _UNIT_IN_HEADER.match(" ".join(name.split()))
    if match is None:
        return name, ""
    unit = (match["unit"] or match["tail"] or match["code"]).strip()
    if match["unit"] and not _is_unit(unit):
        return name, ""
    return match["label"], "%" if unit.lower() in {"percent", "pct"} else CURRENCIES.get(unit.lower(), unit)


def _is_unit(text: str) -> bool:
    """Whether what stands in brackets in a header can be a unit: short, or known."""
    folded = text.casefold()
    return (
        folded in CURRENCIES
        or text in {"%", "‰"}
        or re.fullmatch(
            r"[^\W\d_]{1,4}[²³]?(?:/[^\W\d_]{1,4})?|°[cf]?|hours|days|minutes|years|millions?|thousands?|billions?|mio|百万|万|千|亿",
            folded,
        )
        is not None
    )


def read_column(cells: Sequence[str], header: str = "", language: str = "en") -> Figures:
    """The values of a column's cells, of the kind that nearly all of them are.

    Args:
        cells: as they stand in the document; blank ones are empty.
        header: whose unit tells money from numbers.
        language: of the document, whose names of months dates may have.
    """
    filled = [cell.strip() for cell in cells if not is_blank(cell)]
    if not filled:
        return Figures("text", tuple(None for _ in cells))
    for reader in (_truths, _numbers, _dates):
        found = reader(cells, filled, language if reader is _dates else header)
        if found is not None:
            return found
    return Figures("text", tuple(cell.strip() or None for cell in cells))


def _truths(cells: Sequence[str], filled: Sequence[str], header: str) -> Figures | None:
    folded = {cell.casefold() for cell in filled}
    if not folded <= _TRUE | _FALSE or (folded == {"x"} and len(filled) == len(cells)):
        return None
    # A column that is crossed in some rows says no in the others.
    empty = 0 if folded <= _TRUE else None
    return Figures(
        "boolean", tuple(empty if is_blank(cell) else int(cell.strip().casefold() in _TRUE) for cell in cells)
    )


# --- numbers ------------------------------------------------------------------------------------------------------


def _numbers(cells: Sequence[str], filled: Sequence[str], header: str) -> Figures | None:
    matches = [_NUMBER.match(cell) for cell in filled]
    good = [match for match in matches if match is not None]
    if len(good) < SHARE * len(filled) or _are_names(filled):
        return None
    comma = _decimal_comma([match["digits"] for match in good])
    units = [_unit(match) for match in good]
    known = {unit for unit in units if unit}
    if len(known) > 1 and not known <= set(CURRENCIES.values()):
        return None  # "3 kg", "2 l": no column of one thing
    if "" in units and not known <= {"%", *CURRENCIES.values()}:
        return None  # "10.04", "10.10 LTS": names
    values = tuple(None if is_blank(cell) else _value(cell.strip(), comma) for cell in cells)
    read = [value for value in values if value is not None]
    mixed = len(known) > 1
    unit = next(iter(known)) if len(known) == 1 else header_unit(header)[1] if not known else ""
    whole = all(isinstance(value, int) for value in read)
    kind: Kind = "integer" if whole else "number"
    if unit == "%":
        kind = "percent"
    elif mixed or unit in CURRENCIES.values():
        kind = "money"
    if not whole:
        values = tuple(None if value is None else float(value) for value in values)
    return Figures(kind, values, unit, len(filled) - len(read), _decimals(good, comma), mixed)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether these numbers only name something: "007", a telephone number."""
    return any(re.fullmatch(r"0\d+|\+?\d[\d \-/]{9,}\d", cell) and not re.search(r"[.,]", cell) for cell in cells)


def _unit(match: re.Match[str]) -> str:
    found = (match["before"] or match["after"] or "").strip()
    return CURRENCIES.get(found.casefold(), found)


def _decimal_comma(digits: Sequence[str]) -> bool:
    """Whether a comma divides the fraction from the whole, by what the column's numbers leave open."""
    votes = 0
    for text in digits:
        comma, point = text.rfind(","), text.rfind(".")
        if comma >= 0 and point >= 0:
            votes += 5 if comma > point else -5
        elif comma >= 0:
            votes += 3 if text.count(",") == 1 and len(text) - comma != 4 else -1
        elif point >= 0:
            votes += 3 if text.count(".") > 1 else -3 if len(text) - point != 4 else 0
    return votes > 0


def _value(cell: str, comma: bool) -> int | float | None:
    match = _NUMBER.match(cell)
    if match is None:
        return None
    digits = re.sub(r"[ '’\u00a0\u202f]", "", match["digits"])
    digits = digits.replace(".", "").replace(",", ".") if comma else digits.replace(",", "")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    tens = _TENS.get((match["tens"] or "").lower(), 1)
    if match["power"] or tens != 1 or "." in digits:
        value: float = float(digits + (match["power"] or "")) * tens
        if not math.isfinite(value):
            return None
    else:
        value = int(digits)
    if isinstance(value, int) and value >= 2**63:
        value = float(value)
    negative = match["minus"] in {"-", "−", "–"} or match["minus2"] or (match["open"] and match["close"])
    value = -value if negative else value
    if isinstance(value, float) and value.is_integer() and tens != 1 and abs(value) < 2**53:
        return int(value)
    return value


def _decimals(matches: Sequence[re.Match[str]], comma: bool) -> int:
    mark = "," if comma else "."
    found = [len(match["digits"].rpartition(mark)[2]) for match in matches if mark in match["digits"]]
    return min(max(found, default=0), 6)


# --- dates --------------------------------------------------------------------------------------------------------

_Order = Literal["day", "month", "open"]


def _dates(cells: Sequence[str], filled: Sequence[str], language: str) -> Figures | None:
    order = _order(filled)
    if iso_date(filled[0], order, language) is None and iso_date(filled[-1], order, language) is None:
        return None
    good = sum(iso_date(cell, order, language) is not None for cell in filled)
    if good < SHARE * len(filled):
        return None
    values = tuple(None if is_blank(cell) else iso_date(cell.strip(), order, language) for cell in cells)
    return Figures("date", values, unread=len(filled) - good, unsure_dates=order == "open")


def _order(cells: Sequence[str]) -> _Order:
    """Whether the day or the month comes first where both are numbers."""
    pairs = [(int(match["one"]), int(match["two"])) for cell in cells if (match := _DATES[-1].match(cell))]
    if any(one > 12 for one, _ in pairs) or not pairs or any("." in cell for cell in cells):
        return "day"
    return "month" if any(two > 12 for _, two in pairs) else "open"


def iso_date(text: str, order: _Order = "day", language: str = "en") -> str | None:
    """A date as ISO 8601 has it, as exact as it is written: "2024-03", "2024-03-05", "2024-03-05 10:20:00"."""
    for pattern in _DATES:
        match = pattern.match(text.strip())
        if match is None:
            continue
        parts = match.groupdict()
        year = int(parts["year"])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        if parts.get("one"):
            first, second = int(parts["one"]), int(parts["two"])
            day, month = (second, first) if order == "month" else (first, second)
        else:
            month = MONTH_NAMES[parts["name"].lower()] if parts.get("name") else int(parts["month"])
            day = int(parts["day"]) if parts.get("day") else 0
        try:
            moment = date(year, month, day or 1)
        except ValueError:
            return None
        shown = moment.isoformat() if day else moment.isoformat()[:7]
        if parts["hour"]:
            hour = (
                int(parts["hour"]) % 12 + 12 * (parts["half"].lower() == "pm") if parts["half"] else int(parts["hour"])
            )
            shown += f" {hour:02}:{parts['minute']}:{parts['second'] or '00'}"
        return shown
    return _named_month(text, language)


def _named_month(text: str, language: str) -> str | None:
    """A date with the name of a month in the document's language: "3 mars 2024"."""
    if len(text) > LONGEST_DATE or not re.search(r"\d", text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    found = read_date(text, language)
    return found.iso[:10] if found is not None and found.precision != "year" else None
