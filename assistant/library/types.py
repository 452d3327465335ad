"""What the library tells of itself; frozen values, no rows."""

from dataclasses import dataclass
from typing import Literal

from chains.errors import AssistantError
from chains.types import Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is restricted to; empty means the whole library, both given means either.

    Attributes:
        collections: names.
        documents: ids, titles, file names or paths.
    """

    collections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One document of the library.

    Attributes:
        id: SHA-256 of the file's bytes, hexadecimal.
        title: from the document, else the file's name without its suffix.
        path: where it was last seen, as text that can be shown; ``paths`` has all of them.
        bytes: size of the file.
        pages: pages or sheets; 0 where the format has none.
        characters: code points of the stored text.
        added: seconds since 1970.
        notes: what could not be read.
        seconds: that reading and embedding took.
        ocr_pages: pages that were read from their image.
    """

    id: str
    title: str
    path: str
    paths: tuple[str, ...]
    format: str
    bytes: int
    pages: int
    characters: int
    chunks: int
    added: float
    language: str
    collections: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    ocr_pages: int


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not become a document."""

    path: str
    error: AssistantError
    when: float


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A file that waits, or is being read, or failed."""

    number: int
    path: bytes
    collection: str | None
    state: str
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file of the queue, for showing.

    Attributes:
        number: of its entry, by which it is retried, cancelled or forgotten.
        path: as text that can be shown; ``name`` is its last part.
        state: ``waiting`` or ``failed``.
        error: why it failed.
        changed: seconds since 1970.
    """

    number: int
    path: str
    name: str
    collection: str | None
    state: Literal["waiting", "failed"]
    error: AssistantError | None
    changed: float


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page as it was read.

    Attributes:
        label: as it is printed on the page, or the name of a sheet; may be empty.
        source: ``text``, ``ocr``, or ``empty`` where nothing was found.
        characters: code points that are not blank.
    """

    number: int
    label: str
    source: str
    characters: int


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What became of a document's file.

    Attributes:
        tokens: of all its chunks, in the vocabulary that chunk sizes count in.
        pages: empty where the format has none.
    """

    info: DocumentInfo
    tokens: int
    pages: tuple[PageReport, ...]

    @property
    def empty_pages(self) -> int:
        """Pages on which nothing was found."""
        return sum(not page.characters for page in self.pages)


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """A named group of documents."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class LibraryChanges:
    """What has changed since a revision, and all that is short.

    Attributes:
        revision: what to ask for changes since, next time.
        changed: documents that are new, or other than they were.
        ids: of all documents that there are; None where none came or went or changed.
    """

    revision: int
    changed: tuple[DocumentInfo, ...]
    ids: tuple[str, ...] | None
    collections: tuple[CollectionInfo, ...]
    queue: tuple[QueuedFile, ...]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page, in points from its top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one document: code points ``start`` to ``end`` of its stored text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best chunks for a query.

    Attributes:
        dense_by: ``index`` (Chroma) or ``exact``.
        seconds: wall-clock time of the search.
    """

    passages: tuple[Passage, ...]
    dense_by: str
    seconds: float
