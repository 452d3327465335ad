"""Sixty tasks of known truth for the agent, and for LangChain's plain ReAct with the same model and tools beside it."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.agent_evaluation import TaskOutcome, judged, outcome
from assistant.app import Assistant
from assistant.bench.agent_library import agent_library
from assistant.bench.agent_task_texts import ARTICLES, HALVES, Half, Kind, KindTask, tasks
from assistant.bench.plain_react import plain_run
from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.evaluation import read_questions
from assistant.library.types import Scope
from assistant.shelf import ChainRequest, ToolCalls
from assistant.toolkits.making import agent_kit
from chains.agent.agent import AgentOptions
from chains.agent.calling import Caller
from chains.consent import Guard
from chains.text import language
from chains.toolkits.base import Toolbox

BAR, BAR_TIMES = 0.50, 3


@dataclass(frozen=True, slots=True)
class Ran:
    """One task with what came of it, by the agent and by the plain one; None where that was not run."""

    half: Half
    kind: Kind
    own: TaskOutcome
    plain: TaskOutcome | None


def ran(
    squad: Path, halves: Sequence[Half], most: int | None = None, home: Path | None = None, *, plain: bool = True
) -> Iterator[Ran]:
    """Each task of ``halves``, put to both.

    Args:
        squad: SQuAD's dev set.
        most: so many tasks of each half, spread over the kinds; None for all.
        home: see ``agent_library``.
    """
    for half in halves:
        other: Half = "kept" if half == "tuned" else "tuned"
        documents, here = read_questions(squad, ARTICLES[half])
        _, elsewhere = read_questions(squad, ARTICLES[other])
        texts = {f"{document.name}.txt": document.text or "" for document in documents}
        given = _spread(tasks(half, here, elsewhere), most)
        with agent_library(texts, None if home is None else home / half) as assistant:
            for item in given:
                own = outcome(assistant, item.task, Scope(), Cancel())
                yield Ran(half, item.kind, own, _plain(assistant, item) if plain else None)


def _plain(assistant: Assistant, item: KindTask) -> TaskOutcome:
    """The same task put to the plain agent, within the same limits."""
    cancel, chains, limits = Cancel(), assistant.chains, AgentOptions()
    request = ChainRequest("agent", item.task.task, language=language(item.task.task))
    given = chains.given(chains.card("agent"), request)
    kit = chains.kit(Scope(), cancel)
    with agent_kit(chains.context(request, given, cancel), ToolCalls(), assistant.models) as agent:
        caller = Caller(Toolbox.of(agent.tools), Guard(item.task.task), agent.consent, time.monotonic)
        began = time.monotonic()
        answer, actions, ended = plain_run(
            kit.model, agent.tools, item.task.task, caller, cancel, limits.steps, limits.seconds
        )
    return judged(item.task, actions, answer, time.monotonic() - began, ended)


def _spread(given: Sequence[KindTask], most: int | None) -> list[KindTask]:
    """At most so many, of each kind as many as of the others."""
    if most is None or most >= len(given):
        return list(given)
    kinds = list(dict.fromkeys(item.kind for item in given))
    by_kind = [[item for item in given if item.kind == kind] for kind in kinds]
    turns = [mine[turn] for turn in range(max(map(len, by_kind))) for mine in by_kind if turn < len(mine)]
    return turns[:most]


def figures(found: Sequence[Ran], halves: Sequence[Half], *, tell: bool = False) -> list[Figure]:
    """All tasks, with the bars; then each kind, steps and seconds.

    Args:
        tell: which tasks of the tuned half went wrong, with what was answered.
    """
    label = " and ".join(halves) + f" {'halves' if len(halves) > 1 else 'half'}"
    right, plain = _right([item.own for item in found]), _right(_plains(found))
    share = right / len(found)
    whole = [
        Figure(
            f"right answers, {label}",
            f"{share:.2f} ({right} of {len(found)})",
            f"≥ {BAR:.2f}",
            share >= BAR,
            _beside(found),
        )
    ]
    if _plains(found):
        times = f"{right / plain:.1f}" if plain else f"{right} to none"
        held = right >= BAR_TIMES * plain and right > 0
        whole.append(Figure("right answers for one of the plain one", times, f"≥ {BAR_TIMES}", held))
    for kind in dict.fromkeys(item.kind for item in found):
        mine = [item for item in found if item.kind == kind]
        whole.append(Figure(f"right answers, {kind}", _told([item.own for item in mine]), beside=_beside(mine)))
    wrong = [item for item in found if tell and item.half == "tuned" and not item.own.right_answer]
    return [*whole, *(Figure(f"wrong: {item.own.task}", _answered(item.own)) for item in wrong)]


def _plains(found: Sequence[Ran]) -> list[TaskOutcome]:
    return [item.plain for item in found if item.plain is not None]


def _beside(found: Sequence[Ran]) -> str:
    plains = _plains(found)
    return f"plain ReAct: {_told(plains)}" if plains else "not measured"


def _right(outcomes: Sequence[TaskOutcome]) -> int:
    return sum(item.right_answer is True for item in outcomes)


def _told(outcomes: Sequence[TaskOutcome]) -> str:
    steps = sum(item.steps for item in outcomes) / len(outcomes)
    seconds = sum(item.seconds for item in outcomes) / len(outcomes)
    return f"{_right(outcomes)} of {len(outcomes)}, {steps:.1f} steps, {seconds:.1f} s a task"


def _answered(item: TaskOutcome) -> str:
    return f"{', '.join(item.tools) or 'no tool'} ({item.ended}): {' '.join(item.answer.split())[:300]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path, help="SQuAD's dev set, a JSON file")
    parser.add_argument("--half", choices=("tuned", "kept", "both"), default="both")
    parser.add_argument("--tasks", type=int, help="so many of each half")
    parser.add_argument("--home", type=Path, help="keep the libraries there, and find them there the next time")
    parser.add_argument("--own-only", action="store_true", help="leave out the plain agent")
    parser.add_argument("--tell", action="store_true", help="which tasks of the tuned half went wrong")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    halves: Sequence[Half] = HALVES if chosen.half == "both" else (chosen.half,)
    found = []
    for item in ran(chosen.squad, halves, chosen.tasks, chosen.home, plain=not chosen.own_only):
        found.append(item)
        both = [each for each in (item.own, item.plain) if each is not None]
        sums = ", plain ".join(f"{_right([each])} right in {each.seconds:.0f} s" for each in both)
        sys.stderr.write(f"{item.half} {len(found)}: {item.kind}, {sums}\n")
    return show(figures(found, halves, tell=chosen.tell), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
