"""The child that owns the Chroma client: a cache of the library's vectors, brought up to date from the library file.

A kill while Chroma writes can leave a collection on which every call fails, so the index carries a mark while it is
being written; one found at the start means that the index is made anew, beside the old one, from the stored vectors.
Its folder's name is its generation and stands in the library file, so the swap is one SQLite transaction.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from assistant.child import Call
from assistant.database import Database
from assistant.library.schema import MIGRATIONS
from assistant.lock import RoleLock
from assistant.wire import Wire
from chains.errors import LibraryError

COLLECTION = "chunks"
BATCH = 1_000  # below Chroma's limit of 5,461; small enough that a search need not wait long for its turn
MARK = "writing"


class IndexHandler:
    """Handler of the index child.

    Args:
        database: the library file.
        folder: Chroma's, holds one folder a generation.
        lock: file of the role lock.
        embedder: fingerprint of the embedder whose vectors are indexed.
        dimensions: of the vectors.

    Raises:
        LibraryError: another process has the index open.
    """

    def __init__(self, database: str, folder: str, lock: str, embedder: str, dimensions: int) -> None:
        self._role = RoleLock(Path(lock))
        if not self._role.acquire():
            raise LibraryError("library.locked", file=folder)
        self._db = Database(Path(database), MIGRATIONS)
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        # Another Chroma may lay its files out in another way; the index is made anew then.
        self._fingerprint = f"{embedder}|chroma-{metadata.version('chromadb')}"
        self._dimensions = dimensions
        self._clients: dict[str, Any] = {}  # generation: chromadb client, which has no published type of its own
        self._generation = self._usable_generation()

    def close(self) -> None:
        """Nothing to do: the index is complete after each call."""

    def revision(self, call: Call) -> int:
        """The library's revision that the index is up to date with; -1 for none."""
        return self._synced()

    def query(self, call: Call, vector: bytes, limit: int) -> Wire:
        """The nearest chunks.

        Args:
            call: of this request.
            vector: ``(d,) float32`` of the query, normalised.
            limit: how many.

        Returns:
            ``{"ids": [...], "similarities": [...], "revision": int}``; revision is what the index is up to date with.
        """
        if self._generation is None:
            return {"ids": [], "similarities": [], "revision": -1}
        found = self._collection(self._generation).query(
            query_embeddings=[np.frombuffer(vector, "<f4")], n_results=limit, include=["distances"]
        )
        return {
            "ids": [int(identity) for identity in found["ids"][0]],
            "similarities": [1.0 - float(distance) for distance in found["distances"][0]],
            "revision": self._synced(),
        }

    def sync(self, call: Call) -> Iterator[Wire]:
        """Bring the index up to date with the library; yields ``{"done", "total"}`` in chunks.

        Deleted documents make it anew, so that their vectors are gone from the disk and not only marked.
        """
        revision = self._library_revision()
        wanted = {
            row[0]: (row[1], row[2])
            for row in self._db.rows(
                "SELECT document, first_chunk, count FROM vectors WHERE fingerprint = ? AND count > 0",
                (self._embedder,),
            )
        }
        have = self._indexed(self._generation) if self._generation else {}
        stale = any(wanted.get(document) != span for document, span in have.items())
        old = self._generation
        target = old if old is not None and not stale else self._new_generation()
        missing = [d for d in sorted(wanted) if target != old or d not in have]
        total = sum(wanted[document][1] for document in missing)
        done = 0
        if missing:
            mark = self._folder / target / MARK
            mark.touch()
            _flush(mark)
            for batch in self._batches(missing, wanted):
                call.cancel.check()
                ids = [str(number) for _, first, vectors in batch for number in range(first, first + len(vectors))]
                self._collection(target).upsert(
                    ids=ids, embeddings=np.concatenate([vectors for _, _, vectors in batch])
                )
                done += len(ids)
                yield {"done": done, "total": total}
            with self._db.transaction():
                for document in missing:
                    self._db.run(
                        "INSERT OR REPLACE INTO indexed VALUES (?, ?, ?, ?)", (target, document, *wanted[document])
                    )
            mark.unlink()
        with self._db.transaction():
            self._set("index_generation", target)
            self._set("index_fingerprint", self._fingerprint)
            self._set("index_revision", str(revision))
            self._db.run("DELETE FROM indexed WHERE generation != ?", (target,))
        self._generation = target
        self._clean()

    def inspect(self, call: Call) -> Wire:
        """What the index really holds: ``{"ids": sorted chunk numbers, "revision"}``."""
        ids: list[int] = []
        if self._generation is not None:
            ids = sorted(int(identity) for identity in self._collection(self._generation).get(include=[])["ids"])
        return {"ids": ids, "revision": self._synced()}

    # --- inside ---

    def _batches(
        self, documents: list[int], spans: dict[int, tuple[int, int]]
    ) -> Iterator[list[tuple[int, int, np.ndarray[Any, np.dtype[np.float32]]]]]:
        batch: list[tuple[int, int, np.ndarray[Any, np.dtype[np.float32]]]] = []
        size = 0
        for document in documents:
            data = self._db.value("SELECT data FROM vectors WHERE document = ?", (document,))
            if data is None:
                continue  # removed meanwhile; the next sync sees it
            vectors = np.frombuffer(data, "<f4").reshape(-1, self._dimensions)
            first = spans[document][0]
            for start in range(0, len(vectors), BATCH):
                part = vectors[start : start + BATCH]
                if size + len(part) > BATCH and batch:
                    yield batch
                    batch, size = [], 0
                batch.append((document, first + start, part))
                size += len(part)
        if batch:
            yield batch

    def _collection(self, generation: str) -> Any:
        if generation not in self._clients:
            client = _client(self._folder / generation)
            # embedding_function=None: the default one downloads a model.
            self._clients[generation] = client.get_or_create_collection(
                COLLECTION, embedding_function=None, metadata={"hnsw:space": "cosine"}
            )
        return self._clients[generation]

    def _usable_generation(self) -> str | None:
        generation = self._get("index_generation")
        usable = (
            generation is not None
            and self._get("index_fingerprint") == self._fingerprint
            and (self._folder / generation).is_dir()
            and not (self._folder / generation / MARK).exists()
        )
        if usable and generation is not None:
            expected = sum(count for _, count in self._indexed(generation).values())
            try:
                usable = self._collection(generation).count() == expected
            except Exception:  # noqa: BLE001 - whatever a damaged index raises, it is made anew
                usable = False
        if not usable:
            self._clients.clear()
            with self._db.transaction():
                self._db.run("DELETE FROM meta WHERE key IN ('index_generation', 'index_revision')")
                self._db.run("DELETE FROM indexed")
            generation = None
        self._generation = generation
        self._clean()
        return generation

    def _new_generation(self) -> str:
        generation = uuid.uuid4().hex[:12]
        (self._folder / generation).mkdir()
        return generation

    def _clean(self) -> None:
        """Delete generations that are no longer, or not yet, the one in use."""
        for entry in self._folder.iterdir():
            if entry.name != self._generation:
                self._clients.pop(entry.name, None)
                shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)

    def _indexed(self, generation: str) -> dict[int, tuple[int, int]]:
        rows = self._db.rows("SELECT document, first_chunk, count FROM indexed WHERE generation = ?", (generation,))
        return {document: (first, count) for document, first, count in rows}

    def _library_revision(self) -> int:
        return int(self._get("revision") or 0)

    def _synced(self) -> int:
        return int(self._get("index_revision") or -1) if self._generation is not None else -1

    def _get(self, key: str) -> str | None:
        value = self._db.value("SELECT value FROM meta WHERE key = ?", (key,))
        return None if value is None else str(value)

    def _set(self, key: str, value: str) -> None:
        self._db.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _client(folder: Path) -> Any:
    """Chroma on files alone: it would take a server's address from ``CHROMA_*`` variables or a ``.env`` nearby."""
    for name in [name for name in os.environ if name.upper().startswith("CHROMA_")]:
        del os.environ[name]
    import chromadb
    from chromadb.config import Settings

    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings takes it, its stubs do not know
        anonymized_telemetry=False,
        chroma_server_host=None,
        chroma_otel_collection_endpoint="",
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def _flush(file: Path) -> None:
    """Make the mark durable before the first write that it warns of."""
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
