"""Measures how long the UI thread does not come to its events: a timer of 10 ms that notes when it was late."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS = 10


class Heartbeat(QObject):
    """Beats while the event loop runs; made and read in the UI thread.

    Attributes:
        stalls: milliseconds by which each beat was late.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stalls: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self.stalls.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    @property
    def longest(self) -> float:
        """The longest stall, in milliseconds."""
        return max(self.stalls, default=0.0)

    def percentile(self, share: float) -> float:
        """The stall, in milliseconds, that ``share`` of the beats do not exceed."""
        ordered = sorted(self.stalls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.stalls.append(max(0.0, (now - self._last) * 1000 - BEAT_MILLISECONDS))
        self._last = now
