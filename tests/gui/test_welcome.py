"""The empty conversation: what Lectern is on the first run, questions to try once there are documents."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from assistant.app import Assistant
from assistant.samples import sample_files
from assistant.suggestions import suggested
from gui.jobs import Jobs
from gui.theme import Themes
from gui.welcome import Welcome


@pytest.fixture
def welcome(qtbot, themes: Themes, jobs: Jobs) -> Welcome:
    made = Welcome(jobs, themes)
    qtbot.addWidget(made)
    made.resize(400, 600)
    made.show()
    return made


def test_the_first_run_offers_files_and_samples_and_says_where_things_are(qtbot, welcome, tmp_path: Path) -> None:
    with Assistant.open(tmp_path) as assistant:
        welcome.open(assistant)
        assert welcome.place.toPlainText() == str(tmp_path)
        with qtbot.waitSignal(welcome.add_files):
            welcome.files.click()
        with qtbot.waitSignal(welcome.add_samples, timeout=10_000):
            welcome.samples.click()
        waiting = [Path(path).name for path in assistant.library.waiting()]
        assert {"lease.docx", "manual.pdf"} <= set(waiting)
        assert "questions.toml" not in waiting
        assert all(Path(path).parent == assistant.paths.samples for path in assistant.library.waiting())


def test_with_the_samples_their_questions_are_offered_and_asked(qtbot, welcome, stocked_home: Path) -> None:
    with Assistant.open(stocked_home) as assistant:
        welcome.open(assistant)
        qtbot.waitUntil(lambda: bool(welcome.questions))
        assert "How much is the security deposit in the lease?" in welcome.questions
        assert not welcome.files.isVisible()
        button = next(b for b in welcome.findChildren(QPushButton) if getattr(b, "question", "") and b.isVisible())
        with qtbot.waitSignal(welcome.ask) as caught:
            button.click()
        assert caught.args == [button.question]


def test_questions_are_looked_for_when_the_empty_conversation_is_seen(
    qtbot, welcome, jobs: Jobs, stocked_home: Path
) -> None:
    welcome.hide()
    with Assistant.open(stocked_home) as assistant:
        welcome.open(assistant)
        qtbot.waitUntil(lambda: jobs.running == 0)
        assert not any(timer.isActive() for timer in welcome.findChildren(QTimer))
        assert welcome.questions == []
        welcome.show()
        qtbot.waitUntil(lambda: bool(welcome.questions))


def test_beside_the_samples_a_document_of_ones_own_is_asked_about(tmp_path: Path) -> None:
    note = tmp_path / "garden.md"
    note.write_text("# Garden book\n\n## 2. Pruning roses\n\nCut them in March.\n")
    with Assistant.open(tmp_path / "home") as assistant:
        list(assistant.add([note]))
        list(assistant.add([file for file in sample_files(assistant.paths.samples) if file.name == "sales.csv"]))
        found = suggested(assistant.library, "en")
    assert any("Pruning roses" in question for question in found)


def test_own_documents_give_questions_from_their_headings(tmp_path: Path) -> None:
    note = tmp_path / "garden.md"
    note.write_text(
        "# Garden book\n\n## 1. Introduction\n\nText.\n\n## 2. Pruning roses\n\nCut them in March.\n\n## IV\n\nx\n"
    )
    with Assistant.open(tmp_path / "home") as assistant:
        assert suggested(assistant.library, "en") == []
        list(assistant.add([note]))
        found = suggested(assistant.library, "en")
    assert any("Pruning roses" in question and "Garden book" in question for question in found)
    assert not any("Introduction" in question for question in found)
    assert 1 <= len(found) <= 3
