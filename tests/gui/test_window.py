"""The window with its real widgets, a real library and the real starter model, offscreen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester

from assistant.app import Assistant
from assistant.events import EvidenceFound, Failed, Token, Verified
from chains.errors import ModelError
from chains.types import Claim, Quote
from gui.chat_view import ChatView
from gui.jobs import Job
from gui.library_model import LibraryModel
from gui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("qt_is_silent")

LONG = 120_000


@pytest.fixture
def window(qtbot, stocked_home):
    window = MainWindow(lambda: Assistant.open(stocked_home))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.library.rowCount() > 0, timeout=LONG)
    yield window
    window.close()


@pytest.mark.model
def test_a_question_is_answered_with_the_words_of_the_document(window, qtbot):
    window.question.setText("How much is the security deposit in the lease?")
    qtbot.mouseClick(window.ask_button, Qt.MouseButton.LeftButton)
    assert window.stop_button.isEnabled()
    assert not window.new_button.isEnabled()
    window.new_conversation()  # would be undone by the end of the answer
    assert "A new conversation" not in window.chat.transcript.toPlainText()
    qtbot.waitUntil(lambda: window.ask_button.isEnabled(), timeout=LONG)
    evidence = [window.chat.evidence.model().index(row, 0).data() for row in range(3)]
    assert any("2,900 euros" in line for line in evidence)
    text = window.chat.transcript.toPlainText()
    assert "How much is the security deposit" in text
    assert "supported" in text
    assert window.new_button.isEnabled()


@pytest.mark.model
def test_escape_stops_the_answer_and_the_window_can_be_asked_again(window, qtbot):
    window.question.setText("Who attended the meeting and what did they decide?")
    qtbot.keyClick(window.question, Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.ask_button.isEnabled(), timeout=LONG)
    assert not window.stop_button.isEnabled()


def test_a_dropped_file_joins_the_library(window, qtbot, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("The spare key hangs behind the blue door.", "utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(note))])
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none))
    before = window.library.rowCount()
    qtbot.waitUntil(lambda: window.library.rowCount() == before + 1, timeout=LONG)


def test_a_file_that_cannot_be_read_is_named_with_what_to_do(window, qtbot):
    window.add([Path("/nowhere/missing.pdf")])
    qtbot.waitUntil(lambda: "missing.pdf" in window.chat.transcript.toPlainText(), timeout=LONG)


def test_the_library_model_keeps_qts_contract(window):
    model = LibraryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    documents = window.library.index(0, 0).data(Qt.ItemDataRole.UserRole)
    model.replace([documents, documents])
    assert model.rowCount() == 2
    model.replace([])
    assert model.rowCount() == 0
    del tester


def test_tokens_are_written_in_batches_and_none_is_lost(qtbot):
    view = ChatView()
    qtbot.addWidget(view)
    view.begin("What?")
    written = []
    view.transcript.document().contentsChanged.connect(lambda: written.append(1))
    for number in range(200):
        view.show_event(Token(f"{number} "))
    qtbot.waitUntil(lambda: "199" in view.transcript.toPlainText(), timeout=2000)
    assert "".join(f"{number} " for number in range(200)) in view.transcript.toPlainText()
    assert len(written) < 20


def test_notes_that_come_while_an_answer_is_written_stay_below_it(qtbot):
    view = ChatView()
    qtbot.addWidget(view)
    view.begin("What?")
    view.note("early")
    view.show_event(Token("The rent "))
    view.flush()
    view.note("late")
    view.show_event(Token("is 5 \N{SLIGHTLY SMILING FACE}."))
    view.flush()
    written = "The rent is 5 \N{SLIGHTLY SMILING FACE}."
    assert view.transcript.toPlainText() == f"You: What?\n{written}\n  early\n  late\n"
    view.show_event(Verified((Claim(written, "yes", (0,)),), "yes"))
    view.show_event(Failed(ModelError("model.died", name="starter"), "c", 1))
    view.begin("And?")
    judged = f"✓ {written} [1] (supported)"
    assert view.transcript.toPlainText() == f"You: What?\n{judged}\n  early\n  late\n\nYou: And?\n"


def test_a_job_that_ends_at_once_is_heard_to_its_end(window, qtbot):
    for _ in range(20):
        heard = []
        window._start(lambda cancel: iter((1,)), item=heard.append, finished=lambda heard=heard: heard.append(2))
        qtbot.waitUntil(lambda heard=heard: heard == [1, 2], timeout=5000)


def test_documents_that_an_older_program_has_cut_are_done_anew_at_the_start(qtbot, tmp_path):
    (tmp_path / "note.txt").write_text("The spare key hangs behind the blue door.", "utf-8")
    with Assistant.open(tmp_path / "home") as assistant:
        list(assistant.add([tmp_path / "note.txt"]))
        assistant._database.run("UPDATE documents SET chunking = 'older'")
        assert assistant.outdated() == 1
    window = MainWindow(lambda: Assistant.open(tmp_path / "home"))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window._adding is None and window.library.rowCount() == 1, timeout=LONG)
    assert window._assistant.outdated() == 0
    window.close()


def test_markup_in_a_document_stays_text(qtbot):
    view = ChatView()
    qtbot.addWidget(view)
    evil = '<img src="file:///etc/passwd"><b>bold</b>'
    view.begin(evil)
    view.show_event(EvidenceFound((Quote("d", evil, "/p", 1, 0, 5, evil, 1.0, 1),), (), True))
    view.show_event(Token(evil))
    view.show_event(Verified((Claim(evil, "no"),), "no"))
    assert view.transcript.toPlainText().count(evil) == 2
    assert evil in view.evidence.model().index(0, 0).data()


def test_a_job_that_is_stopped_ends_without_an_error(qtbot):
    def endless(cancel):
        while True:
            cancel.check()
            yield 1
            cancel.wait(0.01)

    job = Job(endless)
    with qtbot.waitSignal(job.item, timeout=5000):
        job.start()
    with qtbot.waitSignal(job.done, timeout=5000), qtbot.assertNotEmitted(job.failed):
        job.stop()
    job.wait()


def test_a_bug_in_a_job_is_shown_with_its_traceback(qtbot):
    def broken(cancel):
        yield 1
        raise ZeroDivisionError

    job = Job(broken)
    with qtbot.waitSignal(job.broken, timeout=5000) as caught:
        job.start()
    job.wait()
    assert "ZeroDivisionError" in caught.args[0]
