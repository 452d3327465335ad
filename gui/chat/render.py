"""Writes rich text into a document, by a cursor with formats of our own: no HTML is ever read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import (
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)

from assistant.rich_text import Block, RichText, Span, Spans
from gui.chat.looks import GLYPHS, HEADINGS, SMALL, VERDICT_COLORS, Looks

if TYPE_CHECKING:
    from chains.types import Claim

_UNDERLINES = {
    "partly": QTextCharFormat.UnderlineStyle.DashUnderline,
    "no": QTextCharFormat.UnderlineStyle.WaveUnderline,
}
# Qt's own separator of lines within a paragraph.
_LINE = "\u2028"
_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
# A blank that is never broken at, narrow: what follows stays with its sentence.
_NARROW = "\u202f"


@dataclass(slots=True)
class Targets:
    """What the anchors ``link:0`` and ``copy:0`` of a document stand for: no text from outside is one itself."""

    links: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


class Writer:
    """Appends rich text to a document.

    Args:
        document: to whose end is written.
        looks: how it looks.
        targets: gets what the anchors stand for.
        claims: of the answer, for the verdicts at their sentences.
    """

    def __init__(self, document: QTextDocument, looks: Looks, targets: Targets, claims: "Sequence[Claim]" = ()) -> None:
        self._document = document
        self._looks = looks
        self._targets = targets
        self._claims = claims
        self._cursor = QTextCursor(document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._lists: dict[int, tuple[object, int | None]] = {}

    def write(self, rich: RichText) -> None:
        """Write all blocks, and then the claims that have no place in them."""
        self._cursor.beginEditBlock()
        for block in rich.blocks:
            self._write_block(block)
        if rich.unplaced:
            self._write_unplaced(rich.unplaced)
        self._cursor.endEditBlock()

    def plain(self, text: str, role: str = "text") -> None:
        """Write words as they are, in the paragraph that is open."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.insertText(text.replace("\n", _LINE), self._looks.words(role))

    def open_paragraph(self) -> int:
        """Begin a paragraph; where it begins."""
        self._open(above=0.45)
        return self._cursor.position()

    def anchor(self, text: str, target: str) -> None:
        """Write a paragraph of words that can be chosen."""
        self._open(above=0.4)
        self._cursor.insertText(text, self._looks.anchor(target))

    # --- blocks ---

    def _write_block(self, block: Block) -> None:
        if block.kind != "item" and not block.depth:
            self._lists.clear()
        match block.kind:
            case "heading":
                self._open(above=0.6, depth=block.depth, quoted=block.quoted)
                look = self._looks.words(scale=HEADINGS.get(block.level, 1.0))
                look.setFontWeight(700)
                self._write_spans(block.spans, look)
            case "item":
                self._write_item(block)
            case "code":
                self._write_code(block)
            case "table":
                self._write_table(block)
            case "rule":
                self._open(above=0.3)
                self._cursor.insertText("─" * 12, self._looks.words("border"))
            case "paragraph":
                self._open(above=0.45, depth=block.depth, quoted=block.quoted)
                self._write_spans(block.spans, self._looks.words())

    def _open(self, *, above: float, depth: int = 0, quoted: int = 0) -> None:
        """Begin a paragraph; the empty one that a document or a table ends with is taken for it."""
        empty = not self._cursor.block().text() and self._cursor.block().textList() is None
        first = self._document.isEmpty()
        look = self._looks.paragraph(above=0 if first else above, depth=depth, quoted=quoted)
        if empty:
            self._cursor.setBlockFormat(look)
        else:
            self._cursor.insertBlock(look, self._looks.words())

    def _write_item(self, block: Block) -> None:
        self._open(above=0.2, quoted=block.quoted)
        known, last = self._lists.get(block.depth, (None, None))
        follows = known is not None and (last is None) == (block.ordinal is None)
        if follows and block.ordinal is not None and last is not None:
            follows = block.ordinal == last + 1
        if follows and known is not None:
            known.add(self._cursor.block())  # type: ignore[attr-defined] # a QTextList, which is kept as an object
        else:
            look = QTextListFormat()
            look.setIndent(min(block.depth, 8))
            if block.ordinal is None:
                look.setStyle(_BULLETS[min(block.depth, 3) - 1])
            else:
                look.setStyle(QTextListFormat.Style.ListDecimal)
                look.setStart(min(block.ordinal, 1_000_000))
            known = self._cursor.createList(look)
        self._lists = {depth: kept for depth, kept in self._lists.items() if depth < block.depth}
        self._lists[block.depth] = known, block.ordinal
        self._write_spans(block.spans, self._looks.words())

    def _write_code(self, block: Block) -> None:
        self._write_copy(block.text, QCoreApplication.translate("Writer", "Copy the code"))
        frame = QTextFrameFormat()
        frame.setBackground(self._looks.theme.color("code"))
        frame.setPadding(self._looks.step / 2)
        frame.setBottomMargin(self._looks.step / 2)
        frame.setLeftMargin((min(block.depth, 8) + min(block.quoted, 8)) * self._looks.step)
        self._cursor.insertFrame(frame)
        self._cursor.insertText(block.text.replace("\n", _LINE), self._looks.code())
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _write_table(self, block: Block) -> None:
        text = "\n".join("\t".join(_flat(cell) for cell in row) for row in block.rows)
        self._write_copy(text, QCoreApplication.translate("Writer", "Copy the table"))
        look = QTextTableFormat()
        look.setBorder(1)
        look.setBorderBrush(self._looks.theme.color("border"))
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBorderCollapse(True)
        look.setBottomMargin(self._looks.step / 2)
        look.setCellPadding(self._looks.step / 3)
        look.setCellSpacing(0)
        columns = len(block.rows[0])
        # Shares of the width, so that no cell has to be measured to know its neighbour's.
        look.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 / columns)] * columns)
        look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        look.setHeaderRowCount(1)
        table = self._cursor.insertTable(len(block.rows), columns, look)
        for number, row in enumerate(block.rows):
            for column, spans in enumerate(row):
                if not spans:
                    continue
                self._cursor = table.cellAt(number, column).firstCursorPosition()
                words = self._looks.words()
                if number == 0:
                    words.setFontWeight(700)
                self._write_spans(spans, words)
        self._cursor = QTextCursor(self._document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _write_copy(self, text: str, label: str) -> None:
        self._open(above=0.4)
        look = self._cursor.blockFormat()
        look.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._cursor.setBlockFormat(look)
        self._cursor.insertText(label, self._looks.anchor(f"copy:{len(self._targets.copies)}", "muted", SMALL))
        self._targets.copies.append(text)

    def _write_unplaced(self, unplaced: Sequence[int]) -> None:
        self._lists.clear()
        for number in unplaced:
            self._open(above=0.2, depth=1)
            claim = self._claims[number]
            spans = [Span(" ".join(claim.text.split())[:400], claim=number)]
            spans += [Span(f"[{index + 1}]", cite=index + 1, claim=number) for index in claim.evidence]
            self._write_spans((*spans, Span("", claim=number, mark=number)), self._looks.words())

    # --- words ---

    def _write_spans(self, spans: Spans, words: QTextCharFormat) -> None:
        blank = False  # whether one was written last
        for span in spans:
            if span.mark >= 0:
                self._write_mark(span.mark)
            elif span.cite:
                look = self._looks.anchor(f"cite:{span.cite}", scale=SMALL)
                self._cursor.insertText(span.text if blank else _NARROW + span.text, look)
                blank = False
            else:
                blank = span.text.endswith(" ")
                self._cursor.insertText(span.text.replace("\n", _LINE), self._look(span, words))

    def _look(self, span: Span, words: QTextCharFormat) -> QTextCharFormat:
        look = self._looks.code() if span.code else QTextCharFormat(words)
        if span.bold:
            look.setFontWeight(700)
        look.setFontItalic(span.italic)
        look.setFontStrikeOut(span.strike)
        if span.link:
            look.setAnchor(True)
            look.setAnchorHref(f"link:{len(self._targets.links)}")
            look.setForeground(self._looks.theme.color("accent"))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            self._targets.links.append(span.link)
        verdict = self._claims[span.claim].verdict if 0 <= span.claim < len(self._claims) else "yes"
        if verdict in _UNDERLINES:
            look.setUnderlineStyle(_UNDERLINES[verdict])
            look.setUnderlineColor(self._looks.theme.color(VERDICT_COLORS[verdict]))
        return look

    def _write_mark(self, number: int) -> None:
        verdict = self._claims[number].verdict
        text = {
            "yes": "",
            "partly": QCoreApplication.translate("Writer", "partly"),
            "no": QCoreApplication.translate("Writer", "not found"),
        }[verdict]
        look = self._looks.anchor(f"claim:{number}", VERDICT_COLORS[verdict], SMALL)
        look.setFontWeight(600)
        self._cursor.insertText(_NARROW + f"{GLYPHS[verdict]}\u00a0{text}".strip("\u00a0").replace(" ", "\u00a0"), look)


def _flat(spans: Spans) -> str:
    return " ".join("".join(span.text for span in spans).split())
