"""One library with the sample documents for all tests of the window; a warning of Qt and what is left behind fail."""

import gc
import threading
import time
from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from assistant.app import Assistant
from gui.jobs import Job
from resources import resource

SETTLE_SECONDS = 20.0  # an engine that loads is not called back


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home) as assistant, as_file(resource("demo")) as folder:
        steps = list(assistant.add([folder / "lease.docx", folder / "meeting-notes.md"]))
        assert [step.state for step in steps if step.error is not None] == []
    return home


@pytest.fixture(autouse=True)
def qt_is_silent(qtlog: object) -> Iterator[None]:
    """A warning of Qt is a failure."""
    yield
    messages = [record.message for record in qtlog.records]  # type: ignore[attr-defined] # pytest-qt's log
    # The platform without a screen says so of windows that have a size, come to the front, or close as menus do.
    expected = ("propagateSizeHints", "raise()", "grabbing the keyboard")
    assert [text for text in messages if not any(part in text for part in expected)] == []


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """A window, job, thread or running timer that outlives its test is a failure; pytest-qt has closed the windows."""
    windows, threads = set(map(id, qapp.topLevelWidgets())), set(threading.enumerate())
    gc.collect()
    gc.freeze()  # what is there before is not looked through
    yield
    deadline = time.monotonic() + SETTLE_SECONDS
    while left := _left(qapp, windows, threads):
        if time.monotonic() > deadline:
            pytest.fail(f"left behind: {left}")
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.01)  # a thread that ends sends nothing


def _left(application: QApplication, windows: set[int], threads: set[threading.Thread]) -> list[str]:
    found = [f"window {type(w).__name__}" for w in application.topLevelWidgets() if id(w) not in windows]
    found += [f"thread {thread.name}" for thread in threading.enumerate() if thread not in threads]
    for thing in gc.get_objects():
        if isinstance(thing, Job) and _alive(thing) and thing.isRunning():
            found.append("job")
        elif isinstance(thing, QTimer) and _alive(thing) and thing.isActive():
            found.append(f"timer of {type(thing.parent()).__name__}")
    return found


def _alive(thing: object) -> bool:
    from shiboken6 import isValid

    return bool(isValid(thing))
