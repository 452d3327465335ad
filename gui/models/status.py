"""The model's place in the status bar: which one answers, what it runs on, how fast it was; a click chooses another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from gui.icons import icon
from gui.jobs import Job, Jobs
from gui.models.words import backend_text, tokens_text
from gui.plain_text import plain_tip
from gui.theme import Theme, Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.models.engine import EngineInfo

State = Literal["none", "loading", "ready", "answering", "failed"]
SEPARATOR = " · "


class ModelStatus(QWidget):
    """Names the model and its state.

    Args:
        jobs: of the window.
        themes: of the application.
    """

    chooser_wanted = Signal()

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._themes = themes
        self._assistant: Assistant | None = None
        self._loading: Job | None = None
        self._measuring: Job | None = None
        self._state: State = "none"
        self._info: EngineInfo | None = None
        self._speed: float | None = None
        self._text = ""
        self._error = ""
        self.button = QPushButton()
        set_kind(self.button, "quiet")
        self.button.setFlat(True)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.chooser_wanted)
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName(self.tr("Loading the model"))
        self.progress.setFixedWidth(themes.pixels(110))
        self.progress.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, stretch=1)
        layout.addWidget(self.progress)
        themes.changed.connect(self._paint)
        self._show()

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant
        self.refresh()

    @property
    def state(self) -> State:
        """What the model does."""
        return self._state

    @property
    def text(self) -> str:
        """All that is told; the button shows as much of it as there is room for."""
        return self._text

    def refresh(self) -> None:
        """Another model, or other settings: load it if it is not, and show it."""
        if self._assistant is None:
            return
        if self._loading is not None:
            self._loading.stop()
        models = self._assistant.models
        self._info, self._speed = None, None
        self._set_state("loading")
        self.progress.setRange(0, 0)

        def work(cancel: Cancel) -> Iterator[object]:
            yield (yield from models.engine.loading(cancel))

        self._loading = self._jobs.start(work, item=self._loaded, failed=self._failed)

    def set_answering(self, answering: bool) -> None:
        """The model writes, or has stopped."""
        if self._state in {"ready", "answering"}:
            self._set_state("answering" if answering else "ready")

    def show_speed(self, _: object = None) -> None:
        """An answer has ended: ask the engine how fast it was."""
        if self._assistant is None:
            return
        if self._state == "failed":
            self.refresh()
            return
        models = self._assistant.models
        self.set_answering(False)

        def work(_: Cancel) -> Iterator[object]:
            yield models.last_speed()

        self._measuring = self._jobs.start(work, item=self._measured)

    def sizeHint(self) -> QSize:
        """As wide as its text, if there is room."""
        width = self.fontMetrics().horizontalAdvance(self._text) + self._themes.pixels(60)
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another part of the text."""
        super().resizeEvent(event)
        self._elide()

    def _loaded(self, item: object) -> None:
        if self.sender() is not self._loading:
            return
        if isinstance(item, float):
            self.progress.setRange(0, 100)
            self.progress.setValue(round(item * 100))
            return
        self._info = item  # type: ignore[assignment] # what ``loading`` returns, behind its shares
        self._set_state("ready")

    def _failed(self, error: AssistantError) -> None:
        if self.sender() is not self._loading or self._assistant is None:
            return
        language = interface_language(self._assistant.paths.settings)
        self._error = f"{error.message(language)}\n{error.hint(language)}"
        self._set_state("failed")

    def _measured(self, speed: object) -> None:
        if self.sender() is self._measuring and isinstance(speed, float):
            self._speed = speed
            self._show()

    def _set_state(self, state: State) -> None:
        self._state = state
        self.progress.setVisible(state == "loading")
        self._show()

    def _show(self) -> None:
        parts = [self._assistant.models.title if self._assistant is not None else self.tr("No model yet")]
        if self._state == "loading":
            parts.append(self.tr("loading …"))
        elif self._state == "failed":
            parts.append(self.tr("cannot be loaded"))
        elif self._info is not None:
            parts += [backend_text(self._info), tokens_text(self._info.context_tokens)]
            if self._state == "answering":
                parts.append(self.tr("answering …"))
            elif self._speed is not None:
                parts.append(self.tr("{} tokens/s").format(QLocale().toString(round(self._speed))))
        self._text = " ".join(SEPARATOR.join(parts).split())
        tip = self._error if self._state == "failed" else self._text
        self.button.setToolTip(plain_tip(tip + "\n" + self.tr("Click to choose another model.")))
        self.button.setAccessibleName(self.tr("Model: {}").format(self._text))
        self.button.setAccessibleDescription(self._error if self._state == "failed" else "")
        self._paint(self._themes.current)
        self._elide()
        self.updateGeometry()

    def _elide(self) -> None:
        room = self.button.width() - self._themes.pixels(44)
        shown = self.button.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, max(0, room))
        self.button.setText(shown.replace("&", "&&"))

    def _paint(self, theme: Theme) -> None:
        failed = self._state == "failed"
        self.button.setIcon(icon("error" if failed else "model", theme, "negative" if failed else "muted"))
