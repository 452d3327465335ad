"""The turns that exist as widgets, by their place in the list."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from gui.chat.looks import Looks
from gui.chat.quote_tip import QuoteTip
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView

# Where a view stands before it has a place: what is shown is polished, and measures what it will measure.
_OUT_OF_SIGHT = -20_000


class TurnPool:
    """Makes views and lets go of them.

    Args:
        parent: of the views.
        tip: shared by all of them.
        signals: by name, which of each view goes where.
        resized: called when a view needs another height.
    """

    def __init__(
        self, parent: QWidget, tip: QuoteTip, signals: dict[str, SignalInstance], resized: Callable[[], None]
    ) -> None:
        self._parent = parent
        self._tip = tip
        self._signals = signals
        self._resized = resized
        self._views: dict[int, TurnView] = {}

    def make(self, index: int, state: TurnState, looks: Looks, width: int) -> TurnView:
        """A view for the turn in this place."""
        view = TurnView(state, looks, self._tip, self._parent)
        for name, signal in self._signals.items():
            getattr(view, name).connect(signal)
        view.resized.connect(self._resized)
        view.setGeometry(0, _OUT_OF_SIGHT, width, 100)
        view.show()
        self._views[index] = view
        return view

    def drop(self, index: int) -> None:
        """Let go of one."""
        view = self._views.pop(index)
        if view.has_focus:  # else Qt gives it to whatever was made next
            self._parent.setFocus()
        view.hide()
        view.deleteLater()

    def drop_from(self, index: int) -> None:
        """Let go of this one and all behind it."""
        for place in [place for place in self._views if place >= index]:
            self.drop(place)

    def get(self, index: int) -> TurnView | None:
        """The view in a place, if there is one."""
        return self._views.get(index)

    def __contains__(self, index: int) -> bool:
        return index in self._views

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._views))

    def items(self) -> list[tuple[int, TurnView]]:
        """Places and views."""
        return list(self._views.items())
