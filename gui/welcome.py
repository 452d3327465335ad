"""What stands in an empty conversation: on the first run what Lectern is, later three questions to try."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from assistant.samples import sample_files
from gui.jobs import Job, Jobs
from gui.models.words import starter_weaknesses
from gui.plain_text import PlainText, plain_tip
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.library.types import DocumentInfo

WIDTH = 620
SETTLED_MILLISECONDS = 400


class Welcome(QScrollArea):
    """Fills the conversation's place while it is empty.

    Args:
        jobs: of the window.
        themes: of the application.
    """

    add_files = Signal()
    add_samples = Signal()  # the sample documents stand in the queue
    ask = Signal(str)
    open_home = Signal()

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._themes = themes
        self._assistant: Assistant | None = None
        self._documents: tuple[str, ...] = ()
        self._asked_of: tuple[str, ...] = ()  # the documents whose questions are shown, or being looked for
        self._settling = QTimer(self, singleShot=True, interval=SETTLED_MILLISECONDS)
        self._settling.timeout.connect(self._look)
        self._asking: Job | None = None
        self._adding: Job | None = None
        self._language = "en"
        self._build()
        self.open_home.connect(self._open_home)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self._language = interface_language(assistant.paths.settings)
        self.place.set_text(str(assistant.paths.home))
        self._starter.setVisible(assistant.models.is_starter)

        def work(_: Cancel) -> Iterator[object]:
            yield assistant.library.documents()

        self._jobs.start(work, item=self.refresh)

    def refresh(self, documents: "Sequence[DocumentInfo]") -> None:
        """Documents have come or gone."""
        if self._assistant is None:
            return
        ids = tuple(info.id for info in documents)
        self._first.setVisible(not ids)
        self._later.setVisible(bool(ids))
        self._starter.setVisible(self._assistant.models.is_starter)
        if ids != self._documents:
            self._documents = ids
            self._look_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """What came while it was out of sight is looked at now."""
        super().showEvent(event)
        self._look_soon()

    @property
    def questions(self) -> list[str]:
        """What is offered to try."""
        return [button.question for button in self._buttons if not button.isHidden()]

    def _look_soon(self) -> None:
        """Look for questions to try: only for one who sees them, and not at each of many documents that come."""
        if self._documents != self._asked_of and self.isVisible() and not self._settling.isActive():
            self._settling.start()

    def _look(self) -> None:
        if self._assistant is None or not self._documents:
            return
        self._asked_of = self._documents
        if self._asking is not None:
            self._asking.stop()
        library, language = self._assistant.library, self._language

        def work(_: Cancel) -> Iterator[object]:
            from assistant.suggestions import suggested

            yield suggested(library, language)

        self._asking = self._jobs.start(work, item=self._suggest)

    def _suggest(self, questions: list[str]) -> None:
        if self.sender() is not self._asking:
            return
        for button, text in zip(self._buttons, [*questions, *[""] * len(self._buttons)], strict=False):
            button.setVisible(bool(text))
            button.set_question(text)
        self._try.setVisible(bool(questions))

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _Question):
            self.ask.emit(button.question)

    def _add_samples(self) -> None:
        if self._assistant is None or self._adding is not None:
            return
        assistant = self._assistant

        def work(cancel: Cancel) -> Iterator[object]:
            return assistant.enqueue(sample_files(assistant.paths.samples), cancel=cancel)

        self.samples.setEnabled(False)
        self._problem.hide()
        self._adding = self._jobs.start(work, done=self._added, failed=self._failed, finished=self._ended)

    def _added(self) -> None:
        self.add_samples.emit()

    def _failed(self, error: AssistantError) -> None:
        self._problem.set_text(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")
        self._problem.show()

    def _ended(self) -> None:
        self._adding = None
        self.samples.setEnabled(True)

    def _open_home(self) -> None:
        if self._assistant is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._assistant.paths.home)))

    def _build(self) -> None:
        pixels = self._themes.pixels
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._first, self._later = self._build_first(), self._build_later()
        self._later.hide()
        column = QWidget()
        column.setMaximumWidth(pixels(WIDTH))
        inner = QVBoxLayout(column)
        inner.setContentsMargins(*[pixels(16)] * 4)
        inner.setSpacing(pixels(16))
        inner.addStretch()
        inner.addWidget(self._first)
        inner.addWidget(self._later)
        inner.addStretch()
        held = QWidget()
        held.setProperty("kind", "plain")
        layout = QHBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(column, stretch=100)
        layout.addStretch(1)
        self.setWidget(held)

    def _build_first(self) -> QWidget:
        pixels = self._themes.pixels
        title = self._label(self.tr("Ask your own documents"), "title")
        what = self._label(
            self.tr("Lectern answers from your files and shows the exact words on the exact page for each sentence.")
        )
        self.files = QPushButton(self.tr("&Add files …"))
        set_kind(self.files, "primary")
        self.files.clicked.connect(self.add_files)
        self.samples = QPushButton(self.tr("Try the sample &library"))
        self.samples.setToolTip(self.tr("A lease, a manual, a scanned letter, tables and a guide in Chinese"))
        self.samples.clicked.connect(self._add_samples)
        drop = self._label(self.tr("Or drop files and folders anywhere on this window."), "muted")
        self._problem = PlainText(name=self.tr("What happened"))
        self._problem.hide()
        home = QPushButton(self.tr("Open folder"))
        set_kind(home, "link")
        home.clicked.connect(self.open_home)
        self.place = PlainText(name=self.tr("Where everything is stored"))
        buttons = QVBoxLayout()
        buttons.setSpacing(pixels(8))
        for button in (self.files, self.samples):
            buttons.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        first = QWidget()
        layout = QVBoxLayout(first)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(pixels(12))
        layout.addWidget(title)
        layout.addWidget(what)
        layout.addLayout(buttons)
        layout.addWidget(drop)
        layout.addWidget(self._problem)
        self._starter = self._card(
            self.tr("The starter model"),
            self._label("✓ " + self.tr("It finds facts and answers them in short English sentences, on any computer.")),
            *(self._label("• " + text, "muted") for text in starter_weaknesses()),
            self._label(self.tr("You can choose a larger one at any time: Model › Choose a model."), "muted"),
        )
        layout.addWidget(self._starter)
        layout.addWidget(
            self._card(
                self.tr("Private"),
                self._label(self.tr("Nothing leaves this machine. There is no account. Everything is stored here:")),
                self.place,
                home,
            )
        )
        return first

    def _build_later(self) -> QWidget:
        later = QWidget()
        layout = QVBoxLayout(later)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._themes.pixels(8))
        layout.addWidget(self._label(self.tr("What would you like to know?"), "title"))
        self._try = self._label(self.tr("To try:"), "muted")
        self._try.hide()
        layout.addWidget(self._try)
        self._buttons = [_Question() for _ in range(3)]
        for button in self._buttons:
            button.hide()
            button.clicked.connect(self._clicked)
            layout.addWidget(button)
        hint = self.tr("Ticks in the library restrict a question to some documents. Each citation opens its source.")
        layout.addWidget(self._label(hint, "muted"))
        return later

    def _card(self, title: str, *widgets: QWidget) -> QFrame:
        card = QFrame()
        set_kind(card, "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(*[self._themes.pixels(12)] * 4)
        layout.setSpacing(self._themes.pixels(5))
        layout.addWidget(self._label(title, "heading"))
        for widget in widgets:
            layout.addWidget(widget)
        return card

    def _label(self, text: str, kind: str = "") -> QLabel:
        label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        if kind:
            set_kind(label, kind)
        return label


class _Question(QPushButton):
    """A question of any length on a button of any width: what does not fit stands in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.question = ""
        self.setMinimumWidth(1)

    def set_question(self, text: str) -> None:
        """Offer another one."""
        self.question = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(self.tr("Ask: {}").format(text))
        self._elide()

    def resizeEvent(self, event: object) -> None:
        """Another width, another part of the text."""
        super().resizeEvent(event)  # type: ignore[arg-type] # Qt gives a QResizeEvent
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.fontMetrics().averageCharWidth() * 5
        shown = self.fontMetrics().elidedText(self.question, Qt.TextElideMode.ElideRight, max(0, room))
        self.setText(shown.replace("&", "&&"))
