"""What both pages have: the connections on the left, the chosen one on the right, and the switch of their toolkit."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.language import interface_language
from assistant.rich_text import visible
from gui.changes import Changes
from gui.chat.evidence_view import breakable
from gui.connections.rows import Row, RowsView
from gui.elided import ElidedLabel
from gui.jobs import Job, Jobs
from gui.plain_text import PlainText, plain_label
from gui.prompts.views import ReadOnlyText
from gui.theme import Themes, set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from gui.connections.forms import Form

SAID_LINES = 6


class Page(QWidget):
    """A page of the dialog; a kind of connection fills it in.

    Args:
        assistant: whose connections they are.
        jobs: of the window.
        themes: of the application.
        toolkit: whose tools they give.
        name: what a screen reader calls the list.
    """

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, toolkit: str, name: str) -> None:
        super().__init__()
        self.assistant = assistant
        self.jobs = jobs
        self.themes = themes
        self.language = interface_language(assistant.paths.settings)
        self.chosen = ""
        self._toolkit = toolkit
        self._name = name
        self._reading: Job | None = None
        self._form: Form | None = None
        self._keep: Callable[[object], str] = self.store
        self._wanted: str | None = None  # is chosen as soon as it is in the list
        self.changes = Changes(jobs, self)
        self.changes.failed.connect(self.failed)
        self.changes.settled.connect(self.refresh)

    # --- a kind of connection ---

    def read(self, cancel: Cancel) -> Iterator[object]:
        """What there is, for ``take``; called off the UI thread."""
        raise NotImplementedError

    def take(self, found: object) -> None:
        """Show what there is."""
        raise NotImplementedError

    def show_chosen(self) -> None:
        """Show ``chosen``, which may be none, or the same as before."""
        raise NotImplementedError

    def form(self) -> "Form":
        """What is asked for a connection to add."""
        raise NotImplementedError

    def store(self, typed: object) -> str:
        """Add what was typed into the form, and give its name; called off the UI thread."""
        raise NotImplementedError

    def changing_form(self) -> "Form | None":
        """What can be changed of ``chosen``; None while that is not known."""
        raise NotImplementedError

    def change(self, typed: object) -> str:
        """Take what was typed over ``chosen``, and give its name; called off the UI thread."""
        raise NotImplementedError

    def removal(self) -> str:
        """What is lost with ``chosen``, in a question."""
        raise NotImplementedError

    def remove(self) -> None:
        """Remove ``chosen``."""
        raise NotImplementedError

    # --- what they share ---

    def refresh(self) -> None:
        """Read all anew, off the UI thread."""
        if self._reading is not None:
            self._reading.stop()
        self._reading = self.jobs.start(self.read, item=self._take, failed=self._unread)

    def show_names(self, rows: Sequence[Row], empty: str) -> None:
        """Show these on the left; one that was just added is chosen.

        Args:
            empty: said where there are none.
        """
        wanted = self._wanted if any(row.key == self._wanted for row in rows) else None
        self._wanted = None
        self.names.show_rows(rows, empty, wanted)

    def add(self) -> None:
        """Ask for a connection to add."""
        self.open_form(self.form())

    def ask_change(self) -> None:
        """Ask what is to be changed of the chosen one."""
        form = self.changing_form()
        if form is not None:
            self.say("")
            self.open_form(form, self.change)

    def open_form(self, form: "Form", keep: Callable[[object], str] | None = None) -> None:
        """Ask for a connection; it closes once ``keep``, or else ``store``, has kept that."""
        self._form = form
        self._keep = keep or self.store
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.given.connect(self._store)
        form.finished.connect(self._form_closed)
        form.open()

    def let_go(self) -> None:
        """The dialog closes: what runs is stopped; what a person has decided is kept."""
        if self._reading is not None:
            self._reading.stop()
        self.changes.let_go()

    def failed(self, error: AssistantError) -> None:
        """Say what could not be done."""
        self.say(error_text(error, self.language))

    def say(self, text: str, said: str = "") -> None:
        """Say what happened, and what a program said of it; nothing takes it away."""
        self.outcome.set_text(text)
        self.outcome.setVisible(bool(text))
        self.said.setPlainText(visible(said.strip()))
        self.said.setVisible(bool(said.strip()))

    def _take(self, found: object) -> None:
        if self.sender() is self._reading and not self.changes.busy:  # what changes meanwhile is read when it has
            with QSignalBlocker(self.switch):
                self.switch.setChecked(self._toolkit in self.assistant.settings.agent.toolkits)
            self.take(found)

    def _unread(self, error: AssistantError) -> None:
        if self.sender() is self._reading:
            self.names.show_rows((), "")
            self.failed(error)

    def _store(self, typed: object) -> None:
        keep = self._keep

        def work(_: Cancel) -> Iterator[object]:
            yield keep(typed)

        self.jobs.start(work, item=self.kept, failed=self._not_kept)

    def kept(self, name: str) -> None:
        """What was typed is kept, under this name."""
        self._wanted = name
        if self._form is not None:
            self._form.accept()
        self.refresh()

    def _not_kept(self, error: AssistantError) -> None:
        if self._form is not None:
            self._form.refuse(error)
        else:
            self.failed(error)

    def _form_closed(self) -> None:
        self._form = None

    def _choose(self, key: str) -> None:
        if key != self.chosen:
            self.say("")
        self.chosen = key
        self.right.setVisible(bool(key))
        self.title.setText(key)
        self.title.setToolTip(key)
        self.show_chosen()

    def _ask_removal(self) -> None:
        if not self.remove_button.isEnabled():
            return
        box = QMessageBox(
            QMessageBox.Icon.Warning, self.tr("Remove “{}”?").format(self.chosen), self.removal(),
            QMessageBox.StandardButton.Cancel, self,
        )  # fmt: skip
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        remove.clicked.connect(self._remove)
        box.open()

    def _remove(self) -> None:
        self.say("")
        self.remove()

    def _switch(self, on: bool) -> None:
        self.say("")
        self.changes.do(partial(self.assistant.switch_toolkit, self._toolkit, on))

    # --- building ---

    def build(self, add: str, switch: str, about: str) -> QVBoxLayout:
        """Put the page together.

        Args:
            add: the words on the button that adds one.
            switch: beside the tick that switches the toolkit on.
            about: what to know of it.

        Returns:
            Where the kind of connection puts what it shows of the chosen one.
        """
        pixels = self.themes.pixels
        self.names = RowsView(self.themes, self._name)
        self.names.chosen.connect(self._choose)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.names.list, self._ask_removal)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.add_button = button(add, self.add)
        self.change_button = button(self.tr("&Change …"), self.ask_change)
        self.remove_button = button(self.tr("&Remove …"), self._ask_removal)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, pixels(6), 0)
        column.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.names, stretch=1)
        self.right = QWidget()
        self.right.hide()
        self.title = ElidedLabel()
        set_kind(self.title, "heading")
        head = QHBoxLayout()
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.change_button)
        head.addWidget(self.remove_button)
        inside = QVBoxLayout(self.right)
        inside.setContentsMargins(pixels(6), 0, 0, 0)
        inside.addLayout(head)
        parts = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        parts.addWidget(left)
        parts.addWidget(self.right)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 2)
        parts.setSizes([pixels(240), pixels(520)])
        self.outcome = PlainText(name=self.tr("What happened"))
        self.outcome.hide()
        self.said = ReadOnlyText(self.tr("What the server wrote last"))
        self.said.setMaximumHeight(SAID_LINES * self.said.fontMetrics().lineSpacing())
        self.said.hide()
        self.switch = QCheckBox(switch)
        self.switch.setAccessibleDescription(about)
        self.switch.toggled.connect(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, pixels(10), 0, 0)
        layout.setSpacing(pixels(8))
        layout.addWidget(parts, stretch=1)
        for widget in (self.outcome, self.said, self.switch, label(about, "small")):
            layout.addWidget(widget)
        return inside


def button(text: str, slot: Callable[[], object], kind: str = "") -> QPushButton:
    """A button of a dialog in which Enter belongs to the fields."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        set_kind(made, kind)
    made.clicked.connect(slot)
    return made


def label(text: str, kind: str) -> QLabel:
    """A label whose lines wrap."""
    made = plain_label(kind)
    made.setText(breakable(text))
    return made


def error_text(error: AssistantError, language: str) -> str:
    """An error with its hint."""
    return f"✗ {visible(error.message(language))}\n{visible(error.hint(language))}"
