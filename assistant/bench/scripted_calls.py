"""A chat model that calls tools as a script says: what no real model can be made to do on demand."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

from assistant.bench.scripted import Scene, ScriptedModels
from assistant.cancel import Cancel
from assistant.settings import Settings

Tools = Sequence[Mapping[str, Any]]
Script = Callable[[Sequence[BaseMessage], Tools], Iterable[AIMessageChunk]]


class CallingModel(BaseChatModel):
    """Streams what ``script`` makes of a prompt and the tools that go with it; of none where it is to write words."""

    script: Script
    prompts: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted-calls"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """This model with tools, as an engine with tool calling of its own has them."""
        return self.bind(tools=list(tools), **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.prompts += 1
        for chunk in self.script(messages, kwargs.get("tools", ())):
            yield ChatGenerationChunk(message=chunk)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        whole = AIMessageChunk(content="")
        for chunk in self._stream(messages, stop, run_manager, **kwargs):
            assert isinstance(chunk.message, AIMessageChunk)
            whole += chunk.message
        return ChatResult(generations=[ChatGeneration(message=whole)])


def called(name: str, arguments: object, thought: str = "", number: int = 0) -> AIMessageChunk:
    """A call as an engine streams it.

    Args:
        arguments: as they are written if they are text, else as JSON.
        number: of the call, where there are several at once.
    """
    written = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return AIMessageChunk(
        content=thought, tool_call_chunks=[tool_call_chunk(name=name, args=written, id=f"call_{number}", index=number)]
    )


def said(text: str) -> AIMessageChunk:
    """Words."""
    return AIMessageChunk(content=text)


class ScriptedChatModels(ScriptedModels):
    """The models of a home whose chat model calls tools as a script says.

    Attributes:
        calls: the script; another one for the next question if it is changed.
        small: whether rules are to leave the model little to choose.
    """

    def __init__(self, settings: Settings, cache: Path, calls: Script | None = None, small: bool = False) -> None:
        super().__init__(settings, cache, lambda _: Scene(()))
        self.calls: Script = calls or (lambda messages, tools: ())
        self.small = small

    @property
    def is_small(self) -> bool:
        """As it is told."""
        return self.small

    def chat(self, cancel: Cancel | None = None, callbacks: list[Any] | None = None) -> BaseChatModel:  # type: ignore[override] # any chat model will do
        """The one that calls."""
        return _Counting(script=self.calls)


class _Counting(CallingModel):
    """The same, with tokens counted in characters."""

    def get_num_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Any = None) -> int:
        return sum(self.get_num_tokens(message.text) + 3 for message in messages)
