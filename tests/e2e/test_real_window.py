"""The real window on a real X server, worked with keys as a person does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.conversations import Turn

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs an X server to show it on"),
]


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        yield ":" + numbers.readline().strip()
    server.terminate()
    server.wait()


def test_a_question_typed_into_the_window_is_answered_and_kept(stocked, display):
    environment = stocked.environment(DISPLAY=display, QT_QPA_PLATFORM="xcb", XDG_SESSION_TYPE="x11")
    window = subprocess.Popen(
        [str(Path(sys.executable).with_name("lectern"))], env=environment, stderr=subprocess.PIPE, text=True
    )

    def xdotool(*arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=environment, check=True, capture_output=True, text=True, timeout=90
        )
        return done.stdout

    try:
        # The whole title: until the library is open it is a longer one.
        identity = xdotool("search", "--sync", "--onlyvisible", "--name", "^Lectern$").split()[0]
        xdotool("windowfocus", "--sync", identity)
        xdotool("type", "--delay", "20", "How many days has the landlord to return the deposit?")
        xdotool("key", "Return")
        turn = _ended_turn(stocked.home, "landlord to return", seconds=120)
        assert window.poll() is None
    finally:
        window.terminate()
        _, errors = window.communicate(timeout=30)
    assert turn.state == "done"
    assert any("21 days" in quote.text for quote in turn.evidence)
    assert errors == ""


def _ended_turn(home: Path, words: str, seconds: float) -> Turn:
    """The first turn of the conversation in which ``words`` stand, once it has ended; another process writes it."""
    deadline = time.monotonic() + seconds
    with Assistant.open(home) as assistant:
        while time.monotonic() < deadline:
            for info in assistant.conversations.find(words):
                turn = assistant.conversations.turns(info.id)[0]
                if turn.state != "running":
                    return turn
            time.sleep(0.2)  # nothing signals what another process has stored
    raise AssertionError("the window has not answered")
