"""Exact dense search over the vectors in the library file: what the index falls back to, and what it is made from."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.database import Database


class Vectors:
    """All vectors of one embedder, kept in memory and brought up to date when the library has changed.

    Args:
        fingerprint: of the embedder; vectors of others are left out.
        dimensions: of its vectors.
    """

    def __init__(self, database: Database, fingerprint: str, dimensions: int) -> None:
        self._db = database
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._revision = -1
        self._blocks: dict[int, tuple[int, NDArray[np.float32]]] = {}  # document: (first chunk, vectors)
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._documents: NDArray[np.int64] = np.empty(0, np.int64)
        self._matrix: NDArray[np.float32] = np.empty((0, dimensions), np.float32)

    def search(
        self, query: NDArray[np.float32], limit: int, documents: frozenset[int] | None = None
    ) -> dict[int, float]:
        """The ``limit`` chunks nearest to ``query`` (``(d,) float32``, normalised) by cosine similarity."""
        ids, owners, matrix = self._current()
        if documents is not None:
            inside = np.isin(owners, np.fromiter(documents, np.int64, len(documents)))
            ids, matrix = ids[inside], matrix[inside]
        if not len(ids):
            return {}
        similarity = matrix @ query
        best = np.argsort(-similarity, kind="stable")[:limit]
        return {int(ids[i]): float(similarity[i]) for i in best}

    def scores(self, query: NDArray[np.float32], chunk_ids: Sequence[int]) -> dict[int, float]:
        """The exact cosine similarity of some chunks; those that are gone are left out."""
        ids, _, matrix = self._current()
        places = np.searchsorted(ids, chunk_ids)
        found = {}
        for number, place in zip(chunk_ids, places, strict=True):
            if place < len(ids) and ids[place] == number:
                found[number] = float(matrix[place] @ query)
        return found

    def _current(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        with self._lock:
            revision = int(self._db.value("SELECT value FROM meta WHERE key = 'revision'") or 0)
            if revision != self._revision:
                self._load()
                self._revision = revision
            return self._ids, self._documents, self._matrix

    def _load(self) -> None:
        present: dict[int, int] = dict(
            self._db.rows(
                "SELECT document, first_chunk FROM vectors WHERE fingerprint = ? AND count > 0", (self._fingerprint,)
            )
        )
        # A document that was cut anew has the same row and other chunks.
        self._blocks = {d: block for d, block in self._blocks.items() if present.get(d) == block[0]}
        for new in sorted(present.keys() - self._blocks.keys()):
            data = self._db.value("SELECT data FROM vectors WHERE document = ?", (new,))
            if data is not None:
                vectors = np.frombuffer(data, "<f4").reshape(-1, self._dimensions)
                self._blocks[new] = (present[new], vectors)
        blocks = sorted((first, document, vectors) for document, (first, vectors) in self._blocks.items())
        if blocks:
            self._ids = np.concatenate([np.arange(first, first + len(v), dtype=np.int64) for first, _, v in blocks])
            self._documents = np.concatenate([np.full(len(v), document, np.int64) for _, document, v in blocks])
            self._matrix = np.concatenate([v for _, _, v in blocks])
        else:
            self._ids = self._documents = np.empty(0, np.int64)
            self._matrix = np.empty((0, self._dimensions), np.float32)
