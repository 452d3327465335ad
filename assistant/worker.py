"""One child process that owns native code: call, stream, cancel, time limit; started anew after a death.

Parent and child speak msgpack frames over a socket pair, never pickle. A call is ``[id, method, arguments]``, a
cancellation ``[id, None, None]``; the child answers with ``[id, kind, value]`` where kind is one of ``item``,
``result`` and ``error``. One call runs at a time.

The child ends when the parent does, in the middle of a native call too: it holds the reading end of a pipe that only
the parent can write to, and on Linux asks the kernel to signal it when that pipe closes (``fcntl(2)``, O_ASYNC), which
needs no thread of the child and no interpreter lock. Elsewhere the thread that reads frames ends the process.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import msgpack

from assistant.cancel import Cancel
from assistant.offline import stay_offline
from chains.errors import AssistantError, Cancelled, type_registry

# What msgpack carries. Any, because mypy's recursive aliases would make each reader of a reply cast at every level;
# the typed clients of each child turn it into dataclasses at once.
Wire: TypeAlias = Any

POLL_SECONDS = 0.02
STDERR_TAIL_BYTES = 4000


class WorkerDied(AssistantError):
    """The child is gone: a native crash, memory, or a kill. The next call starts a new one."""


class WorkerTimeout(AssistantError):
    """A call outlasted its limit; the child was killed."""


class WorkerBug(RuntimeError):
    """The child's own code raised something that is no ``AssistantError``: a bug, with the child's traceback."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel holds a child to.

    Attributes:
        memory_bytes: address space (RLIMIT_AS); None for no limit.
        nice: added to the process priority, 19 is the lowest.
        cancel_grace_s: how long a child may take to notice a cancellation before it is killed.
    """

    memory_bytes: int | None = None
    nice: int = 0
    cancel_grace_s: float = 5.0


@dataclass(frozen=True)
class Spec:
    """How to start a child.

    Attributes:
        target: ``module:Class``; the class is called with ``config`` in the child.
        name: what errors call it.
        config: given to the class.
        environment: set before the interpreter starts (thread libraries read theirs at load).
    """

    target: str
    name: str
    config: Mapping[str, Wire] = field(default_factory=dict)
    limits: Limits = Limits()
    environment: Mapping[str, str] = field(default_factory=dict)


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


class Worker:
    """The parent's handle of one child. Thread-safe; calls queue."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._lock = threading.Lock()
        self._next_id = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Wire, Wire] | None = None
        self._lifeline: int | None = None
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self._closed = False
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the child now, so that the first call does not wait for its imports."""
        with self._lock:
            self._ensure()

    def call(
        self,
        method: str,
        *,
        cancel: Cancel | None = None,
        timeout: float | None = None,
        **arguments: Wire,
    ) -> Wire:
        """Run ``method`` in the child and return its result.

        Raises:
            Cancelled: ``cancel`` was set.
            WorkerDied: the child ended in the middle of it.
            WorkerTimeout: nothing came, item or result, for ``timeout`` seconds.
            AssistantError: raised by the method itself.
            WorkerBug: anything else that the method raised.
        """
        stream = self.stream(method, cancel=cancel, timeout=timeout, **arguments)
        while True:
            try:
                next(stream)
            except StopIteration as stop:
                return stop.value

    def stream(
        self,
        method: str,
        *,
        cancel: Cancel | None = None,
        timeout: float | None = None,
        **arguments: Wire,
    ) -> Generator[Wire, None, Wire]:
        """Run ``method`` and yield its items as they come; the iterator's return value is the result.

        Closing the iterator cancels the call. Raises as ``call`` does.
        """
        self._acquire(cancel)
        try:
            connection = self._ensure()
            self._next_id += 1
            number = self._next_id
            finished = False
            try:
                self._send(connection, [number, method, arguments])
                while True:
                    kind, value = self._receive(connection, number, cancel, timeout)
                    if kind == "item":
                        yield value
                        continue
                    finished = True
                    if kind == "result":
                        return value
                    _raise(self.spec.name, value)
            finally:
                if not finished:
                    self._abandon(number)
        finally:
            self._lock.release()

    def restart(self) -> None:
        """End the child; the next call starts a new one."""
        with self._lock:
            self._kill()

    def close(self) -> None:
        """End the child: orderly if it is idle, at once if it is busy."""
        self._closed = True
        idle = self._lock.acquire(timeout=0.2)
        try:
            process = self._process
            if process is None:
                return
            self._disconnect()
            try:
                process.wait(2.0 if idle else 0.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self._process = None
        finally:
            self._stderr.close()
            if idle:
                self._lock.release()

    def _acquire(self, cancel: Cancel | None) -> None:
        while not self._lock.acquire(timeout=POLL_SECONDS):
            if cancel is not None:
                cancel.check()

    def _ensure(self) -> "Connection[Wire, Wire]":
        if self._closed:
            raise WorkerDied("worker.died", name=self.spec.name, reason="closed")
        if self._process is not None and self._process.poll() is None and self._connection is not None:
            return self._connection
        self._disconnect()
        ours, theirs = socket.socketpair()
        lifeline_read, lifeline_write = os.pipe()
        self._stderr.seek(0)
        self._stderr.truncate()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-X", "faulthandler", "-m", "assistant.worker",
                 self.spec.target, str(theirs.fileno()), str(lifeline_read)],
                pass_fds=(theirs.fileno(), lifeline_read),
                stdin=subprocess.DEVNULL,
                stdout=self._stderr,
                stderr=self._stderr,
                env={**os.environ, **self.spec.environment},
                start_new_session=True,  # Ctrl-C in a terminal is for the parent to handle
            )  # fmt: skip
        finally:
            theirs.close()
            os.close(lifeline_read)
        self._lifeline = lifeline_write
        self._connection = Connection(ours.detach())
        limits = self.spec.limits
        self._send(
            self._connection,
            [dict(self.spec.config), {"memory_bytes": limits.memory_bytes, "nice": limits.nice}],
        )
        self.starts += 1
        return self._connection

    def _send(self, connection: "Connection[Wire, Wire]", frame: Wire) -> None:
        try:
            connection.send_bytes(msgpack.packb(frame, unicode_errors="surrogatepass"))
        except OSError as exc:
            raise self._death() from exc

    def _receive(
        self,
        connection: "Connection[Wire, Wire]",
        number: int,
        cancel: Cancel | None,
        timeout: float | None,
    ) -> tuple[str, Wire]:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            if cancel is not None:
                cancel.check()
            if deadline is not None and time.monotonic() > deadline:
                self._kill()
                raise WorkerTimeout("worker.timeout", name=self.spec.name, seconds=round(timeout or 0, 1))
            try:
                if not connection.poll(POLL_SECONDS):
                    continue
                frame = unpack(connection.recv_bytes())
            except (EOFError, OSError) as exc:
                raise self._death() from exc
            if frame[0] == number or frame[0] == 0:  # 0: the handler could not be made
                return frame[1], frame[2]

    def _abandon(self, number: int) -> None:
        """Cancel call ``number`` and wait until the child is free again; kill it if it does not listen."""
        connection = self._connection
        if connection is None or self._process is None or self._process.poll() is not None:
            return
        deadline = time.monotonic() + self.spec.limits.cancel_grace_s
        with contextlib.suppress(AssistantError, EOFError, OSError):
            self._send(connection, [number, None, None])
            while time.monotonic() < deadline:
                if connection.poll(POLL_SECONDS):
                    frame = unpack(connection.recv_bytes())
                    if frame[0] == number and frame[1] != "item":
                        return
        self._kill()

    def _death(self) -> WorkerDied:
        process = self._process
        reason = "unknown"
        if process is not None:
            try:
                code = process.wait(2.0)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
            reason = signal.Signals(-code).name if code < 0 else f"exit {code}"
        tail = self.stderr_tail().strip().splitlines()
        if tail and reason.startswith("exit"):
            reason = f"{reason}: {tail[-1][:200]}"
        self._disconnect()
        return WorkerDied("worker.died", name=self.spec.name, reason=reason)

    def stderr_tail(self) -> str:
        """The last of what the child, and the native libraries in it, wrote to its output."""
        if self._closed:  # the file may be gone by now; who still waits for an answer learns that it ended
            return ""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - STDERR_TAIL_BYTES))
        return self._stderr.read().decode("utf-8", "replace")

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None


def unpack(data: bytes) -> Wire:
    """One frame's value; text may hold lone surrogates, as file names do."""
    return msgpack.unpackb(data, unicode_errors="surrogatepass", strict_map_key=False)


def _raise(name: str, error: Wire) -> None:
    kind = error["kind"]
    if kind == "cancelled":
        raise Cancelled
    if kind == "memory":
        raise WorkerDied("worker.died", name=name, reason="out of memory")
    if kind == "assistant":
        raise type_registry.get(error["type"], AssistantError)(error["code"], **error["params"])
    raise WorkerBug(error["traceback"])


# --- the child's side ---


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
            self._connection.send_bytes(msgpack.packb([number, kind, value], unicode_errors="surrogatepass"))
        except OSError:
            os._exit(0)


def _serve(target: str, control: int, lifeline: int) -> None:
    import importlib

    stay_offline()
    _tie_to_parent(lifeline)
    connection: Connection[Wire, Wire] = Connection(control)
    config, limits = unpack(connection.recv_bytes())
    _limit(**limits)
    child = _Child(connection)
    threading.Thread(target=child.read, daemon=True).start()
    module, _, name = target.partition(":")
    try:
        handler = cast(Handler, getattr(importlib.import_module(module), name)(**config))
    except Exception as exc:  # noqa: BLE001 - told to the first caller
        child.send(0, "error", _error(exc))
        sys.exit(1)
    child.serve(handler)


if __name__ == "__main__":
    # Handlers import this module by its name: the classes must be the same ones.
    from assistant.worker import _serve as serve

    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
