from pathlib import Path

import pytest

from assistant.bench.damaged_models import DAMAGES, sweep
from assistant.models.engine import Engine, EngineOptions
from chains.errors import ModelError

pytestmark = pytest.mark.model


def test_each_kind_of_damage_is_refused_runs_or_fails_by_name(tmp_path: Path) -> None:
    outcomes = sweep(tmp_path, len(DAMAGES), seed=7)
    assert len(outcomes) == len(DAMAGES)
    assert all(outcome == "ran" or outcome.startswith("model.") for outcome in outcomes)
    assert "model.damaged" in outcomes


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "model.missing"),
        (lambda path: path.mkdir(), "model.is_folder"),
        (lambda path: path.touch(), "model.damaged"),
        (lambda path: path.symlink_to(path.parent / "nowhere"), "model.missing"),
        (lambda path: path.write_text("not a model " * 100), "model.damaged"),
    ],
)
def test_what_is_no_model_is_named_and_explained(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "chosen.gguf"
    make(path)
    with pytest.raises(ModelError) as caught:
        Engine(EngineOptions(cache_dir=tmp_path / "cache", path=path)).load()
    assert caught.value.code == code
    assert "chosen.gguf" in caught.value.message() + str(path if code == "model.is_folder" else "")
    assert caught.value.hint("zh") != caught.value.hint("en")


def test_a_model_that_does_not_fit_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    engine = Engine(EngineOptions(cache_dir=tmp_path, context_tokens=500_000_000))
    with pytest.raises(ModelError) as caught:
        engine.load()
    assert caught.value.code == "model.too_large"
    assert engine.pid is None
