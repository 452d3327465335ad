"""Which receipt the bar and the opened view show: the plan for what is being written, or what a turn has taken."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from assistant.errors import AssistantError
from assistant.events import Done, Planned, Preview
from assistant.library.types import Scope
from gui.chat.asking import Asking
from gui.chat.composer import Composer
from gui.chat.live_preview import LivePreview
from gui.chat.open_conversation import OpenConversation
from gui.chat.receipt_bar import ReceiptBar
from gui.chat.receipt_view import ReceiptView, Shown
from gui.chat.request import Request
from gui.chat.run import Run
from gui.jobs import Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant


class Receipts(QObject):
    """Keeps bar and view the same.

    Args:
        shown: the conversation whose turns have receipts.
        composer: where is written what is planned for.
    """

    def __init__(
        self,
        jobs: Jobs,
        bar: ReceiptBar,
        view: ReceiptView,
        asker: Asking,
        shown: OpenConversation,
        composer: Composer,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._view = view
        self._asker = asker
        self._shown = shown
        self._composer = composer
        self._scope = Scope()
        self.preview = LivePreview(jobs, self._to_plan, self)
        self.preview.started.connect(self._started)
        self.preview.planned.connect(self._planned)
        self.preview.failed.connect(self._failed)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self.preview.open(assistant)

    def set_scope(self, scope: Scope) -> None:
        """What is written asks this."""
        self._scope = scope
        self.want()

    def want(self) -> None:
        """Something was written or chosen."""
        self.preview.want()

    def stop(self) -> None:
        """A question was asked; its own receipt comes."""
        self.preview.stop()

    def follow(self) -> None:
        """Plan for what is being written; while nothing is, the last answer's own receipt says more."""
        answering = self._asker.run is not None
        written, turns = self._composer.request.question, self._shown.turns
        last = self._of_turn(turns[-1].ordinal) if turns and not answering else None
        if self._composer.plans_itself and (written or last is None):
            self.stop()
            if not answering:
                self._say_later()
        elif last is None or written:
            self.want()
        else:
            self.stop()
            self.show(last)

    def show_run(self, run: Run, event: Planned | Done) -> None:
        """Show what the model reads, or has read, for the question that is being answered here."""
        below = [turn.ordinal for turn in self._shown.turns if turn.state != "running"]
        # To be asked again in the place where it stands.
        again = replace(run.request, at=run.request.at or (below[-1] + 1 if below else 1))
        prompt = run.planned.prompt if run.planned is not None else ""
        self.show(Shown(event.receipt, again, isinstance(event, Done), prompt, self._shown.found))

    def open_turn(self, ordinal: int) -> None:
        """Open the receipt of a turn; of one that has none yet, what there is."""
        shown = self._of_turn(ordinal)
        if shown is not None:
            self.show(shown)
        self._view.show()

    def show(self, shown: Shown) -> None:
        """Show this one."""
        self._bar.show_receipt(shown.receipt, written=shown.written)
        self._view.show_receipt(shown)

    def say(self, reason: str) -> None:
        """There is no receipt now, and this is why."""
        self._bar.show_reason(reason)
        self._view.show_reason(reason)

    def _to_plan(self) -> tuple[Request, str | None, Scope] | None:
        """What is being written; None while an answer is, and for a chain, which plans part by part as it reads."""
        if self._asker.run is not None or self._composer.plans_itself:
            return None
        return self._composer.request, self._shown.id, self._scope

    def _of_turn(self, ordinal: int) -> Shown | None:
        turn = self._shown.turn(ordinal)
        if turn is None:
            return None
        prompt = self._shown.prompts.get(turn.key, turn.prompt)
        return Shown(turn.receipt, self._shown.repeat(ordinal), True, prompt, turn.evidence)

    def _say_later(self) -> None:
        text = self.tr("A chain plans each part as it reads it; the receipt comes with its end.")
        self.say(self._agent_text() if self._composer.agent.on else text)

    def _agent_text(self) -> str:
        return self.tr("The agent plans each step as it goes; the receipt comes with its end.")

    def _started(self) -> None:
        if self._bar.parts is None:
            self.say(self.tr("Counting; the model may have to be loaded first …"))

    def _planned(self, request: Request, preview: Preview) -> None:
        if request.question and not preview.found:
            reasons = {
                "fact": self.tr("Nothing in the documents fits so far: the model would not be asked."),
                "summarize": self.tr("A whole document is gone through; its parts are planned as they are read."),
                "tables": self.tr("The rows of tables answer this; the model is asked for the query alone."),
                "compare": self.tr("The documents are compared sentence by sentence."),
                "all": self.tr("Every sentence is read, without the model."),
                "agent": self._agent_text(),
                "catalogue": self.tr("The library itself answers this, without the model."),
                "talk": self.tr("This is answered without the model."),
            }
            self.say(reasons[preview.route])
            return
        self.show(Shown(preview.receipt, request, written=False, quotes=preview.quotes))

    def _failed(self, error: AssistantError) -> None:
        language = "zh" if QLocale().language() == QLocale.Language.Chinese else "en"
        self.say(error.message(language))
