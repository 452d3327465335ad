"""A question being read: its items, and which of them have had their say."""

from dataclasses import dataclass, field

from chains.tables.naming import Item
from chains.tables.query import Condition, Operator
from chains.tables.types import Column, Sheet

FAR = 6


@dataclass(slots=True)
class Asked:
    """A question being read: its items, which of them have had their say, and what they said.

    Attributes:
        open: places where it could mean several columns: the conditions it could be, best first.
        counts: comparisons with a number that no column has: of a group's rows.
    """

    sheet: Sheet
    items: list[Item]
    used: set[int] = field(default_factory=set)
    where: list[Condition] = field(default_factory=list)
    open: list[tuple[Condition, ...]] = field(default_factory=list)
    counts: list[tuple[Operator, float | int, Column | None]] = field(default_factory=list)
    relative: str = ""
    question: str = ""

    def between(self, one: int, other: int) -> str:
        """What stands between two items."""
        return self.question[self.items[one].end : self.items[other].start]

    def free(self, at: int) -> bool:
        """Whether there is such an item and it has had no say yet."""
        return 0 <= at < len(self.items) and at not in self.used

    def near(self, at: int, step: int, most: int = FAR) -> list[int]:
        """Places from next to ``at`` in one direction."""
        end = at + step * (most + 1)
        return [place for place in range(at + step, end, step) if 0 <= place < len(self.items)]


def negated(asked: Asked, at: int) -> bool:
    """Whether "not", "except" stands before it; a list goes on with what began it."""
    for place in asked.near(at, -1, 4):
        item = asked.items[place]
        if item.says("not"):
            asked.used.add(place)
            return True
        if item.kind in {"value", "moment", "number", "column"}:
            return item.kind == "value" and place + 2 >= at and _negated_before(asked, place)
    return False


def _negated_before(asked: Asked, at: int) -> bool:
    return any(asked.items[place].says("not") for place in asked.near(at, -1, 2))
