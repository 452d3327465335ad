"""A line to look for words in the document that is shown."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from gui.icons import icon
from gui.theme import Theme, Themes

PAUSE_MILLISECONDS = 200


class FindBar(QFrame):
    """Sends what is looked for as it is typed, and which match to go to."""

    words_changed = Signal(str)
    stepped = Signal(int)  # 1 for the next match, -1 for the previous one
    closed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.field = QLineEdit(placeholderText=self.tr("Find in this document"), clearButtonEnabled=True)
        self.field.setAccessibleName(self.tr("Find in this document"))
        self.field.installEventFilter(self)
        self.count = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.count.setProperty("kind", "muted")
        self.previous = self._button(self.tr("Previous match (Shift+F3)"))
        self.next = self._button(self.tr("Next match (F3)"))
        self.close_button = self._button(self.tr("Close the search (Esc)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.field, 1)
        for widget in (self.count, self.previous, self.next, self.close_button):
            layout.addWidget(widget)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._send)
        self.field.textChanged.connect(self._typed)
        self.previous.clicked.connect(self._back)
        self.next.clicked.connect(self._on)
        self.close_button.clicked.connect(self.closed)
        themes.changed.connect(self._paint)
        self._paint(themes.current)

    def start(self, words: str = "") -> None:
        """Show the bar, for typing; ``words`` are put into it."""
        self.show()
        if words:
            self.field.setText(words)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_count(self, current: int, count: int, more: bool = False) -> None:
        """Show how many matches there are, and which is gone to (from 1)."""
        if not self.field.text().strip():
            self.count.clear()
        elif not count:
            self.count.setText(self.tr("Not found"))
        elif more:
            self.count.setText(self.tr("{} of more than {}").format(current, count))
        else:
            self.count.setText(self.tr("{} of {}").format(current, count))
        for button in (self.previous, self.next):
            button.setEnabled(count > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on, Shift+Enter back, Esc closes."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._pause.isActive():
                    self._send()
                else:
                    self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0].partition("（")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _typed(self) -> None:
        self._pause.start()

    def _send(self) -> None:
        self._pause.stop()
        self.words_changed.emit(self.field.text())

    def _on(self) -> None:
        self.stepped.emit(1)

    def _back(self) -> None:
        self.stepped.emit(-1)

    def _paint(self, theme: Theme) -> None:
        for button, name in ((self.previous, "up"), (self.next, "down"), (self.close_button, "cross")):
            button.setIcon(icon(name, theme))
