"""``prompt`` and ``example`` on the command line: for a person with an editor, and for a script with a pipe."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import run
from assistant.prompts import Prompts
from chains.prompts import load

SYSTEM = "You answer questions with sentences of the given text."

Shell = Callable[..., tuple[int, Any]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LECTERN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("VISUAL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Runs a command with ``--json``: its exit code and its object."""

    def ran(*arguments: str) -> tuple[int, Any]:
        code = run([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ran


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """A prompt that can be used."""
    file = tmp_path / "brief.toml"
    file.write_text(Prompts(tmp_path, None).packaged_text("answer", "en").replace(SYSTEM, "Be brief."), "utf-8")  # type: ignore[arg-type] # no model is needed for that
    return file


def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *change: str) -> None:
    """An editor that puts one text in another's place."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n"
        f"file.write_text(file.read_text('utf-8').replace({change[0]!r}, {change[1]!r}), 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


def test_a_prompt_is_changed_compared_and_reset(shell: Shell, brief: Path) -> None:
    code, saved = shell("prompt", "edit", "answer.en", "--from", str(brief))
    assert (code, saved["changed"]) == (0, True)
    assert Path(saved["file"]).read_text("utf-8") == brief.read_text("utf-8")
    _, found = shell("prompt", "diff", "answer.en")
    assert {(line["kind"], line["text"]) for line in found["lines"]} == {
        ("removed", f'text = "{SYSTEM}"'),
        ("added", 'text = "Be brief."'),
    }
    _, listed = shell("prompt", "list")
    assert [info["name"] for info in listed["prompts"] if info["own"]] == ["answer"]
    assert shell("prompt", "reset", "answer.en")[1]["reset"]
    assert [version["number"] for version in shell("prompt", "history", "answer.en")[1]["versions"]] == [1]
    assert shell("prompt", "history", "answer.en", "--restore", "1")[0] == 0
    assert "Be brief." in shell("prompt", "show", "answer.en")[1]["text"]
    assert SYSTEM in shell("prompt", "show", "answer.en", "--packaged")[1]["text"]
    assert shell("prompt", "show", "answer.en", "--version", "9")[1]["error"]["code"] == "prompt.no_version"


def test_a_prompt_comes_through_a_pipe(shell: Shell, brief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(brief.read_text("utf-8")))
    assert shell("prompt", "edit", "answer.en", "--from", "-")[0] == 0
    assert "Be brief." in shell("prompt", "show", "answer.en")[1]["text"]


def test_an_editor_is_opened_and_what_it_leaves_is_checked(
    shell: Shell, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, tmp_path, SYSTEM, "Be brief.")
    assert shell("prompt", "edit", "answer.en")[1]["changed"]
    editor(monkeypatch, tmp_path, "nothing", "at all")
    assert not shell("prompt", "edit", "answer.en")[1]["changed"]
    editor(monkeypatch, tmp_path, "{sources}", "")
    code, refused = shell("prompt", "edit", "answer.en")
    assert (code, refused["error"]["code"]) == (2, "prompt.lost_variable")
    drafts = [file for file in (home / "prompts").iterdir() if file.is_file()]
    assert len(drafts) == 2, "what was written is kept beside the copy"
    editor(monkeypatch, tmp_path, 'question = """\n', 'question = """\n{sources}!')
    assert shell("prompt", "edit", "answer.en")[1]["changed"], "the next edit goes on there"
    assert [file.name for file in (home / "prompts").iterdir() if file.is_file()] == ["answer.en.toml"]


@pytest.mark.parametrize("chosen", ["no-such-editor", "'", f"{sys.executable} -c raise(SystemExit(3))"])
def test_an_editor_that_fails_saves_nothing(
    shell: Shell, home: Path, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("EDITOR", chosen)
    code, refused = shell("prompt", "edit", "answer.en")
    assert code == 2
    assert refused["error"]["code"] in {"cli.no_editor", "cli.editor_failed"}
    assert not (home / "prompts" / "answer.en.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["prompt", "show", "anser"], "prompt.unknown"),
        (["prompt", "show", "answer.x1"], "prompt.no_language"),
        (["prompt", "edit", "answer", "--from", "nowhere.toml"], "cli.cannot_read"),
        (["prompt", "render", "answer", "--value", "question"], "cli.value"),
        (["prompt", "diff", "answer", "--seen"], "prompt.no_copy"),
        (["example", "show", "reson"], "example.missing"),
        (["example", "choose", "reson", "x"], "example.missing"),
        (["example", "choose", "reason", "x", "--set", "examples.selector=best"], "settings.not_one_of"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(shell: Shell, arguments: list[str], code: str) -> None:
    ended, told = shell(*arguments)
    assert (ended, told["error"]["code"]) == (2, code)
    assert told["error"]["hint"]


def test_a_copy_that_cannot_be_used_is_told_beside_every_answer(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("prompts", "examples"):
        (home / folder).mkdir(parents=True)
        (home / folder / f"{'answer' if folder == 'prompts' else 'reason'}.en.toml").write_text("x = = 1")
    assert run(["list"]) == 0
    told = capsys.readouterr()
    assert "answer.en.toml:1" in told.err
    assert "reason.en.toml" in told.err
    assert "toml" not in told.out


def test_examples_are_chosen_within_their_tokens(shell: Shell) -> None:
    asked = "A rope of 30 metres is cut into 6 equal pieces. How long is one?"
    _, found = shell("example", "choose", "reason.en", asked, "--set", "examples.tokens=150")
    assert 0 < found["chosen_tokens"] <= 150
    assert found["chosen_tokens"] == sum(item["tokens"] for item in found["chosen"])
    assert "rope" in found["chosen"][-1]["given"]
    for kind, count in (("none", 0), ("all", found["count"])):
        _, other = shell("example", "choose", "reason.en", asked, "--set", f"examples.reason={kind}")
        assert len(other["chosen"]) == count


def test_a_set_of_ones_own_stands_in_for_the_packaged_one(shell: Shell, home: Path) -> None:
    (home / "examples").mkdir(parents=True)
    head = 'purpose = "Mine."\nlanguage = "en"\n'
    (home / "examples" / "reason.en.toml").write_text(head + '[[examples]]\ngiven = "a"\nwanted = "b"\n')
    (home / "examples" / "letters.en.toml").write_text(head + '[[examples]]\ngiven = "c"\nwanted = "d"\n')
    sets = {(info["name"], info["language"]): info for info in shell("example", "list")[1]["sets"]}
    assert sets["reason", "en"]["own"] and sets["letters", "en"]["own"] and not sets["reason", "zh"]["own"]
    assert shell("example", "show", "reason.en")[1]["examples"] == [{"given": "a", "wanted": "b"}]
    assert shell("example", "show", "letters.zh")[1]["examples"] == [{"given": "c", "wanted": "d"}]
    (home / "examples" / "reason.en.toml").write_text(head)
    assert len(shell("example", "show", "reason.en")[1]["examples"]) > 1
    (home / "examples" / "letters.en.toml").write_text(head)
    assert shell("example", "show", "letters.en")[1]["error"]["code"] == "example.empty"


def test_a_table_goes_to_a_person_and_names_every_prompt(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prompt", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("answer.en\t") and load("answer").purpose in line for line in lines)
    assert run(["example", "list"]) == 0
    assert "reason.zh\t" in capsys.readouterr().out
