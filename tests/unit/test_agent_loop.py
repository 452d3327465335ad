"""The agent's loop with a model that calls what a script says: how steps go, what ends a run, what is answered."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool, tool
from pydantic import BaseModel, Field
from scripted_kit import CONTEXT, count, count_messages, embed

from chains.agent.agent import Agent, AgentOptions
from chains.agent.kit import AgentKit
from chains.consent import ConsentRequest, Decision
from chains.documents import as_document
from chains.errors import Cancelled, InputError
from chains.kit import ChainInput, ChainResult, Kit
from chains.results import Action, PastStep
from chains.toolkits.base import Observation, ToolTraits, cite, from_task, made_tool

PLAIN = AgentOptions()
LEASE = as_document("The rent is 1450 euros a month. The deposit is 2900 euros.", "Lease")
Call = tuple[str, dict[str, object]]


class Calls(BaseChatModel):
    """Calls what ``script`` makes of the number of calls before; says ``words`` where it is to call nothing."""

    script: Callable[[int], Call | None]
    words: str = "The rent is 1450 euros a month. [1]"
    made: int = 0
    offered: list[list[str]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "calls"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        return self.bind(tools=tools, **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        message = AIMessage(self.words)
        if "tools" in kwargs:
            self.offered.append([tool["name"] for tool in kwargs["tools"]])
            call = self.script(self.made)
            self.made += 1
            if call is not None:
                name, arguments = call
                called = {"name": name, "args": arguments, "id": f"c{self.made}", "type": "tool_call"}
                message = AIMessage("Because.", tool_calls=[called])
        return ChatResult(generations=[ChatGeneration(message=message)])


class Query(BaseModel):
    """What a lookup takes."""

    query: str = from_task("what is asked")


class Nothing(BaseModel):
    """What takes nothing."""


def lookup(kind: Any = "read", name: str = "search", function: Any = None, **traits: Any) -> BaseTool:
    def found(query: str) -> Observation:
        quote = LEASE.quote(0, 31) if "rent" in query else LEASE.quote(32, 58)
        return Observation(f"{cite(1)} Lease: {quote.text}", (quote,))

    return made_tool(name, "Look up.", Query, function or found, ToolTraits("documents", kind, **traits))


def kit(model: BaseChatModel, tools: Sequence[BaseTool], **agent: Any) -> Kit:
    return Kit(model, count, count_messages, CONTEXT, embed, grammar=False, agent=AgentKit(tuple(tools), **agent))


def ran(
    script: Callable[[int], Call | None],
    tools: Sequence[BaseTool],
    task: str = "What is the rent?",
    options: AgentOptions = PLAIN,
    **agent: Any,
) -> ChainResult:
    return Agent(kit(Calls(script=script), tools, **agent), options).invoke(ChainInput(task))


def always(name: str, **arguments: object) -> Callable[[int], Call]:
    return lambda _: (name, arguments)


def once(name: str, **arguments: object) -> Callable[[int], Call | None]:
    return lambda made: (name, arguments) if not made else ("finish", {})


def test_a_lookup_brings_evidence_and_the_answer_is_checked_against_it() -> None:
    result = ran(once("search", query="the rent"), [lookup()])
    assert [action.state for action in result.actions] == ["done"]
    assert result.actions[0].thought == "Because."
    assert [quote.text for quote in result.quotes] == ["The rent is 1450 euros a month."]
    assert result.text == "The rent is 1450 euros a month. [1]"
    assert [claim.verdict for claim in result.claims] == ["yes"]
    assert result.data == {"ended": "finished", "steps": 1, "unanswered": []}


def test_each_step_is_told_as_it_runs_and_again_with_what_came_of_it() -> None:
    chain = Agent(kit(Calls(script=once("search", query="rent")), [lookup()]), AgentOptions())
    actions = [event for event in chain.run(ChainInput("What is the rent?")) if isinstance(event, Action)]
    assert [(action.number, action.state) for action in actions] == [(1, "running"), (1, "done")]
    assert actions[1].observation.startswith("[1] Lease: The rent")


def test_the_same_call_twice_is_answered_from_memory_once_and_then_ends_the_run() -> None:
    calls = 0

    def counted(query: str) -> Observation:
        nonlocal calls
        calls += 1
        return Observation("Something.")

    result = ran(always("search", query="x"), [lookup(function=counted)])
    assert calls == 1
    assert [action.state for action in result.actions] == ["done", "repeated", "repeated"]
    assert "ended_repeated" in {note.code for note in result.notes}


def test_a_model_that_always_calls_ends_at_the_limit_of_steps() -> None:
    result = ran(lambda made: ("search", {"query": str(made)}), [lookup()], options=AgentOptions(steps=3))
    assert len(result.actions) == 3
    assert ("limit", 3) in next(note for note in result.notes if note.code == "ended_steps").params


def test_a_run_ends_when_its_time_is_up_and_tells_what_it_has() -> None:
    clock = iter(range(0, 10_000, 3))
    result = ran(
        lambda made: ("search", {"query": f"rent {made}"}),
        [lookup()],
        options=AgentOptions(steps=50, seconds=60),
        now=lambda: float(next(clock)),
    )
    assert result.actions
    assert len(result.actions) < 50
    assert "ended_time" in {note.code for note in result.notes}
    assert "rent" in result.text


def test_a_model_that_calls_nothing_says_its_words() -> None:
    result = ran(lambda _: None, [lookup()])
    assert result.actions == ()
    assert result.text


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda query: Observation(""), "gave nothing"),
        (lambda query: 1 / 0, "ZeroDivisionError"),
        (lambda query: Observation("x" * 10_000_000), "x"),
    ],
    ids=["nothing", "raises", "ten megabytes"],
)
def test_whatever_a_tool_does_is_told_and_the_run_goes_on(function: Any, told: str) -> None:
    result = ran(once("search", query="rent"), [lookup(function=function)])
    assert told in result.actions[0].observation
    assert count(result.actions[0].observation) < CONTEXT
    assert result.data["ended"] == "finished"  # type: ignore[index] # as the agent makes it


def test_a_tool_that_hangs_is_left_alone() -> None:
    import threading

    never = threading.Event()

    def hangs(query: str) -> Observation:
        never.wait(30)
        return Observation("late")

    result = ran(once("search", query="rent"), [lookup(function=hangs, seconds=0.1)])
    never.set()
    assert result.actions[0].state == "failed"
    assert "did not answer within 0.1 seconds" in result.actions[0].observation


def test_wrong_arguments_and_unknown_tools_are_told() -> None:
    script = [("search", {"query": 3}), ("fly", {}), ("finish", {})]
    result = ran(lambda made: script[made], [lookup()])  # type: ignore[arg-type, return-value] # wrong on purpose
    assert [action.state for action in result.actions] == ["failed", "failed"]
    assert "Wrong argument query" in result.actions[0].observation
    assert "There is no tool fly" in result.actions[1].observation


def test_a_tool_of_another_package_gives_plain_words() -> None:
    @tool
    def shout(text: str) -> str:
        """Say it loudly."""
        return text.upper()

    asked: list[ConsentRequest] = []

    def allow(request: ConsentRequest, _: object) -> Decision:
        asked.append(request)
        return "once"

    result = ran(once("shout", text="hello"), [shout], consent=allow)
    assert result.actions[0].observation == "HELLO"
    assert [request.kind for request in asked] == ["outside"]  # what is not known acts outside


def test_two_tools_of_one_name_are_told_apart() -> None:
    other = made_tool("search", "Elsewhere.", Query, lambda query: Observation("there"), ToolTraits("web", "outside"))
    model = Calls(script=lambda _: None)
    Agent(kit(model, [lookup(), other]), AgentOptions()).invoke(ChainInput("What is the rent?"))
    assert model.offered[0] == ["documents_search", "web_search", "finish"]


def test_what_is_denied_is_not_called_and_the_run_goes_on() -> None:
    def never(query: str) -> Observation:
        raise AssertionError

    result = ran(once("keep_note", query="rent"), [lookup("inside", "keep_note", never)])
    assert result.actions[0].state == "denied"
    assert "denied" in {note.code for note in result.notes}


def test_what_is_allowed_for_a_conversation_is_asked_once() -> None:
    asked: list[str] = []

    def allow(request: ConsentRequest, _: object) -> Decision:
        asked.append(request.arguments)
        return "conversation"

    keep = lookup("inside", "keep_note", lambda query: Observation(f"kept {query}"))
    result = ran(lambda made: ("keep_note", {"query": str(made)}), [keep], options=AgentOptions(steps=3), consent=allow)
    assert len(asked) == 1
    assert [action.allowed for action in result.actions] == ["conversation", "before", "before"]


def test_an_argument_with_a_documents_words_is_asked_for_even_where_the_tool_is_allowed() -> None:
    asked: list[ConsentRequest] = []

    def deny(request: ConsentRequest, _: object) -> Decision:
        asked.append(request)
        return "deny"

    script: list[Call] = [("search", {"query": "rent"}), ("keep_note", {"query": "The rent is 1450 euros a month."})]
    keep = lookup("inside", "keep_note", lambda query: Observation("kept"))
    result = ran(
        lambda made: script[made] if made < 2 else ("finish", {}),
        [lookup(), keep],
        consent=deny,
        granted=frozenset({"keep_note"}),
    )
    assert [action.state for action in result.actions] == ["done", "denied"]
    assert [(request.reason, request.documents) for request in asked] == [("carries", ("Lease",))]
    assert result.actions[1].carried


def test_a_stop_ends_a_run_within_a_tool() -> None:
    class Stop:
        stopped = False

        def check(self) -> None:
            if self.stopped:
                raise Cancelled

    stop = Stop()

    def slow(query: str) -> Observation:
        stop.stopped = True
        import time

        time.sleep(0.05)
        return Observation("done")

    chain = Agent(kit(Calls(script=always("search", query="rent")), [lookup(function=slow)]), AgentOptions())
    with pytest.raises(Cancelled):
        list(chain.run(ChainInput("What is the rent?"), stop))


def test_a_replay_answers_the_same_calls_from_the_earlier_run() -> None:
    first = ran(once("search", query="rent"), [lookup()])

    def gone(query: str) -> Observation:
        raise AssertionError

    past = PastStep(**asdict(first.actions[0]), evidence=first.quotes)
    again = ran(once("search", query="rent"), [lookup(function=gone)], replay=(past,))
    assert again.actions[0].observation == first.actions[0].observation
    assert again.quotes == first.quotes


def test_without_tools_the_agent_says_so() -> None:
    with pytest.raises(InputError, match="no tools"):
        ran(lambda _: None, [])


# --- a small model: rules leave it what the task speaks of ----------------------------------------------------------


class Obedient(Calls):
    """Calls the first tool that it is offered with the first values that it may choose."""

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        if "tools" in kwargs:
            first = kwargs["tools"][0]
            properties = first["parameters"]["properties"]
            arguments = {name: schema["enum"][0] for name, schema in properties.items() if "enum" in schema}
            self.script = lambda _: (first["name"], arguments)
        return super()._generate(messages, stop, run_manager, **kwargs)


class Expression(BaseModel):
    """What the calculator takes."""

    expression: str = from_task("what is to be worked out", source="expression")


def reckoner() -> BaseTool:
    from chains.calculator import calculate, shown

    def work(expression: str) -> Observation:
        value = shown(calculate(expression))
        return Observation(f"{expression} = {value}", value=value)

    return made_tool("calculate", "Work out.", Expression, work, ToolTraits("calculator", "compute"))


def obeyed(task: str, tools: Sequence[BaseTool]) -> ChainResult:
    model = Obedient(script=lambda _: None)
    return Agent(kit(model, tools, small=True), AgentOptions()).invoke(ChainInput(task))


def test_a_lookup_and_a_calculation_are_taken_one_after_the_other() -> None:
    result = obeyed("What does the rent come to for 18 months?", [lookup(), reckoner()])
    assert [action.tool for action in result.actions] == ["search", "calculate"]
    assert "1450 * 18 = 26100" in result.text
    assert result.claims[0].verdict == "yes"
    assert result.claims[0].evidence == (0,)


def test_two_things_are_looked_up_and_set_against_each_other() -> None:
    result = obeyed("How much more is the deposit than the rent?", [lookup(), reckoner()])
    assert [action.tool for action in result.actions] == ["search", "search", "calculate"]
    assert "2900 - 1450 = 1450" in result.text


def test_several_questions_are_answered_apart() -> None:
    result = obeyed("What is the rent and what is the deposit?", [lookup(), reckoner()])
    assert [action.tool for action in result.actions] == ["search", "search"]
    assert "1450 euros" in result.text
    assert "2900 euros" in result.text


def test_arithmetic_alone_needs_no_document() -> None:
    result = obeyed("What is 15% of 240?", [lookup(), reckoner()])
    assert [action.tool for action in result.actions] == ["calculate"]
    assert "36" in result.text


def test_what_is_not_found_is_not_looked_for_elsewhere() -> None:
    nothing = lookup(function=lambda query: Observation("Nothing.", found=False))
    result = obeyed("What colour is the moon?", [nothing, reckoner()])
    assert [action.tool for action in result.actions] == ["search"]
    assert result.data["unanswered"] == ["What colour is the moon?"]  # type: ignore[index] # as the agent makes it


def test_how_much_money_is_told_by_what_has_money() -> None:
    page = as_document("The fair runs from 14 to 17 May. Ingrid approves 16,000 euros for the fair.", "Fair")
    quotes = (page.quote(0, 32), page.quote(33, 75))
    tool = lookup(function=lambda query: Observation("\n".join(quote.text for quote in quotes), quotes))
    assert "16,000" in obeyed("How much money was approved for the fair?", [tool]).text
    assert "14 to 17" in obeyed("When does the fair run?", [tool]).text


def test_what_is_hardly_likely_is_told_as_the_nearest_there_is() -> None:
    far = replace(LEASE.quote(0, 31), score=0.2)
    tool = lookup(function=lambda query: Observation(far.text, (far,)))
    result = obeyed("Who painted the house?", [tool])
    assert far.text in result.text
    assert [claim.verdict for claim in result.claims] == ["partly"]
