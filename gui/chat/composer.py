"""Where a question is made: the field, what it is asked of and with, and the buttons that ask and stop."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.chat.agent_mode import AgentMode
from gui.chat.chain_calls import ChainCalls
from gui.chat.evidence_view import one_line
from gui.chat.flow import FlowRow
from gui.chat.question_field import MOST_CHARACTERS, QuestionField
from gui.chat.request import Request
from gui.chat.strip import Chip
from gui.chat.turn_state import AGENT
from gui.chat.turn_texts import language
from gui.icons import icon
from gui.plain_text import plain_tip
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.chain_offers import Offers
    from chains.types import RouteName


class Composer(QWidget):
    """Makes a ``Request``; who gets it decides what becomes of it."""

    asked = Signal(object)  # Request
    stop_wanted = Signal()
    changed = Signal()  # the question, or what was chosen for it
    recall_wanted = Signal()
    edit_cancelled = Signal()
    scope_clicked = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._request = Request()
        self._ready = False
        self._hint: str | None = None
        self.narrowed = False
        self._build()
        self._show_chosen()
        self._look()
        themes.changed.connect(self._look)
        self.set_ready(False)

    # --- what stands in it ---

    @property
    def request(self) -> Request:
        """The question as it stands, with all that was chosen for it."""
        question = self.field.toPlainText().strip()
        called = question[:1] == "/"  # which says itself where it goes
        route = self._request.route if called else self.agent.route or self._request.route
        return replace(self._request, question=question, route=route)

    @property
    def plans_itself(self) -> bool:
        """Whether what is asked plans its prompts as it goes, so that there is no receipt before."""
        return self.calls.reading is not None or self.agent.on

    def set_request(self, request: Request) -> None:
        """Show this one instead, ready to be changed."""
        self.agent.edit(None if request.at is None else request.route == AGENT)
        self._request = request if request.route != AGENT else replace(request, route=None)
        if self.field.toPlainText() != request.question:
            self.field.setPlainText(request.question)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._show_chosen()
        self.changed.emit()

    def choose(self, request: Request) -> None:
        """Take over what was chosen in ``request``; the question stays as it is written."""
        self._request = replace(request, question="", route=None if request.route == AGENT else request.route)
        self._show_chosen()
        self.changed.emit()

    def clear(self) -> None:
        """Nothing written, nothing chosen."""
        self.set_request(Request())

    def set_ready(self, ready: bool) -> None:
        """Whether there is a library to ask."""
        self._ready = ready
        self.field.setReadOnly(not ready)
        self._show_agent()
        self._enable()

    def set_asking(self, asking: bool, stopping: bool = False) -> None:
        """While an answer is written there is a button that stops it; a question may be asked to come next."""
        self.stop_button.setVisible(asking)
        self.stop_button.setEnabled(not stopping)
        self.stop_button.setToolTip(self.tr("Stopping …") if stopping else self.tr("Stop the answer (Esc)"))
        self._enable()

    def set_scope(self, ticked: int, total: int) -> None:
        """Tell what is asked: ``ticked`` of ``total`` documents."""
        whole = ticked >= total
        text = self.tr("in all documents") if whole else self.tr("in {ticked} of {total} documents")
        self.scope_chip.setText(text.format(ticked=ticked, total=total))
        self.scope_chip.setToolTip(
            self.tr("Everything in the library is asked. Tick documents in the library to ask only those.")
            if whole
            else self.tr("Only the ticked documents are asked. Click to ask all of them.")
        )
        self.narrowed = not whole

    def set_offers(self, offers: "Offers") -> None:
        """The chains that a question can call."""
        self.calls.set_offers(offers)

    def begin_call(self, name: str) -> None:
        """Write the call of a chain before what stands in the field, ready to be completed."""
        self.calls.begin(name)

    def set_hint(self, hint: str | None) -> None:
        """A line that stays below the field until it is taken away."""
        self._hint = hint
        self.tell(hint)

    def tell(self, text: str | None) -> None:
        """Say something below the field, until something is written."""
        self.hint.setText(text or "")
        self.hint.setVisible(bool(text))

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the turn that is being edited as it is."""
        if event.key() == Qt.Key.Key_Escape and self._request.at is not None:
            self.edit_cancelled.emit()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build(self) -> None:
        self._build_banner()
        self.field = QuestionField()
        self.field.setAccessibleName(self.tr("Question"))
        self.field.submitted.connect(self._submit)
        self.field.recalled.connect(self.recall_wanted)
        self.field.shortened.connect(self._tell_cut)
        self.field.focused.connect(self._show_focus)

        self.scope_chip = QPushButton()
        self.scope_chip.setProperty("kind", "chip")
        self.scope_chip.setAccessibleDescription(self.tr("What the question is asked of"))
        self.scope_chip.clicked.connect(self.scope_clicked)
        self.set_scope(0, 0)
        self.route_chip = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self.route_chip.setProperty("kind", "chip")
        self.route_chip.setToolTip(self.tr("How the question is answered"))
        self._routes: dict[RouteName | None, QAction] = {}
        self._fill_routes()
        self._chip_row = FlowRow()
        self._chip_row.add(self.scope_chip)
        self._chip_row.add(self.route_chip)
        self._chips: list[Chip] = []

        self.send_button = QPushButton()
        self.send_button.setProperty("kind", "primary")
        self.send_button.setAccessibleName(self.tr("Ask"))
        self.send_button.setToolTip(self.tr("Ask (Enter); Shift+Enter begins a new line"))
        self.send_button.clicked.connect(self._submit)
        self.stop_button = QPushButton()
        self.stop_button.setAccessibleName(self.tr("Stop"))
        self.stop_button.clicked.connect(self.stop_wanted)
        self.stop_button.hide()

        self.frame = QFrame()
        self.frame.setProperty("kind", "field")
        self.agent = AgentMode(self.frame)
        self._chip_row.add(self.agent.tools)
        self.agent.changed.connect(self._agent_changed)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._chip_row, stretch=1)
        buttons = QHBoxLayout()
        for button in (self.agent.button, self.stop_button, self.send_button):
            buttons.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        below.addLayout(buttons)
        below.setAlignment(buttons, Qt.AlignmentFlag.AlignBottom)
        inner = QVBoxLayout(self.frame)
        inner.setContentsMargins(10, 8, 8, 8)
        inner.setSpacing(6)
        inner.addWidget(self.field)
        inner.addLayout(below)
        self.calls = ChainCalls(self._themes, self.field, self.frame)
        self._chip_row.add(self.calls.slash_chip)
        self._chip_row.add(self.calls.options_chip)
        self.field.textChanged.connect(self._text_changed)  # after the calls have read it

        self.hint = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.hint.setProperty("kind", "small")
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.banner, self.frame, self.hint):
            layout.addWidget(widget)
        self.setFocusProxy(self.field)

    def _build_banner(self) -> None:
        self.banner = QFrame()
        self.banner.setProperty("kind", "banner-info")
        self._banner_text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setProperty("kind", "link")
        self.cancel_button.clicked.connect(self.edit_cancelled)
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(self._banner_text, stretch=1)
        row.addWidget(self.cancel_button)

    def _fill_routes(self) -> None:
        names: tuple[tuple[RouteName | None, str, str], ...] = (
            (None, self.tr("Automatic"), self.tr("Lectern decides by the question")),
            ("fact", self.tr("Find a fact"), self.tr("Search the passages and answer from the best")),
            ("summarize", self.tr("A whole document"), self.tr("Go through one document from beginning to end")),
            ("tables", self.tr("The rows of a table"), self.tr("Count, add up, filter and sort what stands in tables")),
            ("compare", self.tr("Compare"), self.tr("What two documents say differently")),
            ("all", self.tr("Everything there is"), self.tr("Read every sentence, not only the best passages")),
            ("catalogue", self.tr("The library itself"), self.tr("Which documents there are")),
            ("talk", self.tr("Just talk"), self.tr("Nothing is searched")),
        )
        menu = QMenu(self.route_chip)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for name, text, tip in names:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setToolTip(tip)
            action.setData(name)
            group.addAction(action)
            self._routes[name] = action
        group.triggered.connect(self._route_chosen)
        self.route_chip.setMenu(menu)

    def _submit(self) -> None:
        request, error = self.request, self.calls.error
        if error is not None:
            self.tell(one_line(f"✗ {error.message(language())} {error.hint(language())}"))
        elif request.question and self._ready:
            self.asked.emit(request)

    def _text_changed(self) -> None:
        self.tell(self.calls.remark or self._hint)
        self._show_agent()
        self._enable()
        self.changed.emit()

    def _agent_changed(self) -> None:
        self._show_agent()
        self.changed.emit()

    def _show_agent(self) -> None:
        """A call says itself where it goes, and so does the agent."""
        called = self.calls.reading is not None
        self.route_chip.setVisible(not called and not self.agent.on)
        text = self.tr("Ask your documents")
        if self.agent.on:
            text = self.tr("A task for the agent: it works in steps with its tools, and asks before it acts")
        self.field.setPlaceholderText(text if self._ready else self.tr("The library is being opened …"))

    def _route_chosen(self, action: QAction) -> None:
        self.choose(replace(self._request, route=action.data()))

    def _tell_cut(self, characters: int) -> None:
        text = self.tr("A question has room for {most} characters; {left_out} of what was pasted were left out.")
        self.tell(text.format(most=f"{MOST_CHARACTERS:,}", left_out=f"{characters:,}"))

    def _enable(self) -> None:
        self.send_button.setEnabled(self._ready and bool(self.field.toPlainText().strip()))
        for chip in (self.scope_chip, self.route_chip, self.calls.slash_chip, self.agent.button, self.agent.tools):
            chip.setEnabled(self._ready)

    def _show_focus(self, focused: bool) -> None:
        self.frame.setProperty("active", focused)
        self.frame.style().unpolish(self.frame)
        self.frame.style().polish(self.frame)

    def _show_chosen(self) -> None:
        request = self._request
        self.banner.setVisible(request.at is not None)
        if request.at is not None:
            text = self.tr("Asking question {} again. What stands there stays as an earlier version.")
            self._banner_text.setText(text.format(request.at))
        action = self._routes[request.route]
        action.setChecked(True)
        self.route_chip.setText(action.text() + " ▾")
        self.route_chip.setAccessibleName(self.tr("Answered by: {}").format(action.text()))
        for chip in self._chips:
            self._chip_row.remove(chip)
        self._chips = []
        for passage in request.pin:
            self._add_chip(self.tr("pinned: {}"), passage.label, request.freed(passage))
        for passage in request.drop:
            self._add_chip(self.tr("without: {}"), passage.label, request.freed(passage))
        for span, label in request.spans:
            self._add_chip(self.tr("added: {}"), label, request.without_span(span))
        if not request.rewrite:
            self._add_chip("{}", self.tr("in my words"), replace(request, rewrite=True))

    def _add_chip(self, text: str, label: str, without: Request) -> None:
        whole = text.format(" ".join(label.split()))
        chip = Chip(whole)
        chip.setToolTip(plain_tip(self.tr("{} – click to take it away").format(whole)))
        chip.setAccessibleName(self.tr("{} – click to take it away").format(whole))
        chip.setProperty("without", without)
        chip.clicked.connect(self._chip_clicked)
        self._chip_row.add(chip)
        self._chips.append(chip)

    def _chip_clicked(self) -> None:
        self.field.setFocus()  # the chip that has it goes
        self.choose(self.sender().property("without"))

    def _look(self) -> None:
        theme = self._themes.current
        self.send_button.setIcon(icon("send", theme, "accent_text"))
        self.stop_button.setIcon(icon("stop", theme, "negative"))
