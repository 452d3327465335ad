"""Rows that sum up the others: by what they say, and by their figures being those of the rows above."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chains.tables.cells import Figures, is_blank
from chains.tables.types import NUMERIC, Column, Sheet, Value

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
    numeric = [at for at, column in enumerate(columns) if column.kind in NUMERIC]
    whole, section = [_Sum() for _ in numeric], [_Sum() for _ in numeric]
    begun = 0  # where the rows begin that a subtotal adds up
    for number, row in enumerate(cells):
        texts = [cell.strip(" *_:：") for at, cell in enumerate(row) if at not in numeric and not is_blank(cell)]
        # A cell that says "Total" in a column of figures makes no figure of it.
        texts += [
            row[at].strip(" *_:：") for at in numeric if not is_blank(row[at]) and not any(map(str.isdigit, row[at]))
        ]
        says = any(_SAYS.fullmatch(text) for text in texts)
        for_one = any(_for_one(text, cells, at) for at, text in enumerate(row) if at not in numeric)
        figures = [value if isinstance(value := columns[at].values[number], int | float) else None for at in numeric]
        adds = number - begun >= 2 and _adds_up(figures, whole, section)
        last = number == len(cells) - 1
        if says or (for_one and adds) or (adds and not texts and (last or len(numeric) > 1)):
            found.append(number)
            begun, section = number + 1, [_Sum() for _ in numeric]
            continue
        for at, figure in enumerate(figures):
            if figure is not None:
                whole[at].add(figure)
                section[at].add(figure)
    # A table of nothing but totals is a table.
    return found if len(found) < len(cells) else []


def _for_one(text: str, cells: Sequence[Sequence[str]], at: int) -> bool:
    """Whether it says "Total North" of a column that has "North", or "North total"."""
    match = _SAYS_FOR.fullmatch(text.strip(" *_:："))
    if match is None:
        return False
    of = next(group for group in match.groups() if group).strip().casefold()
    return any(of in {cell.strip().casefold() for cell in row} for row in cells) or of.isdigit()


@dataclass(slots=True)
class _Sum:
    """Figures added up as the rows are gone through: a sheet may have many thousands."""

    count: int = 0
    value: float = 0.0
    any: bool = False

    def add(self, figure: float) -> None:
        self.count += 1
        self.value += figure
        self.any = self.any or bool(figure)

    def is_(self, value: float) -> bool:
        """Whether ``value`` is the sum of several, not all of them nothing."""
        return self.count >= 2 and self.any and math.isclose(value, self.value, rel_tol=1e-9, abs_tol=0.005)


def _adds_up(figures: Sequence[float | None], whole: Sequence[_Sum], section: Sequence[_Sum]) -> bool:
    """Whether each filled figure of a row is the sum of those above: of its section, or of all that are no sums."""
    filled = [at for at, figure in enumerate(figures) if figure is not None]
    return bool(filled) and all(
        any(sums[at].is_(figure) for sums in (whole, section)) for at in filled if (figure := figures[at]) is not None
    )


def total_column(sheet: Sheet) -> Column | None:
    """The column of figures that adds up all the others, row by row; None where there is none."""
    figures = [(column, list(sheet.values_of(column))) for column in sheet.columns if column.numeric]
    if len(figures) < 3 or len(sheet.rows) < 2:
        return None
    for total, sums in figures:
        others = zip(*(values for column, values in figures if column is not total), strict=True)
        if all(_adds(value, row) for value, row in zip(sums, others, strict=True)):
            return total
    return None


def _adds(total: Value, row: Sequence[Value]) -> bool:
    figures = [value for value in row if isinstance(value, int | float)]
    return isinstance(total, int | float) and math.isclose(total, math.fsum(figures), rel_tol=1e-6, abs_tol=0.01)
