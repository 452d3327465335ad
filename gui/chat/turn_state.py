"""What is shown of one turn, whether it was read from the library or is being answered now."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

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
from assistant.made import Action, Made, Progress, Step
from gui.chat.consents import Asked

if TYPE_CHECKING:
    from assistant.conversations import Turn
    from assistant.errors import AssistantError
    from chains.types import Claim, Quote

# Ways that lead to a chain, whether it was called by name or not.
AGENT: Final = "agent"
OFFERS_AGENT: Final = "offers_agent"  # a note of a turn whose question the agent would do better
CHAIN_ROUTES = frozenset({"summarize", "tables", "compare", "all", AGENT})
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
        actions: of an agent, so far.
        opened: which of these a person has opened, or folded, by their numbers; others are open while it runs.
        asked: what the agent last asked the person.
        step_began: when the last of them did, monotonic seconds.
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
    actions: tuple[Action, ...] = ()
    opened: dict[int, bool] = field(default_factory=dict)
    asked: Asked | None = None
    step_began: float = 0.0

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
            notes=turn.notes,
            version=turn.version,
            versions=turn.versions,
            made=turn.made,
            steps=() if turn.made is None else turn.made.steps,
            actions=() if turn.made is None else turn.made.actions,
        )

    def stored_as(self, turn: "Turn") -> "TurnState":
        """How this turn was stored, with what a person has opened."""
        stored = TurnState.from_turn(turn)
        stored.steps_open, stored.opened = self.steps_open, self.opened
        stored.actions = stored.actions or self.actions  # of a run that was stopped, perhaps
        return stored

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

    @property
    def by_agent(self) -> bool:
        """Whether an agent answers it."""
        return bool(self.actions) or self.route == AGENT

    @property
    def asks(self) -> bool:
        """Whether the person's word is waited for."""
        return self.state == "running" and self.asked is not None and self.asked.waiting

    @property
    def offers_agent(self) -> bool:
        """Whether the agent would do better."""
        return OFFERS_AGENT in self.notes and not self.by_agent

    def is_open(self, number: int) -> bool:
        """Whether all of a step is shown, or its line alone."""
        return self.opened.get(number, self.state == "running")

    def apply(self, event: Event | Asked) -> None:
        """Take in what one event of the turn tells."""
        match event:
            case Condensed():
                self.rewritten = event.rewritten
            case Routed():
                self.route, self.reason = event.route, event.reason
                self.progress = None  # of the route before, where no table had the answer
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
            case Action():
                self.actions = (*(known for known in self.actions if known.number != event.number), event)
                self.asked, self.step_began = None, time.monotonic()
            case Asked():
                self.asked = event
            case MadeByChain():
                self.made, self.steps = event.made, event.made.steps
                self.actions = event.made.actions or self.actions
                self.numbers = {n + 1: n for n in range(len(self.evidence))}
            case Verified():
                self.claims, self.supported, self.verified = event.claims, event.supported, True
            case Done():
                self.asked = None
                self.ordinal, self.answer, self.supported = event.turn, event.answer, event.supported
                self.receipt, self.seconds, self.notes = event.receipt, event.seconds, event.notes
                self.stopped = event.stopped
                self.state = "stopped" if event.stopped == "cancelled" else "done"
            case Failed():
                self.asked = None
                self.ordinal, self.error, self.state = event.turn, event.error, "failed"

    @property
    def text(self) -> str:
        """Everything that can be searched for."""
        return f"{self.question}\n{self.answer}"
