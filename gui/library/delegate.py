"""How a row of the library is drawn: a symbol, a title that is elided, and a muted second line; all rows alike high."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from assistant.library.types import DocumentInfo
from gui.icons import icon
from gui.library.contents import FileRow, GroupRow, Item
from gui.library.tree import DetailRole, ItemRole
from gui.theme import Themes

Index = QModelIndex | QPersistentModelIndex
_ROLES = {"error": "negative", "clock": "caution"}


class RowDelegate(QStyledItemDelegate):
    """Draws rows in the theme's colours.

    Args:
        themes: its colours and sizes.
    """

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._symbols: dict[str, QIcon] = {}
        self.phase = 0  # of what moves on rows in work
        themes.changed.connect(self._forget_symbols)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for every row, so that a view need not ask for each."""
        metrics = QFontMetrics(option.font)
        return QSize(self._themes.pixels(120), metrics.height() + self._small(option.font)[1].height() + self._gap * 3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, tick and focus as the style draws them; symbol and lines upon it."""
        item: GroupRow | Item | None = index.data(ItemRole)
        if item is None:
            return
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        title, filled.text = filled.text, ""
        style = filled.widget.style() if filled.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, filled, painter, filled.widget)
        area = QRect(option.rect)
        if filled.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            tick = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, filled, filled.widget)
            area.setLeft(tick.right() + 1)
        painter.save()
        area.adjust(self._gap * 2, self._gap, -self._gap * 2, -self._gap)
        side = self._themes.pixels(18)
        self._draw_symbol(painter, QRect(area.left(), area.center().y() - side // 2, side, side), item)
        area.setLeft(area.left() + side + self._gap * 2)
        self._draw_lines(painter, area, option.font, title, item, str(index.data(DetailRole)))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for the new name."""
        field = QLineEdit(parent, frame=True)
        field.setMaxLength(200)
        field.setAccessibleName(self.tr("New name"))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once: a row that changes meanwhile must not overwrite what is being typed."""
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()
            editor.setProperty("filled", True)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The model asks for the change."""
        if isinstance(editor, QLineEdit):
            model.setData(model.index(index.row(), 0, index.parent()), editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the lines, from the symbol on."""
        editor.setGeometry(option.rect.adjusted(self._themes.pixels(44), self._gap, -self._gap, -self._gap))

    # --- inside ---

    @property
    def _gap(self) -> int:
        return self._themes.pixels(3)

    def _forget_symbols(self) -> None:
        self._symbols.clear()

    def _symbol(self, name: str) -> QIcon:
        if name not in self._symbols:
            self._symbols[name] = icon(name, self._themes.current, _ROLES.get(name, "muted"))
        return self._symbols[name]

    def _small(self, font: QFont) -> tuple[QFont, QFontMetrics]:
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.88)
        return small, QFontMetrics(small)

    def _draw_symbol(self, painter: QPainter, area: QRect, item: GroupRow | Item) -> None:
        if isinstance(item, FileRow) and item.state in ("reading", "indexing"):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(self._themes.current.color("border"), self._themes.pixels(2))
            painter.setPen(pen)
            ring = area.adjusted(2, 2, -2, -2)
            painter.drawEllipse(ring)
            pen.setColor(self._themes.current.color("accent"))
            painter.setPen(pen)
            painter.drawArc(ring, -self.phase * 45 * 16, 110 * 16)
            return
        self._symbol(_symbol_name(item)).paint(painter, area)

    def _draw_lines(
        self, painter: QPainter, area: QRect, font: QFont, title: str, item: GroupRow | Item, detail: str
    ) -> None:
        colors = self._themes.current
        bold = QFont(font)
        bold.setBold(isinstance(item, GroupRow))
        metrics = QFontMetrics(bold)
        first = QRect(area.left(), area.top(), area.width(), metrics.height())
        # The end of a file's name tells versions apart; a title's beginning says what it is.
        mode = Qt.TextElideMode.ElideMiddle if isinstance(item, FileRow) else Qt.TextElideMode.ElideRight
        painter.setFont(bold)
        painter.setPen(colors.color("text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(first, flags, metrics.elidedText(title, mode, area.width()))
        small, metrics = self._small(font)
        second = QRect(area.left(), area.bottom() + 1 - metrics.height(), area.width(), metrics.height())
        failed = isinstance(item, FileRow) and item.state == "failed"
        painter.setFont(small)
        painter.setPen(colors.color("negative" if failed else "muted"))
        painter.drawText(second, flags, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, area.width()))


def _symbol_name(item: GroupRow | Item) -> str:
    if isinstance(item, DocumentInfo):
        return "document"
    if isinstance(item, FileRow):
        return "error" if item.state == "failed" else "clock"
    return {"all": "documents", "queue": "clock", "failed": "error", "collection": "folder"}[item.kind]
