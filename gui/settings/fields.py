"""A field for each kind of setting: a tick, a number, a choice, a text, a list, a file."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from assistant.settings import SettingInfo
from gui.theme import make_roomy

LARGEST = 2_000_000_000
DECIMALS = 2


class FieldInfo(Protocol):
    """What a field must know: of a setting, or of a chain's option; see ``assistant.settings.SettingInfo``."""

    @property
    def kind(self) -> str:
        """``bool``, ``int``, ``float``, ``choice``, ``text``, ``list`` or ``path``."""

    @property
    def value(self) -> object:
        """Shown at first."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Of a choice."""

    @property
    def least(self) -> float | None:
        """Bound of a number."""

    @property
    def above(self) -> float | None:
        """Bound of a number that is not reached."""

    @property
    def most(self) -> float | None:
        """Bound of a number."""

    def label(self, language: str) -> str:
        """Its name."""

    def description(self, language: str) -> str:
        """What it does."""

    def choice(self, value: str, language: str) -> str:
        """The name of one of its choices."""


class _WholeNumber(QSpinBox):
    """Takes any number, so that a bad one can be told why; its arrows stay within the bounds."""

    def __init__(self, info: FieldInfo) -> None:
        super().__init__()
        self.setRange(-LARGEST, LARGEST)
        self.setGroupSeparatorShown(True)
        make_roomy(self)
        self._least = -LARGEST if info.least is None else int(info.least)
        self._most = LARGEST if info.most is None else int(info.most)

    def stepBy(self, steps: int) -> None:
        """Within the bounds."""
        self.setValue(min(max(self.value() + steps * self.singleStep(), self._least), self._most))


class _Number(QDoubleSpinBox):
    """The same for fractions."""

    def __init__(self, info: FieldInfo) -> None:
        super().__init__()
        self.setDecimals(DECIMALS)
        self.setRange(-LARGEST, LARGEST)
        self.setSingleStep(0.05)
        make_roomy(self)
        above = -LARGEST if info.above is None else info.above + self.singleStep()
        self._least = above if info.least is None else info.least
        self._most = LARGEST if info.most is None else info.most

    def stepBy(self, steps: int) -> None:
        """Within the bounds."""
        self.setValue(min(max(self.value() + steps * self.singleStep(), self._least), self._most))


class SettingField(QWidget):
    """Edits one setting's value.

    Args:
        info: of the setting.
        language: of the choices' names.
    """

    changed = Signal()

    def __init__(self, info: FieldInfo, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info = info
        self.control = self._control(info, language)
        self.control.setAccessibleName(info.label(language))
        self.control.setAccessibleDescription(info.description(language))
        self.setFocusProxy(self.control)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.control, stretch=1)
        if info.kind == "path":
            browse = QPushButton(self.tr("Browse …"))
            browse.setAccessibleName(self.tr("Browse for {}").format(info.label(language)))
            browse.setAutoDefault(False)
            browse.clicked.connect(self._browse)
            layout.addWidget(browse)
        self.set_value(info.value)

    @property
    def value(self) -> object:
        """As it stands in the field."""
        control = self.control
        if isinstance(control, QCheckBox):
            return control.isChecked()
        if isinstance(control, QComboBox):
            return control.currentData()
        if isinstance(control, QSpinBox):
            return control.value()
        if isinstance(control, QDoubleSpinBox):
            return round(control.value(), DECIMALS)
        assert isinstance(control, QLineEdit)
        if self._info.kind == "list":
            return [part.strip() for part in control.text().split(",") if part.strip()]
        return control.text().strip()

    def set_value(self, value: object) -> None:
        """Show another value."""
        control = self.control
        if isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, QSpinBox):
            control.setValue(int(str(value)))
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(float(str(value)))
        elif isinstance(control, QLineEdit):
            control.setText(", ".join(str(part) for part in value) if isinstance(value, list) else str(value))

    def _control(self, info: FieldInfo, language: str) -> QWidget:
        if info.kind == "bool":
            tick = QCheckBox(self.tr("On"))
            tick.toggled.connect(self.changed)
            return tick
        if info.kind == "choice":
            combo = QComboBox()
            for choice in info.choices:
                combo.addItem(info.choice(choice, language), choice)
            combo.currentIndexChanged.connect(self.changed)
            return combo
        if info.kind in {"int", "float"}:
            spin = _WholeNumber(info) if info.kind == "int" else _Number(info)
            spin.valueChanged.connect(self.changed)
            return spin
        line = QLineEdit()
        line.textChanged.connect(self.changed)
        if info.kind == "list":
            line.setPlaceholderText(self.tr("Words with commas between them"))
        return line

    def _browse(self) -> None:
        title, files = self.tr("Choose a model file"), self.tr("Models (*.gguf);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, title, str(self.value or ""), files)
        if name:
            self.set_value(name)


def value_text(info: SettingInfo, value: object, language: str) -> str:
    """A value as a person reads it."""
    if info.kind == "bool":
        translate = QCoreApplication.translate
        return translate("SettingField", "On") if value else translate("SettingField", "Off")
    if info.kind == "choice":
        return info.choice(str(value), language)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return str(value)
