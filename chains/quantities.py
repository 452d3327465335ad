"""Numbers with their unit in a text: money, shares, measures, durations, in the way its language writes them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Generic, TypeVar

from chains.dates import dates
from chains.locales import currencies, scales, separators, units
from chains.numerals import (
    DIGITS,
    HAN,
    HAN_DIGIT,
    PLAIN,
    Number,
    digits_value,
    han_value,
    plain_number,
    words_pattern,
    words_value,
)

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        unit: ISO 4217 for money; ``%``; a symbol (``m²``, ``km``, ``kg``); ``year``, ``month``, ``week``, ``day``,
            ``hour``, ``minute``, ``second``; another word as it stands; empty for none.
    """

    value: Number
    unit: str = ""

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return len(self.unit) == 3 and self.unit.isascii() and self.unit.isupper()

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class QuantityFound:
    """A quantity where it stands: ``text[start:end]``."""

    start: int
    end: int
    quantity: Quantity


_LETTER: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
# 百度, 千万 and 万一 are words: what begins a number is a digit, or ten.
_HAN_NUMBER: Final = re.compile(
    rf"(?:(?<!\d)\d{{1,15}}(?:\.\d{{1,6}})?(?=[万萬亿億千百])|(?=[{HAN_DIGIT}十拾]))[{HAN}](?:[{HAN}]|\d|\.\d|点(?=[{HAN_DIGIT}]))*"
)
_DIGIT_BEFORE: Final = re.compile(r"\d[.,]|.?\d")
# Amounts are written so: "1.200,- €", "£5.--".
_ROUND: Final = re.compile(r"[.,](?:--?|–|—)(?!\d)")
# "a 3-month notice", "twelve (12) months", "12 €", "5 000 €".
_TO_UNIT: Final = re.compile(r"-(?=[A-Za-z])|\)?[ ]?")
_HAN_PARTS: Final = re.compile(rf"([{HAN_DIGIT}\d]+)角(?:([{HAN_DIGIT}\d]+)分)?|([{HAN_DIGIT}\d]+)分(?!钟)")


class _Labels(Generic[Meaning]):
    """Finds the longest label that stands before or behind a place; words of four letters and more in any case."""

    def __init__(self, labels: Mapping[str, Meaning]) -> None:
        self._exact = {label.translate(PLAIN): meaning for label, meaning in labels.items()}
        self._folded: dict[str, Meaning] = {}
        for label, meaning in self._exact.items():
            if len(label) > 3:
                self._folded.setdefault(label.lower(), meaning)
        # The lengths of the labels that begin, and that end, with each letter; the longest first.
        self._begin, self._end = self._lengths(0), self._lengths(-1)

    def _lengths(self, place: int) -> dict[str, list[int]]:
        found: dict[str, set[int]] = {}
        for label in self._exact:
            found.setdefault(label[place].lower(), set()).add(len(label))
        return {letter: sorted(lengths, reverse=True) for letter, lengths in found.items()}

    def behind(self, text: str, at: int) -> tuple[int, Meaning] | None:
        """Where the label that begins at ``at`` ends, and what it means."""
        for length in self._begin.get(text[at : at + 1].lower(), ()):
            label = text[at : at + length]
            if len(label) == length and self._ends_here(text, at + length):
                meaning = self._meaning(label)
                if meaning is not None:
                    return at + length, meaning
        return None

    def before(self, text: str, at: int) -> tuple[int, Meaning] | None:
        """Where the label that ends at ``at`` begins, and what it means."""
        for length in self._end.get(text[at - 1 : at].lower(), ()) if at else ():
            begin = at - length
            if begin < 0 or (_LETTER.match(text, begin) and begin > 0 and _LETTER.match(text, begin - 1)):
                continue
            meaning = self._meaning(text[begin:at])
            if meaning is not None:
                return begin, meaning
        return None

    def _meaning(self, label: str) -> Meaning | None:
        found = self._exact.get(label)
        return found if found is not None or len(label) < 4 else self._folded.get(label.lower())

    @staticmethod
    def _ends_here(text: str, at: int) -> bool:
        letters = _LETTER.match(text, at - 1) and _LETTER.match(text, at)
        return not letters and text[at : at + 1] not in ("²", "³")


@dataclass(frozen=True)
class _Known:
    """What a language knows."""

    language: str
    digits: re.Pattern[str]
    words: re.Pattern[str]
    units: _Labels[str]
    money: _Labels[str]
    scales: _Labels[float]


@cache
def _known(language: str) -> _Known:
    blanks = separators(language)[1] == " "
    return _Known(
        language,
        re.compile(DIGITS if blanks else DIGITS.replace("[ '’.,]", "['’.,]")),
        re.compile(rf"\b{words_pattern(language)}\b", re.IGNORECASE),
        _Labels(units(language)),
        _Labels(currencies(language)),
        _Labels(scales(language)),
    )


def quantities(text: str, language: str = "en") -> list[QuantityFound]:
    """The numbers of ``text`` with their units, in order; what belongs to a date is none.

    Numbers in words or Chinese numerals count where a unit, a currency or a percent sign stands with them.

    Args:
        language: ISO 639-1, or with a region; says what stands before decimals, and whose dollars they are.
    """
    plain = text.translate(PLAIN)
    taken = [(found.start, found.end) for found in dates(text, language)]
    known = _known(language)
    found = [item for number in _numbers(plain, known) if (item := _quantity(plain, number, known)) is not None]
    out: list[QuantityFound] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        within = bisect_right(taken, (item.end, 0))
        dated = within > 0 and taken[within - 1][0] < item.end and item.start < taken[within - 1][1]
        if not dated and (not out or item.start >= out[-1].end):
            out.append(item)
    return out


def read_quantity(text: str, language: str = "en") -> Quantity | None:
    """The one quantity that ``text`` is about; None if it is about none, or about several."""
    found = quantities(text, language)
    united = [item for item in found if item.quantity.unit]
    chosen = united or found
    if len(chosen) == 1:
        only = chosen[0]
        if only.quantity.unit:
            return only.quantity
        word = re.fullmatch(r"[\s(]*([^\W\d_]{1,20})[\s.)]*", text[only.end :])
        return Quantity(only.quantity.value, word.group(1) if word else "")
    value = None if found else _spelled(text, language)
    return None if value is None else Quantity(value)


def read_number(text: str, language: str = "en") -> Number | None:
    """The number that ``text`` is, whatever its unit; negative in brackets, as in accounts; None if it is none."""
    quantity = read_quantity(text, language)
    if quantity is None:
        return None
    accounts = re.fullmatch(r"\s*[(（][^\d()]*\d[\d.,\s'’]*[^\d()]*[)）]\s*", text)
    return -quantity.value if accounts and quantity.value > 0 else quantity.value


def _spelled(text: str, language: str) -> Number | None:
    plain = text.strip(" .。,，;；\"'")
    return han_value(plain) if plain and plain[0] in HAN + HAN_DIGIT else words_value(plain, language)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that stands in a text; ``bare`` if it counts without a unit."""

    start: int
    end: int
    value: Number
    bare: bool


def _numbers(text: str, known: _Known) -> Iterator[_Number]:
    for match in known.digits.finditer(text):
        value = digits_value(match.group(), known.language)
        if value is not None and _stands_alone(text, *match.span()):
            yield _Number(*match.span(), value, True)
    for match in _HAN_NUMBER.finditer(text):
        value = han_value(match.group())
        if value is not None and not _DIGIT_BEFORE.match(text, max(0, match.start() - 2), match.start()):
            yield _Number(*match.span(), value, match.group()[0].isdigit())
    for match in known.words.finditer(text):
        value = words_value(match.group(), known.language)
        if value is not None:
            yield _Number(*match.span(), value, False)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the digits are no part of a word, a version, a time, a fraction of a longer number."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    joined_before = re.search(r"[\d_]\Z|\d[.,/:'’]\Z", before)
    joined_after = re.match(r"\d|[.,/:'’]\d", after)
    return joined_before is None and joined_after is None


def _quantity(text: str, number: _Number, known: _Known) -> QuantityFound | None:
    """The number with what stands around it; None where it is a part of a word, or needs a unit and has none."""
    start, end, value = number.start, number.end, number.value
    if text.startswith("百分之", max(0, start - 3)) and start >= 3:
        return QuantityFound(start - 3, end, Quantity(value, "%"))
    rounded = _ROUND.match(text, end)
    end = rounded.end() if rounded else end
    begin, minus, money = _before(text, start, known)
    if not money and start and _LETTER.match(text, start - 1):
        return None  # "B12"
    scale = known.scales.behind(text, end + text.startswith(" ", end))
    if scale is not None:
        stop, factor = scale
        # "5 m" is metres, "$5m", "€50k" and "3 M€" are money.
        if stop - end > 3 or money or known.money.behind(text, stop + text.startswith(" ", stop)):
            end, value = stop, plain_number(value * factor)
    behind = _behind(text, end, known)
    if behind is not None and (not money or behind.unit in (money, "CNY")):
        value = plain_number(value + behind.extra)
        return QuantityFound(begin, behind.end, Quantity(-value if minus else value, money or behind.unit))
    if money or (number.bare and not _LETTER.match(text, end)):
        return QuantityFound(begin, end, Quantity(-value if minus else value, money))
    return None


def _before(text: str, start: int, known: _Known) -> tuple[int, bool, str]:
    """Where the quantity of a number at ``start`` begins, whether a minus stands there, and the currency."""
    signed = _signed(text, start)
    at = start - signed
    money = known.money.before(text, at - (text[:at].endswith(" ")))
    if money is None:
        return at, signed, ""
    outside = not signed and _signed(text, money[0])
    return money[0] - outside, signed or outside, money[1]


def _signed(text: str, at: int) -> bool:
    """Whether a minus stands before ``at``, and not a hyphen between two things."""
    return text[max(0, at - 1) : at] == "-" and not re.match(r"[\w)%.,]", text[max(0, at - 2) : at - 1])


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind a number: where it ends, the unit, and what it adds (三个半月, 三元五角)."""

    end: int
    unit: str
    extra: float = 0.0


def _behind(text: str, end: int, known: _Known) -> _Behind | None:
    if text.startswith("个半", end):
        found = known.units.behind(f"个{text[end + 2 : end + 8]}", 0)
        return _Behind(end + 1 + found[0], found[1], 0.5) if found else None
    gap = _TO_UNIT.match(text, end)
    for at in dict.fromkeys((gap.end() if gap else end, end)):
        if at > end and text[end] == ")" and "(" not in text[max(0, end - 12) : end]:
            continue
        for labels in (known.money, known.units):
            found = labels.behind(text, at)
            if found is None:
                continue
            parts = _HAN_PARTS.match(text, found[0]) if found[1] == "CNY" else None
            if parts is None:
                return _Behind(*found)
            tenths, hundredths = (han_value(part) if part else 0 for part in (parts[1], parts[2] or parts[3]))
            return _Behind(parts.end(), found[1], round((tenths or 0) / 10 + (hundredths or 0) / 100, 2))
    return None
