"""A LangChain chat model over the engine: exact usage, cancel in prefill, schemas and tool calls held by a grammar."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.base import LangSmithParams
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_chunk_to_message
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableMap, RunnablePassthrough
from langchain_core.utils.function_calling import convert_to_json_schema
from pydantic import BaseModel, ConfigDict

from assistant.cancel import Cancel
from assistant.models.engine import ChatMessage, Engine, Usage
from assistant.models.sampling import Sampling, fresh_seed, schema_text
from assistant.models.tool_calls import CallReader, ToolLike, Toolset, spelled, toolset
from chains.parsers.schemas import Bounds, bounded

if TYPE_CHECKING:
    from langchain_core.output_parsers import BaseOutputParser

SAMPLING_FIELDS = ("max_tokens", "temperature", "top_k", "top_p", "min_p", "repeat_penalty", "stop_loops")
ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class CallFields(BaseModel):
    """How text is generated unless a call says otherwise.

    Attributes:
        seed: None for another one each time.
        stop: strings that end the text and are not part of it, unless a call brings its own.
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
    stop: list[str] | None = None
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
            stop=tuple(self.stop or () if stop is None else stop),
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
    ``prefix`` (how the answer begins) and any of the sampling fields for this call only; ``tools``, ``tool_choice`` and
    ``parallel_tool_calls`` as ``bind_tools`` gives them, for which an explicit form is no place.

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
        """Exactly how many tokens the prompt of ``messages`` is, with the ``tools`` that it tells of."""
        return self.engine.count_messages(to_engine(toolset(tools).told(messages) if tools else messages))

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        path = self.engine.options.path
        params = LangSmithParams(
            ls_provider="lectern",
            ls_model_type="chat",
            ls_model_name=str(kwargs.get("model") or (path.stem if path else "starter")),
            ls_temperature=kwargs.get("temperature", self.temperature),
            ls_max_tokens=kwargs.get("max_tokens", self.max_tokens),
        )
        stops = stop or self.stop
        return {**params, "ls_stop": stops} if stops else params

    def bind_tools(
        self,
        tools: Sequence[ToolLike],
        *,
        tool_choice: str | bool | Mapping[str, Any] | None = None,
        parallel_tool_calls: bool = False,
        strict: bool | None = None,
        thought: bool = False,
        tools_told: bool = False,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """This model with tools: its calls come as ``AIMessage.tool_calls``, and are always readable.

        Args:
            tools: functions, tools, Pydantic classes, or schemas in OpenAI's or Anthropic's form.
            tool_choice: ``auto`` (a call or words), ``any`` (a call), ``none``, or a tool's name.
            parallel_tool_calls: whether it may call several at once.
            strict: calls are always held to their schema; for callers that say so.
            thought: a line of reasoning comes before each call, as the message's text.
            tools_told: the messages tell of the tools already; else they are told of, with examples.

        Raises:
            ModelError: two tools of one name, or a choice of one that is not there.
        """
        checked = toolset(tools, tool_choice, parallel=parallel_tool_calls)
        react = {"thought": thought, "tools_told": tools_told} if thought or tools_told else {}
        return self.bind(
            tools=[{"type": "function", "function": dict(function)} for function in checked.functions],
            tool_choice=checked.choice,
            parallel_tool_calls=parallel_tool_calls,
            **react,
            **kwargs,
        )

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, dict[str, Any] | BaseModel]:
        """This model giving instances of ``schema``, or dictionaries where it is no Pydantic class.

        Args:
            schema: a Pydantic class, a ``TypedDict``, a JSON schema or an OpenAI function.
            include_raw: give ``raw``, ``parsed`` and ``parsing_error`` instead.
            kwargs: ``method``: ``json_schema`` and ``json_mode`` hold the answer itself to the schema,
                ``function_calling`` tells the model of it as a tool; ``strict`` is always so.

        Raises:
            ValueError: another keyword, or another method.
        """
        method = kwargs.pop("method", None) or "json_schema"
        kwargs.pop("strict", None)
        if kwargs or method not in ("json_schema", "json_mode", "function_calling"):
            raise ValueError(f"with_structured_output takes no {', '.join(kwargs) or method}")
        if method == "function_calling":
            return super().with_structured_output(schema, include_raw=include_raw)
        parser: BaseOutputParser[Any] = JsonOutputParser()
        plain = convert_to_json_schema(schema)
        if isinstance(schema, type) and (hasattr(schema, "model_json_schema") or hasattr(schema, "__fields__")):
            parser = PydanticOutputParser(pydantic_object=schema)
        own = schema.model_json_schema() if isinstance(schema, type) and issubclass(schema, BaseModel) else plain
        model = self.bind(
            response_format={
                "type": "json_schema",
                "json_schema": {"name": str(plain.get("title", "answer")), "schema": bounded(own, Bounds())},
            },
            ls_structured_output_format={"kwargs": {"method": method}, "schema": schema},
        )
        if not include_raw:
            return model | parser
        parsed = RunnablePassthrough.assign(parsed=itemgetter("raw") | parser, parsing_error=lambda _: None)
        failed = RunnablePassthrough.assign(parsed=lambda _: None)
        return RunnableMap(raw=model) | parsed.with_fallbacks([failed], exception_key="parsing_error")

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = iter(self._stream(messages, stop, None, **kwargs))
        whole = cast(AIMessageChunk, next(chunks).message)
        rest = [cast(AIMessageChunk, chunk.message) for chunk in chunks]
        message = message_chunk_to_message(whole.__class__.__add__(whole, rest) if rest else whole)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        tools = self._tools(kwargs)
        reader = CallReader() if tools.calling else None
        options = self.call_options(stop, {**kwargs, **tools.grammar()} if tools.calling else kwargs)
        pieces = self.engine.generate(to_engine(tools.told(messages)), **options)
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                usage: Usage = done.value
                break
            for part in [piece] if reader is None else reader.push(piece):
                words = part if isinstance(part, str) else ""
                calls = [] if isinstance(part, str) else [part]
                chunk = ChatGenerationChunk(message=AIMessageChunk(content=words, tool_call_chunks=calls))
                if run_manager is not None:
                    run_manager.on_llm_new_token(words, chunk=chunk)
                yield chunk
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last", **self._metadata(usage)))

    @staticmethod
    def _tools(kwargs: Mapping[str, Any]) -> Toolset:
        """The tools of a call; none where it asks for a form of its own."""
        formed = kwargs.get("response_format") is not None or kwargs.get("lark")
        tools = () if formed else kwargs.get("tools") or ()
        return toolset(
            tools,
            kwargs.get("tool_choice"),
            parallel=bool(kwargs.get("parallel_tool_calls")),
            thought=bool(kwargs.get("thought")),
            is_told=bool(kwargs.get("tools_told")),
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
    """LangChain messages as the engine takes them; token ids of earlier answers come along.

    Calls of tools and their results are put in words, as ``bind_tools`` teaches them: a result is the person's turn.
    """
    return [
        ChatMessage(
            role=ROLES.get(message.type, getattr(message, "role", "user")),
            content=message.text,
            token_ids=tuple(message.additional_kwargs.get("token_ids", ())),
        )
        for message in spelled(messages)
    ]
