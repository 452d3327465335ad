"""A model that writes what a script says, in process: for what a real one cannot be made to do on demand.

It loops, dies, writes markup, is slow, writes nothing. What does not depend on the words is tested with the real one.
"""

import os
import random
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.cancel import Cancel
from assistant.models.engine import ChatMessage, Engine, EngineInfo, EngineOptions, Usage
from assistant.models.sampling import Sampling
from assistant.models.service import Models
from assistant.settings import Settings
from chains.errors import ModelError

CONTEXT_TOKENS = 4096
WORDS = (
    "the rent is due on the first of each month [1] and **the deposit** of 2,900 euros [2] stays where `it` was "
    "until somebody asks for it in writing | which | they | seldom do — 租金 is 3,500 元 and so on <b>not bold</b> "
    "![picture](file:///etc/passwd) [link](javascript:alert(1)) - one - two"
).split()

Script = Callable[[Sequence[ChatMessage]], "Scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the model does for one prompt.

    Attributes:
        words: written one by one, each of them a token.
        seconds: between two words.
        dies: after the words, instead of ending.
    """

    words: Sequence[str]
    seconds: float = 0.0
    dies: bool = False


@dataclass(slots=True)
class RandomScript:
    """Scenes that vary from prompt to prompt, the same ones for the same seed."""

    seed: int
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, messages: Sequence[ChatMessage]) -> Scene:
        """The next scene, whatever is asked."""
        kind = self._random.random()
        if kind < 0.05:
            return Scene(())
        if kind < 0.12:
            return Scene(["half", "a", "sentence"], dies=True)
        length = self._random.choice((3, 12, 40, 60))
        return Scene(self._random.choices(WORDS, k=length), self._random.choice((0.0, 0.0, 0.002, 0.02)))


class ScriptedEngine(Engine):
    """Stands where the real engine does; a token is what stands between blanks."""

    def __init__(self, script: Script, cache: Path) -> None:
        super().__init__(EngineOptions(cache))
        self._script = script
        self._usage: Usage | None = None

    def load(self, cancel: Cancel | None = None) -> EngineInfo:
        """What it claims to be."""
        return EngineInfo(
            "scripted", "none", CONTEXT_TOKENS, CONTEXT_TOKENS, 1, 1, 1, 1, 1, 0, 0, False, "own", "", "", 0.0
        )

    @property
    def pid(self) -> int | None:
        """It lives in this process."""
        return os.getpid()

    def count_messages(self, messages: Sequence[ChatMessage], *, answer_follows: bool = True) -> int:
        """Words, and two for each message."""
        return sum(len(message.content.split()) + 2 for message in messages) + 2 * answer_follows

    def count_all(self, texts: Sequence[str]) -> list[int]:
        """Words."""
        return [len(text.split()) for text in texts]

    def score(self, prefixes: Sequence[str], suffix: str, *, cancel: Cancel | None = None) -> list[float]:
        """The same for all."""
        return [-1.0] * len(prefixes)

    def generate(
        self,
        messages: Sequence[ChatMessage] | None = None,
        *,
        text: str | None = None,
        prefix: str = "",
        sampling: Sampling | None = None,
        cancel: Cancel | None = None,
        lane: str = "main",
    ) -> Generator[str, None, Usage]:
        """Write as the script says.

        Raises:
            Cancelled: ``cancel`` was set.
            ModelError: the script lets it die.
        """
        cancel = cancel or Cancel()
        scene = self._script(messages or [])
        prompt = self.count_messages(messages or [])
        began = time.perf_counter()
        written = 0
        for word in scene.words:
            cancel.wait(scene.seconds)
            cancel.check()
            yield f"{word} "
            written += 1
            self._usage = _usage(prompt, written, time.perf_counter() - began, "cancelled")
        if scene.dies:
            raise ModelError("model.died", name="scripted", reason="the script says so")
        self._usage = _usage(prompt, written, time.perf_counter() - began, "stop")
        return self._usage

    def last_usage(self) -> Usage | None:
        """Of the last generation."""
        return self._usage

    def clear(self) -> None:
        """It has no cache."""

    def close(self) -> None:
        """It has no child."""


class ScriptedModels(Models):
    """The models of a run whose engine is scripted.

    Args:
        settings: of the run.
        cache: of the home.
        script: what the model does.
    """

    def __init__(self, settings: Settings, cache: Path, script: Script) -> None:
        super().__init__(settings, cache)
        self._script = script

    @cached_property
    def engine(self) -> Engine:
        """The scripted engine."""
        return ScriptedEngine(self._script, self._cache)

    @cached_property
    def counter(self) -> Engine:
        """It counts its words itself."""
        return self.engine


def _usage(prompt: int, written: int, seconds: float, finish: str) -> Usage:
    return Usage(prompt, 0, written, tuple(range(written)), finish, 0.0, 0.0, seconds, prompt + written, {})
