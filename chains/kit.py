"""What a chain of the shelf is given, what it tells on its way, and what it gives back."""

from abc import abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

import numpy as np
from langchain_core.runnables import Runnable, RunnableConfig
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from chains.answer import Answer, AnswerChain, Check
from chains.documents import SourceDocument
from chains.prompts import Prompt, load
from chains.types import Claim, Quote, Verdict

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.retrievers import BaseRetriever

    from chains.examples import ExampleShelf

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Options = TypeVar("Options", bound="ChainOptions")


class ChainOptions(BaseModel):
    """What a person may set for one run of a chain; each field has a description, bounds and a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Memo(Protocol):
    """Keeps what a long run has made so far, so that it goes on where it was stopped or killed.

    What is kept goes when its document is removed.
    """

    def get(self, key: str) -> str | None:
        """What was put under ``key``; None if nothing was."""

    def put(self, key: str, value: str, document_id: str) -> None:
        """Keep ``value``, which was made from one document alone."""


class NoMemo:
    """Keeps nothing."""

    def get(self, key: str) -> str | None:
        """Nothing."""
        return None

    def put(self, key: str, value: str, document_id: str) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the model.

    Attributes:
        purpose: what it was for, a word: ``map``, ``reduce``, ``extract``, ``sql`` …
        prompt: the messages as they were given, for those who want to see them.
        prompt_tokens: as the model counted them; None where it does not say.
        answer_tokens: as the model counted them; None where it does not say.
        tries: above 1 where an answer that could not be read was asked for again.
    """

    purpose: str
    prompt: str
    prompt_tokens: int | None
    answer_tokens: int | None
    tries: int = 1


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


@dataclass(frozen=True, slots=True)
class ChainUsage:
    """What one run cost, in the model's own tokens."""

    prompt_tokens: int = 0
    answer_tokens: int = 0
    calls: tuple[Call, ...] = ()
    examples: tuple[tuple[str, int], ...] = ()


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
    examples: "ExampleShelf | None" = None
    memo: Memo = field(default_factory=NoMemo)
    languages: tuple[str, ...] = ("*",)
    meter: Meter = field(default_factory=Meter)

    def stream(
        self,
        messages: "Sequence[BaseMessage]",
        *,
        purpose: str,
        max_tokens: int,
        cancel: Check | None = None,
        **options: Any,
    ) -> Generator[str, None, Answer]:
        """One call of the model: yields its words, returns the whole answer; loops are stopped, the call is metered.

        Args:
            purpose: see ``Call``.
            options: of the call: ``temperature``, ``seed``, ``response_format``, ``lark``, ``prefix``, ``stop``.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        chain = AnswerChain(self.model, max_tokens=max_tokens, **options)
        answer = yield from chain.stream(messages, cancel)
        told = "\n\n".join(f"{message.type}: {message.text}" for message in messages)
        self.meter.calls.append(Call(purpose, told, answer.usage.prompt, answer.usage.answer))
        return answer

    def say(
        self,
        messages: "Sequence[BaseMessage]",
        *,
        purpose: str,
        max_tokens: int,
        cancel: Check | None = None,
        **options: Any,
    ) -> Answer:
        """``stream``, all at once."""
        words = self.stream(messages, purpose=purpose, max_tokens=max_tokens, cancel=cancel, **options)
        while True:
            try:
                next(words)
            except StopIteration as stop:
                answer: Answer = stop.value
                return answer


# --- what goes in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChainInput:
    """What a chain works on.

    Attributes:
        text: what the person wrote after the chain's name: a question, the fields to extract, a text to continue.
        documents: whole documents, in the order in which they are worked.
        history: ``(role, text)`` of earlier messages, role ``system``, ``user`` or ``assistant``.
        language: ISO 639-1 of what the person wrote, in which the answer is expected.
    """

    text: str = ""
    documents: tuple[SourceDocument, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    language: str = "en"


# --- what comes out -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        stage: what is being done, a code whose texts stand in the chain's file in ``resources/chains``.
        label: of the item at hand: a document's title, a section's heading.
        kept: so many of ``done`` were made by an earlier run and taken as they were.
    """

    stage: str
    done: int
    total: int
    label: str = ""
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The next piece of the result's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a result's table.

    Attributes:
        text: as it is shown; empty rather than a guess.
        value: typed: text, number, ISO date as text, truth; None where the cell is empty.
        quotes: indices into the result's quotes: what it stands on.
        verdict: of the evidence; ``no`` for an empty cell.
    """

    text: str
    value: str | int | float | bool | None = None
    quotes: tuple[int, ...] = ()
    verdict: Verdict = "no"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of typed cells; every row has one cell a column.

    Attributes:
        numeric: names of the columns that are set to the right.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of two columns of the result's table, where one helps."""

    kind: Literal["bar", "line"]
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that led to the result and is shown apart from it: a thought, a calculation, the SQL.

    Attributes:
        kind: ``thought``, ``calculation``, ``sql``, ``sample`` …
        ok: False for what was found wrong: a calculation that does not hold, say.
    """

    kind: str
    text: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person must know of the result, its texts stand in the chain's file."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class ChainResult:
    """What a chain gives back.

    Attributes:
        text: Markdown; ``[n]`` behind a sentence cites ``quotes[n - 1]``.
        quotes: verbatim evidence.
        claims: the sentences of ``text`` that were checked, with their verdicts.
        data: the typed result as JSON has it, for scripts and for other chains.
        read: ``(read, all)``: how much of the input was read, in parts, documents or rows.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    data: object = None
    read: tuple[int, int] | None = None
    usage: ChainUsage = field(default_factory=ChainUsage)


ChainEvent = Progress | Words | Step | ChainResult


class Chain(Runnable[ChainInput, ChainResult], Generic[Options]):
    """A chain of the shelf, a LangChain Runnable. Subclasses write ``run``.

    Args:
        kit: the model and all else.
        options: of this run.
    """

    def __init__(self, kit: Kit, options: Options) -> None:
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
