"""Tells a person who looks elsewhere that the agent waits for their word."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

from assistant.events import Event
from gui.chat.asking import Asking
from gui.chat.consents import Asked
from gui.chat.evidence_view import one_line

if TYPE_CHECKING:
    from gui.chat.run import Run


class ConsentNotice(QObject):
    """Follows the run of the moment; what an older one asked is forgotten with it.

    Args:
        asker: who runs questions.
        pane: whose window is marked in the task bar.
    """

    changed = Signal(bool)  # whether a call waits

    def __init__(self, asker: Asking, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._asked: Asked | None = None
        asker.happened.connect(self._happened)
        asker.ended.connect(self._ended)

    @property
    def waits(self) -> bool:
        """Whether a call waits for the person's word."""
        return self._asked is not None and self._asked.waiting

    def _happened(self, run: "Run", event: Event | Asked) -> None:
        if isinstance(event, Asked):
            self._asked = event
            QApplication.alert(self._pane.window())  # nothing where it is in front
            words = self.tr("The agent asks whether it may use {}").format(one_line(event.request.tool))
            notice = QAccessibleAnnouncementEvent(self._pane, words)
            notice.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(notice)
            self.changed.emit(True)
        elif self._asked is not None and not self._asked.waiting:
            self._forget()

    def _ended(self, run: "Run") -> None:
        self._forget()

    def _forget(self) -> None:
        if self._asked is not None:
            self._asked = None
            self.changed.emit(False)
