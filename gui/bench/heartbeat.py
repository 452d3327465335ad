"""A timer on the UI thread that notes how late it comes: a late beat is a window that did not answer."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS = 10


class Heartbeat(QObject):
    """Beats every 10 ms while it runs.

    What is measured is a gap between two beats less the 10 ms that it should be: the time for which the UI thread was
    busy with something else.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stalls: list[float] = []
        self.work: list[float] = []
        self._last = self._worked = 0.0
        self._timer = QTimer(self, interval=BEAT_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Forget what was, and begin."""
        self.stalls, self.work = [], []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """End; a stall that lasts until now counts."""
        if self._timer.isActive():
            self._timer.stop()
            self._note()

    @property
    def longest(self) -> float:
        """The longest stall in milliseconds; 0 without a beat."""
        return max(self.stalls, default=0.0)

    @property
    def most_work(self) -> float:
        """The most processor time of this thread between two beats, in ms: what a stall is on a quiet machine."""
        return max(self.work, default=0.0)

    def percentile(self, share: float) -> float:
        """The stall in milliseconds that ``share`` of all beats do not exceed."""
        ordered = sorted(self.stalls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def _beat(self) -> None:
        self._note()

    def _note(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.work.append((worked - self._worked) * 1000)
        self.stalls.append(max(0.0, (now - self._last) * 1000 - BEAT_MILLISECONDS))
        self._last, self._worked = now, worked
