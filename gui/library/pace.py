"""How long a queue will take, from the pace of the last files; nothing is said before it is known."""

from collections import deque

# A pace of fewer files, or of a shorter time, says little about the next ones.
LEAST_FILES = 3
LEAST_SECONDS = 2.0
# The last so many: what comes next is more like what came last than like what came first.
WINDOW = 40


class Pace:
    """Files finished, at what times; times are given by the caller, so that a pause can be left out."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._began: float | None = None
        self._ends: deque[float] = deque(maxlen=WINDOW)

    def run(self, now: float) -> None:
        """Work begins, or goes on."""
        if self._began is None:
            self._began = now

    def rest(self, now: float) -> None:
        """Work pauses; the time until ``run`` does not count."""
        self._seconds = self._worked(now)
        self._began = None

    def finished(self, now: float) -> None:
        """A file has been finished."""
        self._ends.append(self._worked(now))

    def left(self, files: int, now: float) -> float | None:
        """Seconds that ``files`` more will take; None as long as that cannot be told."""
        worked = self._worked(now)
        if len(self._ends) < LEAST_FILES or worked < LEAST_SECONDS:
            return None
        full = len(self._ends) == WINDOW
        since = self._ends[0] if full else 0.0
        # Up to now, not up to the last one: a file that takes long makes the time left longer while it is read.
        return (worked - since) / (len(self._ends) - full) * files

    def _worked(self, now: float) -> float:
        return self._seconds + (0.0 if self._began is None else now - self._began)
