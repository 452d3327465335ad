"""A small sheet beside the pointer with plain words: a quote under its citation, a verdict under its sign."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget


class QuoteTip(QFrame):
    """Shown while something is pointed at or has the focus; nothing in it is rich text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        layout = QVBoxLayout(self)
        self.head = QLabel()
        self.head.setProperty("kind", "small")
        self.words = QLabel()
        for label in (self.head, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)

    def show_words(self, head: str, words: str, place: QPoint) -> None:
        """Show a line and the words under it, at a place of the screen."""
        self.head.setText(head)
        self.head.setVisible(bool(head))
        self.words.setText(words)
        width = min(420, 60 + 7 * max(len(head), len(words)))
        self.setFixedWidth(width)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(place.x(), screen.right() - self.width()))
        y = place.y() if place.y() + self.height() <= screen.bottom() else place.y() - self.height() - 30
        self.move(x, max(y, screen.top()))
        self.show()
