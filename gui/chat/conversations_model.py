"""The conversations as Qt sees them: a thin adapter over a list of ``ConversationInfo``."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from assistant.conversations import ConversationInfo
from gui.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex
DETAIL = Qt.ItemDataRole.UserRole + 1
INFO = Qt.ItemDataRole.UserRole + 2


class ConversationsModel(QAbstractListModel):
    """Title, and below it date and turns; a title that is edited is sent as ``renamed``, and shown at once."""

    renamed = Signal(str, str)  # id, title

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.conversations: list[ConversationInfo] = []

    def replace(self, conversations: Sequence[ConversationInfo]) -> None:
        """Show these instead; rows that stay keep their selection."""
        known = {info.id: row for row, info in enumerate(self.conversations)}
        new = list(conversations)
        if [info.id for info in new] == [info.id for info in self.conversations]:
            self.conversations = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        if len(new) == len(known) and all(info.id in known for info in new):
            rows = {info.id: row for row, info in enumerate(new)}
            moved = [self.index(rows[self.conversations[index.row()].id]) for index in before]
            self.conversations = new
            self.changePersistentIndexList(before, moved)
            self.layoutChanged.emit()
            return
        self.layoutChanged.emit()
        self.beginResetModel()
        self.conversations = new
        self.endResetModel()

    def row_of(self, conversation: str | None) -> int:
        """Where a conversation stands; -1 where it does not."""
        return next((row for row, info in enumerate(self.conversations) if info.id == conversation), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        """How many there are."""
        return 0 if parent.isValid() else len(self.conversations)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A title can be edited in its place."""
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self.conversations):
            return None
        info = self.conversations[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return info.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{info.title} – {self._detail(info)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{info.title} – {self._detail(info)}")
            case _ if role == DETAIL:
                return self._detail(info)
            case _ if role == INFO:
                return info
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take another title."""
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not title:
            return False
        info = self.conversations[index.row()]
        if title != info.title:
            self.conversations[index.row()] = ConversationInfo(info.id, title, info.created, info.updated, info.turns)
            self.dataChanged.emit(index, index)
            self.renamed.emit(info.id, title)
        return True

    def _detail(self, info: ConversationInfo) -> str:
        when = QDateTime.fromSecsSinceEpoch(int(info.updated))
        if when.date() == QDateTime.currentDateTime().date():
            shown = QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
        else:
            shown = QLocale().toString(when.date(), QLocale.FormatType.ShortFormat)
        return f"{shown} · {self.tr('%n question(s)', '', info.turns)}"
