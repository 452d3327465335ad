"""Waiting for what may never come, a tool or a model, in a thread that is left alone once a stop was asked for."""

import math
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from chains.answer import Check
from chains.errors import Cancelled

Given = TypeVar("Given")

# A stop is looked for so often, and work that is about to end is given so long to end whole.
LOOK_SECONDS, GRACE_SECONDS = 0.02, 0.25
# What a model has written and nobody has taken yet.
MOST_AHEAD = 64


def outcome(
    work: Callable[[], Given], cancel: Check | None, name: str, seconds: float = math.inf
) -> Given | BaseException:
    """What ``work`` gives or raises; a ``TimeoutError`` where it does neither within ``seconds``.

    Raises:
        Cancelled: ``cancel`` says so.
    """
    done: queue.SimpleQueue[Given | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except BaseException as exc:  # noqa: BLE001 - whatever it is belongs to whoever waits
            done.put(exc)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return done.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            _checked(cancel, thread)
    return TimeoutError()


def watched(pieces: Iterator[Given], cancel: Check, name: str) -> Generator[Given, None, None]:
    """``pieces`` as they come; whoever waits for the next one sees a stop at once.

    Raises:
        Cancelled: ``cancel`` says so.
    """
    left = threading.Event()
    come: queue.Queue[tuple[Given] | BaseException | None] = queue.Queue(MOST_AHEAD)

    def put(piece: tuple[Given] | BaseException | None) -> bool:
        while not left.is_set():
            try:
                come.put(piece, timeout=LOOK_SECONDS)
                return True
            except queue.Full:
                continue
        return False

    def run() -> None:
        try:
            for piece in pieces:
                if not put((piece,)):
                    return
            put(None)
        except BaseException as exc:  # noqa: BLE001 - it is raised where the pieces are taken
            put(exc)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        while True:
            try:
                piece = come.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                _checked(cancel, thread)
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece[0]
    finally:
        left.set()


def _checked(cancel: Check | None, thread: threading.Thread) -> None:
    if cancel is None:
        return
    try:
        cancel.check()
    except Cancelled:
        # It has seen the stop, too: what it writes is written whole by now, or not at all.
        thread.join(GRACE_SECONDS)
        raise
