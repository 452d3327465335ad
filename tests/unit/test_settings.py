"""Settings: where values come from, which wins, and what is refused."""

from pathlib import Path

import pytest

from assistant.settings import check_value, described, group_title, known_keys, load_settings
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


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("answer.temperature", 3, "settings.too_large"),
        ("answer.max_tokens", 1, "settings.too_small"),
        ("answer.top_p", 0, "settings.not_above"),
        ("answer.max_tokens", "many", "settings.no_integer"),
        ("answer.max_tokens", 8.5, "settings.no_integer"),
        ("answer.top_p", "much", "settings.no_number"),
        ("reader.ocr", "perhaps", "settings.no_truth"),
        ("interface.theme", "pink", "settings.not_one_of"),
        ("model.path", 3, "settings.no_text"),
        ("answer.languages", 3, "settings.no_list"),
    ],
)
def test_a_bad_value_is_refused_with_its_bound_in_both_languages(key: str, value: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check_value(key, value)
    assert caught.value.code == code
    for language in ("en", "zh"):
        assert key in caught.value.message(language)
        assert str(value) in caught.value.message(language)
        assert "Input should" not in caught.value.message(language)


def test_every_setting_is_described_for_a_form_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[answer]\nmax_tokens = 100\n")
    found = {info.key: info for info in described(file, {"LECTERN_READER__OCR": "false"}, {"retrieval.top_k": 3})}
    assert found.keys() == known_keys().keys()
    for info in found.values():
        assert {info.label("en"), info.label("zh"), info.description("en"), info.description("zh")} - {""}
        assert group_title(info.group, "zh") != group_title(info.group, "en")
        assert all(info.choice(choice, "zh") for choice in info.choices)
    sources = [found[key].source for key in ("answer.max_tokens", "reader.ocr", "retrieval.top_k", "answer.seed")]
    assert sources == ["file", "environment", "option", "default"]
    assert found["reader.ocr"].variable == "LECTERN_READER__OCR"
    assert (found["answer.max_tokens"].least, found["answer.max_tokens"].most) == (8, 8192)
    assert (found["answer.top_p"].above, found["interface.theme"].choices) == (0, ("system", "light", "dark"))
    assert found["library.chunk_tokens"].needs == "index"
