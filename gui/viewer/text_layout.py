"""Pieces of a text laid out in a QTextDocument, and the way between its positions and the text's own, both ways.

A QTextDocument counts UTF-16 units, and has positions of its own for the borders of paragraphs and cells; the stored
text counts code points. Each run of characters that was inserted is a segment that knows both.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from gui.theme import Theme
from gui.viewer.pieces import Piece, cells_of

HEADING_SIZES = (1.5, 1.3, 1.15, 1.05, 1.0, 1.0)
_LINE_SEPARATOR = "\u2028"


@dataclass(frozen=True, slots=True)
class Segment:
    """Code points ``start`` to ``end`` of the text, at position ``at`` of the document; ``units`` of UTF-16 long."""

    start: int
    end: int
    at: int
    units: int


class TextLayout:
    """Some pieces of a text in a document.

    Args:
        document: emptied and filled.
        text: the whole text.
        pieces: all of them.
        first: index of the first that is laid out.
        stop: index after the last that is laid out.
        theme: colours.
        font: of plain paragraphs.
    """

    def __init__(
        self,
        document: QTextDocument,
        text: str,
        pieces: Sequence[Piece],
        first: int,
        stop: int,
        theme: Theme,
        font: QFont,
    ) -> None:
        self._document = document
        self._text = text
        self._pieces = pieces
        self._theme = theme
        self._font = font
        self._segments: list[Segment] = []
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._mono.setPointSizeF(font.pointSizeF())
        self._plain = QTextCharFormat()
        self._hidden = QTextCharFormat()
        # What parts cells, or makes a heading, is seen by its look; it stays in the document, for its positions.
        self._hidden.setFontPointSize(1)
        self._hidden.setForeground(Qt.GlobalColor.transparent)
        document.clear()
        document.setDefaultFont(font)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        index = first
        while index < stop:
            index = self._add_table(cursor, index, stop) if pieces[index].table >= 0 else self._add(cursor, index)
        cursor.endEditBlock()
        self._starts = [segment.start for segment in self._segments]
        self._places = [segment.at for segment in self._segments]

    # --- positions ---

    def to_document(self, position: int) -> int:
        """The document's position of a code point; of one that is not laid out, the next one that is."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return self._places[0] if self._places else 0
        segment = self._segments[index]
        if position <= segment.end:
            return segment.at + _units(self._text, segment.start, position)
        return self._places[index + 1] if index + 1 < len(self._segments) else segment.at + segment.units

    def to_text(self, place: int) -> int:
        """The code point at a position of the document; at one that stands for none, the next one."""
        index = bisect_right(self._places, place) - 1
        if index < 0:
            return self._starts[0] if self._starts else 0
        segment = self._segments[index]
        units = place - segment.at
        if units > segment.units:
            return self._starts[index + 1] if index + 1 < len(self._segments) else segment.end
        if segment.units == segment.end - segment.start:
            return segment.start + units
        position = segment.start
        while units > 0:
            units -= 2 if ord(self._text[position]) > 0xFFFF else 1
            position += 1
        return position

    def places(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where the code points from ``start`` to ``end`` stand in the document, a span for each segment."""
        found = []
        for segment in self._segments[max(0, bisect_right(self._starts, start) - 1) :]:
            if segment.start >= end:
                break
            first, last = max(start, segment.start), min(end, segment.end)
            if first < last:
                at = segment.at + _units(self._text, segment.start, first)
                found.append((at, at + _units(self._text, first, last)))
        return found

    def printed(self) -> list[tuple[int, int]]:
        """The code points that are laid out, a span for each segment."""
        return [(segment.start, segment.end) for segment in self._segments]

    # --- building ---

    def _add(self, cursor: QTextCursor, index: int) -> int:
        piece = self._pieces[index]
        block, letters = self._formats(piece)
        if self._document.isEmpty() and not self._segments:
            cursor.setBlockFormat(block)
            cursor.setCharFormat(letters)
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertBlock(block, letters)
        self._insert(cursor, piece.start, piece.first, self._hidden)
        self._insert(cursor, piece.first, piece.last, letters)
        self._insert(cursor, piece.last, piece.end, self._hidden)
        return index + 1

    def _formats(self, piece: Piece) -> tuple[QTextBlockFormat, QTextCharFormat]:
        size = self._font.pointSizeF()
        block, letters = QTextBlockFormat(), QTextCharFormat(self._plain)
        block.setBottomMargin(size * 0.7)
        block.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if piece.kind == "heading":
            level = min(max(piece.level, 1), 6)
            letters.setFontPointSize(size * HEADING_SIZES[level - 1])
            letters.setFontWeight(QFont.Weight.DemiBold)
            block.setHeadingLevel(level)
            block.setTopMargin(size * (1.2 if self._segments else 0.2))
            block.setBottomMargin(size * 0.5)
            block.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        elif piece.kind == "list":
            block.setLeftMargin(size * 1.8)
            block.setBottomMargin(size * 0.3)
        elif piece.kind == "code":
            letters.setFont(self._mono)
            block.setBackground(self._theme.color("code"))
            block.setLeftMargin(size)
            block.setRightMargin(size)
        return block, letters

    def _add_table(self, cursor: QTextCursor, index: int, stop: int) -> int:
        """The rows of one table, under its header, which is shown again where the window begins below it."""
        end = index
        while end < stop and self._pieces[end].table == self._pieces[index].table:
            end += 1
        rows = [cells_of(self._text, piece.start, piece.end) for piece in self._pieces[index:end]]
        header = self._pieces[index].header
        repeated = header >= 0 and header < index
        head = cells_of(self._text, self._pieces[header].start, self._pieces[header].end) if repeated else []
        columns = max(len(row) for row in [*rows, head])
        cursor.movePosition(QTextCursor.MoveOperation.End)
        table = cursor.insertTable(len(rows) + repeated, columns, self._table_format())
        if repeated:
            self._repeat(table, head)
        for number, (piece, row) in enumerate(zip(self._pieces[index:end], rows, strict=True), int(repeated)):
            for column, (first, inner_first, inner_last, last) in enumerate(row):
                place = table.cellAt(number, column).firstCursorPosition()
                letters = QTextCharFormat(self._plain)
                if piece.kind == "table_header":
                    letters.setFontWeight(QFont.Weight.DemiBold)
                self._insert(place, first, inner_first, self._hidden)
                self._insert(place, inner_first, inner_last, letters)
                self._insert(place, inner_last, last, self._hidden)
        if repeated or self._pieces[index].kind == "table_header":
            self._shade(table, columns)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return end

    def _table_format(self) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setCellPadding(4)
        form.setCellSpacing(0)
        form.setBorder(1)
        form.setBorderCollapse(True)
        form.setBorderBrush(self._theme.color("border"))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setTopMargin(4)
        form.setBottomMargin(10)
        form.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
        return form

    def _repeat(self, table: QTextTable, head: Sequence[tuple[int, int, int, int]]) -> None:
        """The header once more: words that stand for no position."""
        letters = QTextCharFormat()
        letters.setFontWeight(QFont.Weight.DemiBold)
        letters.setForeground(self._theme.color("muted"))
        for column, (_, first, last, _) in enumerate(head):
            table.cellAt(0, column).firstCursorPosition().insertText(_shown(self._text[first:last]), letters)

    def _shade(self, table: QTextTable, columns: int) -> None:
        for column in range(columns):
            cell = table.cellAt(0, column)
            form = cell.format()
            form.setBackground(self._theme.color("panel"))
            cell.setFormat(form)

    def _insert(self, cursor: QTextCursor, start: int, end: int, letters: QTextCharFormat) -> None:
        if start < end:
            at = cursor.position()
            cursor.insertText(_shown(self._text[start:end]), letters)
            self._segments.append(Segment(start, end, at, cursor.position() - at))


def _shown(text: str) -> str:
    """The same length, with line ends that do not end the paragraph."""
    return text.replace("\n", _LINE_SEPARATOR)


def _units(text: str, start: int, end: int) -> int:
    """UTF-16 units that the code points take."""
    return len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2
