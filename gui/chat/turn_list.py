"""The turns of a conversation, of which only those that are in sight, or nearly, exist as widgets."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QPushButton, QWidget

from assistant.events import Event, EvidenceFound, MadeByChain, Planned, Token, Verified
from assistant.made import Action, Progress, Step
from gui.chat.consents import Asked
from gui.chat.links import LinkOpener
from gui.chat.looks import Looks
from gui.chat.quote_tip import QuoteTip
from gui.chat.tab_order import stop_beside
from gui.chat.turn_growth import Growth
from gui.chat.turn_heights import Heights, estimated_height
from gui.chat.turn_pool import TurnPool
from gui.chat.turn_search import TurnSearch
from gui.chat.turn_sight import Sight
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView
from gui.theme import Theme, Themes

if TYPE_CHECKING:
    from assistant.chain_offers import Offers
    from assistant.conversations import Turn

# So long views are made in one go; the rest waits for the next turn of the event loop.
_BUDGET_SECONDS = 0.03
# A step of the scroll bar that is longer than so many heights of the window is a jump.
_JUMP = 3
# In letters: the eye does not find the next line at the end of a longer one.
_LONGEST_LINE = 130
# What is this near to the end follows it.
_NEAR = 8


class TurnList(QAbstractScrollArea):
    """Shows turns, stored ones and the one that is being answered.

    A turn is named by its number in the conversation (``Turn.ordinal``), from 1. What is looked at stays where it is
    when turns above it turn out higher or lower than estimated; who looks at the end follows it as it grows.

    Args:
        themes: whose colours it wears.
    """

    cited = Signal(object, int)  # Quote, its index in the evidence: to be shown where it stands written
    evidence_chosen = Signal(int, int)  # turn, index: the same, with the turn it belongs to
    why_wanted = Signal(int, int)  # turn, index: how this quote was found
    pin = Signal(int, int)  # turn, chunk_id
    drop = Signal(int, int)  # turn, chunk_id
    edit = Signal(int)
    again = Signal(int)
    branch = Signal(int)
    retry = Signal(int)
    receipt_wanted = Signal(int)
    route_chosen = Signal(int, str)  # turn, RouteName
    own_words = Signal(int)
    version_chosen = Signal(int, int)  # turn, version
    save_wanted = Signal(int)  # the table of this turn
    collect_wanted = Signal(int)  # its documents, by their labels
    sql_wanted = Signal(int, str)  # turn, SQL to be corrected
    replay = Signal(int)  # the agent's run, with the same observations
    _link_activated = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = Looks(themes.current, self.font())
        self._states: list[TurnState] = []
        self._heights = Heights()
        self._sight = Sight(self._heights)
        self._value = 0  # of the scroll bar, as it was set last
        self._width = 0
        self._running = False
        self._placeholder: QWidget | None = None
        self._build()
        themes.changed.connect(self._dress)

    # --- what is shown ---

    def set_turns(self, turns: "Sequence[Turn]") -> None:
        """Show these turns, the last one at the bottom."""
        self._drop_views()
        self._growth.stop()
        self._states = [TurnState.from_turn(turn) for turn in turns]
        self._running = False
        self.search.forget()
        self._estimate()
        self._follow()

    def begin(self, question: str, ordinal: int | None = None) -> None:
        """A question was asked; what is shown follows its events.

        Args:
            ordinal: the turn whose place it takes; that one and those below leave. None for the end.
        """
        if ordinal is not None:
            self._cut(self._place(ordinal))
        number = self._states[-1].ordinal + 1 if self._states else 1
        self._states.append(TurnState(ordinal or number, question))
        self._heights.append(self._estimated(self._states[-1]))
        self._running = True
        self._follow()

    def apply(self, event: Event | Asked) -> None:
        """Show what an event of the running turn tells."""
        if not self._running:
            return
        self._states[-1].apply(event)
        if isinstance(event, Token | Progress | Step | Action | Asked):
            self._growth.follow()
        elif self._states[-1].by_chain and isinstance(event, EvidenceFound | MadeByChain | Verified):
            self._schedule()  # the end follows at once
        elif not isinstance(event, Planned):
            self._growth.show(by_parts=self._states[-1].by_chain)

    def finish(self, turn: "Turn | None") -> None:
        """The running turn has ended: as it was stored, or None where it never was, which takes it away."""
        if not self._running:
            return
        self._running = False
        self._growth.stop()
        if turn is None:
            self._cut(len(self._states) - 1)
            self._schedule()
            return
        self._states[-1] = self._states[-1].stored_as(turn)
        self._growth.show(by_parts=self._states[-1].by_chain)

    def set_offers(self, offers: "Offers") -> None:
        """By whose texts the turns of chains are named."""
        known, self._looks.offers = self._looks.offers, offers
        if known is None or known.offers != offers.offers:
            self._drop_views()
            self._schedule()

    def clear(self) -> None:
        """Show no turn."""
        self.set_turns(())

    def scroll_to(self, ordinal: int) -> None:
        """Bring a turn to the top."""
        self._go_to(self._place(ordinal), 0)

    def set_placeholder(self, placeholder: QWidget) -> None:
        """What is shown while there is no turn."""
        self._placeholder = placeholder
        placeholder.setParent(self.viewport())
        self._schedule()

    def show_asked(self) -> None:
        """Go to what the agent asks."""
        self._growth.grow()  # it may have come just now
        self._follow()
        self._arrange()
        view = self._views.get(len(self._states) - 1)
        if view is not None and view.agent is not None and view.agent.consent is not None:
            view.agent.consent.take_focus()

    def find_text(self, text: str) -> int:
        """How often ``text`` stands in the turns; the first is shown, others by ``search``."""
        return self.search.find(text, self._states)

    @property
    def pending(self) -> bool:
        """Whether something is still to be put in its place."""
        return self._soon.isActive() or self._growth.pending

    # --- turns in and out ---

    def _place(self, ordinal: int) -> int:
        return next((n for n, state in enumerate(self._states) if state.ordinal == ordinal), len(self._states))

    def _cut(self, count: int) -> None:
        del self._states[count:]
        self._heights.cut(count)
        self._views.drop_from(count)
        self._sight.index = min(self._sight.index, max(0, count - 1))

    def _last_view(self) -> TurnView | None:
        """The view of the last turn, of which it shows the state as it is now; None where it is far away."""
        view = self._views.get(len(self._states) - 1)
        if view is not None:
            view.state = self._states[-1]
        return view

    def _dress(self, theme: Theme) -> None:
        self._looks = Looks(theme, self.font(), self._looks.offers)
        self._drop_views()
        self._estimate()
        self._schedule()

    # --- views ---

    def _view(self, index: int) -> TurnView:
        known = self._views.get(index)
        if known is not None:
            return known
        view = self._views.make(index, self._states[index], self._looks, self._width)
        self.search.mark(index, view)
        self._measure(index, view)
        return view

    def _measure(self, index: int, view: TurnView) -> None:
        self._heights[index] = max(1, view.heightForWidth(self._width))

    def _drop_views(self) -> None:
        self._tip.hide()
        self._views.drop_from(0)

    def _estimate(self) -> None:
        self._heights.reset(self._states, self._estimated)

    def _estimated(self, state: TurnState) -> int:
        metrics = QFontMetricsF(self._looks.font)
        return estimated_height(state, self.viewport().width(), metrics.averageCharWidth(), metrics.height())

    # --- where everything stands ---

    def _follow(self) -> None:
        self._sight.following = True
        self._schedule()

    def _schedule(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _go_to(self, index: int, offset: int) -> None:
        if index < len(self._states):
            self._sight.go_to(index, offset)
            self._arrange()

    def _arrange(self) -> None:
        """Make the views that are in sight, put them where they belong, and let go of those far away."""
        self._soon.stop()
        empty = not self._states
        if self._placeholder is not None:
            self._placeholder.setVisible(empty)
        # What stands here instead of turns scrolls by itself.
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff if empty else policies.ScrollBarAlwaysOn)
        if self._placeholder is not None:
            self._placeholder.setGeometry(self.viewport().rect())
        if empty:
            self._set_bar(0, 0)
            return
        until = time.monotonic() + _BUDGET_SECONDS
        room, height = self.viewport().width(), self.viewport().height()
        width = min(room, int(_LONGEST_LINE * QFontMetricsF(self._looks.font).averageCharWidth()))
        if width != self._width:
            self._width = width
            self._estimate()
        for index, view in self._views.items():
            self._measure(index, view)

        def ensure(index: int) -> bool:
            if index not in self._views and time.monotonic() > until:
                return False
            self._view(index)
            return True

        complete = self._sight.settle(height, len(self._states), ensure) and self._sight.surround(height, ensure)
        top = self._sight.top
        for index, view in self._views.items():
            view.setGeometry((room - width) // 2, self._heights.top(index) - top, width, self._heights[index])
            if self._sight.is_far(index, height) and not view.has_focus:
                self._views.drop(index)
        self._set_bar(max(0, self._heights.total - height), top)
        if not complete:
            self._soon.start()

    def _set_bar(self, most: int, value: int) -> None:
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, most)
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(3 * int(QFontMetricsF(self._looks.font).height()))
        bar.setValue(value)
        bar.setEnabled(most > 0)  # it keeps its place, so that the width stays as it is, and is not seen
        bar.blockSignals(False)
        self._value = bar.value()
        away = not self._sight.following and most - value > self.viewport().height() // 3
        self.latest.setVisible(away)
        if away:
            asks = self._states[-1].asks
            self.latest.setText(self.tr("The agent asks you") if asks else self.tr("Jump to the latest"))
            self.latest.adjustSize()
            x = (self.viewport().width() - self.latest.width()) // 2
            self.latest.move(x, self.viewport().height() - self.latest.height() - 10)
            self.latest.raise_()

    def _scrolled(self, value: int) -> None:
        self._tip.hide()
        step = value - self._value
        self._sight.following = value >= self.verticalScrollBar().maximum() - _NEAR
        if abs(step) > _JUMP * self.viewport().height():
            self._sight.jump(value)
        else:
            self._sight.offset += step
        self._arrange()

    # --- keys, sizes ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages and ends scroll; up and down go from turn to turn."""
        bar = self.verticalScrollBar()
        match Qt.Key(event.key()):
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - int(0.9 * bar.pageStep()))
            case Qt.Key.Key_PageDown:
                bar.setValue(bar.value() + int(0.9 * bar.pageStep()))
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                self._follow()
            case Qt.Key.Key_Up:
                self._focus_turn(-1)
            case Qt.Key.Key_Down:
                self._focus_turn(1)
            case _:
                super().keyPressEvent(event)

    def _focus_turn(self, step: int) -> None:
        """Give the focus to the turn before or after the one that has it, or else to one in sight."""
        here = next((n for n, view in self._views.items() if view.has_focus), None)
        index = self._sight.index if here is None else here + step
        if not 0 <= index < len(self._states):
            return
        known = self._views.get(index)
        if known is None or known.y() < 0 or known.geometry().bottom() > self.viewport().height():
            self._go_to(index, 0)
        self._view(index).setFocus(Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes into the last turn in sight, and from a turn out of here: Up and Down go between turns."""
        if forward and self.hasFocus() and self._states:
            seen = [n for n, view in self._views.items() if view.visibleRegion().boundingRect().height() > 0]
            self._view(max(seen, default=self._sight.index)).setFocus(Qt.FocusReason.TabFocusReason)
            return True
        beside = stop_beside(self, forward=forward)
        if beside is None:
            return super().focusNextPrevChild(forward)
        beside.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything gets another height."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window went away, or another program came before it: a tip does not stay alone."""
        if watched is self.viewport() and event.type() == QEvent.Type.Hide:
            self._tip.hide()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the width stays as it is
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self._tip = QuoteTip(self)
        self._links = LinkOpener(self)
        self._link_activated.connect(self._links.ask)
        names = (
            "cited", "evidence_chosen", "why_wanted", "pin", "drop", "edit", "again", "branch", "retry",
            "receipt_wanted", "route_chosen", "own_words", "version_chosen",
            "save_wanted", "collect_wanted", "sql_wanted", "replay",
        )  # fmt: skip
        signals = {name: getattr(self, name) for name in names} | {"link_activated": self._link_activated}
        self._views = TurnPool(self.viewport(), self._tip, signals, self._schedule)
        self.search = TurnSearch(self._views, self.viewport(), self._go_to)
        self.latest = QPushButton(self)
        self.latest.clicked.connect(self._follow)
        self.latest.hide()
        self._growth = Growth(self._last_view, self)
        self._growth.shown.connect(self._schedule)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._arrange)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.viewport().installEventFilter(self)
