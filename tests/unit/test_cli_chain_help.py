"""The help of a chain's own command: its options, in the language of the interface."""

import pytest

from assistant.cli import run
from chains.shelf import builtin


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["summarize", "tag"])
def test_a_chains_help_says_what_it_does_and_what_can_be_set(name, language, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LECTERN_HOME", str(tmp_path))
    monkeypatch.delenv("LECTERN_INTERFACE__LANGUAGE", raising=False)
    (tmp_path / "settings.toml").write_text(f'[interface]\nlanguage = "{language}"\n', "utf-8")
    assert run([name, "--help"]) == 0
    told = "".join(capsys.readouterr().out.split())
    card = builtin(name)
    assert "".join(card.purpose(language).split()) in told
    for key in card.options.model_fields:
        assert "".join(f"{key} {card.option_description(key, language)}".split()) in told
