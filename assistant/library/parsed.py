"""What a reader gives: one document's text with its structure, pages and rectangles; spans count code points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "list", "table_header", "table_row", "code"]
PageSource = Literal["text", "ocr", "empty"]


@dataclass(frozen=True, slots=True)
class Block:
    """One structural piece, in reading order, never overlapping another; blank text between blocks is allowed.

    Attributes:
        kind: a table is one ``table_header`` block followed by ``table_row`` blocks, a row a block.
        level: 1 to 6 for headings, 0 else.
        page: 1-based number of the page or section it stands on.
    """

    kind: BlockKind
    start: int
    end: int
    page: int = 1
    level: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line on a page, with where its characters stand.

    Attributes:
        edges: x of the left edge of each character of ``text[start:end]``, then the right edge of the last
            (``end - start + 1`` values).

    All coordinates are in points (1/72 inch) from the page's top left corner; for OCR they are scaled to the same.
    """

    start: int
    end: int
    top: float
    bottom: float
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF, sheet of a workbook, or the whole of a format that has no pages.

    Attributes:
        number: 1-based.
        source: where the text comes from; ``empty`` for a page that yields none.
        label: name of the sheet; empty where pages have only numbers.
        width: in points, 0 where the format has no layout.
        height: in points, 0 where the format has no layout.
        lines: only for formats with a layout.
    """

    number: int
    start: int
    end: int
    source: PageSource = "text"
    label: str = ""
    width: float = 0.0
    height: float = 0.0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """One document as read.

    Attributes:
        text: the whole text; what is stored, shown, and what every span points into. No NUL, no lone
            surrogates, line ends are ``\\n``.
        title: from the document itself, else empty.
        paged: whether ``page`` numbers mean something to a person (PDF pages, sheets).
        notes: codes of what could not be read, such as ``page 3 has no text``; plain English sentences.
        encoding: for text formats, what it was decoded from.
    """

    format: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    title: str = ""
    paged: bool = False
    notes: tuple[str, ...] = ()
    encoding: str = ""

    def to_wire(self) -> dict[str, Any]:
        """As msgpack carries it between processes."""
        # Not by dataclasses.asdict, which copies each edge of each character apart.
        return {
            **_fields(self),
            "blocks": [_fields(block) for block in self.blocks],
            "pages": [{**_fields(page), "lines": [_fields(line) for line in page.lines]} for page in self.pages],
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Parsed":
        """The inverse of ``to_wire``."""
        return cls(
            **{
                **wire,
                "blocks": tuple(Block(**block) for block in wire["blocks"]),
                "pages": tuple(
                    Page(
                        **{
                            **page,
                            "lines": tuple(Line(**{**line, "edges": tuple(line["edges"])}) for line in page["lines"]),
                        }
                    )
                    for page in wire["pages"]
                ),
                "notes": tuple(wire["notes"]),
            }
        )


def _fields(value: Block | Line | Page | Parsed) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
