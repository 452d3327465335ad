"""The token by which a person, from any thread, stops what is running."""

import threading

from chains.errors import Cancelled


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
