"""Prompt files are checked when they are loaded; each packaged one is sound in both languages."""

from pathlib import Path

import pytest

from chains.prompts import PromptError, load
from resources import resource

NAMES = sorted({file.name.split(".")[0] for file in resource("prompts").iterdir() if file.name.endswith(".toml")})

GOOD = """
purpose = "Say hello."
language = "en"
variables = ["name"]
[[messages]]
role = "user"
text = "Hello {name}, {{you}}"
"""


@pytest.mark.parametrize("name", NAMES)
def test_each_packaged_prompt_loads_in_both_languages_with_the_same_variables(name):
    english, chinese = load(name, "en"), load(name, "zh")
    assert (english.language, chinese.language) == ("en", "zh")
    assert english.variables == chinese.variables
    assert english.parts.keys() == chinese.parts.keys()
    assert [role for role, _ in english.roles] == [role for role, _ in chinese.roles]


def test_a_language_without_a_file_gets_the_english_prompt():
    assert load("answer", "de").language == "en"


def test_values_may_hold_braces_and_are_not_read_as_variables(tmp_path: Path):
    (tmp_path / "hello.en.toml").write_text(GOOD)
    [message] = load("hello", "en", tmp_path).messages(name="{x} {0.__class__}")
    assert message.text == "Hello {x} {0.__class__}, {you}"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("{name}", "{nobody}"), "nobody"),
        (("{name}", "you"), "used nowhere"),
        (("{name}", "{name.real}"), "plain name"),
        (("{name}", "{name!r}"), "plain name"),
        (("{name}", "{name"), "unexpected"),
        (('"user"', '"root"'), "root"),
        (('"en"', '"zh"'), "language"),
        (("purpose", "porpoise"), "porpoise"),
        (('"Say hello."', '""'), "purpose"),
        (("[[messages]]", "[[messages"), "Expected"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, change, reason):
    (tmp_path / "hello.en.toml").write_text(GOOD.replace(*change))
    with pytest.raises(PromptError) as caught:
        load("hello", "en", tmp_path)
    assert reason in caught.value.message()
    assert "hello.en.toml" in caught.value.message("zh")


def test_a_missing_prompt_is_named():
    with pytest.raises(PromptError, match="no prompt named nothing"):
        load("nothing")
