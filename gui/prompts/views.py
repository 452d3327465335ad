"""What the studio shows of a prompt: what the model would get, what was changed, how it answers, what was before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assistant.rich_text import visible
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.prompts.differences import DiffLine
    from assistant.prompts.kept import Version
    from assistant.prompts.rendering import Rendered

_SHORT = QLocale.FormatType.ShortFormat


class ReadOnlyText(QPlainTextEdit):
    """Text that is read and copied, in letters of one width.

    Args:
        name: what a screen reader says before it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.setFont(font)

    def add(self, text: str, form: QTextCharFormat | None = None) -> None:
        """Append a line."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self.document().isEmpty():
            cursor.insertBlock()
        cursor.insertText(text, form or QTextCharFormat())


class PreviewView(QWidget):
    """The prompt as the model would get it, with the exact tokens of each piece."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.total = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self.total, "small")
        self.text = ReadOnlyText(self.tr("What the model would get"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, stretch=1)
        layout.addWidget(self.total)

    def show_rendered(self, rendered: "Rendered") -> None:
        """Show this one."""
        head = QTextCharFormat()
        head.setForeground(self._themes.current.color("accent"))
        self.text.clear()
        for piece in rendered.pieces:
            kinds = {"message": piece.label, "example": self.tr("example: {}"), "part": self.tr("wording: {}")}
            label = kinds[piece.kind].format(visible(piece.label))
            self.text.add(self.tr("{name} · %n token(s)", "", piece.tokens).format(name=label), head)
            self.text.add(visible(piece.text) + "\n")
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        text = self.tr("{whole} tokens in all, {template} of them from the model's own template.")
        shown = [text.format(whole=QLocale().toString(rendered.tokens), template=rendered.template)]
        if rendered.unknown:
            names = ", ".join(rendered.unknown)
            shown.append(self.tr("‹…› stands for what is known when it is asked: {}").format(names))
        self.total.setText(" ".join(shown))

    def show_reason(self, text: str) -> None:
        """Why there is none."""
        self.text.clear()
        self.total.setText(text)


class DifferencesView(ReadOnlyText):
    """Two texts line by line: what went is marked by − and what came by +, and by colour."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._themes = themes
        self.setAccessibleName(self.tr("Differences from the packaged prompt"))

    def show_lines(self, lines: "Sequence[DiffLine]") -> None:
        """Show these."""
        self.clear()
        theme = self._themes.current
        if all(line.kind == "same" for line in lines):
            form = QTextCharFormat()
            form.setForeground(theme.color("muted"))
            self.add(self.tr("It is as packaged."), form)
            return
        signs = {"same": "  ", "removed": "− ", "added": "+ "}
        roles = {"same": "text", "removed": "negative", "added": "positive"}
        for line in lines:
            form = QTextCharFormat()
            form.setForeground(theme.color(roles[line.kind]))
            self.add(signs[line.kind] + visible(line.text), form)
        self.moveCursor(QTextCursor.MoveOperation.Start)


class TrialView(QWidget):
    """A question asked with the prompt as it stands, and with the packaged one beside it; nothing is kept."""

    wanted = Signal(str)
    stop_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = QLineEdit(clearButtonEnabled=True)
        self.question.setPlaceholderText(self.tr("A question to your documents"))
        self.question.setAccessibleName(self.tr("Question to try"))
        self.question.returnPressed.connect(self._try)
        self.run = QPushButton(self.tr("&Try"))
        self.run.setAutoDefault(False)
        self.run.clicked.connect(self._try)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stop_wanted)
        self.stop.hide()
        row = QHBoxLayout()
        row.addWidget(self.question, stretch=1)
        row.addWidget(self.run)
        row.addWidget(self.stop)
        grid = QGridLayout()
        grid.setSpacing(themes.pixels(8))
        self.answers: list[ReadOnlyText] = []
        self.notes: list[QLabel] = []
        for column, name in enumerate((self.tr("As it stands here"), self.tr("As packaged"))):
            head = QLabel(name, textFormat=Qt.TextFormat.PlainText)
            set_kind(head, "heading")
            answer = ReadOnlyText(name)
            note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            set_kind(note, "small")
            for line, widget in enumerate((head, answer, note)):
                grid.addWidget(widget, line, column)
            self.answers.append(answer)
            self.notes.append(note)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addLayout(grid, stretch=1)

    def begin(self) -> None:
        """The answers are being written."""
        for answer, note in zip(self.answers, self.notes, strict=True):
            answer.clear()
            note.setText("")
        self._show_busy(True)

    def end(self) -> None:
        """They are there, or will not come."""
        self._show_busy(False)

    def show_answer(self, place: int, text: str, note: str) -> None:
        """One answer: 0 as the prompt stands, 1 as packaged."""
        self.answers[place].setPlainText(visible(text))
        self.notes[place].setText(note)

    def _show_busy(self, busy: bool) -> None:
        self.run.setVisible(not busy)
        self.stop.setVisible(busy)

    def _try(self) -> None:
        text = self.question.text().strip()
        if text and self.run.isVisibleTo(self):
            self.wanted.emit(text)


class HistoryView(QWidget):
    """Earlier versions of an own copy; one is looked at, and taken back."""

    chosen = Signal(int)
    restore_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: list[int] = []
        self.versions = QListWidget()
        set_kind(self.versions, "framed")
        self.versions.setAccessibleName(self.tr("Earlier versions"))
        self.versions.currentRowChanged.connect(self._choose)
        self.text = ReadOnlyText(self.tr("The chosen version"))
        self.restore = QPushButton(self.tr("Take this one back"))
        self.restore.setAutoDefault(False)
        self.restore.clicked.connect(self._restore)
        self.none = QLabel(self.tr("Nothing was saved yet."), textFormat=Qt.TextFormat.PlainText)
        set_kind(self.none, "muted")
        layout = QVBoxLayout(self)
        layout.addWidget(self.none)
        layout.addWidget(self.versions, stretch=1)
        layout.addWidget(self.text, stretch=2)
        layout.addWidget(self.restore, alignment=Qt.AlignmentFlag.AlignRight)
        self.show_versions(())

    def show_versions(self, versions: "Sequence[Version]") -> None:
        """Show these, the latest first."""
        self.versions.blockSignals(True)
        self.versions.clear()
        self._numbers = [version.number for version in reversed(versions)]
        for version in reversed(versions):
            when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(version.when.timestamp())), _SHORT)
            self.versions.addItem(self.tr("{number}: until {when}").format(number=version.number, when=when))
        self.versions.blockSignals(False)
        self.none.setVisible(not versions)
        self.versions.setVisible(bool(versions))
        self.text.setVisible(bool(versions))
        self.text.clear()
        self.restore.setVisible(bool(versions))
        self.restore.setEnabled(False)

    def _choose(self, row: int) -> None:
        self.restore.setEnabled(row >= 0)
        if 0 <= row < len(self._numbers):
            self.chosen.emit(self._numbers[row])

    def _restore(self) -> None:
        row = self.versions.currentRow()
        if 0 <= row < len(self._numbers):
            self.restore_wanted.emit(self._numbers[row])
