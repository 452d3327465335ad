"""The agent as a way of asking: a switch beside the send button, kept by conversation while the window is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui.chat.turn_state import AGENT

if TYPE_CHECKING:
    from chains.types import RouteName


class AgentMode(QObject):
    """Whether questions go to the agent, and the buttons that say so.

    Args:
        parent: of the buttons.
    """

    changed = Signal(bool)
    tools_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._conversation: str | None = None
        self._modes: dict[str | None, bool] = {}
        self._editing = False
        self.button = QPushButton(parent)
        self.button.setCheckable(True)
        self.button.setProperty("kind", "chip")
        self.button.setToolTip(
            self.tr(
                "The agent works in steps: it looks things up, calculates, and asks you before it acts (Ctrl+Shift+A)"
            )
        )
        self.button.clicked.connect(self._clicked)
        self.tools = QPushButton(self.tr("Tools") + " ▾", parent)
        self.tools.setProperty("kind", "chip")
        self.tools.setAccessibleName(self.tr("Tools of the agent"))
        self.tools.setToolTip(self.tr("What the agent may use in this conversation"))
        self.tools.clicked.connect(self.tools_wanted)
        self._show(on=False)

    @property
    def on(self) -> bool:
        """Whether the next question goes to the agent."""
        return self.button.isChecked()

    @property
    def route(self) -> "RouteName | None":
        """That of the next question; None where the agent is off."""
        return AGENT if self.on else None

    def toggle(self) -> None:
        """Switch it on or off."""
        self.button.click()

    def open(self, conversation: str | None) -> None:
        """Another conversation is shown; a new one begins without the agent."""
        if conversation is None:
            self._modes.pop(None, None)
        self._conversation = conversation
        self._editing = False
        self._show(on=self._modes.get(conversation, False))

    def adopt(self, conversation: str) -> None:
        """The conversation that is shown has begun, and has an id now."""
        if self._conversation is None:
            self._modes[conversation] = self._modes.pop(None, False)
            self._conversation = conversation

    def edit(self, by_agent: bool | None) -> None:
        """A turn is being asked again, by the agent or not; None when that is over: the conversation's own counts."""
        self._editing = by_agent is not None
        self._show(on=self._modes.get(self._conversation, False) if by_agent is None else by_agent)

    def _clicked(self) -> None:
        if not self._editing:
            self._modes[self._conversation] = self.on
        self._show(on=self.on)

    def _show(self, *, on: bool) -> None:
        self.button.setChecked(on)
        text = self.tr("Agent")
        self.button.setText(f"✓ {text}" if on else text)
        self.button.setAccessibleName(self.tr("Agent, on") if on else self.tr("Agent, off"))
        self.tools.setVisible(on)
        self.changed.emit(on)
