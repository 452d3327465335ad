"""The head of the source pane: what is shown, where one is in it, and the buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QToolButton, QVBoxLayout, QWidget

from assistant.library.parsed import Page
from gui.actions import Actions
from gui.elided import ElidedLabel
from gui.library.texts import format_name
from gui.plain_text import plain_tip
from gui.viewer.reading import Opened


class _PageBox(QSpinBox):
    """Pages by number, and by name where they have one."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: Sequence[str] = ()
        self.setKeyboardTracking(False)

    def textFromValue(self, value: int) -> str:
        label = self.labels[value - 1] if 0 < value <= len(self.labels) else ""
        return f"{value}: {' '.join(label.split())[:30]}" if label else str(value)

    def valueFromText(self, text: str) -> int:
        number = text.partition(":")[0].strip()
        return int(number) if number.isdecimal() else self.value()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        number = text.partition(":")[0].strip()
        if not number:
            return QValidator.State.Intermediate, text, place
        fits = number.isdecimal() and int(number) <= self.maximum()
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), text, place


class Header(QWidget):
    """Two rows: the name and what is done with the whole document; the place and the look."""

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        self.title.setProperty("kind", "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.kind = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.kind.setProperty("kind", "chip")
        self.kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.page = _PageBox()
        self.page.setAccessibleName(self.tr("Page"))
        self.page.setToolTip(self.tr("Go to a page (Ctrl+G)"))
        self.count = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.count.setProperty("kind", "muted")
        self.zoom = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.zoom.setProperty("kind", "muted")
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.citation = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.citation.setProperty("kind", "muted")
        self._top, self._bottom = QHBoxLayout(), QHBoxLayout()
        self._top.addWidget(self.title, 1)
        self._top.addWidget(self.kind)
        self._bottom.addWidget(self.page)
        self._bottom.addWidget(self.count)
        self._bottom.addStretch(1)
        for row in (self._top, self._bottom):
            row.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(self._top)
        layout.addLayout(self._bottom)
        self.page.valueChanged.connect(self.page_wanted)
        self.clear()

    def install(self, actions: Actions, above: Sequence[str], below: Sequence[str]) -> list[QToolButton]:
        """Put the buttons of these actions into the rows; ``|`` stands for the zoom, ``#`` for the citation."""
        made = []
        labels = {"|": self.zoom, "#": self.citation}
        for row, names in ((self._top, above), (self._bottom, below)):
            for name in names:
                if name in labels:
                    row.addWidget(labels[name])
                    continue
                made.append(actions.button(name, self))
                row.addWidget(made[-1])
        return made

    def clear(self) -> None:
        """Nothing is shown."""
        self.set_title(self.tr("Source"))
        for widget in (self.kind, self.page, self.count, self.zoom, self.citation):
            widget.hide()

    def set_title(self, title: str) -> None:
        """The name of what is shown."""
        shown = " ".join(title.split())
        self.title.setText(shown)
        self.title.setToolTip(plain_tip(shown))

    def show_document(self, opened: Opened) -> None:
        """Name a document."""
        self.set_title(opened.info.title)
        self.kind.setText(format_name(opened.info.format))
        self.kind.show()
        self._set_pages(opened.pages)
        self.zoom.show()

    def set_page(self, page: int) -> None:
        """Show the page that is looked at."""
        with QSignalBlocker(self.page):
            self.page.setValue(page)

    def set_citation(self, number: int, count: int) -> None:
        """Show which of the answer's quotes is shown; nothing where there is no other."""
        self.citation.setText(f"{number}/{count}")
        self.citation.setAccessibleName(self.tr("Citation {} of {}").format(number, count))
        self.citation.setToolTip(self.citation.accessibleName())
        self.citation.setVisible(count > 1)

    def set_zoom(self, factor: float) -> None:
        """Show how large it is shown."""
        self.zoom.setText(self.tr("{} %").format(round(factor * 100)))

    def _set_pages(self, pages: Sequence[Page]) -> None:
        with QSignalBlocker(self.page):
            self.page.labels = [page.label for page in pages]
            self.page.setRange(1, max(1, len(pages)))
            self.page.setValue(1)
        self.count.setText(self.tr("of {}").format(len(pages)))
        for widget in (self.page, self.count):
            widget.setVisible(len(pages) > 1)
