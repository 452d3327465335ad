"""The real window on a real X server, worked with keys and mouse as a person does."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
import pytest
from conftest import Shell
from PIL import Image, ImageGrab

from assistant.app import Assistant
from assistant.conversations import Turn
from gui.bench.display import virtual_display
from gui.theme import load_theme

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs an X server to show it on"),
]

WIDTH, HEIGHT = 1280, 800
BESIDE = 120  # a strip of the screen at the right of the window
LIBRARY = 300  # the conversation begins left of this
HEAD, FIELD = 70, 600  # and its turns stand between these

Found = TypeVar("Found")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_display(WIDTH + BESIDE, HEIGHT) as name:
        yield name


class Person:
    """Somebody at the window.

    Args:
        shell: its home is the window's.
        display: where the window is.
        files: given to the program.
    """

    def __init__(self, shell: Shell, display: str, *files: Path, **settings: str) -> None:
        self.home = shell.home
        self.display = display
        # Colours are looked for, and the system has none to follow.
        settings = {"LECTERN_INTERFACE__THEME": "light", **settings}
        self._environment = shell.environment(
            DISPLAY=display, QT_QPA_PLATFORM="xcb", XDG_SESSION_TYPE="x11", PYTHONFAULTHANDLER="1", **settings
        )
        self.program = subprocess.Popen(
            [str(Path(sys.executable).with_name("lectern")), *map(str, files)],
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        # The whole title: until the library is open it is a longer one.
        self.window = self.find("^Lectern$")
        self.xdotool("windowsize", "--sync", self.window, str(WIDTH), str(HEIGHT))
        self.xdotool("windowmove", self.window, "0", "0")
        self.xdotool("windowfocus", "--sync", self.window)

    def xdotool(self, *arguments: str) -> str:
        return subprocess.run(
            ["xdotool", *arguments], env=self._environment, check=True, capture_output=True, text=True, timeout=30
        ).stdout

    def find(self, title: str) -> str:
        """The window with this title, once it is shown."""
        return self.xdotool("search", "--sync", "--onlyvisible", "--name", title).split()[0]

    def is_seen(self) -> bool:
        """Whether the program shows a window."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Lectern"],
            env=self._environment,
            check=False,
            capture_output=True,
            timeout=30,
        )
        return found.returncode == 0

    def ask(self, question: str) -> None:
        self.xdotool("type", "--delay", "8", question)
        self.xdotool("key", "Return")

    def click(self, x: int, y: int) -> None:
        self.xdotool("mousemove", "--sync", str(x), str(y), "click", "1")

    def drag_source(self, *files: Path) -> "subprocess.Popen[str]":
        script = Path(__file__).with_name("drag_source.py")
        return subprocess.Popen(
            [sys.executable, str(script), str(WIDTH + 10), *map(str, files)],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def screen(self) -> Image.Image:
        """What is seen of the window."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB").crop((0, 0, WIDTH, HEIGHT))

    def leave(self) -> str:
        """Close the window; what it has said on stderr."""
        self.xdotool("windowfocus", "--sync", self.window, "key", "ctrl+q")
        try:
            wait_for(lambda: self.program.poll() is not None or self._agree(), "the end of the program", 30)
        except AssertionError as late:
            self.program.send_signal(signal.SIGABRT)  # so that it tells where each of its threads is
            raise AssertionError(f"{late}\n{self.program.communicate(timeout=30)[1]}") from late
        return self.program.communicate(timeout=30)[1]

    def _agree(self) -> None:
        """Close, although something still runs: a file's last step may come after its document is there."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "^Close Lectern", "windowfocus", "key", "Return"],
            env=self._environment,
            check=False,
            capture_output=True,
            timeout=30,
        )
        assert found.returncode in {0, 1}  # 1: there is no question


@pytest.fixture
def sit_down(display) -> Iterator[Callable[..., Person]]:
    """Opens windows, and ends those that are left open by a test that fails."""
    people: list[Person] = []

    def opened(shell: Shell, *files: Path, **settings: str) -> Person:
        people.append(Person(shell, display, *files, **settings))
        return people[-1]

    yield opened
    for person in people:
        if person.program.poll() is None:
            person.program.kill()
            person.program.communicate()


def test_a_question_is_answered_and_its_citation_opens_the_very_words(stocked, sit_down):
    person = sit_down(stocked)
    person.ask("How many days has the landlord to return the deposit?")
    turn = wait_for(lambda: ended_turn(person.home, "landlord to return"), "an answer")
    assert turn.state == "done"
    assert any("21 days" in quote.text for quote in turn.evidence)
    accent, highlight = (load_theme("light").colors[role] for role in ("accent", "highlight_strong"))
    assert not spots(person.screen(), highlight)
    # The first thing of the accent's colour among the turns is the citation behind the first sentence.
    x, y = wait_for(lambda: spots(person.screen().crop((LIBRARY, HEAD, WIDTH, FIELD)), accent), "a citation")[0]
    person.click(LIBRARY + x + 2, HEAD + y + 2)
    wait_for(lambda: len(spots(person.screen(), highlight)) > 500, "the highlighted words")
    assert person.leave() == ""


def test_files_given_to_the_program_are_added(empty, sit_down, tmp_path):
    note = tmp_path / "caretaker.txt"
    note.write_text("The spare key hangs behind the blue door.\n", "utf-8")
    person = sit_down(empty, note)
    wait_for(lambda: "caretaker" in titles(person.home), "the file in the library")
    assert person.leave() == ""


def test_files_dragged_from_another_program_are_added(empty, sit_down, tmp_path):
    files = [tmp_path / "first.txt", tmp_path / "second.txt"]
    for file in files:
        file.write_text(f"This is the {file.stem} note.\n", "utf-8")
    person = sit_down(empty)
    with person.drag_source(*files) as source:
        told = iter(source.stdout)
        assert next(told).strip() == "shown"
        person.xdotool("mousemove", "--sync", str(WIDTH + 60), "50", "mousedown", "1")
        person.xdotool("mousemove", "--sync", str(WIDTH + 40), "60")
        assert next(told).strip() == "dragging"
        person.xdotool("mousemove", "--sync", str(WIDTH // 2), str(HEIGHT // 2))
        assert next(told).strip() == "taken"
        person.xdotool("mouseup", "1")
        assert next(word for word in told if word.strip() != "taken").strip() == "ended"
        # The source gives out the names of the files only now, so it stays until they have come.
        wait_for(lambda: {"first", "second"} <= titles(person.home), "both files in the library")
        source.terminate()
    assert person.leave() == ""


def test_closing_in_the_midst_of_an_answer_keeps_what_is_there(stocked, sit_down):
    person = sit_down(stocked)
    engine = wait_for(lambda: engine_of(person.program.pid), "the model's process")
    engine.suspend()  # so the answer is not at its end before the window is closed
    person.ask("When are the keys of the flat handed over?")
    wait_for(lambda: turn_of(person.home, "keys of the flat"), "the turn in the library")
    person.xdotool("key", "ctrl+q")
    box = person.find("^Close Lectern")
    person.xdotool("windowfocus", "--sync", box)
    began = time.monotonic()
    person.xdotool("key", "Return")
    wait_for(lambda: not person.is_seen(), "the window to go")
    engine.resume()
    _, errors = person.program.communicate(timeout=30)
    assert time.monotonic() - began < 3
    assert errors == ""
    assert person.program.returncode == 0
    turn = turn_of(person.home, "keys of the flat")
    assert turn is not None
    assert turn.state == "stopped"


def wait_for(look: Callable[[], Found], what: str, seconds: float = 60) -> Found:
    """What ``look`` finds, as soon as it finds anything; nothing signals what another process does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def engine_of(program: int) -> psutil.Process | None:
    """The child in which the model runs."""
    for child in psutil.Process(program).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a child may be at its end
            if any("EngineHandler" in argument for argument in child.cmdline()):
                return child
    return None


def turn_of(home: Path, words: str) -> Turn | None:
    """The turn whose question has these words."""
    with Assistant.open(home) as assistant:
        for info in assistant.conversations.find(words):
            for turn in assistant.conversations.turns(info.id):
                if words in turn.question:
                    return turn
    return None


def ended_turn(home: Path, words: str) -> Turn | None:
    turn = turn_of(home, words)
    return turn if turn is not None and turn.state != "running" else None


def titles(home: Path) -> set[str]:
    with Assistant.open(home) as assistant:
        return {info.title for info in assistant.library.documents()}


def spots(image: Image.Image, color: str) -> list[tuple[int, int]]:
    """The pixels of a colour, from the top."""
    wanted = tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
    return [(int(x), int(y)) for y, x in np.argwhere((np.asarray(image) == wanted).all(axis=2))]
