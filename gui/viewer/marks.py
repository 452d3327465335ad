"""What is marked in a document, and with which colours."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor

from gui.theme import Theme


class Mark(Enum):
    """Why words are marked; later ones are drawn over earlier ones."""

    CITED_TOO = "cited_too"
    FOUND = "found"
    CITED = "cited"
    FOUND_HERE = "found_here"
    SELECTED = "selected"


# Marked by a frame as well as by their colour.
FRAMED = frozenset({Mark.CITED, Mark.FOUND_HERE})

_ROLES = {
    Mark.CITED_TOO: "highlight",
    Mark.FOUND: "found",
    Mark.CITED: "highlight_strong",
    Mark.FOUND_HERE: "found_strong",
    Mark.SELECTED: "selection",
}
# A page is paper, whatever the theme: what is laid over it like a marker must be light.
_ON_PAPER = {
    Mark.CITED_TOO: "paper_highlight",
    Mark.FOUND: "paper_found",
    Mark.CITED: "paper_highlight_strong",
    Mark.FOUND_HERE: "paper_found_strong",
    Mark.SELECTED: "paper_selection",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Code points ``start`` to ``end`` of the document."""

    mark: Mark
    start: int
    end: int


def color_of(mark: Mark, theme: Theme, *, on_paper: bool = False) -> QColor:
    """The colour of a mark."""
    return theme.color((_ON_PAPER if on_paper else _ROLES)[mark])
