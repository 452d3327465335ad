"""A label of one line that ends in dots where it does not fit; its tool tip has all of it then."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from gui.plain_text import plain_tip

# It may be as narrow as it must, but is never gone.
LEAST_WIDTH = 30


class ElidedLabel(QLabel):
    """Plain text on one line, whatever stands in it; a tool tip of its own that it is given comes first."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str, /) -> None:
        """Show this text."""
        super().setText(" ".join(text.split()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as it may be."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, self.contentsRect(), self.alignment().value, self.palette(), self.isEnabled(), self._fitting(),
                self.foregroundRole(),
            )  # fmt: skip

    def event(self, event: QEvent) -> bool:
        """Tell all of a text that is cut."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            QToolTip.showText(event.globalPos(), plain_tip(self.text()) if self._fitting() != self.text() else "", self)
            return True
        return super().event(event)

    def _fitting(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
