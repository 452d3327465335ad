"""What a question that is being typed would put into the context window: asked for when the typing pauses."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.events import Preview
from assistant.library.types import Scope
from gui.chat.request import Request
from gui.jobs import Job, Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant

PAUSE_MILLISECONDS = 250

Source = Callable[[], "tuple[Request, str | None, Scope] | None"]


class LivePreview(QObject):
    """Asks for one plan at a time; what was typed meanwhile is asked for next, and only that is shown.

    Args:
        source: gives what to plan for: request, conversation, scope; None for nothing.
    """

    planned = Signal(object, object)  # Request, Preview
    failed = Signal(object)  # AssistantError
    started = Signal()

    def __init__(self, jobs: Jobs, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._source = source
        self._assistant: Assistant | None = None
        self._job: Job | None = None
        self._wanted = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._ask)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def want(self) -> None:
        """Something has changed; plan anew when it stays so for a moment."""
        if self._assistant is not None:
            self._wanted = True
            if self._job is not None:
                self._job.stop()
            self._timer.start()

    def stop(self) -> None:
        """Nothing is wanted any more; what is on its way is not shown."""
        self._wanted = False
        self._timer.stop()
        if self._job is not None:
            self._job.stop()

    def _ask(self) -> None:
        assistant, wanted = self._assistant, self._source()
        if assistant is None or wanted is None or self._job is not None:
            return  # a job that runs asks again at its end
        request, conversation, scope = wanted
        options = request.options(conversation, scope)
        self._wanted = False

        def work(cancel: Cancel) -> Iterator[tuple[Request, Preview]]:
            yield request, assistant.preview(request.question, options, cancel)

        self.started.emit()
        self._job = self._jobs.start(work, item=self._show, failed=self._fail, finished=self._end)

    def _show(self, found: tuple[Request, Preview]) -> None:
        if self._job is not None and not self._job.stopped:
            self.planned.emit(*found)

    def _fail(self, error: AssistantError) -> None:
        if self._job is not None and not self._job.stopped:
            self.failed.emit(error)

    def _end(self) -> None:
        self._job = None
        if self._wanted:
            self._timer.start()
