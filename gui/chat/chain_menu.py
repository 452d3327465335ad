"""The chains that begin as was typed, in a list above the field; the field keeps the focus, and so the typing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.chat.evidence_view import breakable, one_line
from gui.chat.turn_texts import language
from gui.plain_text import plain_tip
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.chain_offers import Offer
    from assistant.errors import AssistantError

_ROOT = QModelIndex()
SHOWN_ROWS = 6
MARGIN = 8


class ChainModel(QAbstractListModel):
    """A thin adapter over a list of offers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: Sequence[Offer] = ()

    def show(self, offers: "Sequence[Offer]") -> None:
        """Show these."""
        if list(offers) != list(self._offers):
            self.beginResetModel()
            self._offers = offers
            self.endResetModel()

    def offer(self, row: int) -> "Offer":
        """The one in a row."""
        return self._offers[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Rows; there is one level."""
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; all of it for a screen reader; the offer for the delegate."""
        if not index.isValid() or index.row() >= len(self._offers):
            return None
        offer = self._offers[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"/{offer.name}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(offer)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(one_line(offer.card.purpose(language())))
            case Qt.ItemDataRole.UserRole:
                return offer
        return None


def spoken(offer: "Offer") -> str:
    """A chain in one sentence."""
    card, said = offer.card, language()
    return f"/{offer.name}, {one_line(card.title(said))}: {one_line(card.purpose(said))}"


class _Delegate(QStyledItemDelegate):
    """Name and title on the first line, what it does on the second."""

    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, 2 * QFontMetrics(option.font).height() + self._themes.pixels(12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        offer: Offer = index.data(int(Qt.ItemDataRole.UserRole))
        theme, margin = self._themes.current, self._themes.pixels(MARGIN)
        painter.save()
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        inner = rect.adjusted(margin, self._themes.pixels(4), -margin, -self._themes.pixels(4))
        height = inner.height() // 2
        name = f"/{offer.name}"
        painter.setFont(bold)
        painter.setPen(theme.color("accent"))
        painter.drawText(QRect(inner.topLeft(), QSize(inner.width(), height)), Qt.AlignmentFlag.AlignVCenter, name)
        used = QFontMetrics(bold).horizontalAdvance(name) + margin
        metrics = QFontMetrics(option.font)
        painter.setFont(option.font)
        for left, top, role, text in (
            (used, 0, "text", offer.card.title(language())),
            (0, height, "muted", offer.card.purpose(language())),
        ):
            room = max(0, inner.width() - left)
            painter.setPen(theme.color(role))
            shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room)
            place = QRect(inner.left() + left, inner.top() + top, room, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class ChainMenu(QFrame):
    """The list; keys reach it through the field that it belongs to.

    Args:
        field: keeps the focus.
        below: what the list stands above.
    """

    chosen = Signal(object)  # Offer
    dismissed = Signal()
    moved = Signal(str)  # what stands in the chosen row, for who cannot see it

    def __init__(self, themes: Themes, field: QWidget, below: QWidget) -> None:
        super().__init__(below)
        self._themes = themes
        self._field = field
        self._below = below
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Chains"))
        self.model = ChainModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Delegate(themes, self))
        self.view.setProperty("kind", "bare")
        self.view.setProperty("elsewhere", True)  # the keys of the field go through it
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(self.tr("Chains"))
        self.view.clicked.connect(self._clicked)
        self.refused = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.refused.setProperty("kind", "caution")
        self.refused.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.view)
        layout.addWidget(self.refused)
        self.hide()
        field.installEventFilter(self)

    def offer(self, offers: "Sequence[Offer]", refused: "Sequence[AssistantError]" = ()) -> None:
        """Show these; the list goes where there are none."""
        if not offers:
            self.close_list()
            return
        now = self.view.currentIndex()
        name = self.model.offer(now.row()).name if now.isValid() else ""
        self.model.show(offers)
        row = next((place for place, one in enumerate(offers) if one.name == name), 0)
        self.view.setCurrentIndex(self.model.index(row))
        self.refused.setText("\n".join(breakable(one_line(f"✗ {error.message(language())}")) for error in refused[:3]))
        self.refused.setVisible(bool(refused))
        if self.isHidden():
            window = self._below.window()
            self.setParent(window)
            window.installEventFilter(self)
            self.show()
        self._place()
        self.raise_()
        self._say()

    def close_list(self) -> None:
        """Hide it."""
        if not self.isHidden():
            self.hide()
            self.window().removeEventFilter(self)
            self.moved.emit("")

    # --- Qt ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that go through the list while it is open; the window's size."""
        if self.isHidden():
            return super().eventFilter(watched, event)
        if watched is not self._field:
            if event.type() == QEvent.Type.Resize:
                self._place()
        elif event.type() == QEvent.Type.FocusOut:
            self.close_list()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:  # which stops an answer elsewhere
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        return super().eventFilter(watched, event)

    # --- inside ---

    def _press(self, event: QKeyEvent) -> bool:
        rows, row = self.model.rowCount(), self.view.currentIndex().row()
        match Qt.Key(event.key()):
            case Qt.Key.Key_Up:
                self._go((row - 1) % rows)
            case Qt.Key.Key_Down:
                self._go((row + 1) % rows)
            case Qt.Key.Key_PageUp:
                self._go(max(0, row - SHOWN_ROWS))
            case Qt.Key.Key_PageDown:
                self._go(min(rows - 1, row + SHOWN_ROWS))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab if not event.modifiers() & ~(
                Qt.KeyboardModifier.KeypadModifier
            ):
                self._choose(row)
            case Qt.Key.Key_Escape:
                self.close_list()
                self.dismissed.emit()
            case _:
                return False
        return True

    def _go(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))
        self._say()

    def _say(self) -> None:
        self.moved.emit(spoken(self.model.offer(self.view.currentIndex().row())))

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        offer = self.model.offer(row)
        self.close_list()
        self.chosen.emit(offer)

    def _place(self) -> None:
        """Above the field, as wide as that, as high as it must be and can."""
        top = self._below.mapTo(self.window(), QPoint(0, 0))
        row = self.view.sizeHintForRow(0)
        self.view.setFixedHeight(row * min(SHOWN_ROWS, self.model.rowCount()) + 2)
        self.setFixedWidth(self._below.width())
        layout = self.layout()
        assert layout is not None
        height = (
            layout.heightForWidth(self._below.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
        )
        above = top.y() - 4
        if height > above:
            self.view.setFixedHeight(max(row, self.view.height() - (height - max(above, 2 * row))))
            height = min(height, max(above, 2 * row))
        self.setFixedHeight(height)
        self.move(top.x(), max(0, above - height))
