"""The one window: library, conversation and source side by side; files can be dropped anywhere on it."""

import gc
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMessageBox, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.actions import Actions, menu_bar
from gui.banner import Banners
from gui.chat.pane import ConversationPane
from gui.dialogs import Dialogs
from gui.help import Help
from gui.jobs import Jobs
from gui.library.pane import LibraryPane
from gui.look import Look
from gui.models.status import ModelStatus
from gui.models.words import weakness_text
from gui.opening import Opening
from gui.palette import CommandPalette, Entry
from gui.panes import Panes
from gui.state import WindowState
from gui.theme import Themes, set_kind
from gui.viewer.pane import SourcePane
from gui.welcome import Welcome

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.collecting import Labelled
    from assistant.events import Preview
    from assistant.library.types import Scope
    from assistant.settings import Settings
    from chains.types import Quote
    from gui.chat.request import Request

# Whoever closes the window waits three seconds at most: for what runs to come to its end by itself, for the children to
# be ended, and for those who were waiting for one.
END_SECONDS, CHILDREN_SECONDS, REST_SECONDS = 1.0, 1.2, 0.5
WATCH_MILLISECONDS = 2000


class MainWindow(QMainWindow):
    """Opens at once; the library is opened behind it.

    Args:
        open_assistant: called off the UI thread.
        salvage: saves what can be read of a damaged library; called off the UI thread.
        themes: of the application.
        state: what the window remembers.
        language: of the errors' texts, ``en`` or ``zh``.
        paths: files to add once the library is open.
    """

    def __init__(
        self,
        open_assistant: "Callable[[], Assistant]",
        themes: Themes,
        state: WindowState,
        *,
        salvage: Callable[[], object],
        language: str = "en",
        paths: Sequence[Path] = (),
    ) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Lectern: opening the library"))
        self.setAcceptDrops(True)
        self._themes = themes
        self._state = state
        self._to_add = list(paths)
        self._assistant: Assistant | None = None
        self._closing = False
        self._language = language
        self.jobs = Jobs(self)
        self.actions_ = Actions(self)
        self._build(open_assistant, salvage, language)
        self._connect()
        self._register()
        self._restore()
        self.opening.start()

    # --- the parts meet ---

    def _build(self, open_assistant: "Callable[[], Assistant]", salvage: Callable[[], object], language: str) -> None:
        self.banners = Banners(self._themes, language)
        self.opening = Opening(open_assistant, salvage, language, self.jobs)
        self.library = LibraryPane(self.jobs, self._themes)
        self.conversation = ConversationPane(self.jobs, self._themes)
        self.source = SourcePane(self.jobs, self._themes)
        self.welcome = Welcome(self.jobs, self._themes)
        self.conversation.set_placeholder(self.welcome)
        self.panes = Panes(self.library, self.conversation, self.source, self._themes, self._state)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.opening)
        self._pages.addWidget(self.panes)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banners)
        layout.addWidget(self._pages, stretch=1)
        self.setCentralWidget(central)

        self.model = ModelStatus(self.jobs, self._themes)
        self.statusBar().addWidget(self.model, 1)
        local = QLabel(self.tr("Nothing leaves this machine"), textFormat=Qt.TextFormat.PlainText)
        set_kind(local, "small")
        self._index_note = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_kind(self._index_note, "small")
        self._index_note.setContentsMargins(0, 0, self._themes.pixels(16), 0)
        self._index_note.hide()
        self._asks = QPushButton(self.tr("The agent asks you"))
        set_kind(self._asks, "link")
        self._asks.hide()
        self.statusBar().addPermanentWidget(self._asks)
        self.statusBar().addPermanentWidget(self._index_note)
        self.statusBar().addPermanentWidget(local)
        self.palette_ = CommandPalette(self.actions_, self._themes, self)
        self.help = Help(self.jobs, language, self)
        self.dialogs = Dialogs(self.jobs, self._themes, self)
        self.look = Look(self.jobs, self._themes, self._state, self)
        # The index is made anew behind a damaged one; whoever waits for a search is told why it is slower.
        self._watch = QTimer(self, interval=WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._show_index)

    def _connect(self) -> None:
        self.jobs.failed.connect(self.banners.show_error)
        self.jobs.broken.connect(self.banners.show_bug)
        self.opening.opened.connect(self._opened)
        self.library.scope_changed.connect(self.conversation.set_scope)
        self.conversation.agent.notice.changed.connect(self._asks.setVisible)
        for toolkits in (self.conversation.agent.toolkits, self.library.toolkits):
            toolkits.connections_wanted.connect(self.dialogs.show_connections)
        self._asks.clicked.connect(self.conversation.answer_agent)
        self.conversation.wanted.connect(self.panes.show_conversation)
        self.library.open_document.connect(self._show_document)
        self.library.model_offered.connect(self.dialogs.choose_model)
        self.library.library_changed.connect(self._library_changed)
        self.library.chain_wanted.connect(self._call_chain)
        self.conversation.chains.changed.connect(self.library.set_offers)
        self.conversation.cited.connect(self._show_quote)
        self.conversation.question_changed.connect(self._question_changed)
        self.conversation.why_wanted.connect(self._show_why)
        self.conversation.conversation_changed.connect(self._conversation_changed)
        self.conversation.scope_cleared.connect(self.library.clear_ticks)
        self.conversation.collect_wanted.connect(self._collect)
        self.conversation.asking_changed.connect(self.model.set_answering)
        self.conversation.answered.connect(self.model.show_speed)
        self.conversation.receipts.preview.planned.connect(self._warn)
        self.source.use_as_evidence.connect(self.conversation.use_as_evidence)
        self.source.closed.connect(self._source_closed)
        self.palette_.ran.connect(partial(self._state.add_recent, "actions"))
        self.model.chooser_wanted.connect(self.dialogs.choose_model)
        self.dialogs.model_changed.connect(self.model.refresh)
        self.dialogs.model_changed.connect(self.conversation.receipts.want)
        self.dialogs.settings_saved.connect(self._settings_saved)
        self.welcome.add_files.connect(self.library.add_dialog)
        self.welcome.add_samples.connect(self.library.resume)
        self.welcome.ask.connect(self.conversation.ask)

    def _register(self) -> None:
        add = self.actions_.add
        for part in (self.library, self.conversation, self.source):
            part.register(self.actions_)
        self._library_shown = add(
            "view.library", "view", self.tr("&Library"), self.panes.fold_library, shortcut="F9", checkable=True
        )
        self._source_shown = add(
            "view.source", "view", self.tr("&Source"), self.panes.fold_source, shortcut="F10", checkable=True
        )
        self.look.register(self.actions_)
        add(
            "view.palette",
            "view",
            self.tr("&Commands …"),
            self.show_palette,
            shortcut="Ctrl+K",
            more_shortcuts=("Ctrl+Shift+P",),
            separated=True,
        )
        self.dialogs.register(self.actions_)
        self.help.register(self.actions_)
        add("file.quit", "file", self.tr("&Quit"), self.close, shortcut="Ctrl+Q", separated=True)
        self.setMenuBar(menu_bar(self.actions_, self))
        self.actions_.paint(self._themes.current)
        self._themes.changed.connect(self.actions_.paint)

    def _restore(self) -> None:
        if not self._state.restore_window(self):
            self.resize(self._themes.pixels(1180), self._themes.pixels(760))
        self._arranged()
        self.panes.arranged.connect(self._arranged)

    # --- opening and closing ---

    @property
    def ready(self) -> bool:
        """Whether the library is open."""
        return self._assistant is not None

    @property
    def assistant(self) -> "Assistant | None":
        """The library that is open; None before, and after closing."""
        return self._assistant

    def close_now(self) -> None:
        """Stop what runs, let go of the library, and close; what waits goes on next time."""
        if self._closing:
            return
        self._closing = True
        self._state.save_window(self)
        self.panes.save()
        self._state.save()
        self.hide()
        self._watch.stop()
        if self._assistant is not None:
            self.conversation.settle()
        self.jobs.close()
        self.jobs.wait_all(END_SECONDS)
        if self._assistant is not None:
            # Ends the children, and with them whatever still waits for one. A thread: a child may be deaf, a disk slow.
            closing = threading.Thread(target=self._assistant.close, name="closing", daemon=True)
            closing.start()
            closing.join(CHILDREN_SECONDS)
            self._assistant = None
        self.jobs.wait_all(REST_SECONDS)
        self.jobs.leave()
        gc.unfreeze()
        self.close()

    def _opened(self, assistant: "Assistant") -> None:
        if self._closing:
            assistant.close()
            return
        self._assistant = assistant
        self.setWindowTitle("Lectern")
        assistant.warm()
        panes = (self.library, self.conversation, self.source)
        for part in (self.look, *panes, self.model, self.dialogs, self.help, self.welcome):
            part.open(assistant)
        self._pages.setCurrentWidget(self.panes)
        if self._state.conversation is not None:
            self.conversation.show_conversation(self._state.conversation)
        self.conversation.focus_question()
        if self._to_add:
            self.library.add(self._to_add)
        self._watch.start()
        # What is loaded by now stays. The collector looked through all of it again in the middle of typing: 100 ms.
        gc.freeze()

    # --- what the panes tell each other ---

    def _show_quote(self, quote: "Quote", others: "Sequence[Quote]") -> None:
        self.panes.show_source()
        self.source.show_quote(quote, others)

    def _show_why(self, quote: "Quote", question: str) -> None:
        self.panes.show_source()
        self.source.show_quote(quote)
        self.source.explain_quote(quote, question)

    def _show_document(self, document: str) -> None:
        self.panes.show_source()
        self.source.show_document(document)

    def _call_chain(self, name: str, at_once: bool) -> None:
        self.panes.show_conversation()
        self.conversation.call(name, at_once=at_once)

    def _collect(self, documents: "Sequence[Labelled]") -> None:
        if self.library.isHidden():  # what was done is said there, with its undo
            self.panes.fold_library()
        self.library.collect_labels(documents)

    def _question_changed(self, asked: "tuple[str, Scope]") -> None:
        self.source.set_question(*asked)

    def _conversation_changed(self, conversation: str) -> None:
        self._state.set_conversation(conversation or None)

    def _warn(self, request: "Request", preview: "Preview") -> None:
        """Where the model is weak, say so before it is asked."""
        hint = ""
        if self._assistant is not None and request.question:
            hint = weakness_text(self._assistant.models, preview.language, preview.route)
        self.conversation.set_hint(hint or None)

    def _show_index(self) -> None:
        state = self._assistant.index.state if self._assistant is not None else "ready"
        notes = {
            "updating": self.tr("The index is being brought up to date"),
            "failed": self.tr("Searching without the index: slower, as complete"),
        }
        note = notes.get(state, "") if self.library.documents else ""
        self._index_note.setText(note)
        self._index_note.setVisible(bool(note))

    def _library_changed(self) -> None:
        documents = self.library.documents
        self.welcome.refresh(documents)
        self.source.follow_library({info.id for info in documents})

    # --- panes ---

    def _source_closed(self) -> None:
        self.panes.show_source(False)
        self.conversation.focus_question()

    def _arranged(self) -> None:
        self._library_shown.setChecked(not self.library.isHidden())
        self._source_shown.setChecked(not self.source.isHidden())

    # --- actions ---

    def show_palette(self) -> None:
        """Offer every action, conversation and document."""
        more: list[Entry] = []
        if self._assistant is not None:
            offers = self.conversation.chains.offers
            more = [
                *(
                    Entry(
                        f"{offer.card.title(self._language)} /{offer.name}",
                        partial(self._call_chain, offer.name, False),
                        self.tr("Chain"),
                    )
                    for offer in (offers.offers if offers is not None else ())
                ),
                *(
                    Entry(info.title, partial(self.conversation.show_conversation, info.id), self.tr("Conversation"))
                    for info in self.conversation.drawer.model.conversations
                ),
                *(
                    Entry(info.title, partial(self._show_document, info.id), self.tr("Document"))
                    for info in self.library.documents
                ),
            ]
        self.palette_.offer(more, self._state.recent("actions"))

    def _settings_saved(self, settings: "Settings") -> None:
        self.look.follow(settings)
        self.model.refresh()
        self.library.resume()  # passages of another size are cut now
        self.conversation.receipts.want()

    # --- Qt ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if self._assistant is not None and self.library.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        if self._assistant is not None and self.library.accepts(event.mimeData()):
            event.acceptProposedAction()
            self.library.drop(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if something runs, then end."""
        busy = self.conversation.asking or self.library.busy
        if not self._closing and busy and not self._confirmed_closing():
            event.ignore()
            return
        self.close_now()
        super().closeEvent(event)

    def _confirmed_closing(self) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Close Lectern?"), "", parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        if self.conversation.asking:
            box.setText(self.tr("An answer is being written. What is there so far is kept."))
        else:
            box.setText(self.tr("Documents are being read. The rest is read the next time."))
        close = box.addButton(self.tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(close)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is close
