"""One page as it is painted: paper, its picture, and what is marked on it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.theme import Theme
from gui.viewer.marks import FRAMED, Mark, color_of

_NUMBER = QColor("#767676")
_NIGHT = QColor(0, 0, 0, 38)


def paint_page(
    painter: QPainter,
    rect: QRectF,
    image: QImage | None,
    instead: str,
    marks: Sequence[tuple[Mark, QRectF]],
    theme: Theme,
    ratio: float,
) -> None:
    """Paint a page.

    Args:
        rect: where.
        image: None while it is on its way.
        instead: said in its place.
        marks: rectangles, in the order that they are laid over each other.
        ratio: device pixels a pixel.
    """
    painter.fillRect(rect, QColor("white"))
    if image is not None:
        painter.drawImage(_aligned(rect, ratio), image)
    else:
        painter.setPen(_NUMBER)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(rect.adjusted(12, 12, -12, -12), flags, instead)
    for mark, place in marks:
        color = color_of(mark, theme, on_paper=True)
        # As a marker on paper: the ground takes the colour, and print stays black.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(place.adjusted(-1, -1, 1, 1), color)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if mark in FRAMED:
            painter.setPen(QPen(color.darker(190), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(-1.5, -1.5, 1.5, 1.5), 2, 2)
    if theme.dark:  # paper, but not a lamp
        painter.fillRect(rect, _NIGHT)
    painter.setPen(QPen(theme.color("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def _aligned(rect: QRectF, ratio: float) -> QRectF:
    """``rect`` on whole device pixels, so that a picture of its size is not blurred."""
    left, top, width, height = (
        round(length * ratio) / ratio for length in (rect.left(), rect.top(), rect.width(), rect.height())
    )
    return QRectF(left, top, width, height)
