"""The functions of the calculator, over exact fractions."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt
from typing import Final

# Of a root that is no fraction, and of a fraction that would take too many.
KEPT_DIGITS = 60


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("no real root")
    exact = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if exact * exact == value:
        return exact
    with localcontext() as context:
        context.prec = KEPT_DIGITS
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def _rounded(arguments: Sequence[Fraction]) -> Fraction:
    """As people round: a half goes away from zero."""
    digits = arguments[1] if len(arguments) > 1 else Fraction(0)
    if digits.denominator != 1 or abs(digits) > 100:
        raise ValueError("no number of digits")
    scale = Fraction(10) ** int(digits)
    magnitude = (abs(arguments[0]) * scale + Fraction(1, 2)) // 1 / scale
    return magnitude if arguments[0] >= 0 else -magnitude


def _median(values: Sequence[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _average(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


_MANY: Final = 1_000

FUNCTIONS: Final[Mapping[str, tuple[Callable[[Sequence[Fraction]], Fraction], int, int]]] = {
    "abs": (lambda values: abs(values[0]), 1, 1),
    "average": (_average, 1, _MANY),
    "avg": (_average, 1, _MANY),
    "ceil": (lambda values: Fraction(-(-values[0] // 1)), 1, 1),
    "floor": (lambda values: Fraction(values[0] // 1), 1, 1),
    "max": (max, 1, _MANY),
    "mean": (_average, 1, _MANY),
    "median": (_median, 1, _MANY),
    "min": (min, 1, _MANY),
    "mod": (lambda values: values[0] % values[1], 2, 2),
    # "percent(30, 120)" is 25, "percent_change(80, 100)" too.
    "percent": (lambda values: values[0] / values[1] * 100, 2, 2),
    "percent_change": (lambda values: (values[1] - values[0]) / values[0] * 100, 2, 2),
    "round": (_rounded, 1, 2),
    "sqrt": (lambda values: _root(values[0]), 1, 1),
    "sum": (lambda values: sum(values, Fraction(0)), 1, _MANY),
}
"""By name: the function, and how few and how many arguments it takes."""
