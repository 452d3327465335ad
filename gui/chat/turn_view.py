"""One turn: the question, the way it took, the answer with its verdicts, the evidence, and what can be done next."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.footnotes import with_footnotes
from assistant.rich_text import visible
from gui.chat.agent_view import AgentView
from gui.chat.answer_view import AnswerView
from gui.chat.evidence_view import EvidenceView, breakable, one_line, place_of
from gui.chat.flow import FlowRow
from gui.chat.looks import Looks
from gui.chat.made_view import MadeView, chain_of
from gui.chat.progress_view import ProgressView
from gui.chat.quote_tip import QuoteTip
from gui.chat.render import Writer
from gui.chat.tab_order import stops_in
from gui.chat.text_view import TextView
from gui.chat.turn_chips import TurnChips
from gui.chat.turn_matches import Match, Part
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import claim_line, cost_line, language, note_line, status_line, stop_line, verdict_line
from gui.plain_text import plain_label
from gui.theme import set_kind

# Of a longer question the beginning is shown; the whole is copied, edited and asked again.
_QUESTION = 2_000


class TurnView(QFrame):
    """Renders a ``TurnState``; it keeps nothing that is not in there.

    Args:
        looks: formats and symbols of the theme.
        tip: shared by all turns.
    """

    cited = Signal(object, int)  # Quote, index
    evidence_chosen = Signal(int, int)
    why_wanted = Signal(int, int)
    pin = Signal(int, int)
    drop = Signal(int, int)
    edit = Signal(int)
    again = Signal(int)
    branch = Signal(int)
    retry = Signal(int)
    receipt_wanted = Signal(int)
    route_chosen = Signal(int, str)
    own_words = Signal(int)
    version_chosen = Signal(int, int)
    save_wanted = Signal(int)  # the table of this turn
    collect_wanted = Signal(int)  # its documents, by their labels
    sql_wanted = Signal(int, str)  # to be corrected
    replay = Signal(int)  # the agent's run
    link_activated = Signal(str)
    resized = Signal()  # it needs another height

    def __init__(self, state: TurnState, looks: Looks, tip: QuoteTip, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self._looks = looks
        self._tip = tip
        self.progress: ProgressView | None = None
        self.made: MadeView | None = None
        self.agent: AgentView | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("turn")
        self._build()
        self._connect()
        self.refresh()

    # --- what is shown ---

    def refresh(self) -> None:
        """Show the state as it stands."""
        state = self.state
        name = self.tr("Turn {number}: {question}")
        self.setAccessibleName(name.format(number=state.ordinal, question=one_line(state.question[:200])))
        self.chips.show_state(state, self._looks.offers)
        self._show_answer()
        self._show_progress()
        self._show_agent()
        self._show_made()
        self.status.setText(status_line(state))
        self.status.setVisible(bool(self.status.text()))
        text, role = verdict_line(state)
        self.verdict.setText(text)
        self.verdict.setVisible(bool(text))
        if self.verdict.property("kind") != role:
            set_kind(self.verdict, role)
        notes = [*map(note_line, state.notes), stop_line(state)]
        self.note.setText("\n".join(line for line in notes if line))
        self.note.setVisible(bool(self.note.text()))
        self._show_error()
        self._show_evidence()
        cost = cost_line(state)
        self.cost.setText(cost)
        self.cost.setVisible(bool(cost))
        self.foot.setVisible(state.state != "running")
        self.resized.emit()

    def grow(self) -> None:
        """Show what was written since, and of a chain how far it is and what it has made."""
        if self.state.by_chain:
            self._show_progress()
            self._show_agent()
            self._show_made()
        if self.state.verified or self.state.state != "running":
            self.resized.emit()
            return
        if self.status.isVisibleTo(self):
            self.status.setText(status_line(self.state))
            self.status.setVisible(bool(self.status.text()))
        self.answer.setVisible(bool(self.state.answer))
        self.answer.grow(self.state.answer)
        self.resized.emit()

    @property
    def parts(self) -> tuple[Callable[[], None], ...]:
        """What takes its time to be shown where there is a lot of it; ``refresh`` then finds it shown."""
        return self._show_agent, self._show_made, self._show_evidence

    def mark_matches(self, text: str, match: Match | None) -> None:
        """Mark where ``text`` stands; ``match`` more strongly, if it is in this turn."""
        for part, view in (("question", self.question), ("answer", self.answer)):
            view.mark_matches(text, match.number if match is not None and match.part == part else -1)

    def match_top(self, part: Part, text: str, number: int) -> int:
        """How far below the top of the turn a match stands, in pixels."""
        view = self.question if part == "question" else self.answer
        return view.mapTo(self, QPoint(0, view.match_top(text, number))).y()

    def _show_evidence(self) -> None:
        self.evidence.show_quotes(self.state.evidence, self._looks, found=not self.state.unanswered)

    def _show_progress(self) -> None:
        if self.progress is None and self.state.progress is not None:
            self.progress = ProgressView()
            self._layout.insertWidget(self._layout.indexOf(self.status) + 1, self.progress)
        if self.progress is not None:
            self.progress.show_state(self.state, self._looks.offer(chain_of(self.state)))

    def _show_made(self) -> None:
        """Most turns have nothing of the kind, and are made the faster for it."""
        if self.made is None and (self.state.made is not None or self.state.steps):
            self.made = MadeView()
            self.made.cited.connect(self._choose_quote)
            self.made.steps_toggled.connect(self._unfold_steps)
            self.made.save_wanted.connect(lambda: self.save_wanted.emit(self.state.ordinal))
            self.made.collect_wanted.connect(lambda: self.collect_wanted.emit(self.state.ordinal))
            self.made.sql_wanted.connect(lambda sql: self.sql_wanted.emit(self.state.ordinal, sql))
            self._layout.insertWidget(self._layout.indexOf(self.evidence), self.made)
        if self.made is not None:
            self.made.show_state(self.state, self._looks)

    def _show_agent(self) -> None:
        if self.agent is None and AgentView.wanted(self.state):
            self.agent = AgentView()
            self.agent.cited.connect(self._cite)
            self.agent.cite_hovered.connect(self._show_quote)
            self.agent.menu_wanted.connect(self._open_menu)
            self.agent.grown.connect(self.resized)
            self.agent.route_chosen.connect(lambda route: self.route_chosen.emit(self.state.ordinal, route))
            self.agent.replay.connect(lambda: self.replay.emit(self.state.ordinal))
            self._layout.insertWidget(self._layout.indexOf(self.box), self.agent)
        if self.agent is not None:
            self.agent.show_state(self.state, self._looks)

    def _show_question(self) -> None:
        self.question.begin(self._looks)
        text = visible(self.state.question[:_QUESTION])
        if len(self.state.question) > _QUESTION:
            text += " …"
        Writer(self.question.document(), self._looks, self.question.targets).plain(text)
        self.question.grown()

    def _show_answer(self) -> None:
        state = self.state
        lacking = state.unanswered and state.state != "failed"
        if self.box.property("kind") != ("not-found" if lacking else "answer"):
            set_kind(self.box, "not-found" if lacking else "answer")
            margin = 12 if lacking else 0
            self._box_layout.setContentsMargins(margin, margin, margin, margin)
        self.lacking.setVisible(lacking)
        if lacking:
            self.lacking_symbol.setPixmap(self._looks.icon("search").pixmap(18, 18))
        self.answer.show_whole(state, self._looks)
        self.answer.setVisible(bool(state.answer.strip()))

    def _show_error(self) -> None:
        error = self.state.error
        ended = self.state.state in {"failed", "stopped"} or self.state.stopped in {"length", "loop"}
        self.error.setVisible(self.state.state == "failed")
        if error is not None:
            self.error_text.setText(f"{error.message(language())}\n{error.hint(language())}")
        elif self.state.state == "failed":
            self.error_text.setText(self.tr("This was not answered, because of a bug in Lectern."))
        goes_on = self.state.by_chain and not self.state.by_agent and self.state.state == "stopped"
        self.retry_button.setText(self.tr("Go on") if goes_on else self.tr("Try again"))
        self.retry_button.setVisible(ended and self.state.state != "running")

    # --- doing ---

    @property
    def has_focus(self) -> bool:
        """Whether the keys go to it, or to a part of it."""
        focused = QApplication.focusWidget()
        return focused is self or (focused is not None and self.isAncestorOf(focused))

    def menu(self) -> QMenu:
        """All that can be done with the turn; made anew for each time that it is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self.focusWidget()
        if isinstance(view, TextView) and view.textCursor().hasSelection():
            menu.addAction(self.tr("Copy the selection"), view.copy)
            menu.addSeparator()
        for button, symbol in self._symbols:
            if button.isVisibleTo(self):
                action = menu.addAction(self._looks.icon(symbol), button.accessibleName(), button.click)
                action.setEnabled(button.isEnabled())
        if self.agent is not None:
            self.agent.fill_menu(menu)
        return menu

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the parts of the turn, and out of the conversation behind the last."""
        stops, focused = stops_in(self), self.focusWidget()
        place = stops.index(focused) if focused in stops else -1
        beside = place + (1 if forward else -1)
        if place < 0 or not 0 <= beside < len(stops):
            return super().focusNextPrevChild(forward)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[beside].setFocus(reason)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the turn."""
        self._open_menu(event.globalPos())

    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(place)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.state.answer.strip() or self.state.question)

    def _copy_cited(self) -> None:
        state = self.state
        text = with_footnotes(state.answer, state.claims, state.evidence, state.numbers, language(), state.made)
        QGuiApplication.clipboard().setText(text)

    def _cite(self, number: int) -> None:
        self._choose_quote(number - 1)

    def _choose_quote(self, index: int) -> None:
        if 0 <= index < len(self.state.evidence):
            self._tip.hide()
            self.cited.emit(self.state.evidence[index], index)
            self.evidence_chosen.emit(self.state.ordinal, index)

    def _show_quote(self, number: int, place: QPoint) -> None:
        if 1 <= number <= len(self.state.evidence):
            quote = self.state.evidence[number - 1]
            self._tip.show_words(f"[{number}] {place_of(quote)}", breakable(one_line(quote.text)[:600]), place)
        else:
            self._tip.hide()

    def _show_claim(self, index: int, place: QPoint) -> None:
        if 0 <= index < len(self.state.claims):
            self._tip.show_words("", breakable(visible(claim_line(self.state.claims[index]))), place)

    def _unfold_steps(self, unfolded: bool) -> None:
        self.state.steps_open = unfolded
        self._show_made()
        self.resized.emit()

    def _read_on(self) -> None:
        self.answer.show_more(self.state)
        self.resized.emit()

    # --- building ---

    def _build(self) -> None:
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(7)
        bubble = QFrame()
        bubble.setProperty("kind", "question")
        inside = QVBoxLayout(bubble)
        inside.setContentsMargins(12, 8, 12, 8)
        self.question = TextView()
        self.question.setAccessibleName(self.tr("Question"))
        inside.addWidget(self.question)
        layout.addWidget(bubble)
        self.chips = TurnChips()
        layout.addWidget(self.chips)
        self.status = plain_label("muted")
        layout.addWidget(self.status)
        layout.addWidget(self._build_answer())
        self.verdict = plain_label("muted")
        layout.addWidget(self.verdict)
        self.note = plain_label("small")
        layout.addWidget(self.note)
        self.error = QFrame()
        self.error.setProperty("kind", "banner-error")
        self.error_text = plain_label("")
        QVBoxLayout(self.error).addWidget(self.error_text)
        layout.addWidget(self.error)
        self.retry_button = QPushButton(self.tr("Try again"))
        layout.addWidget(self.retry_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.evidence = EvidenceView()
        layout.addWidget(self.evidence)
        layout.addWidget(self._build_foot())
        self._show_question()

    def _build_answer(self) -> QFrame:
        self.box = QFrame()
        self.box.setProperty("kind", "answer")
        inside = self._box_layout = QVBoxLayout(self.box)
        inside.setContentsMargins(0, 0, 0, 0)
        self.lacking = QWidget()
        row = QHBoxLayout(self.lacking)
        row.setContentsMargins(0, 0, 0, 0)
        self.lacking_symbol = QLabel()
        heading = plain_label("heading")
        heading.setText(self.tr("Not in your documents"))
        row.addWidget(self.lacking_symbol)
        row.addWidget(heading, stretch=1)
        inside.addWidget(self.lacking)
        self.answer = AnswerView()
        self.answer.setAccessibleName(self.tr("Answer"))
        inside.addWidget(self.answer)
        return self.box

    def _build_foot(self) -> QWidget:
        self.foot = FlowRow(spacing=2)
        self._symbols: list[tuple[QToolButton, str]] = []
        self.copy_button = self._button("copy", self.tr("Copy the answer"))
        self.cited_button = self._button("quote", self.tr("Copy with citations"))
        self.edit_button = self._button("edit", self.tr("Edit the question"))
        self.again_button = self._button("again", self.tr("Ask again"))
        self.branch_button = self._button("branch", self.tr("Branch: go on from here in a new conversation"))
        self.cost = QPushButton()
        self.cost.setProperty("kind", "link")
        self.cost.setToolTip(self.tr("Show the context receipt"))
        self.cost.setFixedHeight(self.copy_button.sizeHint().height())
        self.foot.add(self.cost)
        return self.foot

    def _button(self, symbol: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._looks.icon(symbol))
        button.setAccessibleName(name)
        button.setToolTip(name)
        self._symbols.append((button, symbol))
        self.foot.add(button)
        return button

    def _connect(self) -> None:
        for view in (self.question, self.answer):
            view.cited.connect(self._cite)
            view.cite_hovered.connect(self._show_quote)
            view.claim_hovered.connect(self._show_claim)
            view.link_activated.connect(self.link_activated)
            view.menu_wanted.connect(self._open_menu)
        self.answer.more_wanted.connect(self._read_on)
        self.evidence.chosen.connect(self._choose_quote)
        self.evidence.why.connect(lambda index: self.why_wanted.emit(self.state.ordinal, index))
        self.evidence.pin.connect(lambda chunk: self.pin.emit(self.state.ordinal, chunk))
        self.evidence.drop.connect(lambda chunk: self.drop.emit(self.state.ordinal, chunk))
        self.evidence.grown.connect(self.resized)
        self.copy_button.clicked.connect(self._copy)
        self.cited_button.clicked.connect(self._copy_cited)
        for button, signal in (
            (self.edit_button, self.edit),
            (self.again_button, self.again),
            (self.branch_button, self.branch),
            (self.retry_button, self.retry),
            (self.cost, self.receipt_wanted),
        ):
            button.clicked.connect(lambda *_, signal=signal: signal.emit(self.state.ordinal))
        self.chips.route_chosen.connect(lambda route: self.route_chosen.emit(self.state.ordinal, route))
        self.chips.own_words.connect(lambda: self.own_words.emit(self.state.ordinal))
        self.chips.version_chosen.connect(lambda version: self.version_chosen.emit(self.state.ordinal, version))
