"""The field that a question is written in: it grows with its lines, asks at Enter, takes what it can hold."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES = 6
# Several times what fits into the largest context window of a model on a desk; laying out more stalls the window.
MOST_CHARACTERS = 50_000


class QuestionField(QPlainTextEdit):
    """Plain text in, plain text out."""

    submitted = Signal()
    recalled = Signal()  # Up in an empty field
    shortened = Signal(int)  # this many characters of what was pasted were left out
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ghost = ""
        self.setProperty("kind", "bare")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def set_ghost(self, text: str) -> None:
        """What may be written next, pale behind the last letter; empty for nothing."""
        if text != self._ghost:
            self._ghost = text
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, and the ghost behind them."""
        super().paintEvent(event)
        if not self._ghost:
            return
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        place = self.cursorRect(cursor)
        place.setLeft(place.right() + 3)
        place.setRight(self.viewport().width() - 2)
        with QPainter(self.viewport()) as painter:
            painter.setPen(self.palette().placeholderText().color())
            text = self.fontMetrics().elidedText(self._ghost, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self) -> QSize:
        """As high as its lines, up to ``MOST_LINES``."""
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        margins = self.contentsMargins()
        around = 2 * self.document().documentMargin() + margins.top() + margins.bottom() + 2 * self.frameWidth()
        return QSize(100, round(lines * self.fontMetrics().lineSpacing() + around))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(40, self.fontMetrics().lineSpacing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks, Shift+Enter makes a line, Up in an empty field brings the last question back."""
        shifted = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not shifted:
            self.submitted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText():
            self.recalled.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text; files go to the library, that is, to the window."""
        return source.hasText() and not any(url.isLocalFile() for url in source.urls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert what there is room for, and say what was left out."""
        if not self.canInsertFromMimeData(source):
            return
        text = source.text()
        cursor = self.textCursor()
        taken = abs(cursor.selectionEnd() - cursor.selectionStart())
        room = max(0, MOST_CHARACTERS - (self.document().characterCount() - 1 - taken))
        cursor.insertText(text[:room].replace("\0", ""))
        self.ensureCursorVisible()
        if len(text) > room:
            self.shortened.emit(len(text) - room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes another number of lines."""
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Its frame shows the focus."""
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it has gone."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def _fit(self) -> None:
        full = self.document().size().height() > MOST_LINES
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if full else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.updateGeometry()
        if not full:  # it was scrolled to the cursor before it grew
            self.verticalScrollBar().setValue(0)
