"""Arithmetic by exact fractions: a small parser of its own, nothing of Python is evaluated; limits on size and time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import log2
from typing import Final, NoReturn

from chains.calculator_functions import FUNCTIONS, KEPT_DIGITS
from chains.errors import InputError
from chains.locales import currencies, separators
from chains.numerals import PLAIN

MOST_CHARACTERS = 400
MOST_DEPTH = 40
# Of a number within a calculation: about 600 decimal digits. A fraction of that size with more digits is rounded.
MOST_BITS = 2000
SHOWN_DIGITS = 12


# Digits are ASCII: others look alike and mean something else. A list of arguments is split by commas, so that a comma
# within a number needs another sign of its meaning there; see ``_spaced``.
_NUMBER = r"\d[\d.,'’]*\d|\d|\.\d+"
_NUMBER_IN_LIST = r"\d+(?:\.\d+)?|\.\d+"
_REST = (
    r"|(?P<sign>\*\*|[-+*/^()%,;]|(?<!\b0)x(?=\s*[\d(.]))|(?P<percent>per\s?cent\b(?!\s*\())|(?P<of>of\b)"
    r"|(?P<scale>thousand\b|million\b|billion\b|[万萬亿億])|(?P<name>[a-z][a-z_]{0,19}))"
)
_TOKEN, _TOKEN_IN_LIST = (
    re.compile(rf"\s*(?:(?P<number>{number}){_REST}", re.IGNORECASE | re.ASCII) for number in (_NUMBER, _NUMBER_IN_LIST)
)
_SCALES: Final[Mapping[str, int]] = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
}  # fmt: skip
_PLAIN = PLAIN | str.maketrans(
    {"×": "*", "·": "*", "÷": "/", "–": "-", "％": "%", "＋": "+", "[": "(", "]": ")", "；": ";", "√": "sqrt"}
)
_PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494")
# What may be the name of a currency; whether it is says the language.
_CURRENCY = re.compile(r"[$€£¥￥₹₩]|[^\W\d_]{2,}")
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


def calculate(expression: str, language: str = "en") -> Fraction:
    """The value of an arithmetic expression; see ``worked_out``."""
    return worked_out(expression, language)[0]


def worked_out(expression: str, language: str = "en") -> tuple[Fraction, str]:
    """The value of an arithmetic expression, and the expression as it was read, in plain figures.

    Knows ``+ - * / ^ **``, brackets, ``×`` and ``÷``, percentages (``15% of 80``, ``80 * 15%``; ``200 + 10%`` adds a
    tenth of 200), thousands separated as the language does, decimals as exact fractions, ``3 million`` and ``2万``,
    ``pi``, and the functions of ``FUNCTIONS``; a currency is dropped.

    Args:
        language: ISO 639-1; tells what a lone comma or full stop is ("1.250" is more than a thousand in German).

    Raises:
        CalculationError: it is none, divides by zero, or is larger than the limits.
    """
    if len(expression) > MOST_CHARACTERS:
        raise CalculationError("calculator.too_large", expression=f"{expression[:40]}…")
    parser = _Parser(expression, language)
    return parser.value(), parser.read


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

    def __init__(self, expression: str, language: str) -> None:
        self._expression = expression
        self._decimal = "." if language == "en" else separators(language)[0]
        self._tokens = list(self._split(self._without_money(expression.translate(_PLAIN), language).rstrip()))
        self._at = 0
        self._depth = 0

    @property
    def read(self) -> str:
        """The tokens as people write them."""
        text = re.sub(r"(?<=[\w)%]) ?([-+*/]) ?", r" \1 ", "".join(self._tokens))
        return re.sub(r",", ", ", text)

    def value(self) -> Fraction:
        found = self._sum()
        if self._at < len(self._tokens):
            self._wrong("unreadable")
        return found

    def _without_money(self, text: str, language: str) -> str:
        """``text`` without signs and names of a currency; two of them have no common value."""
        found: set[str] = set()

        def left(match: re.Match[str]) -> str:
            word = match.group()
            code = "" if word.lower() in FUNCTIONS else currencies(language).get(word, "")
            found.update({code} - {""})
            return " " if code else word

        plain = _CURRENCY.sub(left, text)
        if len(found) > 1:
            self._wrong("currencies")
        return plain

    def _split(self, text: str) -> Iterator[str]:
        at = 0
        lists: list[re.Pattern[str]] = []  # of each open bracket: how numbers are written in it
        called = False
        while at < len(text):
            match = (lists[-1] if lists else _TOKEN).match(text, at)
            if match is None:
                self._wrong("unreadable")
            token = match["sign"] or ""
            if token == "(":
                commas = called and not _spaced(text, match.end())
                lists.append(_TOKEN_IN_LIST if commas else _TOKEN if called or not lists else lists[-1])
            elif token == ")" and lists:
                lists.pop()
            called = bool(match["name"])
            yield self._token(match)
            at = match.end()

    def _token(self, match: re.Match[str]) -> str:
        if match["number"]:
            return self._number(match["number"])
        if match["name"]:
            return match["name"].lower()
        if match["scale"]:
            return f"*{_SCALES[match['scale'].lower()]}"
        if match["percent"]:
            return "%"
        sign = (match["sign"] or "*").lower()
        return {"**": "^", "x": "*", ";": ","}.get(sign, sign)

    def _number(self, text: str) -> str:
        """Digits with a full stop before the decimals, and nothing else."""
        plain = re.sub(r"['’]", "", text)
        signs = re.findall(r"[.,]", plain)
        whole = r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*"
        if len(set(signs)) == 2 and re.fullmatch(rf"{whole}(?!\1)[.,]\d+", plain):
            point = signs[-1]
        elif len(signs) > 1 and re.fullmatch(whole, plain):
            point = ""
        elif len(signs) == 1:
            # "1,250" is a decimal where the language says so, and "12,5" everywhere.
            point = signs[0] if signs[0] == self._decimal or not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain) else ""
        elif not signs:
            point = ""
        else:
            self._wrong("unreadable")
        return "".join("." if char == point else "" if char in ".," else char for char in plain)

    def _wrong(self, code: str) -> NoReturn:
        raise CalculationError(f"calculator.{code}", expression=self._expression.strip()[:80])

    def _next(self, signs: str) -> str:
        """The next token if it is one of ``signs``, taken; else nothing."""
        if self._at < len(self._tokens) and self._tokens[self._at] in signs:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def _bounded(self, value: Fraction) -> Fraction:
        sizes = value.numerator.bit_length(), value.denominator.bit_length()
        if max(sizes) <= MOST_BITS:
            return value
        if value.denominator == 1 or abs(sizes[0] - sizes[1]) >= MOST_BITS:
            self._wrong("too_large")
        with localcontext() as context:
            context.prec = KEPT_DIGITS
            return Fraction(Decimal(value.numerator) / Decimal(value.denominator))

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
        if base == 0 and exponent < 0:
            self._wrong("division_by_zero")
        return self._bounded(self._raised(base, int(exponent))), False

    def _raised(self, base: Fraction, exponent: int) -> Fraction:
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if size <= 1 or size * abs(exponent) <= MOST_BITS:
            return base**exponent
        # Not worked out before it is known to be small enough: 9**9**9 has 369 million digits.
        magnitude = abs(exponent * (log2(abs(base.numerator)) - log2(base.denominator)))
        if base.denominator == 1 or magnitude >= MOST_BITS:
            self._wrong("too_large")
        with localcontext() as context:
            context.prec = KEPT_DIGITS
            return Fraction((Decimal(base.numerator) / Decimal(base.denominator)) ** exponent)

    def _atom(self) -> tuple[Fraction, bool]:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                self._wrong("unreadable")
        elif token[:1] in set(".0123456789"):
            value = self._bounded(Fraction(token))
            self._at += 1
        elif token == "pi":
            value = _PI
            self._at += 1
        elif token[:1].isalpha():
            value = self._bounded(self._call(token))
        else:
            self._wrong("unreadable")
        while self._at < len(self._tokens) and self._tokens[self._at][:1] == "*" and len(self._tokens[self._at]) > 1:
            value = self._bounded(value * int(self._tokens[self._at][1:]))  # "3 million"
            self._at += 1
        percent = False
        while self._next("%"):
            value, percent = value / 100, True
        return value, percent

    def _call(self, name: str) -> Fraction:
        """The value of a function that is called at the present place."""
        if name not in FUNCTIONS:
            self._wrong("function")
        function, least, most = FUNCTIONS[name]
        self._at += 1
        if not self._next("("):
            self._wrong("unreadable")
        arguments = [self._sum()]
        while self._next(","):
            arguments.append(self._sum())
        if not self._next(")") or not least <= len(arguments) <= most:
            self._wrong("unreadable")
        try:
            return function(arguments)
        except ZeroDivisionError:
            self._wrong("division_by_zero")
        except ValueError:
            self._wrong("range")


def _spaced(text: str, start: int) -> bool:
    """Whether arguments are split by commas with a blank, in the brackets that open before ``start``.

    Commas without one are within numbers then: ``sum(1,200, 300)`` has two.
    """
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
        if depth < 0:
            break
        if depth == 0 and (text[at] == ";" or text[at : at + 2] == ", "):
            return True
    return False
