"""The keys of an API: which it takes, which lie in the system's keyring; one is put in unseen, or taken out."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.chat.evidence_view import one_line
from gui.connections.page import button, label
from gui.plain_text import PlainText
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.apis.keys import Scheme

NAME_CHARACTERS = 60


class KeysView(QWidget):
    """One key at a time; what is typed is never shown."""

    kept = Signal(str, str)  # scheme, key
    dropped = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schemes: Sequence[Scheme] = ()
        self._there: Mapping[str, bool] = {}
        self.names = QComboBox()
        self.names.setAccessibleName(self.tr("Keys that the service takes"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMinimumContentsLength(12)
        self.names.currentIndexChanged.connect(self._look)
        self.field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._keep)
        self.keep_button = button(self.tr("&Keep"), self._keep)
        self.drop_button = button(self.tr("Take &out"), self._drop)
        self.problem = PlainText(name=self.tr("Why keys cannot be kept"))
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(self.field, stretch=1)
        row.addWidget(self.keep_button)
        row.addWidget(self.drop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(themes.pixels(4))
        layout.addWidget(
            label(self.tr("Keys lie in the system's keyring and nowhere else, and no model sees one."), "small")
        )
        layout.addWidget(self.names)
        layout.addLayout(row)
        layout.addWidget(self.problem)

    def show_schemes(self, schemes: "Sequence[Scheme]") -> None:
        """Show these; whether there are keys for them is not known yet."""
        self._schemes, self._there = schemes, {}
        self.field.clear()
        self.problem.hide()
        self.setVisible(bool(schemes))
        self._list()

    def show_kept(self, there: Mapping[str, bool]) -> None:
        """Whether there is a key, by scheme."""
        self._there = there
        self.problem.hide()
        self._list()

    def show_problem(self, text: str) -> None:
        """There is no keyring, say."""
        self._there = {}
        self.problem.set_text(text)
        self.problem.show()
        self._list()

    def _list(self) -> None:
        states = {True: self.tr("✓ {}: kept"), False: self.tr("○ {}: missing"), None: "{}"}
        current = self.names.currentIndex() if self.names.count() == len(self._schemes) else 0
        self.names.blockSignals(True)
        self.names.clear()
        for scheme in self._schemes:
            name = f"{one_line(scheme.name)[:NAME_CHARACTERS]} ({scheme.way})"
            self.names.addItem(states[self._there.get(scheme.name)].format(name))
        self.names.setCurrentIndex(current)
        self.names.blockSignals(False)
        self._look()

    @property
    def _scheme(self) -> "Scheme | None":
        row = self.names.currentIndex()
        return self._schemes[row] if 0 <= row < len(self._schemes) else None

    def _look(self) -> None:
        scheme = self._scheme
        there = scheme is not None and self._there.get(scheme.name, False)
        usable = scheme is not None and scheme.name in self._there
        words = self.tr("user name:password") if scheme is not None and scheme.way == "basic" else self.tr("the key")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.field.setEnabled(usable)
        self.keep_button.setEnabled(usable and bool(self.field.text().strip()))
        self.drop_button.setEnabled(there)

    def _keep(self) -> None:
        scheme, key = self._scheme, self.field.text().strip()
        if scheme is not None and key and self.keep_button.isEnabled():
            self.field.clear()
            self.kept.emit(scheme.name, key)

    def _drop(self) -> None:
        if self._scheme is not None:
            self.dropped.emit(self._scheme.name)
