"""The token by which a person, from any thread, stops what is running."""

import threading
import time

from chains.errors import Cancelled

# How soon one that hangs on another sees that one.
LOOK_SECONDS = 0.02


class Cancel:
    """Set once, seen by all that were given it. Thread-safe."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask for the stop."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether the stop was asked for."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise ``Cancelled`` if the stop was asked for."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Sleep for at most ``seconds``; True as soon as the stop is asked for."""
        return self._event.wait(seconds)


class LinkedCancel(Cancel):
    """One that is set by itself, or with another: what hangs on a run ends with it, however the run ends.

    Args:
        above: the other.
    """

    def __init__(self, above: Cancel) -> None:
        super().__init__()
        self._above = above

    @property
    def is_set(self) -> bool:
        """Whether either stop was asked for."""
        return super().is_set or self._above.is_set

    def check(self) -> None:
        """Raise ``Cancelled`` if either stop was asked for."""
        super().check()
        self._above.check()

    def wait(self, seconds: float) -> bool:
        """Sleep for at most ``seconds``; True soon after either stop is asked for."""
        end = time.monotonic() + seconds
        while not self.is_set and (left := end - time.monotonic()) > 0:
            super().wait(min(left, LOOK_SECONDS))
        return self.is_set
