"""Settings and the model change while the program runs; with the real starter model."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.events import Done, Token
from assistant.models import catalog
from assistant.settings import load_settings
from chains.errors import Cancelled, InputError, ModelError

pytestmark = pytest.mark.model

FACT = "The key to the cellar hangs behind the blue door. " * 3


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home) as opened:
        opened.models.engine.load()
        yield opened
    (home / "settings.toml").unlink(missing_ok=True)


def starter_file() -> Path:
    return catalog.packaged_file(catalog.entries()["starter"])


def test_another_model_is_loaded_with_progress_tried_and_kept(assistant: Assistant, home: Path) -> None:
    before = assistant.models
    steps = list(assistant.use_model(starter_file(), 2048))
    assert [steps[0].phase, steps[-1].phase] == ["preparing", "ready"]
    assert "trying" in [step.phase for step in steps]
    assert any(step.phase == "loading" and step.share == 1.0 for step in steps)
    assert steps[-1].info is not None
    assert steps[-1].info.context_tokens == 2048
    assert load_settings(home / "settings.toml", {}).model.path == str(starter_file())
    assert before.engine.pid is None
    assert not assistant.models.is_starter


@pytest.mark.parametrize("content", [b"no model", b"cut"])
def test_a_model_that_cannot_be_loaded_leaves_the_last_one_at_work(
    assistant: Assistant, home: Path, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(starter_file().read_bytes()[:5_000_000] if content == b"cut" else content * 100)
    before, pid = assistant.models, assistant.models.engine.pid
    with pytest.raises(ModelError) as caught:
        list(assistant.use_model(bad))
    assert caught.value.code == "model.damaged"
    assert assistant.models is before
    assert assistant.models.engine.pid == pid
    assert "".join(assistant.models.engine.generate(text="The sun is"))
    assert load_settings(home / "settings.toml", {}).model.path == ""


def test_a_stopped_change_changes_nothing(assistant: Assistant) -> None:
    cancel = Cancel()
    before = assistant.models
    steps = assistant.use_model(starter_file(), 2048, cancel)
    next(steps)
    cancel.set()
    with pytest.raises(Cancelled):
        list(steps)
    assert assistant.models is before


def test_an_answer_that_runs_ends_with_the_model_it_began_with(assistant: Assistant, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(FACT)
    list(assistant.add([note]))
    events = assistant.ask("Where does the key to the cellar hang?")
    while not isinstance(next(events), Token):
        pass
    before = assistant.models
    changed = threading.Thread(target=lambda: list(assistant.use_model(None, 1024)))
    changed.start()
    changed.join(60)
    assert assistant.models is not before
    assert isinstance(list(events)[-1], Done)
    assert before.engine.pid is None
    assert assistant.models.last_speed() is not None


def test_changed_search_settings_reach_the_next_question_and_nothing_is_loaded_anew(assistant: Assistant) -> None:
    pid = assistant.models.engine.pid
    assert list(assistant.configure({"retrieval.quotes": 1, "answer.max_tokens": 20})) == []
    assert assistant.models.engine.pid == pid
    assert assistant.preview("Where does the key hang?").receipt.answer_reserved == 20
    assert assistant.settings.retrieval.quotes == 1
    list(assistant.configure({"retrieval.quotes": None, "answer.max_tokens": None}))
    assert assistant.settings.retrieval.quotes == 3


def test_what_the_environment_has_fixed_is_not_changed(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTERN_RETRIEVAL__QUOTES", "4")
    with pytest.raises(InputError) as caught:
        list(assistant.configure({"retrieval.quotes": 2}))
    assert caught.value.code == "settings.fixed"


def test_passages_of_another_size_are_counted_then_cut_anew(assistant: Assistant, tmp_path: Path) -> None:
    note = tmp_path / "long.txt"
    note.write_text("\n\n".join(f"Paragraph {number}. {FACT}" for number in range(60)))
    list(assistant.add([note]))
    documents, before = len(assistant.library.documents()), assistant.library.chunk_count()
    assert assistant.recut_cost(300).documents == 0
    cost = assistant.recut_cost(100)
    assert cost.documents == documents
    assert cost.seconds > 0
    list(assistant.configure({"library.chunk_tokens": 100}))
    assert assistant.outdated() == documents
    assert [step.state for step in assistant.resume()] == ["recut"] * documents
    assert assistant.library.chunk_count() > before * 2
    assert assistant.check().ok
    list(assistant.configure({"library.chunk_tokens": None}))
    list(assistant.resume())
    assert assistant.library.chunk_count() == before
