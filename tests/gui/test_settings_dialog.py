"""The settings' window: every setting has a field; bad values cannot be saved; what a change costs is told before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.settings import Settings, known_keys, load_settings
from gui.jobs import Jobs
from gui.settings.dialog import SettingsDialog
from gui.theme import Themes


@pytest.fixture
def assistant(stocked_home: Path) -> Iterator[Assistant]:
    with Assistant.open(stocked_home) as opened:
        yield opened
    (stocked_home / "settings.toml").unlink(missing_ok=True)


@pytest.fixture
def dialog(qtbot, themes: Themes, assistant: Assistant, jobs: Jobs) -> SettingsDialog:
    made = SettingsDialog(assistant, jobs, themes)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_setting_has_a_field_with_a_name_that_shows_its_value(dialog: SettingsDialog, assistant) -> None:
    assert [row.info.key for row in dialog.rows] == list(known_keys())
    for row in dialog.rows:
        assert row.field.value == row.info.value, row.info.key
        assert row.field.control.accessibleName()
        assert not row.is_changed
    assert not dialog.save.isEnabled()


def test_a_group_shows_its_own_and_words_find_any(dialog: SettingsDialog) -> None:
    dialog.show_group("reader")
    assert {row.info.group for row in dialog.rows if row.isVisible()} == {"reader"}
    dialog.search.setText("GPU layers")
    assert [row.info.key for row in dialog.rows if row.isVisible()] == ["model.gpu_layers"]
    dialog.search.setText("zzz")
    assert not any(row.isVisible() for row in dialog.rows)
    dialog.show_group("answer")
    assert {row.info.group for row in dialog.rows if row.isVisible()} == {"answer"}


def test_a_bad_value_says_why_beside_it_and_cannot_be_saved(dialog: SettingsDialog) -> None:
    row = dialog.row("answer.temperature")
    row.field.control.setValue(7)
    assert row.error is not None
    assert row.error.code == "settings.too_large"
    assert not dialog.save.isEnabled()
    row.reset.click()
    assert row.error is None
    row.field.control.stepBy(1000)
    assert row.field.value == 2
    assert dialog.save.isEnabled()


def test_changes_are_saved_together_and_a_default_leaves_the_file(qtbot, dialog, assistant, stocked_home: Path) -> None:
    dialog.row("retrieval.quotes").field.set_value(5)
    dialog.row("interface.theme").field.set_value("dark")
    dialog.row("answer.languages").field.set_value(["en", "fr"])
    assert dialog.changes == {"retrieval.quotes": 5, "interface.theme": "dark", "answer.languages": ["en", "fr"]}
    saved: list[Settings] = []
    dialog.saved.connect(saved.append)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save.click()
    assert [settings.interface.theme for settings in saved] == ["dark"]
    assert load_settings(stocked_home / "settings.toml", {}).retrieval.quotes == 5
    list(assistant.configure({"retrieval.quotes": None}))
    assert "quotes" not in (stocked_home / "settings.toml").read_text()


def test_what_needs_a_recut_tells_its_cost_before_it_is_done(qtbot, dialog, assistant) -> None:
    dialog.row("library.chunk_tokens").field.set_value(100)
    dialog.save.click()
    qtbot.waitUntil(lambda: "2" in dialog.costs.toPlainText() and dialog.save.isEnabled(), timeout=20_000)
    assert assistant.settings.library.chunk_tokens == 300
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog.save.click()
    assert assistant.settings.library.chunk_tokens == 100
    assert assistant.outdated() == 2


def test_a_model_that_cannot_be_loaded_is_not_saved(qtbot, dialog, assistant, tmp_path: Path) -> None:
    dialog.row("model.path").field.set_value(str(tmp_path / "gone.gguf"))
    dialog.save.click()
    qtbot.waitUntil(dialog.message.isVisible, timeout=20_000)
    assert "gone.gguf" in dialog.message.toPlainText()
    assert assistant.settings.model.path == ""


def test_what_the_environment_has_fixed_cannot_be_edited(qtbot, qapp, assistant, monkeypatch) -> None:
    monkeypatch.setenv("LECTERN_READER__OCR", "false")
    dialog = SettingsDialog(assistant, Jobs(), Themes(qapp, "light"))
    qtbot.addWidget(dialog)
    row = dialog.row("reader.ocr")
    assert not row.field.isEnabled()
    assert not row.reset.isEnabled()
    assert row.field.value is False
