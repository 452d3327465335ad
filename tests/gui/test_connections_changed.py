"""What is configured can be changed in the window: what is the same goes on, what is not is to be approved anew."""

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from assistant.mcp.client import ServerTool
from assistant.mcp.servers import made_server
from gui.connections.forms import ApiForm, ServerForm
from tests.gui.accessible import nameless, unreachable
from tests.gui.dialogs import form, give, settle, shown, ticked

LIST = {"operationId": "listPets", "responses": {}}
TOYS = {"operationId": "listToys", "responses": {}}
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example.org/v1"}],
    "paths": {"/pets": {"get": LIST}, "/toys": {"get": TOYS}},
}


@pytest.fixture
def server(qtbot, connections, assistant, jobs) -> ServerForm:
    """The form over a server of whose tools one is approved."""
    kept = made_server(name="one", command=sys.executable, args=["-x"], env={"KEY": "s3cret", "B": "2"})
    assistant.mcp.add(kept)
    assistant.mcp.approvals.approve(kept, [ServerTool("read", "Reads.", {"type": "object"})])
    connections.mcp.refresh()
    settle(qtbot, jobs)
    qtbot.mouseClick(connections.mcp.change_button, Qt.MouseButton.LeftButton)
    asked = form(connections)
    assert isinstance(asked, ServerForm)
    return asked


def test_values_are_not_shown_and_stay_with_their_names(qtbot, connections, assistant, jobs, server):
    assert "s3cret" not in shown(server) + server.lines.toPlainText()
    assert not server.name.isVisible()
    assert (nameless(server), unreachable(server)) == ([], [])
    server.lines.setPlainText("KEY\nC=3")
    server.seconds.setValue(9)
    give(qtbot, jobs, server)
    changed = assistant.mcp.servers.get("one")
    assert (dict(changed.env), changed.seconds) == ({"KEY": "s3cret", "C": "3"}, 9)
    assert [known.state for known in assistant.mcp.known("one")] == ["approved"]
    assert "C" in connections.mcp.about.toPlainText()


def test_another_program_is_another_server(qtbot, connections, assistant, jobs, server):
    server.target.setText(f"{sys.executable} -y")
    give(qtbot, jobs, server)
    assert assistant.mcp.known("one") == ()
    assert not connections.mcp.tools.model.rows


def test_what_cannot_be_kept_stays_in_the_form_and_nothing_has_changed(qtbot, assistant, jobs, server):
    before = assistant.mcp.servers.get("one")
    server.lines.setPlainText("NEW")
    give(qtbot, jobs, server)
    assert server.isVisible()
    assert server.problem.toPlainText().startswith("✗")
    assert assistant.mcp.servers.get("one") == before
    server.reject()


def test_a_newer_file_tells_what_it_has_switched_off(qtbot, connections, assistant, jobs, tmp_path: Path):
    file = tmp_path / "pets.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    assistant.apis.add(file)
    assistant.apis.choose("pets", ["listPets", "listToys"])
    connections.show_page("api")
    connections.api.refresh()
    settle(qtbot, jobs)
    file.write_text(json.dumps({**DOCUMENT, "paths": {"/pets": {"get": LIST}, "/toys": {"put": TOYS}}}), "utf-8")
    qtbot.mouseClick(connections.api.change_button, Qt.MouseButton.LeftButton)
    asked = form(connections)
    assert isinstance(asked, ApiForm)
    assert (nameless(asked), unreachable(asked), asked.keep_button.isEnabled()) == ([], [], False)
    asked.file.setText(str(file))
    give(qtbot, jobs, asked)
    assert ticked(connections.api.operations) == ["listPets"]
    assert "listToys" in connections.api.outcome.toPlainText()
    assert "listPets" not in connections.api.outcome.toPlainText()


def test_another_address_alone_is_enough(qtbot, connections, assistant, jobs, tmp_path: Path):
    file = tmp_path / "pets.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    assistant.apis.add(file)
    connections.show_page("api")
    connections.api.refresh()
    settle(qtbot, jobs)
    connections.api.ask_change()
    asked = form(connections)
    assert isinstance(asked, ApiForm)
    asked.address.setText("http://localhost:8000")
    give(qtbot, jobs, asked)
    assert "localhost:8000" in connections.api.about.toPlainText()
    assert assistant.apis.get("pets").own
