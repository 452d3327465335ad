"""What can be undone: the last changes, held in memory up to a bound, gone when the window closes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.app import Assistant

MOST_BYTES = 256_000_000
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back from one change.

    Attributes:
        text: what was done, for showing.
        work: undoes it, off the UI thread.
        size: bytes that it holds.
        reindexes: whether the index has to follow.
    """

    text: str
    work: "Callable[[Assistant], object]"
    size: int = 0
    reindexes: bool = False


class UndoStack:
    """The last changes, the newest on top; the oldest are forgotten where they take too much memory.

    Args:
        most_bytes: that all may hold together.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._changes: list[Undo] = []

    def push(self, change: Undo) -> bool:
        """Keep a change; False where it alone is too large."""
        if change.size > self._most_bytes:
            self._changes.clear()  # older ones may stand on what is now gone for good
            return False
        self._changes.append(change)
        while len(self._changes) > MOST_CHANGES or sum(kept.size for kept in self._changes) > self._most_bytes:
            del self._changes[0]
        return True

    def pop(self) -> Undo | None:
        """The last change, which is no longer kept."""
        return self._changes.pop() if self._changes else None

    @property
    def top(self) -> Undo | None:
        """The last change."""
        return self._changes[-1] if self._changes else None
