"""Choosing the model: those that are known, any other file, what each is, and loading it with a way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from assistant.library.names import shown
from assistant.models.cards import ModelCard, card
from assistant.models.known import forget, known_models
from gui.dropped import local_files
from gui.jobs import Job, Jobs
from gui.models.card_view import CardView
from gui.plain_text import PlainText, plain_tip
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.changing import LoadStep

PATH, KEPT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ModelChooser(QDialog):
    """The models, and the card of the one that is selected.

    Args:
        assistant: whose model is chosen.
        jobs: of the window.
        themes: of the application.
    """

    changed = Signal(object)  # EngineInfo of the model that answers from now on

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._jobs = jobs
        self._themes = themes
        self._language = interface_language(assistant.paths.settings)
        self._reading: Job | None = None
        self._loading: Job | None = None
        self._wanted: Path | None = None
        self.setWindowTitle(self.tr("Choose a model"))
        self.setAcceptDrops(True)
        self._build()
        self._list()

    def offer(self, path: Path) -> None:
        """Show the card of a file that was dropped or chosen."""
        path = path.expanduser().absolute()
        for row in range(self.models.count()):
            if self.models.item(row).data(PATH) == path:
                self.models.setCurrentRow(row)
                return
        self._add(path, path.name, kept=False)
        self.models.setCurrentRow(self.models.count() - 1)

    def use(self, path: Path | None, context_tokens: int | None = None) -> None:
        """Load a model, None for the starter, and answer with it from now on."""
        if self._loading is not None:
            return
        assistant = self._assistant

        def work(cancel: Cancel) -> Iterator[object]:
            return assistant.use_model(path, context_tokens, cancel)

        self.message.hide()
        self.progress.setRange(0, 0)
        self._loading = self._jobs.start(
            work, item=self._step, done=self._stopped, failed=self._failed, finished=self._ended
        )
        self._show_busy(True)

    @property
    def loading(self) -> bool:
        """Whether a model is being loaded."""
        return self._loading is not None

    # --- the list ---

    def _list(self) -> None:
        self.models.clear()
        current = 0
        for model in known_models(self._assistant.paths, self._assistant.settings.model.path):
            name = self._assistant_title() if model.path is None else model.name
            if model.current:
                current = self.models.count()
                name = self.tr("{} (in use)").format(name)
            elif not model.there:
                name = self.tr("{} (not there)").format(name)
            self._add(model.path, name, kept=model.kept and not model.current)
        self.models.setCurrentRow(current)

    def _assistant_title(self) -> str:
        return self.tr("Starter model")

    def _add(self, path: Path | None, name: str, *, kept: bool) -> None:
        item = QListWidgetItem(" ".join(shown(name).split()))
        item.setData(PATH, path)
        item.setData(KEPT, kept)
        item.setToolTip(plain_tip(self.tr("Comes with Lectern") if path is None else shown(path)))
        self.models.addItem(item)

    def _selected(self) -> None:
        selected = self.models.selectedItems()
        self.forget.setEnabled(bool(selected) and bool(selected[0].data(KEPT)))
        if not selected:
            return
        item = selected[0]
        if self._reading is not None:
            self._reading.stop()
        path, settings = item.data(PATH), self._assistant.settings.model
        self._wanted = path
        self.load.setEnabled(False)
        # The context that was set belongs to the model it was set for.
        same = (str(path) if path is not None else "") == settings.path
        settings = settings if same else settings.model_copy(update={"context_tokens": 0})

        def work(_: Cancel) -> Iterator[object]:
            yield card(path, settings)

        self._reading = self._jobs.start(work, item=self._show_card, failed=self._no_card)

    def _show_card(self, found: ModelCard) -> None:
        if self.sender() is not self._reading:
            return
        self.unreadable.hide()
        self.card.show_card(found)
        self.card.show()
        self._show_usable()

    def _no_card(self, error: AssistantError) -> None:
        if self.sender() is not self._reading:
            return
        self.card.hide()
        self.unreadable.set_text(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")
        self.unreadable.show()

    def _show_usable(self) -> None:
        self.load.setEnabled(self.card.usable and self._loading is None)

    def _forget(self) -> None:
        for item in self.models.selectedItems():
            try:
                forget(self._assistant.paths, item.data(PATH))
            except AssistantError as error:
                self._say(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")
                return
        self._list()

    def _choose_file(self) -> None:
        title, files = self.tr("Choose a model file"), self.tr("Models (*.gguf);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), files)
        if name:
            self.offer(Path(name))

    # --- loading ---

    def _load(self) -> None:
        self.use(self._wanted, self.card.context_tokens)

    def _step(self, step: "LoadStep") -> None:
        if self.sender() is not self._loading:
            return
        words = {
            "preparing": self.tr("Preparing …"),
            "loading": self.tr("Loading the weights …"),
            "trying": self.tr("Letting it write a word …"),
            "ready": self.tr("Ready"),
        }
        self.phase.setText(words[step.phase])
        self.progress.setRange(0, 100 if step.phase == "loading" and step.share else 0)
        self.progress.setValue(round(step.share * 100))
        if step.info is not None:
            self.changed.emit(step.info)

    def _stopped(self) -> None:
        if self.sender() is not self._loading or self._loading is None:
            return
        if self._loading.stopped:
            self._say(self.tr("Stopped. The model before goes on answering."))
            return
        self.accept()

    def _failed(self, error: AssistantError) -> None:
        if self.sender() is self._loading:
            self._tell(error)

    def _tell(self, error: AssistantError) -> None:
        kept = self.tr("The model before goes on answering.")
        self._say(f"✗ {error.message(self._language)}\n{error.hint(self._language)}\n{kept}")

    def _ended(self) -> None:
        if self.sender() is self._loading:
            self._loading = None
            self._show_busy(False)

    def _say(self, text: str) -> None:
        self.message.set_text(text)
        self.message.show()

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.phase.setVisible(busy)
        self.phase.setText(self.tr("Preparing …"))
        self.cancel.setText(self.tr("Stop") if busy else self.tr("Close"))
        for control in (self.models, self.choose, self.card):
            control.setEnabled(not busy)
        selected = self.models.selectedItems()
        self.forget.setEnabled(not busy and bool(selected) and bool(selected[0].data(KEPT)))
        self.load.setEnabled(not busy and self.card.usable)
        if busy:
            self.cancel.setFocus()

    def _cancel(self) -> None:
        if self._loading is not None:
            self._loading.stop()
        else:
            self.reject()

    # --- Qt ---

    def reject(self) -> None:
        """Escape stops the loading first."""
        if self._loading is not None:
            self._loading.stop()
            return
        if self._reading is not None:
            self._reading.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the dialog ends what it loads; the model before stays."""
        if self._loading is not None:
            self._loading.stop()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A model may be dropped."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show its card."""
        files = local_files(event.mimeData())
        if files and self._loading is None:
            event.acceptProposedAction()
            self.offer(files[0])

    def _build(self) -> None:
        pixels = self._themes.pixels
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[pixels(16)] * 4)
        layout.setSpacing(pixels(16))
        layout.addLayout(self._build_list(), stretch=2)
        layout.addLayout(self._build_card(), stretch=3)
        self.resize(pixels(760), pixels(480))

    def _build_list(self) -> QVBoxLayout:
        self.models = QListWidget()
        set_kind(self.models, "framed")
        self.models.setAccessibleName(self.tr("Models"))
        self.models.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.models.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.models.itemSelectionChanged.connect(self._selected)
        self.choose = QPushButton(self.tr("Choose a &file …"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose_file)
        self.forget = QPushButton(self.tr("Remove from the &list"))
        self.forget.setToolTip(self.tr("The file itself stays."))
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        words = self.tr("Or drop a .gguf file here. It stays where it is.")
        drop = QLabel(words, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(drop, "small")
        left = QVBoxLayout()
        left.addWidget(self.models, stretch=1)
        left.addWidget(drop)
        left.addWidget(self.choose)
        left.addWidget(self.forget)
        return left

    def _build_card(self) -> QVBoxLayout:
        self.card = CardView(self._themes, self._language)
        self.card.context_changed.connect(self._show_usable)
        self.card.hide()
        self.unreadable = PlainText(name=self.tr("Why it cannot be used"))
        self.unreadable.hide()
        held = QWidget()
        held.setProperty("kind", "plain")
        inner = QVBoxLayout(held)
        inner.setContentsMargins(0, 0, self._themes.pixels(6), 0)
        inner.addWidget(self.unreadable)
        inner.addWidget(self.card)
        inner.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(held)
        self.message = PlainText(name=self.tr("What happened"))
        self.message.hide()
        self.phase = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_kind(self.phase, "muted")
        self.phase.hide()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName(self.tr("Loading the model"))
        self.progress.hide()
        self.load = QPushButton(self.tr("&Use this model"))
        set_kind(self.load, "primary")
        self.load.setDefault(True)
        self.load.setEnabled(False)
        self.load.clicked.connect(self._load)
        self.cancel = QPushButton(self.tr("Close"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancel)
        buttons = QHBoxLayout()
        buttons.addWidget(self.phase)
        buttons.addWidget(self.progress, stretch=1)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.load)
        right = QVBoxLayout()
        right.addWidget(scroll, stretch=1)
        right.addWidget(self.message)
        right.addLayout(buttons)
        return right
