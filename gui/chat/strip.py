"""One line above the field: what goes on besides, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gui.elided import ElidedLabel

# What was chosen has a tool tip with its whole name.
CHIP_CHARACTERS = 34


class Chip(QPushButton):
    """A chosen thing that a click takes away; its name is shortened where there is no room.

    Args:
        name: of the thing, on one line.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name if len(name) <= CHIP_CHARACTERS else name[: CHIP_CHARACTERS - 1] + "…"
        self.setProperty("kind", "chip")
        self._show(self._name)

    def sizeHint(self) -> QSize:
        """Of the whole name."""
        shown, hint = self.fontMetrics().horizontalAdvance(self.text()), super().sizeHint()
        whole = self.fontMetrics().horizontalAdvance(self._text(self._name))
        return QSize(hint.width() - shown + whole, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another end."""
        super().resizeEvent(event)
        missing = self.sizeHint().width() - self.width()
        room = self.fontMetrics().horizontalAdvance(self._name) - missing
        self._show(
            self._name
            if missing <= 0
            else self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, max(0, room))
        )

    def _show(self, name: str) -> None:
        if self._text(name) != self.text():
            self.setText(self._text(name))

    def _text(self, name: str) -> str:
        return f"{name}  ✕".replace("&", "&&")


class Strip(QFrame):
    """A sentence and a few buttons; hidden while there is nothing to say.

    Args:
        buttons: text and what it does, in order.
    """

    def __init__(self, *buttons: tuple[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner-info")
        self.label = ElidedLabel()
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.addWidget(self.label, stretch=1)
        self.buttons: list[QPushButton] = []
        for text, slot in buttons:
            button = QPushButton(text)
            button.setProperty("kind", "link")
            button.clicked.connect(slot)
            row.addWidget(button)
            self.buttons.append(button)
        self.hide()

    def say(self, text: str) -> None:
        """Show this sentence; an empty one hides the strip."""
        self.label.setText(text)
        self.setVisible(bool(text))
