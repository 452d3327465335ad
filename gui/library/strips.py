"""The lines under the tree: how far the queue is, what could not be read, what was just done and can be undone."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.elided import ElidedLabel
from gui.icons import icon
from gui.library.feed import Progress
from gui.library.texts import seconds_text
from gui.plain_text import plain_tip
from gui.theme import Themes, set_kind

UNDO_MILLISECONDS = 10_000


class ProgressStrip(QWidget):
    """The work on the queue, with its buttons; hidden while there is none."""

    paused = Signal()
    resumed = Signal()
    cancelled = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._is_paused = False
        self.text = ElidedLabel()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(self.tr("Documents being added"))
        self.bar.setMaximumHeight(themes.pixels(6))
        self.hold = QToolButton()
        self.hold.clicked.connect(self._toggle)
        self.cancel = QToolButton()
        self.cancel.setToolTip(self.tr("Cancel all that wait"))
        self.cancel.setAccessibleName(self.tr("Cancel all that wait"))
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.hold)
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(themes.pixels(8), themes.pixels(2), themes.pixels(4), themes.pixels(6))
        layout.setSpacing(themes.pixels(2))
        layout.addLayout(row)
        layout.addWidget(self.bar)
        themes.changed.connect(self._paint_symbols)
        self._paint_symbols()
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Say how far it is."""
        self.setVisible(progress is not None)
        if progress is None:
            return
        count = self.tr("{done} of {total}").format(done=progress.done, total=progress.total)
        left = self.tr("paused") if progress.paused else seconds_text(progress.seconds)
        self.text.setText(f"{count} · {left}")
        self.text.setToolTip(plain_tip(progress.name))
        self.bar.setMaximum(progress.total)
        self.bar.setValue(progress.done)
        if progress.paused != self._is_paused:
            self._is_paused = progress.paused
            self._paint_symbols()

    def _toggle(self) -> None:
        (self.resumed if self._is_paused else self.paused).emit()

    def _paint_symbols(self) -> None:
        self.hold.setIcon(icon("resume" if self._is_paused else "pause", self._themes.current))
        text = self.tr("Go on") if self._is_paused else self.tr("Pause")
        self.hold.setToolTip(text)
        self.hold.setAccessibleName(text)
        self.cancel.setIcon(icon("cross", self._themes.current))


class NoticeStrip(QFrame):
    """A sentence with one thing to do about it, and a way to put it away.

    Args:
        kind: of ``gui.theme``.
        symbol: of ``gui.icons``: the kind is not told by colour alone.
        milliseconds: after which it goes by itself; 0 for never.
    """

    acted = Signal()

    def __init__(
        self, themes: Themes, kind: str, symbol: str, milliseconds: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_kind(self, kind)
        self._themes = themes
        self._symbol = symbol
        self._mark = QLabel()
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.text.setMinimumWidth(1)
        self.button = QPushButton()
        set_kind(self.button, "link")
        self.button.clicked.connect(self._act)
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setToolTip(self.tr("Close"))
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(themes.pixels(8), themes.pixels(4), themes.pixels(4), themes.pixels(4))
        layout.addWidget(self._mark)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self.hide)
        themes.changed.connect(self._paint_symbols)
        self._paint_symbols()
        self.hide()

    def say(self, text: str, button: str = "", tip: str = "") -> None:
        """Show a sentence; ``button`` is what can be done about it."""
        self.text.setText(text)
        self.text.setToolTip(plain_tip(tip))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.show()
        if self._timer.interval():
            self._timer.start()

    def _act(self) -> None:
        self.hide()
        self.acted.emit()

    def _paint_symbols(self) -> None:
        side = self._themes.pixels(16)
        self._mark.setPixmap(icon(self._symbol, self._themes.current).pixmap(side, side))
        self._close.setIcon(icon("cross", self._themes.current))
