"""One question on its way: the job that asks it, and what it has told so far."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.events import Done, Event, Failed, Planned
from assistant.library.types import Scope
from assistant.made import Progress
from gui.chat.consents import Asked
from gui.chat.request import Request
from gui.jobs import Job, Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant
    from chains.answer import Check
    from chains.consent import ConsentRequest, Decision


# A chain tells of each sentence that it reads; the eye follows ten steps a second.
PROGRESS_SECONDS = 0.1


def thinned(events: Iterator[Event], seconds: float = PROGRESS_SECONDS) -> Iterator[Event]:
    """``events`` without the progress that comes sooner than ``seconds`` after the one before, in the same stage.

    The latest one is still told before whatever comes next, so that what is shown last is true.
    """
    held: Progress | None = None
    stage, told = "", 0.0
    for event in events:
        if isinstance(event, Progress):
            now = time.monotonic()
            if event.stage == stage and now - told < seconds:
                held = event
                continue
            stage, told, held = event.stage, now, None
        elif held is not None:
            yield held
            held = None
        yield event


class Run(QObject):
    """Asks once. It keeps its events, so that a person who looks elsewhere meanwhile finds all of them again.

    Args:
        request: what is asked.
        conversation: id; None begins a new one, whose id is known at the end.
        scope: what to look in.
    """

    happened = Signal(object, object)  # this run, an Event or what it asks
    ended = Signal(object)  # this run; nothing comes after it
    _wanted = Signal(object)  # Asked: from the worker's thread to the window's

    def __init__(self, request: Request, conversation: str | None, scope: Scope, parent: QObject) -> None:
        super().__init__(parent)
        self.request = request
        self.conversation = conversation
        self.scope = scope
        self.events: list[Event | Asked] = []
        self._job: Job | None = None
        self._wanted.connect(self._take)

    def start(self, jobs: Jobs, assistant: "Assistant") -> None:
        """Ask, off the UI thread."""
        request, options = self.request, self.request.options(self.conversation, self.scope, self._consent)

        def work(cancel: Cancel) -> Iterator[Event]:
            return thinned(assistant.ask(request.question, options, cancel))

        self._job = jobs.start(work, item=self._take, failed=self._fail, finished=self._end)

    def stop(self) -> None:
        """End soon; what was written is kept."""
        if self._job is not None:
            self._job.stop()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._job is not None and self._job.stopped

    @property
    def result(self) -> Done | Failed | None:
        """Its last event, if it got that far."""
        last = self.events[-1] if self.events else None
        return last if isinstance(last, Done | Failed) else None

    @property
    def planned(self) -> Planned | None:
        """What went into the context window."""
        return next((event for event in reversed(self.events) if isinstance(event, Planned)), None)

    def _consent(self, request: "ConsentRequest", cancel: "Check | None") -> "Decision":
        """The person's word; called and waited for in the worker's thread, until there is one or the run is stopped."""
        asked = Asked(request)
        self._wanted.emit(asked)
        return asked.wait(cancel)

    def _take(self, event: Event | Asked) -> None:
        self.events.append(event)
        if isinstance(event, Done | Failed) and event.conversation:
            self.conversation = event.conversation
        self.happened.emit(self, event)

    def _fail(self, error: AssistantError) -> None:
        """The question was refused before it became a turn; it is shown as one all the same."""
        self._take(Failed(error, self.conversation or "", 0))

    def _end(self) -> None:
        self._job = None
        self.ended.emit(self)
