"""Who asks: one question at a time, and one that waits for its end."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.events import Event
from assistant.library.types import Scope
from gui.chat.consents import Asked
from gui.chat.request import Request
from gui.chat.run import Run
from gui.jobs import Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that comes next.

    Attributes:
        conversation: id; None for that of ``after``, and a new one where that is None, too.
        after: the run whose conversation was open when it was asked.
    """

    request: Request
    conversation: str | None
    scope: Scope
    after: Run | None


class Asking(QObject):
    """Runs questions one after another; a model answers one at a time."""

    started = Signal(object)  # Run
    happened = Signal(object, object)  # Run, Event or Asked
    ended = Signal(object)  # Run
    waiting_changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self.run: Run | None = None
        self.waiting: Waiting | None = None

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def ask(
        self, request: Request, conversation: str | None, scope: Scope, after: Run | None, *, at_once: bool = True
    ) -> bool:
        """Ask now, or next; False where it can be neither, because one waits already.

        Args:
            after: the run that ``request`` follows in its conversation, if that has not ended.
            at_once: False to wait for ``go_on`` even if nothing runs.
        """
        if self._assistant is None:
            return False
        if at_once and self.run is None and self.waiting is None:
            self._start(request, conversation, scope)
            return True
        if self.waiting is not None:
            return False
        self.waiting = Waiting(request, conversation, scope, after)
        self.waiting_changed.emit()
        return True

    def go_on(self) -> None:
        """Ask what waits, if nothing runs."""
        waiting = self.waiting
        if waiting is None or self.run is not None:
            return
        self.waiting = None
        self.waiting_changed.emit()
        conversation = waiting.conversation or (waiting.after.conversation if waiting.after is not None else None)
        self._start(waiting.request, conversation, waiting.scope)

    def stop(self) -> None:
        """End the answer that is being written; what was written is kept."""
        if self.run is not None:
            self.run.stop()

    def cancel_waiting(self) -> Request | None:
        """Do not ask what waits; what it was."""
        waiting, self.waiting = self.waiting, None
        self.waiting_changed.emit()
        return None if waiting is None else waiting.request

    def _start(self, request: Request, conversation: str | None, scope: Scope) -> None:
        assert self._assistant is not None
        run = Run(request, conversation, scope, self)
        run.happened.connect(self._happened)
        run.ended.connect(self._ended)
        self.run = run
        self.started.emit(run)
        run.start(self._jobs, self._assistant)

    def _happened(self, run: Run, event: Event | Asked) -> None:
        self.happened.emit(run, event)

    def _ended(self, run: Run) -> None:
        self.run = None
        self.ended.emit(run)
        run.deleteLater()
