"""Light and dark: one file of colours each, turned into Qt's palette; the system's choice, or the person's."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from resources import resource

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look, by role; see ``resources/themes``."""

    name: str
    dark: bool
    colors: Mapping[str, str]

    def color(self, role: str) -> QColor:
        """One colour.

        Raises:
            KeyError: no such role; each theme has all of them.
        """
        return QColor(self.colors[role])


@cache
def load_theme(name: str) -> Theme:
    """The theme in ``resources/themes/<name>.toml``."""
    fields = tomllib.loads(resource("themes", f"{name}.toml").read_text("utf-8"))
    return Theme(fields["name"], fields["dark"], fields["colors"])


class Themes(QObject):
    """Which theme the application wears. Widgets that paint themselves take it, and repaint at ``changed``."""

    changed = Signal(object)  # Theme

    def __init__(self, application: QApplication, choice: Choice = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = choice
        self.current = load_theme("light")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self.choose(choice)

    def choose(self, choice: Choice) -> None:
        """Wear this theme from now on; ``system`` follows the desktop."""
        self._choice = choice
        self._apply()

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return self._choice

    def _apply(self) -> None:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.current = load_theme("dark" if dark else "light")
        self._application.setPalette(palette_of(self.current))
        self.changed.emit(self.current)


def palette_of(theme: Theme) -> QPalette:
    """Qt's palette in the colours of ``theme``."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in (
        (roles.Window, "window"), (roles.WindowText, "text"), (roles.Base, "surface"), (roles.AlternateBase, "panel"),
        (roles.Text, "text"), (roles.Button, "panel"), (roles.ButtonText, "text"), (roles.BrightText, "negative"),
        (roles.ToolTipBase, "surface"), (roles.ToolTipText, "text"), (roles.PlaceholderText, "muted"),
        (roles.Highlight, "accent"), (roles.HighlightedText, "accent_text"), (roles.Link, "accent"),
        (roles.LinkVisited, "accent"), (roles.Mid, "border"), (roles.Accent, "accent"),
    ):  # fmt: skip
        palette.setColor(role, theme.color(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("muted"))
    return palette
