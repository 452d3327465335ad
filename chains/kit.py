"""What a chain of the shelf is given, what it tells on its way, and what it gives back."""

from abc import abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
from langchain_core.runnables import Runnable, RunnableConfig
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from chains.answer import Answer, AnswerChain, Check
from chains.errors import ModelError
from chains.examples import Example, ExampleShelf, Metered, fitting
from chains.prompts import Prompt, load
from chains.results import (
    Call,
    Cell,
    ChainEvent,
    ChainInput,
    ChainResult,
    ChainUsage,
    Chart,
    Note,
    Progress,
    Step,
    Table,
    Words,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, BaseLLM
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.retrievers import BaseRetriever

    from chains.agent.kit import AgentKit
    from chains.tables.engine import TableEngine

__all__ = [
    "Call",
    "Cell",
    "Chain",
    "ChainEvent",
    "ChainInput",
    "ChainOptions",
    "ChainResult",
    "ChainUsage",
    "Chart",
    "Embed",
    "Kit",
    "Memo",
    "Meter",
    "NoMemo",
    "Note",
    "Progress",
    "Step",
    "Table",
    "Words",
]

# Of a call, so many pieces and characters for each token that it may have; no engine needs more.
MOST_PIECES, MOST_CHARACTERS = 8, 64

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Chosen = TypeVar("Chosen", bound="ChainOptions")


class ChainOptions(BaseModel):
    """What a person may set for one run of a chain; each field has a description, bounds and a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Memo(Protocol):
    """Keeps what a long run has made so far, so that it goes on where it was stopped or killed.

    What is kept goes when one of its documents is removed.
    """

    def get(self, key: str) -> str | None:
        """What was put under ``key``; None if nothing was."""

    def put(self, key: str, value: str, *document_ids: str) -> None:
        """Keep ``value``, which was made from these documents alone."""


class NoMemo:
    """Keeps nothing."""

    def get(self, key: str) -> str | None:
        """Nothing."""
        return None

    def put(self, key: str, value: str, *document_ids: str) -> None:
        """Forget it."""


@dataclass(slots=True)
class Meter:
    """What one run has cost so far.

    Attributes:
        calls: each call of the model, in order.
        examples: few-shot examples that went in, with their tokens.
    """

    calls: list[Call] = field(default_factory=list)
    examples: list[tuple[str, int]] = field(default_factory=list)

    def usage(self) -> "ChainUsage":
        """All of it, for good."""
        return ChainUsage(
            sum(call.prompt_tokens or 0 for call in self.calls),
            sum(call.answer_tokens or 0 for call in self.calls),
            tuple(self.calls),
            tuple(self.examples),
        )


@dataclass(frozen=True)
class Kit:
    """What every chain is given.

    Attributes:
        model: any chat model of LangChain's.
        count: tokens of a text; exact for the models of Lectern's own.
        count_messages: tokens of a whole prompt, with what the chat template puts around it.
        context_tokens: the model's context window.
        embed: ``(n, d) float32`` normalised vectors of n texts.
        retriever: of the library, narrowed to what the run is about; None where there is none.
        grammar: whether the model holds to ``response_format`` and ``lark``; elsewhere answers are parsed and mended.
        prompt: the prompt of a name and language, the person's own copy first.
        examples: few-shot examples and how they are chosen; None for none.
        memo: see ``Memo``.
        languages: ISO 639-1 codes that the model writes; ``*`` for any.
        completion: the same model without its chat template, to go on with a text; None where there is none.
        tables: runs SQL on the tables of documents; None where there is nothing that does.
        agent: tools, for a chain that calls some; None for none.
        meter: of this run.
    """

    model: "BaseChatModel"
    count: Callable[[str], int]
    count_messages: "Callable[[Sequence[BaseMessage]], int]"
    context_tokens: int
    embed: Embed
    retriever: "BaseRetriever | None" = None
    grammar: bool = True
    prompt: Callable[[str, str], Prompt] = load
    examples: ExampleShelf | None = None
    memo: Memo = field(default_factory=NoMemo)
    languages: tuple[str, ...] = ("*",)
    completion: "BaseLLM | None" = None
    tables: "TableEngine | None" = None
    agent: "AgentKit | None" = None
    meter: Meter = field(default_factory=Meter)

    def shown(
        self, name: str, language: str, text: str, fits: Callable[[Sequence[Example]], bool] = lambda _: True
    ) -> tuple[tuple[Example, ...], int]:
        """The few-shot examples that go into a prompt, metered, and how many more there was no room for.

        Args:
            name: of their set, as ``Prompt.examples`` has it; empty for none.
            text: what they are to go with.
            fits: whether the prompt with these examples leaves room for the answer.

        Raises:
            ExampleError: there is no such set.
        """
        if not name or self.examples is None:
            return (), 0
        left_out = 0

        def keep(chosen: tuple[Example, ...]) -> tuple[Example, ...]:
            nonlocal left_out
            kept = fitting(chosen, fits)
            left_out = len(chosen) - len(kept)
            return kept

        shelf = Metered(self.examples, self.count, self.meter.examples)
        chosen = shelf.choose(name, language, text, keep)
        return chosen, left_out

    def wording(self, prompt: Prompt) -> str:
        """Names all that the model is told by ``prompt``, examples too: what it made with the same can be kept."""
        if not prompt.examples or self.examples is None:
            return prompt.fingerprint
        return f"{prompt.fingerprint} {self.examples.fingerprint(prompt.examples, prompt.language)}"

    def stream(
        self,
        messages: "Sequence[BaseMessage]",
        *,
        purpose: str,
        max_tokens: int,
        cancel: Check | None = None,
        tries: int = 1,
        **options: Any,
    ) -> Generator[str, None, Answer]:
        """One call of the model: yields its words, returns the whole answer; loops are stopped, the call is metered.

        Args:
            purpose: see ``Call``.
            tries: see ``Call``.
            options: of the call: ``temperature``, ``seed``, ``response_format``, ``lark``, ``prefix``, ``stop``.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        chain = AnswerChain(self.model, max_tokens=max_tokens, **options)
        answer = yield from chain.stream(messages, cancel)
        told = "\n\n".join(f"{message.type}: {message.text}" for message in messages)
        self.meter.calls.append(Call(purpose, told, answer.usage.prompt, answer.usage.answer, tries))
        return answer

    def say(
        self,
        messages: "Sequence[BaseMessage]",
        *,
        purpose: str,
        max_tokens: int,
        cancel: Check | None = None,
        tries: int = 1,
        **options: Any,
    ) -> Answer:
        """``stream``, all at once."""
        words = self.stream(messages, purpose=purpose, max_tokens=max_tokens, cancel=cancel, tries=tries, **options)
        while True:
            try:
                next(words)
            except StopIteration as stop:
                answer: Answer = stop.value
                return answer

    def call(
        self,
        messages: "Sequence[BaseMessage]",
        tools: Sequence[Mapping[str, Any]],
        *,
        purpose: str,
        max_tokens: int,
        cancel: Check | None = None,
        **options: Any,
    ) -> "AIMessage":
        """One call of one of ``tools`` by the model: why in the message's text, the call in ``tool_calls``.

        A model under a grammar writes one that can be read; an engine with tool calling of its own uses that, and may
        give none.

        Args:
            tools: in OpenAI's form; the messages tell of them already.
            purpose: see ``Call``.

        Raises:
            Cancelled: ``cancel`` was set.
            ModelError: the model cannot be given tools.
        """
        from langchain_core.messages import AIMessage, AIMessageChunk

        react = {"thought": True, "tools_told": True, "stop_loops": False} if self.grammar else {}
        try:
            bound = self.model.bind_tools(list(map(dict, tools)), tool_choice="any", **react)
        except NotImplementedError as exc:
            raise ModelError("model.tools", reason="it knows no tools") from exc
        whole: AIMessage | None = None
        pieces = characters = 0
        chunks = bound.stream(list(messages), max_tokens=max_tokens, **{"temperature": 0.0, **options})
        try:
            for chunk in chunks:
                if cancel is not None:
                    cancel.check()
                if isinstance(chunk, AIMessageChunk) and isinstance(whole, AIMessageChunk):
                    whole += chunk
                elif isinstance(chunk, AIMessage):  # the first piece, or all of it from a model that does not stream
                    whole = chunk
                pieces += 1
                characters += len(chunk.text)
                characters += sum(len(part["args"] or "") for part in getattr(chunk, "tool_call_chunks", ()))
                # An engine that does not hold to ``max_tokens`` may write for ever.
                if pieces > MOST_PIECES * max_tokens or characters > MOST_CHARACTERS * max_tokens:
                    break
        except ValueError as exc:
            # LangChain's own word for an engine that wrote nothing at all.
            if whole is not None or "No generation chunks" not in str(exc):
                raise
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        counted = whole.usage_metadata if whole is not None else None
        spent = (counted["input_tokens"], counted["output_tokens"]) if counted else (None, None)
        told = "\n\n".join(f"{message.type}: {message.text}" for message in messages)
        self.meter.calls.append(Call(purpose, told, *spent))
        if whole is None:
            return AIMessage("")
        return AIMessage(whole.text.strip(), tool_calls=whole.tool_calls, usage_metadata=counted)


class Chain(Runnable[ChainInput, ChainResult], Generic[Chosen]):
    """A chain of the shelf, a LangChain Runnable. Subclasses write ``run``.

    Args:
        kit: the model and all else.
        options: of this run.
    """

    Options: ClassVar[type[ChainOptions]]
    # Whether it calls tools: ``kit.agent`` is then made for each run.
    calls_tools: ClassVar[bool] = False

    def __init__(self, kit: Kit, options: Chosen) -> None:
        self.kit = kit
        self.options = options

    @abstractmethod
    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """Work, telling how far it is; the last event is the ``ChainResult``.

        Raises:
            Cancelled: ``cancel`` was set; what the memo keeps is kept.
            AssistantError: it cannot be done as asked.
        """

    def invoke(self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any) -> ChainResult:
        """The result, at once."""

        def whole(given: ChainInput) -> ChainResult:
            last: ChainEvent | None = None
            for event in self.run(given):
                last = event
            assert isinstance(last, ChainResult)
            return last

        return self._call_with_config(whole, input, config)
