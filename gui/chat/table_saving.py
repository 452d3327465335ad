"""Saving the table of a turn: a person names the file, and it is written off the UI thread."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from assistant.cancel import Cancel
from assistant.conversations import Turn
from assistant.harmless import file_name
from gui.chat.open_conversation import OpenConversation
from gui.jobs import Jobs


class TableSaving(QObject):
    """Asks for a file, and writes."""

    written = Signal(str)

    def __init__(self, jobs: Jobs, conversation: OpenConversation, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._conversation = conversation
        self._parent = parent

    def ask(self, ordinal: int) -> None:
        """Ask where the table of a turn goes."""
        turn = self._conversation.turn(ordinal)
        if turn is None or turn.made is None or turn.made.table is None:
            return
        kinds = {
            self.tr("Table for any program (*.csv)"): ".csv",
            self.tr("Excel, with its evidence (*.xlsx)"): ".xlsx",
            self.tr("JSON, with its evidence (*.json)"): ".json",
        }
        name = file_name(turn.question.lstrip("/")[:60])
        title = self.tr("Save the table")
        file, kind = QFileDialog.getSaveFileName(self._parent, title, f"{name}.csv", ";;".join(kinds))
        if file:
            path = Path(file)
            self.save(turn, path if path.suffix in kinds.values() else Path(file + kinds.get(kind, ".csv")))

    def save(self, turn: Turn, file: Path) -> None:
        """Write it, as the name of the file says."""
        made, quotes = turn.made, turn.evidence
        assert made is not None

        def work(cancel: Cancel) -> Iterator[str]:
            from assistant.tables_export import save_table

            save_table(made.result(quotes), file)
            yield str(file)

        self._jobs.start(work, item=self._tell)

    def _tell(self, file: str) -> None:
        self.written.emit(file)
