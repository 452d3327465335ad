"""The exact arguments of a call: nothing left out, nothing unseen, the words of documents marked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from gui.chat.evidence_view import one_line
from gui.chat.exact_text import PIECE, exact_pieces
from gui.chat.looks import Looks

if TYPE_CHECKING:
    from gui.chat.consents import Argument

# Letters that are shown at first, and with each "show more".
FIRST = 5 * PIECE
_NAME, _LINES = 200, 10


class ArgumentsView(QTextEdit):
    """Each argument with its value letter for letter; a value is moved in, so that none looks like another's name.

    Args:
        frame: around it, of the kind ``field``.
    """

    fitted = Signal()  # it has another height

    def __init__(self, frame: QFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self.setProperty("kind", "bare")
        self._pieces: Iterator[tuple[str, str]] = iter(())
        self._next: tuple[str, str] | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setWordWrapMode(self.wordWrapMode().WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("The exact arguments"))

    @property
    def has_more(self) -> bool:
        """Whether some of them are still to be shown."""
        return self._next is not None

    def show_arguments(self, arguments: "tuple[Argument, ...]", looks: Looks) -> None:
        """Show the beginning of these."""
        self.clear()
        self.document().setDefaultFont(looks.font)
        self._name, self._value, self._marked = QTextBlockFormat(), QTextBlockFormat(), looks.code()
        self._value.setLeftMargin(2 * looks.step)
        self._bold, self._plain = looks.words(), looks.code()
        self._plain.clearBackground()
        self._bold.setFontWeight(600)
        self._marked.setBackground(looks.theme.color("highlight"))
        self._marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        self._pieces = self._all(arguments)
        self._next = next(self._pieces, None)
        self.show_more()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    def show_more(self) -> None:
        """Show the next part of them."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        shown = 0
        while self._next is not None and shown < FIRST:
            kind, text = self._next
            if kind in {"name", "break"}:
                block = self._name if kind == "name" else self._value
                if self.document().isEmpty():
                    cursor.setBlockFormat(block)
                else:
                    cursor.insertBlock(block)
            look = {"name": self._bold, "marked": self._marked}.get(kind, self._plain)
            cursor.insertText(text, look)
            shown += len(text)
            self._next = next(self._pieces, None)
        cursor.endEditBlock()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing; an empty something, as of None the document goes and reads local files by itself."""
        return QByteArray(b"")

    def createMimeDataFromSelection(self) -> QMimeData:
        """Words alone are copied."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\u2028", "\n").replace("\u2029", "\n"))
        return data

    def _fit(self) -> None:
        """As high as its lines, up to a few; what is longer is scrolled."""
        line = self.fontMetrics().height()
        height = int(min(_LINES * line, max(2.0 * line, self.document().size().height())))
        if self.minimumHeight() != height or self.maximumHeight() != height:
            self.setFixedHeight(height)
            self.fitted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame around it shows the focus."""
        super().focusInEvent(event)
        self._show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it has gone."""
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, focused: bool) -> None:
        self._frame.setProperty("active", focused)
        self._frame.style().unpolish(self._frame)
        self._frame.style().polish(self._frame)

    def _all(self, arguments: "tuple[Argument, ...]") -> Iterator[tuple[str, str]]:
        if not arguments:
            yield "name", self.tr("no arguments")
        for argument in arguments:
            yield "name", one_line(argument.name)[:_NAME] or self.tr("Arguments")
            yield "break", ""
            written = 0
            for text, marked in exact_pieces(argument.value, argument.carried):
                if written > PIECE:  # a paragraph of a million letters is laid out anew for each
                    yield "break", ""
                    written = 0
                written += len(text)
                yield "marked" if marked else "plain", text
