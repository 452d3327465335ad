"""What stands in the window until the library is open, and what can be done where it cannot be opened."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from assistant.errors import AssistantError
from gui.jobs import Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant

# An open library shows at once; only one that takes longer is spoken of.
PATIENCE_MILLISECONDS = 400


class Opening(QWidget):
    """Opens the library off the UI thread.

    Args:
        open_assistant: called in a thread of its own.
        salvage: saves what can be read of a damaged library; called in a thread of its own.
        language: of the errors' texts.
        jobs: of the window.
    """

    opened = Signal(object)  # Assistant

    def __init__(
        self,
        open_assistant: "Callable[[], Assistant]",
        salvage: Callable[[], object],
        language: str,
        jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_assistant = open_assistant
        self._salvage_library = salvage
        self._language = language
        self._jobs = jobs
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_waiting)
        self._build()

    def start(self) -> None:
        """Open the library."""
        self._say("", "")
        self._show_buttons(failed=False)
        self._patience.start()

        def work(_: object) -> Iterator[object]:
            yield self._open_assistant()

        self._jobs.start(work, item=self._open, failed=self._fail)

    def _open(self, assistant: "Assistant") -> None:
        self._patience.stop()
        self._busy.hide()
        self.opened.emit(assistant)

    def _fail(self, error: AssistantError) -> None:
        self._patience.stop()
        self._say(error.message(self._language), error.hint(self._language))
        self._show_buttons(failed=True, damaged=error.code == "library.damaged")
        self._again.setFocus()

    def _salvage(self) -> None:
        self._say(self.tr("Saving what can be read …"), "")
        self._show_buttons(failed=False)
        self._busy.show()

        def work(_: object) -> Iterator[object]:
            yield self._salvage_library()

        self._jobs.start(work, item=self._salvaged, failed=self._fail)

    def _salvaged(self, _: object) -> None:
        self._busy.hide()
        self.start()

    def _show_waiting(self) -> None:
        self._say(self.tr("Opening the library …"), "")
        self._busy.show()

    def _say(self, what: str, hint: str) -> None:
        self._what.setText(what)
        self._hint.setText(hint)

    def _show_buttons(self, *, failed: bool, damaged: bool = False) -> None:
        self._again.setVisible(failed)
        self._save.setVisible(damaged)
        if failed:
            self._busy.hide()

    def _build(self) -> None:
        self._what = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._what.setProperty("kind", "title")
        self._hint = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._hint.setProperty("kind", "muted")
        for label in (self._what, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setAccessibleName(self.tr("Opening the library …"))
        self._busy.setMaximumWidth(240)
        self._busy.hide()
        self._again = QPushButton(self.tr("Try again"))
        self._again.setProperty("kind", "primary")
        self._again.clicked.connect(self.start)
        self._save = QPushButton(self.tr("Save what can be read"))
        self._save.setToolTip(self.tr("The damaged file stays beside the new one; nothing is deleted."))
        self._save.clicked.connect(self._salvage)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._again)
        buttons.addWidget(self._save)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(12)
        layout.addStretch()
        layout.addWidget(self._what)
        layout.addWidget(self._hint)
        layout.addWidget(self._busy, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.addStretch()
        self._show_buttons(failed=False)
