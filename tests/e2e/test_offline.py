"""The main job makes no connection, also where a person's shell asks LangChain to trace."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
