"""The models of one run, made when first needed: the engine, its exact counter, chat models for both lanes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.cancel import Cancel
from assistant.models import catalog
from assistant.models.engine import ChatMessage, Engine, EngineOptions
from assistant.models.tokens import TokenCounter, counter_for
from assistant.settings import Settings
from chains.budget import Framing
from chains.errors import AssistantError, Cancelled

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from assistant.models.chat_model import ChatLlama
    from assistant.models.completion import LlamaCompletion


# What a model cannot do for a question: write in its language, or sum up a whole document in its own words.
# A model of fewer parameters chooses badly: the 135 million of the starter model do.
SMALL_PARAMETERS = 1_000_000_000
Weakness = Literal["", "language", "summary"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a prompt's opening takes and what the chat template puts around each message, in tokens."""

    instructions: int
    framing: Framing


class Models:
    """The model that the settings name.

    Args:
        settings: model and answer settings.
        cache: where made files are kept.
    """

    def __init__(self, settings: Settings, cache: Path) -> None:
        self._settings = settings
        self._cache = cache
        self._layouts: dict[str, Layout] = {}
        self._lock = threading.Lock()
        self._holders = 0
        self._retired = False

    def adopt(self, settings: Settings) -> None:
        """Write with other settings of the answer from now on; those of the model itself must be the same."""
        self._settings = settings

    def warm(self) -> None:
        """Load the engine in the background."""
        threading.Thread(target=self._load, name="engine", daemon=True).start()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it is held, ``retire`` does not end the engine."""
        with self._lock:
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                last = self._retired and not self._holders
            if last:
                self.close()

    def retire(self) -> None:
        """End the engine as soon as nobody holds it."""
        with self._lock:
            self._retired = True
            free = not self._holders
        if free:
            self.close()

    def pause(self) -> bool:
        """End the engine's child to free its memory, unless somebody holds it; the next question starts it anew."""
        with self._lock:
            if self._holders:
                return False
            self.close()
            return True

    @property
    def is_starter(self) -> bool:
        """Whether it is the model that comes with the installation."""
        return not self._settings.model.path

    @property
    def is_small(self) -> bool:
        """Whether rules should leave it little to choose; the engine must have loaded it."""
        return self.engine.info.parameters < SMALL_PARAMETERS

    @property
    def title(self) -> str:
        """What the person calls it: the starter model's name, or the file's."""
        path = self._settings.model.path
        return Path(path).stem if path else catalog.entries()["starter"].title

    def last_speed(self) -> float | None:
        """Tokens a second of the last answer; None where there was none. The engine is not started for this."""
        engine = self.engine
        if engine.pid is None:
            return None
        try:
            usage = engine.last_usage()
        except AssistantError:
            return None
        return usage.written / usage.decode_seconds if usage and usage.written and usage.decode_seconds else None

    def weakness(self, language: str, route: str) -> Weakness:
        """Where this model should not be trusted with a question, or empty.

        Args:
            language: of the question, ISO 639-1.
        """
        if "*" not in self.languages and language not in self.languages:
            return "language"
        return "summary" if route == "summarize" and self.is_starter else ""

    @cached_property
    def engine(self) -> Engine:
        """The engine; starts nothing yet."""
        chosen = self._settings.model
        return Engine(
            EngineOptions(
                cache_dir=self._cache,
                path=Path(chosen.path).expanduser() if chosen.path else None,
                context_tokens=chosen.context_tokens or None,
                threads=chosen.threads or None,
                gpu_layers=None if chosen.gpu_layers < 0 else chosen.gpu_layers,
                flash_attention="on" if chosen.flash_attention else "off",
            )
        )

    @cached_property
    def counter(self) -> TokenCounter:
        """Exact tokens of a text in the model's own vocabulary."""
        path = catalog.resolve(self.engine.options.path, self._cache)
        return counter_for(path, self._cache, self.engine)

    @property
    def fingerprint(self) -> str:
        """What token ids are only valid for."""
        info = self.engine.info
        return f"{info.name}-{info.size_bytes}-{info.vocabulary}"

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of what the model is asked to write; ``*`` for any."""
        if self._settings.model.path and self._settings.answer.trust_model_languages:
            return ("*",)
        return self._settings.answer.languages

    @property
    def most_quotes(self) -> int | None:
        """How many quotes the model is given; None for all that fit.

        The starter model answers better from two than from three (.51 against .45 of 100 questions of SQuAD 2.0 dev,
        articles 1 to 4); larger models are not distracted so easily.
        """
        return None if self._settings.model.path else 2

    def chat(self, cancel: Cancel | None = None, callbacks: list[Any] | None = None) -> "ChatLlama":
        """The model that answers; its KV cache holds the conversation."""
        from assistant.models.chat_model import ChatLlama

        return ChatLlama(**self._written_so(), cancel=cancel, callbacks=callbacks)

    def completion(self, cancel: Cancel | None = None) -> "LlamaCompletion":
        """The same model without its chat template: it goes on with a text."""
        from assistant.models.completion import LlamaCompletion

        return LlamaCompletion(**self._written_so(), cancel=cancel)

    def _written_so(self) -> dict[str, Any]:
        """The fields of ``CallFields`` that the settings say."""
        names = ("max_tokens", "temperature", "top_p", "min_p", "repeat_penalty", "seed")
        return {"engine": self.engine, **{name: getattr(self._settings.answer, name) for name in names}}

    def helper(self, cancel: Cancel | None = None, callbacks: list[Any] | None = None) -> "ChatLlama":
        """The same weights beside the conversation: rewriting and routing leave its KV cache alone."""
        return self.chat(cancel, callbacks).model_copy(update={"lane": "aux", "temperature": 0.0})

    def layout(self, name: str, opening: "list[BaseMessage]") -> Layout:
        """The tokens that ``opening`` and the chat template take; counted once for each ``name``, by the engine."""
        if name not in self._layouts:
            from assistant.models.chat_model import to_engine

            first = to_engine(opening)
            user, answer = ChatMessage("user", "x"), ChatMessage("assistant", "x")
            sizes = [
                self.engine.count_messages(messages, answer_follows=False)
                for messages in (first, [*first, user], [*first, user, answer])
            ]
            opened = self.engine.count_messages([*first, user])
            one = self.engine.count("x")
            self._layouts[name] = Layout(
                sizes[0],
                Framing(user=sizes[1] - sizes[0] - one, assistant=sizes[2] - sizes[1] - one, opening=opened - sizes[1]),
            )
        return self._layouts[name]

    def close(self) -> None:
        """End the engine's child, if one runs."""
        if "engine" in self.__dict__:
            self.engine.close()

    def _load(self) -> None:
        try:
            self.engine.load()
        except (AssistantError, Cancelled):
            return  # the question that needs it meets the same error and shows it
