"""The context window as one bar: what takes how many of its tokens, live while a question is typed."""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from assistant.events import Receipt
from gui.chat.receipt_parts import PARTS, Part, Shares, shares
from gui.plain_text import plain_tip
from gui.theme import Themes

BAR_HEIGHT = 12
GAP = 4
SWATCH = 9
# A part that takes a hundredth of the window is still seen; what is free gives way.
LEAST_WIDTH = 7.0


class ReceiptBar(QWidget):
    """A stacked bar with its legend. Each part has a colour, a pattern, and its figure in words."""

    opened = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._receipt = Receipt()
        self._shares: Shares | None = None
        self._reason = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Context receipt"))
        self.setMouseTracking(True)
        themes.changed.connect(self._look)
        self.show_reason(self.tr("Ask, and see here what the model reads."))

    # --- what it shows ---

    def show_receipt(self, receipt: Receipt, *, written: bool) -> None:
        """Show what is about to go into the window, or what did.

        Args:
            written: the answer has ended.
        """
        if not receipt.context_tokens or receipt.of_calls:
            self.show_reason(calls_text(receipt))
            return
        self._receipt = receipt
        self._shares = shares(receipt, written)
        self._reason = ""
        self.setAccessibleDescription(self._description())
        self.update()

    def show_reason(self, reason: str) -> None:
        """There is no receipt, and this is why."""
        self._shares = None
        self._reason = reason
        self.setAccessibleDescription(reason)
        self.update()

    @property
    def parts(self) -> Shares | None:
        """The figures that are shown."""
        return self._shares

    @property
    def total(self) -> str:
        """Used of all."""
        if self._shares is None:
            return ""
        text = self.tr("{used} of {all} tokens")
        return text.format(used=_number(self._shares.used), all=_number(self._shares.context))

    # --- Qt ---

    def sizeHint(self) -> QSize:
        """A bar, and a line of text below it."""
        return QSize(300, self.fontMetrics().height() + BAR_HEIGHT + GAP + 4)

    def minimumSizeHint(self) -> QSize:
        """It may be narrow, and then leaves words out."""
        return QSize(120, self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the receipt."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The part under the pointer, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(event.pos().x())
            text = self._description() if part is None else self._sentence(part)
            tip = plain_tip(text + "\n" + self.tr("Click for every part (Ctrl+I)"))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def part_at(self, x: float) -> Part | None:
        """The part whose segment lies there."""
        for part, segment in self._segments():
            if segment.left() <= x < segment.right():
                return part
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme = self._themes.current
            bar = self._bar()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("free"))
            painter.drawRoundedRect(bar, 3, 3)
            for part, segment in self._segments():
                if part != "free":
                    painter.fillRect(segment, theme.color(part))
                    _draw_pattern(painter, part, segment, theme.color("surface"))
                    painter.fillRect(
                        QRectF(segment.right() - 1, segment.top(), 1, segment.height()), theme.color("panel")
                    )
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(bar.adjusted(-1, -1, 1, 1), 4, 4)
            self._draw_words(painter)

    # --- inside ---

    def _bar(self) -> QRectF:
        return QRectF(2, 2, max(0, self.width() - 4), BAR_HEIGHT)

    def _segments(self) -> list[tuple[Part, QRectF]]:
        """Each part and its place, in proportion, but none so narrow that it is not seen."""
        if self._shares is None:
            return []
        bar = self._bar()
        wanted = [(part, self._shares.of(part)) for part in PARTS[:-1] if self._shares.of(part)]
        widths = [max(LEAST_WIDTH, bar.width() * tokens / self._shares.context) for _, tokens in wanted]
        shrink = min(1.0, bar.width() / sum(widths)) if widths else 1.0
        found: list[tuple[Part, QRectF]] = []
        x = bar.left()
        for (part, _), width in zip(wanted, widths, strict=True):
            found.append((part, QRectF(x, bar.top(), width * shrink, bar.height())))
            x += width * shrink
        if self._shares.free and bar.right() > x:
            found.append(("free", QRectF(x, bar.top(), bar.right() - x, bar.height())))
        return found

    def _draw_words(self, painter: QPainter) -> None:
        """The total at the right; to its left the reason, or as much of the legend as there is room for."""
        theme, metrics = self._themes.current, self.fontMetrics()
        baseline = 2 + BAR_HEIGHT + GAP + metrics.ascent()
        painter.setPen(theme.color("muted"))
        total_width = metrics.horizontalAdvance(self.total)
        room = self.width() - 4 - total_width - 12
        painter.drawText(QPointF(self.width() - 2 - total_width, baseline), self.total)
        if self._shares is None:
            text = metrics.elidedText(self._reason, Qt.TextElideMode.ElideRight, max(0, self.width() - 4))
            painter.drawText(QPointF(2, baseline), text)
            return
        x = 2.0
        for part in self._legend(room):
            swatch = QRectF(x, baseline - (metrics.capHeight() + SWATCH) / 2, SWATCH, SWATCH)
            painter.fillRect(swatch, theme.color(part))
            _draw_pattern(painter, part, swatch, theme.color("surface"))
            painter.setPen(theme.color("muted"))
            text = self._label(part)
            painter.drawText(QPointF(x + SWATCH + 4, baseline), text)
            x += SWATCH + 4 + metrics.horizontalAdvance(text) + 10

    def _legend(self, room: float) -> list[Part]:
        """The parts that are named, the largest first to stay where not all can."""
        assert self._shares is not None
        metrics = self.fontMetrics()
        kept: set[Part] = set()
        for part in sorted(PARTS[:-1], key=lambda part: -self._shares.of(part) if self._shares else 0):
            width = SWATCH + 4 + metrics.horizontalAdvance(self._label(part)) + 10
            if self._shares.of(part) and width <= room:
                kept.add(part)
                room -= width
        return [part for part in PARTS if part in kept]

    def _label(self, part: Part) -> str:
        assert self._shares is not None
        return f"{part_name(part, self._shares.written)} {_number(self._shares.of(part))}"

    def _sentence(self, part: Part) -> str:
        assert self._shares is not None
        text = self.tr("{part}: {tokens} tokens, {percent} % of the context")
        tokens = self._shares.of(part)
        percent = round(100 * tokens / self._shares.context)
        return text.format(part=part_name(part, self._shares.written), tokens=_number(tokens), percent=percent)

    def _description(self) -> str:
        if self._shares is None:
            return self._reason
        told = [self.total, *(self._sentence(part) for part in PARTS if self._shares.of(part))]
        if self._shares.written:
            text = self.tr("{evaluated} tokens were evaluated, {reused} reused, {written} written")
            receipt = self._receipt
            told.append(
                text.format(
                    evaluated=_number(receipt.evaluated),
                    reused=_number(receipt.reused),
                    written=_number(receipt.answer),
                )
            )
        if self._receipt.dropped:
            told.append(self.tr("%n piece(s) left out", "", len(self._receipt.dropped)))
        return "\n".join(told)

    def _look(self) -> None:
        self.updateGeometry()
        self.update()


def part_name(part: Part, written: bool = False) -> str:
    """What a part is called."""
    names: dict[Part, str] = {
        "instructions": QCoreApplication.translate("ReceiptBar", "Instructions"),
        "history": QCoreApplication.translate("ReceiptBar", "History"),
        "evidence": QCoreApplication.translate("ReceiptBar", "Evidence"),
        "question": QCoreApplication.translate("ReceiptBar", "Question"),
        "answer": QCoreApplication.translate("ReceiptBar", "Answer")
        if written
        else QCoreApplication.translate("ReceiptBar", "Room for the answer"),
        "free": QCoreApplication.translate("ReceiptBar", "Free"),
    }
    return names[part]


def calls_text(receipt: Receipt) -> str:
    """What a chain's calls of the model have taken together, in one sentence."""
    if not receipt.of_calls:
        return QCoreApplication.translate("ReceiptBar", "The model was not asked: nothing went into its context.")
    text = QCoreApplication.translate(
        "ReceiptBar",
        "The chain's calls of the model read {read} tokens and wrote {written}, each in a context of {all}.",
    )
    return text.format(
        read=_number(receipt.evaluated), written=_number(receipt.answer), all=_number(receipt.context_tokens)
    )


def _number(tokens: int) -> str:
    return f"{tokens:,}"


def _draw_pattern(painter: QPainter, part: Part, place: QRectF, color: QColor) -> None:
    """Lines over a part's colour, so that the parts differ without it."""
    styles = {
        "history": Qt.BrushStyle.BDiagPattern,
        "question": Qt.BrushStyle.VerPattern,
        "answer": Qt.BrushStyle.Dense6Pattern,
    }
    style = styles.get(part)
    if style is not None:
        color.setAlpha(120)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        brush = painter.brush()
        brush.setStyle(style)
        painter.fillRect(place, brush)
        painter.restore()
