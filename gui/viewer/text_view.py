"""A document's text as the model sees it, structured; of a long one, only the part that is looked at is laid out."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QByteArray, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QTextCharFormat, QTextCursor, QTextFormat, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollBar, QTextEdit, QWidget

from assistant.library.places import words_of
from gui.theme import Themes
from gui.viewer.marks import FRAMED, Mark, Marked, color_of
from gui.viewer.pieces import Piece
from gui.viewer.text_layout import TextLayout

# Laid out at a time; a cell takes the time of so many characters.
WINDOW_CHARACTERS = 24_000
CELL_CHARACTERS = 40
MOST_MARKS = 400
_MARK = QTextFormat.Property.UserProperty.value + 1


class _Edit(QTextEdit):
    """Text that loads nothing, whatever it says."""

    zoomed = Signal(int)
    copy_wanted = Signal()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: neither a picture nor a style comes from a file or an address.

        It has to be an empty something: where None is given, the document goes and reads local files by itself.
        """
        return QByteArray(b"")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Have the stored words copied, not what the view makes of them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tell of a zoom with Ctrl held, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)


class TextView(QWidget):
    """The text of one document.

    Args:
        themes: colours.
    """

    position_changed = Signal(int)  # code point at the top
    selection_changed = Signal()
    copy_wanted = Signal()
    zoomed = Signal(int)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._text = ""
        self._pieces: Sequence[Piece] = ()
        self._starts: list[int] = []
        self._first = self._stop = 0
        self._marks: list[Marked] = []
        self._factor = 1.0
        self._building = False
        self.edit = _Edit(readOnly=True)
        self.edit.setUndoRedoEnabled(False)
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setProperty("kind", "page")
        self.edit.setAccessibleName(self.tr("Text of the document"))
        self.edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.edit.document().setDocumentMargin(16)
        self.edit.zoomed.connect(self.zoomed)
        self.edit.copy_wanted.connect(self.copy_wanted)
        # The edit's own bar runs over what is laid out; this one over the whole text.
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self.bar.setAccessibleName(self.tr("Position in the document"))
        self.setFocusProxy(self.edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.edit)
        layout.addWidget(self.bar)
        self._layout = TextLayout(self.edit.document(), "", (), 0, 0, themes.current, self.font())
        self.edit.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.edit.selectionChanged.connect(self.selection_changed)
        self.bar.valueChanged.connect(self._jumped)
        themes.changed.connect(self._repaint)

    # --- what is shown ---

    def open(self, text: str, pieces: Sequence[Piece]) -> None:
        """Show a text from its beginning."""
        self._text, self._pieces = text, pieces
        self._starts = [piece.start for piece in pieces]
        self._marks = []
        self._build(0)

    def clear(self) -> None:
        """Show nothing."""
        self.open("", ())

    def set_marks(self, marks: Iterable[Marked]) -> None:
        """Highlight these words from now on."""
        order = list(Mark)
        self._marks = sorted(marks, key=lambda marked: order.index(marked.mark))
        self._paint_marks()

    def show_span(self, start: int, end: int) -> None:
        """Scroll so that words are in sight, a third from the top."""
        self._lay_out_at(start)
        cursor = self._cursor(start)
        bar = self.edit.verticalScrollBar()
        bar.setValue(bar.value() + self.edit.cursorRect(cursor).top() - self.edit.viewport().height() // 3)

    def go_to(self, position: int) -> None:
        """Scroll so that a code point stands at the top."""
        self._lay_out_at(position)
        bar = self.edit.verticalScrollBar()
        bar.setValue(bar.value() + self.edit.cursorRect(self._cursor(position)).top())

    @property
    def position(self) -> int:
        """The code point at the top."""
        return self._layout.to_text(self.edit.cursorForPosition(QPoint(0, 0)).position())

    @property
    def highlighted_text(self) -> str:
        """The words that wear the look of the citation, as they stand in the view."""
        parts = []
        for selection in self.edit.extraSelections():
            form, cursor = selection.format, selection.cursor
            if form.property(_MARK) == Mark.CITED.value:
                start = self._layout.to_text(cursor.selectionStart())
                words = cursor.selectedText().replace("\u2028", "\n").replace("\u2029", "\n")
                parts.append((start, start + len(words), words))
        return words_of(self._text, parts, self._layout.printed())

    # --- selection ---

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected code points, from and to."""
        cursor = self.edit.textCursor()
        if not cursor.hasSelection():
            return None
        start, end = (self._layout.to_text(place) for place in (cursor.selectionStart(), cursor.selectionEnd()))
        return (start, end) if start < end else None

    def select_all(self) -> None:
        """Select what is laid out."""
        self.edit.selectAll()

    def clear_selection(self) -> None:
        """Select nothing."""
        cursor = self.edit.textCursor()
        cursor.clearSelection()
        self.edit.setTextCursor(cursor)

    # --- zoom ---

    @property
    def factor(self) -> float:
        """The size of the text."""
        return self._factor

    def set_factor(self, factor: float) -> None:
        """Make the text this large."""
        self._factor = factor
        self._repaint()

    # --- the window ---

    def _lay_out_at(self, position: int) -> None:
        """Have the piece at ``position``, and some on each side, laid out."""
        index = self._index(position)
        margin = 3
        inside = self._first + margin <= index < self._stop - margin
        at_edge = (self._first == 0 and index < self._stop - margin) or (
            self._stop == len(self._pieces) and index >= self._first + margin
        )
        whole = self._first == 0 and self._stop == len(self._pieces)
        if not (inside or at_edge or whole):
            self._build(index)

    def _index(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _build(self, index: int) -> None:
        """Lay out the pieces around one."""
        first = stop = index
        before = after = WINDOW_CHARACTERS // 2
        while first > 0 and before > 0:
            first -= 1
            before -= self._cost(first)
        while stop < len(self._pieces) and after + max(0, before) > 0:
            after -= self._cost(stop)
            stop += 1
        self._building = True
        self.edit.setExtraSelections([])
        font = self.font()
        font.setPointSizeF(max(4.0, font.pointSizeF() * self._factor))
        self._first, self._stop = first, stop
        self._layout = TextLayout(
            self.edit.document(), self._text, self._pieces, first, stop, self._themes.current, font
        )
        self._paint_marks()
        whole = first == 0 and stop == len(self._pieces)
        self.bar.setVisible(not whole)
        self.edit.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if whole else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.bar.blockSignals(True)
        self.bar.setRange(0, max(0, len(self._text) - 1))
        self.bar.setPageStep(2_000)
        self.bar.setSingleStep(200)
        self.bar.blockSignals(False)
        self._building = False

    def _cost(self, index: int) -> int:
        piece = self._pieces[index]
        cost = piece.end - piece.start
        if piece.table >= 0:
            cost += CELL_CHARACTERS * (1 + self._text.count("|", piece.start, piece.end))
        return cost + 20

    def _scrolled(self, value: int) -> None:
        if self._building or not self._pieces:
            return
        bar = self.edit.verticalScrollBar()
        near = bar.pageStep()
        if (value > bar.maximum() - near and self._stop < len(self._pieces)) or (value < near and self._first > 0):
            position = self.position
            offset = self.edit.cursorRect(self._cursor(position)).top()
            self._keep_selection(self._index(position))
            self._building = True
            bar.setValue(bar.value() + self.edit.cursorRect(self._cursor(position)).top() - offset)
            self._building = False
        top = self.position
        self.bar.blockSignals(True)
        self.bar.setValue(top)
        self.bar.blockSignals(False)
        self.position_changed.emit(top)

    def _keep_selection(self, index: int) -> None:
        selected = self.selection
        self._build(index)
        if selected is not None:
            cursor = self._cursor(selected[0])
            cursor.setPosition(self._layout.to_document(selected[1]), QTextCursor.MoveMode.KeepAnchor)
            self._building = True
            value = self.edit.verticalScrollBar().value()
            self.edit.setTextCursor(cursor)
            self.edit.verticalScrollBar().setValue(value)
            self._building = False

    def _jumped(self, position: int) -> None:
        """The bar over the whole text was moved."""
        self.go_to(position)

    def _cursor(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self.edit.document())
        cursor.setPosition(self._layout.to_document(position))
        return cursor

    def _repaint(self) -> None:
        """Lay out anew, in other colours or another size, at the same place."""
        if self._pieces:
            position = self.position
            self._keep_selection(self._index(position))
            self.go_to(position)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what stands at the top."""
        position = self.position
        super().resizeEvent(event)
        if self._pieces and position:
            self.go_to(position)

    # --- marks ---

    def _paint_marks(self) -> None:
        if not self._pieces or self._first == self._stop:
            return
        start, end = self._pieces[self._first].start, self._pieces[self._stop - 1].end
        selections = []
        for marked in [m for m in self._marks if m.start < end and start < m.end][:MOST_MARKS]:
            form = QTextCharFormat()
            color = color_of(marked.mark, self._themes.current)
            form.setBackground(color)
            form.setForeground(self._themes.current.color("text"))
            form.setProperty(_MARK, marked.mark.value)
            if marked.mark in FRAMED:
                form.setFontUnderline(True)
                form.setUnderlineColor(self._themes.current.color("caution"))
            for first, last in self._layout.places(marked.start, marked.end):
                selection = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.edit.document())
                cursor.setPosition(first)
                cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
                selection.cursor = cursor
                selection.format = form
                selections.append(selection)
        self.edit.setExtraSelections(selections)
