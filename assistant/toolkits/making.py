"""The tools of one run: toolkits that are switched on, made, and closed again when it is over."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from assistant.cancel import LinkedCancel
from assistant.shelf import ToolCalls
from assistant.shelves import Shelves
from assistant.toolkits.grants import Grants
from assistant.toolkits.registry import ToolContext, Toolkit, toolkits
from assistant.toolkits.switches import Switches, check_name
from chains.agent.kit import AgentKit
from chains.answer import Check
from chains.consent import Consent, ConsentRequest, Decision, denied
from chains.errors import AssistantError, InputError
from chains.route import route

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from assistant.models.service import Models

_log = logging.getLogger(__name__)


@contextmanager
def agent_kit(context: ToolContext, calls: ToolCalls, models: "Models") -> Iterator[AgentKit]:
    """What the agent is given for one run; a toolkit that cannot be made is left out, and the run says so.

    Raises:
        InputError: there is no toolkit of a name that is switched on for this run.
    """
    known = toolkits()
    # A tool that was given up, a chain that writes a summary say, would keep the engine busy after the run.
    ends = LinkedCancel(context.cancel)
    context = replace(context, cancel=ends)
    grants = Grants(context.database)
    switches = Switches(context.database, context.settings.agent.toolkits)
    names = switches.on(context.conversation, context.scope) if calls.toolkits is None else calls.toolkits
    for name in names:
        check_name(name, list(known))
    made: list[Toolkit] = []
    tools: list[BaseTool] = []
    problems: list[AssistantError] = []
    try:
        for name in names:
            try:
                toolkit = known[name].made_by.made(context)
                made.append(toolkit)
                tools += toolkit.get_tools()
            except AssistantError as exc:
                problems.append(exc)
            except Exception as exc:  # noqa: BLE001 - whatever another package's toolkit does: the run goes on without it
                problems.append(InputError("toolkit.broken", name=name, reason=f"{type(exc).__name__}: {exc}"))
        documents = Shelves(context.store)(context.scope)
        yield AgentKit(
            tools=tuple(tools),
            consent=_kept(grants, context.conversation, calls.consent or denied),
            granted=frozenset(calls.allow),
            kept=frozenset(grants.of(context.conversation)),
            own=calls.own,
            small=models.is_small,
            route=partial(route, documents=documents),
            documents=documents,
            problems=tuple(problems),
            replay=calls.replay,
        )
    finally:
        ends.set()
        for toolkit in reversed(made):
            try:
                toolkit.close()
            except Exception:  # noqa: BLE001 - whatever another package's toolkit does: the others are closed all the same
                _log.warning("the toolkit %s could not be closed", toolkit.name, exc_info=True)


def _kept(grants: Grants, conversation: str, consent: Consent) -> Consent:
    """Asks the person; what is allowed for the conversation is kept for its next runs."""

    def ask(request: ConsentRequest, cancel: Check | None) -> Decision:
        decision = consent(request, cancel)
        if decision == "conversation" and request.for_conversation and conversation:
            grants.add(conversation, request.tool)
        return decision

    return ask
