"""The page of OpenAPI files: added, chosen from, given keys, removed; what cannot be done is told where it stands."""

import json
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit

from gui.connections.dialog import ConnectionsDialog
from gui.connections.forms import ApiForm
from gui.jobs import Jobs
from tests.gui.accessible import nameless, unreachable
from tests.gui.dialogs import form, give, remove, settle, shown, tick, ticked

GET = {"operationId": "listPets", "summary": "Lists <b>pets</b>.", "responses": {}}
UPLOAD = {"operationId": "upload", "requestBody": {"required": True, "content": {"image/png": {}}}, "responses": {}}
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "My Pets!", "version": "1"},
    "servers": [{"url": "https://pets.example.org/v1"}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "security": [{"token": []}],
    "paths": {"/pets": {"get": GET, "post": UPLOAD}, "/owners": {"get": {**GET, "operationId": "listOwners"}}},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "pets.json"
    found.write_text(json.dumps(DOCUMENT), "utf-8")
    return found


def added(qtbot, jobs: Jobs, connections: ConnectionsDialog, file: Path, name: str = "", address: str = "") -> None:
    connections.show_page("api")
    connections.api.add()
    asked = form(connections)
    assert isinstance(asked, ApiForm)
    asked.file.setText(str(file))
    asked.name.setText(name)
    asked.address.setText(address)
    give(qtbot, jobs, asked)


def test_a_file_is_added_and_nothing_of_it_is_on(qtbot, connections, assistant, jobs, file):
    added(qtbot, jobs, connections, file)
    assert assistant.apis.names() == ["my_pets"]
    assert connections.api.chosen == "my_pets"
    assert [row.key for row in connections.api.operations.model.rows] == ["listPets", "upload", "listOwners"]
    assert ticked(connections.api.operations) == []
    assert (nameless(connections), unreachable(connections)) == ([], [])


def test_a_dropped_file_is_asked_about(qtbot, connections, assistant, jobs, file):
    connections.show_page("api")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    keys = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys)
    connections.api.dropEvent(drop)
    asked = form(connections)
    assert isinstance(asked, ApiForm)
    assert (asked.file.text(), nameless(asked), unreachable(asked)) == (str(file), [], [])
    give(qtbot, jobs, asked)
    assert assistant.apis.names() == ["my_pets"]


def test_operations_are_switched_by_a_tick_and_one_that_cannot_be_called_says_why(
    qtbot, connections, assistant, jobs, file
):
    added(qtbot, jobs, connections, file)
    operations = connections.api.operations
    assert tick(qtbot, jobs, operations, "listPets", True)
    assert tick(qtbot, jobs, operations, "listOwners", True)
    assert not tick(qtbot, jobs, operations, "upload", True)
    assert "image/png" in operations.model.rows[1].detail
    assert assistant.apis.get("my_pets").on == ("listPets", "listOwners")
    assert tick(qtbot, jobs, operations, "listPets", False)
    assert (assistant.apis.get("my_pets").on, ticked(operations)) == (("listOwners",), ["listOwners"])


def test_a_choice_that_cannot_be_kept_is_told_and_the_tick_goes_back(qtbot, connections, assistant, jobs, file):
    added(qtbot, jobs, connections, file)
    (assistant.paths.apis / "my_pets.json").write_text("{", "utf-8")
    tick(qtbot, jobs, connections.api.operations, "listPets", True)
    assert ticked(connections.api.operations) == []
    assert connections.api.outcome.toPlainText().startswith("✗")


def test_what_was_switched_on_is_what_the_agent_is_given(qtbot, connections, assistant, jobs, file):
    added(qtbot, jobs, connections, file)
    tick(qtbot, jobs, connections.api.operations, "listPets", True)
    assert [tool.name for tool in assistant.toolkit_tools("api").tools] == ["list_pets"]


def test_operations_are_found_by_their_words_and_those_that_are_on_alone(qtbot, connections, assistant, jobs, file):
    added(qtbot, jobs, connections, file)
    operations = connections.api.operations
    tick(qtbot, jobs, operations, "listPets", True)
    operations.search.setText("get owners")
    assert [row.key for row in operations.model.rows] == ["listOwners"]
    operations.search.setText("nothing like it")
    assert operations.empty.isVisibleTo(connections)
    operations.search.clear()
    operations.only.click()
    assert [row.key for row in operations.model.rows] == ["listPets"]


def test_a_key_goes_into_the_keyring_and_is_shown_nowhere(qtbot, connections, assistant, jobs, file, memory):
    added(qtbot, jobs, connections, file)
    keys = connections.api.keys
    assert keys.names.itemText(0).startswith("○")
    assert keys.field.echoMode() == QLineEdit.EchoMode.Password
    keys.field.setText("s3cr3t-word")
    qtbot.mouseClick(keys.keep_button, Qt.MouseButton.LeftButton)
    settle(qtbot, jobs)
    assert list(memory.kept.values()) == ["s3cr3t-word"]
    assert keys.names.itemText(0).startswith("✓")
    assert "s3cr3t" not in shown(connections)
    qtbot.mouseClick(keys.drop_button, Qt.MouseButton.LeftButton)
    settle(qtbot, jobs)
    assert memory.kept == {}
    assert keys.names.itemText(0).startswith("○")


def test_without_a_keyring_that_is_said_and_no_key_is_asked_for(qtbot, connections, assistant, jobs, file):
    keyring.set_keyring(NoKeyring())
    added(qtbot, jobs, connections, file)
    assert connections.api.keys.problem.isVisibleTo(connections)
    assert not connections.api.keys.field.isEnabled()
    assert tick(qtbot, jobs, connections.api.operations, "listPets", True)


def test_an_api_is_removed_with_its_keys_when_that_is_confirmed(qtbot, connections, assistant, jobs, file, memory):
    added(qtbot, jobs, connections, file)
    connections.api.keys.field.setText("s3cr3t-word")
    qtbot.keyClick(connections.api.keys.field, Qt.Key.Key_Return)
    settle(qtbot, jobs)
    remove(qtbot, jobs, connections.api, "no")
    assert (assistant.apis.names(), len(memory.kept)) == (["my_pets"], 1)
    remove(qtbot, jobs, connections.api, "yes")
    assert (assistant.apis.names(), memory.kept, file.exists()) == ([], {}, True)
    assert connections.api.names.empty.isVisibleTo(connections)


def test_a_server_of_ones_own_must_be_named(qtbot, connections, assistant, jobs, file):
    file.write_text(json.dumps({**DOCUMENT, "servers": [{"url": "http://localhost:8000"}]}), "utf-8")
    added(qtbot, jobs, connections, file)
    asked = form(connections)
    assert "localhost" in asked.problem.toPlainText()
    assert assistant.apis.names() == []
    asked.address.setText("http://localhost:8000")
    give(qtbot, jobs, asked)
    assert assistant.apis.get("my_pets").own


def test_a_file_that_is_damaged_is_told_and_can_be_removed(qtbot, connections, assistant, jobs, file):
    added(qtbot, jobs, connections, file, "bad")
    added(qtbot, jobs, connections, file, "good")
    (assistant.paths.apis / "bad.json").write_text("{", "utf-8")
    connections.api.refresh()
    settle(qtbot, jobs)
    assert [row.key for row in connections.api.names.model.rows] == ["bad", "good"]
    connections.api.names.choose("bad")
    assert connections.api.names.model.rows[0].detail.startswith("✗")
    remove(qtbot, jobs, connections.api, "yes")
    assert assistant.apis.names() == ["good"]
