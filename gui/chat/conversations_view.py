"""The list of conversations: found by what stands in them, renamed in their place, exported, deleted and had back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.conversations import ConversationInfo
from assistant.harmless import file_name
from gui.chat.conversations_model import DETAIL, INFO, ConversationsModel
from gui.icons import icon
from gui.item_views import TwoLines, edit_in_place
from gui.jobs import Job, Jobs
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.app import Assistant

SEARCH_MILLISECONDS = 200
# A deleted conversation can be had back for so long.
UNDO_MILLISECONDS = 8_000


class ConversationsView(QFrame):
    """Shows all conversations, or those that a search finds.

    What was deleted is gone from the list at once and from the library when the time for taking it back is over.
    """

    chosen = Signal(str)  # id
    new_wanted = Signal()
    exported = Signal(str)  # the file
    deleting = Signal(object)  # ConversationInfo: gone, unless ``undo``
    settled = Signal()  # nothing can be taken back any more
    renamed = Signal(str, str)  # id, title
    closed = Signal()

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._themes = themes
        self._assistant: Assistant | None = None
        self._job: Job | None = None
        self._again = False
        self._current: str | None = None
        self._deleted: ConversationInfo | None = None
        self._build()
        self._look()
        themes.changed.connect(self._look)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self.refresh()

    # --- what it shows ---

    def refresh(self) -> None:
        """Read the list again, soon; while it is being read, once more after that."""
        assistant = self._assistant
        if assistant is None:
            return
        if self._job is not None:
            self._again = True
            return
        search = self.search.text().strip() or None

        def work(cancel: Cancel) -> Iterator[list[ConversationInfo]]:
            yield assistant.conversations.find(search)

        self._job = self._jobs.start(work, item=self._show, finished=self._read)

    def show_current(self, conversation: str | None) -> None:
        """Mark the conversation that is open."""
        self._current = conversation
        self._select()

    @property
    def held_back(self) -> ConversationInfo | None:
        """What has been deleted and can be taken back."""
        return self._deleted

    # --- what it does ---

    def delete_selected(self) -> None:
        """Delete the selected conversation."""
        info = self._selected()
        if info is not None:
            self.delete(info)

    def delete(self, info: ConversationInfo) -> None:
        """Take a conversation from the list; it is deleted when nobody wants it back."""
        self.settle()
        self._deleted = info
        self._show([known for known in self.model.conversations if known.id != info.id])
        self._undo_timer.start()
        self.deleting.emit(info)

    def undo(self) -> None:
        """Take back what was deleted last."""
        self._undo_timer.stop()
        self._deleted = None
        self.settled.emit()
        self.refresh()

    def settle(self) -> None:
        """Delete now what is held back."""
        self._undo_timer.stop()
        info, self._deleted = self._deleted, None
        assistant = self._assistant
        if info is None or assistant is None:
            return
        identity = info.id

        def work(cancel: Cancel) -> Iterator[object]:
            assistant.conversations.delete(identity)
            return iter(())

        self._jobs.start(work, finished=self.refresh)
        self.settled.emit()

    def rename_selected(self) -> None:
        """Edit the selected title in its place."""
        edit_in_place(self.list, self.list.currentIndex())

    def export_selected(self) -> None:
        """Write the selected conversation to a file that the person names."""
        info = self._selected()
        if info is not None:
            self.export(info)

    def export(self, info: ConversationInfo) -> None:
        """Write a conversation to a file that the person names."""
        name = file_name(info.title)
        kinds = {self.tr("Markdown (*.md)"): ".md", self.tr("JSON (*.json)"): ".json"}
        title = self.tr("Export the conversation")
        file, kind = QFileDialog.getSaveFileName(self, title, f"{name}.md", ";;".join(kinds))
        if file:
            path = Path(file)
            self.export_to(info.id, path if path.suffix in kinds.values() else Path(file + kinds.get(kind, ".md")))

    def export_to(self, conversation: str, file: Path) -> None:
        """Write a conversation to ``file`` in the format that its suffix names; ``exported`` says that it is there."""
        assistant = self._assistant
        if assistant is None:
            return
        language = "zh" if QLocale().language() == QLocale.Language.Chinese else "en"

        def work(cancel: Cancel) -> Iterator[str]:
            from assistant.export import export

            export(assistant.conversations, conversation, file, language, assistant.chains.known)
            yield str(file)

        self._jobs.start(work, item=self._exported)

    def info(self, conversation: str | None) -> ConversationInfo | None:
        """A conversation of the list by its id."""
        return next((info for info in self.model.conversations if info.id == conversation), None)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape folds the list away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build(self) -> None:
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Conversations"))
        self.search = QLineEdit(placeholderText=self.tr("Search titles, questions, answers"))
        self.search.setAccessibleName(self.tr("Search the conversations"))
        self.search.setClearButtonEnabled(True)
        self._search_timer = QTimer(self, singleShot=True, interval=SEARCH_MILLISECONDS)
        self._search_timer.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._search_timer.start)
        self.search.returnPressed.connect(self._open_first)
        self.new_button = QToolButton()
        self.new_button.setAccessibleName(self.tr("New conversation"))
        self.new_button.setToolTip(self.tr("New conversation (Ctrl+N)"))
        self.new_button.clicked.connect(self.new_wanted)
        top = QHBoxLayout()
        top.addWidget(self.search, stretch=1)
        top.addWidget(self.new_button)

        self.model = ConversationsModel(self)
        self.model.renamed.connect(self._rename)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(self._themes, DETAIL, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setAccessibleName(self.tr("Conversations"))
        self.list.clicked.connect(self._open_index)
        self.list.activated.connect(self._open_index)
        # Both keys are the library's as well: they are heard where the focus is.
        for text, key, slot in (
            (self.tr("Rename"), QKeySequence(Qt.Key.Key_F2), self.rename_selected),
            (self.tr("Export …"), None, self.export_selected),
            (self.tr("Delete"), QKeySequence(Qt.Key.Key_Delete), self.delete_selected),
        ):
            action = QAction(text, self.list)
            if key is not None:
                action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.list.addAction(action)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.empty = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.empty.setProperty("kind", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(6, 6, 6, 6)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.empty, stretch=1)
        layout.addLayout(self._actions_row())
        self._undo_timer = QTimer(self, singleShot=True, interval=UNDO_MILLISECONDS)
        self._undo_timer.timeout.connect(self.settle)
        self._show([])

    def _actions_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._buttons: list[tuple[QPushButton, str]] = []
        for text, symbol, slot in (
            (self.tr("Rename"), "edit", self.rename_selected),
            (self.tr("Export …"), "export", self.export_selected),
            (self.tr("Delete"), "remove", self.delete_selected),
        ):
            button = QPushButton(text)
            button.setProperty("kind", "quiet")
            button.clicked.connect(slot)
            row.addWidget(button)
            self._buttons.append((button, symbol))
        row.addStretch(1)
        return row

    def _show(self, found: list[ConversationInfo]) -> None:
        gone = self._deleted.id if self._deleted is not None else None
        if self.list.state() == QAbstractItemView.State.EditingState:
            return  # who is writing a title is not interrupted; the list is read again after it
        self.model.replace([info for info in found if info.id != gone])
        some = bool(self.model.conversations)
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        self.empty.setText(
            self.tr("Nothing is found in any conversation.")
            if self.search.text().strip()
            else self.tr("No conversation yet. Ask a question, and it is kept here.")
        )
        for button, _ in self._buttons:
            button.setEnabled(some)
        self._select()

    def _read(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self.refresh()

    def _select(self) -> None:
        row = self.model.row_of(self._current)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        elif self._current is None:
            self.list.clearSelection()

    def _selected(self) -> ConversationInfo | None:
        info = self.list.currentIndex().data(INFO)
        return info if isinstance(info, ConversationInfo) else None

    def _open_index(self, index: QModelIndex) -> None:
        info = index.data(INFO)
        if isinstance(info, ConversationInfo):
            self.chosen.emit(info.id)

    def _open_first(self) -> None:
        if self.model.conversations:
            self.chosen.emit(self.model.conversations[0].id)

    def _rename(self, conversation: str, title: str) -> None:
        assistant = self._assistant
        if assistant is None:
            return

        def work(cancel: Cancel) -> Iterator[object]:
            assistant.conversations.rename(conversation, title)
            return iter(())

        self._jobs.start(work, finished=self.refresh)
        self.renamed.emit(conversation, title)

    def _exported(self, file: str) -> None:
        self.exported.emit(file)

    def _look(self) -> None:
        theme = self._themes.current
        self.new_button.setIcon(icon("new", theme))
        for button, symbol in self._buttons:
            button.setIcon(icon(symbol, theme))
        self.list.doItemsLayout()
