"""Which receipt the bar and the opened view show: the plan for what is being written, or what a turn has taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from assistant.errors import AssistantError
from assistant.events import Preview
from gui.chat.live_preview import LivePreview, Source
from gui.chat.receipt_bar import ReceiptBar
from gui.chat.receipt_view import ReceiptView, Shown
from gui.chat.request import Request
from gui.jobs import Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant


class Receipts(QObject):
    """Keeps bar and view the same.

    Args:
        source: what to plan for; see ``LivePreview``.
    """

    def __init__(self, jobs: Jobs, bar: ReceiptBar, view: ReceiptView, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._view = view
        self._ready = False
        self.preview = LivePreview(jobs, source, self)
        self.preview.started.connect(self._started)
        self.preview.planned.connect(self._planned)
        self.preview.failed.connect(self._failed)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._ready = True
        self.preview.open(assistant)

    def want(self) -> None:
        """Something was written or chosen."""
        self.preview.want()

    def stop(self) -> None:
        """A question was asked; its own receipt comes."""
        self.preview.stop()

    def show(self, shown: Shown) -> None:
        """Show this one."""
        self._bar.show_receipt(shown.receipt, written=shown.written)
        self._view.show_receipt(shown)

    def say(self, reason: str) -> None:
        """There is no receipt now, and this is why."""
        self._bar.show_reason(reason)
        self._view.show_reason(reason)

    def say_later(self, *, by_agent: bool) -> None:
        """What is written plans its prompts as it goes."""
        text = self.tr("A chain plans each part as it reads it; the receipt comes with its end.")
        self.say(self._agent_text() if by_agent else text)

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
