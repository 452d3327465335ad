"""One model's card: what it is, under which licence, and whether it fits in memory with the chosen context."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSlider, QSpinBox, QVBoxLayout, QWidget

from gui.elided import ElidedLabel
from gui.library.texts import language_name
from gui.models.words import memory_text, parameters_text, size_text, starter_weaknesses, tokens_text
from gui.plain_text import PlainText, plain_tip
from gui.theme import Themes, make_roomy, set_kind

if TYPE_CHECKING:
    from assistant.models.cards import ModelCard

STEP = 512
LEAST_CONTEXT = 1024


class CardView(QWidget):
    """Shows a card, and lets its context be chosen.

    Args:
        themes: of the application.
        language: of the errors' texts.
    """

    context_changed = Signal()

    def __init__(self, themes: Themes, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._card: ModelCard | None = None
        self.name = ElidedLabel()
        set_kind(self.name, "title")
        self.facts = QFormLayout()
        self.facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.facts.setHorizontalSpacing(themes.pixels(16))
        self.facts.setVerticalSpacing(themes.pixels(4))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Context window"))
        self.spin = QSpinBox(singleStep=STEP)
        self.spin.setGroupSeparatorShown(True)
        make_roomy(self.spin)
        self.spin.setAccessibleName(self.tr("Context window in tokens"))
        self.spin.setSuffix(self.tr(" tokens"))
        self.slider.valueChanged.connect(self._slid)
        self.spin.valueChanged.connect(self._set_context)
        self._context = QWidget()
        context = QHBoxLayout(self._context)
        context.setContentsMargins(0, 0, 0, 0)
        head = QLabel(self.tr("&Context"))
        head.setBuddy(self.spin)
        context.addWidget(head)
        context.addWidget(self.slider, stretch=1)
        context.addWidget(self.spin)
        self.fit = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.warning = PlainText(name=self.tr("Warnings"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(themes.pixels(10))
        layout.addWidget(self.name)
        layout.addLayout(self.facts)
        layout.addWidget(self._context)
        layout.addWidget(self.fit)
        layout.addWidget(self.warning)
        layout.addStretch()

    @property
    def context_tokens(self) -> int:
        """What was chosen."""
        return self.spin.value()

    @property
    def usable(self) -> bool:
        """Whether the model can be loaded with this context."""
        card = self._card
        return card is not None and not card.problem and card.needed_with(self.spin.value()) <= card.available_bytes

    def show_card(self, card: "ModelCard") -> None:
        """Show another one."""
        self._card = card
        self.name.setText(card.name)
        self.name.setToolTip(plain_tip(card.name))
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for label, value in self._facts(card):
            head = QLabel(label, textFormat=Qt.TextFormat.PlainText)
            set_kind(head, "muted")
            text = QLabel(value, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            text.setAccessibleName(f"{label}: {value}")
            self.facts.addRow(head, text)
        most = max(LEAST_CONTEXT, card.trained_tokens or card.context_tokens)
        for control in (self.slider, self.spin):
            control.blockSignals(True)
        self.spin.setRange(min(LEAST_CONTEXT, most), most)
        self.slider.setRange(-(-self.spin.minimum() // STEP), most // STEP)
        self.spin.setValue(card.context_tokens)
        self.slider.setValue(card.context_tokens // STEP)
        for control in (self.slider, self.spin):
            control.blockSignals(False)
        self._context.setVisible(not card.problem)
        self.warning.set_text("\n".join(self._warnings(card)))
        self.warning.setVisible(bool(self._warnings(card)))
        self._show_fit()

    def _facts(self, card: "ModelCard") -> list[tuple[str, str]]:
        unknown = self.tr("not stated")
        kind = self.tr("{architecture}, {parameters} parameters")
        return [
            (self.tr("Kind"), kind.format(architecture=card.architecture, parameters=parameters_text(card.parameters))),
            (self.tr("Size"), f"{size_text(card.file_bytes)}, {card.quantization}"),
            (self.tr("Made for"), tokens_text(card.trained_tokens) if card.trained_tokens else unknown),
            (self.tr("Licence"), " ".join(filter(None, (card.licence, card.licence_link))) or unknown),
            (self.tr("Made by"), card.author or unknown),
            (self.tr("Languages"), ", ".join(language_name(code) for code in card.languages) or unknown),
        ]

    def _warnings(self, card: "ModelCard") -> list[str]:
        refusal = card.refusal if card.problem else None
        if refusal is not None:
            return [f"✗ {refusal.message(self._language)}", refusal.hint(self._language)]
        lines = [f"• {text}" for text in starter_weaknesses()] if card.path is None else []
        if not card.chat:
            lines.append("• " + self.tr("It brings no chat template; a common one stands in. It may answer oddly."))
        if card.path is not None and not card.licence:
            lines.append("• " + self.tr("Its file does not state a licence: look where you got it."))
        return lines

    def _slid(self, steps: int) -> None:
        self.spin.setValue(min(max(steps * STEP, self.spin.minimum()), self.spin.maximum()))

    def _set_context(self, tokens: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(tokens // STEP)
        self.slider.blockSignals(False)
        self._show_fit()
        self.context_changed.emit()

    def _show_fit(self) -> None:
        card = self._card
        if card is None or card.problem:
            self.fit.hide()
            return
        text = memory_text(card, self.spin.value())
        fits = card.needed_with(self.spin.value()) <= card.available_bytes
        if not fits and card.largest_context:
            text += ". " + self.tr("It fits with up to {}.").format(tokens_text(card.largest_context))
        elif not fits:
            text += ". " + self.tr("It does not fit.")
        self.fit.setText(f"{'✓' if fits else '✗'} {text}")
        set_kind(self.fit, "positive" if fits else "negative")
        self.fit.show()
