"""Runs of the agent that are over: found again, to be replayed with the same observations."""

from dataclasses import asdict, dataclass

from assistant.conversations import Conversations
from assistant.made import PastStep
from chains.errors import InputError


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run.

    Attributes:
        task: as it was asked.
        actions: its steps; a replay answers the same calls from them.
    """

    task: str
    actions: tuple[PastStep, ...]


def past_run(conversations: Conversations, reference: str) -> PastRun:
    """The run of a turn.

    Args:
        reference: ``ID`` of a conversation, for the last run in it, or ``ID:TURN``.

    Raises:
        InputError: no such conversation, or the agent did not run there.
    """
    identity, _, number = reference.partition(":")
    turns = conversations.turns(conversations.resolve(identity))
    for turn in reversed(turns):
        if number and str(turn.ordinal) != number:
            continue
        if turn.made is not None and turn.made.actions:
            task = turn.rewritten or turn.question
            steps = tuple(
                PastStep(
                    **asdict(action), evidence=tuple(turn.evidence[n] for n in action.quotes if n < len(turn.evidence))
                )
                for action in turn.made.actions
            )
            return PastRun(task.removeprefix("/agent").strip(), steps)
    raise InputError("agent.no_run", reference=reference)
