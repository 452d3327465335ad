"""The agent as a chain of the shelf: reasons and acts in turns, then answers from what that brought."""

from collections.abc import Iterator

from pydantic import Field

from chains.agent.kit import AgentKit
from chains.agent.run import Limits, Run
from chains.agent.telling import Told, told
from chains.answer import Check, speaks
from chains.errors import InputError
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress
from chains.shelf import builtin

# How a run ended that has not got to its end by itself, each with a note of its own.
CUT_SHORT = frozenset({"steps", "time", "repeated", "unread"})


class AgentOptions(ChainOptions):
    """What may be set for a run."""

    steps: int = Field(default=8, ge=1, le=50, description="Most steps.")
    seconds: float = Field(default=120.0, ge=1, le=3600, description="Most seconds, without the wait for your word.")
    temperature: float = Field(default=0.0, ge=0, le=2, description="How freely steps are chosen; 0: the likeliest.")


class Agent(Chain[AgentOptions]):
    """ReAct over the tools of ``kit.agent``: thought, call, observation, until the task is done or a limit is met.

    Yao et al. 2022. Each step is held to a grammar of the tools' names and arguments where the model can be, so that
    none is unreadable; whether a tool may act is decided by ``chains.consent``, never by what the model says.
    """

    Options = AgentOptions
    calls_tools = True

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: there is no tool.
        """
        card = builtin("agent")
        agent = self.kit.agent or AgentKit()
        if not agent.tools:
            raise InputError("agent.no_tools")
        limits = Limits(self.options.steps, self.options.seconds)
        run = Run(self.kit, agent, given.text.strip(), given.language, limits, cancel, self.options.temperature)
        yield Progress("thinking", 0, limits.steps)
        try:
            for action in run.steps():
                yield action
                if action.state != "running":
                    yield Progress("thinking", action.number, limits.steps)
            answer = yield from told(run, card)
        finally:
            run.leave()
        yield self._result(run, answer)

    def _result(self, run: Run, answer: Told) -> ChainResult:
        notes = [] if speaks(self.kit.languages, run.language) else [Note("language")]
        notes += [Note("toolkit", (("reason", problem.message(run.language)),)) for problem in run.agent.problems]
        if run.ended in CUT_SHORT:
            limit = run.limits.steps if run.ended == "steps" else round(run.limits.seconds)
            notes.append(Note(f"ended_{run.ended}", (("limit", limit),)))
        if answer.unanswered and run.ended in CUT_SHORT:
            notes.append(Note("unanswered", (("questions", "; ".join(answer.unanswered)),)))
        denied = sum(action.state == "denied" for action in run.actions)
        if denied:
            notes.append(Note("denied", (("count", denied),)))
        cut = sum(action.cut_tokens for action in run.actions)
        if cut:
            notes.append(Note("cut", (("tokens", cut),)))
        return ChainResult(
            answer.text,
            quotes=tuple(run.quotes),
            claims=tuple(answer.claims),
            notes=tuple(notes),
            data={"ended": run.ended, "steps": len(run.actions), "unanswered": answer.unanswered},
            usage=self.kit.meter.usage(),
            actions=tuple(run.actions),
        )
