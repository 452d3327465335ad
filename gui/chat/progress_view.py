"""How far a chain is: what it does, with what, how many of how many, and how many of them an earlier run had made."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from gui.chat.evidence_view import one_line
from gui.chat.turn_state import TurnState
from gui.chat.turn_texts import language
from gui.elided import ElidedLabel

if TYPE_CHECKING:
    from assistant.chain_offers import Offer

_STEPS = 1000


class ProgressView(QWidget):
    """Shown while a chain runs and has told how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ElidedLabel()
        self.line.setProperty("kind", "muted")
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.bar)

    def show_state(self, state: TurnState, offer: "Offer | None") -> None:
        """Show how far the turn is; nothing where that is not known."""
        progress = state.progress
        self.setVisible(state.state == "running" and progress is not None)
        if progress is None:
            return
        stage = progress.stage if offer is None else offer.card.stage(progress.stage, language())
        label = one_line(progress.label)
        parts = [self.tr("{stage}: {label}").format(stage=stage, label=label) if label else stage]
        if progress.total:
            parts.insert(0, self.tr("{done} of {total}").format(done=progress.done, total=progress.total))
        if progress.kept:
            parts.insert(1, self.tr("{} taken from before").format(progress.kept))
        line = " · ".join(parts)
        self.line.setText(line)
        if progress.total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, _STEPS * progress.done // progress.total))
        else:
            self.bar.setRange(0, 0)
        self.bar.setAccessibleName(line)
