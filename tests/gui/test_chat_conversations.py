"""The list of conversations: its model's contract, search, rename, delete with a way back, export."""

import json

import pytest
from chat import LONG
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from assistant.conversations import ConversationInfo
from gui.chat.conversations_model import DETAIL, ConversationsModel
from gui.chat.conversations_view import ConversationsView


@pytest.fixture
def assistant(assistant):
    for question in ("Where is the key?", "When is the rent due?", "Who attended?"):
        assistant.conversations.start(None, question)
    return assistant


@pytest.fixture
def view(qtbot, themes, assistant, jobs):
    view = ConversationsView(jobs, themes)
    qtbot.addWidget(view)
    view.show()
    view.open(assistant)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3, timeout=LONG)
    return view


def infos(*names):
    return [ConversationInfo(name, f"Title of {name}", 1.0, 2.0, 3) for name in names]


def titles(view):
    return [info.title for info in view.model.conversations]


def test_the_model_keeps_qts_contract():
    model = ConversationsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for names in ("abc", "cab", "cabd", "", "a", "a", "ba"):
        model.replace(infos(*names))
        assert [info.id for info in model.conversations] == list(names)
    assert "3" in model.index(0).data(DETAIL)
    assert model.setData(model.index(0), "  Another \n title ")
    assert model.index(0).data() == "Another title"
    assert not model.setData(model.index(0), "   ")
    del tester


def test_rows_that_only_move_keep_their_selection():
    model = ConversationsModel()
    model.replace(infos("a", "b", "c"))
    from PySide6.QtCore import QPersistentModelIndex

    kept = QPersistentModelIndex(model.index(2))
    model.replace(infos("c", "a", "b"))
    assert kept.row() == 0
    assert kept.data() == "Title of c"


def test_a_search_looks_into_the_questions(view, qtbot):
    view.search.setText("rent")
    qtbot.waitUntil(lambda: titles(view) == ["When is the rent due?"], timeout=LONG)
    view.search.setText("nothing like it")
    qtbot.waitUntil(lambda: view.model.rowCount() == 0, timeout=LONG)
    assert view.empty.isVisible()
    view.search.clear()
    qtbot.waitUntil(lambda: view.model.rowCount() == 3, timeout=LONG)


def test_a_title_that_is_edited_is_stored(view, qtbot, assistant):
    with qtbot.waitSignal(view.renamed):
        view.model.setData(view.model.index(0), "The meeting")
    qtbot.waitUntil(lambda: "The meeting" in [info.title for info in assistant.conversations.find()], timeout=LONG)


def test_f2_edits_the_title_in_its_place(view, qtbot):
    view.list.setCurrentIndex(view.model.index(1))
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_F2)
    assert view.list.state() == view.list.State.EditingState


def test_what_was_deleted_can_be_taken_back(view, qtbot, assistant):
    gone = view.model.conversations[0]
    view.list.setCurrentIndex(view.model.index(0))
    with qtbot.waitSignal(view.deleting) as told:
        view.delete_selected()
    assert told.args == [gone]
    assert gone.title not in titles(view)
    view.refresh()
    qtbot.waitUntil(lambda: view._job is None, timeout=LONG)
    assert gone.title not in titles(view)
    assert len(assistant.conversations.find()) == 3
    view.undo()
    qtbot.waitUntil(lambda: gone.title in titles(view), timeout=LONG)


def test_what_is_not_taken_back_is_deleted_for_good(view, qtbot, assistant):
    view.list.setCurrentIndex(view.model.index(0))
    gone = view.model.conversations[0]
    view.delete_selected()
    view.settle()
    qtbot.waitUntil(lambda: gone.id not in [info.id for info in assistant.conversations.find()], timeout=LONG)
    assert view.held_back is None


def test_deleting_a_second_one_settles_the_first(view, qtbot, assistant):
    first, second = view.model.conversations[:2]
    view.delete(first)
    view.delete(second)
    qtbot.waitUntil(lambda: len(assistant.conversations.find()) == 2, timeout=LONG)
    assert view.held_back == second


@pytest.mark.parametrize("suffix", [".md", ".json"])
def test_a_conversation_is_exported_as_its_name_says(view, qtbot, tmp_path, suffix):
    file = tmp_path / f"out{suffix}"
    with qtbot.waitSignal(view.exported, timeout=LONG):
        view.export_to(view.model.conversations[0].id, file)
    text = file.read_text("utf-8")
    assert "Who attended?" in text
    if suffix == ".json":
        assert json.loads(text)["turns"][0]["question"] == "Who attended?"


def test_a_file_that_cannot_be_written_is_an_error_of_the_job(view, qtbot, tmp_path):
    with qtbot.waitSignal(view._jobs.failed, timeout=LONG) as failed:
        view.export_to(view.model.conversations[0].id, tmp_path / "no folder" / "out.md")
    assert failed.args[0].code == "cli.cannot_write"
