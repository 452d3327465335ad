"""A pane on a library of its own whose model follows a script, and how to use it as a person does."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from pytestqt.qtbot import QtBot

from assistant.app import Assistant
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.paths import Paths
from assistant.settings import load_settings
from gui.chat.pane import ConversationPane
from gui.jobs import Jobs
from gui.theme import Themes

LONG = 30_000
DEPOSIT = "How much is the security deposit in the lease?"
ANSWER = "The security deposit is 2,900 euros."


def scripted(home: Path, tmp_path: Path, script: Callable[..., Scene]) -> Assistant:
    """An assistant on a copy of ``home`` whose model writes what ``script`` says."""
    own = tmp_path / "home"
    shutil.copytree(home, own)
    paths = Paths(own)
    settings = load_settings(paths.settings)
    return Assistant(paths, settings, ScriptedModels(settings, paths.cache, script))


class Desk:
    """A pane, shown, with all that it needs.

    Attributes:
        errors: those that no pane shows itself.
        bugs: tracebacks.
    """

    def __init__(self, qtbot: QtBot, assistant: Assistant, themes: Themes) -> None:
        self._qtbot = qtbot
        self.assistant = assistant
        self.errors: list[object] = []
        self.bugs: list[str] = []
        self.jobs = Jobs()
        self.jobs.failed.connect(self.errors.append)
        self.jobs.broken.connect(self.bugs.append)
        self.pane = ConversationPane(self.jobs, themes)
        qtbot.addWidget(self.pane)
        self.pane.resize(560, 700)
        self.pane.show()
        self.pane.open(assistant)

    def write(self, text: str) -> None:
        """Type a question."""
        self.pane.composer.field.setPlainText(text)

    def send(self, text: str = DEPOSIT) -> None:
        """Type a question and ask it."""
        self.write(text)
        self.pane.composer.send_button.click()

    def ask(self, text: str = DEPOSIT) -> None:
        """Ask, and wait for the end."""
        self.send(text)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing runs."""
        self._qtbot.waitUntil(self.is_idle, timeout=LONG)

    def is_idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        pane = self.pane
        return not (pane.asking or pane.open_one.reading or pane.asker.waiting is not None)

    def questions(self) -> list[str]:
        """Of the turns that are shown."""
        return [turn.question for turn in self.pane.open_one.turns]

    def close(self) -> None:
        """End everything."""
        self.pane.settle()
        self.jobs.close()
        assert self.jobs.wait_all(10)
        self.assistant.close()
        assert self.bugs == []


def says(words: str = ANSWER, seconds: float = 0.0) -> Callable[..., Scene]:
    """A script that always says the same."""

    def script(messages: Sequence[object]) -> Scene:
        return Scene(words.split(), seconds)

    return script
