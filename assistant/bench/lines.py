"""A chat model that says given lines, one a call, and keeps what it was asked."""

from collections.abc import Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field


class Lines(BaseChatModel):
    """Says each of ``lines`` in turn, and the last one for ever.

    Attributes:
        seen: the messages of each call, as text.
        options: the options of each call.
    """

    lines: list[str]
    seen: list[str] = Field(default_factory=list)
    options: list[Mapping[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "lines"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.seen.append("\n".join(f"{message.type}: {message.text}" for message in messages))
        self.options.append(kwargs)
        text = self.lines[min(len(self.seen), len(self.lines)) - 1]
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])
