"""The files that could not be read: each with why, and what to do about it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from assistant.library.types import QueuedFile
from gui.plain_text import PlainText
from gui.theme import Themes, set_kind

NUMBER = int(Qt.ItemDataRole.UserRole)
WHY = NUMBER + 1


class FailuresDialog(QDialog):
    """A list of files; what is chosen, or all, can be tried again or forgotten.

    Args:
        files: that failed.
        language: of the errors' texts.
    """

    retried = Signal(list)  # numbers of queue entries
    forgotten = Signal(list)

    def __init__(
        self, files: Sequence[QueuedFile], language: str, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Could not be read"))
        self.resize(themes.pixels(520), themes.pixels(400))
        self.list = QListWidget()
        set_kind(self.list, "framed")
        self.list.setAccessibleName(self.tr("Files that could not be read"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.why = PlainText(name=self.tr("Why, and what to do"))
        for file in files:
            message = hint = ""
            if file.error is not None:
                message, hint = file.error.message(language), file.error.hint(language)
            row = QListWidgetItem(f"{file.name}\n{message}")
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{file.name}, {message}, {hint}")
            row.setData(NUMBER, file.number)
            row.setData(WHY, f"{file.path}\n\n{message}\n{hint}")
            self.list.addItem(row)
        self.list.currentItemChanged.connect(self._explain)
        self.list.setCurrentRow(0, QItemSelectionModel.SelectionFlag.NoUpdate)
        promise = QLabel(self.tr("Your files were not changed."), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(promise, "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.retry = buttons.addButton(self.tr("Try again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.forget = buttons.addButton(self.tr("Forget"), QDialogButtonBox.ButtonRole.ActionRole)
        self.forget.setToolTip(self.tr("Take them off this list; the files stay where they are."))
        self.retry.clicked.connect(self._retry)
        self.forget.clicked.connect(self._forget)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(themes.pixels(10))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.why)
        layout.addWidget(promise)
        layout.addWidget(buttons)

    def _numbers(self) -> list[int]:
        """Those chosen; all where none is."""
        rows = self.list.selectedItems() or [self.list.item(row) for row in range(self.list.count())]
        return [int(row.data(NUMBER)) for row in rows]

    def _explain(self, row: QListWidgetItem | None) -> None:
        self.why.set_text("" if row is None else str(row.data(WHY)))

    def _retry(self) -> None:
        self.retried.emit(self._numbers())
        self.accept()

    def _forget(self) -> None:
        self.forgotten.emit(self._numbers())
        self.accept()
