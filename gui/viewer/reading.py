"""What the source pane has read off the UI thread: a document's words and structure, and where they stand on pages."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cancel import Cancel
from assistant.library.finding import matches
from assistant.library.parsed import Line, Page
from assistant.library.types import DocumentInfo
from gui.viewer.pieces import Piece, pieces_of

if TYPE_CHECKING:
    from assistant.app import Assistant

# The lines of so many pages with other citations are read at once; those of the rest come with their pictures.
MOST_MARKED_PAGES = 40


@dataclass(frozen=True, slots=True)
class Opened:
    """One document, read from the library.

    Attributes:
        file: where its file lies now; empty where it is gone from all its places.
        drawn: whether its pages can be shown as pictures.
    """

    info: DocumentInfo
    text: str
    pages: tuple[Page, ...]
    pieces: tuple[Piece, ...]
    file: str
    drawn: bool


@dataclass(frozen=True, slots=True)
class PageLines:
    """The printed lines of one page."""

    page: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Located:
    """All that is needed to show the spans has been sent."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words that were looked for stand."""

    words: str
    spans: list[tuple[int, int]]


def opening(
    assistant: "Assistant", document_id: str, known: Opened | None, spans: Sequence[tuple[int, int]], cancel: Cancel
) -> Iterator[Opened | PageLines | Located]:
    """Read a document, unless it is ``known``, and the lines of the pages that ``spans`` stand on, in this order."""
    opened = known if known is not None and known.info.id == document_id else _read(assistant, document_id)
    cancel.check()
    if opened is not known:
        yield opened
    if opened.drawn:
        for page in _pages_of(opened.pages, spans)[:MOST_MARKED_PAGES]:
            cancel.check()
            yield PageLines(page, assistant.library.lines(document_id, page))
    yield Located()


def finding(text: str, words: str, cancel: Cancel) -> Iterator[Found]:
    """Look for words in a text."""
    yield Found(words, matches(text, words, cancel))


def page_at(pages: Sequence[Page], position: int) -> int:
    """Number of the page that holds a code point; 1 where there are no pages."""
    number = 1
    for page in pages:
        if page.start > position:
            break
        number = page.number
    return number


def _pages_of(pages: Sequence[Page], spans: Sequence[tuple[int, int]]) -> list[int]:
    """The pages that the spans stand on, those of the first span first."""
    found: dict[int, None] = {}
    for start, end in spans:
        found.update(dict.fromkeys(page.number for page in pages if page.start < end and start < page.end))
    return list(found)


def _read(assistant: "Assistant", document_id: str) -> Opened:
    from assistant.library.pages import DRAWN

    library = assistant.library
    info = library.document(document_id)
    text = library.text(document_id)
    pages = tuple(library.pages(document_id))
    files = [Path(os.fsdecode(name)) for name in library.files(document_id)]
    return Opened(
        info,
        text,
        pages,
        tuple(pieces_of(text, library.blocks(document_id))),
        next((str(file) for file in files if file.is_file()), ""),
        info.format in DRAWN and any(page.width > 0 for page in pages),
    )
