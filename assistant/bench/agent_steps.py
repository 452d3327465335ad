"""Steps drawn at a temperature: each must be readable, and its arguments what the tool's own model takes."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.app import Assistant
from assistant.bench.agent_first_tool_tasks import CHINESE, DOCUMENTS, ENGLISH
from assistant.bench.agent_library import agent_library
from assistant.bench.agent_task_texts import sample_tasks
from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.library.types import Scope
from assistant.shelf import ChainRequest, ToolCalls
from assistant.toolkits.making import agent_kit
from chains.agent.agent import Agent, AgentOptions
from chains.consent import ConsentRequest, Decision
from chains.results import Action, ChainResult
from chains.text import language

RUNS, TEMPERATURE = 300, 0.8
# Of one run: enough for steps that follow on an observation, and no run waits for a chain that reads whole documents.
STEPS, SECONDS = 4, 60.0


@dataclass(frozen=True, slots=True)
class RunSteps:
    """The steps of one run.

    Attributes:
        small: held to the words of the task, as for a small model; else free in all tools' own arguments.
        steps: how many there were.
        wrong: what is wrong with them, one line each; with a run that gave no step although it was to, too.
    """

    small: bool
    steps: int
    wrong: tuple[str, ...]


def task_texts() -> list[str]:
    """All tasks of the agent's other benches, those of one kind apart from each other."""
    kinds = [text.strip().splitlines() for given in (ENGLISH, CHINESE) for text in given.values()]
    kinds += [[task.task for task in found] for found in sample_tasks().values()]
    return [lines[place] for place in range(max(map(len, kinds))) for lines in kinds if place < len(lines)]


def runs(assistant: Assistant, count: int) -> Iterator[RunSteps]:
    """So many runs, small and not in turn."""
    for place, text in enumerate(islice(cycle(task_texts()), count)):
        small = place % 2 == 0
        yield _run(assistant, text, small)


def _run(assistant: Assistant, text: str, small: bool) -> RunSteps:
    cancel, chains = Cancel(), assistant.chains
    request = ChainRequest("agent", text, language=language(text))
    given = chains.given(chains.card("agent"), request)
    options = AgentOptions(steps=STEPS, seconds=SECONDS, temperature=TEMPERATURE)
    ended, actions = "", []
    with agent_kit(chains.context(request, given, cancel), ToolCalls(_nothing_kept), assistant.models) as made:
        agent = replace(made, small=small)
        for event in Agent(replace(chains.kit(Scope(), cancel), agent=agent), options).run(given, cancel):
            if isinstance(event, Action) and event.state == "running":
                actions.append(event)
            elif isinstance(event, ChainResult) and isinstance(event.data, dict):
                ended = str(event.data["ended"])
        schemas = {tool.name: tool.args_schema for tool in agent.tools}
    wrong = [found for action in actions if (found := fault(action, schemas))]
    if ended == "unread":
        wrong.append(f"unread after {len(actions)} steps: {text}")
    return RunSteps(small, len(actions) + (ended == "unread"), tuple(wrong))


def _nothing_kept(request: ConsentRequest, cancel: object) -> Decision:
    return "deny"


def fault(action: Action, schemas: dict[str, Any]) -> str:
    """What is wrong with a step; empty if it is a call of a known tool with arguments that it takes."""
    schema = schemas.get(action.tool)
    if schema is None:
        return f"{action.tool!r} is no tool"
    try:
        arguments = json.loads(action.arguments)
    except ValueError:
        return f"{action.tool}: {action.arguments!r} is no JSON"
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        if unknown := set(arguments) - set(schema.model_fields):
            return f"{action.tool}: it has no {', '.join(sorted(unknown))}"
        try:
            schema.model_validate(arguments)
        except ValidationError as exc:
            return f"{action.tool} {action.arguments}: {exc.errors()[0]['loc']}: {exc.errors()[0]['msg']}"
    return ""


def figures(count: int = RUNS, home: Path | None = None) -> list[Figure]:
    """Steps that parse and hold to their tool's model, by grammar.

    Args:
        home: see ``agent_library``.
    """
    found = []
    with agent_library(DOCUMENTS, home) as assistant:
        for run in runs(assistant, count):
            found.append(run)
            if len(found) % 10 == 0:
                sys.stderr.write(
                    f"{len(found)} of {count} runs, {sum(len(each.wrong) for each in found)} wrong steps\n"
                )
    out = [_figure("all", found)]
    out += [_figure(name, [run for run in found if run.small == small]) for name, small in _GRAMMARS]
    kinds = Counter(line for run in found for line in run.wrong)
    return [*out, *(Figure(f"wrong, {times} times", line) for line, times in kinds.most_common(10))]


_GRAMMARS = (("held to the task's words", True), ("free in all tools' arguments", False))


def _figure(name: str, found: Sequence[RunSteps]) -> Figure:
    steps, wrong = sum(run.steps for run in found), sum(len(run.wrong) for run in found)
    share = 1 - wrong / steps if steps else 0.0
    told = f"{share:.2%} of {steps} steps in {len(found)} runs"
    return Figure(f"steps that parse at temperature {TEMPERATURE}, {name}", told, "100 %", steps > 0 and not wrong)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--home", type=Path, help="keep the library there, and find it there the next time")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.runs, chosen.home), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
