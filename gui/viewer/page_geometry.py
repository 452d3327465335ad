"""Where pages stand, one below the other, at a zoom; in pixels of the widget, without the scroll bars' offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF

from assistant.library.parsed import Page
from assistant.library.types import Rect

GAP = 10
MARGIN = 12
# What a page that could not be opened is shown as: A4, in points.
_UNKNOWN = (595.0, 842.0)
# A file may claim pages of any size. Qt counts pixels with 31 bits; some are left for what stands around the pages.
MOST_POINTS, MOST_PIXELS = 1e9, 2**30


@dataclass(frozen=True, slots=True)
class Geometry:
    """The pages of one document.

    Attributes:
        sizes: width and height of each, in points.
        tops: sum of the heights above each, in points; one more than pages.
        scale: pixels a point.
        width: of the widget's inside, in which pages are centred.
    """

    sizes: tuple[tuple[float, float], ...]
    tops: tuple[float, ...]
    scale: float
    width: float

    @classmethod
    def of(cls, pages: Sequence[Page], scale: float, width: float) -> "Geometry":
        """For these pages."""
        sizes = tuple(
            (page.width, page.height) if 0 < page.width < MOST_POINTS and 0 < page.height < MOST_POINTS else _UNKNOWN
            for page in pages
        )
        return cls(sizes, tuple(accumulate((height for _, height in sizes), initial=0.0)), scale, width)

    @property
    def widest(self) -> float:
        """In points."""
        return max((width for width, _ in self.sizes), default=_UNKNOWN[0])

    @property
    def largest_scale(self) -> float:
        """The scale at which all of it is as large as it may be."""
        return MOST_PIXELS / max(self.widest, self.tops[-1])

    @property
    def full_width(self) -> float:
        """Of all, margins included."""
        return self.widest * self.scale + 2 * MARGIN

    @property
    def full_height(self) -> float:
        """Of all, gaps and margins included."""
        return self.tops[-1] * self.scale + GAP * max(0, len(self.sizes) - 1) + 2 * MARGIN

    def top(self, index: int) -> float:
        """Of a page, by its index."""
        return MARGIN + self.tops[index] * self.scale + GAP * index

    def rect(self, index: int) -> QRectF:
        """Of a page, by its index."""
        width, height = (side * self.scale for side in self.sizes[index])
        left = max(self.width, self.full_width) / 2 - width / 2
        return QRectF(left, self.top(index), width, height)

    def on_widget(self, index: int, rect: Rect) -> QRectF:
        """A rectangle on a page, in pixels."""
        page, scale = self.rect(index), self.scale
        return QRectF(
            page.left() + rect.x0 * scale,
            page.top() + rect.y0 * scale,
            (rect.x1 - rect.x0) * scale,
            (rect.y1 - rect.y0) * scale,
        )

    def index_at(self, y: float) -> int:
        """Index of the page that stands at a height, or the next one above it."""
        low, high = 0, len(self.sizes) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.top(middle) <= y:
                low = middle
            else:
                high = middle - 1
        return low

    def visible(self, top: float, bottom: float) -> range:
        """Indices of the pages between two heights."""
        if not self.sizes:
            return range(0)
        return range(self.index_at(top), self.index_at(bottom) + 1)

    def on_page(self, point: QPointF) -> tuple[int, float, float]:
        """Index of the page nearest to a point, and the point on it in points."""
        index = self.index_at(point.y())
        rect = self.rect(index)
        return index, (point.x() - rect.left()) / self.scale, (point.y() - rect.top()) / self.scale
