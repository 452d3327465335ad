"""The tree on the screen: what is selected, open and in motion stays so while rows come and go."""

from typing import cast

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from assistant.library.types import DocumentInfo
from gui.library.contents import FileRow, GroupRow, Item, key_of
from gui.library.delegate import RowDelegate
from gui.library.tree import ItemRole, LibraryTree
from gui.theme import Themes

FRAME_MILLISECONDS = 250
PHASES = 8
# A longer queue opens when it is asked to: below it stand the documents.
MOST_OPEN_FILES = 8
# A selection of more rows is not brought back after a change of most rows: each has to be looked for.
MOST_KEPT = 200


class LibraryView(QTreeView):
    """Shows a ``LibraryTree``."""

    opened = Signal(str)  # a document's id
    selection_changed = Signal()

    def __init__(self, tree: LibraryTree, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = tree
        self._open: set[str] = set()
        self._seen: set[str] = set()
        self._filtering = False
        self._settling = False
        self._kept: tuple[list[str], str, int] = ([], "", 0)
        self._delegate = RowDelegate(themes, self)
        self.setModel(tree)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(themes.pixels(14))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Documents"))
        self.expanded.connect(self._note_open)
        self.collapsed.connect(self._note_closed)
        tree.modelAboutToBeReset.connect(self._keep)
        tree.modelReset.connect(self._bring_back)
        self.selectionModel().selectionChanged.connect(self._selected)
        self._frames = QTimer(self, interval=FRAME_MILLISECONDS)
        self._frames.timeout.connect(self._move)

    # --- what is selected ---

    def items(self, most: int | None = None) -> list[GroupRow | Item]:
        """What the selected rows are about, each once: a document may stand in two collections.

        Args:
            most: look at no more rows than this; thousands may be selected.
        """
        found: dict[str, GroupRow | Item] = {}
        looked = 0
        selection = self.selectionModel().selection()
        for part in map(selection.at, range(selection.count())):
            for row in range(part.top(), part.bottom() + 1):
                item = self._tree.item(self._tree.index(row, 0, part.parent()))
                if item is not None:
                    found.setdefault(key_of(item), item)
                looked += 1
                if looked == most:
                    return list(found.values())
        return list(found.values())

    def documents(self) -> list[DocumentInfo]:
        """The selected documents."""
        return [item for item in self.items() if isinstance(item, DocumentInfo)]

    def files(self) -> list[FileRow]:
        """The selected files of the queue."""
        return [item for item in self.items() if isinstance(item, FileRow)]

    def collection(self) -> str:
        """The collection that the current row is, or stands in."""
        index = self.currentIndex()
        for found in (index, index.parent()):
            item = found.data(ItemRole)
            if isinstance(item, GroupRow):
                return item.name
        return ""

    def select(self, key: str) -> bool:
        """Make a row the current one, and bring it into sight; False where it is not shown."""
        index = self._tree.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    # --- what is open ---

    def settle(self, filtering: bool) -> None:
        """After a change: open what the person had opened, all of it under a filter, and a short queue."""
        self._filtering = filtering
        self._settling = True
        for row in range(self._tree.rowCount()):
            index = self._tree.index(row, 0)
            item = index.data(ItemRole)
            if not isinstance(item, GroupRow):
                break  # groups come first
            if item.key not in self._seen:
                self._seen.add(item.key)
                if item.kind == "failed" or (item.kind == "queue" and item.count <= MOST_OPEN_FILES):
                    self._open.add(item.key)
            wanted = filtering or item.key in self._open
            if wanted != self.isExpanded(index):
                self.setExpanded(index, wanted)
        self._settling = False

    def animate(self, moving: bool) -> None:
        """Whether rows are in work."""
        if moving and not self._frames.isActive():
            self._frames.start()
        elif not moving:
            self._frames.stop()

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks all that is selected; the rest is the tree's own."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self._activate(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and len(self.selectedIndexes()) > 1:
            self._tick_selected()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A document opens; a group folds by itself."""
        index = self.indexAt(event.position().toPoint())
        if isinstance(index.data(ItemRole), DocumentInfo) and event.button() == Qt.MouseButton.LeftButton:
            self._activate(index)
        else:
            super().mouseDoubleClickEvent(event)

    # --- inside ---

    def _selected(self) -> None:
        self.selection_changed.emit()

    def _activate(self, index: QModelIndex) -> None:
        item = index.data(ItemRole)
        if isinstance(item, DocumentInfo):
            self.opened.emit(item.id)
        elif isinstance(item, GroupRow):
            self.setExpanded(index, not self.isExpanded(index))

    def _tick_selected(self) -> None:
        role = Qt.ItemDataRole.CheckStateRole
        on = self.currentIndex().data(role) != Qt.CheckState.Checked
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        for index in self.selectedIndexes():
            item = index.data(ItemRole)
            if not isinstance(item, GroupRow) or item.kind == "collection":
                self._tree.setData(index, state, role)

    def _note_open(self, index: QModelIndex) -> None:
        item = index.data(ItemRole)
        if isinstance(item, GroupRow) and not self._settling and not self._filtering:
            self._open.add(item.key)

    def _note_closed(self, index: QModelIndex) -> None:
        item = index.data(ItemRole)
        if isinstance(item, GroupRow) and not self._settling and not self._filtering:
            self._open.discard(item.key)

    def _keep(self) -> None:
        current = self.currentIndex().data(ItemRole)
        keys = [key_of(item) for item in self.items(MOST_KEPT)]
        self._kept = (keys, key_of(current) if current else "", self.verticalScrollBar().value())

    def _bring_back(self) -> None:
        keys, current, scrolled = self._kept
        self.settle(self._filtering)
        selection = self.selectionModel()
        if current:
            selection.setCurrentIndex(self._tree.index_of(current), selection.SelectionFlag.NoUpdate)
        for key in keys:
            index = self._tree.index_of(key)
            if index.isValid():
                selection.select(index, selection.SelectionFlag.Select)
        self.verticalScrollBar().setValue(scrolled)

    def _move(self) -> None:
        """Only the rows in work, which stand first in the queue, are drawn again."""
        self._delegate.phase = (self._delegate.phase + 1) % PHASES
        queue = self._tree.index_of("queue:")
        for row in range(self._tree.rowCount(queue) if queue.isValid() else 0):
            index = self._tree.index(row, 0, queue)
            item = cast("FileRow", index.data(ItemRole))
            if item.state not in ("reading", "indexing"):
                return
            self.viewport().update(self.visualRect(index))
