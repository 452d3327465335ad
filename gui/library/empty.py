"""What stands where no document does: how to add some, or that the filter lets none through."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import Themes, set_kind


class EmptyLibrary(QWidget):
    """An invitation to drop files, with the other ways as buttons."""

    add_files = Signal()
    add_folder = Signal()
    paste = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        zone = QFrame()
        set_kind(zone, "not-found")
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(*(themes.pixels(16),) * 4)
        inside.setSpacing(themes.pixels(8))
        for text, kind in (
            (self.tr("Drop your documents here"), "heading"),
            (
                self.tr(
                    "PDF, Word, Excel, web pages, e-mails, Markdown, text, pictures and scans; whole folders, too."
                ),
                "muted",
            ),
        ):
            label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            set_kind(label, kind)
            inside.addWidget(label)
        for text, signal, kind in (
            (self.tr("Add files …"), self.add_files, ""),
            (self.tr("Add a folder …"), self.add_folder, ""),
            (self.tr("Paste"), self.paste, ""),
        ):
            button = QPushButton(text)
            set_kind(button, kind)
            button.clicked.connect(signal)
            inside.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(zone)
        layout.addStretch()


class NothingFound(QWidget):
    """The filter fits nothing."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = QLabel(self.tr("Nothing fits the filter."), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        set_kind(label, "muted")
        clear = QPushButton(self.tr("Show all"))
        clear.clicked.connect(self.cleared)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(clear, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
