"""What an agent brings into a turn: its steps, what it asks the person, and the offer to ask it at all."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from assistant.made_text import actions_markdown
from gui.chat.consent_view import ConsentView
from gui.chat.looks import Looks
from gui.chat.trace_view import TraceView
from gui.chat.turn_state import AGENT, TurnState
from gui.chat.turn_texts import language


class AgentView(QWidget):
    """Made for the turns that have something of the kind."""

    cited = Signal(int)  # the number of a quote, from 1
    cite_hovered = Signal(int, QPoint)
    menu_wanted = Signal(QPoint)
    route_chosen = Signal(str)  # empty for the rules' own
    replay = Signal()
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: TurnState | None = None
        self._looks: Looks | None = None
        self.trace = TraceView()
        self.consent: ConsentView | None = None
        self.offer: QPushButton | None = None
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addWidget(self.trace)
        self.trace.cited.connect(self.cited)
        self.trace.cite_hovered.connect(self.cite_hovered)
        self.trace.menu_wanted.connect(self.menu_wanted)
        self.trace.grown.connect(self._grow)

    @staticmethod
    def wanted(state: TurnState) -> bool:
        """Whether a turn has anything to show here."""
        return bool(state.actions) or state.asked is not None or state.offers_agent

    def show_state(self, state: TurnState, looks: Looks) -> None:
        """Show what there is."""
        self._state, self._looks = state, looks
        self.setVisible(self.wanted(state))
        self.trace.show_state(state, looks)
        if self.consent is None and state.asks:
            self.consent = ConsentView()
            self.consent.grown.connect(self._grow)
            self.consent.answered.connect(self._answered)
            self._layout.insertWidget(1, self.consent)
        if self.consent is not None:
            self.consent.show_asked(state.asked if state.asks else None, looks)
        self._show_offer(shown=state.offers_agent and state.state != "running")
        self._settle()

    def _show_offer(self, *, shown: bool) -> None:
        if self.offer is None and shown:
            self.offer = QPushButton(self.tr("This needs several lookups: ask the agent"))
            self.offer.setProperty("kind", "link")
            self.offer.setToolTip(self.tr("Ask the same again; the agent looks things up and calculates, step by step"))
            self.offer.clicked.connect(lambda: self.route_chosen.emit(AGENT))
            self._layout.addWidget(self.offer, alignment=Qt.AlignmentFlag.AlignLeft)
        if self.offer is not None:
            self.offer.setVisible(shown)

    def fill_menu(self, menu: QMenu) -> None:
        """Add what can be done with a run that is over."""
        state = self._state
        if state is None or state.state == "running" or not state.by_agent:
            return
        menu.addSeparator()
        menu.addAction(self.tr("Ask the same without the agent"), lambda: self.route_chosen.emit(""))
        if state.actions:
            menu.addAction(self.tr("Replay with the same observations"), self.replay.emit)
            menu.addAction(self.tr("Copy the steps"), self._copy)

    def _copy(self) -> None:
        if self._state is not None:
            QGuiApplication.clipboard().setText(actions_markdown(self._state.actions, language()))

    def _answered(self) -> None:
        if self._state is not None and self._looks is not None:
            self.show_state(self._state, self._looks)
        self.grown.emit()

    def _grow(self) -> None:
        self._settle()
        self.grown.emit()

    def _settle(self) -> None:
        """Let the height be known at once: by itself each layout tells the next one around it a moment later."""
        for widget in (*self.trace.steps, self.trace, self.consent, self):
            layout = None if widget is None else widget.layout()
            if layout is not None:
                layout.activate()
