"""Why words were, or were not, among the evidence for the last question."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon
from gui.theme import Theme, Themes, set_kind

if TYPE_CHECKING:
    from assistant.library.why import Place, WhyReport

SHOWN_CHARACTERS = 160
SHOWN_TERMS = 12


class WhyView(QFrame):
    """A panel below the document."""

    use_as_evidence = Signal()
    closed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setAccessibleName(self.tr("Why not this?"))
        self.title = _label("heading")
        self.title.setText(self.tr("Why not this?"))
        self.quote = _label("muted")
        self.verdict = _label("heading")
        self.shared, self.missing, self.chunk = _label("muted"), _label("muted"), _label("small")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(3)
        self._cells: list[QLabel] = []
        self.use_button = QPushButton(self.tr("Use it as evidence"))
        self.use_button.setToolTip(self.tr("Ask the last question again with these words among the evidence."))
        self.use_button.clicked.connect(self.use_as_evidence)
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.use_button)
        head.addWidget(self.close_button)
        inside = QWidget()
        inside.setProperty("kind", "plain")
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.quote)
        body.addWidget(self.verdict)
        body.addLayout(self._grid)
        for label in (self.shared, self.missing, self.chunk):
            body.addWidget(label)
        body.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(head)
        layout.addWidget(area)
        themes.changed.connect(self._paint)
        self._paint(themes.current)

    def say(self, quote: str, sentence: str) -> None:
        """Show one sentence in the place of a report: that it is being worked out, or cannot be."""
        self._fill(quote, sentence, "heading")
        self.use_button.setEnabled(False)

    def show_report(self, quote: str, question: str, report: "WhyReport") -> None:
        """Show where the words stood."""
        good = report.verdict == "evidence"
        self._fill(quote, f"{'✓' if good else '✗'} {self._verdict(report)}", "positive" if good else "caution")
        self.use_button.setEnabled(not good)
        rankings = [
            (self.tr("By meaning"), report.dense),
            (self.tr("By words"), report.lexical),
            (self.tr("Both together"), report.fused),
        ]
        if report.sentence is not None:
            rankings.append((self.tr("Sentence"), report.sentence))
        for row, (name, place) in enumerate(rankings):
            cells = (name, self._rank(place), self._score(place), "✓" if place.taken else "✗")
            for column, text in enumerate(cells):
                label = _label("muted" if column in (0, 2) else "")
                label.setText(text)
                if column == 3:
                    label.setAccessibleName(self.tr("taken") if place.taken else self.tr("not taken"))
                    set_kind(label, "positive" if place.taken else "caution")
                self._grid.addWidget(label, row, column)
                self._cells.append(label)
        self._grid.setColumnStretch(1, 6)
        self._grid.setColumnStretch(2, 5)
        self.shared.setText(self.tr("Shares with the question: {}").format(_listed(report.shared) or "–"))
        self.missing.setText(self.tr("Lacks of the question: {}").format(_listed(report.missing) or "–"))
        passage = report.passage
        self.chunk.setText(
            self.tr("For “{}”. Its passage is number {}: {} characters from character {}.").format(
                " ".join(question.split()), passage.chunk_id, passage.end - passage.start, passage.start + 1
            )
        )
        for label in (self.shared, self.missing, self.chunk):
            label.show()

    def _fill(self, quote: str, verdict: str, kind: str) -> None:
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        shown = " ".join(quote.split())
        self.quote.setText(f"“{shown if len(shown) <= SHOWN_CHARACTERS else shown[: SHOWN_CHARACTERS - 1] + '…'}”")
        self.verdict.setText(verdict)
        set_kind(self.verdict, kind)
        for label in (self.shared, self.missing, self.chunk):
            label.hide()

    def _verdict(self, report: "WhyReport") -> str:
        fused, sentence = report.fused, report.sentence
        match report.verdict:
            case "evidence":
                return self.tr("It is among the evidence.")
            case "sentence_cutoff" if sentence is not None:
                return self.tr(
                    "Its passage was chosen, but other sentences were nearer to the question; {} were taken."
                ).format(sentence.cutoff_rank)
            case "passage_cutoff":
                return self.tr("Its passage was found at place {}, but only the first {} were looked at.").format(
                    fused.rank, fused.cutoff_rank
                )
            case "out_of_scope":
                return self.tr("Its document is not among those that were asked.")
            case _:
                return self.tr("Its passage was among the best of neither search.")

    def _rank(self, place: "Place") -> str:
        if place.rank is None:
            return self.tr("not ranked ({} are taken)").format(place.cutoff_rank)
        return self.tr("place {} ({} are taken)").format(place.rank, place.cutoff_rank)

    def _score(self, place: "Place") -> str:
        if place.cutoff_score is None:
            return self.tr("score {}").format(f"{place.score:.3f}")
        return self.tr("score {}, last taken {}").format(f"{place.score:.3f}", f"{place.cutoff_score:.3f}")

    def _paint(self, theme: Theme) -> None:
        self.close_button.setIcon(icon("cross", theme))


def _label(kind: str) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("kind", kind)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _listed(words: tuple[str, ...]) -> str:
    shown = ", ".join(" ".join(word.split()) for word in words[:SHOWN_TERMS])
    return shown + (" …" if len(words) > SHOWN_TERMS else "")
