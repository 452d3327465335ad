"""Pictures of pages, drawn by a child of their own: beside an ingest, at normal priority, the newest wish first."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.cancel import Cancel
from assistant.library.readers.drawing import Picture
from assistant.library.readers.pool import ENVIRONMENT, is_out_of_memory
from assistant.library.store import Store
from assistant.settings import ReaderSettings
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker, WorkerDied, WorkerTimeout
from chains.errors import DocumentError

# The formats whose pages can be drawn; the others are shown as text.
DRAWN = frozenset({"pdf", "image"})
SECONDS = 30.0
_POLL_SECONDS = 0.05


class Pages:
    """Draws pages of documents of the library. Thread-safe; its child starts when first needed.

    Args:
        store: of the documents.
        settings: what a file may cost.
    """

    def __init__(self, store: Store, settings: ReaderSettings) -> None:
        self._store = store
        self._worker = Worker(
            Spec(
                "assistant.library.readers.drawing:Drawer",
                "pages",
                config={"max_bytes": settings.max_megabytes * 1_000_000},
                limits=Limits(memory_bytes=settings.memory_megabytes * 1_000_000, cancel_grace_s=2.0),
                environment=ENVIRONMENT,
            )
        )
        self._changed = threading.Condition()
        self._waiting: list[object] = []
        self._busy = False

    def open(self, document_id: str, cancel: Cancel | None = None) -> str:
        """Have the document opened, from the first of its paths that still has the bytes that were read.

        Returns:
            The path, as the file system has it.

        Raises:
            DocumentError: its file is gone, or was changed, or cannot be opened; the code says which.
            Cancelled: ``cancel`` was set.
        """
        return os.fsdecode(self._call("open", document_id, cancel))

    def draw(self, document_id: str, page: int, scale: float = 2.0, cancel: Cancel | None = None) -> Picture:
        """Page ``page`` (1-based) in raw pixels, ``scale`` pixels a point, less where that would be too many.

        Of several threads that wait, the one that came last is served first: it asks for what is looked at now.

        Raises:
            DocumentError: as ``open``, or there is no such page.
            Cancelled: ``cancel`` was set.
        """
        return Picture(*self._call("draw", document_id, cancel, page=page, scale=scale))

    @property
    def pid(self) -> int | None:
        """Process id of the child while it lives."""
        return self._worker.pid

    def close(self) -> None:
        """End the child."""
        self._worker.close()

    def _call(self, method: str, document_id: str, cancel: Cancel | None, **arguments: Wire) -> Wire:
        info = self._store.document(document_id)
        file = names_of(info.path)
        if info.format not in DRAWN:
            raise DocumentError("document.no_pictures", **file)
        with self._turn(cancel):
            try:
                return self._worker.call(
                    method,
                    cancel=cancel,
                    timeout=SECONDS,
                    sha256=info.id,
                    kind=info.format,
                    paths=self._store.files(document_id),
                    **arguments,
                )
            except WorkerTimeout as exc:
                raise DocumentError("document.too_complex", **file, limit=f"{SECONDS:.0f} s") from exc
            except WorkerDied as exc:
                reason = str(exc.params.get("reason", ""))
                if is_out_of_memory(f"{reason} {self._worker.stderr_tail()}"):
                    self._worker.restart()
                    raise DocumentError("document.too_complex", **file, limit="memory") from exc
                raise DocumentError("document.crashed", **file, reason=reason) from exc

    @contextmanager
    def _turn(self, cancel: Cancel | None) -> Iterator[None]:
        """Wait for the child, the newest caller first."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._busy or self._waiting[-1] is not ticket:
                    self._changed.wait(_POLL_SECONDS)
                    if cancel is not None:
                        cancel.check()
            finally:
                self._waiting.remove(ticket)
            self._busy = True
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()


def names_of(path: str) -> dict[str, str]:
    """The parameters of an error about a file that is known by its shown path."""
    return {"name": path.rpartition("/")[2] or path, "path": path}
