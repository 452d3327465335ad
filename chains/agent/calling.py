"""One call of a tool: the person's word where it needs it, a limit on its time, and what came of it said plainly."""

import json
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from chains.answer import Check
from chains.consent import Consent, ConsentRequest, Guard
from chains.errors import AssistantError, Cancelled
from chains.results import Action, ActionState
from chains.toolkits.base import Observation, Toolbox, traits

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

# More than any context window takes; a reply of many megabytes is not even counted.
MOST_CHARACTERS = 100_000
# A stop is looked for so often, and a call that is about to end is given so long to end whole.
LOOK_SECONDS, GRACE_SECONDS = 0.02, 0.25

_log = logging.getLogger(__name__)
Outcome = Observation | BaseException


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call.

    Attributes:
        allowed: see ``chains.results.Action``.
        carried: see there.
    """

    state: ActionState
    observation: Observation
    allowed: str = ""
    carried: bool = False


@dataclass
class Caller:
    """Calls the tools of one run.

    Args:
        toolbox: the tools.
        guard: knows what needs the person's word.
        consent: asks for it.
        clock: seconds; the wait for the person's word is taken out of the run's time.
        replay: of an earlier run: the same calls are answered from it.
    """

    toolbox: Toolbox
    guard: Guard
    consent: Consent
    clock: Callable[[], float]
    replay: Mapping[tuple[str, str], Action] = field(default_factory=dict)
    waited: float = 0.0
    _made: dict[tuple[str, str], Called] = field(default_factory=dict)

    def call(self, name: str, arguments: Mapping[str, object], cancel: Check | None) -> Called:
        """Call a tool, or say why it was not called; never raises for what a tool does.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        spelled = as_json(arguments)
        key = (name, spelled)
        if key in self._made:
            before = self._made[key]
            return Called("repeated", before.observation)
        tool = self.toolbox.tools.get(name)
        if tool is None:
            known = ", ".join(self.toolbox.tools) or "none"
            return Called("failed", Observation(f"There is no tool {name}. There are: {known}.", found=False))
        given = traits(tool)
        request = self.guard.request(name, given.toolkit, given.kind, spelled, "\n".join(_values(arguments)))
        allowed = "before" if given.kind in {"inside", "outside"} else ""
        if request is not None:
            answer = self._asked(request, cancel)
            carried = request.reason == "carries"
            if answer is None:
                refused = Observation(f"The person did not allow {name} with these arguments.", found=False)
                return Called("denied", refused, carried=carried)
            allowed = answer
        if key in self.replay:
            past = self.replay[key]
            called = Called(past.state, Observation(past.observation, found=past.state == "done"), allowed)
        else:
            called = replace(self._called(tool, arguments, cancel), allowed=allowed)
        called = replace(called, carried=request is not None and request.reason == "carries")
        self._made[key] = called
        return called

    def _asked(self, request: ConsentRequest, cancel: Check | None) -> str | None:
        """How the person allows a call; None if they do not."""
        began = self.clock()
        decision = self.consent(request, cancel)
        self.waited += self.clock() - began
        if cancel is not None:
            cancel.check()
        if decision == "deny":
            return None
        if decision == "conversation" and request.for_conversation:
            self.guard.granted.add(request.tool)
            return "conversation"
        return "once"

    def _called(self, tool: "BaseTool", arguments: Mapping[str, object], cancel: Check | None) -> Called:
        seconds = traits(tool).seconds
        outcome = _within(lambda: _invoked(tool, arguments), seconds, cancel, tool.name)
        if isinstance(outcome, Cancelled):
            raise outcome
        if isinstance(outcome, Observation):
            text = outcome.text.strip() or "The tool gave nothing back."
            if len(text) > MOST_CHARACTERS:
                text = f"{text[:MOST_CHARACTERS]}\n(cut: {len(text)} characters in all)"
            return Called("done", replace(outcome, text=text))
        return Called("failed", Observation(self._told(tool, outcome, seconds), found=False))

    def _told(self, tool: "BaseTool", error: BaseException, seconds: float) -> str:
        """What the model is told of a call that failed."""
        if isinstance(error, AssistantError):
            return error.message()
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return f"Wrong argument {where}: {first['msg']}."
        if isinstance(error, TimeoutError):
            return f"{tool.name} did not answer within {seconds:g} seconds."
        _log.warning("the tool %s failed", tool.name, exc_info=error)
        return f"{tool.name} failed: {type(error).__name__}."


def as_json(arguments: Mapping[str, object]) -> str:
    """Arguments as they are shown and compared."""
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True, default=str)


def _invoked(tool: "BaseTool", arguments: Mapping[str, object]) -> Observation:
    message = tool.invoke({"type": "tool_call", "id": "call", "name": tool.name, "args": dict(arguments)})
    artifact = getattr(message, "artifact", None)
    if isinstance(artifact, Observation):
        return artifact
    content = message.text if hasattr(message, "text") else message
    return Observation("" if content is None else str(content), foreign=True)


def _within(work: Callable[[], Outcome], seconds: float, cancel: Check | None, name: str) -> Outcome:
    """What ``work`` gives or raises, in a thread that is left alone once its time is up, or a stop was asked for."""
    done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except BaseException as exc:  # noqa: BLE001 - whatever a tool raises is told to the model, and is no end of the run
            done.put(exc)

    thread = threading.Thread(target=run, name=f"tool {name}", daemon=True)
    thread.start()
    waited = 0.0
    while waited < seconds:
        try:
            return done.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            waited += LOOK_SECONDS
        if cancel is not None:
            try:
                cancel.check()
            except Cancelled:
                # It has seen the stop, too: what it writes is written whole by now, or not at all.
                thread.join(GRACE_SECONDS)
                raise
    return TimeoutError()


def _values(value: object) -> list[str]:
    """All texts and numbers of the arguments."""
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _values(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _values(inner)]
    return [] if value is None else [str(value)]
