"""What led to a chain's answer, apart from it: thoughts, calculations, the SQL; folded until a person wants them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from assistant.rich_text import Block, RichText, Span, visible
from gui.chat.looks import GLYPHS, Looks
from gui.chat.render import Writer
from gui.chat.text_view import TextView
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import language

if TYPE_CHECKING:
    from assistant.chain_offers import Offer
    from assistant.made import Step

# Of a longer step the beginning is shown; so many are laid out.
_CHARACTERS, _SHOWN = 4_000, 60
SQL = "sql"


class StepsView(QWidget):
    """Renders steps; which chain they are of gives their names."""

    toggled = Signal(bool)
    sql_wanted = Signal(str)  # the SQL, to be corrected

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._sql = ""
        self.head = QToolButton()
        self.head.setCheckable(True)
        self.head.setProperty("kind", "chip")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.head.toggled.connect(self._toggle)
        self.correct = QPushButton(self.tr("Correct the SQL"))
        self.correct.setProperty("kind", "link")
        self.correct.setToolTip(self.tr("Put the question with this SQL into the field, to be changed and run again"))
        self.correct.clicked.connect(lambda: self.sql_wanted.emit(self._sql))
        self.text = TextView()
        self.text.setAccessibleName(self.tr("Steps"))
        self.text.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.head)
        row.addWidget(self.correct)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(row)
        layout.addWidget(self.text)

    def show_state(self, state: TurnState, looks: Looks, offer: "Offer | None") -> None:
        """Show the steps that there are."""
        steps = state.steps
        self.setVisible(bool(steps))
        if not steps or (steps, offer, state.steps_open, state.state) == self._shown:
            return
        self._shown = (steps, offer, state.steps_open, state.state)
        wrong = sum(not step.ok for step in steps)
        text = self.tr("Steps: {}").format(len(steps))
        if wrong:
            text += f" · {GLYPHS['no']} " + self.tr("%n wrong", "", wrong)
        self.head.setText(f"{'▾' if state.steps_open else '▸'} {text}")
        self.head.setAccessibleName(text)
        self.head.blockSignals(True)
        self.head.setChecked(state.steps_open)
        self.head.blockSignals(False)
        self._sql = next((step.text for step in reversed(steps) if step.kind == SQL), "")
        self.correct.setVisible(bool(self._sql) and state.state != "running")
        self.text.setVisible(state.steps_open)
        if state.steps_open:
            self._fill(steps, looks, offer)

    def _fill(self, steps: "Sequence[Step]", looks: Looks, offer: "Offer | None") -> None:
        said = language()
        blocks: list[Block] = []
        for step in steps[-_SHOWN:]:
            name = step.kind if offer is None else offer.card.step(step.kind, said)
            mark = "" if step.ok else f" {GLYPHS['no']} " + self.tr("wrong")
            words = visible(step.text[:_CHARACTERS])
            if step.kind == SQL:
                blocks.append(Block("paragraph", (Span(name + mark, bold=True),)))
                blocks.append(Block("code", text=words))
            else:
                blocks.append(Block("paragraph", (Span(f"{name}{mark}: ", bold=True), Span(words))))
        self.text.begin(looks)
        Writer(self.text.document(), looks, self.text.targets).write(RichText(tuple(blocks)))
        self.text.grown()

    def _toggle(self, unfolded: bool) -> None:
        self.toggled.emit(unfolded)
