"""Working the queue as the application does it: in a child of its own, or by watching the process that has the role."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.cancel import Cancel
from assistant.events import IngestProgress
from assistant.library.queue import Queue
from assistant.lock import RoleLock
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker
from chains.errors import AssistantError, Cancelled, LibraryError, type_registry

INGEST_NICE = 19
FOLLOW_SECONDS = 0.2


class QueueWork:
    """The child that works the queue; it starts when first needed.

    Args:
        paths: of the home.
        queue: that is worked.
    """

    def __init__(self, paths: Paths, queue: Queue) -> None:
        self._paths = paths
        self._queue = queue
        self._worker: Worker | None = None

    def steps(self, settings: Settings, cancel: Cancel | None) -> Iterator[IngestProgress]:
        """Work the queue until it is empty; where another process works it, what can be seen of that.

        Raises:
            Cancelled: ``cancel`` was set; the rest stays in the queue.
            LibraryError: the disk is full, or the library cannot be written.
        """
        try:
            for step in self._child(settings).stream("work", cancel=cancel):
                yield _progress(step)
        except LibraryError as exc:
            if exc.code != "library.queue_held":
                raise
            yield from self._follow(cancel or Cancel())

    def close(self) -> None:
        """End the child."""
        if self._worker is not None:
            self._worker.close()

    def _child(self, settings: Settings) -> Worker:
        """A new one where settings have changed and the old one is idle."""
        spec = self._spec(settings)
        if self._worker is not None and self._worker.spec != spec and not self._worker.busy:
            self._worker.close()
            self._worker = None
        if self._worker is None:
            self._worker = Worker(spec)
        return self._worker

    def _spec(self, settings: Settings) -> Spec:
        return Spec(
            "assistant.library.ingest:IngestHandler",
            "ingest",
            config={
                "database": str(self._paths.database),
                "lock": str(self._paths.ingest_lock),
                "cache": str(self._paths.cache),
                "reader": settings.reader.model_dump(),
                "chunk_tokens": settings.library.chunk_tokens,
            },
            limits=Limits(nice=INGEST_NICE, cancel_grace_s=3.0),
            environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
        )

    def _follow(self, cancel: Cancel) -> Iterator[IngestProgress]:
        """What another process does with the queue, as far as the library file shows it."""
        first = before = self._queue.waiting()
        while True:
            if cancel.wait(FOLLOW_SECONDS):
                raise Cancelled
            now = self._queue.waiting()
            if now != before:
                yield IngestProgress("", "elsewhere", first - now, now)
            before = now
            if self._role_is_free():
                return

    def _role_is_free(self) -> bool:
        lock = RoleLock(self._paths.ingest_lock)
        if lock.acquire():
            lock.release()
            return True
        return False


@contextmanager
def alone(paths: Paths) -> Iterator[None]:
    """The only Lectern in this home while it lasts: no other works the queue or has the index open.

    Raises:
        LibraryError: another one does.
    """
    roles = [RoleLock(paths.ingest_lock), RoleLock(paths.index_lock)]
    try:
        if not all(role.acquire() for role in roles):
            raise LibraryError("library.locked", file=str(paths.database))
        yield
    finally:
        for role in roles:
            role.release()


def _progress(step: Wire) -> IngestProgress:
    error = step.pop("error", None)
    return IngestProgress(
        **{**step, "notes": tuple(step.get("notes", ()))},
        error=None
        if error is None
        else type_registry.get(error["type"], AssistantError)(error["code"], **error["params"]),
    )
