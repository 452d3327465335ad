"""Dates in a text as real dates, in the way its language writes them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["year", "month", "day", "minute", "second"]


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date where it stands: ``text[start:end]``.

    Attributes:
        value: a ``datetime`` where a time of day is given; the first day of a month or year that stands alone.
        other: the other day that it can be, where the language does not say whether the day or the month is first.
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


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?")


def dates(text: str, language: str = "en") -> list[DateFound]:
    """The dates of ``text``, in order.

    Args:
        language: ISO 639-1, or with a region (``en-GB``) where that tells the day from the month.
    """
    found = []
    for match in _ISO.finditer(text):
        numbers = [int(group) for group in match.groups() if group]
        try:
            value = date(*numbers[:3]) if len(numbers) == 3 else datetime(*numbers)  # type: ignore[arg-type] # 5 or 6
        except ValueError:
            continue
        precision: Precision = {3: "day", 5: "minute", 6: "second"}[len(numbers)]  # type: ignore[assignment] # of these
        found.append(DateFound(match.start(), match.end(), value, precision))
    return found


def read_date(text: str, language: str = "en") -> DateFound | None:
    """The date that ``text`` is; None if it is none, or says something else as well."""
    found = dates(text, language)
    if len(found) != 1 or re.search(r"\w", text[: found[0].start] + text[found[0].end :]):
        return None
    return found[0]
