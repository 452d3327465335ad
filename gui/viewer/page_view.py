"""Pages as pictures, one below the other, with the marked words highlighted where they stand."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from assistant.library.parsed import Line, Page
from assistant.library.places import merged, position_at, rectangles, under, words_of
from gui.jobs import Jobs
from gui.theme import Themes
from gui.viewer.marks import Mark, Marked
from gui.viewer.page_geometry import GAP, MARGIN, Geometry
from gui.viewer.page_images import PageImages, Wish
from gui.viewer.page_painter import paint_page
from gui.viewer.words import word_around
from gui.viewer.zoom import FIT_PAGE, FIT_WIDTH, LARGEST, SMALLEST

if TYPE_CHECKING:
    from assistant.app import Assistant

# Pixels a point at 100 %.
POINT = 96 / 72
# A picture is asked for when scrolling or zooming has paused this long, if another one is there to be shown meanwhile.
PAUSE_MILLISECONDS = 40


class PageView(QAbstractScrollArea):
    """The pages of one document; only those in sight, and one beside them, are ever drawn.

    Args:
        jobs: run what draws.
        themes: colours.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()
    selection_changed = Signal()
    copy_wanted = Signal()
    failed = Signal(int, object)  # page, AssistantError

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.images = PageImages(jobs, self)
        self._pages: Sequence[Page] = ()
        self._text = ""
        self._geometry = Geometry.of((), 1.0, 1.0)
        self._zoom: float | str = FIT_WIDTH
        self._page = 0
        self._marks: list[Marked] = []
        self._selection: tuple[int, int] | None = None
        self._pressed: int | None = None
        self._broken: dict[int, str] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pages"))
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.images.arrived.connect(self._arrived)
        self.images.failed.connect(self.failed)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        themes.changed.connect(self.viewport().update)

    # --- what is shown ---

    def open(self, assistant: "Assistant", document_id: str, text: str, pages: Sequence[Page]) -> None:
        """Show a document from its first page."""
        self.clear()
        self._text, self._pages = text, pages
        self.images.open(assistant, document_id)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()
        self._ask()

    def clear(self) -> None:
        """Show nothing."""
        self._pause.stop()
        self.images.clear()
        self._pages, self._text, self._page = (), "", 0
        self._marks, self._broken = [], {}
        self._select(None)
        self._lay_out()

    def set_marks(self, marks: Iterable[Marked]) -> None:
        """Highlight these words from now on."""
        order = list(Mark)
        self._marks = sorted(marks, key=lambda marked: order.index(marked.mark))
        self.viewport().update()

    def put_lines(self, page: int, lines: Sequence[Line]) -> None:
        """Where the words of a page stand, known before its picture is."""
        self.images.put_lines(page, lines)

    def set_broken(self, page: int, reason: str) -> None:
        """Show ``reason`` in the place of a page that cannot be drawn."""
        self._broken[page] = reason
        self.viewport().update()

    def show_span(self, start: int, end: int) -> None:
        """Scroll so that words are in sight, a third from the top."""
        page = next(
            (p for p in self._pages if p.start <= start <= p.end and (start < p.end or p is self._pages[-1])), None
        )
        if page is None:
            return
        index = page.number - 1
        rects = rectangles(page.number, self.images.lines(page.number) or (), start, end)
        if not rects:
            self.go_to(page.number)
            return
        first = self._geometry.on_widget(index, rects[0])
        bar, side = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setValue(round(first.top() - self.viewport().height() / 3))
        if not side.value() <= first.left() <= first.right() <= side.value() + self.viewport().width():
            side.setValue(round(first.left() - 4 * MARGIN))
        self._ask()

    def go_to(self, page: int) -> None:
        """Scroll to the top of a page (1-based)."""
        if 1 <= page <= len(self._pages):
            self.verticalScrollBar().setValue(round(self._geometry.top(page - 1) - GAP))
            self._ask()

    @property
    def page(self) -> int:
        """The page (1-based) that has the middle of the view; 0 without a document."""
        return self._page

    def is_sharp(self, page: int) -> bool:
        """Whether a page (1-based) has its picture at the size it is shown in."""
        return self.images.has(*self._wish(page - 1))

    @property
    def highlighted_text(self) -> str:
        """The words under the rectangles of the citation, as they are drawn."""
        spans: list[tuple[int, int]] = []
        printed: list[tuple[int, int]] = []
        for marked in self._marks:
            if marked.mark is not Mark.CITED:
                continue
            for page in self._pages:
                if page.start < marked.end and marked.start < page.end:
                    lines = self.images.lines(page.number) or ()
                    spans += under(lines, rectangles(page.number, lines, marked.start, marked.end))
                    printed += [(line.start, line.end) for line in lines]
        return words_of(self._text, [(start, end, self._text[start:end]) for start, end in merged(spans)], printed)

    # --- selection ---

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected code points, from and to."""
        return self._selection

    def select_all(self) -> None:
        """Select the page that is looked at."""
        if self._page:
            page = self._pages[self._page - 1]
            self._select((page.start, page.end))

    def clear_selection(self) -> None:
        """Select nothing."""
        self._select(None)

    def _select(self, span: tuple[int, int] | None) -> None:
        if span is not None and span[0] == span[1]:
            span = None
        if span != self._selection:
            self._selection = span
            self.viewport().update()
            self.selection_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection; a second button keeps it, for its menu."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._position(event.position())
            self._select(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to here; over text the pointer says that it can be selected."""
        if self._pressed is None:
            self.viewport().setCursor(
                Qt.CursorShape.IBeamCursor if self._over_text(event.position()) else Qt.CursorShape.ArrowCursor
            )
            return
        at = self._position(event.position())
        if at is not None:
            self._select((min(at, self._pressed), max(at, self._pressed)))
        self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a selection."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        at = self._position(event.position())
        if at is None:
            return
        self._select(word_around(self._text, at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last page; the usual keys copy and select."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(1 if event.key() == Qt.Key.Key_Home else len(self._pages))
        else:
            super().keyPressEvent(event)

    def _follow(self, point: QPointF) -> None:
        """Scroll on where the pointer is dragged beyond the edge."""
        bar = self.verticalScrollBar()
        if point.y() < 0:
            bar.setValue(bar.value() + round(point.y()))
        elif point.y() > self.viewport().height():
            bar.setValue(bar.value() + round(point.y()) - self.viewport().height())

    def _position(self, point: QPointF) -> int | None:
        if not self._pages:
            return None
        index, x, y = self._geometry.on_page(point + QPointF(self._offset()))
        return position_at(self.images.lines(index + 1) or (), x, y)

    def _over_text(self, point: QPointF) -> bool:
        if not self._pages:
            return False
        index, x, y = self._geometry.on_page(point + QPointF(self._offset()))
        lines = self.images.lines(index + 1) or ()
        return any(line.top <= y <= line.bottom and min(line.edges) <= x <= max(line.edges) for line in lines)

    # --- zoom ---

    @property
    def zoom(self) -> float | str:
        """A factor, ``fit_width`` or ``fit_page``."""
        return self._zoom

    @property
    def factor(self) -> float:
        """The zoom as it comes out."""
        return self._geometry.scale / POINT

    def set_zoom(self, zoom: float | str, around: QPointF | None = None) -> None:
        """Zoom, so that what stands at ``around`` (default: the middle) stays there."""
        around = around or QPointF(self.viewport().rect().center())
        self._zoom = zoom if isinstance(zoom, str) else min(LARGEST, max(SMALLEST, zoom))
        self._lay_out(around)
        self.zoom_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl held, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.factor * 1.0015 ** event.angleDelta().y(), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    # --- layout ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew, the top of the view staying where it is."""
        super().resizeEvent(event)
        self._lay_out(QPointF(0, 0))

    def _lay_out(self, around: QPointF | None = None) -> None:
        """Work out where pages stand; what stands at ``around`` stays there."""
        old, kept = self._geometry, None
        if around is not None and old.sizes:
            kept = old.on_page(around + QPointF(self._offset()))
        width, height = self.viewport().width(), self.viewport().height()
        plain = Geometry.of(self._pages, 1.0, width)
        scale = self._zoom if isinstance(self._zoom, float) else 1.0
        if isinstance(self._zoom, str):
            scale = (width - 2 * MARGIN) / plain.widest / POINT
            if self._zoom == FIT_PAGE and self._page:
                page_width, page_height = plain.sizes[self._page - 1]
                scale = min((width - 2 * MARGIN) / page_width, (height - 2 * GAP) / page_height) / POINT
            scale = min(LARGEST, max(SMALLEST / 4, scale))
        self._geometry = Geometry(plain.sizes, plain.tops, min(scale * POINT, plain.largest_scale), width)
        bar, side = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setPageStep(height)
        bar.setSingleStep(max(20, height // 12))
        bar.setRange(0, max(0, round(self._geometry.full_height) - height))
        side.setPageStep(width)
        side.setRange(0, max(0, round(self._geometry.full_width) - width))
        if kept is not None and around is not None:
            rect = self._geometry.rect(kept[0])
            bar.setValue(round(rect.top() + kept[2] * self._geometry.scale - around.y()))
            side.setValue(round(rect.left() + kept[1] * self._geometry.scale - around.x()))
        self._scrolled()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _scrolled(self) -> None:
        self.viewport().update()
        if not self._pages:
            return
        page = self._geometry.index_at(self.verticalScrollBar().value() + self.viewport().height() / 2) + 1
        if page != self._page:
            self._page = page
            self.setAccessibleName(self.tr("Page {} of {}").format(page, len(self._pages)))
            shown = self._pages[page - 1]
            self.setAccessibleDescription(self._text[shown.start : min(shown.end, shown.start + 2000)])
            self.page_changed.emit(page)
        # A page that has no picture at all is asked for at once; a sharper one when the scrolling pauses.
        if any(self.images.image(number + 1, 0.0) is None for number in self._in_sight()):
            self._ask()
        else:
            self._pause.start()

    # --- pictures ---

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return self._geometry.visible(top, top + self.viewport().height())

    def _wish(self, index: int) -> Wish:
        return index + 1, round(self._geometry.scale * self.devicePixelRatioF(), 4)

    def _ask(self) -> None:
        """Want what is in sight, the page in the middle first, and then one page on each side."""
        self._pause.stop()
        if not self._pages or not self.isVisible():
            return
        sight = self._in_sight()
        middle = self._page - 1
        inside = sorted(sight, key=lambda index: abs(index - middle))
        beside = [index for index in (sight.stop, sight.start - 1) if 0 <= index < len(self._pages)]
        self.images.want_pages([self._wish(index) for index in [*inside, *beside] if index + 1 not in self._broken])

    def _arrived(self, page: int) -> None:
        if page - 1 in self._in_sight():
            self.viewport().update()

    def showEvent(self, event: object) -> None:
        """Ask for what was not asked for while nobody could see it."""
        self._ask()

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight."""
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            theme = self._themes.current
            painter.fillRect(event.rect(), theme.color("window"))
            if not self._pages:
                return
            painter.translate(-self._offset())
            clip = QRectF(event.rect().translated(self._offset()))
            for index in self._in_sight():
                rect = self._geometry.rect(index)
                if rect.intersects(clip):
                    self._paint_page(painter, index, rect)

    def _paint_page(self, painter: QPainter, index: int, rect: QRectF) -> None:
        page = self._pages[index]
        marks = [marked for marked in self._marks if marked.start < page.end and page.start < marked.end]
        if self._selection is not None:
            marks.append(Marked(Mark.SELECTED, *self._selection))
        lines = self.images.lines(page.number) or ()
        paint_page(
            painter,
            rect,
            self.images.image(*self._wish(index)),
            self._broken.get(page.number, str(page.number)),
            [
                (marked.mark, self._geometry.on_widget(index, place))
                for marked in marks
                for place in rectangles(page.number, lines, marked.start, marked.end)
            ],
            self._themes.current,
            self.devicePixelRatioF(),
        )
