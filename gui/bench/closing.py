"""Closing the window in each state in which it is busy: seconds until it is closed, and what is left behind."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from shutil import copytree

import psutil
from PySide6.QtWidgets import QMessageBox

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from assistant.events import EvidenceFound, Planned, Token
from gui.bench.waiting import python_threads, wait
from gui.bench.windows import application, make_window, stocked_home
from gui.help import Report
from gui.main_window import MainWindow
from gui.models.chooser import ModelChooser
from gui.settings.dialog import SettingsDialog
from resources import resource

BAR_SECONDS = 3.0
WAIT_SECONDS = 30.0
# The kernel ends what a child had started at its own pace once that child is gone.
ORPHAN_SECONDS = 0.5
QUESTION = "Explain in detail who signs the lease, what the rent is and when it is due."
LONG_QUESTION = "Compare all documents about " + "the rent, the deposit and the filter, " * 60 + "in every detail."


@dataclass(frozen=True, slots=True)
class Closed:
    """How one closing went.

    Attributes:
        seconds: until the window was closed, and nothing of it ran any more.
        asked: how often the person was asked.
        children: ids of processes that outlived it.
        jobs: threads that outlived it.
        findings: what the library's check says afterwards.
    """

    state: str
    seconds: float
    asked: int
    children: tuple[str, ...]
    jobs: int
    findings: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether it was quick, asked once at most, and left nothing."""
        quick = self.seconds <= BAR_SECONDS and self.asked <= 1
        return quick and not (self.children or self.jobs or self.findings)


def closed(state: str, home: Path) -> Closed:
    """Bring a window on ``home`` into a state and close it as a person does."""
    before = python_threads()
    window = make_window(home)
    STATES[state](window)
    children = psutil.Process().children(recursive=True)
    with answering() as asked:
        began = time.monotonic()
        window.close()
        jobs = window.jobs.running
        seconds = time.monotonic() - began
    end = time.monotonic() + ORPHAN_SECONDS
    while any(map(_lives, children)) and time.monotonic() < end:
        time.sleep(0.01)
    left = tuple(str(child.pid) for child in children if _lives(child))
    threads = [thread.name for thread in python_threads() - before if thread.is_alive()]
    window.deleteLater()
    wait(10)
    with Assistant.open(home) as assistant:
        findings = tuple(finding.message for finding in assistant.check().findings)
    return Closed(state, seconds, len(asked), left, jobs + len(threads), findings)


@contextmanager
def answering(button: int = 0) -> Iterator[list[str]]:
    """Answer each question box by its button of that number; gives what was asked."""
    asked: list[str] = []
    shown = QMessageBox.exec

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        box.buttons()[button].click()
        return 0

    QMessageBox.exec = answer  # type: ignore[method-assign, assignment] # nobody sits before a bench
    try:
        yield asked
    finally:
        QMessageBox.exec = shown  # type: ignore[method-assign]


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Let the window work until something is so.

    Raises:
        TimeoutError: it does not come about.
    """
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        wait(2)


# --- the states ---


def _opening(window: MainWindow) -> None:
    assert not window.ready


def _ready(window: MainWindow) -> None:
    wait_for(lambda: window.ready and window.library.documents, "the library")


def _engine_loading(window: MainWindow) -> None:
    _ready(window)
    window.conversation.ask(QUESTION)
    wait(20)


def _loaded(window: MainWindow) -> None:
    _ready(window)
    wait_for(lambda: window.model.state == "ready", "the model")


def _prefill(window: MainWindow) -> None:
    _loaded(window)
    window.conversation.ask(LONG_QUESTION)
    _event(window, Planned)


def _searching(window: MainWindow) -> None:
    _loaded(window)
    window.conversation.ask(QUESTION)
    _event(window, EvidenceFound)


def _decoding(window: MainWindow) -> None:
    _loaded(window)
    window.conversation.ask(QUESTION)
    _event(window, Token)


def _waiting(window: MainWindow) -> None:
    _decoding(window)
    window.conversation.ask("And what is the deposit?")
    assert window.conversation.asker.waiting is not None


def _previewing(window: MainWindow) -> None:
    _ready(window)
    window.conversation.composer.field.setPlainText(LONG_QUESTION)
    wait(200)


def _ingesting(window: MainWindow) -> None:
    _ready(window)
    folder = _folder(window)
    write_documents(folder, 200, 6000)
    window.library.add([folder])
    wait_for(lambda: window.library.busy and len(window.library.documents) > 6, "the first document")


def _reading_a_scan(window: MainWindow) -> None:
    _ready(window)
    folder = _folder(window)
    with as_file(resource("demo")) as demo:
        (folder / "scan.pdf").write_bytes((demo / "letter-scan.pdf").read_bytes())
    window.library.add([folder])
    wait_for(lambda: window.library.busy, "the scan")
    wait(1200)


def _removing(window: MainWindow) -> None:
    _ready(window)
    window.library.view.selectAll()
    window.actions_["library.remove"].trigger()


def _indexing(window: MainWindow) -> None:
    _ready(window)
    assert window.assistant is not None
    index = window.assistant.index
    wait_for(lambda: index.state == "ready", "the index")
    index.forget()
    index.nudge()
    wait(100)


def _switching(window: MainWindow) -> None:
    _loaded(window)
    window.dialogs.choose_model()
    chooser = window.findChild(ModelChooser)
    assert chooser is not None
    chooser.use(None, 1024)
    wait(150)


def _saving(window: MainWindow) -> None:
    _loaded(window)
    window.dialogs.show_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.row("model.context_tokens").field.set_value(1024)
    dialog.save.click()
    wait(150)


def _checking(window: MainWindow) -> None:
    _ready(window)
    window.help.repair()
    assert window.findChild(Report) is not None


def _drawing(window: MainWindow) -> None:
    _ready(window)
    manual = next(info for info in window.library.documents if info.format == "pdf")
    window.panes.show_source()
    window.source.show_document(manual.id)
    wait_for(lambda: window.source.opened is not None, "the document")


def _folder(window: MainWindow) -> Path:
    """A place for new files that goes with the home."""
    assert window.assistant is not None
    folder = window.assistant.paths.home / "new files"
    folder.mkdir()
    return folder


def _event(window: MainWindow, kind: type) -> None:
    run = window.conversation.asker.run
    assert run is not None
    wait_for(lambda: any(isinstance(event, kind) for event in run.events), kind.__name__)


STATES: Mapping[str, Callable[[MainWindow], None]] = {
    "opening": _opening,
    "ready": _ready,
    "engine loading": _engine_loading,
    "searching": _searching,
    "prefill": _prefill,
    "decoding": _decoding,
    "a question waiting": _waiting,
    "preview": _previewing,
    "many files": _ingesting,
    "a scan": _reading_a_scan,
    "removing": _removing,
    "indexing": _indexing,
    "another model": _switching,
    "settings": _saving,
    "repair": _checking,
    "drawing": _drawing,
}


def _lives(process: psutil.Process) -> bool:
    """A dead child of a dead child waits for whatever collects those on this machine."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def figures(names: Sequence[str] = tuple(STATES)) -> list[Figure]:
    """One closing in each state, each on its own copy of a library."""
    application()
    found = []
    with tempfile.TemporaryDirectory(prefix="lectern-closing-") as name:
        stock = stocked_home(Path(name) / "home")
        with Assistant.open(stock) as assistant:
            assistant.models.engine.load()  # its files are made once; making them is not what is closed here
        for number, state in enumerate(names):
            home = copytree(stock, Path(name) / str(number))
            result = closed(state, home)
            left = [*result.children, *result.findings, *([f"{result.jobs} threads"] if result.jobs else [])]
            found.append(
                Figure(
                    f"closing while: {state}",
                    f"{result.seconds:.2f} s",
                    f"≤ {BAR_SECONDS:.0f} s, nothing left",
                    result.is_clean,
                    "; ".join(left) or f"asked {result.asked} times",
                )
            )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.closing", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--states", nargs="*", default=tuple(STATES))
    options = parser.parse_args(arguments)
    return show(figures(options.states), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
