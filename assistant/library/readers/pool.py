"""A few reader children, kept warm: a file goes to a free one; one that hangs or dies takes only its own file along."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.cancel import Cancel
from assistant.library.parsed import Parsed
from assistant.library.readers.source import DEFAULT_MAX_BYTES, examine, names
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker, WorkerDied, WorkerTimeout
from chains.errors import DocumentError

MEMORY_BYTES = 2_500_000_000
SECONDS = 60.0
SECONDS_PER_MEGABYTE = 2.0
SECONDS_PER_OCR_PAGE = 30.0
_POLL_SECONDS = 0.05

# One thread a child: the pool is what runs in parallel, and thread pools reserve address space for each thread.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


# What the interpreter, the C++ library and pdfium's allocator say before they end.
_OUT_OF_MEMORY = re.compile(r"out of memory|MemoryError|bad_alloc|Cannot allocate", re.I)


def is_out_of_memory(last_words: str) -> bool:
    """Whether a child ended because it was not given more memory, by what it said before."""
    return _OUT_OF_MEMORY.search(last_words) is not None


@dataclass(slots=True)
class _Slot:
    """A place in the pool and the child that has it now."""

    worker: Worker


class ReaderPool:
    """Hands files to reader children. Thread-safe; children start when first needed.

    Args:
        size: children at most, so files read at a time.
        ocr: whether pages without text are recognised from their picture.
        max_bytes: larger files are refused unread.
        memory_bytes: address space of a child.
        seconds: time for a file, to which comes some for its size and for each page to be recognised.
        nice: added to the children's process priority.
    """

    def __init__(
        self,
        size: int = 2,
        *,
        ocr: bool = True,
        max_bytes: int = DEFAULT_MAX_BYTES,
        memory_bytes: int | None = MEMORY_BYTES,
        seconds: float = SECONDS,
        nice: int = 19,
    ) -> None:
        self._ocr = ocr
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._spec = Spec(
            "assistant.library.readers.child:Reader",
            "reader",
            limits=Limits(memory_bytes=memory_bytes, nice=nice, cancel_grace_s=1.0),
            environment=ENVIRONMENT,
        )
        self._all = [_Slot(Worker(self._spec)) for _ in range(size)]
        self._free = list(self._all)
        self._changed = threading.Condition()
        self._closed = False

    def read(self, path: Path, cancel: Cancel | None = None) -> tuple[str, Parsed]:
        """Read one file.

        Returns:
            SHA-256 of the bytes that were parsed, in hex, and what they say.

        Raises:
            DocumentError: the file cannot be read; the code says why.
            Cancelled: ``cancel`` was set.
        """
        found = examine(path, self._max_bytes)
        seconds = self._seconds + SECONDS_PER_MEGABYTE * found.st_size / 1e6
        with self._borrow(cancel) as slot:
            wire = self._call(slot, "read", path, seconds, cancel, ocr=False, max_bytes=self._max_bytes)
            if wire["pending"] and self._ocr:
                # Only now is it known how much time it may take.
                seconds += SECONDS_PER_OCR_PAGE * wire["pending"]
                wire = self._call(slot, "read", path, seconds, cancel, ocr=True, max_bytes=self._max_bytes)
        parsed = Parsed.from_wire(wire["parsed"])
        if not parsed.text:
            raise DocumentError("document.no_text", **names(path))
        return wire["sha256"], parsed

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the children that live, for measuring."""
        return tuple(pid for slot in self._all if (pid := slot.worker.pid) is not None)

    def close(self) -> None:
        """End the children, in the middle of a file too."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for slot in self._all:
            slot.worker.close()

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def _borrow(self, cancel: Cancel | None) -> Iterator[_Slot]:
        with self._changed:
            while not self._free and not self._closed:
                self._changed.wait(_POLL_SECONDS)
                if cancel is not None:
                    cancel.check()
            if self._closed:
                raise WorkerDied("worker.died", name=self._spec.name, reason="closed")
            slot = self._free.pop()  # the last one used: it is warm
        try:
            yield slot
        finally:
            with self._changed:
                self._free.append(slot)
                self._changed.notify()

    def _call(
        self, slot: _Slot, method: str, path: Path, seconds: float, cancel: Cancel | None, **arguments: Wire
    ) -> Wire:
        try:
            return slot.worker.call(method, cancel=cancel, timeout=seconds, path=os.fsencode(path), **arguments)
        except WorkerTimeout as exc:
            raise DocumentError("document.too_complex", **names(path), limit=f"{seconds:.0f} s") from exc
        except WorkerDied as exc:
            if self._closed:
                raise
            reason = str(exc.params.get("reason", ""))
            if is_out_of_memory(f"{reason} {slot.worker.stderr_tail()}"):
                # It may live, but what it had in its hands may not have been let go.
                slot.worker.close()
                slot.worker = Worker(self._spec)
                raise DocumentError("document.too_complex", **names(path), limit="memory") from exc
            raise DocumentError("document.crashed", **names(path), reason=reason) from exc
