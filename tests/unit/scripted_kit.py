"""A kit whose model writes what a function makes of the last message: for chains whose words do not matter."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from numpy.typing import NDArray
from pydantic import Field

from chains.kit import Chain, ChainEvent, ChainInput, ChainResult, Kit
from chains.text import is_stop, terms

CONTEXT = 1000


def count(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def count_messages(messages: Sequence[BaseMessage]) -> int:
    return sum(count(message.text) + 3 for message in messages)


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Bags of words, hashed the same way in every process."""
    out = np.zeros((len(texts), 64), np.float32)
    for row, text in enumerate(texts):
        for term in filter(lambda term: not is_stop(term), terms(text)):
            out[row, sum(term.encode()) % 64] += 1
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


class Scripted(BaseChatModel):
    """Writes what ``script`` makes of the last message; keeps each prompt."""

    script: Callable[[str], str]
    prompts: list[list[BaseMessage]] = Field(default_factory=list)
    limits: list[int] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        self.prompts.append(list(messages))
        self.limits.append(kwargs.get("max_tokens", 0))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.script(messages[-1].text)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = self._generate(messages, stop, None, **kwargs).generations[0].message.text
        for piece in re.findall(r"\S+\s*|\s+", said):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def kit(script: Callable[[str], str] = lambda _: "", **fields: Any) -> Kit:
    """A kit of a scripted model, without a grammar."""
    wanted = {"context_tokens": CONTEXT, "grammar": False, "embed": embed, **fields}
    return Kit(model=Scripted(script=script), count=count, count_messages=count_messages, **wanted)


def ran(chain: Chain[Any], given: ChainInput, cancel: Any = None) -> tuple[ChainResult, list[ChainEvent]]:
    """The result, and all that was told."""
    events = list(chain.run(given, cancel))
    assert isinstance(events[-1], ChainResult)
    return events[-1], events


class Dictionary(dict[str, str]):
    """A memo in memory."""

    def put(self, key: str, value: str, *document_ids: str) -> None:
        self[key] = value
