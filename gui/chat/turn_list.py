"""The turns of a conversation, of which only those that are in sight exist as widgets."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from assistant.conversations import Turn
from assistant.events import Event
from gui.theme import Themes


class TurnList(QAbstractScrollArea):
    """Shows turns, stored ones and the one that is being answered.

    A turn is named by its number in the conversation (``Turn.ordinal``), from 1.

    Args:
        themes: whose colours it wears.
    """

    cited = Signal(object, int)  # Quote, its index in the evidence: to be shown where it stands written
    evidence_chosen = Signal(int, int)  # turn, index: the same, with the turn it belongs to
    why_wanted = Signal(int, int)  # turn, index: how this quote was found
    pin = Signal(int, int)  # turn, chunk_id
    drop = Signal(int, int)  # turn, chunk_id
    edit = Signal(int)
    again = Signal(int)
    branch = Signal(int)
    retry = Signal(int)
    receipt_wanted = Signal(int)
    route_chosen = Signal(int, str)  # turn, RouteName
    own_words = Signal(int)
    version_chosen = Signal(int, int)  # turn, version

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def set_turns(self, turns: Sequence[Turn]) -> None:
        """Show these turns, the last one at the bottom."""

    def begin(self, question: str, ordinal: int | None = None) -> None:
        """A question was asked; what is shown follows its events.

        Args:
            ordinal: the turn whose place it takes; that one and those below leave. None for the end.
        """

    def apply(self, event: Event) -> None:
        """Show what an event of the running turn tells."""

    def finish(self, turn: Turn | None) -> None:
        """The running turn has ended: as it was stored, or None where it never was, which takes it away."""

    def clear(self) -> None:
        """Show no turn."""

    def scroll_to(self, ordinal: int) -> None:
        """Bring a turn to the top."""

    def set_placeholder(self, placeholder: QWidget) -> None:
        """What is shown while there is no turn."""

    def find(self, text: str) -> int:
        """How often ``text`` stands in the turns; the first is shown. An empty text ends the search."""
        return 0

    def next_match(self, step: int = 1) -> int:
        """Show the next match, or the one before with ``step`` -1; its number from 1, 0 where there is none."""
        return 0
