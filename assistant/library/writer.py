"""What changes the documents of a library: each change is one transaction, and its full-text rows are part of it."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.database import Database
from assistant.library.changes import note_change
from assistant.library.chunking import Chunk
from assistant.library.collections import Collections
from assistant.library.headers import columns_of
from assistant.library.names import shown
from assistant.library.packing import pack
from assistant.library.parsed import Page, Parsed
from assistant.library.removed import RemovedDocument, put_back, take
from chains.errors import InputError
from chains.text import language, terms

LANGUAGE_SAMPLE_CHARACTERS = 5_000
LONGEST_TITLE = 200


class Writer:
    """Puts documents into a library and takes them out."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._groups = Collections(database)

    def put(
        self,
        document_id: str,
        path: bytes,
        stat: os.stat_result,
        parsed: Parsed,
        chunks: Sequence[Chunk],
        vectors: NDArray[np.float32],
        *,
        embedder: str,
        chunking: str,
        collection: str | None,
        seconds: float,
    ) -> None:
        """Store one document and all that is found by, in one transaction; its queue entry goes in the same.

        Args:
            document_id: SHA-256 of the bytes that ``parsed`` was read from.
            path: where they were read; what stood at this path before goes, unless another path has it.
            vectors: ``(len(chunks), dimensions) float32``, normalised, made by ``embedder``.
            chunking: fingerprint of the chunker and the vocabulary that its sizes count in.
        """
        named = self._name_at(path)
        title = named or parsed.title.strip() or Path(shown(path)).stem
        # Analysed before the write lock is taken: it is most of the work.
        body, context = _analysed(title, parsed.text, chunks)
        with self._db.transaction():
            if self._name_at(path) != named:  # renamed meanwhile
                named = self._name_at(path)
                title = named or title
                context = _analysed_contexts(title, [chunk.context for chunk in chunks])
            if self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,)) is None:
                key = self._db.run(
                    "INSERT INTO documents(id, title, format, language, bytes, paged, added, seconds, notes, chunking, "
                    "text, blocks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        document_id,
                        title,
                        parsed.format,
                        language(parsed.text[:LANGUAGE_SAMPLE_CHARACTERS]),
                        stat.st_size,
                        int(parsed.paged),
                        time.time(),
                        seconds,
                        json.dumps(parsed.notes, ensure_ascii=False),
                        chunking,
                        parsed.text,
                        pack([[b.kind, b.start, b.end, b.page, b.level] for b in parsed.blocks]),
                    ),
                )
                self._put_pages(key, parsed.pages)
                self._put_chunks(key, parsed.text, chunks, body, context)
                self._put_vectors(key, chunks, vectors, embedder)
                pages = len(parsed.pages) if parsed.paged else 0
                ocr = sum(page.source == "ocr" for page in parsed.pages)
                columns = json.dumps(columns_of(parsed), ensure_ascii=False)
                self._db.run(
                    "INSERT INTO summaries(document, characters, pages, ocr_pages, named, columns) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (key, len(parsed.text), pages, ocr, named is not None, columns),
                )
            self._at(document_id, path, stat, collection)

    def recut(
        self,
        document_id: str,
        parsed: Parsed,
        chunks: Sequence[Chunk],
        vectors: NDArray[np.float32],
        *,
        embedder: str,
        chunking: str,
    ) -> None:
        """Replace a document's chunks, words and vectors by new ones; its text, pages and paths stay."""
        body, context = _analysed(parsed.title, parsed.text, chunks)
        with self._db.transaction():
            key = self._key(document_id)
            title = self._db.value("SELECT title FROM documents WHERE key = ?", (key,))
            if title != parsed.title:  # renamed meanwhile
                context = _analysed_contexts(title, [chunk.context for chunk in chunks])
            self._db.run("DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)", (key,))
            self._db.run("DELETE FROM chunks WHERE document = ?", (key,))
            self._db.run("DELETE FROM vectors WHERE document = ?", (key,))
            self._put_chunks(key, parsed.text, chunks, body, context)
            self._put_vectors(key, chunks, vectors, embedder)
            self._db.run("UPDATE documents SET chunking = ? WHERE key = ?", (chunking, key))
            self._bump(key)

    def attach(self, document_id: str, path: bytes, stat: os.stat_result, collection: str | None) -> bool:
        """Note that a document that is stored already also lies at ``path``; False if it is not stored."""
        with self._db.transaction():
            if self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,)) is None:
                return False
            self._at(document_id, path, stat, collection)
            return True

    def rename(self, document_id: str, title: str) -> None:
        """Give a document another title, also where its chunks are found by it; it stays when the file is edited.

        Raises:
            InputError: there is no such document, or that cannot be a title.
        """
        if not title.strip() or len(title) > LONGEST_TITLE or shown(title) != title:
            raise InputError("library.document_title", title=shown(title)[:LONGEST_TITLE])
        with self._db.transaction():
            key = self._key(document_id)
            rows = self._db.rows("SELECT id, context FROM chunks WHERE document = ?", (key,))
            contexts = _analysed_contexts(title, [context for _, context in rows])
            self._db.run_many(
                "UPDATE chunks_fts SET context = ? WHERE rowid = ?",
                [(context, number) for context, (number, _) in zip(contexts, rows, strict=True)],
            )
            self._db.run("UPDATE documents SET title = ? WHERE key = ?", (title, key))
            self._db.run("UPDATE summaries SET named = 1 WHERE document = ?", (key,))
            self._bump(key)

    def remove(self, document_ids: Sequence[str]) -> list[RemovedDocument]:
        """Delete documents: text, vectors, full-text rows and memberships; secure-delete overwrites them.

        Returns:
            All of it, to be put back with ``restore`` as long as this program runs.
        """
        removed = []
        for document_id in document_ids:
            with self._db.transaction():
                key = self._key(document_id)
                removed.append(take(self._db, key))
                self._delete(key)
        self._db.scrub()
        return removed

    def restore(self, removed: Sequence[RemovedDocument]) -> list[str]:
        """Put documents back as they were, with the same chunk numbers, in one transaction.

        A document whose files have been added again meanwhile, in this version or another, only gets its collections.

        Returns:
            The ids of those that are there again.
        """
        with self._db.transaction():
            keys = {document.id: put_back(self._db, document) for document in removed}
            self._bump(*(key for key in keys.values() if key is not None))
        return [identity for identity, key in keys.items() if key is not None]

    def _put_pages(self, key: int, pages: Sequence[Page]) -> None:
        self._db.run_many(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    key, page.number, page.start, page.end, page.source, page.label, page.width, page.height,
                    _packed_lines(page) if page.lines else None,
                )
                for page in pages
            ],
        )  # fmt: skip

    def _put_chunks(
        self, key: int, text: str, chunks: Sequence[Chunk], body: Sequence[str], context: Sequence[str]
    ) -> None:
        # One writer at a time, in a transaction: the numbers are consecutive.
        first = int(self._db.value("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'chunks'") or 0) + 1
        self._db.run_many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    first + i,
                    key,
                    chunk.start,
                    chunk.end,
                    chunk.page,
                    chunk.context,
                    chunk.tokens,
                    text[chunk.start : chunk.end],
                )
                for i, chunk in enumerate(chunks)
            ],
        )
        self._db.run_many(
            "INSERT INTO chunks_fts(rowid, body, context) VALUES (?, ?, ?)",
            [(first + i, *columns) for i, columns in enumerate(zip(body, context, strict=True))],
        )

    def _put_vectors(self, key: int, chunks: Sequence[Chunk], vectors: NDArray[np.float32], embedder: str) -> None:
        first = self._db.value("SELECT min(id) FROM chunks WHERE document = ?", (key,))
        self._db.run(
            "INSERT INTO vectors VALUES (?, ?, ?, ?, ?)",
            (key, embedder, first, len(chunks), vectors.astype("<f4").tobytes()),
        )

    def _at(self, document_id: str, path: bytes, stat: os.stat_result, collection: str | None) -> None:
        key = self._key(document_id)
        before = self._db.value("SELECT document FROM paths WHERE path = ?", (path,))
        self._db.run("INSERT OR REPLACE INTO paths VALUES (?, ?, ?, ?)", (path, key, stat.st_size, stat.st_mtime_ns))
        if before is not None and before != key:
            # The file was edited: the new document takes the old one's place in its collections.
            self._db.run(
                "INSERT OR IGNORE INTO members SELECT collection, ? FROM members WHERE document = ?",
                (key, before),
            )
            if not self._db.value("SELECT count(*) FROM paths WHERE document = ?", (before,)):
                self._delete(before)
        if collection is not None:
            self._db.run("INSERT OR IGNORE INTO members VALUES (?, ?)", (self._groups.ensured(collection), key))
        self._db.run("DELETE FROM queue WHERE path = ?", (path,))
        others = () if before in (None, key) else (before,)
        self._bump(key, *others)

    def _delete(self, key: int) -> None:
        self._db.run("DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)", (key,))
        self._db.run("DELETE FROM documents WHERE key = ?", (key,))
        self._bump()

    def _bump(self, *changed: int) -> None:
        self._db.run(
            "INSERT INTO meta VALUES ('revision', '1') "
            "ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )
        note_change(self._db, changed)

    def _name_at(self, path: bytes) -> str | None:
        """The title that a person gave to what was read at ``path`` before."""
        value = self._db.value(
            "SELECT d.title FROM paths p JOIN documents d ON d.key = p.document "
            "JOIN summaries s ON s.document = d.key WHERE p.path = ? AND s.named",
            (path,),
        )
        return None if value is None else str(value)

    def _key(self, document_id: str) -> int:
        key = self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,))
        if key is None:
            raise InputError("library.no_document", reference=document_id[:12])
        return int(key)


def _analysed(title: str, text: str, chunks: Sequence[Chunk]) -> tuple[list[str], list[str]]:
    """The terms of each chunk's text, and of what it stands under, as the full-text index keeps them."""
    body = [" ".join(terms(text[chunk.start : chunk.end])) for chunk in chunks]
    return body, _analysed_contexts(title, [chunk.context for chunk in chunks])


def _analysed_contexts(title: str, contexts: Sequence[str]) -> list[str]:
    # Many chunks stand under the same heading.
    known = {context: " ".join(terms(f"{title} {context}")) for context in set(contexts)}
    return [known[context] for context in contexts]


def _packed_lines(page: Page) -> bytes:
    return pack([[line.start, line.end, line.top, line.bottom, line.edges] for line in page.lines])
