"""One run of the agent as a graph: think, act, think …, until it is done or a limit ends it (LangGraph)."""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from chains.agent.calling import Called, Caller, as_json, bounded
from chains.agent.choosing import CHOICES, Chooser, Standing, called_in
from chains.agent.fitting import fitted
from chains.agent.holding import (
    FINISH,
    amounts,
    choices,
    counts_things,
    descriptions,
    finish,
    function,
    held,
    of_each,
    years_asked,
)
from chains.agent.kit import AgentKit
from chains.agent.parts import YEAR, Part, parts
from chains.agent.waiting import outcome
from chains.answer import Check
from chains.condense import condense
from chains.consent import Guard
from chains.errors import Cancelled, InputError
from chains.examples import Example
from chains.kit import Kit
from chains.prompts import Prompt
from chains.results import Action
from chains.toolkits.base import Observation, Toolbox, renumbered, traits
from chains.types import Quote

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

Ended = Literal["finished", "steps", "time", "repeated", "nothing", "unread"]

# Of one step with its arguments; of the answer, which has to fit in the end; of one observation, and the least of it.
STEP_TOKENS, ANSWER_TOKENS, OBSERVATION_TOKENS, LEAST_TOKENS = 700, 300, 600, 24
# Enough for the notation; the last is the nearest.
EXAMPLES = 2
# The same call so often ends a run: it is answered from memory once.
REPEATS = 2


_TOLD = re.compile(r"\*\*([^*]+)\*\*")


class OutOfTime(Cancelled):
    """The run's own time is up; never leaves this package."""


class State(TypedDict):
    """What goes from step to step.

    Attributes:
        messages: the calls and what came of them, after the task.
        ended: why the run is over; empty while it goes on.
    """

    messages: Annotated[list[BaseMessage], operator.add]
    ended: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one run.

    Attributes:
        steps: calls of tools.
        seconds: without the wait for the person's word.
    """

    steps: int = 8
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step brought.

    Attributes:
        part: the number of the question that it was for.
        observation: whole, with the run's own numbers of its quotes.
        kind: of the tool; see ``chains.consent.Kind``.
    """

    part: int
    action: Action
    observation: Observation
    kind: str


@dataclass
class Run:
    """One run, from the task to the last observation; the answer is made of what it holds then.

    Args:
        kit: the model and all else.
        agent: the tools.
        task: what the person wants.
        language: of the task, ISO 639-1.
        limits: see ``Limits``.
        cancel: stops it.
        temperature: of each step; 0 for the likeliest words.
    """

    kit: Kit
    agent: AgentKit
    task: str
    language: str
    limits: Limits
    cancel: Check | None = None
    temperature: float = 0.0
    quotes: list[Quote] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    transcript: list[BaseMessage] = field(default_factory=list)
    ended: str = ""

    def __post_init__(self) -> None:
        self.toolbox = Toolbox.of(self.agent.tools)
        self.schemas = {name: function(tool) for name, tool in self.toolbox.tools.items()}
        # A task that is replayed may have been made whole with a document's words: none of it counts as typed.
        own = "" if self.agent.replay else self.agent.own or self.task
        self.guard = Guard(own, set(self.agent.granted), set(self.agent.kept))
        self._told_beforehand()
        replay = {(action.tool, action.arguments): action for action in self.agent.replay}
        self.caller = Caller(self.toolbox, self.guard, self.agent.consent, self.agent.now, replay)
        self.chooser = Chooser(self.toolbox.tools, self.agent, self.language)
        self.parts: tuple[Part, ...] = parts(self.task) if self.agent.small else (Part(self.task),)
        self.prompt: Prompt = self.kit.prompt("agent", self.language)
        self.at = 0
        self._left = False
        self._failed: list[str] = []
        self._repeats = 0
        self._began = self.agent.now()
        self._thought_at = self._began

    # --- limits ---

    def check(self) -> None:
        """Raise if a stop was asked for, or the time is up: a ``Check`` for all that the run waits for."""
        if self.cancel is not None:
            self.cancel.check()
        if self._left:
            raise Cancelled
        if self.agent.now() - self._began - self.caller.waited > self.limits.seconds:
            raise OutOfTime

    def leave(self) -> None:
        """Nobody waits for the run any more: what it still waits for is given up."""
        self._left = True

    def _told_beforehand(self) -> None:
        """What stands in the very first prompt and is not the person's: it may carry orders as any page may."""
        if self.agent.own and self.agent.own != self.task:
            self.guard.saw(self.task)  # made whole with words of earlier answers
        for name, tool in self.toolbox.tools.items():
            given, schema = traits(tool), self.schemas[name]
            texts = descriptions(schema) if given.foreign else choices(schema)  # these are titles of documents
            self.guard.saw("\n".join(texts), (given.toolkit,) if given.foreign else ())

    # --- the graph ---

    def steps(self) -> Iterator[Action]:
        """Run the graph; each step comes as ``running`` and again with its observation.

        Raises:
            Cancelled: ``cancel`` was set.
            AssistantError: the task does not fit, or the model died.
        """
        try:
            for action in self.graph().stream(
                {"messages": [], "ended": ""},
                {"recursion_limit": 2 * self.limits.steps + 4},
                stream_mode="custom",
            ):
                assert isinstance(action, Action)
                yield action
        except OutOfTime:
            self.ended = "time"
            if self.actions and self.actions[-1].state == "running":
                spent = self.agent.now() - self._thought_at
                told = "It had not come back when the time of the run was up."
                self.actions[-1] = replace(self.actions[-1], state="failed", observation=told, seconds=spent)
                del self.transcript[-1:]  # a call that nothing came of
                yield self.actions[-1]

    def graph(self) -> "CompiledStateGraph[State, None, State, State]":
        """Think and act in turns, as LangGraph has it."""
        from langgraph.graph import END, START, StateGraph

        graph = StateGraph(State)
        graph.add_node("think", self._think)
        graph.add_node("act", self._act)
        graph.add_edge(START, "think")
        graph.add_conditional_edges("think", lambda state: END if state["ended"] else "act", ["act", END])
        graph.add_conditional_edges("act", lambda state: END if state["ended"] else "think", ["think", END])
        return graph.compile()

    def _think(self, state: State) -> dict[str, Any]:
        from langgraph.config import get_stream_writer

        self.check()
        self._thought_at = self.agent.now()
        tools = self._tools()
        if not tools:
            return self._end("finished")
        if len(self.actions) >= self.limits.steps:
            return self._end("steps")
        message = self._asked(tools, state["messages"])
        call = next(iter(message.tool_calls), None)
        if call is None or call["name"] == FINISH:
            # An engine that calls nothing has said what it has to say, or wrote what cannot be read.
            return self._end("finished" if call or message.text or self.actions else "unread")
        counted = message.usage_metadata
        action = Action(
            len(self.actions) + 1,
            message.text,
            call["name"],
            as_json(call["args"]),
            prompt_tokens=counted["input_tokens"] if counted else None,
            answer_tokens=counted["output_tokens"] if counted else None,
        )
        self.actions.append(action)
        get_stream_writer()(action)
        # Of several calls at once the first is made; each step is one call.
        made = message.model_copy(update={"tool_calls": [call]})
        self.transcript.append(made)
        return {"messages": [made], "ended": ""}

    def _act(self, state: State) -> dict[str, Any]:
        from langgraph.config import get_stream_writer

        call = state["messages"][-1].tool_calls[0]  # type: ignore[attr-defined] # what ``_think`` put there
        called = self.caller.call(call["name"], call["args"], self)
        action = self._observed(called, state["messages"])
        get_stream_writer()(action)
        told = ToolMessage(
            action.observation,
            tool_call_id=call["id"] or "call",
            name=call["name"],
            status="error" if action.state in {"failed", "denied"} else "success",
        )
        self.transcript.append(told)
        if action.state == "repeated":
            self._repeats += 1
        return {"messages": [told], "ended": self._end("repeated")["ended"] if self._repeats >= REPEATS else ""}

    def _end(self, why: Ended) -> dict[str, Any]:
        self.ended = why
        return {"ended": why}

    # --- thinking ---

    def _tools(self) -> list[dict[str, Any]]:
        """The tools of the next step, each in the form of its call; none where all questions are done."""
        if not self.agent.small:
            return [schema for name in (*self.toolbox.tools, FINISH) if (schema := self._schema(name))]
        while self.at < len(self.parts):
            names = self.chooser.next(self._standing(), self._called_by_examples())
            found = [schema for name in names if (schema := self._schema(name))]
            if found:
                return found[:CHOICES]
            lacking = [name for name in names if name not in self._failed]
            if lacking:
                self._failed += lacking  # the question has nothing to call them with
                continue
            self.at += 1
            self._failed = []
        return []

    def _standing(self) -> Standing:
        made = tuple(found.action for found in self.findings if found.part == self.at and found.observation.found)
        earlier = tuple(found.action for found in self.findings if found.part < self.at and found.observation.found)
        return Standing(self.part, made, earlier, tuple(self._failed))

    @property
    def part(self) -> Part:
        """The question at hand, standing alone where it leans on the one before."""
        part = self.parts[min(self.at, len(self.parts) - 1)]
        if not self.at or part.joins:
            return part
        before = [(self.parts[number].text, "") for number in range(self.at)]
        return replace(part, text=condense(part.text, before).text)

    def _called_by_examples(self) -> list[str]:
        """The tools that the nearest examples call, the nearest last."""
        if self.kit.examples is None:
            return []
        return [called_in(example) for example in self.kit.examples.choose("agent", self.language, self.part.text)]

    def _asked(self, tools: Sequence[dict[str, Any]], transcript: Sequence[BaseMessage]) -> AIMessage:
        messages = self._messages(tools, transcript)
        room = self.kit.context_tokens - self.kit.count_messages(messages)
        most = min(STEP_TOKENS, room)
        self.check()
        step = partial(self.kit.call, messages, tools, purpose="step", max_tokens=most, temperature=self.temperature)
        came = outcome(lambda: step(cancel=self), self, "step")
        if isinstance(came, BaseException):
            raise came
        return bounded(came)

    def _schema(self, name: str) -> dict[str, Any] | None:
        """The form of a call; None where a small model has nothing to fill it with."""
        if name == FINISH:
            return finish(self.prompt.part("finish"))
        if not self.agent.small:
            return {**self.schemas[name], "name": name}
        part = self.part
        sides = range(self.at - part.joins, self.at) if part.joins else (self.at,)
        known = [text for text in map(self._best, sides) if text]
        meant = self.agent.route(part.text).document_ids
        titles = [shelf.title for shelf in self.agent.documents if shelf.document_id in meant]
        schema = held(self.toolbox.tools[name], part, known, self.language, titles)
        return schema and {**schema, "name": name}

    def _best(self, number: int) -> str:
        """The most telling words that were found for a question: with a number, where one is to be reckoned with."""
        found = [finding for finding in self.findings if finding.part == number and finding.observation.found]
        if not found:
            return ""
        last = found[-1].observation
        if isinstance(last.value, list) and len(last.value) > 1:
            return ""  # of many rows none is the number that was asked for
        if last.value is not None or not last.quotes:
            told = _TOLD.findall(last.text)  # of a table's sentence, the figure and not the rows it was read from
            return " ".join(told) or last.text
        texts = [quote.text for quote in last.quotes]
        return next((text for tells in self._tellers() for text in texts if tells(text)), texts[0])

    def _tellers(self) -> Iterator[Callable[[str], object]]:
        """What a text must have to be reckoned with, the surest first."""
        if self.part.joins and (YEAR.search(self.part.text) or years_asked(self.part.text)):
            yield YEAR.search  # years are reckoned with years: "how many years before 2020 was that?"
        if self.part.sign == "*" and counts_things(self.part.text, self.language):
            yield partial(of_each, language=self.language)
        yield partial(amounts, language=self.language)

    def _messages(self, tools: Sequence[dict[str, Any]], transcript: Sequence[BaseMessage]) -> list[BaseMessage]:
        """The prompt of the next step: examples go first where it does not fit, then the oldest steps."""
        lines = "\n".join(self._line(tool) for tool in tools)
        task = self.part.text if self.agent.small else self.task
        steps = list(transcript)
        if self.agent.small:
            here = sum(finding.part == self.at for finding in self.findings)
            steps = steps[len(steps) - 2 * here :]
        most = self.kit.context_tokens - min(STEP_TOKENS, self.kit.context_tokens // 3)

        def made(examples: Sequence[Example] = ()) -> list[BaseMessage]:
            known = [example for example in examples if called_in(example) in self.toolbox.tools]
            return [*self.prompt.messages(known[-EXAMPLES:], tools=lines, task=task), *steps]

        while self.kit.count_messages(made()) > most:
            if not steps:
                raise InputError(
                    "budget.question_too_long",
                    question_tokens=self.kit.count_messages(made()),
                    context_tokens=self.kit.context_tokens,
                    room_tokens=max(0, most),
                )
            steps = steps[2:]
        examples, _ = self.kit.shown(
            self.prompt.examples, self.language, task, lambda found: self.kit.count_messages(made(found)) <= most
        )
        return made(examples)

    def _line(self, tool: dict[str, Any]) -> str:
        properties = tool["parameters"].get("properties", {})
        arguments = ", ".join(name for name in properties)
        description = " ".join(str(tool.get("description", "")).split())
        return self.prompt.part("tool", called=tool["name"], arguments=arguments, description=description)

    # --- acting ---

    def _observed(self, called: Called, transcript: Sequence[BaseMessage]) -> Action:
        """The step with what came of it, as far as it fits; it is on record from now on."""
        running = self.actions[-1]
        observation = called.observation
        numbers = tuple(self._number(quote) for quote in observation.quotes)
        text = renumbered(observation.text, [number + 1 for number in numbers])
        spent = sum(self.kit.count(message.text) for message in transcript)
        left = self.kit.context_tokens - spent - STEP_TOKENS - ANSWER_TOKENS
        room = max(LEAST_TOKENS, min(OBSERVATION_TOKENS, left // 2))
        cut = fitted(text, self.part.text, room, self.kit.count, self.kit.embed)
        if called.foreign or observation.quotes or observation.foreign or observation.documents:
            titles = dict.fromkeys([*(quote.title for quote in observation.quotes), *observation.documents])
            # All of it: a small model's arguments are taken from what did not fit, too.
            self.guard.saw("\n".join((text, *(quote.text for quote in observation.quotes))), tuple(titles))
        action = replace(
            running,
            observation=cut.text,
            state=called.state,
            quotes=numbers,
            seconds=self.agent.now() - self._thought_at,
            observed_tokens=cut.tokens,
            cut_tokens=cut.cut,
            allowed=called.allowed,
            carried=called.carried,
        )
        self.actions[-1] = action
        tool = self.toolbox.tools.get(action.tool)
        whole = replace(observation, text=text)
        self.findings.append(Finding(self.at, action, whole, traits(tool).kind if tool else "compute"))
        if tool is not None and (not observation.found or action.state == "repeated"):
            self._failed.append(action.tool)
        return action

    def _number(self, quote: Quote) -> int:
        """Where a quote stands among those of the run; the same words are one quote."""
        for place, known in enumerate(self.quotes):
            if (known.document_id, known.start, known.end) == (quote.document_id, quote.start, quote.end):
                return place
        self.quotes.append(quote)
        return len(self.quotes) - 1
