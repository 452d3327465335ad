"""What the agent may use, for one conversation or one collection: a sheet of switches, each with what it touches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from assistant.cancel import Cancel
from gui.chat.evidence_view import breakable, one_line
from gui.chat.turn_texts import language
from gui.jobs import Job, Jobs
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant

WIDTH, MOST_HEIGHT = 400, 470
# Toolkits that have nothing to give before something is connected.
CONNECTED = frozenset({"mcp", "api"})


@dataclass(frozen=True, slots=True)
class Place:
    """Whose switches these are.

    Attributes:
        conversation: id; empty for one that has not begun.
        collection: name; empty where a conversation is meant.
        collections: that the conversation's questions are about.
    """

    conversation: str = ""
    collection: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Switch:
    """A toolkit as it is shown.

    Attributes:
        touches: what it may touch, and when it asks, in words.
        own: whether it was switched in this very place.
        collections: those that switched it, where they did.
    """

    name: str
    title: str
    purpose: str
    touches: str
    on: bool
    own: bool
    collections: tuple[str, ...] = ()


class Toolkits(QObject):
    """Reads and writes switches off the UI thread, one thing after another; those of a conversation to come are kept.

    Args:
        parent: over which the sheet opens.
    """

    listed = Signal(object, object)  # Place, the switches there
    connections_wanted = Signal(str)  # the toolkit whose connections are to be shown

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._place = Place()
        self._switches: tuple[Switch, ...] = ()
        self._waiting: list[tuple[Place, dict[str, bool | None]]] = []
        self._job: Job | None = None
        self._to_come: dict[str, bool] = {}
        self._opens: QWidget | QPoint | None = None  # where the sheet is to open once it has something to show
        self.sheet = ToolkitSheet(themes, parent)
        self.sheet.switched.connect(self._switch)
        self.sheet.reset.connect(self._reset)
        self.sheet.connections.connect(self.connections_wanted)

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def show_at(self, place: Place, anchor: QWidget | QPoint) -> None:
        """Open the sheet for ``place``, at a widget or a point of the screen, once its switches are known."""
        self._place, self._opens = place, anchor
        self._do(place, {})

    def chosen(self, conversation: str | None) -> tuple[str, ...] | None:
        """Names of the toolkits that are on for the next question; None where that is stored."""
        if conversation is not None or not self._to_come:
            return None
        return tuple(switch.name for switch in self._switches if self._to_come.get(switch.name, switch.on))

    def adopt(self, conversation: str) -> None:
        """The conversation has begun: what was chosen for it is stored."""
        if self._to_come:
            self._do(Place(conversation), dict(self._to_come))
            self._to_come = {}

    def forget(self) -> None:
        """The conversation to come is another one."""
        self._to_come = {}

    # --- inside ---

    def _switch(self, name: str, on: bool) -> None:
        place = self._place
        if place.conversation or place.collection:
            self._do(place, {name: on})
        else:
            self._to_come[name] = on
            self._show(self._switches)

    def _reset(self) -> None:
        place = self._place
        if place.conversation or place.collection:
            self._do(place, {switch.name: None for switch in self._switches if switch.own})
        else:
            self._to_come = {}
            self._do(place, {})

    def _do(self, place: Place, switches: dict[str, bool | None]) -> None:
        self._waiting.append((place, switches))
        if self._job is None:
            self._next()

    def _next(self) -> None:
        assistant = self._assistant
        if assistant is None or not self._waiting:
            return
        place, switches = self._waiting.pop(0)

        def work(cancel: Cancel) -> "Iterator[tuple[Place, tuple[Switch, ...]]]":
            where = {"collection": place.collection} if place.collection else {"conversation": place.conversation}
            for name, on in switches.items():
                assistant.switch_toolkit(name, on, **where)
            yield place, switches_of(assistant, place)

        self._job = self._jobs.start(work, item=self._take, finished=self._end)

    def _take(self, found: tuple[Place, tuple[Switch, ...]]) -> None:
        place, switches = found
        self.listed.emit(place, switches)
        if place == self._place:
            self._switches = switches
            self._show(switches)
            if self._opens is not None:
                anchor, self._opens = self._opens, None
                self.sheet.open_at(anchor)

    def _end(self) -> None:
        self._job = None
        self._next()

    def _show(self, switches: Sequence[Switch]) -> None:
        self.sheet.show_switches(self._place, switches, self._to_come)


class ToolkitSheet(QFrame):
    """The switches; closes at Escape and at a click beside it, as a menu does."""

    switched = Signal(str, bool)
    reset = Signal()
    connections = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._themes = themes
        self._names: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self.links: list[QPushButton] = []
        self._why: dict[str, QLabel] = {}
        self.setProperty("kind", "card")
        self.setObjectName("toolkits")
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self._title, "heading")
        self.defaults = QPushButton(self.tr("As the settings say"))
        set_kind(self.defaults, "link")
        self.defaults.clicked.connect(self.reset)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.defaults)
        layout = QVBoxLayout(self)
        layout.setSpacing(themes.pixels(6))
        layout.addLayout(head)
        layout.addWidget(self._scroll, stretch=1)

    def show_switches(self, place: Place, switches: Sequence[Switch], to_come: dict[str, bool]) -> None:
        """Show these; ``to_come`` is what was chosen for a conversation that has not begun."""
        title = self.tr("Tools of the agent in this conversation")
        if place.collection:
            title = self.tr("Tools of the agent for “{}”").format(one_line(place.collection))
        self._title.setText(breakable(title))
        self.setAccessibleName(title)
        if self._names != tuple(switch.name for switch in switches):
            self._build(switches)
        changed = False
        for switch in switches:
            box = self.boxes[switch.name]
            with QSignalBlocker(box):
                box.setChecked(to_come.get(switch.name, switch.on))
            own = switch.own or switch.name in to_come
            changed = changed or own
            why = self.tr("switched here") if own else ""
            if not own and switch.collections:
                names = ", ".join(map(one_line, switch.collections[:3]))
                why = self.tr("because of: {}").format(names)
            self._why[switch.name].setText(breakable(why))
            self._why[switch.name].setVisible(bool(why))
        self.defaults.setVisible(changed)

    def open_at(self, anchor: "QWidget | QPoint") -> None:
        """Stand above a widget, or at a point, within its screen."""
        pixels = self._themes.pixels
        self.setFixedWidth(pixels(WIDTH))
        inner = self._scroll.widget()
        if inner is not None:
            self._scroll.setFixedHeight(min(inner.heightForWidth(pixels(WIDTH - 40)), pixels(MOST_HEIGHT)) + 2)
        self.adjustSize()
        corner = anchor if isinstance(anchor, QPoint) else anchor.mapToGlobal(QPoint(0, -self.height() - 4))
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        self.move(x, max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.show()
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _build(self, switches: Sequence[Switch]) -> None:
        self._names = tuple(switch.name for switch in switches)
        self.boxes, self._why, self.links = {}, {}, []
        inner = QWidget()
        inner.setProperty("kind", "plain")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, self._themes.pixels(8), 0)
        rows.setSpacing(self._themes.pixels(2))
        for switch in switches:
            box = QCheckBox(one_line(switch.title).replace("&", "&&"))
            box.setAccessibleDescription(f"{switch.purpose} {switch.touches}")
            box.setProperty("toolkit", switch.name)
            box.toggled.connect(self._toggled)
            self.boxes[switch.name] = box
            head = QHBoxLayout()
            head.addWidget(box, stretch=1)
            if switch.name in CONNECTED:
                link = QPushButton(self.tr("Connections …"))
                link.setAccessibleName(self.tr("Connections of {}").format(one_line(switch.title)))
                link.setProperty("toolkit", switch.name)
                set_kind(link, "link")
                link.clicked.connect(self._connect)
                self.links.append(link)
                head.addWidget(link)
            rows.addLayout(head)
            for text in (switch.purpose, switch.touches, ""):
                label = QLabel(breakable(one_line(text)), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
                set_kind(label, "small")
                label.setContentsMargins(self._themes.pixels(22), 0, 0, 0)
                rows.addWidget(label)
                label.setVisible(bool(text))
                self._why[switch.name] = label
            rows.addSpacing(self._themes.pixels(6))
        rows.addStretch()
        self._scroll.setWidget(inner)

    def _connect(self) -> None:
        toolkit = str(self.sender().property("toolkit"))
        self.close()
        self.connections.emit(toolkit)

    def _toggled(self, on: bool) -> None:
        self.switched.emit(str(self.sender().property("toolkit")), on)


def switches_of(assistant: "Assistant", place: Place) -> tuple[Switch, ...]:
    """The switches of a place; reads the library file."""
    from assistant.toolkits.catalog import asks_text, kind_text

    said = language()
    collections = (place.collection,) if place.collection else place.collections
    own = "collection" if place.collection else "conversation"
    found = []
    for info in assistant.toolkits(place.conversation, collections):
        touches = " · ".join((kind_text(info.kind, said), asks_text(info.kind, said)))
        by_others = () if info.because == own else info.collections
        switch = Switch(
            info.name, info.title(said), info.purpose(said), touches, info.on, info.because == own, by_others
        )
        found.append(switch)
    return tuple(found)
