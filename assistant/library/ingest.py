"""The child that works the queue: read, chunk, embed, commit; one document a transaction, at the lowest priority."""

import os
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.cancel import Cancel
from assistant.child import Call
from assistant.database import Database
from assistant.library.chunking import Chunk, ChunkOptions, chunk
from assistant.library.names import shown
from assistant.library.parsed import Parsed
from assistant.library.queue import Queue
from assistant.library.readers.pool import ReaderPool
from assistant.library.readers.source import examine, names
from assistant.library.schema import MIGRATIONS
from assistant.library.store import Store
from assistant.library.types import QueueEntry
from assistant.library.writer import Writer
from assistant.lock import RoleLock
from assistant.models.tokens import TokenCounter, starter_counter
from assistant.models.wordllama import Vectors, WordLlama
from assistant.wire import Wire
from chains.errors import AssistantError, Cancelled, DocumentError, LibraryError

# Raised when chunking, or the analysis of terms, changes what it gives for the same text.
CHUNKING_VERSION = 1
POLL_SECONDS = 0.05
# A file that has ended the program this often, in the middle of it, is not begun again by itself.
MOST_ATTEMPTS = 3


def chunking_fingerprint(options: ChunkOptions = ChunkOptions()) -> str:
    """What shaped the chunks: when it changes, documents are cut anew."""
    return f"v{CHUNKING_VERSION}-{options.size}-smollm2"


def embedded_text(context: str, text: str) -> str:
    """What of a chunk is embedded: its headings say what it is about."""
    return f"{context}\n{text}" if context else text


@dataclass(slots=True)
class _Read:
    """A file that a reader has read, or could not."""

    entry: QueueEntry
    stat: os.stat_result | None
    sha256: str
    parsed: Parsed | None
    error: AssistantError | None
    seconds: float


class IngestHandler:
    """Handler of the ingest child; holds the role of working the queue for as long as it works.

    Args:
        database: the library file.
        lock: file of the role lock.
        cache: where the vocabulary of chunk sizes is kept.
        reader: settings of the readers (``ReaderSettings`` as a dictionary).
        chunk_tokens: size of a chunk.
    """

    def __init__(
        self, database: str, lock: str, cache: str, reader: Wire, chunk_tokens: int = ChunkOptions().size
    ) -> None:
        self._chunks = ChunkOptions(size=chunk_tokens)
        self._db = Database(Path(database), MIGRATIONS)
        self._store = Store(self._db)
        self._writer = Writer(self._db)
        self._queue = Queue(self._db)
        self._role = RoleLock(Path(lock))
        self._cache = Path(cache)
        self._reader = reader
        self._embeddings = WordLlama()
        self._warm: ReaderPool | None = None

    def close(self) -> None:
        """End the readers."""
        if self._warm is not None:
            self._warm.close()

    def warm(self, call: Call) -> None:
        """Load what the first document would wait for."""
        self._embeddings.embed(["warm"])
        self._counter.count("warm")

    def work(self, call: Call) -> Iterator[Wire]:
        """Work the queue until it is empty; yields a dictionary a file as ``IngestProgress`` has it.

        Raises:
            LibraryError: another process works the queue, or the disk is full; what was committed stays.
            Cancelled: files not yet committed stay in the queue.
        """
        if not self._role.acquire():
            raise LibraryError("library.queue_held", home=str(Path(str(self._db.file)).parent))
        try:
            yield from self._recut(call.cancel)
            yield from self._work(call.cancel)
        finally:
            self._role.release()

    def _recut(self, cancel: Cancel) -> Iterator[Wire]:
        """Cut and embed anew, from the stored text, what an older program has done in another way."""
        for document_id in self._store.outdated(self._embeddings.fingerprint, chunking_fingerprint(self._chunks)):
            cancel.check()
            parsed = self._store.parsed(document_id)
            chunks, vectors = self._cut(parsed)
            self._writer.recut(
                document_id,
                parsed,
                chunks,
                vectors,
                embedder=self._embeddings.fingerprint,
                chunking=chunking_fingerprint(self._chunks),
            )
            yield {
                "path": self._store.document(document_id).path,
                "state": "recut",
                "done": 0,
                "waiting": self._queue.waiting(),
                "document": document_id,
                "title": parsed.title,
                "chunks": len(chunks),
            }

    def _cut(self, parsed: Parsed) -> tuple[list[Chunk], Vectors]:
        chunks = chunk(parsed, self._count, self._chunks)
        texts = [embedded_text(piece.context, parsed.text[piece.start : piece.end]) for piece in chunks]
        return chunks, self._embeddings.embed(texts)

    @cached_property
    def _counter(self) -> TokenCounter:
        return starter_counter(self._cache)

    @property
    def _pool(self) -> ReaderPool:
        if self._warm is None:
            self._warm = ReaderPool(
                self._reader["processes"],
                ocr=self._reader["ocr"],
                max_bytes=self._reader["max_megabytes"] * 1_000_000,
                memory_bytes=self._reader["memory_megabytes"] * 1_000_000,
                seconds=self._reader["seconds"],
            )
        return self._warm

    def _work(self, cancel: Cancel) -> Iterator[Wire]:
        done = 0
        last = 0
        ahead = self._reader["processes"] + 1  # one is read while another is embedded
        running: dict[Future[_Read], QueueEntry] = {}
        with ThreadPoolExecutor(self._reader["processes"], thread_name_prefix="read") as threads:
            try:
                while True:
                    for entry in self._queue.next(ahead - len(running), last):
                        last = entry.number
                        if entry.attempts >= MOST_ATTEMPTS:
                            done += 1
                            yield self._failed(entry, _crashed(entry, "the program ended while it was read"), done)
                            continue
                        self._queue.begin(entry)
                        running[threads.submit(self._read, entry, cancel)] = entry
                        yield self._progress(entry, "reading", done)
                    if not running:
                        if self._queue.next(1, last):
                            continue
                        return
                    finished, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
                    cancel.check()
                    for future in finished:
                        entry = running.pop(future)
                        done += 1
                        if not self._queue.has(entry):
                            yield self._progress(entry, "cancelled", done)
                            continue
                        yield self._progress(entry, "indexing", done - 1)
                        yield self._ended(entry, future, done)
            except BaseException:
                cancel.set()  # so that the readers stop, and leaving the pool does not wait for a slow file
                self._queue.leave(entry.number for entry in running.values())
                raise

    def _read(self, entry: QueueEntry, cancel: Cancel) -> _Read:
        """Runs in a thread; the work itself is in a reader child."""
        began = time.monotonic()
        path = Path(os.fsdecode(entry.path))
        stat, sha256, parsed, error = None, "", None, None
        try:
            stat = examine(path, self._reader["max_megabytes"] * 1_000_000)
            sha256 = self._store.unchanged(entry.path, stat) or ""
            if not sha256:
                sha256, parsed = self._pool.read(path, cancel)
        except DocumentError as exc:
            error = exc
        return _Read(entry, stat, sha256, parsed, error, time.monotonic() - began)

    def _ended(self, entry: QueueEntry, future: Future[_Read], done: int) -> Wire:
        """What became of one file; whatever goes wrong with it is its own failure and not the queue's."""
        try:
            return self._finish(future.result(), done)
        except (LibraryError, Cancelled):
            raise
        except AssistantError as exc:
            return self._failed(entry, exc, done)
        except Exception as exc:  # noqa: BLE001 - a bug that one file brings out must not keep the others waiting
            traceback.print_exc()
            return self._failed(entry, _crashed(entry, type(exc).__name__), done)

    def _failed(self, entry: QueueEntry, error: AssistantError, done: int) -> Wire:
        self._queue.fail(entry, error)
        return {
            **self._progress(entry, "failed", done),
            "error": {"type": type(error).__name__, "code": error.code, "params": error.params},
        }

    def _finish(self, read: _Read, done: int) -> Wire:
        entry = read.entry
        if read.error is not None or read.stat is None:
            return self._failed(entry, read.error or _crashed(entry, "nothing was read"), done)
        if self._writer.attach(read.sha256, entry.path, read.stat, entry.collection):
            return {**self._progress(entry, "unchanged", done), "document": read.sha256}
        if read.parsed is None:  # it was removed between being found unchanged and now: read it after all
            self._queue.add([entry.path], entry.collection)
            return self._progress(entry, "reading", done - 1)
        began = time.monotonic()
        parsed = read.parsed
        chunks, vectors = self._cut(parsed)
        seconds = read.seconds + time.monotonic() - began
        self._writer.put(
            read.sha256,
            entry.path,
            read.stat,
            parsed,
            chunks,
            vectors,
            embedder=self._embeddings.fingerprint,
            chunking=chunking_fingerprint(self._chunks),
            collection=entry.collection,
            seconds=seconds,
        )
        return {
            **self._progress(entry, "ready", done),
            "document": read.sha256,
            "title": parsed.title or Path(shown(entry.path)).stem,
            "chunks": len(chunks),
            "pages": len(parsed.pages) if parsed.paged else 0,
            "seconds": seconds,
            "notes": list(parsed.notes),
        }

    def _count(self, texts: Sequence[str]) -> list[int]:
        return [self._counter.count(text) for text in texts]

    def _progress(self, entry: QueueEntry, state: str, done: int) -> Wire:
        return {
            "number": entry.number,
            "path": shown(entry.path),
            "state": state,
            "done": done,
            "waiting": self._queue.waiting(),
        }


def _crashed(entry: QueueEntry, reason: str) -> DocumentError:
    return DocumentError("document.crashed", **names(Path(os.fsdecode(entry.path))), reason=reason)
