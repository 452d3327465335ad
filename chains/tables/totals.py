"""Rows that sum up the others: by what they say, and by their figures being those of the rows above."""

import math
import re
from collections.abc import Sequence

from chains.tables.cells import Figures, is_blank
from chains.tables.types import NUMERIC

_SAYS = re.compile(
    r"(?:(?:grand|overall|sub)[\s-]*)?(?:totals?|sums?|averages?|mean)"
    r"(?:\s*(?:amount|sales|revenue|of all|all|in all|overall))?"
    r"|in total|altogether|all (?:together|products|regions|rows)|gesamt|summe|insgesamt|somme"
    r"|(?:总|合|小|累|共)计|总和|总额|总数|合计金额|平均值?|均值",
    re.IGNORECASE,
)
_SAYS_FOR = re.compile(
    r"(?:sub-?\s*)?totals?\s+(?:for\s+|of\s+)?(?P<of>.+)|(?P<what>.+?)\s+(?:sub-?\s*)?totals?|(?P<zh>.+?)(?:合|小|总)计",
    re.IGNORECASE,
)


def total_rows(cells: Sequence[Sequence[str]], columns: Sequence[Figures]) -> list[int]:
    """Which rows are totals, subtotals or averages of others, in order."""
    found: list[int] = []
    section = 0  # where the rows begin that a subtotal adds up
    numeric = [at for at, column in enumerate(columns) if column.kind in NUMERIC]
    for number, row in enumerate(cells):
        texts = [cell.strip(" *_:：") for at, cell in enumerate(row) if at not in numeric and not is_blank(cell)]
        # A cell that says "Total" in a column of figures makes no figure of it.
        texts += [
            row[at].strip(" *_:：") for at in numeric if not is_blank(row[at]) and not any(map(str.isdigit, row[at]))
        ]
        says = any(_SAYS.fullmatch(text) for text in texts)
        for_one = any(_for_one(text, cells, at) for at, text in enumerate(row) if at not in numeric)
        adds = number - section >= 2 and _adds_up(columns, numeric, found, section, number)
        last = number == len(cells) - 1
        if says or (for_one and adds) or (adds and not texts and (last or len(numeric) > 1)):
            found.append(number)
            section = number + 1
    # A table of nothing but totals is a table.
    return found if len(found) < len(cells) else []


def _for_one(text: str, cells: Sequence[Sequence[str]], at: int) -> bool:
    """Whether it says "Total North" of a column that has "North", or "North total"."""
    match = _SAYS_FOR.fullmatch(text.strip(" *_:："))
    if match is None:
        return False
    of = next(group for group in match.groups() if group).strip().casefold()
    return any(of in {cell.strip().casefold() for cell in row} for row in cells) or of.isdigit()


def _adds_up(columns: Sequence[Figures], numeric: Sequence[int], sums: Sequence[int], start: int, number: int) -> bool:
    """Whether each filled figure of the row is the sum of those above: of its section, or of all that are no sums."""
    checked = 0
    for at in numeric:
        value = columns[at].values[number]
        if not isinstance(value, int | float):
            continue
        parts = [columns[at].values[other] for other in range(number) if other not in sums]
        below = [columns[at].values[other] for other in range(start, number)]
        if not any(_is_sum(value, group) for group in (parts, below)):
            return False
        checked += 1
    return checked > 0


def _is_sum(value: float, parts: Sequence[object]) -> bool:
    figures = [part for part in parts if isinstance(part, int | float)]
    return len(figures) >= 2 and any(figures) and math.isclose(value, math.fsum(figures), rel_tol=1e-9, abs_tol=0.005)
