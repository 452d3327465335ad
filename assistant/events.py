"""What ``Assistant.ask`` yields, in order; the same for the window, the command line and tests.

``Condensed? → Routed → EvidenceFound → Planned → Token… → Verified → Done``, or ``Failed``. A chain's turn goes
``Routed → (Progress | Step | Action | Token)… → EvidenceFound → MadeByChain → Verified → Done``.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from assistant.made import Made
from chains.errors import AssistantError
from chains.results import Action, Progress, Step
from chains.types import Claim, Passage, Quote, RouteName, Supported


@dataclass(frozen=True, slots=True)
class Condensed:
    """A follow-up was rewritten so that it can be searched for on its own."""

    question: str
    rewritten: str


@dataclass(frozen=True, slots=True)
class Routed:
    """Where the question goes, and why.

    Attributes:
        route: a ``RouteName``, or the name of the chain that was called.
    """

    route: str
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The quotes, best first; ``found`` is False when nothing relevant stands in the documents.

    Attributes:
        passages: the chunks that the quotes were taken from, best first.
        dense_by: ``index`` (Chroma), ``exact``, or ``none``.
    """

    quotes: tuple[Quote, ...]
    passages: tuple[Passage, ...]
    found: bool
    dense_by: str = "exact"


@dataclass(frozen=True, slots=True)
class DroppedPiece:
    """Something that did not fit the context window, or was left out on purpose.

    Attributes:
        chunk_id: of a quote's chunk, so that it can be pinned; 0 for anything else.
    """

    kind: str
    label: str
    tokens: int
    reason: str
    chunk_id: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that stands in the context window.

    Attributes:
        kind: ``instructions``, ``history``, ``evidence`` or ``question``; of a chain ``call`` (all calls of the model
            with one purpose) or ``example`` (a few-shot example).
        label: a turn's question, a quote's title and page; empty where the kind says it all.
        tokens: what it takes; 0 for a quote that stands in an earlier turn and is only referred to.
        chunk_id: of a quote's chunk, so that it can be dropped; 0 for anything else.
        state: ``new``, ``repeated`` (stands in an earlier turn) or ``reduced`` (a turn without its sources).
    """

    kind: str
    label: str
    tokens: int
    chunk_id: int = 0
    state: str = "new"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Tokens of one turn, each counted by the engine's own token ids.

    Attributes:
        context_tokens: size of the context window.
        instructions: tokens of the system message and the template around it.
        history: tokens of the turns before this one.
        evidence: tokens of the quotes and the question.
        answer_reserved: room that was kept for the answer.
        answer: tokens that were written.
        evaluated: prompt tokens that the engine had to evaluate.
        reused: prompt tokens that stood in its KV cache.
        dropped: what was left out of the window and why.
        auxiliary: tokens evaluated for routing, rewriting and reranking, counted apart.
        pieces: what stands in the window, in its order; empty in receipts of older programs.
        examples: few-shot examples that routing was shown, each with its tokens; they are among ``auxiliary``.
    """

    context_tokens: int = 0
    instructions: int = 0
    history: int = 0
    evidence: int = 0
    answer_reserved: int = 0
    answer: int = 0
    evaluated: int = 0
    reused: int = 0
    dropped: tuple[DroppedPiece, ...] = ()
    auxiliary: int = 0
    pieces: tuple[Piece, ...] = ()
    examples: tuple[tuple[str, int], ...] = ()

    @property
    def of_calls(self) -> bool:
        """Whether it adds up calls of a chain, each of which had a context window of its own."""
        return any(piece.kind == "call" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is about to go into the window; ``prompt`` is the rendered text, for those who want to see it."""

    receipt: Receipt
    prompt: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a question that is still being typed would put into the context window; nothing is stored.

    Attributes:
        receipt: the plan; ``answer``, ``evaluated`` and ``reused`` are 0.
        quotes: what would be the evidence, best first.
        found: False where the model would not be asked: nothing relevant stands in the documents, or ``route`` needs
            none.
        language: of the question, ISO 639-1.
    """

    receipt: Receipt
    quotes: tuple[Quote, ...]
    found: bool
    route: RouteName
    language: str


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class MadeByChain:
    """What a chain has made beside its words."""

    made: Made


@dataclass(frozen=True, slots=True)
class Verified:
    """Each sentence of the answer with its verdict."""

    claims: tuple[Claim, ...]
    supported: Supported


@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall-clock seconds of one turn."""

    retrieve: float = 0.0
    first_token: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is stored. ``stopped`` is ``cancelled``, ``length`` or ``loop`` if the answer did not end by itself."""

    conversation: str
    turn: int
    answer: str
    supported: Supported
    receipt: Receipt
    seconds: Seconds
    stopped: str | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn is stored with what was written so far; the error says what to do."""

    error: AssistantError
    conversation: str
    turn: int


Event: TypeAlias = (
    Condensed
    | Routed
    | EvidenceFound
    | Planned
    | Token
    | Progress
    | Step
    | Action
    | MadeByChain
    | Verified
    | Done
    | Failed
)


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """One step of working the queue.

    Attributes:
        path: the file this is about, for showing.
        state: ``reading``, then ``indexing``, then ``ready``, ``unchanged``, ``failed`` or ``cancelled`` (it was taken
            out of the queue meanwhile). ``recut``: a document that an older program had cut in another way.
            ``elsewhere``: another process works the queue, and has got on.
        done: files finished since the work began.
        waiting: files still in the queue.
        document: id, once it is ready.
        error: why it failed.
        number: of its entry in the queue.
    """

    path: str
    state: str
    done: int
    waiting: int
    document: str = ""
    title: str = ""
    error: AssistantError | None = None
    chunks: int = 0
    pages: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    number: int = 0
