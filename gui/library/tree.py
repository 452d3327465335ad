"""The library as a Qt tree of two levels: a thin adapter over the lists of ``Contents``, changed row by row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from assistant.library.types import DocumentInfo
from gui.library.contents import Contents, GroupRow, Item, key_of, title_of
from gui.library.scope import Ticks
from gui.library.texts import Texts

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ItemRole = int(Qt.ItemDataRole.UserRole)
DetailRole = ItemRole + 1
DOCUMENTS_TYPE = "application/x-lectern-documents"
# A filter may leave every second row: so many changes one by one take longer than showing all anew.
MOST_RUNS = 64
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
# A view asks for the flags of every row when it lays them out.
_OF_ROOT = Qt.ItemFlag.ItemIsDropEnabled
_OF_GROUP = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_OF_COLLECTION = Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsEditable
_OF_FILE = _OF_GROUP | Qt.ItemFlag.ItemNeverHasChildren
_OF_DOCUMENT = _OF_FILE | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable


@dataclass(slots=True, eq=False)
class Group:
    """A top row with rows beneath it.

    Attributes:
        number: its own for as long as it is shown; an index beneath it carries it.
    """

    number: int
    row: GroupRow
    items: list[Item] = field(default_factory=list)


Entry = TypeVar("Entry", Group, Item)


class LibraryTree(QAbstractItemModel):
    """Groups first, then the documents of no collection; ``ItemRole`` is the ``GroupRow``, document or ``FileRow``.

    Args:
        contents: what is shown; call ``sync`` after it has changed.
        ticks: of documents and collections.
        texts: in the person's language.
    """

    ticked = Signal()
    rename_asked = Signal(object, str)  # GroupRow or DocumentInfo, the new name
    dropped = Signal(object, str)  # QMimeData, the collection it was dropped on

    def __init__(self, contents: Contents, ticks: Ticks, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._contents = contents
        self._ticks = ticks
        self._texts = texts
        self._groups: list[Group] = []
        self._loose: list[Item] = []
        self._last = 0

    # --- changes ---

    def sync(self) -> None:
        """Show what the contents hold now; what stays keeps its index, selected or open as it is."""
        wanted, loose = self._contents.shown()
        known = {group.row.key: group for group in self._groups}
        groups = [known.get(row.key) or self._made(row) for row, _ in wanted]
        runs = _runs(self._groups, groups) + _runs(self._loose, loose)
        runs += sum(_runs(group.items, items) for group, (_, items) in zip(groups, wanted, strict=True))
        if runs > MOST_RUNS:
            self.beginResetModel()
            for group, (row, items) in zip(groups, wanted, strict=True):
                group.row, group.items = row, items
            self._groups, self._loose = groups, loose
            self.endResetModel()
            return
        self._align(_ROOT, self._groups, groups, 0)
        for place, (group, (row, items)) in enumerate(zip(groups, wanted, strict=True)):
            if group.row != row:
                group.row = row
                self._emit_changed(_ROOT, place, place)
            self._align(self.index(place, 0), group.items, items, 0)
        self._align(_ROOT, self._loose, loose, len(self._groups))

    def repaint_ticks(self) -> None:
        """The ticks have been set from elsewhere."""
        for place, group in enumerate(self._groups):
            if group.items:
                parent = self.index(place, 0)
                self.dataChanged.emit(self.index(0, 0, parent), self.index(len(group.items) - 1, 0, parent), [_CHECK])
        if self._groups:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0), [_CHECK])

    def index_of(self, key: str) -> QModelIndex:
        """The first row with this key (a document's id, a group's key)."""
        for place, group in enumerate(self._groups):
            if group.row.key == key:
                return self.index(place, 0)
        for row, item in enumerate(self._loose):
            if key_of(item) == key:
                return self.index(len(self._groups) + row, 0)
        for place, group in enumerate(self._groups):
            for row, item in enumerate(group.items):
                if key_of(item) == key:
                    return self.index(row, 0, self.index(place, 0))
        return QModelIndex()

    # --- Qt ---

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Beneath the root an index carries 0, beneath a group the group's number."""
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, self._groups[parent.row()].number if parent.isValid() else 0)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override] # Qt has a second one, without an index
        """The group that a row stands under."""
        number = index.internalId() if index.isValid() else 0
        if number:
            for place, group in enumerate(self._groups):
                if group.number == number:
                    return self.createIndex(place, 0, 0)
        return QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Groups and loose documents; what stands under a group; nothing under a document."""
        if not parent.isValid():
            return len(self._groups) + len(self._loose)
        if parent.internalId() or parent.column() != 0 or parent.row() >= len(self._groups):
            return 0
        return len(self._groups[parent.row()].items)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """One."""
        return 1

    def item(self, index: Index) -> GroupRow | Item | None:
        """What a row is about."""
        if not index.isValid():
            return None
        number, row = index.internalId(), index.row()
        if number:
            items = next((group.items for group in self._groups if group.number == number), [])
            return items[row] if row < len(items) else None
        if row < len(self._groups):
            return self._groups[row].row
        row -= len(self._groups)
        return self._loose[row] if row < len(self._loose) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See the roles of this module; the texts are those of ``Texts``."""
        item = self.item(index)
        if item is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts.title(item)
            case Qt.ItemDataRole.EditRole:
                return item.name if isinstance(item, GroupRow) else self._texts.title(item)
            case Qt.ItemDataRole.ToolTipRole:
                return self._texts.tip(item)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._texts.spoken(item)
            case Qt.ItemDataRole.CheckStateRole:
                return self._tick(item)
            case _:
                pass
        if role == ItemRole:
            return item
        return self._texts.detail(item) if role == DetailRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is set at once; a new name is asked for (``rename_asked``) and shown when it stands in the library."""
        item = self.item(index)
        if role == Qt.ItemDataRole.EditRole and isinstance(item, GroupRow | DocumentInfo):
            name = " ".join(str(value).split())
            if name and name != (item.name if isinstance(item, GroupRow) else title_of(item)):
                self.rename_asked.emit(item, name)
            return False
        if role != Qt.ItemDataRole.CheckStateRole or self._tick(item) is None:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        if isinstance(item, DocumentInfo):
            self._ticks.tick(item.id, on)
        elif isinstance(item, GroupRow) and item.kind == "collection":
            self._ticks.tick_collection(item.name, on)
        else:
            self._ticks.clear()
        self.repaint_ticks()
        self.ticked.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Documents can be dragged, collections dropped on; both can be ticked and renamed."""
        item = self.item(index)
        if isinstance(item, DocumentInfo):
            return _OF_DOCUMENT
        if not isinstance(item, GroupRow):
            return _OF_ROOT if item is None else _OF_FILE
        flags = _OF_GROUP if self._tick(item) is None else _OF_GROUP | Qt.ItemFlag.ItemIsUserCheckable
        return flags | _OF_COLLECTION if item.kind == "collection" else flags

    # --- drag and drop ---

    def supportedDragActions(self) -> Qt.DropAction:
        """Documents are put into a collection, and stay where they are."""
        return Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        """The same; file managers offer to move."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Documents of this library, and files."""
        return [DOCUMENTS_TYPE, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of documents."""
        found = (self.item(index) for index in indexes)
        ids = list(dict.fromkeys(item.id for item in found if isinstance(item, DocumentInfo)))
        mime = QMimeData()
        mime.setData(DOCUMENTS_TYPE, json.dumps(ids).encode())
        return mime

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Documents on a collection; files anywhere."""
        return data.hasUrls() or (data.hasFormat(DOCUMENTS_TYPE) and self._collection(parent) != "")

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Ask for it (``dropped``); nothing is moved here."""
        if self.canDropMimeData(data, action, row, column, parent):
            self.dropped.emit(data, self._collection(parent))
        return False  # else the view would remove what was dragged

    # --- inside ---

    def _collection(self, index: Index) -> str:
        """The collection that a row is, or stands in."""
        item = self.item(self.parent(index)) or self.item(index)
        return item.name if isinstance(item, GroupRow) else ""

    def _tick(self, item: GroupRow | Item | None) -> Qt.CheckState | None:
        if isinstance(item, DocumentInfo):
            return self._ticks.of(item.id)
        if isinstance(item, GroupRow) and item.count:
            if item.kind == "collection":
                return self._ticks.of_collection(item.name)
            return self._ticks.of_all() if item.kind == "all" else None
        return None

    def _made(self, row: GroupRow) -> Group:
        self._last += 1
        return Group(self._last, row)

    def _align(self, parent: QModelIndex, rows: list[Entry], wanted: list[Entry], base: int) -> None:
        """Make ``rows``, which stand from row ``base`` of ``parent``, the same as ``wanted``, in place."""
        keys = {_key(entry) for entry in wanted}
        for start, end in reversed(_spans([_key(entry) not in keys for entry in rows])):
            self.beginRemoveRows(parent, base + start, base + end - 1)
            del rows[start:end]
            self.endRemoveRows()
        self._reorder(parent, rows, wanted, base)
        have = {_key(entry) for entry in rows}
        for start, end in _spans([_key(entry) not in have for entry in wanted]):
            self.beginInsertRows(parent, base + start, base + end - 1)
            rows[start:start] = wanted[start:end]
            self.endInsertRows()
        changed = [old is not new and old != new for old, new in zip(rows, wanted, strict=True)]
        rows[:] = wanted
        for start, end in _spans(changed):
            self._emit_changed(parent, base + start, base + end - 1)

    def _reorder(self, parent: QModelIndex, rows: list[Entry], wanted: list[Entry], base: int) -> None:
        place = {_key(entry): number for number, entry in enumerate(wanted)}
        order = sorted(range(len(rows)), key=lambda number: place[_key(rows[number])])
        if order == list(range(len(rows))):
            return
        self.layoutAboutToBeChanged.emit()
        moved = {base + old: base + new for new, old in enumerate(order)}
        number = self._groups[parent.row()].number if parent.isValid() else 0
        before = [
            index
            for index in self.persistentIndexList()
            if index.internalId() == number and base <= index.row() < base + len(rows)
        ]
        rows[:] = [rows[old] for old in order]
        after = [self.createIndex(moved[index.row()], 0, number) for index in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _emit_changed(self, parent: QModelIndex, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0, parent), self.index(last, 0, parent))


def _key(entry: Group | Item) -> str:
    return entry.row.key if isinstance(entry, Group) else key_of(entry)


def _spans(marks: list[bool]) -> list[tuple[int, int]]:
    """Where ``marks`` are true without a gap."""
    found: list[tuple[int, int]] = []
    for place, mark in enumerate(marks):
        if mark and found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        elif mark:
            found.append((place, place + 1))
    return found


def _runs(rows: Sequence[Group] | Sequence[Item], wanted: Sequence[Group] | Sequence[Item]) -> int:
    """How many removals and insertions make one of the other."""
    have, want = {_key(entry) for entry in rows}, {_key(entry) for entry in wanted}
    gone = _spans([_key(entry) not in want for entry in rows])
    return len(gone) + len(_spans([_key(entry) not in have for entry in wanted]))
