"""The window when things fail for real: closed while busy, children killed, no room, locks, damage, things gone."""

import os
import resource as limits
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from assistant.app import Assistant
from assistant.events import Token
from assistant.lock import RoleLock
from gui.bench.closing import STATES, WAIT_SECONDS, answering, closed, wait_for
from gui.bench.windows import make_window, stocked_home
from gui.main_window import MainWindow
from gui.models.chooser import ModelChooser
from gui.settings.dialog import SettingsDialog

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("qapp")]

RENT = "How much is the monthly rent in the lease?"
LONG = "Explain in detail who signs the lease, what the rent is and when it is due."
HOLDER = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""

Open = Callable[[Path], MainWindow]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = stocked_home(tmp_path_factory.mktemp("stock") / "home")
    with Assistant.open(home) as assistant:
        assistant.models.engine.load()  # what it makes once is made
        assistant.sync_index()
    return home


@pytest.fixture
def home(stock: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stock, tmp_path / "home"))


@pytest.fixture
def open_window(qtbot) -> Iterator[Open]:
    windows = []

    def opened(home: Path) -> MainWindow:
        window = make_window(home)
        windows.append(window)
        qtbot.addWidget(window, before_close_func=MainWindow.close_now)
        wait_for(lambda: window.ready and window.library.documents, "the library")
        return window

    yield opened
    for window in windows:
        window.close_now()
        assert window.jobs.wait_all(WAIT_SECONDS)
        assert window.jobs.running == 0


def answered(window: MainWindow) -> None:
    conversation = window.conversation
    wait_for(lambda: not conversation.asking and not conversation.open_one.reading, "the answer")


def ask(window: MainWindow, question: str = RENT) -> None:
    window.conversation.ask(question)
    answered(window)


def states(window: MainWindow) -> list[str]:
    return [turn.state for turn in window.conversation.open_one.turns]


def writing(window: MainWindow) -> None:
    window.conversation.ask(LONG)
    run = window.conversation.asker.run
    wait_for(lambda: any(isinstance(event, Token) for event in run.events), "a word")


def said(window: MainWindow) -> list[str]:
    return [banner.text for banner in window.banners.banners]


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process may grow: writing fails as on a full disk."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Another program is in the midst of writing to the library."""
    command = [sys.executable, "-c", HOLDER, str(home / "library.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.kill()


# --- closing ---


@pytest.mark.parametrize("state", STATES)
def test_closing_takes_three_seconds_asks_once_and_leaves_nothing(state: str, home: Path) -> None:
    result = closed(state, home)
    assert result.is_clean, result


def test_who_stays_finds_the_answer_going_on(open_window: Open, home: Path) -> None:
    window = open_window(home)
    writing(window)
    with answering(1) as asked:
        assert not window.close()
    assert len(asked) == 1
    answered(window)
    assert states(window) == ["done"]


def test_closing_does_not_wait_for_a_program_that_holds_the_library(open_window: Open, home: Path) -> None:
    window = open_window(home)
    with held(home):
        window.conversation.ask(RENT)
        window.library.view.selectAll()
        window.actions_["library.remove"].trigger()
        with answering() as asked:
            window.close()
        assert len(asked) == 1
        assert window.jobs.running == 0


def test_deaf_children_do_not_keep_the_window_open(open_window: Open, home: Path) -> None:
    window = open_window(home)
    writing(window)
    children = psutil.Process().children(recursive=True)
    for child in children:
        child.send_signal(signal.SIGSTOP)
    window.close_now()
    assert window.jobs.running == 0
    _, alive = psutil.wait_procs(children, timeout=1.0)
    assert [child for child in alive if child.status() != psutil.STATUS_ZOMBIE] == []


# --- children that are killed ---


def test_an_engine_that_dies_ends_one_answer_and_the_next_question_has_another(open_window: Open, home: Path) -> None:
    window = open_window(home)
    writing(window)
    os.kill(window.assistant.models.engine.pid, signal.SIGKILL)
    answered(window)
    assert window.conversation.open_one.turns[-1].error.code == "model.died"
    ask(window)
    assert states(window) == ["failed", "done"]
    os.kill(window.assistant.models.engine.pid, signal.SIGKILL)  # idle: nobody notices
    ask(window)
    assert states(window) == ["failed", "done", "done"]
    assert said(window) == []


def test_a_model_that_dies_while_it_is_loaded_leaves_the_one_before(open_window: Open, home: Path) -> None:
    window = open_window(home)
    wait_for(lambda: window.model.state == "ready", "the model")
    window.dialogs.choose_model()
    chooser = window.findChild(ModelChooser)
    before = {child.pid for child in psutil.Process().children()}
    chooser.use(None, 1024)
    wait_for(lambda: {child.pid for child in psutil.Process().children()} - before, "another engine")
    for child in psutil.Process().children():
        if child.pid not in before:
            child.kill()
    wait_for(lambda: not chooser.loading, "the end of loading")
    assert "SIGKILL" in chooser.message.toPlainText()
    chooser.close()
    ask(window)
    assert states(window) == ["done"]


def test_a_reader_that_dies_while_it_draws_costs_a_page_at_most_and_the_next_one_draws(
    open_window: Open, home: Path
) -> None:
    window = open_window(home)
    pages = window.assistant.pages
    manual = next(info for info in window.library.documents if info.format == "pdf")
    window.panes.show_source()
    pages.open(manual.id)
    os.kill(pages.pid, signal.SIGSTOP)  # it takes a call and cannot end it
    window.source.show_document(manual.id)
    wait_for(lambda: pages._worker.busy, "a call")
    os.kill(pages.pid, signal.SIGKILL)
    # A call that was given up meanwhile, because the view was laid out anew, is simply made again.
    view = window.source.view.pages
    wait_for(lambda: view._broken or view.images.bytes, "the page, or the reason in its place")
    assert window.source.opened is not None
    assert said(window) == []
    assert pages.draw(manual.id, 1).width > 0


# --- no room ---


def test_a_full_disk_takes_no_word_of_an_answer(open_window: Open, home: Path) -> None:
    window = open_window(home)
    writing(window)
    with no_room():
        answered(window)
        (turn,) = window.conversation.open_one.turns
        assert (turn.state, bool(turn.answer)) == ("failed", True)
        assert turn.error.code in {"library.disk_full", "library.unwritable"}
        window.conversation.ask("Is there room?")
        answered(window)
        assert window.conversation.composer.request.question == "Is there room?"  # it goes back to where it was written
        assert len(said(window)) == 1
    ask(window)
    assert states(window) == ["failed", "done"]
    stored = window.assistant.conversations
    with Assistant.open(home) as again:
        kept = again.conversations.turns(stored.find()[0].id)
    assert kept[0].answer == turn.answer


def test_files_that_a_full_disk_has_no_room_for_are_read_when_there_is(
    open_window: Open, home: Path, tmp_path: Path
) -> None:
    window = open_window(home)
    note = tmp_path / "note.txt"
    note.write_text("The spare key hangs behind the blue door.", "utf-8")
    with no_room():
        window.library.add([note])
        wait_for(lambda: not window.library.error.isHidden(), "the library's sentence")
    window.library.add([note])
    wait_for(lambda: any(info.title == "note" for info in window.library.documents), "the note")
    assert said(window) == []


def test_settings_that_cannot_be_written_say_so_in_their_window(open_window: Open, home: Path) -> None:
    window = open_window(home)
    window.dialogs.show_settings()
    dialog = window.findChild(SettingsDialog)
    dialog.row("answer.max_tokens").field.set_value(100)
    with no_room():
        dialog.save.click()
        wait_for(lambda: not dialog.message.isHidden(), "the dialog's sentence")
        wait_for(dialog.save.isEnabled, "the end of saving")
        window._state.set_conversation("x" * 3000)
        assert not window._state.save()
    assert window.assistant.settings.answer.max_tokens != 100
    dialog.save.click()
    wait_for(lambda: window.assistant.settings.answer.max_tokens == 100, "the settings")
    assert said(window) == []


# --- others at work, and what is gone ---


def test_a_library_that_another_program_holds_is_named_and_used_when_it_is_free(open_window: Open, home: Path) -> None:
    window = open_window(home)
    with held(home):
        window.conversation.ask(RENT)
        answered(window)
        assert len(said(window)) == 1
        assert "library.db" in said(window)[0]
    ask(window)
    assert states(window) == ["done"]


def test_an_index_that_another_program_has_open_is_noted_and_not_needed(open_window: Open, home: Path) -> None:
    role = RoleLock(home / "index.lock")
    assert role.acquire()
    try:
        window = open_window(home)
        wait_for(lambda: window._index_note.isVisible(), "the note")
        ask(window)
        assert states(window) == ["done"]
    finally:
        role.release()


def test_an_index_that_is_overwritten_is_made_anew_while_questions_are_answered(open_window: Open, home: Path) -> None:
    window = open_window(home)
    wait_for(lambda: window.assistant.index.state == "ready", "the index")
    for file in (home / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"\x5a" * max(1000, file.stat().st_size))
    ask(window)
    ask(window)
    assert states(window) == ["done", "done"]
    wait_for(lambda: window.assistant.index.state == "ready", "a new index")
    assert window.assistant.check().ok


def test_two_windows_on_one_home_see_what_the_other_adds(open_window: Open, home: Path, tmp_path: Path) -> None:
    first, second = open_window(home), open_window(home)
    note = tmp_path / "note.txt"
    note.write_text("The spare key hangs behind the blue door.", "utf-8")
    second.library.add([note])
    wait_for(lambda: any(info.title == "note" for info in first.library.documents), "the note in the other window")
    ask(first)
    ask(second)
    assert states(first) == states(second) == ["done"]
    assert said(first) == said(second) == []


def test_a_document_removed_elsewhere_is_said_to_be_gone_where_it_is_shown(open_window: Open, home: Path) -> None:
    window = open_window(home)
    ask(window)
    quote = window.conversation.open_one.turns[0].evidence[0]
    window.panes.show_source()
    window.source.show_quote(quote)
    wait_for(lambda: window.source.opened is not None, "the source")
    with Assistant.open(home) as other:
        other.remove([quote.document_id])
    wait_for(lambda: not window.source.note.isHidden(), "the note")
    window.conversation.commands.again_last()
    answered(window)
    assert quote.document_id not in {quote.document_id for quote in window.conversation.open_one.turns[0].evidence}


def test_a_question_in_a_conversation_deleted_elsewhere_is_not_lost(open_window: Open, home: Path) -> None:
    window = open_window(home)
    ask(window)
    with Assistant.open(home) as other:
        other.conversations.delete(window.conversation.conversation)
    window.conversation.ask("And the deposit?")
    answered(window)
    wait_for(lambda: window.conversation.conversation is None, "a new conversation")
    assert window.conversation.composer.request.question == "And the deposit?"
    assert not window.conversation.composer.hint.isHidden()
    ask(window)
    assert states(window) == ["done"]


def test_a_home_that_is_deleted_is_told_at_the_next_question(open_window: Open, home: Path) -> None:
    window = open_window(home)
    wait_for(lambda: window.model.state == "ready", "the model")
    shutil.rmtree(home)
    window.conversation.ask(RENT)
    answered(window)
    assert len(said(window)) == 1
    assert window.conversation.composer.request.question == RENT
