"""The notes as Qt sees them: a thin adapter over a list of ``Note``."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from assistant.library.notes import Note
from gui.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex
DETAIL = Qt.ItemDataRole.UserRole + 1

_SHORT = QLocale.FormatType.ShortFormat


class NotesModel(QAbstractListModel):
    """The first line of each, below it the date and where it comes from."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notes: list[Note] = []

    def replace(self, notes: Sequence[Note]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.notes = list(notes)
        self.endResetModel()

    def row_of(self, number: int | None) -> int:
        """Where a note stands; -1 where it does not."""
        return next((row for row, note in enumerate(self.notes) if note.number == number), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        """How many there are."""
        return 0 if parent.isValid() else len(self.notes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks for."""
        if not index.isValid() or not 0 <= index.row() < len(self.notes):
            return None
        note = self.notes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return note.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{note.title} – {self.detail(note)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{note.title} – {self.detail(note)}")
            case _ if role == DETAIL:
                return self.detail(note)
        return None

    def detail(self, note: Note) -> str:
        """When it was kept, and by whom if not by the person."""
        when = QDateTime.fromSecsSinceEpoch(int(note.created))
        today = when.date() == QDateTime.currentDateTime().date()
        shown = QLocale().toString(when.time(), _SHORT) if today else QLocale().toString(when.date(), _SHORT)
        if not note.conversation:
            return shown
        return self.tr("{date} · kept by the agent in “{title}”").format(date=shown, title=note.conversation_title)
