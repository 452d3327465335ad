"""The model in sight: the status bar names it; the chooser tells what a file is and keeps the last one on failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

from assistant.app import Assistant
from assistant.models import catalog
from assistant.models.engine import EngineInfo
from gui.jobs import Jobs
from gui.models.chooser import ModelChooser
from gui.models.status import ModelStatus
from gui.models.words import weakness_text
from gui.theme import Themes


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "models").mkdir()
    (home / "models" / "nonsense <b>.gguf").write_bytes(b"abc" * 100)
    return home


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home) as opened:
        yield opened
    (home / "settings.toml").unlink(missing_ok=True)


def starter_file() -> Path:
    return catalog.packaged_file(catalog.entries()["starter"])


def chooser_of(qtbot, assistant: Assistant, jobs: Jobs, themes: Themes) -> ModelChooser:
    chooser = ModelChooser(assistant, jobs, themes)
    qtbot.addWidget(chooser)
    chooser.show()
    qtbot.waitUntil(lambda: chooser.load.isEnabled())
    return chooser


def test_the_status_bar_names_the_model_its_backend_and_its_context(qtbot, assistant, jobs, themes) -> None:
    status = ModelStatus(jobs, themes)
    qtbot.addWidget(status)
    assert status.state == "none"
    status.open(assistant)
    assert status.state == "loading"
    qtbot.waitUntil(lambda: status.state == "ready", timeout=30_000)
    info = assistant.models.engine.info
    assert assistant.models.title in status.text
    assert f"{info.threads}" in status.text
    assert "tokens/s" not in status.text
    assert list(assistant.models.engine.generate(text="The sun is"))
    status.set_answering(True)
    assert status.state == "answering"
    status.show_speed()
    qtbot.waitUntil(lambda: "tokens/s" in status.text)
    with qtbot.waitSignal(status.chooser_wanted):
        status.button.click()


def test_a_long_name_is_elided_and_stays_in_the_tooltip(qtbot, assistant, jobs, themes) -> None:
    status = ModelStatus(jobs, themes)
    qtbot.addWidget(status)
    status.open(assistant)
    qtbot.waitUntil(lambda: status.state == "ready", timeout=30_000)
    status.resize(120, 30)
    status.show()
    qtbot.waitUntil(lambda: status.button.text().endswith("…"))
    assert status.text in status.button.toolTip()


def test_a_model_that_cannot_be_loaded_is_told_in_the_status_bar(qtbot, home, jobs, themes, tmp_path) -> None:
    with Assistant.open(home, {"model.path": str(tmp_path / "gone.gguf")}) as assistant:
        status = ModelStatus(jobs, themes)
        qtbot.addWidget(status)
        status.open(assistant)
        qtbot.waitUntil(lambda: status.state == "failed")
        assert "gone.gguf" in status.button.accessibleDescription()


def test_the_chooser_shows_the_card_of_the_model_in_use(qtbot, assistant, jobs, themes) -> None:
    chooser = chooser_of(qtbot, assistant, jobs, themes)
    assert chooser.card.name.text() == catalog.entries()["starter"].title
    assert chooser.card.spin.maximum() == 8192
    needs = chooser.card.fit.text()
    chooser.card.spin.setValue(2048)
    assert chooser.card.fit.text() != needs
    assert chooser.card.slider.value() == 2048 // 512


def test_a_dropped_file_is_told_apart_if_it_is_no_model(qtbot, assistant, jobs, themes, tmp_path) -> None:
    chooser = chooser_of(qtbot, assistant, jobs, themes)
    file = tmp_path / "letter.gguf"
    file.write_text("Dear model,")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    chooser.dropEvent(event)
    qtbot.waitUntil(chooser.unreadable.isVisible)
    assert "letter.gguf" in chooser.unreadable.toPlainText()
    assert not chooser.load.isEnabled()


def test_a_model_is_loaded_and_answers_from_then_on(qtbot, assistant, jobs, themes) -> None:
    chooser = chooser_of(qtbot, assistant, jobs, themes)
    chooser.offer(starter_file())
    qtbot.waitUntil(lambda: chooser.load.isEnabled() and "Ep2" in chooser.card.name.text())
    chooser.card.spin.setValue(2048)
    loaded: list[EngineInfo] = []
    chooser.changed.connect(loaded.append)
    with qtbot.waitSignal(chooser.accepted, timeout=30_000):
        chooser.load.click()
        assert chooser.loading
        assert not chooser.load.isEnabled()
    assert [info.context_tokens for info in loaded] == [2048]
    assert assistant.settings.model.path == str(starter_file())


def test_a_failed_load_stays_on_the_last_model_and_says_so(qtbot, assistant, jobs, themes, tmp_path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(starter_file().read_bytes()[:5_000_000])
    chooser = chooser_of(qtbot, assistant, jobs, themes)
    before = assistant.models
    chooser.use(cut)
    qtbot.waitUntil(lambda: not chooser.loading, timeout=30_000)
    assert "cut.gguf" in chooser.message.toPlainText()
    assert chooser.isVisible()
    assert assistant.models is before


def test_escape_stops_a_load_before_it_closes(qtbot, assistant, jobs, themes) -> None:
    chooser = chooser_of(qtbot, assistant, jobs, themes)
    chooser.use(starter_file(), 2048)
    chooser.reject()
    assert chooser.isVisible()
    qtbot.waitUntil(lambda: not chooser.loading, timeout=30_000)
    assert assistant.models.is_starter
    chooser.reject()
    assert not chooser.isVisible()


def test_where_the_starter_model_is_weak_is_said(assistant) -> None:
    assert weakness_text(assistant.models, "zh", "fact")
    assert weakness_text(assistant.models, "en", "summarize")
    assert weakness_text(assistant.models, "en", "fact") == ""
