"""The library pane: the tree of documents, its filter, and the lines that say what goes on."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QActionGroup, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.errors import AssistantError
from assistant.language import system_language
from assistant.library.readers.registry import suffixes
from assistant.library.types import DocumentInfo
from gui.actions import Actions
from gui.dropped import local_files
from gui.elided import ElidedLabel
from gui.icons import icon
from gui.jobs import Jobs
from gui.library.commands import AT_ONCE, LEAST_DOCUMENTS, Commands
from gui.library.contents import Contents, GroupRow, Order
from gui.library.edits import Edits
from gui.library.empty import EmptyLibrary, NothingFound
from gui.library.feed import Feed
from gui.library.scope import ScopeChoice, Ticks, scope_text
from gui.library.strips import UNDO_MILLISECONDS, NoticeStrip, ProgressStrip
from gui.library.texts import Texts
from gui.library.tree import DOCUMENTS_TYPE, LibraryTree
from gui.library.undo import Undo
from gui.library.view import LibraryView
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.chain_offers import Offers
    from assistant.collecting import Labelled

MODEL_SUFFIX = ".gguf"


class LibraryPane(QWidget):
    """Documents and collections, their states, and the ticks that questions are scoped by.

    Args:
        jobs: of the window.
        themes: of the application.
    """

    scope_changed = Signal(object)  # ScopeChoice
    open_document = Signal(str)  # id
    model_offered = Signal(object)  # Path of a .gguf that was dropped: no document
    library_changed = Signal()
    busy_changed = Signal(bool)
    chain_wanted = Signal(str, bool)  # name; whether it needs no word of the person's. Its documents have been ticked

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "panel")
        self._themes = themes
        self._texts = Texts()
        self._contents = Contents(self._texts.filtered)
        self._ticks = Ticks()
        self._choice = self._ticks.choice()
        self._failures = 0
        self.tree = LibraryTree(self._contents, self._ticks, self._texts, self)
        self.view = LibraryView(self.tree, themes)
        self._feed = Feed(jobs, self._contents, self)
        self._edits = Edits(jobs, self)
        self._commands = Commands(jobs, themes, self._contents, self._texts, self._feed, self._edits, self.view)
        self.toolkits = self._commands.toolkits
        self._build()
        self._connect()
        self._paint_symbols()

    # --- the seams ---

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        chosen = assistant.settings.interface.language
        self._texts.language = system_language() if chosen == "auto" else chosen
        self._edits.open(assistant)
        self._commands.start(assistant)
        self._feed.open(assistant)

    def register(self, actions: Actions) -> None:
        """Add the actions of the library."""
        add = actions.add
        add("library.add", "file", self.tr("&Add files …"), self.add_dialog, shortcut="Ctrl+O", symbol="add")
        add("library.add_folder", "file", self.tr("Add a &folder …"), self.add_folder_dialog, shortcut="Ctrl+Shift+O")
        add("library.paste", "file", self.tr("&Paste as a document"), self.paste, shortcut="Ctrl+Shift+V")
        self._commands.register(actions)
        add("library.filter", "library", self.tr("&Filter documents"), self.focus_filter, shortcut="Ctrl+L")
        add("library.clear_ticks", "library", self.tr("Ask &all documents"), self.clear_ticks)

    def add(self, paths: Sequence[Path], collection: str | None = None) -> None:
        """Put files and folders into the library; a model among them is offered instead."""
        models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX]
        if models:
            self.model_offered.emit(models[0])
        documents = [path for path in paths if path not in models]
        if documents:
            self._feed.add(documents, collection)

    def collect_labels(self, documents: "Sequence[Labelled]") -> None:
        """Put documents into collections of their labels; it can be undone."""
        self._edits.collect_labels(documents)

    def add_dialog(self) -> None:
        """Ask for files."""
        known = " ".join(f"*{suffix}" for suffix in suffixes())
        dialog = QFileDialog(self, self.tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Documents ({})").format(known), self.tr("All files (*)")])
        self._run(dialog)

    def add_folder_dialog(self) -> None:
        """Ask for a folder, all below which is added."""
        dialog = QFileDialog(self, self.tr("Add a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._run(dialog)

    def paste(self) -> None:
        """Add what stands in the clipboard: files, a text, or a picture."""
        # None where nothing has been copied yet, whatever PySide6's types say.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is None:
            mime = QMimeData()
        if mime.hasUrls() and self.accepts(mime):
            self.drop(mime)
        elif mime.hasImage() and not mime.hasText():
            image = QImage(mime.imageData())
            self._feed.paste(partial(_png, image), self._current_collection())
        else:
            text = mime.text()
            self._feed.paste(lambda: text, self._current_collection())

    def accepts(self, mime: QMimeData) -> bool:
        """Whether something dropped on the window is for the library."""
        return bool(local_files(mime)) and not mime.hasFormat(DOCUMENTS_TYPE)

    def drop(self, mime: QMimeData) -> None:
        """Add what was dropped."""
        self.add(local_files(mime))

    def refresh(self) -> None:
        """Read soon what has changed."""
        self._feed.refresh()

    def pause(self) -> None:
        """Stop working the queue; what is in it stays."""
        self._feed.pause()

    def resume(self) -> None:
        """Go on with the queue."""
        self._feed.resume()

    def undo(self) -> None:
        """Undo the last change of the library."""
        self._edits.undo()

    def select(self, document_id: str) -> None:
        """Bring a document into sight."""
        if not self.view.select(document_id) and self.filter.text():
            self.filter.clear()
            self.view.select(document_id)

    def clear_ticks(self) -> None:
        """Ask all documents."""
        self._ticks.clear()
        self.tree.repaint_ticks()
        self._show_scope()

    def tick_only(self, documents: Sequence[str]) -> None:
        """Ask these documents alone."""
        self._ticks.clear()
        for identity in documents:
            self._ticks.tick(identity, True)
        self.tree.repaint_ticks()
        self._show_scope()

    def set_offers(self, offers: "Offers") -> None:
        """The chains that the menu of a document offers."""
        self._commands.set_offers(offers)

    def focus_filter(self) -> None:
        """Type to find a document."""
        self.filter.setFocus()
        self.filter.selectAll()

    @property
    def busy(self) -> bool:
        """Whether files are being read."""
        return self._feed.busy

    @property
    def documents(self) -> list[DocumentInfo]:
        """All documents, as they were read last."""
        return list(self._contents.documents.values())

    @property
    def scope(self) -> ScopeChoice:
        """What the ticks make of the next question."""
        return self._choice

    # --- inside ---

    def _build(self) -> None:
        pixels = self._themes.pixels
        heading = QLabel(self.tr("Library"), textFormat=Qt.TextFormat.PlainText)
        set_kind(heading, "heading")
        self._sort = self._menu_button(self.tr("Sort"), self._sort_menu())
        self._add = self._menu_button(self.tr("Add"), self._add_menu())
        head = QHBoxLayout()
        head.setContentsMargins(pixels(8), pixels(6), pixels(4), 0)
        head.addWidget(heading, 1)
        head.addWidget(self._sort)
        head.addWidget(self._add)
        self.filter = QLineEdit(placeholderText=self.tr("Filter by name, type or state"), clearButtonEnabled=True)
        self.filter.setAccessibleName(self.tr("Filter documents"))
        self._empty = EmptyLibrary(self._themes)
        self._nothing = NothingFound()
        self._pages = QStackedWidget()
        for page in (self.view, self._empty, self._nothing):
            self._pages.addWidget(page)
        self._scope = QWidget()
        self._scope_text = ElidedLabel()
        ask_all = QPushButton(self.tr("Ask all"))
        set_kind(ask_all, "link")
        ask_all.clicked.connect(self.clear_ticks)
        scope = QHBoxLayout(self._scope)
        scope.setContentsMargins(pixels(8), 0, pixels(4), pixels(2))
        scope.addWidget(self._scope_text, 1)
        scope.addWidget(ask_all)
        self._scope.hide()
        self.error = NoticeStrip(self._themes, "banner-error", "error")
        self.failed = NoticeStrip(self._themes, "banner-warning", "warning")
        self.undo_strip = NoticeStrip(self._themes, "banner-info", "undo", UNDO_MILLISECONDS)
        self.progress = ProgressStrip(self._themes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(pixels(4))
        layout.addLayout(head)
        field = QHBoxLayout()
        field.setContentsMargins(pixels(8), 0, pixels(8), 0)
        field.addWidget(self.filter)
        layout.addLayout(field)
        layout.addWidget(self._pages, 1)
        for strip in (self._scope, self.error, self.failed, self.undo_strip, self.progress):
            layout.addWidget(strip)
        self.setMinimumWidth(pixels(190))

    def _connect(self) -> None:
        self._themes.changed.connect(self._paint_symbols)
        self.filter.textChanged.connect(self._filtered)
        self.view.opened.connect(self.open_document)
        self.tree.ticked.connect(self._show_scope)
        self.tree.rename_asked.connect(self._rename)
        self.tree.dropped.connect(self._dropped)
        self._feed.updated.connect(self._updated)
        self._feed.progressed.connect(self.progress.show_progress)
        self._feed.busy_changed.connect(self.busy_changed)
        self._feed.failed.connect(self._show_error)
        self._edits.changed.connect(self._feed.refresh)
        self._edits.failed.connect(self._show_error)
        self._edits.undoable.connect(self._show_undo)
        self._edits.undone.connect(self._hide_undo)
        self._edits.told.connect(self.undo_strip.say)
        self._edits.collection_renamed.connect(self._ticks_follow)
        self._commands.problem.connect(self.error.say)
        self._commands.chain_wanted.connect(self._call_chain)
        self.progress.paused.connect(self._feed.pause)
        self.progress.resumed.connect(self._feed.resume)
        self.progress.cancelled.connect(self._cancel_all)
        self.undo_strip.acted.connect(self._edits.undo)
        self.failed.acted.connect(self._commands.show_failures)
        self._empty.add_files.connect(self.add_dialog)
        self._empty.add_folder.connect(self.add_folder_dialog)
        self._empty.paste.connect(self.paste)
        self._nothing.cleared.connect(self.filter.clear)

    def _menu_button(self, text: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _sort_menu(self) -> QMenu:
        names = dict(
            zip(
                get_args(Order),
                (self.tr("By &name"), self.tr("By &date added"), self.tr("By &size"), self.tr("By &type")),
                strict=True,
            )
        )
        menu = QMenu(self)
        group = QActionGroup(menu)
        for order, text in names.items():
            action = menu.addAction(text, partial(self._order_by, cast("Order", order)))
            action.setCheckable(True)
            action.setChecked(order == self._contents.order)
            group.addAction(action)
        return menu

    def _add_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("&Files …"), self.add_dialog)
        menu.addAction(self.tr("F&older …"), self.add_folder_dialog)
        menu.addAction(self.tr("&Paste"), self.paste)
        menu.addSeparator()
        menu.addAction(self.tr("&New collection …"), self._commands.new_collection)
        return menu

    def _run(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.add([Path(name) for name in names], self._current_collection())

    def _current_collection(self) -> str | None:
        return self.view.collection() or None

    def _order_by(self, order: Order) -> None:
        self._contents.order = order
        self._sync()

    def _filtered(self, text: str) -> None:
        self._contents.filter = " ".join(text.split())
        self._sync()

    def _sync(self) -> None:
        self.tree.sync()
        self.view.settle(bool(self._contents.filter))
        self.view.animate(bool(self._contents.in_work))
        empty = not (self._contents.documents or self._contents.queue or self._contents.collections)
        nothing = bool(self._contents.filter) and self.tree.rowCount() <= 1
        page: QWidget = self._empty if empty else self._nothing if nothing else self.view
        self._pages.setCurrentWidget(page)

    def _updated(self, documents: bool) -> None:
        if documents:
            self._ticks.update(self._contents.documents.values())
        self._sync()
        failures = len(self._contents.failed)
        if failures > self._failures:
            self.failed.say(self.tr("%n file(s) could not be read.", "", failures), self.tr("Show …"))
        elif not failures:
            self.failed.hide()
        self._failures = failures
        if documents:
            self.tree.repaint_ticks()
            self._show_scope()
            self.library_changed.emit()

    def _show_scope(self) -> None:
        choice = self._ticks.choice()
        self._scope.setVisible(choice.ticked != choice.total)
        self._scope_text.setText(self.tr("Asking {}").format(scope_text(choice)))
        if choice != self._choice:
            self._choice = choice
            self.scope_changed.emit(choice)

    def _call_chain(self, name: str, documents: Sequence[str]) -> None:
        """Its documents are ticked, so that it is seen what it works on, and goes on to be."""
        if documents:
            self.tick_only(documents)
        enough = self._choice.ticked >= LEAST_DOCUMENTS.get(name, 1)
        self.chain_wanted.emit(name, name in AT_ONCE and bool(documents) and enough)

    def _ticks_follow(self, old: str, new: str) -> None:
        self._ticks.rename(old, new)

    def _rename(self, item: GroupRow | DocumentInfo, name: str) -> None:
        if isinstance(item, DocumentInfo):
            self._edits.rename(item, name)
        else:
            self._edits.rename_collection(item.name, name)

    def _dropped(self, mime: QMimeData, collection: str) -> None:
        if mime.hasFormat(DOCUMENTS_TYPE):
            self._edits.collect(collection, self.view.documents())
        else:
            self.add(local_files(mime), collection or None)

    def _cancel_all(self) -> None:
        self._feed.cancel()

    def _show_undo(self, undo: Undo) -> None:
        self.undo_strip.say(undo.text, self.tr("Undo"))

    def _hide_undo(self) -> None:
        self.undo_strip.hide()

    def _show_error(self, error: AssistantError) -> None:
        language = self._texts.language
        self.error.say(f"{error.message(language)} {error.hint(language)}")

    def _paint_symbols(self) -> None:
        self._sort.setIcon(icon("filter", self._themes.current))
        self._add.setIcon(icon("add", self._themes.current))
        self.view.viewport().update()


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # PySide6 6.12 declares bytes, and takes text
    return bytes(buffer.data().data())
