"""Changes that a dialog makes: one after the other, off the UI thread, and none is lost when it is closed."""

import threading
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from gui.jobs import Job, Jobs

Change = Callable[[], object]


class Changes(QObject):
    """A queue of changes.

    Args:
        jobs: of the window.
        parent: the dialog, or a part of it.
    """

    made = Signal(object)  # what a change gave back
    failed = Signal(object)  # an AssistantError; the changes behind it are made all the same
    settled = Signal()  # none waits any more

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: deque[Change] = deque()
        self._making = threading.Lock()
        self._running: Job | None = None
        self._gone = False

    @property
    def busy(self) -> bool:
        """Whether one is being made, or waits."""
        return self._running is not None

    def do(self, change: Change) -> None:
        """Make a change, after those that wait; it is called off the UI thread."""
        self._waiting.append(change)
        if self._running is None:
            self._start()

    def let_go(self) -> None:
        """The dialog closes: what is left goes on without it; the window tells what goes wrong with that."""
        if self._gone:  # Qt closes by rejecting
            return
        self._gone = True
        if self._running is not None:
            self._running.failed.connect(self._jobs.failed)
        for _ in range(len(self._waiting)):  # one that fails ends its job; the next goes on with the rest
            self._jobs.start(self._drained)

    def _start(self) -> None:
        self._running = self._jobs.start(self._drained, item=self._made, failed=self._failed, finished=self._ended)

    def _drained(self, _: Cancel) -> Iterator[object]:
        """The results of all changes that wait; a stop keeps none from being made."""
        with self._making:
            while self._waiting:
                yield self._waiting.popleft()()

    def _made(self, result: object) -> None:
        self.made.emit(result)

    def _failed(self, error: AssistantError) -> None:
        self.failed.emit(error)

    def _ended(self) -> None:
        self._running = None
        if self._waiting:
            self._start()
        else:
            self.settled.emit()
