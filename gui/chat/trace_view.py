"""The steps of an agent as they come, and folded to a line each when it is done; each can be opened again."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from assistant.rich_text import RichText
from gui.chat.action_texts import SIGNS, STOPPED, cost_text, is_cut, step_blocks, step_line, time_text
from gui.chat.looks import Looks
from gui.chat.render import Writer
from gui.chat.text_view import TextView
from gui.chat.turn_state import TurnState
from gui.plain_text import plain_label, plain_tip
from gui.theme import Theme

if TYPE_CHECKING:
    from assistant.made import Action

_WHEEL = "◐◓◑◒"
_TURN_MILLISECONDS = 250
# So long steps are opened in one go; the rest waits for the next turn of the event loop.
_BUDGET_SECONDS = 0.015
_PAD = 2


class TraceView(QWidget):
    """Renders ``TurnState.actions``; which of them are open stands in ``TurnState.opened``."""

    cited = Signal(int)  # the number of a quote, from 1
    cite_hovered = Signal(int, QPoint)
    menu_wanted = Signal(QPoint)
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: TurnState | None = None
        self._looks: Looks | None = None
        self.steps: list[StepView] = []
        self.head = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.head.setProperty("kind", "small")
        self.open_all = QPushButton(self.tr("Open all"))
        self.fold_all = QPushButton(self.tr("Fold all"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.head)
        for button in (self.open_all, self.fold_all):
            button.setProperty("kind", "link")
            row.addWidget(button)
        row.addStretch()
        self.open_all.clicked.connect(lambda: self._fold_all(opened=True))
        self.fold_all.clicked.connect(lambda: self._fold_all(opened=False))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addLayout(row)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._show_rest)
        self._wheel = QTimer(self, interval=_TURN_MILLISECONDS)
        self._wheel.timeout.connect(self._turn)
        self.setAccessibleName(self.tr("Steps"))

    def show_state(self, state: TurnState, looks: Looks) -> None:
        """Show the steps that there are; those that are shown already stay as they are."""
        actions = state.actions
        self._state, self._looks = state, looks
        self.setVisible(bool(actions))
        until = time.monotonic() + _BUDGET_SECONDS
        while len(self.steps) > len(actions):
            step = self.steps.pop()
            step.hide()
            step.deleteLater()
        for place, action in enumerate(actions):
            if place == len(self.steps):
                self.steps.append(self._made_step(place))
            waits = place == len(actions) - 1 and state.asks
            opened = state.is_open(action.number)
            if opened and time.monotonic() > until:
                self._rest.start()
                opened = self.steps[place].opened
            over = state.state != "running" and action.state == "running"
            self.steps[place].show_action(action, looks, len(state.evidence), opened=opened, waits=waits, stopped=over)
        self._spin()
        self._show_head(actions)

    def showEvent(self, event: QShowEvent) -> None:
        """The mark of activity goes on."""
        super().showEvent(event)
        self._spin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it turn."""
        self._wheel.stop()
        super().hideEvent(event)

    # --- inside ---

    @property
    def _runs(self) -> bool:
        state = self._state
        if state is None or state.state != "running" or not state.actions:
            return False
        return state.actions[-1].state == "running" and not state.asks

    def _made_step(self, place: int) -> "StepView":
        step = StepView(self)
        step.toggled.connect(self._toggle)
        step.whole_wanted.connect(self.grown)
        step.cited.connect(self.cited)
        step.cite_hovered.connect(self.cite_hovered)
        step.menu_wanted.connect(self.menu_wanted)
        self._layout.insertWidget(place + 1, step)
        return step

    def _show_head(self, actions: "Sequence[Action]") -> None:
        seconds = sum(action.seconds for action in actions)
        text = self.tr("%n step(s)", "", len(actions))
        self.head.setText(" · ".join(part for part in (text, time_text(seconds)) if part))
        shown = [self._state is not None and self._state.is_open(action.number) for action in actions]
        self.open_all.setVisible(not all(shown))
        self.fold_all.setVisible(any(shown))

    def _toggle(self, opened: bool) -> None:
        step = self.sender()
        if self._state is None or self._looks is None or not isinstance(step, StepView) or step.action is None:
            return
        self._state.opened[step.action.number] = opened
        self.show_state(self._state, self._looks)
        self.grown.emit()

    def _show_rest(self) -> None:
        if self._state is not None and self._looks is not None:
            self.show_state(self._state, self._looks)
            self.grown.emit()

    def _fold_all(self, *, opened: bool) -> None:
        if self._state is None or self._looks is None:
            return
        for action in self._state.actions:
            self._state.opened[action.number] = opened
        kept = self.fold_all if self.open_all.hasFocus() else self.open_all if self.fold_all.hasFocus() else None
        self.show_state(self._state, self._looks)
        if kept is not None:  # the button that had the focus has gone
            kept.setFocus()
        self.grown.emit()

    def _spin(self) -> None:
        if self._runs and self.isVisible():
            if not self._wheel.isActive():
                self._wheel.start()
            self._turn()
        else:
            self._wheel.stop()

    def _turn(self) -> None:
        if self.steps and self._state is not None:
            self.steps[-1].turn(time.monotonic() - self._state.step_began)


class StepView(QWidget):
    """One step: a line that opens and folds, and what it is about; that is made when it is opened."""

    toggled = Signal(bool)
    whole_wanted = Signal()
    cited = Signal(int)
    cite_hovered = Signal(int, QPoint)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.action: Action | None = None
        self._shown: object = None
        self._looks: Looks | None = None
        self._quotes = 0
        self._whole = False
        self.opened = False
        self.head = StepHead()
        self.head.clicked.connect(lambda: self.toggled.emit(not self.opened))
        self.text: TextView | None = None
        self.cost: QLabel | None = None
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.head)

    def show_action(
        self, action: "Action", looks: Looks, quotes: int, *, opened: bool, waits: bool = False, stopped: bool = False
    ) -> None:
        """Show this one.

        Args:
            quotes: how many quotes the turn has.
            opened: all of it, or its line alone.
            waits: for the person's word.
            stopped: before it had ended.
        """
        shown = action, looks, quotes, opened, waits, stopped
        if shown == self._shown:
            return
        self._shown = shown
        self.action, self._looks, self._quotes, self.opened = action, looks, quotes, opened
        sign = STOPPED if stopped else SIGNS[action.state]
        self._show_line(sign, step_line(action, waits=waits, stopped=stopped))
        if opened and (self.text is None or self.cost is None):
            self._make_body()
        if self.text is not None and self.cost is not None:
            self.text.setVisible(opened)
            self.cost.setText(cost_text(action))
            self.cost.setVisible(opened and bool(self.cost.text()))
        if opened:
            self._fill()

    def _make_body(self) -> None:
        """Most steps are never opened."""
        self.text = TextView()
        self.text.more_wanted.connect(self._show_whole)
        self.text.cited.connect(self.cited)
        self.text.cite_hovered.connect(self.cite_hovered)
        self.text.menu_wanted.connect(self.menu_wanted)
        self.cost = plain_label("small")
        body = QVBoxLayout()
        body.setContentsMargins(22, 0, 8, 4)
        body.setSpacing(3)
        body.addWidget(self.text)
        body.addWidget(self.cost)
        self._layout.addLayout(body)

    def turn(self, seconds: float) -> None:
        """It still runs: turn its mark, and say for how long."""
        if self.action is not None and self.action.state == "running":
            place = int(seconds * 1000 / _TURN_MILLISECONDS) % len(_WHEEL)
            self._show_line(_WHEEL[place], step_line(self.action, round(seconds, 1)))

    def _show_line(self, sign: str, line: str) -> None:
        if self._looks is not None:
            self.head.set_line(f"{'▾' if self.opened else '▸'} {sign} ", line, self._looks.theme)
        ended = self.tr("is running") if self.action is not None and self.action.state == "running" else ""
        fold = self.tr("open") if self.opened else self.tr("folded")
        name = self.tr("Step {}").format(line)
        self.head.setAccessibleName(", ".join(part for part in (name, ended, fold) if part))

    def _show_whole(self) -> None:
        self._whole = True
        self._fill()
        if self.text is not None:
            self.text.setFocus()
        self.whole_wanted.emit()

    def _fill(self) -> None:
        if self.action is None or self._looks is None or self.text is None:
            return
        self.text.setAccessibleName(self.tr("Step {}").format(self.action.number))
        self.text.begin(self._looks)
        writer = Writer(self.text.document(), self._looks, self.text.targets)
        writer.write(RichText(tuple(step_blocks(self.action, self._quotes, whole=self._whole))))
        if is_cut(self.action) and not self._whole:
            text = self.tr("Show all of it ({} characters)")
            writer.anchor(text.format(f"{len(self.action.observation):,}"), "more:0")
        self.text.grown()


class StepHead(QAbstractButton):
    """A line as wide as there is room, cut in its middle: its end tells what came of it, its tip has all of it.

    It paints itself: a conversation has many of them, and a styled button takes the time of ten.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._line = "", ""
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_line(self, sign: str, line: str, theme: Theme) -> None:
        """Show this line behind a sign."""
        if (sign, line, theme) != (self._sign, self._line, self._theme):
            self._sign, self._line, self._theme = sign, line, theme
            self.setText((sign + line).replace("&", "&&"))
            self.setToolTip(plain_tip(line))
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, self.fontMetrics().height() + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """It gets as narrow as it must."""
        return QSize(30, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line on its ground, with a border where the focus is."""
        if self._theme is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() or self.isDown() or self.hasFocus():
                painter.setPen(self._theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
                ground = "pressed" if self.isDown() else "hover" if self.underMouse() else None
                painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else self._theme.color(ground))
                painter.drawRoundedRect(self.rect().adjusted(1, 0, -1, -1), 5, 5)
            painter.setPen(self._theme.color("text"))
            inner = self.rect().adjusted(3 * _PAD, 0, -3 * _PAD, 0)
            painter.drawText(
                inner, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self._elided(inner.width())
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _elided(self, width: int) -> str:
        metrics = self.fontMetrics()
        room = max(0, width - metrics.horizontalAdvance(self._sign))
        # No more is measured than can be seen; letters without a font are looked for in all of them.
        most = max(8, 2 * room // max(1, metrics.averageCharWidth()))
        line = self._line if len(self._line) <= most else f"{self._line[: most // 2]}…{self._line[-most // 2 :]}"
        return self._sign + metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room)
