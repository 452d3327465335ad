"""Rows of two lines, some of them with a tick: a thin adapter over a list, and the list that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from gui.item_views import TwoLines
from gui.plain_text import plain_label, plain_tip
from gui.theme import Themes, set_kind

Index = QModelIndex | QPersistentModelIndex
DETAIL = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its texts are on one line, with nothing in them that acts.

    Attributes:
        key: by which it is known.
        on: whether it is ticked; None for a row without a tick.
        fixed: whether the tick cannot be changed.
        tip: what stands in neither line.
    """

    key: str
    title: str
    detail: str
    on: bool | None = None
    fixed: bool = False
    tip: str = ""


class RowsModel(QAbstractListModel):
    """The rows as Qt sees them."""

    ticked = Signal(str, bool)  # key; by the person

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def replace(self, rows: Sequence[Row]) -> None:
        """Show these; where they are the same but for what is said of them, the view stays where it is."""
        if [row.key for row in rows] != [row.key for row in self.rows]:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
        elif rows:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def row_of(self, key: str) -> int:
        """Where a row stands; -1 where it does not."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be chosen, to read why it has no tick."""
        flags = super().flags(index)
        row = self._row(index)
        return flags if row is None or row.on is None or row.fixed else flags | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks for."""
        row = self._row(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.CheckStateRole if row.on is not None:
                return Qt.CheckState.Checked if row.on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title} – {row.detail}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(text for text in (row.title, row.detail, row.tip) if text))
            case _ if role == DETAIL:
                return row.detail
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is set or taken away; who listens does what it stands for."""
        row = self._row(index)
        if row is None or row.on is None or row.fixed or role != Qt.ItemDataRole.CheckStateRole:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        self.rows[index.row()] = replace(row, on=on)
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit(row.key, on)
        return True

    def _row(self, index: Index) -> Row | None:
        return self.rows[index.row()] if index.isValid() and 0 <= index.row() < len(self.rows) else None


class RowsView(QWidget):
    """A list of rows, with a field to search them if it has a name, and a sentence where there are none.

    Args:
        name: what a screen reader calls the list.
        sought: the words in the empty field; none for a list that is not searched.
        only: beside what leaves out those without a tick; only with ``sought``.
    """

    chosen = Signal(str)  # key; empty for none
    ticked = Signal(str, bool)

    def __init__(self, themes: Themes, name: str, sought: str = "", only: str = "") -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()
        self._empty = ""
        self._key = ""
        self.search = QLineEdit(placeholderText=sought, clearButtonEnabled=True)
        self.search.setAccessibleName(sought)
        self.search.textChanged.connect(self._filter)
        self.only = QCheckBox(only)
        self.only.toggled.connect(self._filter)
        self.searching = QWidget()
        self.searching.hide()
        self.model = RowsModel(self)
        self.model.ticked.connect(self.ticked)
        self.list = QListView()
        set_kind(self.list, "framed")
        self.list.setAccessibleName(name)
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(themes, DETAIL, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.empty: QLabel = plain_label("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.hide()
        row = QHBoxLayout(self.searching)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, stretch=1)
        row.addWidget(self.only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.searching, self.list, self.empty):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)

    @property
    def key(self) -> str:
        """Of the chosen row; empty for none."""
        return self._key

    def show_rows(self, rows: Sequence[Row], empty: str, wanted: str | None = None) -> None:
        """Show these.

        Args:
            empty: said where there are none.
            wanted: key of the row that is to be chosen; None for the one that is chosen, or the first.
        """
        self._rows, self._empty = rows, empty
        self._key = self._key if wanted is None else wanted
        self._filter()

    def choose(self, key: str) -> None:
        """Choose a row, if it is there."""
        row = self.model.row_of(key)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def unsearched(self) -> None:
        """Search for nothing any more."""
        with QSignalBlocker(self.search), QSignalBlocker(self.only):
            self.search.clear()
            self.only.setChecked(False)
        self._filter()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        only = self.only.isChecked()
        found = [row for row in self._rows if _has(row, words) and (row.on or not only)]
        self.list.selectionModel().blockSignals(True)
        self.model.replace(found)
        row = max(self.model.row_of(self._key), 0 if found else -1)
        self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        self.list.selectionModel().blockSignals(False)
        self.list.viewport().update()
        self.searching.setVisible(bool(self.search.placeholderText() and self._rows))
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.empty.setText(self.tr("Nothing fits.") if self._rows else self._empty)
        self._tell(found[row].key if row >= 0 else "")

    def _choose(self, index: QModelIndex) -> None:
        self._tell(self.model.rows[index.row()].key if index.isValid() else "")

    def _tell(self, key: str) -> None:
        """Told each time that rows are shown, too: what is said of the same row may have changed."""
        self._key = key
        self.chosen.emit(key)


def _has(row: Row, words: Sequence[str]) -> bool:
    text = f"{row.key} {row.title} {row.detail}".casefold()
    return all(word in text for word in words)
