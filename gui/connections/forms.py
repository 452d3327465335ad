"""What is asked for a connection: of a server of the Model Context Protocol, of an OpenAPI file."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assistant.errors import AssistantError
from assistant.mcp.servers import LEAST_SECONDS, MOST_SECONDS, SECONDS
from assistant.mcp.words import Entry, is_address, pasted_entry
from gui.connections.page import button, error_text, label
from gui.dropped import local_files
from gui.plain_text import PlainText
from gui.theme import Themes, make_roomy, set_kind

LINES = 3


@dataclass(frozen=True, slots=True)
class TypedApi:
    """See ``assistant.apis.shelf.Apis.add`` and, without a file of its own, ``Apis.change``."""

    file: Path | None
    name: str
    address: str


class Form(QDialog):
    """Fields, what is wrong with them, and the button that keeps them; what cannot be kept stays to be put right.

    Args:
        title: of the window.
        language: of errors.
        changes: whether they are of what is there already.
    """

    given = Signal(object)

    def __init__(self, themes: Themes, language: str, title: str, parent: QWidget, changes: bool = False) -> None:
        super().__init__(parent)
        self._themes = themes
        self._language = language
        self.setWindowTitle(title)
        pixels = themes.pixels
        self._rows = QVBoxLayout()
        self._rows.setSpacing(pixels(4))
        self.problem = PlainText(name=self.tr("Why it is not kept"))
        self.problem.hide()
        self.keep_button = QPushButton(self.tr("&Save") if changes else self.tr("&Add"))
        self.keep_button.setDefault(True)
        set_kind(self.keep_button, "primary")
        self.keep_button.clicked.connect(self._give)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*[pixels(16)] * 4)
        self._layout.setSpacing(pixels(10))
        self._layout.addLayout(self._rows)

    @property
    def typed(self) -> object:
        """What the fields hold; None while something is missing."""
        raise NotImplementedError

    def refuse(self, error: AssistantError) -> None:
        """It could not be kept."""
        self.problem.set_text(error_text(error, self._language))
        self.problem.show()
        self.look()
        self._fit()

    def finish(self) -> None:
        """All fields are there: the buttons come behind them, for Tab, too."""
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(self.tr("Cancel"), self.reject))
        buttons.addWidget(self.keep_button)
        self._layout.addWidget(self.problem)
        self._layout.addStretch()
        self._layout.addLayout(buttons)
        self.look()
        self._fit()

    def look(self) -> None:
        """The fields have changed."""
        self.keep_button.setEnabled(self.typed is not None)

    def add_row(self, name: str, field: QWidget, hint: str = "") -> QLabel:
        """A field below its name, and below it what can be written there."""
        head = QLabel(name, textFormat=Qt.TextFormat.PlainText)
        head.setBuddy(field)
        self._rows.addWidget(head)
        self._rows.addWidget(field)
        if hint:
            self._rows.addWidget(label(hint, "small"))
            field.setAccessibleDescription(hint)
        self._rows.addSpacing(self._themes.pixels(6))
        return head

    def keep_unseen(self, field: QWidget) -> None:
        """A field whose content nobody is to change."""
        field.setParent(self)
        field.hide()

    def with_browse(self, field: QLineEdit, name: str) -> QWidget:
        """A field with a button that fills it from the disk."""
        browse = button(self.tr("&Browse …"), self.browse)
        browse.setAccessibleName(name)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, stretch=1)
        row.addWidget(browse)
        held.setFocusProxy(field)
        return held

    def browse(self) -> None:
        """Let a file be chosen."""
        raise NotImplementedError

    def _fit(self) -> None:
        """As high as its fields."""
        width = self._themes.pixels(480)
        self.resize(width, max(self.sizeHint().height(), self._layout.totalHeightForWidth(width)))

    def _give(self) -> None:
        typed = self.typed
        if typed is not None:
            self.problem.hide()
            self.keep_button.setEnabled(False)
            self.given.emit(typed)


class ServerForm(Form):
    """A server: a program or an address.

    Args:
        entry: of the one that is to be changed.
    """

    def __init__(self, themes: Themes, language: str, parent: QWidget, entry: Entry | None = None) -> None:
        self.name = QLineEdit()
        self.target = QLineEdit()
        self.lines = QPlainTextEdit(tabChangesFocus=True)
        self.seconds = QDoubleSpinBox(minimum=LEAST_SECONDS, maximum=MOST_SECONDS, value=SECONDS, decimals=0)
        title = self.tr("Add an MCP server") if entry is None else self.tr("Change “{}”").format(entry.name)
        super().__init__(themes, language, title, parent, changes=entry is not None)
        if entry is None:
            self.add_row(self.tr("&Name"), self.name, self.tr("Small letters, digits, - and _; a letter first."))
        else:  # what was approved is of this name
            self.keep_unseen(self.name)
        hint = self.tr(
            "As its maker writes it: npx -y some-server, https://…, or the JSON for other programs. A program runs with"
            " your rights: add only what you trust."
        )
        if entry is not None:
            hint = self.tr("What you approved is of this one: tools of another are to be looked at and approved anew.")
        self.add_row(
            self.tr("&Program with its arguments, or address"),
            self.with_browse(self.target, self.tr("Browse for a program")),
            hint,
        ).setBuddy(self.target)
        self.target.setAccessibleName(self.tr("Program with its arguments, or address"))
        kept = "" if entry is None else self.tr("A name without its value keeps the value that it has.")
        self._of_lines = self.add_row("", self.lines, kept)
        self.add_row(self.tr("&Seconds that a start, or a call, may take"), self.seconds)
        make_roomy(self.seconds)
        line = QFontMetrics(self.lines.font()).lineSpacing()
        self.lines.setFixedHeight(LINES * line + themes.pixels(20))
        self.name.textChanged.connect(self.look)
        self.target.textChanged.connect(self._unpack)
        self.target.textChanged.connect(self.look)
        if entry is not None:
            self.name.setText(entry.name)
            self.target.setText(entry.target)
            self.lines.setPlainText("\n".join(entry.lines))
            self.seconds.setValue(entry.seconds)
        self.finish()

    @property
    def typed(self) -> Entry | None:
        """See ``Form``."""
        name, target = self.name.text().strip(), self.target.text().strip()
        lines = tuple(line.strip() for line in self.lines.toPlainText().splitlines() if line.strip())
        return Entry(name, target, lines, self.seconds.value()) if name and target else None

    def look(self) -> None:
        """An address takes headers where a program takes variables."""
        super().look()
        far = is_address(self.target.text())
        self._of_lines.setText(
            self.tr("&Headers, NAME=VALUE a line") if far else self.tr("Environment &variables, NAME=VALUE a line")
        )
        text = self.tr("${NAME} takes one of your own variables. Values are not shown again.")
        self.lines.setPlaceholderText(text)
        self.lines.setAccessibleName(self._of_lines.text().replace("&", ""))

    def _unpack(self, text: str) -> None:
        """JSON that was pasted fills the fields."""
        entry = pasted_entry(text) if "{" in text else None
        if entry is not None:
            self.name.setText(self.name.text() or entry.name)
            self.lines.setPlainText("\n".join(entry.lines))
            self.target.setText(entry.target)

    def browse(self) -> None:
        """A program of this machine."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a program"))
        if name:
            self.target.setText(shlex.quote(name))


class ApiForm(Form):
    """An OpenAPI file, chosen or dropped.

    Args:
        file: that is known already.
        changes: name and address of the one that is to be changed.
    """

    def __init__(
        self,
        themes: Themes,
        language: str,
        parent: QWidget,
        file: Path | None = None,
        changes: tuple[str, str] | None = None,
    ) -> None:
        self.file = QLineEdit(str(file or ""))
        self.name = QLineEdit(placeholderText=self.tr("made of its title"))
        self.address = QLineEdit(placeholderText=self.tr("as the file says"))
        title = self.tr("Add an OpenAPI file") if changes is None else self.tr("Change “{}”").format(changes[0])
        super().__init__(themes, language, title, parent, changes=changes is not None)
        self._changes = changes
        self.setAcceptDrops(True)
        hint = self.tr("OpenAPI 3.0 or 3.1, JSON or YAML. It is copied; nothing is connected to.")
        if changes is not None:
            hint = self.tr("Operations that it describes as before stay on; all others are off until you tick them.")
            self.file.setPlaceholderText(self.tr("as it is"))
        self.add_row(
            self.tr("&File") if changes is None else self.tr("Newer &file"),
            self.with_browse(self.file, self.tr("Browse for an OpenAPI file")),
            hint,
        ).setBuddy(self.file)
        self.file.setAccessibleName(self.tr("File"))
        self.file.setAcceptDrops(False)  # the form takes them
        hint = self.tr("If it is not the file's. One on this machine or in your own network must be named here.")
        if changes is None:
            self.add_row(self.tr("&Name"), self.name, self.tr("Small letters, digits and _; a letter first."))
        else:
            self.keep_unseen(self.name)
            self.address.setText(changes[1])
            hint = self.tr("A newer file does not change it. Keys are of the server: another one is given them anew.")
        self.add_row(self.tr("A&ddress of its server"), self.address, hint)
        self.file.textChanged.connect(self.look)
        self.address.textChanged.connect(self.look)
        self.finish()

    @property
    def typed(self) -> TypedApi | None:
        """See ``Form``."""
        file, address = self.file.text().strip(), self.address.text().strip()
        path = Path(file).expanduser() if file else None
        if self._changes is None:
            return TypedApi(path, self.name.text().strip(), address) if path is not None else None
        name, before = self._changes
        address = "" if address == before else address
        return TypedApi(path, name, address) if path is not None or address else None

    def browse(self) -> None:
        """A file of this machine."""
        kinds = self.tr("OpenAPI files (*.json *.yaml *.yml);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose an OpenAPI file"), "", kinds)
        if name:
            self.file.setText(name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """It stands in the field."""
        for file in local_files(event.mimeData())[:1]:
            event.acceptProposedAction()
            self.file.setText(str(file))
