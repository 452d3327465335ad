"""What lists and trees have in common."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.theme import Themes

PAD = 8


def edit_in_place(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> None:
    """Let a row be edited where it stands, if it can be and none is being edited; Qt warns of every other attempt."""
    editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable) if index.isValid() else False
    if editable and view.isVisible() and view.state() != QAbstractItemView.State.EditingState:
        view.setFocus()
        view.edit(index)


class TwoLines(QStyledItemDelegate):
    """Two lines: the title, and in a smaller, paler type what there is to know; before them the tick, if there is one.

    Args:
        detail: the role by which the model gives the second line.
    """

    def __init__(self, themes: Themes, detail: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._detail = detail

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Of two lines."""
        small = QFontMetrics(_smaller(option.font))
        return QSize(100, option.fontMetrics.lineSpacing() + small.lineSpacing() + PAD + 4)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        theme = self._themes.current
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        inside = option.rect.adjusted(PAD, 4, -PAD, -4)
        fixed = False
        if bare.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            fixed = not index.flags() & Qt.ItemFlag.ItemIsUserCheckable
            if fixed:
                bare.state &= ~QStyle.StateFlag.State_Enabled
            tick = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, bare, bare.widget)
            inside.setLeft(tick.right() + PAD)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        metrics = option.fontMetrics
        painter.save()
        painter.setFont(option.font)
        painter.setPen(theme.color("disabled" if fixed else "text"))
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        top = QRect(inside.left(), inside.top(), inside.width(), metrics.lineSpacing())
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, title)
        font = _smaller(option.font)
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        below = inside.adjusted(0, metrics.lineSpacing(), 0, 0)
        shown = str(index.data(self._detail))
        detail = QFontMetrics(font).elidedText(shown, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, detail)
        painter.restore()


def _smaller(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.88)
    return smaller
