"""The parent's side of the Chroma index: answers when it is there and up to date, else says so and brings it there."""

import threading
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.cancel import Cancel
from assistant.database import Database
from assistant.paths import Paths
from assistant.worker import Limits, Spec, Worker, WorkerBug, WorkerTimeout
from chains.errors import AssistantError, Cancelled, LibraryError

IndexState = Literal["starting", "updating", "ready", "failed"]

QUERY_SECONDS = 5.0  # the first one reads the index from the disk
BATCH_SECONDS = 60.0  # on a full disk Chroma was seen to hang for ten minutes
FAILURES_BEFORE_GIVING_UP = 3
INDEX_NICE = 19


class Index:
    """The dense index of one library. Thread-safe; never raises because the index is damaged, only answers nothing.

    Args:
        paths: of the home.
        database: to forget a damaged index in.
        embedder: fingerprint of the vectors.
        dimensions: of the vectors.
    """

    def __init__(self, paths: Paths, database: Database, embedder: str, dimensions: int) -> None:
        self._db = database
        self._worker = Worker(
            Spec(
                "assistant.library.index_child:IndexHandler",
                "index",
                config={
                    "database": str(paths.database),
                    "folder": str(paths.index),
                    "lock": str(paths.index_lock),
                    "embedder": embedder,
                    "dimensions": dimensions,
                },
                # The lowest priority: writing must not take a core from an answer that is being decoded, and a query
                # comes before decoding.
                limits=Limits(nice=INDEX_NICE, cancel_grace_s=2.0),
                environment={"ANONYMIZED_TELEMETRY": "False", "OMP_NUM_THREADS": "1"},
            )
        )
        self._busy = threading.Lock()
        self._stop = Cancel()
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._settled = threading.Event()  # ready, or known not to be

    def warm(self) -> None:
        """Start the child and bring the index up to date, in the background."""
        if not self._ready.is_set() and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._warm, name="index", daemon=True)
            self._thread.start()

    def nudge(self) -> None:
        """The library has changed: bring the index up to date in the background."""
        self._ready.clear()
        self.warm()

    def query(
        self, vector: NDArray[np.float32], limit: int, revision: int, wait: float = 3.0
    ) -> dict[int, float] | None:
        """The nearest chunks by cosine similarity.

        Args:
            vector: ``(d,) float32``, normalised.
            limit: how many.
            revision: of the library; an index that is behind does not answer.
            wait: seconds that the first query may wait for the index to start; later ones do not wait.

        Returns:
            Chunk number to similarity; None when the index cannot answer, in which case the exact search does.
        """
        if self._failures >= FAILURES_BEFORE_GIVING_UP:
            return None
        self.warm()
        self._settled.wait(wait)
        if not self._ready.is_set() or not self._busy.acquire(blocking=False):
            return None  # starting, or being brought up to date
        try:
            found = self._worker.call(
                "query", timeout=QUERY_SECONDS, vector=vector.astype("<f4").tobytes(), limit=limit
            )
        except WorkerTimeout:
            return None  # the child was killed, a new one is started; slow is not damaged
        except (AssistantError, WorkerBug) as exc:
            self._failed(exc)
            return None
        finally:
            self._busy.release()
        if found["revision"] != revision:
            self.nudge()
            return None
        return dict(zip(found["ids"], found["similarities"], strict=True))

    def sync(self, cancel: Cancel | None = None) -> Iterator[tuple[int, int]]:
        """Bring the index up to date; yields chunks done and in all.

        A failure is not the caller's: searches go on without the index, and it is made anew at the next start.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        while not self._busy.acquire(timeout=0.05):  # the background is at it
            if cancel is not None:
                cancel.check()
        try:
            for step in self._worker.stream("sync", cancel=cancel or self._stop, timeout=BATCH_SECONDS):
                yield step["done"], step["total"]
            self._ready.set()
        except (AssistantError, WorkerBug) as exc:
            self._failed(exc)
        finally:
            self._settled.set()
            self._busy.release()

    def inspect(self) -> tuple[list[int], int] | None:
        """The chunk numbers that the index holds and the revision it is at; None when it cannot be opened."""
        with self._busy:
            try:
                found = self._worker.call("inspect", timeout=BATCH_SECONDS)
            except (AssistantError, WorkerBug) as exc:
                self._failed(exc)
                return None
        return found["ids"], found["revision"]

    def forget(self) -> None:
        """Let the next sync make the index anew."""
        self._db.run("DELETE FROM meta WHERE key IN ('index_generation', 'index_revision')")
        self._worker.restart()

    @property
    def state(self) -> IndexState:
        """What searches stand on now: ``ready``; ``updating`` and ``failed`` mean the exact search, which is slower."""
        if self._failures >= FAILURES_BEFORE_GIVING_UP:
            return "failed"
        return "ready" if self._ready.is_set() else "updating" if self._busy.locked() else "starting"

    def close(self) -> None:
        """End the child."""
        self._stop.set()
        self._failures = FAILURES_BEFORE_GIVING_UP
        if self._thread is not None:
            self._thread.join(0.5)
        self._worker.close()

    def _warm(self) -> None:
        try:
            for _ in self.sync(self._stop):
                pass
        except Cancelled:
            return

    def _failed(self, error: Exception) -> None:
        """Forget the index, so that the next child makes it anew; another process's index is left alone."""
        self._failures += 1
        self._ready.clear()
        if isinstance(error, LibraryError):
            if error.params.get("file") == self._worker.spec.config["folder"]:  # not the library: that is free soon
                self._failures = FAILURES_BEFORE_GIVING_UP
            return
        try:
            self.forget()
        except LibraryError:
            return  # the library itself is in trouble, and whoever asked of it is told
