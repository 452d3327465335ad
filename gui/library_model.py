"""The library's documents as a Qt list model: a thin adapter over a plain list."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from assistant.library.types import DocumentInfo

_ROOT = QModelIndex()


class LibraryModel(QAbstractListModel):
    """One row a document; ``Qt.UserRole`` is its ``DocumentInfo``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[DocumentInfo] = []

    def replace(self, documents: Sequence[DocumentInfo]) -> None:
        """Show these documents from now on."""
        self.beginResetModel()
        self._documents = list(documents)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Documents below the root; none below a document."""
        return 0 if parent.isValid() else len(self._documents)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | DocumentInfo | None:
        """A document's title for showing, or the document itself."""
        if not index.isValid() or index.row() >= len(self._documents):
            return None
        document = self._documents[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(document.title.split())
        return document if role == Qt.ItemDataRole.UserRole else None
