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
        # Where the answer stands in the transcript; notes that come while it is written go below it.
        self._answer_start = self._answer_end = 0
        self._turn_open = False
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MILLISECONDS)
        self._timer.timeout.connect(self.flush)

    def begin(self, question: str) -> None:
        """Start a turn."""
        self._close_turn()
        self._write(("\n" if self._end() else "") + f"{self.tr('You')}: {question}\n")
        self._open_answer()
        self._turn_open = True
        self._quotes.setStringList([])

    def show_event(self, event: Event) -> None:
        """Show what one event tells."""
        match event:
            case Condensed():
                self._write(f"  {self.tr('Asked as: {}').format(event.rewritten)}\n")
                self._open_answer()
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
                self._close_turn()
                if event.stopped is not None:
                    reasons = {
                        "cancelled": self.tr("Stopped. What was written is kept."),
                        "length": self.tr("The answer reached its limit and ends here."),
                        "loop": self.tr("The model began to repeat itself and was stopped."),
                    }
                    self.note(reasons.get(event.stopped, event.stopped))
                self.note(self._receipt(event))
            case Failed():
                self._close_turn()
            case _:
                pass

    def note(self, text: str) -> None:
        """A line that is neither question nor answer; below the answer, if one is being written."""
        if self._turn_open and self._answer_end == self._end():
            self._write("\n")
        self._write(f"  {text}\n")

    def flush(self) -> None:
        """Write what has gathered since the last batch."""
        self._timer.stop()
        text, self._pending = self._pending, ""
        if text:
            self._answer_end = self._put(self._answer_end, self._answer_end, text)

    def _judge(self, event: Verified) -> None:
        """Put each sentence's verdict and evidence in the place of the bare words."""
        lines = "\n" in self._answer.strip() and all(claim.verdict == "yes" for claim in event.claims)
        if not event.claims or lines:  # a list or an outline taken from the store keeps its lines
            return
        words = {
            "yes": self.tr("supported"),
            "partly": self.tr("partly supported"),
            "no": self.tr("not supported"),
        }
        judged = []
        for claim in event.claims:
            numbers = "".join(f" [{index + 1}]" for index in claim.evidence)
            judged.append(f"{MARKS[claim.verdict]} {claim.text}{numbers} ({words[claim.verdict]})")
        self._answer_end = self._put(self._answer_start, self._answer_end, "\n".join(judged))

    def _open_answer(self) -> None:
        self._answer_start = self._answer_end = self._end()
        self._answer = ""

    def _close_turn(self) -> None:
        """What comes next begins a line."""
        self.flush()
        self._turn_open = False
        if self.transcript.document().lastBlock().length() > 1:  # each block counts its own end
            self._write("\n")

    def _receipt(self, event: Done) -> str:
        receipt, seconds = event.receipt, event.seconds
        if not receipt.context_tokens:
            return self.tr("The model was not asked; {:.1f} s").format(seconds.total)
        text = self.tr("{} tokens evaluated, {} reused, {} written; first word after {:.1f} s, all {:.1f} s")
        return text.format(receipt.evaluated, receipt.reused, receipt.answer, seconds.first_token, seconds.total)

    def _write(self, text: str) -> None:
        self._put(self._end(), self._end(), text)

    def _put(self, start: int, end: int, text: str) -> int:
        """Put ``text`` in the place of what stands between two positions; where it ends."""
        bar = self.transcript.verticalScrollBar()
        follows = bar.value() == bar.maximum()  # who has scrolled up to read is left there
        cursor = QTextCursor(self.transcript.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())
        return cursor.position()

    def _end(self) -> int:
        return self.transcript.document().characterCount() - 1


def _line(number: int, title: str, page: int | None, text: str) -> str:
    place = " ".join(title.split()) + ("" if page is None else f", p. {page}")
    return f'[{number}] {place}: "{" ".join(text.split())}"'
