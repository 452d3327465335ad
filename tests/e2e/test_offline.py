"""The main job makes no connection, on the command line or in the window, whatever documents and the shell ask for."""

import os
import re
import subprocess
import sys
import tempfile
from importlib.resources import as_file
from pathlib import Path

import pytest

from resources import resource

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace, which sees the calls, is for Linux only"),
]

CALL = re.compile(r"\b(connect|sendto)\(")


def test_the_demo_answers_and_talks_to_nobody(tmp_path: Path):
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto", "-o", str(trace),
         sys.executable, "-m", "assistant.demo"],
        env={**os.environ, "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "none"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    calls = [line for line in trace.read_text().splitlines() if CALL.search(line)]
    assert [call for call in calls if "AF_INET" in call] == []


WRITES = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"(?P<file>[^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT)')
STARTS = re.compile(r'execve\("(?P<file>[^"]*)".*= 0$')
# Databases and libraries put what they do not keep into the system's folders for that; the rest is no file.
ELSEWHERE = (tempfile.gettempdir(), "/var/tmp", "/dev/", "/proc/self/")


def test_the_window_reads_asks_and_shows_hostile_documents_and_talks_to_nobody(tmp_path: Path):
    trace, home, bait = tmp_path / "trace", tmp_path / "home", tmp_path / "bait.png"
    bait.write_bytes(b"not to be read")
    address = "http://127.0.0.1:9/"
    loads = f'<img src="{address}"><img src="{bait.as_uri()}"><script src="{address}"></script>'
    page = tmp_path / f"{loads.replace('/', '')[:60]}.html"
    head = f'<!doctype html><html><head><base href="{address}"><link rel="stylesheet" href="{address}">'
    page.write_text(f"{head}</head><body><h1>Lease</h1><p>The security deposit is 900 euros.</p>{loads}</body></html>")
    note = tmp_path / "note.md"
    note.write_text(f"# Note\n\n![a]({address}) ![b]({bait.as_uri()}) {loads}\n\nThe deposit is kept by <b>her</b>.\n")
    with as_file(resource("demo")) as folder:
        done = subprocess.run(
            ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg,open,openat,execve",
             "-o", str(trace), sys.executable, str(Path(__file__).with_name("window_session.py")),
             str(page), str(note), str(folder / "manual.pdf")],
            env={**os.environ, "LECTERN_HOME": str(home), "QT_QPA_PLATFORM": "offscreen",
                 "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "none"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "shown: 3" in done.stdout
    calls = trace.read_text("utf-8", "replace").splitlines()
    assert [call for call in calls if "AF_INET" in call] == []
    assert [call for call in calls if bait.name in call] == []
    written = {found["file"] for call in calls if (found := WRITES.search(call))}
    assert any(name.startswith(str(home)) for name in written)
    assert [name for name in written if not name.startswith((str(home), *ELSEWHERE))] == []
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ("trace", "home", bait.name, page.name, note.name)
    )
    started = {Path(found["file"]).name for call in calls if (found := STARTS.search(call))}
    assert started <= {Path(sys.executable).name}
