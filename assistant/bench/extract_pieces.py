"""What a generated document is made of: headings, paragraphs, tables, and the truth about its fields."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.bench.extract_values import Money

Truth = dict[str, str | datetime.date | Money | None]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a document; ``columns`` is a table without lines, two texts side by side."""

    kind: Literal["heading", "paragraph", "table", "columns"]
    text: str = ""
    rows: Rows = ()


def heading(text: str) -> Piece:
    """A heading."""
    return Piece("heading", text)


def say(text: str) -> Piece:
    """A paragraph."""
    return Piece("paragraph", text)


def table(*rows: Sequence[str]) -> Piece:
    """A table with lines."""
    return Piece("table", rows=rows)


def columns(*rows: Sequence[str]) -> Piece:
    """Two columns."""
    return Piece("columns", rows=rows)
