"""APIs are kept in the home, off until an operation is chosen; their keys lie in the keyring alone."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import keyring
import pytest

from assistant.apis.errors import ApiError
from assistant.apis.shelf import Apis
from assistant.bench.memory_keyring import MemoryKeyring
from assistant.cancel import Cancel
from assistant.cli import run
from assistant.network.client import GuardedClient
from assistant.network.errors import NetworkError
from assistant.settings import load_settings
from assistant.toolkits.api import ApiToolkit
from chains.toolkits.base import traits

DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "My Pets!", "version": "1"},
    "servers": [{"url": "https://pets.example.org/v1"}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "security": [{"token": []}],
    "paths": {
        "/pets": {
            "get": {"operationId": "listPets", "summary": "Lists pets.", "responses": {}},
            "post": {
                "operationId": "upload",
                "requestBody": {"required": True, "content": {"image/png": {}}},
                "responses": {},
            },
        }
    },
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "pets.json"
    found.write_text(json.dumps(DOCUMENT), "utf-8")
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LECTERN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _toolkit(home: Path, **fields: object) -> ApiToolkit:
    return ApiToolkit(context=SimpleNamespace(folder=home, cancel=Cancel()), **fields)


def _never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


def test_nothing_is_on_until_it_is_chosen(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    assert apis.add(file).name == "my_pets"
    assert apis.get("my_pets").chosen == ()
    with pytest.raises(ApiError) as refused:
        _toolkit(tmp_path).get_tools()
    assert refused.value.code == "api.none_on"
    apis.choose("my_pets", ["listPets"])
    assert [tool.name for tool in _toolkit(tmp_path).get_tools()] == ["list_pets"]
    apis.choose("my_pets", off=["listPets"])
    assert apis.get("my_pets").on == ()


def test_the_toolkit_is_off_and_acts_outside(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    apis.add(file)
    apis.choose("my_pets", ["listPets"])
    assert "api" not in load_settings(tmp_path / "none.toml", {}).agent.toolkits
    assert {traits(tool).kind for tool in _toolkit(tmp_path).get_tools()} == {"outside"}


def test_two_apis_with_an_operation_of_one_name_have_two_tools(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    for name in ("one", "two"):
        apis.add(file, name)
        apis.choose(name, ["listPets"])
    assert [tool.name for tool in _toolkit(tmp_path).get_tools()] == ["one_list_pets", "two_list_pets"]


def test_what_cannot_be_called_cannot_be_chosen(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    apis.add(file)
    with pytest.raises(ApiError) as refused:
        apis.choose("my_pets", ["upload"])
    assert refused.value.code == "api.not_callable"


@pytest.mark.parametrize("server", ["http://localhost:8000", "http://192.168.1.5/api", "http://nas/"])
def test_a_private_server_is_named_by_the_person_alone(tmp_path: Path, file: Path, server: str) -> None:
    file.write_text(json.dumps({**DOCUMENT, "servers": [{"url": server}]}), "utf-8")
    apis = Apis(tmp_path / "apis")
    with pytest.raises(ApiError) as refused:
        apis.add(file)
    assert refused.value.code == "api.private_server"
    api = apis.add(file, "mine", server)
    assert [str(each) for each in api.own_servers] == [str(api.server.origin)]


@pytest.mark.parametrize("server", ["http://169.254.169.254/", "http://0.0.0.0/", "http://[fe80::1]/", "http://127.1/"])
def test_no_server_of_a_persons_is_at_a_special_address(tmp_path: Path, file: Path, server: str) -> None:
    with pytest.raises((ApiError, NetworkError)):
        Apis(tmp_path / "apis").add(file, "x", server)


def test_a_public_server_is_not_the_persons_own(tmp_path: Path, file: Path) -> None:
    assert Apis(tmp_path / "apis").add(file, "x", "https://pets.example.com").own_servers == frozenset()


def test_a_name_is_taken_once(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    apis.add(file)
    for name, code in (("my_pets", "api.taken"), ("../x", "api.bad_name"), ("A", "api.bad_name")):
        with pytest.raises(ApiError) as refused:
            apis.add(file, name)
        assert refused.value.code == code


def test_a_newer_file_keeps_on_what_it_describes_as_before(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    pets = {"/toys": {"get": {"operationId": "listToys", "responses": {}}}}
    file.write_text(json.dumps({**DOCUMENT, "paths": {**DOCUMENT["paths"], **pets}}), "utf-8")
    apis.add(file)
    apis.choose("my_pets", ["listPets", "listToys"])
    pets["/toys"]["get"]["parameters"] = [{"name": "send_to", "in": "query", "schema": {"type": "string"}}]
    newer = {**DOCUMENT, "info": {"title": "Pets 2", "version": "2"}, "servers": [{"url": "https://evil.example/"}]}
    file.write_text(json.dumps({**newer, "paths": {**DOCUMENT["paths"], **pets}}), "utf-8")
    came = apis.change("my_pets", file)
    assert (came.api.on, came.off) == (("listPets",), ("listToys",))
    kept = apis.get("my_pets")
    assert (kept.title, str(kept.server), kept.on) == ("Pets 2", "https://pets.example.org/v1", ("listPets",))


def test_another_address_takes_no_key_along(tmp_path: Path, file: Path, memory: MemoryKeyring) -> None:
    apis = Apis(tmp_path / "apis")
    api = apis.add(file, "pets")
    memory.set_password("lectern", api.account("token"), "s3cret")
    assert apis.change("pets", server_address="https://pets.example.org/v2").off == ()
    assert list(memory.kept.values()) == ["s3cret"]
    assert apis.change("pets", server_address="http://192.168.1.5/api").api.own
    assert memory.kept == {}


def test_what_cannot_take_its_place_leaves_an_api_as_it_was(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    apis.add(file, "pets")
    apis.choose("pets", ["listPets"])
    before = apis.get("pets")
    file.write_text("{", "utf-8")
    with pytest.raises(ApiError):
        apis.change("pets", file)
    with pytest.raises((ApiError, NetworkError)):
        apis.change("pets", server_address="http://169.254.169.254/")
    with pytest.raises(ApiError):
        apis.change("nobody", file)
    assert apis.get("pets") == before


def test_the_command_line_changes_what_is_named(home: Path, file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["api", "add", str(file), "--name", "pets"]) == 0
    assert run(["api", "operations", "pets", "--on", "listPets"]) == 0
    assert run(["api", "change", "pets"]) == 2
    capfd.readouterr()
    assert run(["api", "change", "pets", "--base-url", "https://other.example.org", "--json"]) == 0
    changed = json.loads(capfd.readouterr().out)
    assert (changed["changed"]["on"], changed["switched_off"]) == (["listPets"], [])
    file.write_text(json.dumps({**DOCUMENT, "paths": {"/other": DOCUMENT["paths"]["/pets"]}}), "utf-8")
    assert run(["api", "change", "pets", str(file)]) == 0
    assert "listPets" in capfd.readouterr().err


def test_a_broken_file_is_told_and_the_others_go_on(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    apis.add(file, "good")
    apis.add(file, "bad")
    (tmp_path / "apis" / "bad.json").write_text("{", "utf-8")
    found, refused = apis.all()
    assert [api.name for api in found] == ["good"]
    assert [error.code for error in refused] == ["api.unreadable"]
    apis.remove("bad")
    assert apis.names() == ["good"]


def test_a_key_never_crosses_the_internet_in_the_clear(tmp_path: Path, file: Path, memory: MemoryKeyring) -> None:
    apis = Apis(tmp_path / "apis")
    api = apis.add(file, "pets", "http://pets.example.org")
    apis.choose("pets", ["listPets"])
    memory.set_password("lectern", api.account("token"), "s3cret")
    tool = _toolkit(tmp_path, client=GuardedClient(resolve=_never)).get_tools()[0]
    with pytest.raises(ApiError) as refused:
        tool.invoke({})
    assert refused.value.code == "api.plain_key"


def test_a_key_is_of_one_server_alone(tmp_path: Path, file: Path) -> None:
    apis = Apis(tmp_path / "apis")
    here, there = apis.add(file, "pets"), apis.add(file, "other", "https://other.example.org")
    assert here.account("token") != there.account("token").replace("other ", "pets ", 1)


def test_the_command_line_keeps_a_key_in_the_keyring_and_nowhere_else(
    home: Path, file: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["api", "add", str(file), "--name", "pets"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cr3t-word\n"))
    assert run(["api", "key", "pets"]) == 0
    assert list(memory.kept.values()) == ["s3cr3t-word"]
    assert {service for service, _ in memory.kept} == {"lectern"}
    assert run(["api", "operations", "pets", "--on", "listPets", "--json"]) == 0
    shown = capfd.readouterr()
    assert "s3cr3t" not in shown.out + shown.err
    assert not any(b"s3cr3t" in each.read_bytes() for each in home.rglob("*") if each.is_file())
    assert run(["api", "remove", "pets"]) == 0
    assert memory.kept == {}
    assert Apis(home / "apis").names() == []


def test_the_command_line_lists_shows_and_chooses(home: Path, file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["api", "add", str(file), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["added"]["on"] == []
    assert run(["api", "operations", "my_pets", "--on", "listPets", "--json"]) == 0
    shown = {each["id"]: each["state"] for each in json.loads(capfd.readouterr().out)["operations"]}
    assert shown == {"listPets": "on", "upload": "refused"}
    assert run(["api", "list", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["apis"][0]["keys"] == {"token": "bearer"}
    assert run(["api", "operations", "my_pets", "--on", "nothing"]) == 2
    assert run(["api", "show", "nobody"]) == 2


def test_without_a_keyring_a_key_is_kept_nowhere(
    home: Path, file: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())
    assert run(["api", "add", str(file)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("qzx-w0rd\n"))
    assert run(["api", "key", "my_pets"]) == 2
    assert not any(b"qzx-w0rd" in each.read_bytes() for each in home.rglob("*") if each.is_file())
