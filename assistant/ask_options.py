"""What a person may choose for one question."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.library.types import Scope, Span
from assistant.shelf import ToolCalls
from chains.consent import Consent
from chains.results import Action
from chains.types import RouteName


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What a person may choose for one question.

    Attributes:
        conversation: id, its beginning, or ``last``; None begins a new one.
        scope: what to look in.
        top_k: passages whose sentences are scored; None for the setting.
        rewrite: whether a follow-up may be rewritten.
        route: where the question goes, whatever the rules say.
        pin: chunk numbers that must be among the evidence.
        drop: chunk numbers that must not.
        rerank: ask the model too which sentence fits; None for the setting.
        use_model: False gives the evidence alone.
        at: number of the turn whose place the question takes: it is asked again, or edited, and what stood there and
            below stays as an earlier version; None to go on at the end.
        spans: words that must be among the evidence exactly as they are given.
        prompts: by ``NAME.LANG``, a prompt's file that is tried for this question and not kept.
        consent: asks the person before a tool of the agent acts; None where there is nobody to ask, and it may not.
        allow: tools of the agent that are allowed beforehand; ``NAME:documents`` with words of documents, too.
        toolkits: of the agent, for this question alone; None for those that are switched on.
        replay: steps of an earlier run of the agent, which stand for the same calls.
    """

    conversation: str | None = None
    scope: Scope = Scope()
    top_k: int | None = None
    rewrite: bool = True
    route: RouteName | None = None
    pin: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()
    rerank: bool | None = None
    use_model: bool = True
    at: int | None = None
    spans: tuple[Span, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    consent: Consent | None = None
    allow: tuple[str, ...] = ()
    toolkits: tuple[str, ...] | None = None
    replay: tuple[Action, ...] = ()

    def calls(self, conversation: str, own: str = "") -> ToolCalls:
        """How the agent's tools may be called; ``own`` as ``ToolCalls`` has it."""
        return ToolCalls(self.consent, self.allow, self.toolkits, conversation, self.replay, own)
