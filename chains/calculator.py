"""Arithmetic by exact fractions: a small parser of its own, nothing of Python is evaluated; limits on size and time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NoReturn

from chains.errors import InputError

MOST_CHARACTERS = 400
MOST_DEPTH = 40
# Of a number within a calculation: about 600 decimal digits.
MOST_BITS = 2000
SHOWN_DIGITS = 12

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)|(?P<sign>\*\*|[-+*/^()%])|(?P<of>of\b))",
    re.IGNORECASE,
)
_PLAIN = str.maketrans(
    {
        "×": "*",
        "·": "*",
        "÷": "/",
        "−": "-",
        "–": "-",
        "（": "(",
        "）": ")",
        "％": "%",
        "＋": "+",
        "，": ",",
        "[": "(",
        "]": ")",
    }
)
_CURRENCY = re.compile(r"[$€£¥]")
# An expression of at least two numbers, and what is claimed of it.
_CLAIM = re.compile(
    r"(?<![\w.,])(?P<left>[$€£¥(]*\s?\d[\d.,]*%?(?:[\s$€£¥()]*(?:\*\*|[-+*/^×÷·−]|of\b|x(?=\s*[\d(]))[\s$€£¥()]*\d[\d.,]*%?\)*)+)"
    r"\s*(?:=|is equal to|equals)\s*(?P<right>[$€£¥]?\s?-?\d[\d,]*(?:\.\d+)?%?)"
)


class CalculationError(InputError):
    """Something that is no calculation, or none that has a result."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A calculation that somebody wrote: ``text[start:end]`` says that ``expression`` is ``claimed``.

    Attributes:
        value: what it really is.
    """

    start: int
    end: int
    expression: str
    claimed: str
    value: Fraction

    @property
    def right(self) -> bool:
        """Whether the claim holds, rounded as it was written."""
        claimed = calculate(self.claimed)
        if claimed == self.value:
            return True
        _, _, decimals = self.claimed.rstrip("%").partition(".")
        return abs(claimed - self.value) <= Fraction(1, 2 * 10 ** len(decimals)) and self.value.denominator > 1

    @property
    def corrected(self) -> str:
        """The calculation with its true result."""
        return f"{self.expression} = {shown(self.value)}"


def calculate(expression: str) -> Fraction:
    """The value of an arithmetic expression.

    Knows ``+ - * / ^ **``, brackets, ``×`` and ``÷``, percentages (``15% of 80``, ``80 * 15%``; ``200 + 10%`` adds a
    tenth of 200), thousands separated by commas, decimals as exact fractions, and currency signs, which it drops.

    Raises:
        CalculationError: it is none, divides by zero, or is larger than the limits.
    """
    if len(expression) > MOST_CHARACTERS:
        raise CalculationError("calculator.too_large", expression=f"{expression[:40]}…")
    return _Parser(expression).value()


def shown(value: Fraction) -> str:
    """A value as people write it: exact where its decimals end soon, else rounded to 12 figures."""
    if value.denominator == 1:
        return str(value.numerator)
    with localcontext() as context:
        context.prec = SHOWN_DIGITS
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def checked(text: str) -> Iterator[Checked]:
    """The calculations with a result that ``text`` holds, each worked out anew; what is none is passed over."""
    for match in _CLAIM.finditer(text):
        left = match["left"].strip()
        try:
            value = calculate(re.sub(r"(?<=[\s\d)])x(?=[\s\d(])", "*", left))
            calculate(match["right"])
        except CalculationError:
            continue
        yield Checked(match.start(), match.end(), left, match["right"].strip(), value)


class _Parser:
    """Recursive descent over a list of tokens; depth and the size of numbers are bounded."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = list(self._split(_CURRENCY.sub("", expression.translate(_PLAIN))))
        self._at = 0
        self._depth = 0

    def value(self) -> Fraction:
        found = self._sum()
        if self._at < len(self._tokens):
            self._wrong("unreadable")
        return found

    def _split(self, text: str) -> Iterator[str]:
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                self._wrong("unreadable")
            yield (match["number"] or match["sign"] or "*").replace(",", "").replace("**", "^")
            at = match.end()

    def _wrong(self, code: str) -> NoReturn:
        raise CalculationError(f"calculator.{code}", expression=self._expression.strip()[:80])

    def _next(self, signs: str) -> str:
        """The next token if it is one of ``signs``, taken; else nothing."""
        if self._at < len(self._tokens) and self._tokens[self._at] in signs:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def _bounded(self, value: Fraction) -> Fraction:
        if value.numerator.bit_length() > MOST_BITS or value.denominator.bit_length() > MOST_BITS:
            self._wrong("too_large")
        return value

    def _sum(self) -> Fraction:
        left = self._product()[0]
        while sign := self._next("+-"):
            right, percent = self._product()
            if percent:
                right *= left  # "200 + 10%" is 220
            left = self._bounded(left + right if sign == "+" else left - right)
        return left

    def _product(self) -> tuple[Fraction, bool]:
        """A product, and whether it is nothing but a percentage."""
        left, percent = self._signed()
        while sign := self._next("*/"):
            right, _ = self._signed()
            if sign == "/" and right == 0:
                self._wrong("division_by_zero")
            left, percent = self._bounded(left * right if sign == "*" else left / right), False
        return left, percent

    def _signed(self) -> tuple[Fraction, bool]:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            self._wrong("too_large")
        sign = self._next("+-")
        if sign:
            value, percent = self._signed()
            found = (-value if sign == "-" else value), percent
        else:
            found = self._power()
        self._depth -= 1
        return found

    def _power(self) -> tuple[Fraction, bool]:
        base, percent = self._atom()
        if not self._next("^"):
            return base, percent
        exponent, _ = self._signed()
        if exponent.denominator != 1 or abs(exponent) > MOST_BITS:
            self._wrong("power")
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if size > 1 and size * abs(exponent.numerator) > MOST_BITS:
            self._wrong("too_large")
        if base == 0 and exponent < 0:
            self._wrong("division_by_zero")
        return self._bounded(base ** int(exponent)), False

    def _atom(self) -> tuple[Fraction, bool]:
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                self._wrong("unreadable")
        elif self._at < len(self._tokens) and self._tokens[self._at][0] in ".0123456789":
            value = self._bounded(Fraction(self._tokens[self._at]))
            self._at += 1
        else:
            self._wrong("unreadable")
        percent = False
        while self._next("%"):
            value, percent = value / 100, True
        return value, percent
