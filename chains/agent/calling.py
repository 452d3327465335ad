"""One call of a tool: the person's word where it needs it, a limit on its time, and what came of it said plainly."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from chains.agent.waiting import outcome
from chains.answer import Check
from chains.consent import Consent, ConsentRequest, Guard
from chains.errors import AssistantError, Cancelled
from chains.results import Action, ActionState, PastStep
from chains.toolkits.base import Observation, Toolbox, cite, traits

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.tools import BaseTool

# More than any context window takes; a reply of many megabytes is not even counted.
MOST_CHARACTERS = 100_000
# Of what an engine writes that no grammar holds: more of a thought is not kept, and no such call is made.
THOUGHT_CHARACTERS, NAME_CHARACTERS, ARGUMENTS_CHARACTERS = 2_000, 100, 250_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call.

    Attributes:
        allowed: see ``chains.results.Action``.
        carried: see there.
        foreign: whether the observation may hold words that are not the person's.
    """

    state: ActionState
    observation: Observation
    allowed: str = ""
    carried: bool = False
    foreign: bool = True


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
    _waited: float = 0.0
    _asked_at: float | None = None
    _made: dict[tuple[str, str], Called] = field(default_factory=dict)

    @property
    def waited(self) -> float:
        """Seconds that the person has thought about what was asked, up to now."""
        return self._waited + (0.0 if self._asked_at is None else self.clock() - self._asked_at)

    def call(self, name: str, arguments: Mapping[str, object], cancel: Check | None) -> Called:
        """Call a tool, or say why it was not called; never raises for what a tool does.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        if cancel is not None:
            cancel.check()
        spelled = as_json(arguments)
        key = (name, spelled)
        if key in self._made:
            before = self._made[key]
            return Called("repeated", before.observation, foreign=before.foreign)
        tool = self.toolbox.tools.get(name)
        if tool is None:
            known = ", ".join(self.toolbox.tools) or "none"
            return Called("failed", Observation(f"There is no tool {name}. There are: {known}.", found=False))
        given = traits(tool)
        values = "\n".join(_values(arguments))
        request = self.guard.request(name, given.toolkit, given.kind, spelled, values)
        allowed = "before" if given.kind in {"inside", "outside"} else ""
        if request is not None:
            answer = self._asked(request, cancel)
            carried = request.reason == "carries"
            if answer is None:
                refused = Observation(f"The person did not allow {name} with these arguments.", found=False)
                # What was refused is not asked for again: nobody is to be worn down.
                self._made[key] = Called("denied", refused, carried=carried, foreign=False)
                return self._made[key]
            allowed = answer
        if key in self.replay:
            called = Called(self.replay[key].state, _told_then(self.replay[key]), allowed)
        else:
            called = replace(self._called(tool, arguments, cancel), allowed=allowed)
        # What is worked out of the person's own words is theirs; of a document's, its.
        foreign = given.kind != "compute" or self.guard.carries(values)
        called = replace(called, carried=request is not None and request.reason == "carries", foreign=foreign)
        self._made[key] = called
        return called

    def _asked(self, request: ConsentRequest, cancel: Check | None) -> str | None:
        """How the person allows a call; None if they do not."""
        self._asked_at = self.clock()
        try:
            decision = self.consent(request, cancel)
        finally:
            self._waited, self._asked_at = self.waited, None
        if cancel is not None:
            cancel.check()
        if decision == "conversation" and request.for_conversation:
            self.guard.kept.add(request.tool)
            return "conversation"
        # Whatever else comes back, of a window that was closed say, is no word of the person's.
        return "once" if decision in {"once", "conversation"} else None

    def _called(self, tool: "BaseTool", arguments: Mapping[str, object], cancel: Check | None) -> Called:
        seconds = traits(tool).seconds
        came = outcome(lambda: _invoked(tool, arguments), cancel, f"tool {tool.name}", seconds)
        if isinstance(came, Cancelled) and cancel is not None:
            cancel.check()  # else the tool stopped by itself, which is no stop of the run
        if isinstance(came, Observation):
            text = str(came.text).strip() or "The tool gave nothing back."
            if len(text) > MOST_CHARACTERS:
                text = f"{text[:MOST_CHARACTERS]}\n(cut: {len(text)} characters in all)"
            return Called("done", replace(came, text=whole_characters(text)))
        return Called("failed", Observation(whole_characters(self._told(tool, came, seconds)), found=False))

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
    """Arguments as they are shown and compared; halves of characters, which no file takes, as JSON escapes them."""
    text = json.dumps(arguments, ensure_ascii=False, sort_keys=True, default=str)
    return text.encode("utf-8", "backslashreplace").decode()


def bounded(message: "AIMessage") -> "AIMessage":
    """A step as far as it can be kept: an engine without a grammar writes what it likes."""
    calls = list(message.tool_calls[:1])
    for call in calls:
        try:
            length = len(as_json(call["args"]))
        except (RecursionError, TypeError, ValueError):
            length = ARGUMENTS_CHARACTERS + 1
        if length > ARGUMENTS_CHARACTERS:
            call["args"] = {"arguments_too_long": length}
        # A terminal would obey some signs, and no tool has them in its name.
        call["name"] = "".join(char if char.isprintable() else "?" for char in call["name"][:NAME_CHARACTERS])
    thought = whole_characters(message.text[:THOUGHT_CHARACTERS])
    return message.model_copy(update={"content": thought, "tool_calls": calls})


def whole_characters(text: str) -> str:
    """``text`` without halves of characters, which can neither be counted in tokens nor stored."""
    return text.encode("utf-8", "replace").decode()


def _told_then(past: Action) -> Observation:
    """What a step of an earlier run was told, with its evidence."""
    text, quotes = past.observation, past.evidence if isinstance(past, PastStep) else ()
    for local, number in enumerate(past.quotes[: len(quotes)], 1):
        text = text.replace(f"[{number + 1}]", cite(local), 1)
    return Observation(text, quotes, foreign=True, found=past.state == "done")


def _invoked(tool: "BaseTool", arguments: Mapping[str, object]) -> Observation:
    message = tool.invoke({"type": "tool_call", "id": "call", "name": tool.name, "args": dict(arguments)})
    artifact = getattr(message, "artifact", None)
    if isinstance(artifact, Observation):
        return artifact
    content = message.text if hasattr(message, "text") else message
    return Observation("" if content is None else str(content), foreign=True)


def _values(arguments: Mapping[str, object]) -> list[str]:
    """All texts and numbers of the arguments, in order; then the names inside them: a model's words, too."""
    texts: list[str] = []
    names: list[str] = []

    def take(value: object) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                names.append(str(name))
                take(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                take(inner)
        elif value is not None:
            texts.append(str(value))

    for value in arguments.values():
        take(value)
    return [*texts, *names]
