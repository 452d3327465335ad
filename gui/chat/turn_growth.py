"""How the last turn is shown while it is written: words in batches, what a chain has made part after part."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gui.chat.turn_view import TurnView

# Laying out a growing text for each token is slow; the eye sees no difference below this.
BATCH_MILLISECONDS = 40


class Growth(QObject):
    """Brings the view of the last turn up to date.

    Args:
        last: gives that view with its state as it is now; None where there is no view of it.
    """

    shown = Signal()  # it may need another height

    def __init__(self, last: Callable[[], TurnView | None], parent: QObject) -> None:
        super().__init__(parent)
        self._last = last
        self._part = 0  # that is shown next
        self._beat = QTimer(self, singleShot=True, interval=BATCH_MILLISECONDS)
        self._beat.timeout.connect(self.grow)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._show_part)

    @property
    def pending(self) -> bool:
        """Whether parts are still to be shown."""
        return self._next.isActive()

    def follow(self) -> None:
        """Words have come: show them with those that come in a moment."""
        if not self._beat.isActive():
            self._beat.start()

    def grow(self) -> None:
        """Show now what has come."""
        view = self._last()
        if view is not None:
            view.grow()
        self.shown.emit()

    def show(self, *, by_parts: bool) -> None:
        """Show all of it anew: at once, or part after part with the event loop between them."""
        self._beat.stop()
        if by_parts:
            self._part = 0
            self._next.start()
        else:
            self._refresh()

    def stop(self) -> None:
        """It is not the last turn any more."""
        self._beat.stop()
        self._next.stop()

    def _show_part(self) -> None:
        view = self._last()
        if view is None or self._part == len(view.parts):
            self._refresh()
            return
        view.parts[self._part]()
        self._part += 1
        self._next.start()
        self.shown.emit()

    def _refresh(self) -> None:
        view = self._last()
        if view is not None:
            view.refresh()
        self.shown.emit()
