"""The whole window with a real library, and whole journeys with the real starter model, offscreen."""

import os
import signal
from pathlib import Path

import pytest
from accessible import nameless, unreachable
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from assistant.app import Assistant
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.collecting import Labelled
from assistant.events import EvidenceFound
from assistant.library.types import Span
from assistant.paths import Paths
from assistant.settings import load_settings
from gui.bench.windows import make_window
from gui.main_window import MainWindow

LONG = 120_000
DEPOSIT = "How much is the security deposit in the lease?"


@pytest.fixture
def open_window(qtbot):
    """Opens windows, and closes them at the end."""

    def opened(home: Path, assistant=None, **options) -> MainWindow:
        window = make_window(home, assistant, **options)
        qtbot.addWidget(window, before_close_func=MainWindow.close_now)
        qtbot.waitUntil(lambda: window.ready, timeout=LONG)
        qtbot.waitUntil(lambda: bool(window.library.documents), timeout=LONG)
        return window

    return opened


def scripted(home: Path, words: int = 400, seconds: float = 0.02):
    """Opens an assistant whose model writes slowly, so that there is time to do something meanwhile."""
    paths = Paths(home)
    settings = load_settings(paths.settings, {})

    def script(_):
        return Scene([f"word{number}" for number in range(words)], seconds)

    return lambda: Assistant(paths, settings, ScriptedModels(settings, paths.cache, script))


def ask(window: MainWindow, qtbot, question: str) -> None:
    window.conversation.composer.field.setPlainText(question)
    qtbot.keyClick(window.conversation.composer.field, Qt.Key.Key_Return)
    assert window.conversation.asking


def answered(window: MainWindow, qtbot, turns: int = 1) -> None:
    conversation = window.conversation
    qtbot.waitUntil(lambda: not conversation.asking and len(conversation.open_one.turns) == turns, timeout=LONG)


# --- journeys with the real model ---


@pytest.mark.model
def test_a_dropped_file_is_asked_and_its_citation_opens_at_the_very_words(open_window, home, tmp_path, qtbot):
    window = open_window(home)
    note = tmp_path / "keys.txt"
    note.write_text("Notes of the caretaker.\n\nThe spare key hangs behind the blue door of the cellar.\n", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(note))])
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none))
    qtbot.waitUntil(lambda: any(info.title == "keys" for info in window.library.documents), timeout=LONG)
    ask(window, qtbot, "Where does the spare key hang?")
    answered(window, qtbot)
    (turn,) = window.conversation.open_one.turns
    quote = turn.evidence[0]
    assert "behind the blue door" in quote.text
    window.conversation.turn_list.evidence_chosen.emit(turn.ordinal, 0)
    qtbot.waitUntil(lambda: window.source.highlighted_text == quote.text, timeout=LONG)
    assert not window.source.isHidden()


@pytest.mark.model
def test_a_question_is_stopped_edited_and_both_versions_are_kept(open_window, home, qtbot):
    window = open_window(home)
    ask(window, qtbot, "Who attended the meeting and what did they decide?")
    qtbot.keyClick(window.conversation.composer.field, Qt.Key.Key_Escape)
    answered(window, qtbot)
    window.conversation.commands.edit_last()
    assert window.conversation.composer.field.toPlainText().startswith("Who attended")
    ask(window, qtbot, DEPOSIT)
    qtbot.waitUntil(
        lambda: (
            [t.question for t in window.conversation.open_one.turns] == [DEPOSIT] and not window.conversation.asking
        ),
        timeout=LONG,
    )
    (turn,) = window.conversation.open_one.turns
    assert (turn.version, turn.versions) == (2, 2)
    window.conversation.turn_list.version_chosen.emit(1, 1)
    qtbot.waitUntil(lambda: window.conversation.open_one.turns[0].version == 1, timeout=LONG)


@pytest.mark.model
def test_words_chosen_in_the_source_become_evidence_and_the_receipt_shows_them(open_window, home, qtbot):
    window = open_window(home)
    ask(window, qtbot, DEPOSIT)
    answered(window, qtbot)
    info = next(info for info in window.library.documents if info.path.endswith("lease.docx"))
    text = window._assistant.library.text(info.id)
    start = text.index("The landlord returns the deposit")
    window.source.use_as_evidence.emit(Span(info.id, start, start + 40))
    answered(window, qtbot)
    turn = window.conversation.open_one.turns[-1]
    assert turn.versions == 2
    assert turn.evidence[0].text == text[start : start + 40]
    assert turn.evidence[0].chunk_id in {piece.chunk_id for piece in turn.receipt.pieces}


# --- the window itself ---


def test_every_control_has_words_and_can_be_reached_with_the_keyboard(open_window, home, qtbot):
    window = open_window(home, scripted(home, 5, 0))
    ask(window, qtbot, DEPOSIT)
    answered(window, qtbot)
    window.source.show_document(window.library.documents[0].id)
    window.panes.show_source()
    qtbot.waitUntil(lambda: window.source.opened is not None, timeout=LONG)
    assert [f"{type(w).__name__} in {type(w.parentWidget()).__name__}" for w in nameless(window)] == []
    assert [f"{type(w).__name__} {w.accessibleName()}" for w in unreachable(window)] == []


def test_no_two_actions_share_a_shortcut(open_window, home):
    window = open_window(home, scripted(home))
    assert window.actions_.clashes() == {}


def test_the_library_makes_room_for_the_source_and_comes_back(open_window, home, qtbot):
    window = open_window(home, scripted(home))
    window.resize(1300, 700)
    window.panes.show_source()
    assert not window.library.isHidden()
    window.resize(700, 700)
    qtbot.waitUntil(lambda: window.library.isHidden(), timeout=2000)
    assert not window.conversation.isHidden()
    window.resize(500, 700)
    qtbot.waitUntil(lambda: window.conversation.isHidden(), timeout=2000)
    window.source.closed.emit()
    assert not window.conversation.isHidden()
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: not window.library.isHidden(), timeout=2000)


def test_folded_panes_the_theme_and_the_conversation_come_back_the_next_time(open_window, home, qtbot):
    window = open_window(home, scripted(home, 3, 0))
    ask(window, qtbot, DEPOSIT)
    answered(window, qtbot)
    conversation = window.conversation.conversation
    window.actions_["view.library"].trigger()
    window.actions_["view.dark"].trigger()
    window.close_now()
    again = open_window(home, scripted(home))
    assert again.library.isHidden()
    qtbot.waitUntil(lambda: again.conversation.conversation == conversation, timeout=LONG)


# --- when things fail ---


def test_closing_in_the_middle_of_an_answer_asks_once_and_keeps_what_was_written(open_window, home, qtbot, monkeypatch):
    window = open_window(home, scripted(home))
    asked = []

    def answer(box):
        asked.append(box.text())
        box.buttons()[0].click()

    monkeypatch.setattr(QMessageBox, "exec", answer)
    ask(window, qtbot, DEPOSIT)
    qtbot.waitUntil(lambda: "word3" in _words(window), timeout=LONG)
    window.close()
    assert len(asked) == 1
    assert not window.isVisible()
    with Assistant.open(home) as assistant:
        (info,) = assistant.conversations.find("security deposit")
        (turn,) = assistant.conversations.turns(info.id)
    assert (turn.state, turn.stopped) == ("stopped", "cancelled")
    assert turn.answer.startswith("word0 word1")


@pytest.mark.model
def test_an_engine_that_dies_ends_one_answer_and_the_next_has_a_new_one(open_window, home, qtbot):
    window = open_window(home)
    engine = window._assistant.models.engine
    engine.load()
    ask(window, qtbot, DEPOSIT)
    events = window.conversation.asker.run.events
    qtbot.waitUntil(lambda: any(isinstance(event, EvidenceFound) for event in events), timeout=LONG)
    os.kill(engine.pid, signal.SIGSTOP)  # it takes a call and cannot end it
    qtbot.waitUntil(lambda: engine._worker._lock.locked(), timeout=LONG)
    os.kill(engine.pid, signal.SIGKILL)
    answered(window, qtbot)
    (turn,) = window.conversation.open_one.turns
    assert turn.state == "failed"
    assert turn.error.code == "model.died"
    ask(window, qtbot, DEPOSIT)
    answered(window, qtbot, turns=2)
    assert window.conversation.open_one.turns[-1].state == "done"


def test_a_damaged_library_is_named_and_what_can_be_read_is_saved(qtbot, home):
    file = Paths(home).database
    data = bytearray(file.read_bytes())
    data[100:4000] = b"\xff" * 3900
    file.write_bytes(data)
    window = make_window(home)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: bool(window.opening.findChildren(type(window.opening._what))[0].text()), timeout=LONG)
    qtbot.waitUntil(lambda: not window.opening._again.isHidden(), timeout=LONG)
    assert "library.db" in window.opening._what.text()
    assert not window.opening._save.isHidden()
    window.close_now()


def test_a_bug_is_shown_where_the_person_looks_and_the_window_goes_on(open_window, home, qtbot):
    window = open_window(home, scripted(home, 3, 0))

    def broken(_):
        raise ZeroDivisionError
        yield

    window.jobs.start(broken)
    qtbot.waitUntil(lambda: bool(window.banners.banners), timeout=LONG)
    ask(window, qtbot, DEPOSIT)
    answered(window, qtbot)


def _words(window: MainWindow) -> str:
    run = window.conversation.asker.run
    return "" if run is None else "".join(getattr(event, "text", "") for event in run.events)


def test_nothing_starts_any_more_once_the_window_closes(open_window, home):
    window = open_window(home, scripted(home))
    window.close_now()
    before = window.jobs.running
    window.jobs.start(lambda cancel: iter(()))
    assert window.jobs.running == before
    assert QApplication.activeModalWidget() is None


def test_labels_become_collections_where_that_is_seen(open_window, home, qtbot):
    window = open_window(home, scripted(home))
    window.panes.fold_library()
    assert window.library.isHidden()
    labels = tuple(Labelled(document.id, ("Kept",)) for document in window.library.documents)
    window.conversation.collect_wanted.emit(labels)
    qtbot.waitUntil(window.library.undo_strip.isVisible, timeout=LONG)
    qtbot.waitUntil(lambda: all(info.collections == ("Kept",) for info in window.library.documents), timeout=LONG)
