"""A chain's table for a view: a thin adapter over its rows, in the order in which they are wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.chat.evidence_view import one_line
from gui.chat.looks import GLYPHS
from gui.plain_text import plain_tip

if TYPE_CHECKING:
    from assistant.made import Cell, Table

_ROOT = QModelIndex()
_TIP = 600


class TableModel(QAbstractTableModel):
    """Cells of a table; sorting changes the order in which they are shown, never the table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._order: list[int] = []

    def show(self, table: "Table") -> None:
        """Show this one, in its own order."""
        self.beginResetModel()
        self._table = table
        self._order = list(range(len(table.rows)))
        self.endResetModel()

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> "Cell | None":
        """The cell there."""
        if self._table is None or not index.isValid() or index.row() >= len(self._order):
            return None
        return self._table.rows[self._order[index.row()]][index.column()]

    def is_numeric(self, column: int) -> bool:
        """Whether a column is set to the right."""
        return self._table is not None and self._table.columns[column] in self._table.numeric

    def as_tsv(self, indexes: "list[QModelIndex] | None" = None) -> str:
        """The cells as a spreadsheet takes them: those of ``indexes``, in rows as they stand; else all, with heads."""
        if self._table is None:
            return ""
        if indexes is None:
            rows = [[one_line(name) for name in self._table.columns]]
            rows += [[one_line(cell.text) for cell in self._table.rows[number]] for number in self._order]
        else:
            places = {(index.row(), index.column()) for index in indexes}
            columns = sorted({column for _, column in places})
            rows = [
                [one_line(self._text(row, column)) if (row, column) in places else "" for column in columns]
                for row in sorted({row for row, _ in places})
            ]
        return "\n".join("\t".join(row) for row in rows)

    # --- Qt ---

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Rows; there is one level."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Columns; there is one level."""
        return 0 if parent.isValid() or self._table is None else len(self._table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of columns, numbers of rows."""
        if self._table is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(self._table.columns[section])[:200]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(one_line(self._table.columns[section]))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.is_numeric(section) else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, what is known of it in words, and the cell for the delegate."""
        cell = self.cell(index)
        if cell is None or self._table is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(cell.text)
            case Qt.ItemDataRole.AccessibleTextRole:
                name = one_line(self._table.columns[index.column()])
                return ", ".join(part for part in (f"{name}: {one_line(cell.text)}", verdict_of(cell)) if part)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(part for part in (one_line(cell.text)[:_TIP], verdict_of(cell)) if part))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.is_numeric(index.column()) else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.UserRole:
                return cell
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By value: numbers before words, what is empty last in either order; a column of -1 is the table's order."""
        if self._table is None:
            return
        rows = self._table.rows
        self.beginResetModel()
        self._order = list(range(len(rows)))
        if column >= 0:
            down = order == Qt.SortOrder.DescendingOrder
            filled = [number for number in self._order if not _is_empty(rows[number][column])]
            filled.sort(key=lambda number: _key(rows[number][column]), reverse=down)
            self._order = filled + [number for number in self._order if _is_empty(rows[number][column])]
        self.endResetModel()

    def _text(self, row: int, column: int) -> str:
        cell = self.cell(self.index(row, column))
        return "" if cell is None else cell.text


def verdict_of(cell: "Cell") -> str:
    """What is known of a cell, by sign and words; nothing of one without evidence that is not said to have any."""
    if _is_empty(cell):
        return QCoreApplication.translate("TableModel", "empty: nothing sure was found")
    if not cell.quotes and cell.verdict == "no":
        return ""
    words = {
        "yes": QCoreApplication.translate("TableModel", "supported by its evidence"),
        "partly": QCoreApplication.translate("TableModel", "partly supported: compare it with its evidence"),
        "no": QCoreApplication.translate("TableModel", "not found in its evidence"),
    }
    return f"{GLYPHS[cell.verdict]} {words[cell.verdict]}"


def _is_empty(cell: "Cell") -> bool:
    return cell.value is None and not cell.text


def _key(cell: "Cell") -> tuple[int, float, str]:
    value = cell.value
    if isinstance(value, int | float):
        return 0, float(value), ""
    return 1, 0.0, str(value if value is not None else cell.text).casefold()
