"""Holds one server and all that it starts: they end when a pipe closes, however whoever held its other end came to it.

``python -I -m assistant.mcp.keeper LIFELINE PROGRAM [ARGUMENT...]``: the program gets the keeper's own streams. It
stands between because a client that is killed can clean up nothing, and a server need not care that its input has
ended. On Linux the keeper adopts what the server leaves behind (``prctl(2)``, PR_SET_CHILD_SUBREAPER), so that daemons
of it are found, too, and the kernel ends the server if even the keeper is killed. It imports little: a server waits.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

# For a server to end by itself when its input does, and again when it is asked to.
GRACE_SECONDS = 0.5
_SET_PARENT_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36


def keep(lifeline: int, command: Sequence[str]) -> int:
    """Run ``command`` until it ends or ``lifeline`` does; nothing of it is left then.

    Returns:
        Its exit code; 127 if it cannot be started.
    """
    awake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # only what has a handler wakes
    _prctl(_SET_CHILD_SUBREAPER, 1)
    try:
        server = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509 - the keeper has one thread
    except (OSError, ValueError) as exc:
        sys.stderr.write(f"{command[0]}: {exc}\n")
        return 127
    for stream in (0, 1):  # they are the server's alone: its client sees at once that it has closed them
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, stream)
        os.close(nothing)
    code: int | None = None
    while code is None:
        ready, _, _ = select.select([lifeline, awake], [], [])
        if lifeline in ready:
            break
        os.read(awake, 512)
        code = _reaped(server.pid)
    else:
        _end_rest()
        return code
    for ask in (None, signal.SIGTERM):
        if ask is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(server.pid, ask)
        deadline = time.monotonic() + GRACE_SECONDS
        while code is None and (left := deadline - time.monotonic()) > 0:
            select.select([awake], [], [], left)
            with contextlib.suppress(BlockingIOError):
                os.read(awake, 512)
            code = _reaped(server.pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server.pid, signal.SIGKILL)
    _end_rest()
    return code if code is not None else -signal.SIGKILL


def _end_rest() -> None:
    """Kill all descendants; those that start more meanwhile are met in the next round."""
    import psutil

    for _ in range(200):
        _reaped(0)
        with contextlib.suppress(psutil.Error):
            left = [process for process in psutil.Process().children(recursive=True) if _alive(process)]
            if not left:
                return
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
        time.sleep(0.005)


def _alive(process: object) -> bool:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _reaped(wanted: int) -> int | None:
    """Bury all children that have ended; the exit code of ``wanted`` if it is among them."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while True:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                break
            if process == wanted:
                code = os.waitstatus_to_exitcode(status)
    return code


def _end_with_parent() -> None:
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(keep(int(sys.argv[1]), sys.argv[2:]))
