"""A LangChain chat model over the engine: exact usage, cancel in prefill, JSON schemas held by a grammar."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import BaseModel, ConfigDict

from assistant.cancel import Cancel
from assistant.models.engine import ChatMessage, Engine, Usage
from assistant.models.sampling import Sampling, fresh_seed, schema_text

SAMPLING_FIELDS = ("max_tokens", "temperature", "top_k", "top_p", "min_p", "repeat_penalty", "stop_loops")
ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class CallFields(BaseModel):
    """How text is generated unless a call says otherwise.

    Attributes:
        seed: None for another one each time.
        stop_loops: end when the same phrase comes three times in a row.
        lane: ``main`` keeps its KV cache for the next call; ``aux`` has a small one of its own.
        cancel: stops every call of this model.
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

    def sampling(self, stop: Sequence[str] | None, kwargs: Mapping[str, Any]) -> Sampling:
        """These fields, with what the call's ``kwargs`` say instead."""
        seed = kwargs.get("seed", self.seed)
        response_format = kwargs.get("response_format")
        return Sampling(
            **{name: kwargs.get(name, getattr(self, name)) for name in SAMPLING_FIELDS},
            seed=fresh_seed() if seed is None else seed,
            stop=tuple(stop or ()),
            schema="" if response_format is None else schema_text(response_format),
            lark=kwargs.get("lark", ""),
        )

    def call_options(self, stop: Sequence[str] | None, kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """What ``Engine.generate`` takes beside the prompt."""
        return {
            "sampling": self.sampling(stop, kwargs),
            "prefix": kwargs.get("prefix", ""),
            "cancel": kwargs.get("cancel", self.cancel),
            "lane": kwargs.get("lane", self.lane),
        }


class ChatLlama(CallFields, BaseChatModel):
    """Chat with the model that ``engine`` has loaded.

    Beside the fields here, a call takes ``cancel`` (an ``assistant.cancel.Cancel``), ``lane`` (``main`` or ``aux``),
    ``stop``, ``response_format`` (a JSON schema in OpenAI's form, or a Pydantic class), ``lark`` (a grammar),
    ``prefix`` (how the answer begins) and any of the sampling fields for this call only.

    Args:
        engine: shared freely; it queues.
    """

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
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last", **self._metadata(usage)))

    def _run(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Generator[str, None, Usage]:
        return self.engine.generate(to_engine(messages), **self.call_options(stop, kwargs))

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
