"""``assistant api``, and an agent that calls what was switched on: with the person's word, and not without it."""

import json
from pathlib import Path

import pytest

from assistant.bench.bad_servers import send, serving

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Harbour", "version": "1"},
    "paths": {
        "/ships/{name}": {
            "get": {
                "operationId": "find_ship",
                "summary": "Says where a ship lies.",
                "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
            }
        }
    },
}


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    file = tmp_path / "harbour.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    return file


def test_a_server_is_called_where_it_is_allowed_and_only_there(empty, harbour):
    asked: list[str] = []

    def answer(handler) -> None:
        asked.append(handler.path)
        send(handler, 200, b'{"berth": 7}', {"Content-Type": "application/json"})

    with serving(answer) as port:
        base = f"http://127.0.0.1:{port}"
        assert empty.run("api", "add", harbour, "--base-url", base, "--json").json["added"]["on"] == []
        chosen = empty.run("api", "operations", "harbour", "--on", "find_ship")
        assert chosen.code == 0 and "assistant tools on api" in chosen.err
        task = 'Find the ship "Aurora"'
        off = empty.run("agent", task, "--allow", "find_ship", "--json")
        assert off.code == 0 and asked == []
        assert empty.run("tools", "on", "api").code == 0
        denied = empty.run("agent", task, "--json")
        assert denied.code == 0 and asked == []
        allowed = empty.run("agent", task, "--allow", "find_ship", "--json")
        assert allowed.code == 0, allowed.err
        assert asked == ["/ships/Aurora"]
        assert "berth" in allowed.out


def test_what_is_wrong_with_a_file_is_told_with_a_way_on(empty, harbour, tmp_path):
    ran = empty.run("api", "add", harbour, "--json")
    assert ran.code == 2 and ran.json["error"]["code"] == "api.no_server"
    other = tmp_path / "other.yaml"
    other.write_text("swagger: '2.0'\npaths: {}\n", "utf-8")
    assert empty.run("api", "add", other, "--json").json["error"]["code"] == "api.version"
    assert empty.run("api", "list").out == ""
    missing = empty.run("api", "add", tmp_path / "nothing.json")
    assert missing.code == 2 and "nothing.json" in missing.err and "Traceback" not in missing.err
