"""What can be done with the rows of the library: the actions, the menu of a row, and the questions that they ask."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QWidget

from assistant.cancel import Cancel
from assistant.library.types import DocumentInfo, DocumentReport
from gui.actions import Actions
from gui.item_views import edit_in_place
from gui.jobs import Jobs
from gui.library.contents import Contents, FileRow, GroupRow
from gui.library.edits import Edits
from gui.library.failures import FailuresDialog
from gui.library.feed import Feed
from gui.library.report import ReportDialog
from gui.library.texts import Texts
from gui.library.undo import MOST_BYTES
from gui.library.view import LibraryView
from gui.plain_text import plain_tip
from gui.theme import Themes
from gui.toolkits import Place, Toolkits
from gui.viewer.outside import may_be_opened, open_file, show_in_folder

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.chain_offers import Offers

# What a document takes in memory while its removal can be undone, about: its text twice, and a vector a chunk.
BYTES_A_CHARACTER, BYTES_A_CHUNK = 4, 1_500
# Chains that need no word of the person's, and how many documents one needs.
AT_ONCE = frozenset({"summarize", "compare"})
LEAST_DOCUMENTS = {"compare": 2}
# So many of the selected rows decide what can be done with them.
ENABLE_LOOKS = 50


class Commands(QObject):
    """Does what the person asks for with the selected rows.

    Args:
        view: whose rows are meant.
    """

    problem = Signal(str)  # a sentence
    chain_wanted = Signal(str, object)  # name, ids of the documents that it is to work on; none for those in scope

    def __init__(
        self, jobs: Jobs, themes: Themes, contents: Contents, texts: Texts, feed: Feed, edits: Edits, view: LibraryView
    ) -> None:
        super().__init__(view)
        self._jobs = jobs
        self._themes = themes
        self._contents = contents
        self._texts = texts
        self._feed = feed
        self._edits = edits
        self._view = view
        self._assistant: Assistant | None = None
        self._offers: Offers | None = None
        self.rename = self._made(self.tr("&Rename"), self._rename, "F2")
        self.remove = self._made(self.tr("Re&move"), self._remove, QKeySequence.StandardKey.Delete)
        self.open = self._made(self.tr("&Open"), self._open)
        self.external = self._made(self.tr("Open in its own &program"), partial(self._find_file, "file"))
        self.folder = self._made(self.tr("Show in &folder"), partial(self._find_file, "folder"))
        self.copy = self._made(self.tr("&Copy path"), self._copy_path, QKeySequence.StandardKey.Copy)
        self.report = self._made(self.tr("Re&port …"), self._ask_report)
        self.retry = self._made(self.tr("&Try again"), self._retry)
        self.tools = self._made(self.tr("Agent's &tools …"), self.choose_tools)
        self.toolkits = Toolkits(jobs, themes, view)
        view.customContextMenuRequested.connect(self._show_menu)
        view.selection_changed.connect(self._enable)
        self._enable()

    def start(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self.toolkits.open(assistant)

    def set_offers(self, offers: "Offers") -> None:
        """The chains that work on documents."""
        self._offers = offers

    def register(self, actions: Actions) -> None:
        """Add what has its place in a menu."""
        actions.add(
            "edit.undo", "edit", self.tr("&Undo in the library"), self._edits.undo, shortcut="Ctrl+Z", symbol="undo"
        )
        add = partial(actions.add, menu="library")
        add("library.rename", text=self.rename.text(), slot=self._rename)
        add("library.remove", text=self.remove.text(), slot=self._remove, symbol="remove")
        add("library.report", text=self.report.text(), slot=self._ask_report)
        add("library.summarize", text=self.tr("&Summarize"), slot=partial(self._make_of_scope, "summarize"),
            tip=self.tr("Of the selected documents, else of those that are asked"), separated=True)  # fmt: skip
        add("library.extract", text=self.tr("&Extract fields …"), slot=partial(self._make_of_scope, "extract"),
            tip=self.tr("Into a table, each cell with its evidence"))  # fmt: skip
        add("library.compare", text=self.tr("&Compare"), slot=partial(self._make_of_scope, "compare"),
            tip=self.tr("Two documents, or versions of one"))  # fmt: skip
        add("library.new_collection", text=self.tr("&New collection …"), slot=self.new_collection, separated=True)
        add("library.tools", text=self.tr("Agent's &tools for a collection …"), slot=self.choose_tools,
            tip=self.tr("What the agent may use when it is asked of the chosen collection"))  # fmt: skip
        add("library.pause", text=self.tr("&Pause or go on adding"), slot=self.toggle_pause, separated=True)
        add("library.failures", text=self.tr("Files that could not be &read …"), slot=self.show_failures)

    # --- what the pane does, too ---

    def new_collection(self) -> None:
        """Ask for a name, and put what is selected into the new collection."""
        self._ask_name(self.tr("New collection"), "", self._make_collection)

    def choose_tools(self) -> None:
        """Switch what the agent may use in the collection that is chosen."""
        name = self._view.collection()
        if name:
            place = self._view.visualRect(self._view.currentIndex()).bottomLeft()
            self.toolkits.show_at(Place(collection=name), self._view.viewport().mapToGlobal(place))
        else:
            self.problem.emit(self.tr("Choose a collection first."))

    def toggle_pause(self) -> None:
        """Pause the queue, or go on."""
        if self._feed.paused:
            self._feed.resume()
        else:
            self._feed.pause()

    def show_failures(self) -> None:
        """The files that could not be read."""
        dialog = FailuresDialog(self._contents.failed, self._texts.language, self._themes, self._window)
        dialog.retried.connect(self._feed.retry)
        dialog.forgotten.connect(self._feed.forget)
        dialog.open()

    # --- inside ---

    @property
    def _window(self) -> QWidget:
        return self._view.window()

    def _made(
        self, text: str, slot: "partial[None] | object", key: str | QKeySequence.StandardKey | None = None
    ) -> QAction:
        """An action of the tree alone: Delete means something else in a list beside it."""
        action = QAction(text, self._view)
        action.triggered.connect(slot)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(action)
        return action

    def _enable(self) -> None:
        items = self._view.items(ENABLE_LOOKS)
        documents = [item for item in items if isinstance(item, DocumentInfo)]
        files = [item for item in items if isinstance(item, FileRow)]
        collections = [item for item in items if isinstance(item, GroupRow) and item.kind == "collection"]
        self.rename.setEnabled(len(items) == 1 and bool(documents or collections))
        self.remove.setEnabled(bool(documents or files or len(collections) == 1))
        self.retry.setEnabled(any(file.state == "failed" for file in files))
        for action in (self.open, self.external, self.folder, self.report):
            action.setEnabled(len(documents) == 1)
        self.copy.setEnabled(bool(documents or files))

    def _show_menu(self, place: QPoint) -> None:
        documents, files = self._view.documents(), self._view.files()
        item = self._view.currentIndex().data(int(Qt.ItemDataRole.UserRole))
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if documents:
            menu.addActions([self.open, self.external, self.folder, self.copy, self.report])
            menu.addSeparator()
            self._add_chains(menu, documents)
            self._add_collections(menu, documents)
            menu.addSeparator()
            menu.addActions([self.rename, self.remove])
            self.remove.setText(self.tr("Re&move from the library"))
        elif files:
            self.remove.setText(self.tr("Take out of the &list"))
            menu.addActions([self.retry, self.copy, self.remove])
        else:
            if isinstance(item, GroupRow) and item.kind == "collection":
                self.remove.setText(self.tr("&Delete the collection"))
                menu.addActions([self.rename, self.remove, self.tools])
            elif isinstance(item, GroupRow) and item.kind == "failed":
                menu.addAction(self.tr("&Show all …"), self.show_failures)
            menu.addAction(self.tr("&New collection …"), self.new_collection)
        menu.popup(self._view.viewport().mapToGlobal(place))

    def _add_collections(self, menu: QMenu, documents: list[DocumentInfo]) -> None:
        inside = self._view.collection()
        puts = menu.addMenu(self.tr("&Put into"))
        moves = menu.addMenu(self.tr("Mo&ve to")) if inside else None
        for info in self._contents.collections:
            text = info.name.replace("&", "&&")
            puts.addAction(text, partial(self._edits.collect, info.name, documents))
            if moves is not None and info.name != inside:
                moves.addAction(text, partial(self._edits.collect, info.name, documents, inside))
        puts.addSeparator()
        puts.addAction(self.tr("&New collection …"), self.new_collection)
        if inside:
            text = self.tr("&Take out of “{}”").format(inside.replace("&", "&&"))
            menu.addAction(text, partial(self._edits.uncollect, inside, documents))

    def _add_chains(self, menu: QMenu, documents: list[DocumentInfo]) -> None:
        """What can be made of the documents; what asks for words first has dots."""
        if self._offers is None:
            return
        below = menu.addMenu(self.tr("Ma&ke of it") if len(documents) == 1 else self.tr("Ma&ke of them"))
        below.setToolTipsVisible(True)
        for offer in self._offers.offers:
            if offer.card.takes == "text":
                continue
            language = self._texts.language
            title = offer.card.title(language).replace("&", "&&")
            act = partial(self.chain_wanted.emit, offer.name, [info.id for info in documents])
            action = below.addAction(title if offer.name in AT_ONCE else f"{title} …", act)
            action.setToolTip(plain_tip(offer.card.purpose(language)))
            action.setEnabled(len(documents) >= LEAST_DOCUMENTS.get(offer.name, 1))
        menu.addSeparator()

    def _make_of_scope(self, name: str) -> None:
        """The same from a menu: of the selected documents, else of those that are asked."""
        self.chain_wanted.emit(name, [info.id for info in self._view.documents()])

    def _rename(self) -> None:
        edit_in_place(self._view, self._view.currentIndex())

    def _remove(self) -> None:
        documents, files = self._view.documents(), self._view.files()
        groups = [item for item in self._view.items() if isinstance(item, GroupRow) and item.kind == "collection"]
        if files:
            self._feed.cancel([row.file.number for row in files if row.state != "failed"])
            self._feed.forget([row.file.number for row in files if row.state == "failed"])
        if documents:
            size = sum(info.characters * BYTES_A_CHARACTER + info.chunks * BYTES_A_CHUNK for info in documents)
            if size > MOST_BYTES:
                self._confirm(documents)
            else:
                self._edits.remove(documents)
        elif len(groups) == 1 and not files:
            name = groups[0].name
            members = [info for info in self._contents.documents.values() if name in info.collections]
            self._edits.delete_collection(name, members)

    def _confirm(self, documents: list[DocumentInfo]) -> None:
        """So much cannot be held in memory."""
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Remove documents"),
            self.tr("Removing %n document(s) of this size cannot be undone. Your files stay.", "", len(documents)),
            QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        remove.clicked.connect(partial(self._edits.remove, documents))
        box.open()

    def _open(self) -> None:
        for document in self._view.documents()[:1]:
            self._view.opened.emit(document.id)

    def _copy_path(self) -> None:
        paths = [info.path for info in self._view.documents()] + [row.file.path for row in self._view.files()]
        QGuiApplication.clipboard().setText("\n".join(paths))

    def _retry(self) -> None:
        self._feed.retry([row.file.number for row in self._view.files() if row.state == "failed"])

    def _make_collection(self, name: str) -> None:
        documents = self._view.documents()
        if documents:
            self._edits.collect(name, documents)
        else:
            self._edits.create_collection(name)

    def _ask_name(self, title: str, text: str, slot: object) -> None:
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name:"))
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(slot)
        dialog.open()

    def _ask_report(self) -> None:
        assistant, documents = self._assistant, self._view.documents()
        if assistant is None or not documents:
            return
        identity = documents[0].id

        def work(cancel: Cancel) -> Iterator[DocumentReport]:
            yield assistant.library.report(identity)

        self._jobs.start(work, item=self._show_report)

    def _show_report(self, report: DocumentReport) -> None:
        ReportDialog(report, self._themes, self._window).open()

    def _find_file(self, what: str) -> None:
        assistant, documents = self._assistant, self._view.documents()
        if assistant is None or not documents:
            return
        info = documents[0]

        def work(cancel: Cancel) -> Iterator[tuple[str, Path | None]]:
            # Looked for off the UI thread: it may lie on a disk that sleeps, or a network.
            yield what, next((path for path in assistant.files(info.id) if path.exists()), None)

        self._jobs.start(work, item=self._show_file)

    def _show_file(self, found: tuple[str, Path | None]) -> None:
        what, path = found
        if path is None:
            self.problem.emit(self.tr("The file is no longer where it was added from; its text is still here."))
        elif what == "folder":
            show_in_folder(str(path))
        elif may_be_opened(str(path)):
            open_file(str(path))
        else:
            # What the desktop would do with it, start it for instance, is anybody's guess.
            self.problem.emit(self.tr("Files of this kind are not opened from here. Show it in its folder instead."))
