"""A chat model that calls tools as a script says: what no real model can be made to do on demand."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

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
