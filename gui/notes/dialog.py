"""The notes: found by what stands in them, written, copied, removed and had back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from assistant.library.notes import MOST_CHARACTERS, Note, Notes
from gui.changes import Changes
from gui.item_views import TwoLines
from gui.jobs import Job, Jobs
from gui.library.strips import UNDO_MILLISECONDS, NoticeStrip
from gui.notes.model import DETAIL, NotesModel
from gui.plain_text import PlainText
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant

SEARCH_MILLISECONDS = 200
TITLE_CHARACTERS = 60


@dataclass
class _Draft:
    """What is written, before and after it has a number: whoever saves twice in haste keeps one note.

    Attributes:
        saved: the text as it is stored, or about to be; None where that failed.
    """

    number: int | None
    saved: str | None


class NotesDialog(QDialog):
    """All notes on the left, the chosen one on the right; what was written is kept when one leaves it.

    Args:
        assistant: whose notes they are.
        jobs: of the window.
        themes: of the application.
    """

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notes = assistant.notes
        self._language = interface_language(assistant.paths.settings)
        self._jobs = jobs
        self._themes = themes
        self._chosen: Note | None = None
        self._draft = _Draft(None, "")
        self._removed: Note | None = None
        self._wanted: int | None = None  # is chosen as soon as it is in the list
        # One after the other: an edit is stored before the list is read again.
        self._changes = Changes(jobs, self)
        self._changes.made.connect(self._changed)
        self._changes.failed.connect(self._failed)
        self._changes.settled.connect(self.refresh)
        self._reading: Job | None = None
        self.setWindowTitle(self.tr("Notes"))
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_MILLISECONDS)
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._pause.start)
        self._show(None)
        self.refresh()

    # --- the list ---

    def refresh(self) -> None:
        """Read the list again, off the UI thread."""
        if self._reading is not None:
            self._reading.stop()
        notes, sought = self._notes, self.search.text()

        def work(_: Cancel) -> Iterator[object]:
            yield notes.matching(sought)

        self._reading = self._jobs.start(work, item=self._read)

    def _read(self, found: list[Note]) -> None:
        if self.sender() is not self._reading or self._changes.busy:  # it is read anew when they are made
            return
        number = self._wanted if self._wanted is not None else self._chosen.number if self._chosen else None
        self.list.selectionModel().blockSignals(True)
        self.model.replace(found)
        row = self.model.row_of(number)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self.list.selectionModel().blockSignals(False)
        some = bool(found)
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        searched = bool(self.search.text().strip())
        self.empty.setText(
            self.tr("This stands in no note.") if searched else self.tr("No note yet. Write one, or let the agent.")
        )
        if row >= 0 and (self._wanted is not None or not self.changed):
            self._wanted = None
            note = self.model.notes[row]
            # Who has just saved goes on writing where they were: blanks at the end are not taken away under them.
            if note.number != self._draft.number or note.text != (self._draft.saved or "").strip("\n").rstrip():
                self._show(note)

    def _select(self, index: QModelIndex) -> None:
        if index.isValid() and self._leave():
            self._wanted = None
            self._show(self.model.notes[index.row()])
        else:
            self._point_at(self._chosen)

    def _point_at(self, note: Note | None) -> None:
        self.list.selectionModel().blockSignals(True)
        row = self.model.row_of(note.number if note else None)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        self.list.selectionModel().blockSignals(False)
        self.list.viewport().update()

    # --- the chosen one ---

    @property
    def changed(self) -> bool:
        """Whether the text is another than the one that is kept."""
        return self.editor.toPlainText() != self._draft.saved

    def new(self) -> None:
        """Begin a note."""
        if self._leave():
            self._wanted = None
            self._show(None)
            self._point_at(None)
        self.editor.setFocus()

    def save(self) -> bool:
        """Keep what was written; whether it can be."""
        text = self.editor.toPlainText()
        if not self.changed:
            return True
        if len(text) > MOST_CHARACTERS or not text.strip():
            return False
        self._draft.saved = text
        self._changes.do(partial(_stored, self._notes, self._draft, text))
        self._check()
        return True

    def remove(self) -> None:
        """Remove the chosen note; it can be had back."""
        if self._chosen is None:
            self._show(None)
            return
        note, row = self._chosen, self.model.row_of(self._chosen.number)
        others = [other for other in self.model.notes if other.number != note.number]
        following = others[min(max(row, 0), len(others) - 1)] if others else None
        self._wanted = following.number if following else None
        self._show(following)
        self._removed = note
        self._changes.do(partial(self._notes.remove, note.number))
        self.undo.say(self.tr("Removed “{}”.").format(_cut(note.title)), self.tr("Undo"))

    def _restore(self) -> None:
        note = self._removed
        if note is not None and self._leave():
            self._removed = None
            self._wanted = note.number
            self._changes.do(partial(self._notes.restore, note))

    def copy(self) -> None:
        """Copy the note's text."""
        QGuiApplication.clipboard().setText(self.editor.toPlainText())

    def _leave(self) -> bool:
        """Keep what was written; False where it cannot be, and must not be lost."""
        if not self.changed or self.save():
            return True
        if not self.editor.toPlainText().strip():
            return True  # an emptied note stays as it was: it is removed by its button
        self._check()
        return False

    def _show(self, note: Note | None) -> None:
        self._chosen = note
        text = note.text if note else ""
        self._draft = _Draft(note.number if note else None, text)
        if self.editor.toPlainText() != text:
            self.editor.setPlainText(text)
        self.origin.set_text(self.model.detail(note) if note else self.tr("A new note"))
        self._check()

    def _check(self) -> None:
        text = self.editor.toPlainText()
        too_long = len(text) > MOST_CHARACTERS
        self.state.set_text(
            self.tr("✗ {count} characters; {most} can be kept.").format(count=len(text), most=MOST_CHARACTERS)
            if too_long
            else ""
        )
        self.state.setVisible(too_long)
        self.keep_button.setEnabled(self.changed and bool(text.strip()) and not too_long)
        self.copy_button.setEnabled(bool(text))
        self.remove_button.setEnabled(self._chosen is not None)

    # --- what came of a change ---

    def _changed(self, result: object) -> None:
        """A note that was stored is the chosen one, unless another one has been chosen meanwhile."""
        if isinstance(result, Note) and result.number == self._draft.number:
            self._chosen = result
            self.origin.set_text(self.model.detail(result))
            self._check()

    def _failed(self, error: AssistantError) -> None:
        self._draft.saved = None
        self._check()
        self.state.set_text(f"✗ {error.message(self._language)}\n{error.hint(self._language)}")
        self.state.show()

    # --- Qt ---

    def reject(self) -> None:
        """Escape closes, and what was written is kept."""
        if self._leave():
            self._let_go()
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was written is kept."""
        if not self._leave():
            event.ignore()
            return
        self._let_go()
        super().closeEvent(event)

    def _let_go(self) -> None:
        """What is still being stored goes on without the dialog."""
        self._pause.stop()
        self._changes.let_go()

    # --- building ---

    def _build(self) -> None:
        pixels = self._themes.pixels
        parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        parts.addWidget(self._build_list())
        parts.addWidget(self._build_note())
        parts.setSizes([pixels(280), pixels(480)])
        self.undo = NoticeStrip(self._themes, "banner-info", "undo", UNDO_MILLISECONDS)
        self.undo.acted.connect(self._restore)
        new = self._button(self.tr("&New note"), self.new)
        self.remove_button = self._button(self.tr("&Remove"), self.remove)
        self.copy_button = self._button(self.tr("&Copy"), self.copy)
        self.keep_button = self._button(self.tr("&Save"), self.save)
        set_kind(self.keep_button, "primary")
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.new)
        buttons = QHBoxLayout()
        for button in (new, self.copy_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._button(self.tr("Close"), self.close))
        buttons.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[pixels(16)] * 4)
        layout.setSpacing(pixels(10))
        layout.addWidget(parts, stretch=1)
        layout.addWidget(self.undo)
        layout.addLayout(buttons)
        self.resize(pixels(800), pixels(520))

    def _build_list(self) -> QWidget:
        self.search = QLineEdit(placeholderText=self.tr("Search the notes"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Search the notes"))
        self.model = NotesModel(self)
        self.list = QListView()
        set_kind(self.list, "framed")
        self.list.setAccessibleName(self.tr("Notes"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(self._themes, DETAIL, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._select)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.remove)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.empty = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self.empty, "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.hide()
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, self._themes.pixels(6), 0)
        layout.addWidget(self.search)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.empty, stretch=1)
        return held

    def _build_note(self) -> QWidget:
        self.origin = PlainText(name=self.tr("When and where the note was kept"))
        self.editor = QPlainTextEdit(placeholderText=self.tr("Write a note"))
        self.editor.setAccessibleName(self.tr("Text of the note"))
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._check)
        self.state = PlainText(name=self.tr("Why it is not kept"))
        self.state.hide()
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(self._themes.pixels(6), 0, 0, 0)
        for widget in (self.origin, self.editor, self.state):
            layout.addWidget(widget)
        layout.setStretch(1, 1)
        return held

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button


def _stored(notes: Notes, draft: _Draft, text: str) -> Note:
    """Called off the UI thread, one draft's changes in their order."""
    note = notes.keep(text) if draft.number is None else notes.edit(draft.number, text)
    draft.number = note.number
    return note


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1]}…"
