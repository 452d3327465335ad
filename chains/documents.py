"""A whole document as the chains are given it: its stored text with structure, and quotes cut from it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chains.types import Quote

if TYPE_CHECKING:
    from langchain_core.documents import Document

BlockKind = Literal["heading", "paragraph", "list", "table_header", "table_row", "code"]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One structural piece, in reading order; a table is one ``table_header`` followed by its ``table_row`` blocks.

    Attributes:
        page: 1-based page or section.
        level: 1 to 6 for headings, 0 else.
    """

    kind: BlockKind
    start: int
    end: int
    page: int = 1
    level: int = 0


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page, sheet or section: where its text stands.

    Attributes:
        label: name of a sheet, or the number printed on a page; may be empty.
        source: ``text``, ``ocr``, or ``empty`` for a page that yielded none.
    """

    number: int
    start: int
    end: int
    label: str = ""
    source: str = "text"


def _no_chunk(_: int) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document; every span counts code points of ``text``.

    Attributes:
        id: hash of the document's content; of the text for what is in no library.
        title: what the person knows it by.
        path: where the file lies, for showing.
        format: ``pdf``, ``docx``, ``csv`` …; ``text`` for pasted text.
        blocks: in reading order; may be empty, ``text`` is then one piece.
        pages: empty where the format has none.
        paged: whether page numbers mean something to a person.
        language: ISO 639-1 of the text.
        notes: what could not be read, plain English sentences.
        chunk_of: the row of the chunk that a span starting there stands in; 0 for what is in no library.
    """

    id: str
    title: str
    path: str
    format: str
    text: str
    blocks: tuple[TextBlock, ...] = ()
    pages: tuple[TextPage, ...] = ()
    paged: bool = False
    language: str = "en"
    notes: tuple[str, ...] = ()
    chunk_of: Callable[[int], int] = _no_chunk

    @property
    def file_stem(self) -> str:
        """The name of its file, without folders and ending; empty for what lies in none."""
        return re.sub(r"\.\w{1,5}\Z", "", re.split(r"[/\\]", self.path)[-1])

    def page_of(self, offset: int) -> int | None:
        """The 1-based page on which ``offset`` stands; None where page numbers mean nothing."""
        if not self.paged or not self.pages:
            return None
        place = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[max(0, place)].number

    def quote(self, start: int, end: int, *, score: float = 1.0, context: str = "") -> Quote:
        """The words of a span, with where they stand; blanks around them are left out."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        text = words.strip()
        page = self.page_of(start)
        return Quote(
            self.id,
            self.title,
            self.path,
            page,
            start,
            start + len(text),
            text,
            score,
            self.chunk_of(start),
            context,
        )

    def to_langchain(self) -> "Document":
        """As LangChain's own document; structure and pages are lost."""
        from langchain_core.documents import Document

        return Document(
            page_content=self.text, id=self.id, metadata={"source": self.path, "title": self.title, "id": self.id}
        )


def as_document(text: str, title: str = "", language: str = "en") -> SourceDocument:
    """A text that stands in no file, as a document of paragraphs."""
    from hashlib import sha256

    blocks = []
    at = 0
    for part in text.split("\n\n"):
        if part.strip():
            blocks.append(TextBlock("paragraph", at, at + len(part)))
        at += len(part) + 2
    identity = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return SourceDocument(identity, title, "", "text", text, tuple(blocks), language=language)


def total_characters(documents: Sequence[SourceDocument]) -> int:
    """Code points of all of them."""
    return sum(len(document.text) for document in documents)
