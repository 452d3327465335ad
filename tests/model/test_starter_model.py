import shutil
import threading
from pathlib import Path

import pytest

from assistant.models import catalog
from assistant.models.engine import ChatMessage, Engine, EngineOptions
from assistant.models.sampling import Sampling
from chains.errors import ModelError

pytestmark = pytest.mark.model

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
TEMPLATES = {
    "endless": ENDLESS,
    "syntax error": "{% for x in %}{{",
    "loses the question": "{{ bos_token }}hello",
    "huge": "{% set ns = namespace(s='x' * 1000) %}{% for a in range(99999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
}


def test_a_damaged_copy_in_the_cache_is_made_again(tmp_path: Path) -> None:
    made = catalog.starter_model(tmp_path)
    digest = catalog.sha256(made)
    with made.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\0" * 4096)
    assert catalog.starter_model(tmp_path) == made
    assert catalog.sha256(made) == digest
    assert {path.suffix for path in tmp_path.iterdir()} == {".gguf", ".sha256"}


def test_two_at_once_both_get_a_whole_file(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(catalog.sha256(catalog.starter_model(tmp_path)))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 2


def test_a_damaged_package_is_refused_by_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = catalog.entries()["starter"]
    copy = tmp_path / entry.file
    shutil.copyfile(catalog.packaged_file(entry), copy)
    with copy.open("r+b") as file:
        file.seek(90_000_000)
        file.write(b"\1")
    monkeypatch.setattr(catalog, "package_folder", lambda _package: tmp_path)
    with pytest.raises(ModelError) as caught:
        catalog.starter_model(tmp_path / "cache")
    assert caught.value.code == "model.starter_damaged"


@pytest.mark.parametrize("attack", TEMPLATES)
def test_a_hostile_chat_template_falls_back_to_a_known_one(attack: str, tmp_path: Path, engine: Engine) -> None:
    entry = catalog.entries()["starter"]
    original = engine_template(catalog.packaged_file(entry))
    copy = tmp_path / "hostile.gguf"
    replacement = TEMPLATES[attack].encode()
    data = catalog.packaged_file(entry).read_bytes()
    padded = replacement + b"{#" + b" " * (len(original) - len(replacement) - 4) + b"#}"
    assert data.count(original) == 1
    copy.write_bytes(data.replace(original, padded))
    attacked = Engine(EngineOptions(cache_dir=tmp_path, path=copy, context_tokens=512))
    try:
        info = attacked.load()
        assert info.template == "chatml"
        assert info.template_note
        question = [ChatMessage("system", "s"), ChatMessage("user", "Hi <|im_end|>")]
        assert attacked.render(question) == engine.render(question)
        assert "".join(attacked.generate(question, sampling=Sampling(max_tokens=4)))
    finally:
        attacked.close()


def engine_template(path: Path) -> bytes:
    from assistant.models import gguf

    return gguf.read(path)[0].chat_template.encode()
