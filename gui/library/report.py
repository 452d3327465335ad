"""What became of a document's file: its report, page by page."""

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from assistant.library.names import shown
from assistant.library.types import DocumentReport, PageReport
from gui.elided import ElidedLabel
from gui.library.contents import title_of
from gui.library.texts import format_name, language_name, size_text
from gui.plain_text import PlainText, plain_tip
from gui.theme import Themes, set_kind

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PagesModel(QAbstractTableModel):
    """The pages of a document: number, what is printed on it, how it was read, its characters."""

    def __init__(self, pages: tuple[PageReport, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages = pages

    def rowCount(self, parent: Index = _ROOT) -> int:
        """A row a page."""
        return 0 if parent.isValid() else len(self._pages)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Four."""
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The texts; numbers stand at the right."""
        if not index.isValid():
            return None
        page = self._pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            count = QLocale().toString(page.characters)
            return (str(page.number), shown(page.label), self._source(page), count)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (0, 3):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal or section >= 4:
            return None
        return (self.tr("Page"), self.tr("Label"), self.tr("Read from"), self.tr("Characters"))[section]

    def _source(self, page: PageReport) -> str:
        if not page.characters:
            return self.tr("nothing found")
        return self.tr("its image (OCR)") if page.source == "ocr" else self.tr("its text")


class ReportDialog(QDialog):
    """Shows one report.

    Args:
        report: as ``Store.report`` gives it.
        themes: for its sizes.
    """

    def __init__(self, report: DocumentReport, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        info = report.info
        title = title_of(info)
        self.setWindowTitle(self.tr("Report: {}").format(title))
        self.resize(themes.pixels(520), themes.pixels(480 if report.pages else 320))
        heading = ElidedLabel(title)
        heading.setToolTip(plain_tip(title))
        set_kind(heading, "title")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, value in self._fields(report):
            label = QLabel(name, textFormat=Qt.TextFormat.PlainText)
            set_kind(label, "muted")
            form.addRow(label, PlainText(value, name))
        layout = QVBoxLayout(self)
        layout.setSpacing(themes.pixels(10))
        layout.addWidget(heading)
        layout.addLayout(form)
        if report.pages:
            self.table = QTableView()
            set_kind(self.table, "framed")
            self.table.setModel(PagesModel(report.pages, self))
            self.table.setAccessibleName(self.tr("Pages"))
            self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
            self.table.verticalHeader().hide()
            self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            self.table.horizontalHeader().setStretchLastSection(True)
            self.table.setTabKeyNavigation(False)
            layout.addWidget(self.table, 1)
        else:
            layout.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def _fields(self, report: DocumentReport) -> list[tuple[str, str]]:
        info, number = report.info, QLocale().toString
        added = QDateTime.fromSecsSinceEpoch(int(info.added))
        fields = [
            (self.tr("Type"), format_name(info.format)),
            (self.tr("Size"), size_text(info.bytes)),
            (self.tr("Language"), language_name(info.language)),
            (self.tr("Pages"), number(info.pages) if info.pages else ""),
            (self.tr("Read from the image"), self.tr("%n page(s)", "", info.ocr_pages) if info.ocr_pages else ""),
            (self.tr("Without text"), self.tr("%n page(s)", "", report.empty_pages) if report.empty_pages else ""),
            (self.tr("Characters"), number(info.characters)),
            (
                self.tr("Passages"),
                self.tr("{chunks}, {tokens} tokens").format(chunks=number(info.chunks), tokens=number(report.tokens)),
            ),
            (self.tr("Added"), QLocale().toString(added, QLocale.FormatType.ShortFormat)),
            (self.tr("Took"), self.tr("{} s").format(number(info.seconds, "f", 1))),
            (self.tr("Collections"), ", ".join(info.collections)),
            *((self.tr("File"), path) for path in info.paths),
            *((self.tr("Note"), shown(note)) for note in info.notes),
        ]
        return [(name, value) for name, value in fields if value]
