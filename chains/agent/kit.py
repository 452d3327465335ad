"""What an agent is given beyond what every chain is: tools, limits, and whom to ask."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.consent import Consent, denied
from chains.errors import AssistantError
from chains.results import Action
from chains.route import Route, Shelf

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


def _fact(_: str) -> Route:
    return Route("fact", "")


@dataclass(frozen=True)
class AgentKit:
    """Tools and limits of one run.

    Attributes:
        tools: see ``chains.toolkits.base``.
        consent: asks the person.
        granted: tools allowed beforehand; see ``chains.consent.Guard``.
        kept: tools allowed for the conversation; see there.
        own: what the person wrote themselves; empty where that is the task as it stands.
        small: a model that chooses badly: rules leave it only tools and arguments that the task speaks of.
        route: where a question would go without the agent; what rules know of documents is known of tools as well.
        documents: the library in scope.
        problems: toolkits that are on and could not be made.
        replay: of an earlier run: calls that stand there are answered from it.
        now: seconds of a clock that only goes forward.
    """

    tools: "tuple[BaseTool, ...]" = ()
    consent: Consent = denied
    granted: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    own: str = ""
    small: bool = False
    route: Callable[[str], Route] = _fact
    documents: Sequence[Shelf] = ()
    problems: tuple[AssistantError, ...] = ()
    replay: tuple[Action, ...] = ()
    now: Callable[[], float] = time.monotonic
