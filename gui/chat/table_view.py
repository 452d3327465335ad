"""The table that a chain has made: sorted, copied and saved; a cell with evidence opens the place that it stands on."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.chat.evidence_view import one_line
from gui.chat.looks import GLYPHS, VERDICT_COLORS, Looks
from gui.chat.table_model import TableModel

if TYPE_CHECKING:
    from assistant.made import Cell, Table

# Rows in sight; the rest is scrolled to. Rows that widths are measured by; lines of a cell; widest column in letters.
SHOWN_ROWS, MEASURED_ROWS, MOST_LINES, WIDEST = 10, 40, 3, 42
PADDING = 6
_DRAWN = 400  # letters of one cell


class _Delegate(QStyledItemDelegate):
    """Words over as many lines as a row has, then the verdict where it is no plain yes, then the quote's number."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.looks: Looks | None = None
        self.lines = 1

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell: Cell | None = index.data(int(Qt.ItemDataRole.UserRole))
        if cell is None or self.looks is None:
            return
        theme, metrics = self.looks.theme, QFontMetrics(option.font)
        painter.save()
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        inner = rect.adjusted(PADDING, 3, -PADDING, -3)
        right = bool(int(index.data(int(Qt.ItemDataRole.TextAlignmentRole))) & int(Qt.AlignmentFlag.AlignRight))
        for text, role in reversed(_marks(cell)):
            width = metrics.horizontalAdvance(text) + 4
            painter.setPen(theme.color(role))
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            inner.setRight(inner.right() - width)
        painter.setPen(theme.color("text" if cell.text else "muted"))
        words = one_line(cell.text[:_DRAWN]) or "—"
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if self.lines == 1 or metrics.horizontalAdvance(words) <= inner.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)
        else:
            room = int(self.lines * inner.width() / max(1, metrics.averageCharWidth()) * 0.92)
            if len(words) > room:
                words = words[: max(1, room - 1)] + "…"
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, int(flags) | int(Qt.TextFlag.TextWrapAnywhere if _unbroken(words) else 0), words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


def _unbroken(words: str) -> bool:
    return max(map(len, words.split()), default=0) > WIDEST // 2


def _marks(cell: "Cell") -> list[tuple[str, str]]:
    """What stands behind a cell's words, and its colour."""
    marks: list[tuple[str, str]] = []
    if cell.text and cell.quotes and cell.verdict != "yes":
        marks.append((GLYPHS[cell.verdict], VERDICT_COLORS[cell.verdict]))
    if cell.quotes:
        marks.append((f"[{cell.quotes[0] + 1}]", "accent"))
    return marks


class Grid(QTableView):
    """The cells; keys that go through the conversation are left to it where there is nothing to go to here."""

    cited = Signal(int)  # index of a quote

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = TableModel(self)
        self.setModel(self.cells)
        self.widths: list[int] = []  # that the columns need, pixels
        self.delegate = _Delegate(self)
        self.setItemDelegate(self.delegate)
        self.setProperty("kind", "framed")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the evidence, Ctrl+C copies what is selected."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the selected cells; all of them where none, or only one, is."""
        chosen = self.selectedIndexes()
        QGuiApplication.clipboard().setText(self.cells.as_tsv(chosen or None))

    def copy_all(self) -> None:
        """Copy the whole table, in the order in which it is shown."""
        QGuiApplication.clipboard().setText(self.cells.as_tsv())

    def heightForWidth(self, width: int) -> int:
        """As high as its rows, up to a number of them, and a scroll bar where the columns do not fit."""
        lines, count = self.delegate.lines, self.cells.rowCount()
        shown = SHOWN_ROWS if lines == 1 else SHOWN_ROWS // 2 + 1  # of such high rows fewer are enough
        rows = self.verticalHeader().defaultSectionSize() * max(1, min(shown, count))
        side = self.verticalScrollBar().sizeHint().width() if count > shown else 0
        wide = sum(self.widths) > width - side - 2 * self.frameWidth()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return self.horizontalHeader().sizeHint().height() + rows + bar + 2 * self.frameWidth() + 2

    def sizeHint(self) -> QSize:
        """At the width that it has."""
        return QSize(200, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        """It gets as narrow as it must."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room that is left goes to the columns of words."""
        super().resizeEvent(event)
        self.spread()

    def spread(self) -> None:
        """Give the columns what they need, and those of words the rest."""
        words = [column for column in range(len(self.widths)) if not self.cells.is_numeric(column)]
        left = max(0, self.viewport().width() - sum(self.widths))
        for column, width in enumerate(self.widths):
            more = left // len(words) if column in words else 0 if words else left // len(self.widths)
            self.horizontalHeader().resizeSection(column, width + more)

    def _open(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None and cell.quotes:
            self.cited.emit(cell.quotes[0])


class ResultTable(QWidget):
    """The table with its size in words and what can be done with it."""

    cited = Signal(int)
    save_wanted = Signal()
    collect_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_label = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.size_label.setProperty("kind", "small")
        self.copy_button = QPushButton(self.tr("Copy the table"))
        self.save_button = QPushButton(self.tr("Save the table …"))
        self.collect_button = QPushButton(self.tr("Put into collections"))
        self.collect_button.setToolTip(
            self.tr("Each document into the collections of its labels; it stays in those that it is in")
        )
        self.collect_button.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.size_label, stretch=1)
        for button in (self.collect_button, self.copy_button, self.save_button):
            button.setProperty("kind", "link")
            row.addWidget(button)
        self.grid = Grid()
        self.grid.setAccessibleName(self.tr("Table"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(row)
        layout.addWidget(self.grid)
        self._table: Table | None = None
        self.copy_button.clicked.connect(self.grid.copy_all)
        self.save_button.clicked.connect(self.save_wanted)
        self.collect_button.clicked.connect(self.collect_wanted)
        self.grid.cited.connect(self.cited)

    def show_table(self, table: "Table", looks: Looks) -> None:
        """Show this table."""
        if table is self._table or table == self._table:
            return
        self._table = table
        self.grid.delegate.looks = looks
        self.grid.cells.show(table)
        rows = self.tr("%n row(s)", "", len(table.rows))
        columns = self.tr("%n column(s)", "", len(table.columns))
        self.size_label.setText(f"{rows} · {columns}")
        self.grid.setAccessibleDescription(self.size_label.text())
        self._measure(table)
        self.grid.spread()
        self.grid.updateGeometry()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the cells, where the pointer is over them."""
        if self.grid.geometry().contains(event.pos()):
            self.menu().popup(event.globalPos())
        else:
            super().contextMenuEvent(event)

    def menu(self) -> QMenu:
        """Made anew for each time that it is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        cell = self.grid.cells.cell(self.grid.currentIndex())
        for index in cell.quotes[:8] if cell is not None else ():
            text = self.tr("Show quote {} in the document").format(index + 1)
            menu.addAction(text, partial(self.cited.emit, index))
        menu.addSeparator()
        copy = menu.addAction(self.tr("Copy the selection"), self.grid.copy)
        copy.setEnabled(self.grid.selectionModel().hasSelection())
        menu.addAction(self.tr("Copy the table"), self.grid.copy_all)
        menu.addAction(self.tr("Save the table …"), self.save_wanted.emit)
        return menu

    def _measure(self, table: "Table") -> None:
        """Widths by the first rows, and one height for all rows: hundreds are shown as fast as ten."""
        self.grid.ensurePolished()
        metrics = self.grid.fontMetrics()
        letter = metrics.averageCharWidth()
        widest, lines = WIDEST * letter, 1
        self.grid.widths = []
        for column, name in enumerate(table.columns):
            wanted = metrics.horizontalAdvance(one_line(name)[:WIDEST]) + 28  # the sign of sorting
            for row in table.rows[:MEASURED_ROWS]:
                cell = row[column]
                marks = sum(metrics.horizontalAdvance(text) + 4 for text, _ in _marks(cell))
                words = metrics.horizontalAdvance(one_line(cell.text[: 3 * WIDEST])) + marks
                lines = max(lines, min(MOST_LINES, -(-words // widest)))
                wanted = max(wanted, words)
            self.grid.widths.append(min(wanted, widest) + 2 * PADDING + 4)
        self.grid.delegate.lines = lines
        self.grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.grid.verticalHeader().setDefaultSectionSize(lines * metrics.lineSpacing() + 8)
