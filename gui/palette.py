"""The command palette: type a few letters of any action, conversation or document, and go there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import Actions, menu_name, plain_text
from gui.fuzzy import Fit, fit
from gui.theme import Themes, set_kind

_ROOT = QModelIndex()
SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be done or gone to.

    Attributes:
        text: what is searched and shown.
        run: does it.
        detail: said behind it, searched with less weight: a menu, a folder.
        shortcut: shown at the right.
        key: by which it is remembered as recently used; empty: it is not.
        enabled: whether it can be run now; shown pale otherwise.
    """

    text: str
    run: Callable[[], object] = field(compare=False)
    detail: str = ""
    shortcut: str = ""
    key: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    positions: tuple[int, ...] = ()


def entries_of(actions: Actions) -> list[Entry]:
    """An entry for each action, in the order of the menus."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        Entry(
            text=plain_text(action),
            run=action.trigger,
            detail=menu_name(menu),
            shortcut=action.shortcut().toString(native),
            key=action.objectName(),
            enabled=action.isEnabled(),
        )
        for menu, found in actions.by_menu()
        for action in found
        if action.isVisible()
    ]


class PaletteModel(QAbstractListModel):
    """What fits the typed letters, the best first; a thin adapter over a plain list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._rows: list[_Row] = []

    def offer(self, entries: Sequence[Entry], recent: Sequence[str] = ()) -> None:
        """Offer these entries; those with a key in ``recent`` (the last used first) come first."""
        rank = {key: place for place, key in enumerate(recent)}
        self._entries = sorted(entries, key=lambda entry: rank.get(entry.key, len(rank)))
        self.search("")

    def search(self, typed: str) -> None:
        """Show what fits ``typed``."""
        self.beginResetModel()
        if typed.strip():
            found = [(rating, row) for entry in self._entries for rating, row in _rated(typed, entry)]
            # The sort is stable: of equals, the recent one stays first. What cannot be run now comes last of all.
            found.sort(key=lambda pair: (not pair[1].entry.enabled, -pair[0]))
            self._rows = [row for _, row in found[:SHOWN_AT_MOST]]
        else:
            self._rows = [_Row(entry) for entry in self._entries[:SHOWN_AT_MOST]]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Rows; there is one level."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text; all of it for a screen reader; the row for the delegate."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.entry.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (row.entry.text, row.entry.detail, row.entry.shortcut) if part)
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """What cannot be run now can be seen, not chosen."""
        if not index.isValid() or self._rows[index.row()].entry.enabled:
            return super().flags(index)
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def entry(self, row: int) -> Entry:
        """The entry in a row."""
        return self._rows[row].entry

    def usable(self) -> list[int]:
        """The rows that can be run now."""
        return [place for place, row in enumerate(self._rows) if row.entry.enabled]


class CommandPalette(QDialog):
    """A field and what fits it, over the upper part of the window.

    Args:
        actions: of the window, all of which it offers.
        themes: give colours and sizes.
        window: it opens over it.
    """

    ran = Signal(str)  # the key of what was run

    def __init__(self, actions: Actions, themes: Themes, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self._themes = themes
        self._window = window
        self.setObjectName("palette")
        self.setWindowTitle(self.tr("Commands"))
        self.setAccessibleName(self.tr("Commands"))
        self.setModal(True)
        self.field = QLineEdit(placeholderText=self.tr("Type what you want to do or where to go"))
        self.field.setAccessibleName(self.tr("Search commands"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Commands that fit"))
        set_kind(self.list, "bare")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(themes, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys move in it from the field
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._run)
        self.nothing = QLabel(self.tr("Nothing fits. Try fewer letters."), alignment=Qt.AlignmentFlag.AlignCenter)
        set_kind(self.nothing, "muted")
        frame = QFrame()
        set_kind(frame, "card")
        inside = QVBoxLayout(frame)
        for widget in (self.field, self.list, self.nothing):
            inside.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def offer(self, more: Sequence[Entry] = (), recent: Sequence[str] = ()) -> None:
        """Open it.

        Args:
            more: conversations, documents: offered behind the actions.
            recent: keys of what was used of late, the last first; see ``ran``.
        """
        # Itself is not offered: it is open.
        actions = [entry for entry in entries_of(self._actions) if entry.key != "view.palette"]
        self.model.offer([*actions, *more], recent)
        self.field.clear()
        self._search("")
        window = self._window
        width = min(self._themes.pixels(620), window.width() - self._themes.pixels(40))
        self.resize(max(self._themes.pixels(240), width), min(self._themes.pixels(430), window.height() * 4 // 5))
        top = window.mapToGlobal(window.rect().topLeft())
        self.move(
            top.x() + (window.width() - self.width()) // 2,
            top.y() + min(self._themes.pixels(70), window.height() // 10),
        )
        self.field.setFocus()
        self.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that move in the list are pressed in the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            page = max(1, self.list.viewport().height() // max(1, self.list.sizeHintForRow(0)) - 1)
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
            if event.key() in steps:
                self._move(steps[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        self.model.search(typed)
        anything = self.model.rowCount() > 0
        self.list.setVisible(anything)
        self.nothing.setVisible(not anything)
        for row in self.model.usable()[:1]:
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _move(self, step: int) -> None:
        rows = self.model.usable()
        if not rows:
            return
        place = rows.index(self.list.currentIndex().row()) + step
        # One step beyond an end goes round; a page stops there.
        place = place % len(rows) if abs(step) == 1 else min(max(place, 0), len(rows) - 1)
        self.list.setCurrentIndex(self.model.index(rows[place], 0))

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self.model.entry(index.row())
        if not entry.enabled:
            return
        self.accept()
        if entry.key:
            self.ran.emit(entry.key)
        entry.run()


class _Delegate(QStyledItemDelegate):
    """A row: the text with the typed letters marked, behind it the detail, at the right the shortcut."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line of text, with room to breathe."""
        return QSize(0, option.fontMetrics.height() + self._themes.pixels(12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        row: _Row = index.data(Qt.ItemDataRole.UserRole)
        theme, entry = self._themes.current, row.entry
        painter.save()
        gap = self._themes.pixels(8)
        box = option.rect.adjusted(0, 0, 0, 0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(box, gap // 2, gap // 2)
        box.adjust(gap, 0, -gap, 0)
        painter.setFont(option.font)
        if entry.shortcut:
            painter.setPen(theme.color("muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.shortcut)
            box.adjust(0, 0, -option.fontMetrics.horizontalAdvance(entry.shortcut) - 2 * gap, 0)
        painter.setPen(theme.color("text" if entry.enabled else "disabled"))
        left = _draw_marked(painter, box, " ".join(entry.text.split()), row.positions, option.font)
        if entry.detail:
            painter.setFont(option.font)
            painter.setPen(theme.color("muted" if entry.enabled else "disabled"))
            rest = box.adjusted(left - box.left() + gap, 0, 0, 0)
            detail = option.fontMetrics.elidedText(entry.detail, Qt.TextElideMode.ElideMiddle, rest.width())
            if rest.width() > 3 * gap:
                painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, detail)
        painter.restore()


def _draw_marked(painter: QPainter, box: QRect, text: str, positions: Sequence[int], font: QFont) -> int:
    """Draw a text with some letters bold, cut at the right edge; where it ends."""
    bold = QFont(font)
    bold.setBold(True)
    text = QFontMetrics(bold).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    marked, left, start = set(positions), box.left(), 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (end in marked) == (start in marked):
            end += 1
        painter.setFont(bold if start in marked else font)
        painter.drawText(
            QRect(left, box.top(), box.right() - left + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, text[start:end]
        )
        left += painter.fontMetrics().horizontalAdvance(text[start:end])
        start = end
    return left


def _rated(typed: str, entry: Entry) -> list[tuple[float, _Row]]:
    """The entry with its score, or nothing: its text counts, and with less weight its detail."""
    own = fit(typed, entry.text)
    if own is not None:
        return [(own.score, _Row(entry, own.positions))]
    both: Fit | None = fit(typed, f"{entry.text} {entry.detail}")
    if both is None:
        return []
    return [(both.score / 2, _Row(entry, tuple(place for place in both.positions if place < len(entry.text))))]
