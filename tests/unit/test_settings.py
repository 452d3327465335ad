"""Settings: where values come from, which wins, and what is refused."""

from pathlib import Path

import pytest

from assistant.settings import known_keys, load_settings
from chains.errors import InputError


def test_the_packaged_defaults_are_complete(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "none.toml", {})
    assert settings.model.path == ""
    assert all(known_keys().values()), "each setting has a description"


def test_file_environment_and_command_line_override_in_that_order(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[retrieval]\ntop_k = 6\nquotes = 4\n[answer]\nmax_tokens = 100\n")
    environment = {"LECTERN_RETRIEVAL__QUOTES": "5", "LECTERN_ANSWER__MAX_TOKENS": "200", "LECTERN_HOME": "/x"}
    settings = load_settings(file, environment, {"answer.max_tokens": 300, "answer.seed": None})
    assert (settings.retrieval.top_k, settings.retrieval.quotes, settings.answer.max_tokens) == (6, 5, 300)


@pytest.mark.parametrize(
    ("text", "environment", "nearest"),
    [
        ("[model]\ncontext_token = 1\n", {}, "model.context_tokens"),
        ("[retreival]\ntop_k = 1\n", {}, "retrieval.top_k"),
        ("", {"LECTERN_MODEL__PAHT": "x"}, "model.path"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(
    tmp_path: Path, text: str, environment: dict[str, str], nearest: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        load_settings(file, environment)
    assert nearest in caught.value.hint()


def test_a_value_out_of_bounds_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(tmp_path / "none.toml", {}, {"answer.temperature": 3})
    assert "answer.temperature" in caught.value.message()
    assert "answer.temperature" in caught.value.message("zh")
