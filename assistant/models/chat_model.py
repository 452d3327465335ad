"""A LangChain chat model over the engine: exact usage, cancel in prefill, JSON schemas held by a grammar."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from assistant.cancel import Cancel
from assistant.models.engine import ChatMessage, Engine, Usage
from assistant.models.sampling import Sampling, fresh_seed, schema_text

ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class ChatLlama(BaseChatModel):
    """Chat with the model that ``engine`` has loaded.

    Beside the fields here, a call takes ``cancel`` (an ``assistant.cancel.Cancel``), ``lane`` (``main`` or ``aux``),
    ``stop``, ``response_format`` (a JSON schema in OpenAI's form, or a Pydantic class), ``lark`` (a grammar),
    ``prefix`` (how the answer begins) and any of the sampling fields for this call only.

    Args:
        engine: shared freely; it queues.
        seed: None for another one each time.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Engine
    max_tokens: int = 512
    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int | None = None
    stop_loops: bool = True
    lane: str = "main"
    cancel: Cancel | None = None

    _sampling_fields: ClassVar[tuple[str, ...]] = (
        "max_tokens",
        "temperature",
        "top_k",
        "top_p",
        "min_p",
        "repeat_penalty",
        "stop_loops",
    )

    @property
    def _llm_type(self) -> str:
        return "lectern-llama"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": str(self.engine.options.path or "starter")}

    def get_num_tokens(self, text: str) -> int:
        """How many tokens ``text`` is, by the model's own tokenizer."""
        return self.engine.count(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """Exactly how many tokens the prompt of ``messages`` is."""
        return self.engine.count_messages(to_engine(messages))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = self._run(messages, stop, kwargs)
        parts: list[str] = []
        while True:
            try:
                parts.append(next(pieces))
            except StopIteration as done:
                usage: Usage = done.value
                break
        message = AIMessage(content="".join(parts), **self._metadata(usage))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        pieces = self._run(messages, stop, kwargs)
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                usage: Usage = done.value
                break
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager is not None:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", chunk_position="last", **self._metadata(usage))
        )

    def _run(self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]) -> Iterator[str]:
        cancel: Cancel | None = kwargs.get("cancel", self.cancel)
        chosen = {name: kwargs.get(name, getattr(self, name)) for name in self._sampling_fields}
        seed = kwargs.get("seed", self.seed)
        response_format = kwargs.get("response_format")
        sampling = Sampling(
            **chosen,
            seed=fresh_seed() if seed is None else seed,
            stop=tuple(stop or ()),
            schema="" if response_format is None else schema_text(response_format),
            lark=kwargs.get("lark", ""),
        )
        return self.engine.generate(
            to_engine(messages),
            prefix=kwargs.get("prefix", ""),
            sampling=sampling,
            cancel=cancel,
            lane=kwargs.get("lane", self.lane),
        )

    def _metadata(self, usage: Usage) -> dict[str, Any]:
        return {
            "usage_metadata": usage_metadata(usage),
            "additional_kwargs": {"token_ids": list(usage.token_ids)},
            "response_metadata": {
                "model_name": self.engine.info.name,
                "finish_reason": usage.finish_reason,
                "evaluated": usage.evaluated,
                "reused": usage.reused,
                "written": usage.written,
                "token_ids": list(usage.token_ids),
                "first_token_seconds": usage.first_token_seconds,
            },
        }


def usage_metadata(usage: Usage) -> UsageMetadata:
    """LangChain's form of ``usage``."""
    return UsageMetadata(
        input_tokens=usage.prompt,
        output_tokens=usage.written,
        total_tokens=usage.prompt + usage.written,
        input_token_details=InputTokenDetails(cache_read=usage.reused),
    )


def to_engine(messages: Sequence[BaseMessage]) -> list[ChatMessage]:
    """LangChain messages as the engine takes them; token ids of earlier answers come along."""
    return [
        ChatMessage(
            role=ROLES.get(message.type, getattr(message, "role", "user")),
            content=message.text,
            token_ids=tuple(message.additional_kwargs.get("token_ids", ())),
        )
        for message in messages
    ]
