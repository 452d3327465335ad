"""Work off the UI thread: a job walks one of the assistant's generators and sends its items over as signals."""

import traceback
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QThread, Signal

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
