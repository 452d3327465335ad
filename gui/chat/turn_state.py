"""What is shown of one turn, whether it was read from the library or is being answered now."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.events import (
    Condensed,
    Done,
    Event,
    EvidenceFound,
    Failed,
    MadeByChain,
    Planned,
    Receipt,
    Routed,
    Seconds,
    Token,
    Verified,
)
from assistant.footnotes import OWN_ROUTES, numbers_of
from assistant.made import Made, Progress, Step

if TYPE_CHECKING:
    from assistant.conversations import Turn
    from assistant.errors import AssistantError
    from chains.types import Claim, Quote

# Ways that lead to a chain, whether it was called by name or not.
CHAIN_ROUTES = frozenset({"summarize", "tables", "compare", "all"})
State = Literal["running", "done", "stopped", "failed"]


@dataclass(slots=True)
class TurnState:
    """One turn as it stands now; see ``assistant.conversations.Turn`` for its fields.

    Attributes:
        answer: what has been written so far, or the whole.
        found: False where nothing relevant stands in the documents.
        verified: whether the verdicts are known.
        numbers: which quote each number in brackets of the answer stands for.
        made: what a chain has made beside the words.
        progress: how far a chain is that runs.
        steps: of a chain that runs, so far.
        steps_open: whether a person has unfolded them.
    """

    ordinal: int
    question: str
    state: State = "running"
    answer: str = ""
    rewritten: str | None = None
    route: str | None = None
    reason: str = ""
    supported: str | None = None
    stopped: str | None = None
    claims: "tuple[Claim, ...]" = ()
    evidence: "tuple[Quote, ...]" = ()
    found: bool = True
    verified: bool = False
    numbers: dict[int, int] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=Receipt)
    seconds: Seconds = field(default_factory=Seconds)
    error: "AssistantError | None" = None
    notes: tuple[str, ...] = ()
    version: int = 1
    versions: int = 1
    made: Made | None = None
    progress: Progress | None = None
    steps: tuple[Step, ...] = ()
    steps_open: bool = False

    @classmethod
    def from_turn(cls, turn: "Turn") -> "TurnState":
        """A stored turn."""
        state: State = "failed" if turn.state == "failed" else "stopped" if turn.state == "stopped" else "done"
        return cls(
            turn.ordinal,
            turn.question,
            "running" if turn.state == "running" else state,
            turn.answer,
            turn.rewritten,
            turn.route,
            supported=turn.supported,
            stopped=turn.stopped,
            claims=turn.claims,
            evidence=turn.evidence,
            found=turn.supported != "not_found",
            verified=turn.supported is not None,
            numbers=numbers_of(turn),
            receipt=turn.receipt,
            seconds=turn.seconds,
            error=turn.error,
            version=turn.version,
            versions=turn.versions,
            made=turn.made,
            steps=() if turn.made is None else turn.made.steps,
        )

    @property
    def by_chain(self) -> bool:
        """Whether a chain answers it."""
        return self.made is not None or self.route in CHAIN_ROUTES or self.question[:1] == "/"

    @property
    def markdown(self) -> bool:
        """Whether the answer is Markdown, as a model's is."""
        return self.route not in OWN_ROUTES

    @property
    def unanswered(self) -> bool:
        """Whether what was looked for does not stand in the documents."""
        return self.supported == "not_found" or not self.found

    def apply(self, event: Event) -> None:
        """Take in what one event of the turn tells."""
        match event:
            case Condensed():
                self.rewritten = event.rewritten
            case Routed():
                self.route, self.reason = event.route, event.reason
            case EvidenceFound():
                self.evidence, self.found = event.quotes, event.found
                if not self.markdown:
                    self.numbers = {n + 1: n for n in range(len(event.quotes))}
            case Planned():
                self.receipt = event.receipt
            case Token():
                self.answer += event.text
            case Progress():
                self.progress = event
            case Step():
                self.steps = (*self.steps, event)
            case MadeByChain():
                self.made, self.steps = event.made, event.made.steps
                self.numbers = {n + 1: n for n in range(len(self.evidence))}
            case Verified():
                self.claims, self.supported, self.verified = event.claims, event.supported, True
            case Done():
                self.ordinal, self.answer, self.supported = event.turn, event.answer, event.supported
                self.receipt, self.seconds, self.notes = event.receipt, event.seconds, event.notes
                self.stopped = event.stopped
                self.state = "stopped" if event.stopped == "cancelled" else "done"
            case Failed():
                self.ordinal, self.error, self.state = event.turn, event.error, "failed"

    @property
    def text(self) -> str:
        """Everything that can be searched for."""
        return f"{self.question}\n{self.answer}"
