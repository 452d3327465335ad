"""Small pictures of the pages in a list; only those in sight are asked for."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from assistant.library.parsed import Page
from gui.viewer.page_images import THUMBNAIL_SIDE, PageImages, Wish

WIDTH, HEIGHT = 96, 124
PAUSE_MILLISECONDS = 60
_ROOT = QModelIndex()


class ThumbnailModel(QAbstractListModel):
    """The pages of one document.

    Args:
        images: has the pictures.
    """

    def __init__(self, images: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._pages: Sequence[Page] = ()
        images.arrived.connect(self._arrived)

    def replace(self, pages: Sequence[Page]) -> None:
        """Show these pages."""
        self.beginResetModel()
        self._pages = pages
        self.endResetModel()

    def wish(self, row: int) -> Wish:
        """What the picture of a row is asked for by."""
        page = self._pages[row]
        return page.number, round(THUMBNAIL_SIDE / max(page.width, page.height, 1.0), 4)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Pages below the root; none below a page."""
        return 0 if parent.isValid() else len(self._pages)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | QPixmap | None:
        """A page's number, and its picture as far as it is here."""
        if not index.isValid() or index.row() >= len(self._pages):
            return None
        page = self._pages[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(page.number)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return self.tr("Page {}").format(page.number)
            case Qt.ItemDataRole.DecorationRole:
                return _framed(self._images.image(*self.wish(index.row())))
            case _:
                return None

    def _arrived(self, page: int) -> None:
        if page <= len(self._pages):
            index = self.index(page - 1)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])


def _framed(image: QImage | None) -> QPixmap:
    """The picture in a frame of paper, all of one size."""
    framed = QPixmap(WIDTH, HEIGHT)
    framed.fill(Qt.GlobalColor.transparent)
    with QPainter(framed) as painter:
        size = (
            QSize(WIDTH - 2, HEIGHT - 2)
            if image is None
            else image.size().scaled(WIDTH - 2, HEIGHT - 2, Qt.AspectRatioMode.KeepAspectRatio)
        )
        left, top = (WIDTH - size.width()) // 2, (HEIGHT - size.height()) // 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(left, top, size.width(), size.height(), QColor("white"))
        if image is not None:
            small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            painter.drawImage(left, top, small)
        painter.setPen(QColor("#a0a0a0"))
        painter.drawRect(left, top, size.width() - 1, size.height() - 1)
    return framed


class Thumbnails(QListView):
    """The list; the chosen page is sent as ``chosen``."""

    chosen = Signal(int)  # page

    def __init__(self, images: PageImages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self.pages = ThumbnailModel(images, self)
        self.setModel(self.pages)
        # As icons the pictures stand above their numbers; one below the other, and not to be moved.
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setGridSize(QSize(WIDTH + 30, HEIGHT + 34))
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(WIDTH, HEIGHT))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH + 44)
        self.setAccessibleName(self.tr("Thumbnails of the pages"))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def open(self, pages: Sequence[Page]) -> None:
        """Show the pages of a document; of none, where it has no pictures."""
        self.pages.replace(pages)
        self._pause.start()

    def show_page(self, page: int) -> None:
        """Mark the page that is looked at."""
        index = self.pages.index(page - 1)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)
            self._pause.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More may be in sight."""
        super().resizeEvent(event)
        self._pause.start()

    def hideEvent(self, event: object) -> None:
        """Nothing is in sight any more."""
        self._images.want_thumbnails(())

    def showEvent(self, event: object) -> None:
        """Ask for what is in sight."""
        self._pause.start()

    def _moved(self) -> None:
        self._pause.start()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row() + 1)

    def _ask(self) -> None:
        count = self.pages.rowCount()
        if not count or not self.isVisible():
            return
        first = self.indexAt(self.rect().topLeft()).row()
        last = self.indexAt(self.rect().bottomLeft()).row()
        first, last = max(0, first), count - 1 if last < 0 else last
        self._images.want_thumbnails([self.pages.wish(row) for row in range(first, min(last + 2, count))])
