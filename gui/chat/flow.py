"""A row of widgets that goes on in the next row where the width ends."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Puts its widgets side by side, row below row; hidden ones take no room.

    Args:
        spacing: pixels between widgets, and between rows.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        widget.setParent(self)
        widget.setVisible(not hidden)
        self._widgets.append(widget)
        self._fit()

    def remove(self, widget: QWidget) -> None:
        """Take a widget away and delete it."""
        self._widgets.remove(widget)
        widget.hide()
        widget.deleteLater()
        self._fit()

    def heightForWidth(self, width: int) -> int:
        """Of all rows, in pixels."""
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        """As high as its rows are at the present width."""
        return QSize(100, self._arrange(self.width(), move=False))

    def minimumSizeHint(self) -> QSize:
        """The same, as narrow as it must be."""
        return QSize(0, self._arrange(self.width(), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other rows."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A widget in it has another size, or was shown or hidden."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        if self._arrange(self.width(), move=True) != self.height():
            self.updateGeometry()

    def _arrange(self, width: int, *, move: bool) -> int:
        y, rows = 0, self._rows(max(1, width))
        for row in rows:
            height = max(size.height() for _, size in row)
            x = 0
            for widget, size in row:
                if move:
                    widget.setGeometry(x, y + (height - size.height()) // 2, size.width(), size.height())
                x += size.width() + self._spacing
            y += height + self._spacing
        return y - self._spacing if rows else 0

    def _rows(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        rows: list[list[tuple[QWidget, QSize]]] = []
        x = width
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint().boundedTo(QSize(width, 1_000_000))
            if not rows or x + size.width() > width:
                rows.append([])
                x = 0
            rows[-1].append((widget, size))
            x += size.width() + self._spacing
        return rows
