"""Waiting in a bench as the program itself waits: in Qt's event loop, with the interpreter free for other threads.

``QTest.qWait`` keeps the interpreter's lock for as long as it waits: each thread that works for the window stands still
but for the moments in which a slot runs, and then holds that slot up. What is measured so is the bench.
"""

import threading

from PySide6.QtCore import QEventLoop, QTimer


def wait(milliseconds: int) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def python_threads() -> set[threading.Thread]:
    """Threads of Python's own; of one that Qt has started it keeps a record even when that has ended."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}
