"""How high each turn is: measured where it was seen at this width, else estimated from its text."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from assistant.rich_text import FIRST
from gui.chat.turn_state import TurnState


class Heights:
    """Heights in pixels, by the turn's place in the list."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._tops: list[int] | None = None

    def reset(self, states: Sequence[TurnState], estimate: Callable[[TurnState], int]) -> None:
        """Estimate all anew."""
        self._heights = [estimate(state) for state in states]
        self._tops = None

    def append(self, height: int) -> None:
        """One more turn."""
        self._heights.append(height)
        self._tops = None

    def cut(self, count: int) -> None:
        """Only the first ones are left."""
        del self._heights[count:]
        self._tops = None

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def __setitem__(self, index: int, height: int) -> None:
        if self._heights[index] != height:
            self._heights[index] = height
            self._tops = None

    def top(self, index: int) -> int:
        """Where a turn begins, from the top of the first; of one behind the last: where that ends."""
        return self._all_tops()[index]

    def at(self, y: int) -> tuple[int, int]:
        """The turn that covers ``y``, and how far below its top that is."""
        tops = self._all_tops()
        index = max(0, min(bisect_right(tops, y) - 1, len(self._heights) - 1))
        return index, max(0, y - tops[index])

    @property
    def total(self) -> int:
        """Of all turns."""
        return self._all_tops()[-1]

    def _all_tops(self) -> list[int]:
        if self._tops is None:
            self._tops = [0, *accumulate(self._heights)]
        return self._tops


def estimated_height(state: TurnState, width: int, letter: float, line: float) -> int:
    """About as high as a turn will be.

    Args:
        width: of the list, pixels.
        letter: mean width of a letter, pixels.
        line: height of a line, pixels.
    """
    per_line = max(10.0, (width - 40) / letter)
    lines = 6.0 + min(len(state.question), 2_000) // per_line + 1.25 * (min(len(state.answer), FIRST) // per_line)
    if state.made is not None:
        table = state.made.table
        lines += 2 + len(state.made.notes) + (0 if table is None else 2 + 1.5 * min(len(table.rows), 10))
        lines += 0 if state.made.chart is None or table is None else 1.3 * min(len(table.rows), 30)
    lines += 1.4 * (len(state.actions) + 1) if state.actions else 0
    for quote in state.evidence[:6]:
        lines += 2.8 + min(len(quote.text), 600) // per_line
    return int(lines * line)
