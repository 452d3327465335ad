"""Every error that the code can raise has a message and a hint, in English and in Chinese, with the same parameters."""

import ast
import tomllib
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[2]
ERRORS = ROOT / "resources" / "translations" / "errors"
RAISERS = {"AssistantError", "InputError", "DocumentError", "ModelError", "LibraryError", "WorkerDied", "WorkerTimeout"}


def _raised() -> set[str]:
    """The codes that stand as a first argument of a call to a class of the tree, whatever it is called."""
    found = set()
    areas = {file.stem for file in ERRORS.glob("*.toml")}
    for package in ("assistant", "chains", "gui"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    value = node.args[0].value
                    name = getattr(node.func, "id", "")
                    is_error = name in RAISERS or name.endswith("Error")
                    if isinstance(value, str) and is_error and value.partition(".")[0] in areas:
                        found.add(value)
    return found


def _texts() -> dict[str, dict[str, dict[str, str]]]:
    found = {}
    for file in ERRORS.glob("*.toml"):
        for name, texts in tomllib.loads(file.read_text("utf-8")).items():
            found[f"{file.stem}.{name}"] = texts
    return found


def test_every_code_that_is_raised_has_a_text() -> None:
    assert len(_raised()) > 20
    assert _raised() - _texts().keys() == set()


@pytest.mark.parametrize(("code", "texts"), sorted(_texts().items()))
def test_message_and_hint_stand_in_both_languages_with_the_same_parameters(
    code: str, texts: dict[str, dict[str, str]]
) -> None:
    for part in ("message", "hint"):
        assert texts[part].keys() >= {"en", "zh"}, code
        fields = [{name for _, name, _, _ in Formatter().parse(texts[part][lang]) if name} for lang in ("en", "zh")]
        assert fields[0] == fields[1], code
