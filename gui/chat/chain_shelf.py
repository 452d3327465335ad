"""The chains that can be called, read off the UI thread: at the start, and again whenever they are offered."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from assistant.cancel import Cancel
from gui.jobs import Job, Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.chain_offers import Offers

# Every chain is imported for the list; a window that has just opened has better things to do with the processor.
SETTLED_MILLISECONDS = 1500


class ChainShelf(QObject):
    """Knows what is offered; a person may write a chain of their own while the window is open."""

    changed = Signal(object)  # Offers

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._job: Job | None = None
        self.offers: Offers | None = None

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        QTimer.singleShot(SETTLED_MILLISECONDS, self, self.refresh)

    def refresh(self) -> None:
        """Read the shelf again, if it is not being read."""
        assistant = self._assistant
        if assistant is None or self._job is not None:
            return

        def work(cancel: Cancel) -> "Iterator[Offers]":
            from assistant.chain_offers import Offers  # with every chain behind it

            yield Offers.of(assistant.chains.shelf)

        self._job = self._jobs.start(work, item=self._take, finished=self._end)

    def _take(self, offers: "Offers") -> None:
        self.offers = offers
        self.changed.emit(offers)

    def _end(self) -> None:
        self._job = None
