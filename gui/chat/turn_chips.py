"""Under a question: the way that it took, what was searched for, and its other versions."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QWidget

from assistant.footnotes import OUTLINE
from gui.chat.evidence_view import elided, one_line
from gui.chat.flow import FlowRow
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import language, route_names
from gui.plain_text import plain_tip

if TYPE_CHECKING:
    from assistant.chain_offers import Offers, Reading


class TurnChips(FlowRow):
    """What was made of a question, and the choices beside it."""

    route_chosen = Signal(str)  # a RouteName, or a chain's name behind a slash; empty for the rules' own
    own_words = Signal()
    version_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=5)
        self._state: TurnState | None = None
        self._searched = ""
        self._offers: Offers | None = None
        self.route = QToolButton()
        self.route.setProperty("kind", "chip")
        self.route.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.route.setToolTip(self.tr("The way this question took; choose another to ask it again"))
        self.route.clicked.connect(self._open_routes)
        self.searched = QLabel()
        self.searched.setTextFormat(Qt.TextFormat.PlainText)
        self.searched.setProperty("kind", "chip")
        self.own = QPushButton(self.tr("Use my words"))
        self.own.setProperty("kind", "link")
        self.own.setToolTip(self.tr("Search for the question exactly as it was asked"))
        self.own.clicked.connect(self.own_words)
        self.before = self._arrow("‹", self.tr("Earlier version"))
        self.version = QLabel()
        self.version.setProperty("kind", "small")
        self.version.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.after = self._arrow("›", self.tr("Later version"))
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        for widget in (self.route, self.before, self.version, self.after, self.searched, self.own):
            self.add(widget)
        self.version.setMinimumHeight(self.before.sizeHint().height())
        self.own.setMinimumHeight(self.before.sizeHint().height())

    def show_state(self, state: TurnState, offers: "Offers | None" = None) -> None:
        """Show what is known of the turn."""
        self._state = state
        self._offers = offers
        running = state.state == "running"
        name = self._name()
        self.route.setVisible(bool(name))
        if name:
            self.route.setText(f"{name} ▾")
            self.route.setAccessibleName(self.tr("Way taken: {}. Choose another").format(name))
            self.route.setEnabled(not running)
        self._searched = one_line(state.rewritten or "")
        self.searched.setVisible(bool(self._searched))
        self.own.setVisible(bool(self._searched) and not running)
        several = state.versions > 1
        for widget in (self.before, self.version, self.after):
            widget.setVisible(several)
        if several:
            self.version.setText(f"{state.version}/{state.versions}")
            self.version.setAccessibleName(
                self.tr("Version {number} of {count}").format(number=state.version, count=state.versions)
            )
            self.before.setEnabled(state.version > 1 and not running)
            self.after.setEnabled(state.version < state.versions and not running)
        self._elide(self.width())
        self.setVisible(several or bool(self._searched) or bool(name))

    def heightForWidth(self, width: int) -> int:
        """Of all rows, with the question as it will be cut: the height is asked for before the width is given."""
        self._elide(width)
        return super().heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long question is cut to the width; its tip has the whole."""
        self._elide(self.width())
        super().resizeEvent(event)

    def menu(self) -> QMenu:
        """The ways that there are; made anew for each time that it is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        reading = self._reading
        if self._state is not None and self._state.by_agent and (reading is None or reading.text):
            menu.addAction(self.tr("Ask the same without the agent"), lambda: self.route_chosen.emit(""))
            menu.addSeparator()
        # A call that says nothing beside the chain's name leaves nothing to be asked in another way.
        if reading is None or reading.text:
            for route, (name, does) in route_names().items():
                if route == OUTLINE:  # what a whole document gives without a model, no way to choose
                    continue
                self._add(menu, route, name, does, reading is None and route == self._route)
        if reading is not None and self._offers is not None:
            menu.addSeparator()
            for offer in self._offers.offers:
                same = reading.offer is not None and offer.card == reading.offer.card
                fits = offer.card.takes != "text" and (bool(reading.text) or not offer.card.needs_text)
                if same or fits:
                    title, does = one_line(offer.card.title(language())), one_line(offer.card.purpose(language()))
                    self._add(menu, f"/{offer.name}", title, does, same)
        return menu

    def _add(self, menu: QMenu, way: str, name: str, does: str, taken: bool) -> None:
        action = menu.addAction(name.replace("&", "&&"))
        action.setToolTip(plain_tip(does))
        action.setCheckable(True)
        action.setChecked(taken)
        action.triggered.connect(lambda *_, way=way: self.route_chosen.emit(way))

    @property
    def _route(self) -> str | None:
        return None if self._state is None else self._state.route

    @property
    def _reading(self) -> "Reading | None":
        """The call that the question is, if it is one."""
        if self._state is None or self._offers is None:
            return None
        return self._offers.read(self._state.question)

    def _name(self) -> str:
        """What the way that was taken is called: by a chain called by name, else by the rules."""
        called = self._state is not None and self._state.question[:1] == "/"
        offer = None if self._offers is None else self._offers.offer(self._route)
        if offer is not None and called:
            return one_line(offer.card.title(language()))
        names = route_names()
        return names[self._route][0] if self._route in names else one_line(self._route or "") if called else ""

    def _open_routes(self) -> None:
        self.menu().popup(self.route.mapToGlobal(self.route.rect().bottomLeft()))

    def _elide(self, room: int) -> None:
        if not self._searched:
            return
        whole = self.tr("Searched for: {}").format(self._searched)
        width = max(60, room - self.own.sizeHint().width() - 50)
        self.searched.setText(elided(self.searched, whole, width))
        # A tip reads what looks like HTML as such.
        self.searched.setToolTip(f"<qt>{escape(self._searched[:2000])}</qt>")
        self.searched.setAccessibleName(whole)

    def _step(self, by: int) -> None:
        if self._state is not None:
            self.version_chosen.emit(self._state.version + by)

    @staticmethod
    def _arrow(sign: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setProperty("kind", "chip")
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button
