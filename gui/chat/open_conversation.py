"""The conversation that is open: its turns as they are stored, read off the UI thread, and what was chosen for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.cancel import Cancel
from assistant.conversations import ConversationInfo, Turn
from gui.chat.request import Request
from gui.chat.run import Run
from gui.chat.turn_state import AGENT
from gui.jobs import Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant
    from chains.types import Quote


@dataclass(frozen=True, slots=True)
class Loaded:
    """The turns as they were read.

    Attributes:
        number: of the reading.
        ended: the run after whose end it was read.
        scroll_to: a turn to bring into sight; 0 for none.
    """

    number: int
    info: ConversationInfo | None
    turns: tuple[Turn, ...]
    ended: Run | None = None
    scroll_to: int = 0


class OpenConversation(QObject):
    """Reads one conversation at a time; what an older reading brings is dropped."""

    loaded = Signal(object)  # Loaded
    idle = Signal()  # all that was asked for has been read
    branched = Signal(str)  # id of the new conversation

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._number = 0
        self._readings = 0
        self.id: str | None = None
        self.title = ""
        self.turns: tuple[Turn, ...] = ()
        # By the number of the turn: what was chosen for it, so that a repeat keeps it.
        self.chosen: dict[int, Request] = {}
        # What is being answered in it, and the evidence of that.
        self.run: Run | None = None
        self.found: tuple[Quote, ...] = ()
        # By the key of the turn: the whole prompt, as far as it was asked since the window was opened.
        self.prompts: dict[int, str] = {}

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    @property
    def reading(self) -> bool:
        """Whether it is being read."""
        return self._readings > 0

    def show(self, conversation: str | None) -> None:
        """Open another one; None for one that has not begun."""
        self._number += 1  # what is being read is not wanted any more
        self.id, self.title, self.turns, self.chosen = conversation, "", (), {}
        self.run = None
        if conversation is not None:
            self.read()

    def turn(self, ordinal: int) -> Turn | None:
        """A turn by its number."""
        return next((turn for turn in self.turns if turn.ordinal == ordinal), None)

    def holds(self, run: Run) -> bool:
        """Whether a run answers in this conversation; a new one's is known by its question."""
        if run is self.run:
            return True
        if run.conversation is None:
            last = self.turns[-1] if self.turns else None
            return last is not None and last.state == "running" and last.question == run.request.question
        return run.conversation == self.id

    def begin(self, run: Run, request: Request) -> None:
        """A question was asked: the turn whose place it takes, and those below, leave."""
        ordinal = request.at or (self.turns[-1].ordinal + 1 if self.turns else 1)
        self.turns = tuple(turn for turn in self.turns if turn.ordinal < ordinal)
        self.chosen = {number: kept for number, kept in self.chosen.items() if number < ordinal}
        self.chosen[ordinal] = request
        self.found = ()
        self.run = run

    @property
    def last_question(self) -> str:
        """What was asked last in it."""
        if self.run is not None:
            return self.run.request.question
        return self.turns[-1].question if self.turns else ""

    def evidence(self, ordinal: int) -> "tuple[Quote, ...]":
        """The quotes of a turn, of the one that is being answered too."""
        turn = self.turn(ordinal)
        return self.found if turn is None else turn.evidence

    def repeat(self, ordinal: int) -> Request:
        """The question of a turn with all that was chosen for it, to stand in its place."""
        turn, kept = self.turn(ordinal), self.chosen.get(ordinal, Request())
        if turn is not None and kept.route is None and turn.route == AGENT and turn.question[:1] != "/":
            kept = replace(kept, route=AGENT)  # asked before the window was opened
        return replace(kept, question=kept.question if turn is None else turn.question, at=ordinal, replay=())

    # --- off the UI thread ---

    def read(self, *, ended: Run | None = None, scroll_to: int = 0) -> None:
        """Read the turns; ``loaded`` brings them."""
        self._read(None, ended, scroll_to)

    def switch(self, ordinal: int, version: int) -> None:
        """Show another version of a turn; not while an answer is written below it."""
        assistant, conversation = self._assistant, self.id
        if assistant is None or conversation is None or self.run is not None:
            return
        self.chosen = {number: kept for number, kept in self.chosen.items() if number < ordinal}
        self._read(lambda: assistant.conversations.switch(conversation, ordinal, version), None, ordinal)

    def branch(self, ordinal: int) -> None:
        """Make a new conversation of the turns up to this one; ``branched`` names it."""
        assistant, conversation = self._assistant, self.id
        if assistant is None or conversation is None:
            return

        def work(cancel: Cancel) -> Iterator[str]:
            yield assistant.conversations.branch(conversation, ordinal)

        self._jobs.start(work, item=self._branched)

    def _read(self, before: Callable[[], None] | None, ended: Run | None, scroll_to: int) -> None:
        assistant, conversation = self._assistant, self.id
        if assistant is None or conversation is None:
            return
        self._number += 1
        number = self._number

        def work(cancel: Cancel) -> Iterator[Loaded]:
            if before is not None:
                before()
            turns = tuple(assistant.conversations.turns(conversation))
            info = next((info for info in assistant.conversations.find() if info.id == conversation), None)
            yield Loaded(number, info, turns, ended, scroll_to)

        self._readings += 1
        self._jobs.start(work, item=self._take, finished=self._end)

    def _take(self, loaded: Loaded) -> None:
        if loaded.number != self._number:
            return
        self.turns = loaded.turns
        self.title = loaded.info.title if loaded.info is not None else ""
        self.loaded.emit(loaded)

    def _end(self) -> None:
        self._readings -= 1
        if not self._readings:
            self.idle.emit()

    def _branched(self, conversation: str) -> None:
        self.branched.emit(conversation)
