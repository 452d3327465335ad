"""One document, as pages or as text, behind one interface."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from assistant.errors import AssistantError
from gui.jobs import Jobs
from gui.theme import Themes
from gui.viewer.marks import Marked
from gui.viewer.page_view import PageView
from gui.viewer.reading import Opened, PageLines, page_at
from gui.viewer.text_view import TextView
from gui.viewer.thumbnails import Thumbnails
from gui.viewer.words import language
from gui.viewer.zoom import LARGEST, SMALLEST, stepped

if TYPE_CHECKING:
    from assistant.app import Assistant

# What is wrong with one page only; anything else is wrong with the file.
_OF_A_PAGE = frozenset({"document.no_page", "document.too_complex", "document.crashed", "document.bomb"})


class DocumentView(QWidget):
    """Pages with thumbnails, or text; both know the same words by the same positions.

    Args:
        jobs: run what draws.
        themes: colours.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()
    selection_changed = Signal()
    mode_changed = Signal()
    refused = Signal(object)  # AssistantError: the file cannot be shown, its text is
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)  # in global coordinates

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = PageView(jobs, themes)
        self.text = TextView(themes)
        self.thumbnails = Thumbnails(self.pages.images)
        self.thumbnails.hide()
        self._thumbnails_wanted = False
        self._opened: Opened | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self.text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.thumbnails)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self._stack)
        self.pages.page_changed.connect(self._turned)
        self.pages.zoom_changed.connect(self.zoom_changed)
        self.pages.failed.connect(self._failed)
        self.pages.copy_wanted.connect(self.copy_wanted)
        self.text.copy_wanted.connect(self.copy_wanted)
        self.text.position_changed.connect(self._moved)
        self.text.zoomed.connect(self.zoom)
        self.thumbnails.chosen.connect(self.go_to_page)
        for view in (self.pages, self.text):
            view.selection_changed.connect(self.selection_changed)
        for widget in (self.pages, self.text.edit):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.pages.customContextMenuRequested.connect(self._menu_of_pages)
        self.text.edit.customContextMenuRequested.connect(self._menu_of_text)

    # --- what is shown ---

    def open(self, assistant: "Assistant", opened: Opened) -> None:
        """Show a document from its beginning."""
        self._opened = opened
        self.text.open(opened.text, opened.pieces)
        if opened.drawn:
            self.pages.open(assistant, opened.info.id, opened.text, opened.pages)
        else:
            self.pages.clear()
        self.thumbnails.open(opened.pages if opened.drawn else ())
        self._show_mode(opened.drawn)

    def clear(self) -> None:
        """Show nothing."""
        self._opened = None
        self.pages.clear()
        self.text.clear()
        self.thumbnails.open(())
        self.thumbnails.hide()

    def put_lines(self, known: PageLines) -> None:
        """Where the words of a page stand, known before its picture is."""
        self.pages.put_lines(known.page, known.lines)

    def set_marks(self, marks: Iterable[Marked]) -> None:
        """Highlight these words from now on."""
        kept = list(marks)
        self.pages.set_marks(kept)
        self.text.set_marks(kept)

    def show_span(self, start: int, end: int) -> None:
        """Bring words into sight."""
        if self.as_pages:
            self.pages.show_span(start, end)
        else:
            self.text.show_span(start, end)

    @property
    def highlighted_text(self) -> str:
        """The words that are highlighted as the citation, by what is highlighted."""
        return self.pages.highlighted_text if self.as_pages else self.text.highlighted_text

    # --- pages or text ---

    @property
    def as_pages(self) -> bool:
        """Whether pages are shown, and not text."""
        return self._stack.currentWidget() is self.pages and self._opened is not None

    def set_as_pages(self, wanted: bool) -> None:
        """Show pages (where the format has any), or text, at the same place."""
        opened = self._opened
        if opened is None or wanted == self.as_pages or (wanted and not opened.drawn):
            return
        if wanted:
            position = self.text.position
            self.pages.images.retry()
            self._show_mode(True)
            self.pages.go_to(page_at(opened.pages, position))
        else:
            page = max(1, self.pages.page)
            self._show_mode(False)
            self.text.go_to(opened.pages[page - 1].start)

    def show_thumbnails(self, wanted: bool) -> None:
        """Fold the list of thumbnails out or in."""
        self._thumbnails_wanted = wanted
        self.thumbnails.setVisible(wanted and self.as_pages)
        if wanted and self.pages.page:
            self.thumbnails.show_page(self.pages.page)

    # --- places ---

    @property
    def page(self) -> int:
        """The page (1-based) that is looked at."""
        if self._opened is None:
            return 0
        return self.pages.page if self.as_pages else page_at(self._opened.pages, self.text.position)

    def go_to_page(self, page: int) -> None:
        """Go to the top of a page (1-based)."""
        opened = self._opened
        if opened is None or not 1 <= page <= len(opened.pages) or page == self.page:
            return
        if self.as_pages:
            self.pages.go_to(page)
        else:
            self.text.go_to(opened.pages[page - 1].start)

    # --- selection ---

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected code points, from and to."""
        return self.pages.selection if self.as_pages else self.text.selection

    def select_all(self) -> None:
        """Select the page, or the text as far as it is laid out."""
        (self.pages if self.as_pages else self.text).select_all()

    # --- zoom ---

    @property
    def factor(self) -> float:
        """How large it is shown."""
        return self.pages.factor if self.as_pages else self.text.factor

    def zoom(self, direction: int) -> None:
        """One step larger (1) or smaller (-1)."""
        if self.as_pages:
            self.pages.set_zoom(stepped(self.pages.factor, direction))
        else:
            self.text.set_factor(min(LARGEST, max(SMALLEST, stepped(self.text.factor, direction))))
            self.zoom_changed.emit()

    def set_zoom(self, zoom: float | str) -> None:
        """A factor, or a fit; text has its usual size for either fit."""
        if self.as_pages:
            self.pages.set_zoom(zoom)
        else:
            self.text.set_factor(1.0 if isinstance(zoom, str) else zoom)
            self.zoom_changed.emit()

    # --- inside ---

    def _show_mode(self, as_pages: bool) -> None:
        self._stack.setCurrentWidget(self.pages if as_pages else self.text)
        self.thumbnails.setVisible(self._thumbnails_wanted and as_pages)
        self.mode_changed.emit()
        self.page_changed.emit(self.page)
        self.zoom_changed.emit()

    def _turned(self, page: int) -> None:
        if self.as_pages:
            self.thumbnails.show_page(page)
            self.page_changed.emit(page)

    def _moved(self, position: int) -> None:
        if not self.as_pages and self._opened is not None:
            self.page_changed.emit(page_at(self._opened.pages, position))

    def _failed(self, page: int, error: AssistantError) -> None:
        if error.code in _OF_A_PAGE:
            self.pages.set_broken(page, error.message(language()))
        elif self._opened is not None and self.as_pages:
            self.set_as_pages(False)
            self.refused.emit(error)

    def _menu_of_pages(self, point: QPoint) -> None:
        self.menu_wanted.emit(self.pages.viewport().mapToGlobal(point))

    def _menu_of_text(self, point: QPoint) -> None:
        self.menu_wanted.emit(self.text.edit.mapToGlobal(point))
