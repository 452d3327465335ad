"""The installed command, run as a person or a script runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest

from resources import resource


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    home: Path
    command: str = str(Path(sys.executable).with_name("assistant"))

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LECTERN_", "LC_"))}
        return {**kept, "LECTERN_HOME": str(self.home), "LANG": "C.UTF-8", **more}

    def run(self, *arguments: str | bytes | Path, stdin: str = "", **environment: str) -> Ran:
        done = subprocess.run(
            [self.command, *arguments],
            input=stdin.encode(),
            capture_output=True,
            env=self.environment(**environment),
            timeout=240,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self.command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment(**environment),
        )


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A home with the sample documents that need no OCR."""
    shell = Shell(tmp_path_factory.mktemp("home"))
    with as_file(resource("demo")) as folder:
        files = sorted(f for f in folder.iterdir() if f.suffix != ".toml" and f.name != "letter-scan.pdf")
        ran = shell.run("add", *files, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["ready"] == len(files)
    return shell


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """A home in which nothing has happened yet."""
    return Shell(tmp_path / "home")
