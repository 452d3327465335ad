"""One line above the field: what goes on besides, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.plain_text import plain_tip

# What was chosen has a tool tip with its whole name.
CHIP_CHARACTERS = 34


class ElidedLabel(QLabel):
    """Plain text on one line, shortened where there is no room; the tool tip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_whole(self, text: str) -> None:
        """Show this text."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as it must."""
        return QSize(30, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another end."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Another font, another end."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")


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
        self.label.set_whole(text)
        self.setVisible(bool(text))
