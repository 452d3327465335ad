"""One setting in the settings' window: its name, what it does, its field, its default, and why a value cannot be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from assistant.errors import InputError
from assistant.settings import SettingInfo, check_value
from gui.icons import icon
from gui.plain_text import PlainText
from gui.settings.fields import SettingField, value_text
from gui.theme import Theme, Themes, set_kind


class SettingRow(QFrame):
    """A setting and its field.

    Args:
        info: of the setting.
        language: of names, descriptions and errors.
        themes: of the application.
    """

    changed = Signal()

    def __init__(self, info: SettingInfo, language: str, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info = info
        self._language = language
        self.error: InputError | None = None
        self.field = SettingField(info, language)
        self._name = QLabel(info.label(language), textFormat=Qt.TextFormat.PlainText)
        set_kind(self._name, "heading")
        self._name.setBuddy(self.field)
        self._mark = QLabel(self.tr("• changed"), textFormat=Qt.TextFormat.PlainText)
        set_kind(self._mark, "caution")
        key = QLabel(info.key, textFormat=Qt.TextFormat.PlainText)
        set_kind(key, "small")
        described = QLabel(info.description(language), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(described, "muted")
        self._default = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self._default, "small")
        self.reset = QToolButton()
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setAccessibleName(self.tr("Back to the default: {}").format(info.label(language)))
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.clicked.connect(self._reset)
        self._wrong = PlainText(name=self.tr("Why it cannot be saved"))
        self._wrong.hide()
        head = QHBoxLayout()
        head.setSpacing(themes.pixels(10))
        head.addWidget(self._name)
        head.addWidget(self._mark)
        head.addStretch()
        head.addWidget(key)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, themes.pixels(6), 0, themes.pixels(10))
        layout.setVerticalSpacing(themes.pixels(4))
        layout.addLayout(head, 0, 0, 1, 2)
        layout.addWidget(described, 1, 0, 1, 2)
        layout.addWidget(self.field, 2, 0)
        layout.addWidget(self.reset, 2, 1)
        layout.addWidget(self._default, 3, 0, 1, 2)
        layout.addWidget(self._wrong, 4, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        fixed = info.source in {"environment", "option"}
        self.field.setEnabled(not fixed)
        self.field.changed.connect(self._check)
        themes.changed.connect(self._paint)
        self._paint(themes.current)
        self._fixed = fixed
        self._check()

    @property
    def is_changed(self) -> bool:
        """Whether the field holds another value than the one in force."""
        return self.field.value != self.info.value

    @property
    def new_value(self) -> object:
        """What is to be saved: None for the default."""
        value = self.field.value
        return None if value == self.info.default else value

    def matches(self, words: str) -> bool:
        """Whether each of the words stands in its key, name or description."""
        text = " ".join(
            [self.info.key, *(self.info.label(lang) + self.info.description(lang) for lang in {"en", self._language})]
        ).casefold()
        return all(word in text for word in words.casefold().split())

    def _reset(self) -> None:
        self.field.set_value(self.info.default)

    def _check(self) -> None:
        self.error = None
        try:
            check_value(self.info.key, self.field.value)
        except InputError as error:
            self.error = error
        self._wrong.setVisible(self.error is not None)
        if self.error is not None:
            self._wrong.set_text(f"✗ {self.error.message(self._language)} {self.error.hint(self._language)}")
        self._mark.setVisible(self.is_changed)
        is_default = self.field.value == self.info.default
        self.reset.setEnabled(not is_default and not self._fixed)
        self._default.setText(self._about(is_default))
        self.changed.emit()

    def _about(self, is_default: bool) -> str:
        if self.info.source == "environment":
            return self.tr("Comes from the environment variable {}; it cannot be changed here.").format(
                self.info.variable
            )
        if self._fixed:
            return self.tr("Comes from the command line of this run; it cannot be changed here.")
        if is_default:
            return self.tr("This is the default.")
        text = value_text(self.info, self.info.default, self._language)
        return self.tr("Default: {}").format(text if text else self.tr("empty"))

    def _paint(self, theme: Theme) -> None:
        self.reset.setIcon(icon("undo", theme))
