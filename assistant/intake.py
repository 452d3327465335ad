"""Files on their way into the library: put into the queue, read and embedded by a child, and at last in the index."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.cancel import Cancel
from assistant.events import IngestProgress
from assistant.library import recutting
from assistant.library.chunking import ChunkOptions
from assistant.library.index import Index
from assistant.library.ingest import chunking_fingerprint
from assistant.library.names import shown
from assistant.library.pasted import save_pasted
from assistant.library.queue import Queue, expand
from assistant.library.store import Store
from assistant.models.wordllama import WordLlama
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.working import QueueWork
from chains.errors import DocumentError, LibraryError


class Intake:
    """Takes files into one library.

    Args:
        paths: of the home.
        store: the documents.
        queue: of the files that wait.
        index: that the vectors go to.
        embeddings: that the vectors are of.
        settings: gives those in force; they may change while the queue is worked.
    """

    def __init__(
        self,
        paths: Paths,
        store: Store,
        queue: Queue,
        index: Index,
        embeddings: WordLlama,
        settings: Callable[[], Settings],
    ) -> None:
        self._paths = paths
        self._store = store
        self._queue = queue
        self._index = index
        self._embeddings = embeddings
        self._settings = settings
        self._work = QueueWork(paths, queue)

    def add(
        self, paths: Sequence[Path], collection: str | None = None, cancel: Cancel | None = None
    ) -> Iterator[IngestProgress]:
        """Put files, and the files of folders, into the queue and work it; see ``IngestProgress``.

        Files that do not exist are reported as failed and not kept. Everything else stands in the queue before the
        first is read, so a kill loses none.

        Raises:
            Cancelled: ``cancel`` was set; the rest stays in the queue.
            LibraryError: the disk is full, or the library cannot be written.
        """
        waiting = 0
        for step in self.enqueue(paths, collection, cancel):
            waiting = step.waiting
            if step.error is not None:
                yield step
        if waiting:
            yield from self.resume(cancel)

    def enqueue(
        self, paths: Sequence[Path], collection: str | None = None, cancel: Cancel | None = None
    ) -> Iterator[IngestProgress]:
        """Put files, and the files of folders, into the queue; who works it, in this process or another, takes them.

        Yields a step that failed for each file that does not exist, then one that says how many wait.

        Raises:
            Cancelled: ``cancel`` was set; none is in the queue.
        """
        found: list[bytes] = []
        for file in expand(paths):
            if cancel is not None:
                cancel.check()
            if os.path.lexists(file):
                found.append(os.fsencode(file))
            else:
                error = DocumentError("document.missing", name=shown(file.name), path=shown(file))
                yield IngestProgress(shown(file), "failed", 0, len(found), error=error)
        if found:
            yield IngestProgress("", "waiting", 0, self._queue.add(found, collection))

    def paste(self, content: str | bytes) -> Path:
        """Keep a text, or a picture (PNG), as a file of the home, to be added like any other.

        It goes when its document is removed.

        Raises:
            InputError: there is nothing but blanks.
            LibraryError: it cannot be written.
        """
        try:
            return save_pasted(self._paths.pasted, content)
        except OSError as exc:
            raise LibraryError("library.unwritable", file=str(self._paths.pasted), reason=str(exc)) from exc

    def resume(self, cancel: Cancel | None = None) -> Iterator[IngestProgress]:
        """Work off what stands in the queue, then bring the index up to date.

        Where another process works the queue, its progress is followed.

        Raises:
            Cancelled: ``cancel`` was set; the rest stays in the queue.
        """
        while self._queue.waiting() or self.outdated():
            for step in self._work.steps(self._settings(), cancel):
                yield step
                if step.state in {"ready", "recut"}:
                    self._index.nudge()  # embedding and indexing take turns on two cores
        self.sync_index(cancel)

    def sync_index(self, cancel: Cancel | None = None) -> None:
        """Bring the index up to date.

        Raises:
            Cancelled: ``cancel`` was set; the next search, or the next start, goes on.
        """
        for _ in self._index.sync(cancel):
            pass

    def outdated(self) -> int:
        """How many documents an older program has cut or embedded in another way; ``resume`` does them anew."""
        return len(self._outdated(ChunkOptions(size=self._settings().library.chunk_tokens)))

    def recut_cost(self, chunk_tokens: int) -> recutting.RecutCost:
        """How many documents passages of this size would cut anew, and about how long that takes."""
        options = ChunkOptions(size=chunk_tokens)
        return recutting.cost(self._store, self._outdated(options), options, self._embeddings, self._paths.cache)

    def close(self) -> None:
        """End the child."""
        self._work.close()

    def _outdated(self, options: ChunkOptions) -> list[str]:
        return self._store.outdated(self._embeddings.fingerprint, chunking_fingerprint(options))
