"""The sheet of all shortcuts, made from the actions themselves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from gui.actions import Actions, menu_name, plain_text
from gui.fuzzy import fit
from gui.theme import Themes, set_kind

# A group's heading; text and keys of each line.
Group = tuple[str, Sequence[tuple[str, str]]]


def groups_of(actions: Actions) -> list[Group]:
    """Each menu's actions that have a shortcut, with all of their keys."""
    native = QKeySequence.SequenceFormat.NativeText
    groups = [
        (
            menu_name(menu),
            [
                (plain_text(action), "   ".join(key.toString(native) for key in action.shortcuts()))
                for action in found
                if action.shortcuts()
            ],
        )
        for menu, found in actions.by_menu()
    ]
    return [group for group in groups if group[1]]


class ShortcutSheet(QDialog):
    """All shortcuts by menu, and a field that filters them.

    Args:
        actions: of the window.
        themes: give the sizes.
        window: it opens over it.
        more: keys that no action has, such as those of the question's field.
    """

    def __init__(
        self, actions: Actions, themes: Themes, window: QWidget | None = None, more: Sequence[Group] = ()
    ) -> None:
        super().__init__(window)
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(themes.pixels(520), themes.pixels(560))
        self.field = QLineEdit(placeholderText=self.tr("Filter"), clearButtonEnabled=True)
        self.field.setAccessibleName(self.tr("Filter shortcuts"))
        self.field.textChanged.connect(self._filter)
        self._nothing = QLabel(self.tr("No shortcut fits."), alignment=Qt.AlignmentFlag.AlignCenter)
        set_kind(self._nothing, "muted")
        self._nothing.hide()
        self._headings: list[tuple[QLabel, list[tuple[QLabel, QLabel]]]] = []
        inside = QWidget()
        set_kind(inside, "plain")
        grid = QGridLayout(inside)
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(themes.pixels(16))
        for heading, lines in [*groups_of(actions), *more]:
            title = QLabel(heading)
            set_kind(title, "heading")
            grid.addWidget(title, grid.rowCount(), 0, 1, 2)
            shown = []
            for text, keys in lines:
                what, chip = QLabel(text, wordWrap=True), QLabel(keys, textFormat=Qt.TextFormat.PlainText)
                what.setTextFormat(Qt.TextFormat.PlainText)
                set_kind(chip, "chip")
                chip.setAccessibleName(f"{text}: {keys}")
                row = grid.rowCount()
                grid.addWidget(what, row, 0)
                grid.addWidget(chip, row, 1, Qt.AlignmentFlag.AlignRight)
                shown.append((what, chip))
            self._headings.append((title, shown))
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Keyboard shortcuts"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(area, stretch=1)

    def visible_lines(self) -> list[tuple[str, str]]:
        """Text and keys of what is shown now."""
        lines = [line for _, shown in self._headings for line in shown]
        return [(what.text(), keys.text()) for what, keys in lines if not what.isHidden()]

    def _filter(self, typed: str) -> None:
        anything = False
        for heading, lines in self._headings:
            of_group = False
            for what, keys in lines:
                fits = not typed.strip() or fit(typed, f"{heading.text()} {what.text()} {keys.text()}") is not None
                what.setVisible(fits)
                keys.setVisible(fits)
                of_group |= fits
            heading.setVisible(of_group)
            anything |= of_group
        self._nothing.setVisible(not anything)
