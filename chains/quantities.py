"""Numbers with their unit in a text, and the number that a text is."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        unit: ISO 4217 for money, ``%``, a symbol such as ``m²``, a word such as ``month``; empty for none.
    """

    value: int | float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class QuantityFound:
    """A quantity where it stands: ``text[start:end]``."""

    start: int
    end: int
    quantity: Quantity


_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")


def quantities(text: str, language: str = "en") -> list[QuantityFound]:
    """The numbers of ``text`` with their units, in order."""
    found = []
    for match in _NUMBER.finditer(text):
        digits = match.group().replace(",", "")
        value = float(digits) if "." in digits else int(digits)
        found.append(QuantityFound(match.start(), match.end(), Quantity(value)))
    return found


def read_quantity(text: str, language: str = "en") -> Quantity | None:
    """The quantity that ``text`` is; None if it is none, or several."""
    found = quantities(text, language)
    if len(found) != 1:
        return None
    rest = (text[: found[0].start] + text[found[0].end :]).strip()
    return Quantity(found[0].quantity.value, rest)


def read_number(text: str, language: str = "en") -> int | float | None:
    """The number that ``text`` is, whatever its unit; None if it is none, or several."""
    found = quantities(text, language)
    return found[0].quantity.value if len(found) == 1 else None
