"""The evidence of a turn: numbered quotes, word for word; each opens the place where it stands written."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from assistant.rich_text import visible
from gui.chat.looks import Looks

if TYPE_CHECKING:
    from chains.types import Quote

# A quote is a sentence; what is longer is read where it stands.
_SHOWN_WORDS = 600
_LONGEST_TITLE = 150
# Shown at first, and added by each "show more".
_FIRST, _MORE = 6, 20


class EvidenceView(QWidget):
    """Quotes by their number, from 1."""

    chosen = Signal(int)  # the index of a quote, from 0
    why = Signal(int)
    pin = Signal(int)  # chunk_id
    drop = Signal(int)
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QuoteRow] = []
        self._quotes: Sequence[Quote] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.head = QLabel()
        self.head.setProperty("kind", "small")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self._layout.addWidget(self.head)
        self._more = QPushButton()
        self._more.setProperty("kind", "link")
        self._more.clicked.connect(self.show_more)
        self._layout.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_quotes(self, quotes: "Sequence[Quote]", looks: Looks, *, found: bool) -> None:
        """Show these, best first; ``found`` is False where they are only the nearest."""
        self.setVisible(bool(quotes))
        self.head.setText(self.tr("Evidence") if found else self.tr("The nearest passages"))
        self.setAccessibleName(self.head.text())
        if quotes == self._quotes:
            return
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows, self._quotes, self._looks = [], quotes, looks
        self._add(_FIRST)

    def row(self, index: int) -> "QuoteRow | None":
        """The row of a quote, if it is shown."""
        return self._rows[index] if index < len(self._rows) else None

    def show_more(self) -> None:
        """Show some of those that are left out."""
        self._add(_MORE)
        self.grown.emit()

    def _add(self, count: int) -> None:
        start = len(self._rows)
        for index in range(start, min(start + count, len(self._quotes))):
            row = QuoteRow(index, self._quotes[index], self._looks, self)
            row.chosen.connect(self.chosen)
            row.why.connect(self.why)
            row.pin.connect(self.pin)
            row.drop.connect(self.drop)
            self._layout.insertWidget(1 + index, row)
            self._rows.append(row)
        left = len(self._quotes) - len(self._rows)
        self._more.setVisible(left > 0)
        self._more.setText(self.tr("Show %n more", "", left))


class QuoteRow(QAbstractButton):
    """One quote: its number, its document and page, its words; chosen as a whole, the rest in its menu."""

    chosen = Signal(int)
    why = Signal(int)
    pin = Signal(int)
    drop = Signal(int)

    def __init__(self, index: int, quote: "Quote", looks: Looks, parent: QWidget) -> None:
        super().__init__(parent)
        self._index, self._quote, self._looks = index, quote, looks
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._title, words = place_of(quote), one_line(quote.text)
        number = QLabel(f"[{index + 1}]")
        number.setProperty("kind", "small")
        self._place = QLabel()
        self._place.setProperty("kind", "heading")
        self._words = QLabel(breakable(words if len(words) <= _SHOWN_WORDS else words[:_SHOWN_WORDS] + "…"))
        self._words.setWordWrap(True)
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for label in (number, self._place, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._menu_button = QToolButton()
        self._menu_button.setIcon(looks.icon("more"))
        self._menu_button.setAccessibleName(self.tr("More on quote {}").format(index + 1))
        self._menu_button.setToolTip(self.tr("Pin, leave out, ask why, copy"))
        self._menu_button.clicked.connect(self._open_menu)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._place)
        texts.addWidget(self._words)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, 4, 6)
        layout.addWidget(number, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, stretch=1)
        layout.addWidget(self._menu_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(self.tr("Quote {number}, {place}").format(number=index + 1, place=self._title))
        self.setAccessibleDescription(words[:_SHOWN_WORDS])
        self.clicked.connect(self._choose)

    def sizeHint(self) -> QSize:
        """As its words need; a button's own would be of its empty label."""
        return self._row.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long name is cut in the middle: its end tells the page."""
        super().resizeEvent(event)
        self._place.setText(elided(self._place, self._title, self._words.width()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """What is under the pointer shows it."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ground, and a border where the focus is."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme = self._looks.theme
            painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "border"), 1))
            painter.setBrush(theme.color("pressed" if self.isDown() else "hover" if self.underMouse() else "surface"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu."""
        self._show_menu(event.globalPos())

    def _open_menu(self) -> None:
        self._show_menu(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    def _show_menu(self, place: QPoint) -> None:
        self.menu().popup(place)

    def menu(self) -> QMenu:
        """What can be done with the quote; made anew for each time that it is shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = self._looks
        menu.addAction(look.icon("open-external"), self.tr("Show in the document"), self._choose)
        if self._quote.chunk_id:
            menu.addAction(look.icon("pin"), self.tr("Pin as evidence"), self._pin)
            menu.addAction(look.icon("remove"), self.tr("Leave out"), self._drop)
        menu.addAction(look.icon("help"), self.tr("Why this?"), self._why)
        menu.addAction(look.icon("copy"), self.tr("Copy"), self._copy)
        return menu

    def _choose(self) -> None:
        self.chosen.emit(self._index)

    def _why(self) -> None:
        self.why.emit(self._index)

    def _pin(self) -> None:
        self.pin.emit(self._quote.chunk_id)

    def _drop(self) -> None:
        self.drop.emit(self._quote.chunk_id)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"“{self._quote.text}” ({self._title})")


# A label breaks lines between words only: a longer one gets places where it may be broken.
_LONG_WORD = re.compile(r"(\S{40})(?=\S)")


def one_line(text: str) -> str:
    """``text`` in one line, nothing in it that acts."""
    return " ".join(visible(text[: 4 * _SHOWN_WORDS]).split())


def breakable(text: str) -> str:
    """``text`` for a label that wraps: no word is wider than the label."""
    return _LONG_WORD.sub("\\1\u200b", text)


def elided(label: QLabel, text: str, width: int) -> str:
    """``text`` as much of it as fits ``label`` at a width; its middle is left out."""
    metrics = label.fontMetrics()
    # Letters that no font has are looked for in all of them: none is measured that cannot be seen.
    most = max(8, 2 * width // max(1, metrics.averageCharWidth()))
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-most // 2 :]}"
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def place_of(quote: "Quote") -> str:
    """Document and page of a quote."""
    title = one_line(quote.title[:_LONGEST_TITLE])
    return title if quote.page is None else f"{title} · {_page(quote.page)}"


def _page(page: int) -> str:
    return QCoreApplication.translate("QuoteRow", "page {}").format(page)
