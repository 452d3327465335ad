"""What a chain has made beside its words: how much it read, what a person must know, a chart, a table, its steps."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.chat.chart_view import ChartView, drawn
from gui.chat.evidence_view import breakable, one_line
from gui.chat.looks import GLYPHS, Looks
from gui.chat.steps_view import StepsView
from gui.chat.table_view import ResultTable
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import language
from gui.theme import set_kind

if TYPE_CHECKING:
    from assistant.chain_offers import Offer
    from assistant.made import Made

_NOTE = 400


class MadeView(QWidget):
    """Renders ``TurnState.made``; the parts that it has not are not made."""

    cited = Signal(int)
    save_wanted = Signal()
    collect_wanted = Signal()
    sql_wanted = Signal(str)
    steps_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: Made | None = None
        self.chart: ChartView | None = None
        self.table: ResultTable | None = None
        self.read = self._label("small")
        self.notes = self._label("small")
        self.steps = StepsView()
        self.steps.toggled.connect(self.steps_toggled)
        self.steps.sql_wanted.connect(self.sql_wanted)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(7)
        for widget in (self.read, self.notes, self.steps):
            self._layout.addWidget(widget)

    def show_state(self, state: TurnState, looks: Looks) -> None:
        """Show what has been made so far."""
        made = state.made
        offer = looks.offer(made.chain if made is not None else chain_of(state))
        self.setVisible(made is not None or bool(state.steps))
        self.steps.show_state(state, looks, offer)
        if made is None:
            self.read.hide()
            self.notes.hide()
        else:
            self._show_notes(made, offer)
            if made is not self._made and made != self._made:
                self._made = made
                self._show_parts(made, looks)
            if self.table is not None:
                self.table.collect_button.setVisible(any(entry.labels for entry in made.labels))
                self.table.collect_button.setEnabled(state.state != "running")

    def _show_notes(self, made: "Made", offer: "Offer | None") -> None:
        self.read.setVisible(made.read is not None)
        if made.read is not None:
            done, whole = made.read
            sign = GLYPHS["yes"] if done >= whole else GLYPHS["partly"]
            self.read.setText(f"{sign} " + self.tr("{done} of {all} read").format(done=f"{done:,}", all=f"{whole:,}"))
            kind = "small" if done >= whole else "caution"
            if self.read.property("kind") != kind:
                set_kind(self.read, kind)
        said = language()
        lines = [note.code if offer is None else offer.note(note, said) for note in made.notes]
        self.notes.setText("\n".join(f"• {breakable(one_line(line)[:_NOTE])}" for line in lines))
        self.notes.setVisible(bool(lines))

    def _show_parts(self, made: "Made", looks: Looks) -> None:
        chart = drawn(made)
        if self.chart is not None:
            self._layout.removeWidget(self.chart)
            self.chart.deleteLater()
            self.chart = None
        if chart is not None:
            self.chart = ChartView(chart, looks.theme)
            self._layout.insertWidget(0, self.chart)
        if made.table is None or not made.table.columns:
            if self.table is not None:
                self.table.hide()
            return
        if self.table is None:
            self.table = ResultTable()
            self.table.cited.connect(self.cited)
            self.table.save_wanted.connect(self.save_wanted)
            self.table.collect_wanted.connect(self.collect_wanted)
            self._layout.insertWidget(0 if self.chart is None else 1, self.table)
        self.table.show()
        self.table.show_table(made.table, looks)

    @staticmethod
    def _label(kind: str) -> QLabel:
        label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        label.setProperty("kind", kind)
        label.hide()
        return label


def chain_of(state: TurnState) -> str | None:
    """The chain that works on a turn, as far as its way says so."""
    return {"all": "list"}.get(state.route or "", state.route)
