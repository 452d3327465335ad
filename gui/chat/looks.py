"""How the parts of a turn look in one theme: text formats, symbols and names, made once for all turns."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QIcon, QTextBlockFormat, QTextCharFormat

from gui.icons import icon
from gui.theme import Theme

if TYPE_CHECKING:
    from assistant.chain_offers import Offer, Offers

# A verdict is told by its sign as well as by its colour.
GLYPHS = {"yes": "✓", "partly": "~", "no": "✗"}
VERDICT_COLORS = {"yes": "positive", "partly": "caution", "no": "negative"}
HEADINGS = {1: 1.35, 2: 1.2, 3: 1.1}
SMALL = 0.86


class Looks:
    """Formats and symbols in the colours of a theme.

    Args:
        theme: whose colours.
        font: of plain words.
        offers: the chains, by whose texts turns of theirs are named; None while they are not known.
    """

    def __init__(self, theme: Theme, font: QFont, offers: "Offers | None" = None) -> None:
        self.theme = theme
        self.font = font
        self.offers = offers
        self.step = QFontMetricsF(font).averageCharWidth() * 3
        self._icons: dict[tuple[str, str], QIcon] = {}

    def offer(self, name: str | None) -> "Offer | None":
        """The chain of this name, if there still is one."""
        return None if self.offers is None else self.offers.offer(name)

    def icon(self, name: str, role: str = "muted") -> QIcon:
        """A symbol; drawn once."""
        key = name, role
        if key not in self._icons:
            self._icons[key] = icon(name, self.theme, role)
        return self._icons[key]

    def words(self, role: str = "text", scale: float = 1.0) -> QTextCharFormat:
        """Plain words in a colour of the theme."""
        look = QTextCharFormat()
        look.setFont(self.font)
        if scale != 1.0:
            look.setFontPointSize(self.font.pointSizeF() * scale)
        look.setForeground(self.theme.color(role))
        return look

    def code(self) -> QTextCharFormat:
        """Letters of one width on a ground of their own."""
        look = self.words()
        look.setFontFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
        look.setFontFixedPitch(True)
        look.setBackground(self.theme.color("code"))
        return look

    def anchor(self, target: str, role: str = "accent", scale: float = 1.0) -> QTextCharFormat:
        """Words that do something when they are chosen."""
        look = self.words(role, scale)
        look.setAnchor(True)
        look.setAnchorHref(target)
        return look

    def paragraph(self, *, above: float = 0.0, depth: int = 0, quoted: int = 0) -> QTextBlockFormat:
        """A block's format.

        Args:
            above: room above it, in lines.
            depth: by how many steps it is moved in.
            quoted: in how many quotations it stands.
        """
        look = QTextBlockFormat()
        look.setTopMargin(above * QFontMetricsF(self.font).height())
        look.setLeftMargin((min(depth, 8) + min(quoted, 8)) * self.step)
        look.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if quoted:
            look.setBackground(self.theme.color("hover"))
        return look
