"""Light and dark: a file of colours each, turned into Qt's palette and style sheet; the system's choice, or one's own.

What a widget is for is told by its ``kind`` (``set_kind``); how that looks stands in ``resources/themes/window.qss``:

========================  ==============================================================================================
QPushButton               ``primary`` the one thing to do here; ``danger`` loses something; ``quiet`` flat until pointed
                          at; ``link`` like a word in a sentence; ``chip`` small and round; none: an ordinary button
QToolButton               flat by itself; ``chip``; ``button`` like an ordinary button
QLabel                    ``title``, ``heading``, ``muted`` (secondary), ``small`` (secondary and small), ``chip``;
                          ``positive``, ``caution``, ``negative`` (always beside a mark or a word that says the same)
QFrame                    ``panel`` a pane's ground; ``card``; ``question`` a person's message; ``answer``;
                          ``not-found`` what the documents do not say; ``field`` holds a bare field, its border shows
                          the focus while its property ``active`` is true; ``line`` a divider;
                          ``banner-info``, ``banner-warning``, ``banner-error``
text views, QLineEdit     ``bare``: no frame, no ground of its own; ``page``: fills a pane, with a frame for the focus
lists, trees, tables      flat on a panel by themselves; ``framed``: with a border; ``bare``: no ground of their own
========================  ==============================================================================================

Sizes scale with the text (``Themes.zoom``), so a layout's own margins should come from ``Themes.pixels``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget

from resources import resource

Choice = Literal["system", "light", "dark"]

# Smaller text than this is hard to read; where the desktop names no font, Qt takes one of 9 points.
LEAST_POINTS = 10.0


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
    """Which theme the application wears, and how large. What paints itself takes it, and repaints at ``changed``.

    Args:
        application: gets style, palette, font and style sheet.
        choice: ``system`` follows the desktop.
        zoom: the size of everything, in percent.
    """

    changed = Signal(object)  # Theme

    def __init__(self, application: QApplication, choice: Choice = "system", zoom: int = 100) -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = choice
        self._zoom = zoom
        self._points = max(LEAST_POINTS, application.font().pointSizeF())
        self.current = load_theme("light")
        # Fusion looks the same on each desktop and takes every colour from the palette.
        application.setStyle("Fusion")
        self._scheme = application.styleHints().colorScheme()
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    def choose(self, choice: Choice) -> None:
        """Wear this theme from now on; ``system`` follows the desktop."""
        self._choice = choice
        # Frames of windows and dialogs that the desktop draws follow this.
        schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._application.styleHints().setColorScheme(schemes[choice])
        self._apply()

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return self._choice

    @property
    def zoom(self) -> int:
        """The size of everything, in percent."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Make everything this large."""
        self._zoom = percent
        self._apply()

    def pixels(self, at_100: float) -> int:
        """A length at the present zoom."""
        return round(at_100 * self._zoom / 100)

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._apply()

    def _apply(self) -> None:
        dark = self._choice == "dark" or (self._choice == "system" and self._scheme == Qt.ColorScheme.Dark)
        self.current = load_theme("dark" if dark else "light")
        self._application.setPalette(palette_of(self.current))
        font = self._application.font()
        font.setPointSizeF(self._points * self._zoom / 100)
        self._application.setFont(font)
        sheet = style_sheet(self.current, self._points, self._zoom)
        if sheet != self._application.styleSheet():  # setting it visits every widget
            self._application.setStyleSheet(sheet)
            self.changed.emit(self.current)


def set_kind(widget: QWidget, kind: str) -> None:
    """Say what a widget is for; it looks so at once."""
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def make_roomy(box: QAbstractSpinBox) -> None:
    """Keep a number off the edge of its box: where the arrows are styled, Qt forgets the box's padding."""
    box.lineEdit().setTextMargins(box.fontMetrics().height() // 3, 0, 0, 0)


def style_sheet(theme: Theme, points: float, zoom: int) -> str:
    """``resources/themes/window.qss`` in the colours of ``theme``, for text of ``points`` at 100 %."""
    values = {**theme.colors, "name": theme.name, "folder": Path(str(resource("themes"))).as_posix()}
    sheet = resource("themes", "window.qss").read_text("utf-8")
    sheet = re.sub(r"\$(\w+)", lambda found: values[found[1]], sheet)
    sheet = re.sub(r"(?<![\w#])([\d.]+)u\b", lambda found: f"{round(float(found[1]) * zoom / 100)}px", sheet)
    return re.sub(r"(?<![\w#])([\d.]+)f\b", lambda found: f"{float(found[1]) * points * zoom / 100:.2f}pt", sheet)


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
