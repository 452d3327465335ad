"""The conversation as plain text that grows while an answer is written, and the evidence below it."""

from PySide6.QtCore import QStringListModel, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from assistant.events import (
    Condensed,
    Done,
    Event,
    EvidenceFound,
    Failed,
    Token,
    Verified,
)

# Laying out a growing document for each token is slow; the eye sees no difference below this.
BATCH_MILLISECONDS = 40

MARKS = {"yes": "✓", "partly": "~", "no": "✗"}


class ChatView(QWidget):
    """Shows turns as their events come.

    Nothing in it is rich text: what a document or a model wrote cannot load, link or style anything.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transcript = QPlainTextEdit(readOnly=True)
        self.transcript.setUndoRedoEnabled(False)
        self.transcript.setAccessibleName(self.tr("Conversation"))
        self.evidence = QListView()
        self.evidence.setWordWrap(True)
        self.evidence.setAccessibleName(self.tr("Evidence"))
        self._quotes = QStringListModel(self)
        self.evidence.setModel(self._quotes)
        self._head = QLabel(self.tr("Evidence"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.transcript, stretch=3)
        layout.addWidget(self._head)
        layout.addWidget(self.evidence, stretch=1)
        self._pending = ""
        self._answer = ""
        self._answer_start = 0
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MILLISECONDS)
        self._timer.timeout.connect(self.flush)

    def begin(self, question: str) -> None:
        """Start a turn."""
        self.flush()
        self._write(("\n" if self.transcript.toPlainText() else "") + f"{self.tr('You')}: {question}\n")
        self._answer_start = self._end()
        self._answer = ""
        self._quotes.setStringList([])

    def show_event(self, event: Event) -> None:
        """Show what one event tells."""
        match event:
            case Condensed():
                self.note(self.tr("Asked as: {}").format(event.rewritten))
                self._answer_start = self._end()
            case EvidenceFound():
                self._head.setText(self.tr("Evidence") if event.found else self.tr("Nearest passages"))
                self._quotes.setStringList(
                    [_line(n, quote.title, quote.page, quote.text) for n, quote in enumerate(event.quotes, 1)]
                )
            case Token():
                self._pending += event.text
                self._answer += event.text
                if not self._timer.isActive():
                    self._timer.start()
            case Verified():
                self.flush()
                self._judge(event)
            case Done():
                self.flush()
                self._write("\n")
                if event.stopped is not None:
                    reasons = {
                        "cancelled": self.tr("Stopped. What was written is kept."),
                        "length": self.tr("The answer reached its limit and ends here."),
                        "loop": self.tr("The model began to repeat itself and was stopped."),
                    }
                    self.note(reasons.get(event.stopped, event.stopped))
                self.note(self._receipt(event))
            case Failed():
                self.flush()
                self._write("\n")
            case _:
                pass

    def note(self, text: str) -> None:
        """A line that is neither question nor answer."""
        self._write(f"  {text}\n")

    def flush(self) -> None:
        """Write what has gathered since the last batch."""
        self._timer.stop()
        text, self._pending = self._pending, ""
        self._write(text)

    def _judge(self, event: Verified) -> None:
        """Put each sentence's verdict and evidence in the place of the bare words."""
        lines = "\n" in self._answer.strip() and all(claim.verdict == "yes" for claim in event.claims)
        if not event.claims or lines:  # a list or an outline taken from the store keeps its lines
            return
        cursor = self.transcript.textCursor()
        cursor.setPosition(self._answer_start)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        words = {
            "yes": self.tr("supported"),
            "partly": self.tr("partly supported"),
            "no": self.tr("not supported"),
        }
        judged = []
        for claim in event.claims:
            numbers = "".join(f" [{index + 1}]" for index in claim.evidence)
            judged.append(f"{MARKS[claim.verdict]} {claim.text}{numbers} ({words[claim.verdict]})")
        cursor.insertText("\n".join(judged))

    def _receipt(self, event: Done) -> str:
        receipt, seconds = event.receipt, event.seconds
        if not receipt.context_tokens:
            return self.tr("The model was not asked; {:.1f} s").format(seconds.total)
        text = self.tr("{} tokens evaluated, {} reused, {} written; first word after {:.1f} s, all {:.1f} s")
        return text.format(receipt.evaluated, receipt.reused, receipt.answer, seconds.first_token, seconds.total)

    def _write(self, text: str) -> None:
        if not text:
            return
        bar = self.transcript.verticalScrollBar()
        follows = bar.value() == bar.maximum()  # who has scrolled up to read is left there
        cursor = QTextCursor(self.transcript.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())

    def _end(self) -> int:
        return self.transcript.document().characterCount() - 1


def _line(number: int, title: str, page: int | None, text: str) -> str:
    place = " ".join(title.split()) + ("" if page is None else f", p. {page}")
    return f'[{number}] {place}: "{" ".join(text.split())}"'
