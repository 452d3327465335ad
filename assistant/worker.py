"""One child process that owns native code: call, stream, cancel, time limit; started anew after a death.

Parent and child speak msgpack frames over a socket pair, never pickle. A call is ``[id, method, arguments]``, a
cancellation ``[id, None, None]``; the child answers with ``[id, kind, value]`` where kind is one of ``item``,
``result`` and ``error``. Before its first answer a child may say with ``[0, "item", share]`` how far its start is; that
comes as an item of the first call. One call runs at a time.

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

from assistant.cancel import Cancel
from assistant.wire import Wire, pack, unpack
from chains.errors import AssistantError, Cancelled, type_registry

POLL_SECONDS = 0.02
STDERR_TAIL_BYTES = 4000
# What ``close`` gives a child: to let go of what it holds, and to be gone when it is killed.
ORDERLY_SECONDS, KILL_SECONDS = 0.7, 0.5


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

    @property
    def busy(self) -> bool:
        """Whether a call runs."""
        return self._lock.locked()

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
                if self._closed:
                    self._disconnect()
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
        process = self._process
        try:
            if process is None:
                return
            if idle:
                self._disconnect()
            else:  # who waits for its answer reads from the socket: that one closes it when the child is dead
                process.kill()
            try:
                process.wait(ORDERLY_SECONDS if idle else KILL_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                # At the lowest priority, on a busy machine, even dying takes its time.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(KILL_SECONDS)
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
                [sys.executable, "-P", "-X", "utf8", "-X", "faulthandler", "-m", "assistant.child",
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
            connection.send_bytes(pack(frame))
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
        connection, process = self._connection, self._process
        if connection is None or process is None or process.poll() is not None:
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
        process = self._process  # ``close``, in another thread, may forget it meanwhile
        if process is not None:
            process.kill()
            process.wait()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None


def _raise(name: str, error: Wire) -> None:
    kind = error["kind"]
    if kind == "cancelled":
        raise Cancelled
    if kind == "memory":
        raise WorkerDied("worker.died", name=name, reason="out of memory")
    if kind == "assistant":
        raise type_registry.get(error["type"], AssistantError)(error["code"], **error["params"])
    raise WorkerBug(error["traceback"])
