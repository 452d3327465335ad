"""The receipt, opened: each part in exact tokens, what was left out and why, and the prompt as the model got it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from assistant.events import DroppedPiece, Receipt
from gui.chat.receipt_bar import calls_text, part_name
from gui.chat.receipt_parts import PARTS, Line, lines, shares
from gui.chat.request import Chosen, Request
from gui.icons import icon
from gui.plain_text import plain_tip
from gui.theme import Themes

if TYPE_CHECKING:
    from chains.types import Quote

PART, TOKENS, ACTIONS = range(3)
# Characters of a quote that its row shows.
MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """What the view shows.

    Attributes:
        request: what was asked with it; its pins and drops are what the buttons change.
        written: the answer has ended; else this is a plan.
        prompt: as the model got it; empty where it has not got any yet.
        quotes: of the question; a title alone does not tell two passages of one document apart.
    """

    receipt: Receipt
    request: Request
    written: bool
    prompt: str = ""
    quotes: "tuple[Quote, ...]" = ()


class ReceiptView(QFrame):
    """Shows one receipt; what is pinned or dropped in it is asked again at a button."""

    again_wanted = Signal(object)  # Request
    closed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._shown = Shown(Receipt(), Request(), False)
        self._request = Request()
        self._unnamed: list[Quote] = []
        self._said = ""
        self._stale = False
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Context receipt"))
        self._build()
        self._look()
        themes.changed.connect(self._look)

    def show_receipt(self, shown: Shown) -> None:
        """Show this receipt."""
        self._show(shown, "")

    def show_reason(self, reason: str) -> None:
        """There is no receipt now, and this is why."""
        self._show(Shown(Receipt(), Request(), False), reason)

    def showEvent(self, event: QShowEvent) -> None:
        """Receipts come while one types; one that nobody sees is not laid out."""
        super().showEvent(event)
        if self._stale:
            self._lay_out()

    @property
    def request(self) -> Request:
        """What would be asked again."""
        return self._request

    # --- inside ---

    def _show(self, shown: Shown, reason: str) -> None:
        self._shown, self._request, self._said = shown, shown.request, reason
        self._stale = True
        if not self.isHidden():
            self._lay_out()

    def _lay_out(self) -> None:
        self._stale = False
        self._fill()
        if self._said:
            self.summary.setText(self._said)

    def _build(self) -> None:
        self.title = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.title.setProperty("kind", "heading")
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close the receipt (Ctrl+I)"))
        self.close_button.setAccessibleName(self.tr("Close the receipt"))
        self.close_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.close_button)
        self.summary = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.summary.setProperty("kind", "small")

        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([self.tr("Part"), self.tr("Tokens"), ""])
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(14)
        self.tree.setAccessibleName(self.tr("Parts of the context"))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(PART, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(TOKENS, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ACTIONS, QHeaderView.ResizeMode.ResizeToContents)

        self.prompt = QPlainTextEdit(readOnly=True)
        self.prompt.setUndoRedoEnabled(False)
        self.prompt.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.prompt.setAccessibleName(self.tr("The prompt as the model got it"))
        self.copy_button = QPushButton(self.tr("Copy the prompt"))
        self.copy_button.clicked.connect(self._copy)
        prompt_page = QWidget()
        prompt_layout = QVBoxLayout(prompt_page)
        prompt_layout.setContentsMargins(0, 6, 0, 0)
        prompt_layout.addWidget(self.prompt)
        prompt_layout.addWidget(self.copy_button, alignment=Qt.AlignmentFlag.AlignRight)

        self.tabs = QTabWidget()
        self.tabs.addTab(self.tree, self.tr("Parts"))
        self.tabs.addTab(prompt_page, self.tr("Prompt"))
        self.again_button = QPushButton(self.tr("Ask again with these"))
        self.again_button.setProperty("kind", "primary")
        self.again_button.clicked.connect(self._ask_again)
        self.changes = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.changes.setProperty("kind", "small")
        foot = QHBoxLayout()
        foot.addWidget(self.changes, stretch=1)
        foot.addWidget(self.again_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.tabs, stretch=1)
        layout.addLayout(foot)

    def _fill(self) -> None:
        shown = self._shown
        receipt = shown.receipt
        question = " ".join(shown.request.question.split())
        title = self.tr("What the model read") if shown.written else self.tr("What the model would read")
        if not receipt.context_tokens:
            title = self.tr("Context receipt")
        self.title.setText(title)
        self.title.setToolTip(plain_tip(question))
        self.summary.setText(self._summary(question))
        self.tree.clear()
        self._unnamed = list(shown.quotes)
        if receipt.of_calls:
            self._fill_calls()
        elif receipt.context_tokens:
            self._fill_parts()
        self._fill_examples()
        self._fill_dropped()
        self.prompt.setPlainText(shown.prompt or self.tr("The model has not got a prompt for this question."))
        self.copy_button.setEnabled(bool(shown.prompt))
        self._show_changes()

    def _summary(self, question: str) -> str:
        shown, receipt = self._shown, self._shown.receipt
        if not receipt.context_tokens or receipt.of_calls:
            return calls_text(receipt)
        parts = shares(receipt, shown.written)
        if not shown.written:
            text = self.tr("{prompt} of {all} tokens would be read, {answer} are kept for the answer.")
            return text.format(prompt=f"{parts.prompt:,}", all=f"{parts.context:,}", answer=f"{parts.answer:,}")
        text = self.tr(
            "{prompt} of {all} tokens were read: {evaluated} evaluated, {reused} still known. {answer} were written."
        )
        return text.format(
            prompt=f"{parts.prompt:,}",
            all=f"{parts.context:,}",
            evaluated=f"{receipt.evaluated:,}",
            reused=f"{receipt.reused:,}",
            answer=f"{parts.answer:,}",
        )

    def _fill_parts(self) -> None:
        shown = self._shown
        parts = shares(shown.receipt, shown.written)
        found = lines(shown.receipt, shown.written)
        for part in PARTS:
            own = [line for line in found if line.part == part]
            head = self._row(self.tree, part_name(part, shown.written), parts.of(part))
            font = head.font(PART)
            font.setBold(True)
            head.setFont(PART, font)
            if any(line.label or line.state == "frame" for line in own):
                for line in own:
                    self._line(head, line)
            head.setExpanded(part != "history" or len(own) <= 4)
        total = self._row(self.tree, self.tr("The whole context"), parts.context)
        for column in (PART, TOKENS):
            font = total.font(column)
            font.setBold(True)
            total.setFont(column, font)

    def _fill_calls(self) -> None:
        """What a chain asked the model for, each kind with its calls and their prompts' tokens."""
        receipt = self._shown.receipt
        calls = [piece for piece in receipt.pieces if piece.kind == "call"]
        head = self._head(self.tr("Calls of the model"), receipt.evaluated)
        for piece in calls:
            self._row(head, " ".join(piece.label.split()), piece.tokens)
        self._head(self.tr("Written"), receipt.answer)

    def _fill_examples(self) -> None:
        """Few-shot examples that the model was shown, which are among the tokens above or among the auxiliary ones."""
        receipt = self._shown.receipt
        examples = [(piece.label, piece.tokens) for piece in receipt.pieces if piece.kind == "example"]
        examples += receipt.examples
        if examples:
            head = self._head(self.tr("Examples shown to the model"), sum(tokens for _, tokens in examples))
            for label, tokens in examples:
                self._row(head, " ".join(label.split()), tokens)

    def _head(self, text: str, tokens: int) -> QTreeWidgetItem:
        head = self._row(self.tree, text, tokens)
        font = head.font(PART)
        font.setBold(True)
        head.setFont(PART, font)
        head.setExpanded(True)
        return head

    def _line(self, head: QTreeWidgetItem, line: Line) -> None:
        label = " ".join(line.label.split())
        states = {
            "repeated": self.tr("{} (stands in an earlier turn, is only referred to)"),
            "reduced": self.tr("{} (without its sources)"),
        }
        if line.state == "frame":
            label = self.tr("what the model's template puts around these")
        text = states.get(line.state, "{}").format(self._with_words(label, line.chunk))
        row = self._row(head, text, line.tokens)
        if line.chunk:
            self._buttons(row, Chosen(line.chunk, label), inside=True)

    def _with_words(self, label: str, chunk: int) -> str:
        """``label`` with the words of the passage's next quote that no other row has shown."""
        quote = next((one for one in self._unnamed if chunk and one.chunk_id == chunk), None)
        if quote is None:
            return label
        self._unnamed.remove(quote)
        words = " ".join(quote.text.split())
        return f"{label}: “{words[:MOST_WORDS]}{'…' if len(words) > MOST_WORDS else ''}”"

    def _fill_dropped(self) -> None:
        dropped = self._shown.receipt.dropped
        if not dropped:
            return
        head = self._head(self.tr("Left out"), sum(piece.tokens for piece in dropped))
        for piece in dropped:
            label = " ".join(piece.label.split())
            text = f"{self._with_words(label, piece.chunk_id)} – {self._reason(piece)}"
            row = self._row(head, text, piece.tokens)
            if piece.chunk_id:
                self._buttons(row, Chosen(piece.chunk_id, label), inside=False)
        head.setExpanded(True)

    def _reason(self, piece: DroppedPiece) -> str:
        reasons = {
            "no room": self.tr("there was no room for it"),
            "enough": self.tr("the model has enough with the others, more would confuse it"),
            "compacted": self.tr("the oldest turns made room for this question"),
            "reduced": self.tr("its sources made room; question and answer stayed"),
            "dropped": self.tr("you dropped it"),
        }
        return reasons.get(piece.reason, piece.reason)

    def _row(self, parent: QTreeWidget | QTreeWidgetItem, text: str, tokens: int) -> QTreeWidgetItem:
        row = QTreeWidgetItem([text, f"{tokens:,}"])
        row.setToolTip(PART, plain_tip(text))
        row.setTextAlignment(TOKENS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if isinstance(parent, QTreeWidget):
            parent.addTopLevelItem(row)
        else:
            parent.addChild(row)
        return row

    def _buttons(self, row: QTreeWidgetItem, passage: Chosen, *, inside: bool) -> None:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        pin = self.tr("Pin: it stays, whatever the question") if inside else self.tr("Add it to what the model reads")
        wanted = [("pin", "pin" if inside else "add", pin)]
        if inside:
            wanted.append(("drop", "remove", self.tr("Drop: it is kept out")))
        for act, symbol, text in wanted:
            button = QToolButton()
            button.setCheckable(True)
            button.setIcon(icon(symbol, self._themes.current))
            button.setToolTip(text)
            button.setAccessibleName(f"{text}: {passage.label}")
            button.setProperty("act", act)
            button.setProperty("passage", passage)
            known = self._request.pin if act == "pin" else self._request.drop
            button.setChecked(passage.chunk in {one.chunk for one in known})
            button.clicked.connect(self._choose)
            layout.addWidget(button)
        self.tree.setItemWidget(row, ACTIONS, holder)

    def _choose(self, checked: bool) -> None:
        button = self.sender()
        passage: Chosen = button.property("passage")
        if not checked:
            self._request = self._request.freed(passage)
        elif button.property("act") == "pin":
            self._request = self._request.pinned(passage)
        else:
            self._request = self._request.dropped(passage)
        for other in self.tree.findChildren(QToolButton):
            if other is not button and other.property("passage") == passage:
                other.setChecked(False)
        self._show_changes()

    def _show_changes(self) -> None:
        pinned, dropped = len(self._request.pin), len(self._request.drop)
        text = self.tr("Pinned or added: {pinned}, dropped: {dropped}") if pinned or dropped else ""
        self.changes.setText(text.format(pinned=pinned, dropped=dropped))
        self.again_button.setEnabled(self._request != self._shown.request)
        self.again_button.setVisible(bool(self._request.question))

    def _ask_again(self) -> None:
        self.again_wanted.emit(self._request)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._shown.prompt)

    def _look(self) -> None:
        self.close_button.setIcon(icon("cross", self._themes.current))
        self._fill()
