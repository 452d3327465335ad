"""A chart of two columns of a chain's table: bars with their labels and values, or a line over time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.chat.evidence_view import one_line
from gui.plain_text import plain_tip
from gui.theme import Theme

if TYPE_CHECKING:
    from assistant.made import Made

LEAST, MOST = 2, 30
_TALLEST, _LINE_HEIGHT = 20, 170
_GAP = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One bar, or one point of a line.

    Attributes:
        text: the value as the table shows it.
    """

    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart shows.

    Attributes:
        name: of the column with the values.
    """

    kind: Literal["bar", "line"]
    name: str
    points: tuple[Point, ...]


def drawn(made: "Made") -> Drawn | None:
    """The chart of what a chain has made; None where it has none, or one of too few or too many points."""
    chart, table = made.chart, made.table
    if chart is None or table is None or chart.label not in table.columns or chart.value not in table.columns:
        return None
    label, value = table.columns.index(chart.label), table.columns.index(chart.value)
    points = []
    for row in table.rows[: MOST + 1]:
        number = row[value].value
        if isinstance(number, int | float) and not isinstance(number, bool):
            points.append(Point(one_line(row[label].text)[:80], float(number), one_line(row[value].text)[:40]))
    return Drawn(chart.kind, one_line(chart.value), tuple(points)) if LEAST <= len(points) <= MOST else None


class ChartView(QWidget):
    """Paints a chart; each value stands in it as text, too."""

    def __init__(self, chart: Drawn, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self._theme = theme
        self._spots: list[tuple[QRectF, Point]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Chart: {}").format(chart.name))
        told = [f"{point.label}: {point.text}" for point in chart.points]
        self.setAccessibleDescription("; ".join(told))

    def sizeHint(self) -> QSize:
        """A line for each bar; a line chart has one height."""
        metrics = self.fontMetrics()
        head = metrics.height() + _GAP
        if self._chart.kind == "line":
            return QSize(200, head + max(_LINE_HEIGHT, 8 * metrics.height()))
        return QSize(200, head + len(self._chart.points) * self._row + _GAP)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it must be."""
        return QSize(60, self.sizeHint().height())

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() + 6

    def event(self, event: QEvent) -> bool:
        """What is under the pointer, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = next((point for spot, point in self._spots if spot.contains(event.pos())), None)
            text = "" if found is None else f"{found.label}: {found.text}"
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = self.fontMetrics()
            painter.setPen(self._theme.color("muted"))
            name = metrics.elidedText(self._chart.name, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, metrics.ascent()), name)
            top = metrics.height() + _GAP
            place = QRectF(0, top, self.width(), self.height() - top)
            self._spots = self._bars(painter, place) if self._chart.kind == "bar" else self._line(painter, place)

    def _bars(self, painter: QPainter, place: QRectF) -> list[tuple[QRectF, Point]]:
        metrics, theme, points = self.fontMetrics(), self._theme, self._chart.points
        labels = min(int(place.width() * 0.38), max(metrics.horizontalAdvance(point.label) for point in points))
        texts = max(metrics.horizontalAdvance(point.text) for point in points) + _GAP
        room = max(20.0, place.width() - labels - _GAP - texts)
        least, most = min(0.0, *(point.value for point in points)), max(0.0, *(point.value for point in points))
        scale = room / ((most - least) or 1.0)
        # The text of a negative bar stands at the right of zero, where there is room for it.
        zero = place.left() + labels + _GAP - least * scale
        spots = []
        for number, point in enumerate(points):
            row = QRectF(place.left(), place.top() + number * self._row, place.width(), self._row)
            painter.setPen(theme.color("text"))
            shown = metrics.elidedText(point.label, Qt.TextElideMode.ElideRight, labels)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(row.left(), row.top(), labels, row.height()), right, shown)
            length = point.value * scale
            bar = QRectF(min(zero, zero + length), row.top() + 3, max(1.0, abs(length)), row.height() - 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if point.value >= 0 else "negative"))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(theme.color("text"))
            text = QRectF(max(zero, bar.right()) + 4, row.top(), texts, row.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, point.text)
            spots.append((row, point))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(zero, place.top()), QPointF(zero, place.top() + len(points) * self._row))
        return spots

    def _line(self, painter: QPainter, place: QRectF) -> list[tuple[QRectF, Point]]:
        metrics, theme, points = self.fontMetrics(), self._theme, self._chart.points
        values = [point.value for point in points]
        least, most = min(values), max(values)
        if 0 < least < 0.5 * most:
            least = 0.0
        least -= 0.15 * (most - least)  # room for what stands below the lowest points
        span = (most - least) or 1.0
        edge = max(metrics.horizontalAdvance(point.text) for point in (points[0], points[-1])) / 2 + 4
        edge = max(edge, min(60.0, metrics.horizontalAdvance(points[-1].label) / 2 + 2))
        box = place.adjusted(edge, metrics.height() + 4, -edge, -(metrics.height() + 6))
        step = box.width() / max(1, len(points) - 1)
        spots = [
            QPointF(box.left() + number * step, box.bottom() - (point.value - least) / span * box.height())
            for number, point in enumerate(points)
        ]
        painter.setPen(QPen(theme.color("border"), 1))
        for part in range(3):
            y = box.bottom() - part * box.height() / 2
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF(spots))
        painter.setBrush(theme.color("accent"))
        labels = [metrics.elidedText(point.label, Qt.TextElideMode.ElideRight, 110) for point in points]
        # The last label is always told: the others end before it.
        end = self.width() - metrics.horizontalAdvance(labels[-1]) - 8
        labels_to = above_to = below_to = place.left()
        for number, (spot, point) in enumerate(zip(spots, points, strict=True)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(spot, 3, 3)
            painter.setPen(theme.color("text"))
            beside = values[max(0, number - 1)] + values[min(len(values) - 1, number + 1)]
            if 2 * point.value < beside and spot.y() < box.bottom() - metrics.height():  # in a valley: below the line
                below_to = self._centred(painter, point.text, spot.x(), spot.y() + metrics.ascent() + 4, below_to)
            else:
                above_to = self._centred(painter, point.text, spot.x(), spot.y() - 6, above_to)
            painter.setPen(theme.color("muted"))
            until = self.width() if number == len(points) - 1 else end
            labels_to = self._centred(painter, labels[number], spot.x(), place.bottom() - 3, labels_to, until)
        reach = max(8.0, step / 2)
        return [
            (QRectF(spot.x() - reach, place.top(), 2 * reach, place.height()), point)
            for spot, point in zip(spots, points, strict=True)
        ]

    def _centred(
        self, painter: QPainter, text: str, x: float, baseline: float, free_from: float, free_to: float | None = None
    ) -> float:
        """Write ``text`` around ``x`` where it does not run into what stands there; from where there is room then."""
        width = self.fontMetrics().horizontalAdvance(text)
        left = min(max(0.0, x - width / 2), self.width() - width)
        if left < free_from or left + width > (self.width() if free_to is None else free_to):
            return free_from
        painter.drawText(QPointF(left, baseline), text)
        return left + width + 8
