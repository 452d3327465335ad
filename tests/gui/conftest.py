"""What tests of the window are given; a warning of Qt, a bug of a job, and what is left behind fail them."""

import gc
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from assistant.app import Assistant
from assistant.bench.memory_keyring import MemoryKeyring
from assistant.chain_offers import Offers
from assistant.conversations import Turn
from chains.shelf import shelf
from gui.bench.waiting import python_threads
from gui.chat.looks import Looks
from gui.chat.quote_tip import QuoteTip
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView
from gui.connections.dialog import ConnectionsDialog
from gui.jobs import Job, Jobs
from gui.theme import Themes
from resources import resource
from tests.gui.dialogs import settle

SETTLE_SECONDS = 20.0  # an engine that loads is not called back


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home) as assistant, as_file(resource("demo")) as folder:
        steps = list(assistant.add([folder / "lease.docx", folder / "meeting-notes.md"]))
        assert [step.state for step in steps if step.error is not None] == []
    return home


@pytest.fixture
def home(stocked_home: Path, tmp_path: Path) -> Path:
    """A copy, so that one test does not see what another has done."""
    return Path(shutil.copytree(stocked_home, tmp_path / "home"))


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """One whose home is empty."""
    with Assistant.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """All of them end with the test, and none has a bug."""
    made = Jobs()
    broken: list[str] = []
    made.broken.connect(broken.append)
    yield made
    made.close()
    assert made.wait_all(20)
    assert broken == []


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    made = Themes(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture(scope="session")
def offers() -> Offers:
    """Of the chains that Lectern brings."""
    return Offers.of(shelf())


@pytest.fixture
def show(qtbot: QtBot, themes: Themes, offers: Offers) -> Iterator[Callable[[Turn | TurnState], TurnView]]:
    """Shows a turn alone in a window."""
    holders = []  # nothing else keeps them

    def shown(turn: Turn | TurnState) -> TurnView:
        holder = QWidget()
        holders.append(holder)
        state = turn if isinstance(turn, TurnState) else TurnState.from_turn(turn)
        view = TurnView(state, Looks(themes.current, holder.font(), offers), QuoteTip(holder), holder)
        QVBoxLayout(holder).addWidget(view)
        qtbot.addWidget(holder)
        holder.resize(600, 900)
        holder.show()
        return view

    yield shown


@pytest.fixture
def connections(
    qtbot: QtBot, themes: Themes, assistant: Assistant, jobs: Jobs, memory: MemoryKeyring
) -> ConnectionsDialog:
    made = ConnectionsDialog(assistant, jobs, themes)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, jobs)
    return made


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
    windows, threads = set(map(id, qapp.topLevelWidgets())), python_threads()
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
    found += [f"thread {thread.name}" for thread in python_threads() - threads]
    for thing in gc.get_objects():
        if isinstance(thing, Job) and _alive(thing) and thing.isRunning():
            found.append("job")
        elif isinstance(thing, QTimer) and _alive(thing) and thing.isActive():
            found.append(f"timer of {type(thing.parent()).__name__}")
    return found


def _alive(thing: object) -> bool:
    from shiboken6 import isValid

    return bool(isValid(thing))
