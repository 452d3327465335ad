"""The notes dialog: written, found, changed, copied, removed and had back; nothing that was written is lost."""

import threading

import pytest
from PySide6.QtCore import Qt

from assistant.app import Assistant
from assistant.library.notes import MOST_CHARACTERS
from gui.bench.windows import make_window
from gui.jobs import Job, Jobs
from gui.main_window import MainWindow
from gui.notes.dialog import NotesDialog
from gui.theme import Themes
from tests.gui.accessible import nameless
from tests.gui.dialogs import settle


@pytest.fixture
def dialog(qtbot, themes: Themes, assistant: Assistant, jobs: Jobs) -> NotesDialog:
    made = NotesDialog(assistant, jobs, themes)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: jobs.running == 0)
    return made


def stored(assistant: Assistant) -> list[str]:
    return [note.text for note in assistant.notes.all()]


def write(qtbot, jobs: Jobs, dialog: NotesDialog, *texts: str) -> None:
    for text in texts:
        dialog.new()
        dialog.editor.setPlainText(text)
        dialog.save()
        settle(qtbot, jobs)


def test_every_control_has_a_name_and_an_empty_list_says_what_to_do(dialog):
    assert nameless(dialog) == []
    assert dialog.empty.isVisibleTo(dialog)
    assert not dialog.keep_button.isEnabled()
    assert not dialog.remove_button.isEnabled()


def test_a_note_is_written_kept_and_chosen(qtbot, dialog, assistant, jobs):
    dialog.editor.setPlainText("Call the landlord\non Monday")
    assert dialog.keep_button.isEnabled()
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    settle(qtbot, jobs)
    assert stored(assistant) == ["Call the landlord\non Monday"]
    assert dialog.list.currentIndex().data() == "Call the landlord"
    assert not dialog.changed


def test_saving_twice_in_haste_keeps_one_note(qtbot, dialog, assistant, jobs):
    dialog.editor.setPlainText("one")
    dialog.save()
    dialog.editor.setPlainText("one two")
    dialog.save()
    settle(qtbot, jobs)
    assert stored(assistant) == ["one two"]
    assert dialog.editor.toPlainText() == "one two"


def test_a_list_that_was_read_before_a_note_is_stored_does_not_bring_its_old_text_back(
    qtbot, dialog, assistant, jobs, monkeypatch
):
    write(qtbot, jobs, dialog, "one")
    go_on, edit = threading.Event(), assistant.notes.edit
    monkeypatch.setattr(assistant.notes, "edit", lambda *given: (go_on.wait(10), edit(*given))[1])
    dialog.refresh()
    assert all(job.wait(10_000) for job in jobs.findChildren(Job))  # read, and not told yet
    dialog.editor.setPlainText("one two")
    dialog.save()
    qtbot.waitUntil(lambda: len(jobs.findChildren(Job)) == 1)
    assert dialog.editor.toPlainText() == "one two"
    go_on.set()
    settle(qtbot, jobs)
    assert stored(assistant) == ["one two"]


def test_blanks_at_the_end_are_not_taken_away_under_who_writes(qtbot, dialog, assistant, jobs):
    dialog.editor.setPlainText("one\n\n")
    dialog.save()
    settle(qtbot, jobs)
    assert stored(assistant) == ["one"]
    assert dialog.editor.toPlainText() == "one\n\n"


def test_what_was_written_is_kept_when_another_note_is_chosen(qtbot, dialog, assistant, jobs):
    write(qtbot, jobs, dialog, "first", "second")
    dialog.editor.setPlainText("second, changed")
    dialog.list.setCurrentIndex(dialog.model.index(1))
    assert dialog.editor.toPlainText() == "first"
    settle(qtbot, jobs)
    assert stored(assistant) == ["second, changed", "first"]


def test_what_was_written_is_kept_when_the_dialog_is_closed(qtbot, dialog, assistant, jobs):
    dialog.editor.setPlainText("left behind")
    dialog.close()
    settle(qtbot, jobs)
    assert stored(assistant) == ["left behind"]


def test_what_waits_behind_a_slow_change_is_kept_when_the_dialog_is_closed(qtbot, dialog, assistant, jobs, monkeypatch):
    go_on, keep = threading.Event(), assistant.notes.keep
    monkeypatch.setattr(assistant.notes, "keep", lambda text: (go_on.wait(10), keep(text))[1])
    dialog.editor.setPlainText("one")
    dialog.save()
    dialog.editor.setPlainText("one two")
    dialog.close()
    go_on.set()
    settle(qtbot, jobs)
    assert stored(assistant) == ["one two"]


def test_a_search_shows_what_it_finds(qtbot, dialog, jobs):
    write(qtbot, jobs, dialog, "the deposit", "milk", "Deposit of the flat")
    dialog.search.setText("deposit")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    settle(qtbot, jobs)
    dialog.search.setText("nothing like this")
    qtbot.waitUntil(lambda: dialog.empty.isVisibleTo(dialog))
    assert dialog.model.rowCount() == 0


def test_a_removed_note_can_be_had_back(qtbot, dialog, assistant, jobs):
    write(qtbot, jobs, dialog, "first", "second")
    before = assistant.notes.all()
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    settle(qtbot, jobs)
    assert stored(assistant) == ["first"]
    assert dialog.editor.toPlainText() == "first"
    assert "second" in dialog.undo.text.text()
    qtbot.waitUntil(lambda: dialog.undo.button.isVisible() and dialog.undo.button.width() > 1)
    qtbot.mouseClick(dialog.undo.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: assistant.notes.all() == before)
    settle(qtbot, jobs)
    assert dialog.editor.toPlainText() == "second"


def test_the_last_note_removed_leaves_room_for_a_new_one(qtbot, dialog, assistant, jobs):
    write(qtbot, jobs, dialog, "only")
    dialog.remove()
    settle(qtbot, jobs)
    dialog.undo.hide()
    assert stored(assistant) == []
    assert (dialog.editor.toPlainText(), dialog.changed) == ("", False)


def test_a_note_is_copied(dialog, qapp):
    dialog.editor.setPlainText("to the clipboard")
    dialog.copy()
    assert qapp.clipboard().text() == "to the clipboard"


def test_what_is_too_long_is_said_and_not_lost(dialog, qtbot, jobs):
    text = "x" * (MOST_CHARACTERS + 1)
    dialog.editor.setPlainText(text)
    assert dialog.state.isVisibleTo(dialog)
    assert not dialog.keep_button.isEnabled()
    dialog.close()
    assert dialog.isVisible()
    dialog.editor.setPlainText("")
    settle(qtbot, jobs)


def test_an_emptied_note_stays_as_it_was(qtbot, dialog, assistant, jobs):
    write(qtbot, jobs, dialog, "first", "second")
    dialog.editor.clear()
    dialog.list.setCurrentIndex(dialog.model.index(1))
    settle(qtbot, jobs)
    assert stored(assistant) == ["second", "first"]


def test_a_note_that_cannot_be_kept_is_told_and_its_text_stays(qtbot, dialog, assistant, jobs):
    write(qtbot, jobs, dialog, "first")
    assistant.notes.remove(assistant.notes.all()[0].number)  # by another program
    dialog.editor.setPlainText("first, changed")
    dialog.save()
    qtbot.waitUntil(lambda: dialog.state.isVisibleTo(dialog))
    settle(qtbot, jobs)
    assert dialog.editor.toPlainText() == "first, changed"
    dialog.editor.clear()


def test_notes_of_the_agent_say_where_they_come_from(qtbot, dialog, assistant, jobs):
    identity, _ = assistant.conversations.start(None, "Keep the rent")
    assistant.notes.keep("The rent is 900", identity)
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    settle(qtbot, jobs)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    assert "Keep the rent" in dialog.origin.toPlainText()
    assert dialog.editor.toPlainText() == "The rent is 900"


def test_the_menu_of_the_window_opens_the_notes_and_closing_it_keeps_what_was_written(qtbot, tmp_path):
    window = make_window(tmp_path / "home")
    qtbot.addWidget(window, before_close_func=MainWindow.close_now)
    qtbot.waitUntil(lambda: window.ready, timeout=120_000)
    window.actions_["edit.notes"].trigger()
    dialog = window.findChild(NotesDialog)
    dialog.editor.setPlainText("from the menu")
    dialog.close()
    qtbot.waitUntil(lambda: stored(window.assistant) == ["from the menu"], timeout=20_000)
    assert window.actions_.clashes() == {}
