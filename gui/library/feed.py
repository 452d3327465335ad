"""Between the library and its pane: reads what has changed, a few times a second at most, and works the queue."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.events import IngestProgress
from assistant.library.types import LibraryChanges
from gui.jobs import Job, Jobs
from gui.library.contents import Contents
from gui.library.pace import Pace

if TYPE_CHECKING:
    from assistant.app import Assistant

# At most four times a second: more cannot be read, and each costs time of the UI thread.
REFRESH_MILLISECONDS = 400
# What another process has added appears within this time.
POLL_MILLISECONDS = 2000
_ENDS = frozenset({"ready", "unchanged", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the queue is.

    Attributes:
        done: files finished since it was last empty.
        total: those, and what waits.
        seconds: left, about; None while that cannot be told.
        name: the file in hand; empty if none is known.
        paused: work waits for ``resume``.
    """

    done: int
    total: int
    seconds: float | None
    name: str
    paused: bool


class Feed(QObject):
    """Keeps ``Contents`` up to date and the queue worked.

    Args:
        jobs: of the window.
        contents: what was read; written here, in the UI thread.
    """

    updated = Signal(bool)  # the contents are other than they were; whether documents are
    progressed = Signal(object)  # Progress, or None where the queue is empty
    busy_changed = Signal(bool)
    failed = Signal(object)  # AssistantError

    def __init__(self, jobs: Jobs, contents: Contents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._contents = contents
        self._assistant: Assistant | None = None
        self._revision = -1
        self._reading: Job | None = None
        self._again = False
        self._working: Job | None = None
        self._busy = False
        self._queueing = 0
        self._paused = False
        self._pace = Pace()
        self._done = 0
        self._waiting = 0
        self._name = ""
        self._changed = False
        self._throttle = QTimer(self, singleShot=True, interval=REFRESH_MILLISECONDS)
        self._throttle.timeout.connect(self._read)
        self._poll = QTimer(self, interval=POLL_MILLISECONDS)
        self._poll.timeout.connect(self.refresh)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened: show it, and go on with what waits."""
        self._assistant = assistant
        self._read()
        self._poll.start()
        self._work()

    # --- reading ---

    def refresh(self) -> None:
        """Read what has changed, soon."""
        if not self._throttle.isActive():
            self._throttle.start()

    def _read(self) -> None:
        assistant, since = self._assistant, self._revision
        if assistant is None:
            return
        if self._reading is not None:
            self._again = True
            return

        def work(cancel: Cancel) -> Iterator[LibraryChanges]:
            yield assistant.library.changes(since)

        self._reading = self._jobs.start(work, item=self._take, failed=self._fail, finished=self._read_ended)

    def _take(self, changes: LibraryChanges) -> None:
        first = self._revision < 0
        self._revision = changes.revision
        queue, collections = self._contents.queue, self._contents.collections
        documents = self._contents.update(changes)
        if documents or first or self._changed or (queue, collections) != (changes.queue, changes.collections):
            self._changed = False
            self.updated.emit(documents or first)
        self._waiting = sum(file.state == "waiting" for file in changes.queue)
        if self._waiting and not self._queueing:
            self._work()
        self._show_progress()

    def _read_ended(self) -> None:
        self._reading = None
        if self._again:
            self._again = False
            self.refresh()

    # --- the queue ---

    @property
    def busy(self) -> bool:
        """Whether files are being read, or put into the queue: what does not stand in it yet is lost by closing."""
        return self._busy or self._queueing > 0

    @property
    def paused(self) -> bool:
        """Whether the queue waits for ``resume``."""
        return self._paused

    def add(self, paths: Sequence[Path], collection: str | None) -> None:
        """Put files and folders into the queue, and work it."""
        assistant = self._assistant
        if assistant is not None:
            self._enqueue(lambda cancel: assistant.enqueue(paths, collection=collection, cancel=cancel))

    def paste(self, content: Callable[[], str | bytes], collection: str | None) -> None:
        """Put a text, or a picture, into the queue; ``content`` is called off the UI thread."""
        assistant = self._assistant
        if assistant is None:
            return

        def work(cancel: Cancel) -> Iterator[IngestProgress]:
            yield from assistant.enqueue([assistant.paste(content())], collection=collection, cancel=cancel)

        self._enqueue(work)

    def pause(self) -> None:
        """Stop working the queue; what is in it stays."""
        self._paused = True
        if self._working is not None:
            self._working.stop()
        self._show_progress()

    def resume(self) -> None:
        """Go on with the queue."""
        self._paused = False
        self._work()
        self._show_progress()

    def cancel(self, numbers: Sequence[int] | None = None) -> None:
        """Take files out of the queue: all that wait, or these; what is being read does not become a document."""
        self._change(lambda assistant: assistant.queue.drop("waiting", numbers))
        if numbers is None and self._working is not None:
            self._working.stop()

    def retry(self, numbers: Sequence[int] | None = None) -> None:
        """Read files that failed again: all, or these."""
        self._paused = False
        self._change(lambda assistant: assistant.queue.retry(numbers))

    def forget(self, numbers: Sequence[int] | None = None) -> None:
        """Forget files that failed: all, or these."""
        self._change(lambda assistant: assistant.queue.drop("failed", numbers))

    def _change(self, change: "Callable[[Assistant], object]") -> None:
        assistant = self._assistant
        if assistant is None:
            return

        def work(cancel: Cancel) -> Iterator[object]:
            yield change(assistant)

        self._jobs.start(work, failed=self._fail, finished=self.refresh)

    def _enqueue(self, work: Callable[[Cancel], Iterator[IngestProgress]]) -> None:
        self._queueing += 1
        self._jobs.start(work, item=self._queued, failed=self._fail, finished=self._enqueued)

    def _queued(self, step: IngestProgress) -> None:
        if step.error is not None:
            self.failed.emit(step.error)

    def _enqueued(self) -> None:
        self._queueing -= 1
        self.refresh()
        self._work()

    def _work(self) -> None:
        assistant = self._assistant
        if assistant is None or self._working is not None or self._paused:
            return

        def work(cancel: Cancel) -> Iterator[IngestProgress]:
            # Asked here: it reads the library, which is not for the UI thread.
            if assistant.library.waiting() or assistant.outdated():
                yield from assistant.resume(cancel)

        self._pace.run(time.monotonic())
        self._working = self._jobs.start(work, item=self._step, failed=self._work_failed, finished=self._worked)

    def _step(self, step: IngestProgress) -> None:
        self._set_busy(True)  # not before: whether there is anything to do is only known in the job
        self._waiting = step.waiting
        if step.state in _ENDS:
            self._done += 1
            self._pace.finished(time.monotonic())
            self._contents.note(step.number, None)
        elif step.state == "reading":
            self._contents.note(step.number, "reading")
            self._name = step.path
        elif step.state == "indexing":
            self._contents.note(step.number, "indexing")
        self._changed = True
        self.refresh()

    def _fail(self, error: AssistantError) -> None:
        self.failed.emit(error)

    def _work_failed(self, error: AssistantError) -> None:
        self._paused = True  # a full disk, say: what waits is tried again when the person says so
        self.failed.emit(error)

    def _worked(self) -> None:
        self._working = None
        self._pace.rest(time.monotonic())
        self._contents.rest()
        self._changed = True
        self._name = ""
        self._set_busy(False)
        self.refresh()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)

    def _show_progress(self) -> None:
        if not self._waiting and not self._contents.in_work:
            self._done = 0
            self._pace = Pace()
            if self._working is not None:
                self._pace.run(time.monotonic())
            self.progressed.emit(None)
            return
        left = None if self._paused else self._pace.left(self._waiting, time.monotonic())
        self.progressed.emit(Progress(self._done, self._done + self._waiting, left, self._name, self._paused))
