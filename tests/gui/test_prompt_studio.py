"""The prompt studio: a prompt is seen, changed, checked, compared, kept, tried beside the packaged one, put back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from assistant.app import Assistant
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.paths import Paths
from assistant.settings import load_settings
from gui.jobs import Jobs
from gui.prompts.studio import PromptStudio
from gui.theme import Themes
from tests.gui.accessible import nameless


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    paths = Paths(home)
    settings = load_settings(paths.settings)

    def script(messages):
        """Says by its first word in which instructions it was asked."""
        return Scene((messages[0].content.split()[0],))

    with Assistant(paths, settings, ScriptedModels(settings, paths.cache, script)) as opened:
        yield opened


@pytest.fixture
def studio(qtbot, themes: Themes, assistant: Assistant, jobs: Jobs) -> PromptStudio:
    made = PromptStudio(assistant, jobs, themes)
    qtbot.addWidget(made, before_close_func=lambda studio: studio.undo.click())  # so that closing asks nothing
    made.show()
    made.choose("answer", "en")
    return made


def rewrite(studio: PromptStudio, old: str, new: str) -> None:
    text = studio.editor.toPlainText()
    assert old in text
    studio.editor.setPlainText(text.replace(old, new))


def test_every_prompt_is_listed_with_what_it_is_for_and_every_control_has_a_name(studio, assistant):
    assert studio.names.count() == len(assistant.prompts.all())
    assert "answer" in studio.names.currentItem().text()
    assert "Used by" in studio.purpose.toPlainText()
    assert "{question}" in studio.purpose.toPlainText()
    assert not studio.save.isEnabled()
    assert not studio.reset.isEnabled()
    assert nameless(studio) == []


def test_the_preview_shows_what_the_model_would_get_with_its_tokens(studio, qtbot):
    qtbot.waitUntil(lambda: "system" in studio.preview.text.toPlainText(), timeout=20_000)
    assert "token" in studio.preview.total.text()
    rewrite(studio, "You answer", "Kindly you answer")
    qtbot.waitUntil(lambda: "Kindly" in studio.preview.text.toPlainText(), timeout=20_000)


def test_what_was_changed_is_marked_by_sign_and_can_be_discarded(studio):
    assert "−" not in studio.differences.toPlainText()
    rewrite(studio, "You answer", "Kindly you answer")
    lines = studio.differences.toPlainText().splitlines()
    assert any(line.startswith("− ") and "You answer" in line for line in lines)
    assert any(line.startswith("+ ") and "Kindly" in line for line in lines)
    studio.undo.click()
    assert not studio.changed


def test_a_prompt_that_lost_a_variable_is_not_saved_and_says_which(studio, assistant):
    rewrite(studio, "{question}", "")
    assert "question" in studio.state.toPlainText()
    assert studio.state.toPlainText().startswith("✗")
    assert not studio.save.isEnabled()
    assert not assistant.prompts.info("answer", "en").own


def test_an_own_copy_is_kept_used_and_put_back_and_its_history_stays(studio, assistant):
    rewrite(studio, "You answer", "Kindly you answer")
    studio.save.click()
    assert "Kindly" in assistant.prompts.text("answer", "en")
    assert "own" in studio.names.currentItem().text()
    rewrite(studio, "Kindly", "Gladly")
    studio.save.click()
    assert studio.history.versions.count() == 1
    studio.history.versions.setCurrentRow(0)
    assert "Kindly" in studio.history.text.toPlainText()
    studio.history.restore.click()
    assert "Kindly" in studio.editor.toPlainText()
    studio.reset.click()
    assert not assistant.prompts.info("answer", "en").own
    assert studio.history.versions.count() >= 2


def test_a_question_is_tried_with_it_and_with_the_packaged_one_and_nothing_is_kept(studio, assistant, qtbot):
    rewrite(studio, "You answer", "Kindly you answer")
    studio.tabs.setCurrentWidget(studio.trial)
    studio.trial.question.setText("How much is the monthly rent?")
    studio.trial.run.click()
    qtbot.waitUntil(lambda: studio.trial.answers[1].toPlainText() != "", timeout=30_000)
    assert [answer.toPlainText() for answer in studio.trial.answers] == ["Kindly", "You"]
    assert all("tokens" in note.text() for note in studio.trial.notes)
    assert assistant.conversations.find() == []
    assert not assistant.prompts.info("answer", "en").own


def test_what_was_written_is_not_lost_unasked(studio, qtbot, monkeypatch):
    rewrite(studio, "You answer", "Kindly you answer")

    def stay(box):
        QTimer.singleShot(0, box.escapeButton(), box.escapeButton().click)
        return show(box)

    show = QMessageBox.exec
    monkeypatch.setattr(QMessageBox, "exec", stay)
    studio.names.setCurrentRow(0 if studio.names.currentRow() else 1)
    assert "answer" in studio.names.currentItem().text()
    assert studio.changed
    studio.close()
    assert studio.isVisible()
