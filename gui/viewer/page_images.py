"""Pictures of pages: asked for one at a time, what is looked at first; kept while there is room."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.library.parsed import Line
from gui.jobs import Job, Jobs

if TYPE_CHECKING:
    from assistant.app import Assistant

KEPT_BYTES = 160_000_000
KEPT_LINES = 80
# Pixels of a page's longer side: enough for a thumbnail, and blurred in the place of a page that is on its way.
THUMBNAIL_SIDE = 220

Wish = tuple[int, float]  # page and pixels a point


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One picture of a page, and where its words stand, unless that is known or not needed."""

    page: int
    scale: float
    image: QImage
    lines: Sequence[Line] | None


class PageImages(QObject):
    """The pictures of one document at a time.

    Whatever is wanted is said anew at each scroll, and only what is still wanted is ever asked for; so nobody waits for
    pages that were scrolled past.
    """

    arrived = Signal(int)  # page
    failed = Signal(int, object)  # page, AssistantError

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._document = ""
        self._images: OrderedDict[Wish, QImage] = OrderedDict()
        self._lines: OrderedDict[int, Sequence[Line]] = OrderedDict()
        self._bytes = 0
        self._pages: list[Wish] = []
        self._thumbnails: list[Wish] = []
        self._refused: set[Wish] = set()
        self._job: Job | None = None
        self._wish: Wish = (0, 0.0)

    def open(self, assistant: "Assistant", document_id: str) -> None:
        """Show this document from now on."""
        self.clear()
        self._assistant, self._document = assistant, document_id

    def clear(self) -> None:
        """Forget everything."""
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._assistant = None
        self._images.clear()
        self._lines.clear()
        self._refused.clear()
        self._bytes = 0
        self._pages, self._thumbnails = [], []

    def image(self, page: int, scale: float) -> QImage | None:
        """The picture at this scale, else the best that there is of the page, else None."""
        exact = self._images.get((page, scale))
        if exact is not None:
            self._images.move_to_end((page, scale))
            return exact
        others = [known for known in self._images if known[0] == page]
        return self._images[max(others, key=lambda known: known[1])] if others else None

    def has(self, page: int, scale: float) -> bool:
        """Whether the picture at this scale is here."""
        return (page, scale) in self._images

    def lines(self, page: int) -> Sequence[Line] | None:
        """The printed lines of a page; None where they have not come yet."""
        return self._lines.get(page)

    def put_lines(self, page: int, lines: Sequence[Line]) -> None:
        """Lines that came by another way."""
        self._lines[page] = lines
        self._lines.move_to_end(page)
        while len(self._lines) > KEPT_LINES:
            self._lines.popitem(last=False)

    def want_pages(self, wishes: Sequence[Wish]) -> None:
        """The pages in sight, the most wanted first, in place of those that were wanted before."""
        self._pages = list(wishes)
        self._next()

    def want_thumbnails(self, wishes: Sequence[Wish]) -> None:
        """The thumbnails in sight; they come after the pages."""
        self._thumbnails = list(wishes)
        self._next()

    def retry(self) -> None:
        """What could not be drawn may be asked for again."""
        self._refused.clear()

    @property
    def bytes(self) -> int:
        """What the pictures take."""
        return self._bytes

    def _next(self) -> None:
        wishes = [*self._pages, *self._thumbnails]
        if self._job is not None:
            if self._wish not in wishes:
                self._job.stop()  # its end asks for the next
            return
        wish = next((wish for wish in wishes if self._is_missing(wish)), None)
        assistant, document = self._assistant, self._document
        if wish is None or assistant is None:
            return
        page, scale = wish
        lines_too = wish in self._pages and page not in self._lines

        def work(cancel: Cancel) -> Iterator[DrawnPage]:
            lines = assistant.library.lines(document, page) if lines_too else None
            drawn = assistant.pages.draw(document, page, scale, cancel)
            image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
            yield DrawnPage(page, scale, image.copy(), lines)  # the copy owns its pixels

        self._wish = wish
        self._job = self._jobs.start(work, item=self._came, failed=self._refuse, finished=self._ended)

    def _is_missing(self, wish: Wish) -> bool:
        """Whether a picture, or where the words of a page in sight stand, has yet to come."""
        if wish in self._refused:
            return False
        return wish not in self._images or (wish in self._pages and wish[0] not in self._lines)

    def _came(self, drawn: DrawnPage) -> None:
        if self.sender() is not self._job:
            return
        if drawn.lines is not None:
            self.put_lines(drawn.page, drawn.lines)
        self._bytes -= self._images.pop((drawn.page, drawn.scale), QImage()).sizeInBytes()
        self._images[(drawn.page, drawn.scale)] = drawn.image
        self._bytes += drawn.image.sizeInBytes()
        self._make_room()
        self.arrived.emit(drawn.page)

    def _make_room(self) -> None:
        for wish in list(self._images):
            if self._bytes <= KEPT_BYTES:
                return
            if wish not in self._pages:  # what is in sight would only be asked for again
                self._bytes -= self._images.pop(wish).sizeInBytes()

    def _refuse(self, error: AssistantError) -> None:
        if self.sender() is self._job:
            self._refused.add(self._wish)
            self.failed.emit(self._wish[0], error)

    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._next()
