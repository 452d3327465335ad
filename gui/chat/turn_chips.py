"""Under a question: the way that it took, what was searched for, and its other versions."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QWidget

from gui.chat.evidence_view import elided, one_line
from gui.chat.flow import FlowRow
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import route_names


class TurnChips(FlowRow):
    """What was made of a question, and the choices beside it."""

    route_chosen = Signal(str)
    own_words = Signal()
    version_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=5)
        self._state: TurnState | None = None
        self._searched = ""
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

    def show_state(self, state: TurnState) -> None:
        """Show what is known of the turn."""
        self._state = state
        running = state.state == "running"
        names = route_names()
        self.route.setVisible(state.route in names)
        if state.route in names:
            name = names[state.route][0]
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
        self.setVisible(several or bool(self._searched) or state.route in names)

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
        for route, (name, does) in route_names().items():
            action = menu.addAction(name)
            action.setToolTip(does)
            action.setCheckable(True)
            action.setChecked(self._state is not None and route == self._state.route)
            action.triggered.connect(lambda *_, route=route: self.route_chosen.emit(route))
        return menu

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
