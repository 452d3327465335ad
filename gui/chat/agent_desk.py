"""What the conversation's pane does for the agent: its tools, what it asks, runs that are gone through again."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.cancel import Cancel
from assistant.made import Action
from gui.chat.agent_mode import AgentMode
from gui.chat.asking import Asking
from gui.chat.composer import Composer
from gui.chat.consent_notice import ConsentNotice
from gui.chat.open_conversation import OpenConversation
from gui.chat.request import Request
from gui.chat.turn_state import AGENT
from gui.jobs import Jobs
from gui.theme import Themes
from gui.toolkits import Place, Toolkits

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from assistant.app import Assistant
    from gui.chat.run import Run


class AgentDesk(QObject):
    """Keeps mode, tools and questions of the agent with the conversation that is shown.

    Args:
        pane: whose window is marked where the agent asks.
    """

    replayed = Signal(object)  # Request

    def __init__(
        self,
        jobs: Jobs,
        themes: Themes,
        asker: Asking,
        shown: OpenConversation,
        composer: Composer,
        pane: "QWidget",
    ) -> None:
        super().__init__(pane)
        self._jobs = jobs
        self._shown = shown
        self._assistant: Assistant | None = None
        self.mode: AgentMode = composer.agent
        self.toolkits = Toolkits(jobs, themes, pane)
        self.notice = ConsentNotice(asker, pane)
        self._settled = False
        asker.ended.connect(self._settle)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self.toolkits.open(assistant)

    def show(self, conversation: str | None) -> None:
        """Another conversation is shown."""
        self.mode.open(conversation)
        self.toolkits.forget()

    def adopt(self, conversation: str | None) -> None:
        """The conversation that is shown has begun, if it had not."""
        if conversation:
            self.mode.adopt(conversation)
            self.toolkits.adopt(conversation)

    def choose_tools(self, collections: tuple[str, ...]) -> None:
        """Switch what the agent may use in the conversation that is shown, asked of ``collections``."""
        if self._assistant is not None:
            if not self.mode.on:
                self.mode.toggle()
            self.toolkits.show_at(Place(self._shown.id or "", collections=collections), self.mode.tools)

    def with_tools(self, request: Request) -> Request:
        """The same with the tools that were chosen for a conversation that has not begun."""
        return replace(request, toolkits=self.toolkits.chosen(self._shown.id))

    def replay(self, ordinal: int) -> None:
        """Go through the run of a turn again: what was observed then is observed again."""
        assistant, conversation, request = self._assistant, self._shown.id, self._shown.repeat(ordinal)
        if assistant is None or conversation is None:
            return

        def work(cancel: Cancel) -> Iterator[Request]:
            past = assistant.past_run(f"{conversation}:{ordinal}")
            yield replace(request, question=past.task, route=AGENT, replay=past.actions)

        self._jobs.start(work, item=self._replay)

    def _settle(self, run: "Run") -> None:
        """What the first run has imported stays: the collector would look through it in the middle of typing."""
        if not self._settled and any(isinstance(event, Action) for event in run.events):
            self._settled = True
            gc.freeze()

    def _replay(self, request: Request) -> None:
        self.replayed.emit(request)
