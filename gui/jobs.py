"""Work off the UI thread: a job walks one of the assistant's generators and sends its items over as signals."""

import time
import traceback
from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

from assistant.cancel import Cancel
from assistant.errors import AssistantError, Cancelled

Work = Callable[[Cancel], Iterator[object]]


class Job(QThread):
    """One generator, walked to its end in a thread of its own.

    Exactly one of ``done``, ``failed`` and ``broken`` is sent, after the last ``item``; being stopped is ``done``.

    Args:
        work: given the token that ``stop`` sets, returns what to walk; called in the thread.
        parent: owner of the thread.
    """

    item = Signal(object)
    done = Signal()
    failed = Signal(object)  # an AssistantError
    broken = Signal(str)  # a bug's traceback

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._cancel = Cancel()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancel.is_set

    def stop(self) -> None:
        """Ask the work to end soon; what it has made so far is kept by the assistant."""
        self._cancel.set()

    def run(self) -> None:
        """The thread's body."""
        try:
            for item in self._work(self._cancel):
                self.item.emit(item)
        except Cancelled:
            self.done.emit()
        except AssistantError as exc:
            self.failed.emit(exc)
        except Exception:  # noqa: BLE001 - a thread has no caller; its traceback is shown instead
            self.broken.emit(traceback.format_exc())
        else:
            self.done.emit()


class Jobs(QObject):
    """All that the window has running. Whoever starts a job may keep it, to stop it; nobody must."""

    failed = Signal(object)  # an AssistantError that the starter of the job does not show itself
    broken = Signal(str)  # a bug's traceback

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[Job] = set()
        self._closed = False

    def start(
        self,
        work: Work,
        *,
        item: Callable[..., object] | None = None,
        done: Callable[[], object] | None = None,
        failed: Callable[[AssistantError], object] | None = None,
        finished: Callable[[], object] | None = None,
    ) -> Job:
        """Start a job whose signals are connected before it runs: a short one may have ended in the next line.

        After ``close`` nothing starts any more, and nobody is called.

        The callbacks must be methods of QObjects of the UI thread, so that Qt delivers them there.

        Args:
            work: see ``Job``.
            item: called with each item.
            done: called when it ended, or was stopped.
            failed: shows its error in its own place; without it ``Jobs.failed`` is sent.
            finished: called after any of these, when the thread is at its end.
        """
        job = Job(work, self)
        if self._closed:
            job.stop()
            return job
        if item is not None:
            job.item.connect(item)
        if done is not None:
            job.done.connect(done)
        job.failed.connect(failed if failed is not None else self.failed)
        job.broken.connect(self._break)
        if finished is not None:
            job.finished.connect(finished)
        job.finished.connect(self._forget_finished)
        self._running.add(job)
        job.start()
        return job

    @property
    def running(self) -> int:
        """How many jobs have not ended."""
        return sum(not job.isFinished() for job in self._running)

    def close(self) -> None:
        """Ask every job to end soon, and start no more."""
        self._closed = True
        for job in self._running:
            job.stop()

    def wait_all(self, seconds: float) -> bool:
        """Wait for the end of every job; whether all ended within ``seconds``."""
        end = time.monotonic() + seconds
        return all(job.wait(max(0, int((end - time.monotonic()) * 1000))) for job in list(self._running))

    def leave(self) -> None:
        """Let what has still not ended outlive the window: a thread whose object goes before it ends the program."""
        for job in self._running:
            if not job.isFinished():
                job.finished.connect(job.deleteLater)
                job.setParent(QCoreApplication.instance())

    def _break(self, trace: str) -> None:
        if not self._closed:  # what was cut off at the end is no bug
            self.broken.emit(trace)

    def _forget_finished(self) -> None:
        """Only the one that says so: of another, whose thread has ended too, items may still be on their way."""
        job = self.sender()
        if isinstance(job, Job):
            job.wait()  # for the last instructions of its thread
            self._running.discard(job)
            job.deleteLater()
