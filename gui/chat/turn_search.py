"""Searching in the turns: all places are marked, and the one that is looked at is brought into sight."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from gui.chat.turn_matches import Matches
from gui.chat.turn_pool import TurnPool
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView


class TurnSearch:
    """Goes from match to match.

    Args:
        views: of the turns that are in sight, or nearly.
        viewport: that they are seen in.
        go_to: brings a turn into sight, this far below its top.
    """

    def __init__(self, views: TurnPool, viewport: QWidget, go_to: Callable[[int, int], None]) -> None:
        self._views = views
        self._viewport = viewport
        self._go_to = go_to
        self._matches = Matches()

    def find(self, text: str, states: Sequence[TurnState]) -> int:
        """How often ``text`` stands in these turns; the first is shown. An empty text ends the search."""
        self._matches = Matches.of(text, states)
        self._show_match()
        return len(self._matches.found)

    def step(self, by: int = 1) -> int:
        """Show the next match, or the one before with -1; its number from 1, 0 where there is none."""
        self._matches.step(by)
        self._show_match()
        return self._matches.current + 1

    def forget(self) -> None:
        """Other turns are shown."""
        self._matches = Matches()

    def mark(self, index: int, view: TurnView) -> None:
        """Mark the matches of a turn."""
        match = self._matches.match
        here = match if match is not None and match.turn == index else None
        view.mark_matches(self._matches.text, here)

    def _show_match(self) -> None:
        for index, view in self._views.items():
            self.mark(index, view)
        match = self._matches.match
        if match is None:
            return
        if match.turn not in self._views:
            self._go_to(match.turn, 0)
        there = self._views.get(match.turn)
        if there is None:
            return
        height = self._viewport.height()
        y = there.y() + there.match_top(match.part, self._matches.text, match.number)
        if not 0 <= y < height - 40:
            self._go_to(match.turn, max(0, y - there.y() - height // 3))
