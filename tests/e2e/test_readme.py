"""What the README shows works: its commands, its chains, its links and pictures, its tables."""

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from conftest import Shell

from assistant.models.catalog import resolve
from assistant.objects import receipt_object
from assistant.toolkits.registry import toolkits
from chains.shelf import checked, shelf
from chains.types import RouteName
from resources import resource

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(match[1], match[2]) for match in _FENCE.finditer(TEXT)]
PROSE = _FENCE.sub("", TEXT)


def lines(*starts: str) -> list[str]:
    """The lines of all command blocks that begin so, without their remarks."""
    found = [line.split("   #")[0].rstrip() for kind, text in BLOCKS if not kind for line in text.splitlines()]
    return [line for line in found if line.startswith(starts)]


def own_chains() -> list[tuple[str, bytes]]:
    named = re.compile(r"# ([\w-]+)\.toml")
    return [(named.match(text)[1], text.encode()) for kind, text in BLOCKS if kind == "toml"]  # type: ignore[index] # each has a name


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A home with the sample library, in which a reader's own files lie where the README has them."""
    folder = tmp_path_factory.mktemp("reader")
    shell = Shell(folder / "library")
    documents = folder / "Documents"
    (documents / "reports").mkdir(parents=True)
    for name, target in (("lease.docx", "lease.pdf"), ("meeting-notes.md", "reports/notes.md")):
        source = (resource("demo") / ("manual.pdf" if target.endswith("pdf") else name)).read_bytes()
        (documents / target).write_bytes(source)
    models = folder / "models"
    models.mkdir()
    shutil.copy(resolve(None, folder / "cache"), models / "some-model.Q4_K_M.gguf")
    for name in ("lease.docx", "manual.pdf", "meeting-notes.md", "sales.csv"):
        file = folder / name
        file.write_bytes((resource("demo") / name).read_bytes())
        assert shell.run("add", file).code == 0
    return shell


@pytest.mark.timeout(1200)  # some thirty commands, each a start of the program
def test_every_command_of_assistant_runs(reader):
    folder = reader.home.parent
    commands = lines("assistant ", "$ assistant ")
    assert len(commands) > 20
    failed = []
    for command in commands:
        words = [
            word.replace("~", str(folder), 1) if word.startswith("~/") else word
            for word in shlex.split(command.removeprefix("$ "))
        ]
        done = subprocess.run(
            [reader.command, *words[1:]],
            cwd=folder,
            env=reader.environment(HOME=str(folder)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            failed.append(f"{command}: {done.returncode} {done.stderr[-500:]}")
    assert failed == []


def test_every_target_of_make_is_one():
    targets = {line.split()[1] for line in lines("make ")}
    assert {"app", "demo", "test", "lint"} <= targets
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets - known == set()


def test_each_command_of_the_table_is_one(reader):
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+)", PROSE.split("## The command line")[1], re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    helped = reader.run("--help").out
    assert {name for name in names if not re.search(rf"^  {re.escape(name)}\s", helped, re.MULTILINE)} <= {
        "settings", "samples", "cache", "models", "index", "pasted", "prompts", "examples", "chains"
    } | set(shelf().cards) | set(toolkits())  # fmt: skip


@pytest.mark.parametrize(("name", "data"), own_chains(), ids=[name for name, _ in own_chains()])
def test_each_chain_that_can_be_copied_runs(reader, name, data):
    card = checked(name, data, own=True)
    assert card.settled({}) is not None
    chains = reader.home / "chains"
    chains.mkdir(exist_ok=True)
    (chains / f"{name}.toml").write_bytes(data)
    done = reader.run("chain", "run", name, "Call Anna about the rent of the flat.", "--json")
    assert done.code == 0, done.err
    assert done.json["chain"] == name


def test_every_chain_is_in_the_table():
    table = PROSE.split("## Chains")[1].split("## ")[0]
    named = {
        name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)
    }
    assert set(shelf().cards) - named == set()


def test_every_link_inside_the_repository_leads_somewhere():
    heads = {
        re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-")
        for head in re.findall(r"^#+ (.*)$", PROSE, re.MULTILINE)
    }
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", PROSE):
        if target.startswith("#"):
            lost += [] if target[1:] in heads else [target]
        elif "://" not in target and not (ROOT / target).exists():
            lost.append(target)
    assert lost == []


def test_the_routes_and_the_receipt_are_as_shown():
    (shape,) = (text for kind, text in BLOCKS if '"answer", "supported"' in text)
    shown = re.search(r'"route": "([\w|]+)"', shape)
    assert shown is not None
    assert set(shown[1].split("|")) == set(get_args(RouteName))
    from assistant.events import Receipt

    assert [key for key in receipt_object(Receipt()) if f'"{key}"' not in shape] == []


def test_the_settings_that_are_named_exist():
    defaults = tomllib.loads(resource("defaults.toml").read_text("utf-8"))
    text = TEXT.replace("library.db", "")
    for group, key in re.findall(r"(?:[` ])(answer|model|interface|retrieval|library|reader)\.([a-z_]+)[ =`]", text):
        assert key in defaults[group], f"{group}.{key}"
