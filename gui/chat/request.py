"""What a person has chosen for one question, as it travels from the field to the assistant."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.library.types import Scope, Span

if TYPE_CHECKING:
    from assistant.ask_options import AskOptions
    from chains.consent import Consent
    from chains.results import Action
    from chains.types import RouteName


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage that is pinned or dropped.

    Attributes:
        chunk: number of the chunk.
        label: what the person knows it by.
    """

    chunk: int
    label: str


@dataclass(frozen=True, slots=True)
class Request:
    """A question with all that was chosen for it.

    Attributes:
        at: number of the turn in whose place it stands; None for the end of the conversation.
        route: None for the rules' own.
        rewrite: whether a follow-up may be rewritten.
        pin: must be among the evidence.
        drop: must not.
        spans: words that must be among the evidence, each with a label.
        toolkits: of the agent, for this question alone; None for those that are switched on.
        replay: steps of an earlier run of the agent, which stand for the same calls.
    """

    question: str = ""
    at: int | None = None
    route: "RouteName | None" = None
    rewrite: bool = True
    pin: tuple[Chosen, ...] = ()
    drop: tuple[Chosen, ...] = ()
    spans: tuple[tuple[Span, str], ...] = ()
    toolkits: tuple[str, ...] | None = None
    replay: "tuple[Action, ...]" = ()

    @property
    def chosen(self) -> bool:
        """Whether anything but the question was chosen."""
        return replace(self, question="", at=None) != Request()

    def pinned(self, passage: Chosen) -> "Request":
        """The same with ``passage`` among the evidence."""
        return replace(self, pin=(*_without(self.pin, passage), passage), drop=_without(self.drop, passage))

    def dropped(self, passage: Chosen) -> "Request":
        """The same with ``passage`` kept out."""
        return replace(self, pin=_without(self.pin, passage), drop=(*_without(self.drop, passage), passage))

    def freed(self, passage: Chosen) -> "Request":
        """The same with nothing said of ``passage``."""
        return replace(self, pin=_without(self.pin, passage), drop=_without(self.drop, passage))

    def with_span(self, span: Span, label: str) -> "Request":
        """The same with words of a document among the evidence."""
        return replace(self, spans=(*(known for known in self.spans if known[0] != span), (span, label)))

    def without_span(self, span: Span) -> "Request":
        """The same without them."""
        return replace(self, spans=tuple(known for known in self.spans if known[0] != span))

    def options(self, conversation: str | None, scope: Scope, consent: "Consent | None" = None) -> "AskOptions":
        """As the assistant takes them.

        Args:
            consent: asks the person before a tool of the agent acts.
        """
        from assistant.ask_options import AskOptions  # not before a question is asked

        return AskOptions(
            conversation=conversation,
            scope=scope,
            at=self.at,
            route=self.route,
            rewrite=self.rewrite,
            pin=tuple(passage.chunk for passage in self.pin),
            drop=tuple(passage.chunk for passage in self.drop),
            spans=tuple(span for span, _ in self.spans),
            consent=consent,
            toolkits=self.toolkits,
            replay=self.replay,
        )


def _without(passages: tuple[Chosen, ...], passage: Chosen) -> tuple[Chosen, ...]:
    return tuple(known for known in passages if known.chunk != passage.chunk)
