"""Documents and collections in the library file: what is stored, shown, scoped to and removed."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from assistant.database import Database, Row
from assistant.library.changes import listed
from assistant.library.collections import Collections
from assistant.library.headers import table_columns
from assistant.library.names import shown
from assistant.library.packing import unpack
from assistant.library.parsed import Block, Line, Page, Parsed
from assistant.library.places import rectangles
from assistant.library.types import (
    CollectionInfo,
    DocumentInfo,
    DocumentReport,
    FailedFile,
    LibraryChanges,
    PageReport,
    QueuedFile,
    Rect,
    Scope,
)
from chains.errors import AssistantError, InputError, LibraryError, type_registry
from chains.types import Passage

# Up to so many documents are named in a query, rather than all read.
FEW = 500


class Store:
    """The documents of one library; every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._groups = Collections(database)
        self.database = database

    # --- what there is ---

    def documents(self, scope: Scope = Scope()) -> list[DocumentInfo]:
        """All documents in scope: first those that it names, in its order, then the others in the order of adding."""
        keys = self.keys(scope)
        if keys is None:
            return self._infos("")
        found = self._infos(f"WHERE d.key IN ({_list(keys)})")
        named = dict.fromkeys(map(self._key_of, scope.documents))
        places = {identity: place for place, identity in enumerate(self.ids(named))}
        return sorted(found, key=lambda info: places.get(info.id, len(places)))

    def changes(self, since: int = -1) -> LibraryChanges:
        """What has changed since revision ``since``; what it costs depends on the changes, not on the library."""
        # First: what another process commits meanwhile has a higher one, and is found again next time.
        revision = listed(self._db)
        changed: list[DocumentInfo] = []
        ids = None
        if revision != since:
            changed = self._infos("WHERE s.revision > ?" if since >= 0 else "", (since,) if since >= 0 else ())
            ids = tuple(str(row[0]) for row in self._db.rows("SELECT id FROM documents ORDER BY key"))
        return LibraryChanges(revision, tuple(changed), ids, tuple(self.collections()), tuple(self.queue()))

    def document(self, document_id: str) -> DocumentInfo:
        """The document with this id.

        Raises:
            InputError: there is none.
        """
        found = self._infos("WHERE d.id = ?", (document_id,))
        if not found:
            raise InputError("library.no_document", reference=document_id[:12])
        return found[0]

    def files(self, document_id: str) -> list[bytes]:
        """Every path that the document was seen at, as the file system has it; the last used first."""
        rows = self._db.rows(
            "SELECT path FROM paths WHERE document = ? ORDER BY modified DESC, path", (self._key(document_id),)
        )
        return [bytes(path) for (path,) in rows]

    def resolve(self, reference: str) -> DocumentInfo:
        """The one document that ``reference`` (id or its beginning, title, file name or path) fits.

        Raises:
            InputError: none fits, or several.
        """
        everything = self.documents()
        folded = reference.casefold()
        absolute = shown(Path(reference).absolute())
        tests: tuple[Callable[[DocumentInfo], bool], ...] = (
            lambda d: d.id == reference or absolute in d.paths or reference in d.paths,
            lambda d: folded in {d.title.casefold(), *(Path(path).name.casefold() for path in d.paths)},
            lambda d: len(reference) >= 4 and d.id.startswith(folded),
            lambda d: folded in {Path(path).stem.casefold() for path in d.paths},
            lambda d: len(reference) >= 3 and folded in d.title.casefold(),
        )
        for fits in tests:
            found = [info for info in everything if fits(info)]
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(f"{info.title} ({info.id[:8]})" for info in found[:5])
                raise InputError("library.several_documents", reference=reference, count=len(found), names=names)
        raise InputError("library.no_document", reference=reference)

    def keys(self, scope: Scope) -> frozenset[int] | None:
        """The rows of the documents in scope; None for all.

        Raises:
            InputError: a collection or document that does not exist.
        """
        if not scope.collections and not scope.documents:
            return None
        keys: set[int] = set()
        for name in scope.collections:
            collection = self._groups.key(name)
            keys.update(
                row[0] for row in self._db.rows("SELECT document FROM members WHERE collection = ?", (collection,))
            )
        return frozenset(keys.union(map(self._key_of, scope.documents)))

    def _key_of(self, reference: str) -> int:
        # An id, as the window gives many of them, is found without reading the whole list.
        key = self._db.value("SELECT key FROM documents WHERE id = ?", (reference,))
        return self._key(self.resolve(reference).id) if key is None else int(key)

    def ids(self, keys: Iterable[int]) -> list[str]:
        """The ids of the documents in these rows."""
        found = (self._db.value("SELECT id FROM documents WHERE key = ?", (key,)) for key in keys)
        return [str(identity) for identity in found if identity is not None]

    def text(self, document_id: str, start: int = 0, end: int | None = None) -> str:
        """The stored text from ``start`` to ``end``, in code points."""
        value = self._db.value("SELECT text FROM documents WHERE id = ?", (document_id,))
        if value is None:
            raise InputError("library.no_document", reference=document_id[:12])
        text = str(value)
        return text[start:end]

    def blocks(self, document_id: str) -> list[Block]:
        """The document's structure, in reading order."""
        value = self._db.value("SELECT blocks FROM documents WHERE id = ?", (document_id,))
        return [Block(*fields) for fields in unpack(value)] if value is not None else []

    def pages(self, document_id: str) -> list[Page]:
        """The pages with their spans, without their lines."""
        rows = self._db.rows(
            "SELECT number, start, stop, source, label, width, height FROM pages WHERE document = ? ORDER BY number",
            (self._key(document_id),),
        )
        return [Page(*row) for row in rows]

    def lines(self, document_id: str, page: int) -> list[Line]:
        """The printed lines of one page, in reading order; none where the format has no layout."""
        blob = self._db.value(
            "SELECT lines FROM pages WHERE document = ? AND number = ?", (self._key(document_id), page)
        )
        return [] if blob is None else [Line(*fields) for fields in unpack(blob)]

    def rectangles(self, document_id: str, start: int, end: int) -> list[Rect]:
        """Where the characters from ``start`` to ``end`` stand on their pages, a rectangle a line.

        Empty for formats that have no layout.
        """
        rows = self._db.rows(
            "SELECT number, lines FROM pages WHERE document = ? AND stop > ? AND start < ? AND lines IS NOT NULL",
            (self._key(document_id), start, end),
        )
        return [
            rect
            for number, blob in rows
            for rect in rectangles(number, [Line(*fields) for fields in unpack(blob)], start, end)
        ]

    def report(self, document_id: str) -> DocumentReport:
        """What became of a document's file, page by page."""
        info = self.document(document_id)
        text = self.text(document_id)
        tokens = self._db.value("SELECT sum(tokens) FROM chunks WHERE document = ?", (self._key(document_id),))
        pages = self.pages(document_id) if info.pages else []
        return DocumentReport(
            info,
            int(tokens or 0),
            tuple(
                PageReport(page.number, page.label, page.source, len("".join(text[page.start : page.end].split())))
                for page in pages
            ),
        )

    def page_of(self, document_id: str, position: int) -> int | None:
        """The page that holds code point ``position``; None where pages mean nothing to a person."""
        row = self._db.row(
            "SELECT p.number, d.paged FROM pages p JOIN documents d ON d.key = p.document "
            "WHERE d.id = ? AND p.start <= ? ORDER BY p.start DESC LIMIT 1",
            (document_id, position),
        )
        return int(row[0]) if row and row[1] else None

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """The chunks with these numbers, in this order; those that are gone are left out."""
        marks = ",".join("?" * len(chunk_ids))
        rows = self._db.rows(
            "SELECT c.id, d.id, d.title, c.page, c.start, c.stop, c.text, c.context, d.paged, "
            "(SELECT path FROM paths WHERE document = d.key ORDER BY path LIMIT 1) "
            f"FROM chunks c JOIN documents d ON d.key = c.document WHERE c.id IN ({marks})",
            chunk_ids,
        )
        by_id = {
            row[0]: Passage(
                chunk_id=row[0],
                document_id=row[1],
                title=row[2],
                path=shown(row[9]) if row[9] is not None else "",
                page=row[3] if row[8] else None,
                start=row[4],
                end=row[5],
                text=row[6],
                context=row[7],
            )
            for row in rows
        }
        return [by_id[number] for number in chunk_ids if number in by_id]

    def chunks_of(self, document_id: str) -> list[int]:
        """The numbers of a document's chunks, in order."""
        rows = self._db.rows("SELECT id FROM chunks WHERE document = ? ORDER BY id", (self._key(document_id),))
        return [row[0] for row in rows]

    def chunk_at(self, document_id: str, position: int) -> int:
        """The number of the chunk that holds code point ``position``, or the last one before it; 0 for none."""
        value = self._db.value(
            "SELECT id FROM chunks WHERE document = ? AND start <= ? ORDER BY start DESC LIMIT 1",
            (self._key(document_id), position),
        )
        return int(value or 0)

    def table_columns(self, document_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The names of the columns of those documents that have tables, by document."""
        return table_columns(self._db, self.parsed, document_ids)

    def chunk_count(self) -> int:
        """Chunks in the library."""
        return int(self._db.value("SELECT count(*) FROM chunks"))

    # --- what becomes of files ---

    def outdated(self, embedder: str, chunking: str) -> list[str]:
        """Documents that an older program has cut, analysed or embedded in another way."""
        rows = self._db.rows(
            "SELECT d.id FROM documents d LEFT JOIN vectors v ON v.document = d.key "
            "WHERE d.chunking != ? OR v.fingerprint IS NOT ? ORDER BY d.key",
            (chunking, embedder),
        )
        return [str(row[0]) for row in rows]

    def parsed(self, document_id: str) -> Parsed:
        """A stored document as its reader gave it, without the places of its characters on the page."""
        row = self._db.row("SELECT format, text, title, paged FROM documents WHERE id = ?", (document_id,))
        if row is None:
            raise InputError("library.no_document", reference=document_id[:12])
        return Parsed(
            row[0], row[1], tuple(self.blocks(document_id)), tuple(self.pages(document_id)), row[2], bool(row[3])
        )

    def unchanged(self, path: bytes, stat: os.stat_result) -> str | None:
        """The id of the document at ``path`` if the file has the size and time it was read with."""
        value = self._db.value(
            "SELECT d.id FROM paths p JOIN documents d ON d.key = p.document "
            "WHERE p.path = ? AND p.size = ? AND p.modified = ?",
            (path, stat.st_size, stat.st_mtime_ns),
        )
        return None if value is None else str(value)

    def failures(self) -> list[FailedFile]:
        """Files that could not become documents, and why."""
        rows = self._db.rows("SELECT path, error, changed FROM queue WHERE state = 'failed' ORDER BY number")
        return [FailedFile(shown(path), error_from_json(error), changed) for path, error, changed in rows]

    def waiting(self) -> list[str]:
        """Files that stand in the queue."""
        return [
            shown(row[0]) for row in self._db.rows("SELECT path FROM queue WHERE state = 'waiting' ORDER BY number")
        ]

    def queue(self) -> list[QueuedFile]:
        """Files that wait or failed, in the order they were put there."""
        rows = self._db.rows("SELECT number, path, collection, state, error, changed FROM queue ORDER BY number")
        return [
            QueuedFile(
                number,
                shown(path),
                shown(os.path.basename(path)),  # noqa: PTH119 - bytes, which pathlib does not take
                collection,
                state,
                error_from_json(error) if state == "failed" else None,
                changed,
            )
            for number, path, collection, state, error, changed in rows
        ]

    def revision(self) -> int:
        """Grows with each change of the documents' text; names and collections are not counted."""
        return int(self._db.value("SELECT value FROM meta WHERE key = 'revision'") or 0)

    # --- collections ---

    def collections(self) -> list[CollectionInfo]:
        """All collections, by name."""
        return self._groups.all()

    def create_collection(self, name: str) -> None:
        """Make an empty collection."""
        self._groups.create(name)

    def delete_collection(self, name: str) -> None:
        """Delete a collection; its documents stay."""
        self._groups.delete(name)

    def rename_collection(self, old: str, new: str) -> None:
        """Give a collection another name."""
        self._groups.rename(old, new)

    def collect(self, name: str, document_ids: Iterable[str]) -> None:
        """Put documents into a collection, which is made if it does not exist."""
        self._groups.put(name, [self._key(document_id) for document_id in document_ids])

    def collect_all(self, members: Mapping[str, Sequence[str]]) -> None:
        """Put documents into several collections, by name: all of them, or none where one cannot be."""
        with self._db.transaction():
            for name, document_ids in members.items():
                self.collect(name, document_ids)

    def uncollect(self, name: str, document_ids: Iterable[str]) -> None:
        """Take documents out of a collection; they stay in the library."""
        self._groups.take(name, [self._key(document_id) for document_id in document_ids])

    # --- inside ---

    def _infos(self, where: str, parameters: Sequence[object] = ()) -> list[DocumentInfo]:
        """Documents in the order they were added: three queries, however many they are."""
        rows = self._db.rows(f"{_INFO} {where} ORDER BY d.key", parameters)
        if not rows:
            return []
        # For a few, by number; a list of thousands would be longer than reading all.
        some = f"WHERE document IN ({_list(row[0] for row in rows)})" if len(rows) <= FEW else ""
        paths: dict[int, list[str]] = {}
        for key, path in self._db.rows(f"SELECT document, path FROM paths {some} ORDER BY path"):
            paths.setdefault(key, []).append(shown(path))
        groups: dict[int, list[str]] = {}
        for key, name in self._db.rows(
            "SELECT m.document, c.name FROM members m JOIN collections c ON c.key = m.collection "
            f"{some} ORDER BY c.name"
        ):
            groups.setdefault(key, []).append(name)
        return [_info(row, tuple(paths.get(row[0], ())), tuple(groups.get(row[0], ()))) for row in rows]

    def _key(self, document_id: str) -> int:
        key = self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,))
        if key is None:
            raise InputError("library.no_document", reference=document_id[:12])
        return int(key)


_INFO = """
SELECT d.key, d.id, d.title, d.format, d.bytes, s.pages, s.characters, v.count, d.added, d.language, d.notes, d.seconds,
  s.ocr_pages
FROM documents d JOIN summaries s ON s.document = d.key LEFT JOIN vectors v ON v.document = d.key
"""


def _info(row: Row, paths: tuple[str, ...], collections: tuple[str, ...]) -> DocumentInfo:
    _, identity, title, kind, size, pages, characters, chunks, added, spoken, notes, seconds, ocr = row
    return DocumentInfo(
        identity,
        title,
        paths[0] if paths else "",
        paths,
        kind,
        size,
        pages,
        characters,
        chunks or 0,
        added,
        spoken,
        collections,
        tuple(json.loads(notes)),
        seconds,
        ocr,
    )


def _list(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in numbers)


def error_to_json(error: AssistantError) -> str:
    """An error as the store keeps it."""
    return json.dumps({"type": type(error).__name__, "code": error.code, "params": error.params})


def error_from_json(text: str | None) -> AssistantError:
    """The inverse of ``error_to_json``."""
    if text is None:
        return LibraryError("library.locked", file="?")
    fields = json.loads(text)
    return type_registry.get(fields["type"], AssistantError)(fields["code"], **fields["params"])
