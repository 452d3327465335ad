"""What changes the documents of a library: each change is one transaction, and its full-text rows are part of it."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.database import Database
from assistant.library.chunking import Chunk
from assistant.library.collections import Collections
from assistant.library.names import shown
from assistant.library.packing import pack
from assistant.library.parsed import Page, Parsed
from chains.errors import InputError
from chains.text import language, terms

LANGUAGE_SAMPLE_CHARACTERS = 5_000


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
        title = parsed.title.strip() or Path(shown(path)).stem
        # Analysed before the write lock is taken: it is most of the work.
        body, context = _analysed(title, parsed.text, chunks)
        with self._db.transaction():
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
            self._db.run("DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)", (key,))
            self._db.run("DELETE FROM chunks WHERE document = ?", (key,))
            self._db.run("DELETE FROM vectors WHERE document = ?", (key,))
            self._put_chunks(key, parsed.text, chunks, body, context)
            self._put_vectors(key, chunks, vectors, embedder)
            self._db.run("UPDATE documents SET chunking = ? WHERE key = ?", (chunking, key))
            self._bump()

    def attach(self, document_id: str, path: bytes, stat: os.stat_result, collection: str | None) -> bool:
        """Note that a document that is stored already also lies at ``path``; False if it is not stored."""
        with self._db.transaction():
            if self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,)) is None:
                return False
            self._at(document_id, path, stat, collection)
            return True

    def remove(self, document_id: str) -> None:
        """Delete a document's text, vectors, full-text rows and memberships; secure-delete overwrites them."""
        with self._db.transaction():
            self._delete(self._key(document_id))
        self._db.scrub()

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
        self._bump()

    def _delete(self, key: int) -> None:
        self._db.run("DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)", (key,))
        self._db.run("DELETE FROM documents WHERE key = ?", (key,))
        self._bump()

    def _bump(self) -> None:
        self._db.run(
            "INSERT INTO meta VALUES ('revision', '1') "
            "ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def _key(self, document_id: str) -> int:
        key = self._db.value("SELECT key FROM documents WHERE id = ?", (document_id,))
        if key is None:
            raise InputError("library.no_document", reference=document_id[:12])
        return int(key)


def _analysed(title: str, text: str, chunks: Sequence[Chunk]) -> tuple[list[str], list[str]]:
    """The terms of each chunk's text, and of what it stands under, as the full-text index keeps them."""
    body = [" ".join(terms(text[chunk.start : chunk.end])) for chunk in chunks]
    return body, [" ".join(terms(f"{title} {chunk.context}")) for chunk in chunks]


def _packed_lines(page: Page) -> bytes:
    return pack([[line.start, line.end, line.top, line.bottom, line.edges] for line in page.lines])
