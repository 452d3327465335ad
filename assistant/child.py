"""The child's side of ``assistant.worker``: one thread reads frames, the main thread runs the calls one by one."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Generator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, cast

from assistant.cancel import Cancel
from assistant.offline import stay_offline
from assistant.wire import Wire, pack, unpack
from chains.errors import AssistantError, Cancelled

PROGRESS_SECONDS = 0.05


class Call:
    """What a handler's method is given first: whether its caller still wants the answer."""

    def __init__(self) -> None:
        self.cancel = Cancel()


class Handler(Protocol):
    """A child's object: each public method ``method(call, **arguments)`` returns a value or yields items.

    A generator's items are streamed and its return value is the result.
    """

    def close(self) -> None:
        """Let go of everything; called at an orderly end only."""


def _tie_to_parent(lifeline: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    import fcntl

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # its default ends the process


def _limit(memory_bytes: int | None, nice: int) -> None:
    if nice:
        os.nice(nice)
        # A child is a session of its own, and Linux shares the processor between sessions first (sched(7), autogroup):
        # without this the lowest priority would take as much from the model as any other.
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice), "ascii")
    if memory_bytes is not None and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _error(exc: Exception) -> Wire:
    if isinstance(exc, Cancelled):
        return {"kind": "cancelled"}
    if isinstance(exc, MemoryError):
        return {"kind": "memory"}
    if isinstance(exc, AssistantError):
        return {"kind": "assistant", "type": type(exc).__name__, "code": exc.code, "params": exc.params}
    import traceback

    return {"kind": "bug", "traceback": "".join(traceback.format_exception(exc))}


class _Child:
    """Reads frames in a thread, runs calls on the main thread."""

    def __init__(self, connection: "Connection[Wire, Wire]") -> None:
        self._connection = connection
        self._queue: list[Wire] = []
        self._ready = threading.Condition()
        self._running: dict[int, Call] = {}
        self._handler: Handler | None = None
        self._told = 0.0

    def read(self) -> None:
        """The reading thread: queue calls, mark cancellations, end the process when the parent is gone."""
        while True:
            try:
                frame = unpack(self._connection.recv_bytes())
            except (EOFError, OSError):
                if self._ready.acquire(blocking=False) and not self._running and self._handler is not None:
                    self._handler.close()
                os._exit(0)
            with self._ready:
                if frame[1] is None:
                    if frame[0] in self._running:
                        self._running[frame[0]].cancel.set()
                    continue
                self._running[frame[0]] = Call()
                self._queue.append(frame)
                self._ready.notify()

    def starting(self, share: float) -> bool:
        """Tell the first caller how far the handler is, and learn whether it still waits for it."""
        now = time.monotonic()
        if now - self._told >= PROGRESS_SECONDS or share >= 1:
            self._told = now
            self.send(0, "item", share)
        with self._ready:
            return not any(call.cancel.is_set for call in self._running.values())

    def serve(self, handler: Handler) -> None:
        """The main thread: run queued calls one after the other."""
        self._handler = handler
        while True:
            with self._ready:
                self._ready.wait_for(lambda: bool(self._queue))
                number, method, arguments = self._queue.pop(0)
                call = self._running[number]
            kind, value = "result", None
            try:
                call.cancel.check()
                value = getattr(handler, method)(call, **arguments)
                if isinstance(value, Generator):
                    value = self._drain(number, value, call)
            except Exception as exc:  # noqa: BLE001 - every error of a handler goes to the caller
                kind, value = "error", _error(exc)
            with self._ready:
                del self._running[number]
                self.send(number, kind, value)

    def _drain(self, number: int, items: Generator[Wire, None, Wire], call: Call) -> Wire:
        while True:
            try:
                item = next(items)
            except StopIteration as stop:
                return stop.value
            if call.cancel.is_set:  # nobody reads what would be sent
                items.close()
                raise Cancelled
            self.send(number, "item", item)

    def send(self, number: int, kind: str, value: Wire) -> None:
        """One frame to the parent."""
        try:
            self._connection.send_bytes(pack([number, kind, value]))
        except OSError:
            os._exit(0)


def serve(target: str, control: int, lifeline: int) -> None:
    """Run the child: make the handler ``target``, answer its calls until the parent is gone."""
    import importlib
    import inspect

    stay_offline()
    _tie_to_parent(lifeline)
    connection: Connection[Wire, Wire] = Connection(control)
    config, limits = unpack(connection.recv_bytes())
    _limit(**limits)
    child = _Child(connection)
    threading.Thread(target=child.read, daemon=True).start()
    module, _, name = target.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)
        if "progress" in inspect.signature(made).parameters:  # one that takes long to make, and says how far it is
            config = {**config, "progress": child.starting}
        handler = cast(Handler, made(**config))
    except Exception as exc:  # noqa: BLE001 - told to the first caller
        child.send(0, "error", _error(exc))
        sys.exit(1)
    child.serve(handler)


if __name__ == "__main__":
    # Handlers import this module by its name: the classes must be the same ones.
    from assistant.child import serve as _serve

    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
