"""Our own symbols (``resources/icons/symbolic``), drawn in the colours of a theme."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import Theme
from resources import resource

# In device pixels: 16 and 20 at 100, 125, 150 and 200 % are drawn, not scaled; larger ones lose nothing that is seen.
SIZES = (16, 20, 24, 30, 32, 40, 64)


def icon(name: str, theme: Theme, role: str = "text") -> QIcon:
    """The symbol in ``resources/icons/symbolic/<name>.svg``; pale where what shows it is disabled.

    It is made of pictures: an icon engine of our own would be lazier, but one written in Python dies when Qt copies
    it (PySide6 6.12).

    Args:
        role: of the theme, its colour. One on a primary button takes ``accent_text``.

    Raises:
        FileNotFoundError: no such symbol.
    """
    drawing = resource("icons", "symbolic", f"{name}.svg").read_text("utf-8")
    made = QIcon()
    for color, modes in (
        (theme.colors[role], (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected)),
        (theme.colors["disabled"], (QIcon.Mode.Disabled,)),
    ):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", color).encode()))
        for size in SIZES:
            picture = QPixmap(size, size)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                renderer.render(painter)
            for mode in modes:
                made.addPixmap(picture, mode)
    return made
