"""What an agent asks the person while it runs: the question, and the thread that waits for its answer."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.arguments import named_values

if TYPE_CHECKING:
    from chains.answer import Check
    from chains.consent import ConsentRequest, Decision

# How soon a stop is seen by the thread that waits.
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call.

    Attributes:
        value: exactly as the tool is given it; lists and objects as JSON.
        carried: where in ``value`` words of a document stand: ``(start, end)``, in order, apart.
    """

    name: str
    value: str
    carried: tuple[tuple[int, int], ...] = ()


class Asked:
    """One call that waits for the person's word: made, and waited for, in a worker's thread; answered in the window's.

    Args:
        request: what is asked.
    """

    def __init__(self, request: "ConsentRequest") -> None:
        from assistant.consents import places  # with the chains behind it, which have been imported when one runs

        self.request = request
        self.arguments = tuple(
            Argument(name, value, places(value, request.carried)) for name, value in named_values(request.arguments)
        )
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._decision: Decision | None = None

    @property
    def waiting(self) -> bool:
        """Whether the call still waits; an answer to one that does not counts for nothing."""
        return not self._ended.is_set()

    def answer(self, decision: "Decision") -> None:
        """Say it; the first word counts."""
        with self._lock:
            if self.waiting:
                self._decision = decision
                self._ended.set()

    def wait(self, cancel: "Check | None") -> "Decision":
        """The person's word, however long it takes.

        Raises:
            Cancelled: the run was stopped meanwhile; the call is not made.
        """
        try:
            while not self._ended.wait(_LOOK_SECONDS):
                if cancel is not None:
                    cancel.check()
            if cancel is not None:
                cancel.check()  # who stops the run and allows the call means the stop
        finally:
            with self._lock:
                self._ended.set()
        return self._decision or "deny"
