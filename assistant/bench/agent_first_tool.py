"""Which tool the agent calls first, of twelve: by rules with the starter model, and the model alone beside it."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.app import Assistant
from assistant.bench.agent_first_tool_tasks import CHINESE, DOCUMENTS, ENGLISH
from assistant.bench.agent_library import agent_library
from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.library.types import Scope
from assistant.shelf import ChainRequest, ToolCalls
from assistant.toolkits.making import agent_kit
from chains.agent.agent import AgentOptions
from chains.agent.run import Limits, Run
from chains.kit import Kit
from chains.text import language

BAR = 0.85
Half = Literal["tuned", "kept", "both"]


@dataclass(frozen=True, slots=True)
class FirstTool:
    """One task.

    Attributes:
        tool: that is to be called first.
        kept: whether it was kept from all tuning.
    """

    text: str
    tool: str
    kept: bool


def tasks(given: Mapping[str, str], half: Half = "both") -> list[FirstTool]:
    """Those of one half; they alternate."""
    lines = [(line, tool) for tool, text in given.items() for line in text.strip().splitlines()]
    found = [FirstTool(line, tool, bool(place % 2)) for place, (line, tool) in enumerate(lines)]
    return [task for task in found if half == "both" or task.kept == (half == "kept")]


def first_tools(assistant: Assistant, given: Sequence[FirstTool], *, rules: bool) -> Iterator[str]:
    """The tool of each task's first step, empty for none; nothing is called.

    Args:
        rules: as the agent goes with a small model; else the model chooses of all twelve by itself.
    """
    cancel, chains = Cancel(), assistant.chains
    for task in given:
        request = ChainRequest("agent", task.text, language=language(task.text))
        asked = chains.given(chains.card("agent"), request)
        kit: Kit = chains.kit(Scope(), cancel)
        with agent_kit(chains.context(request, asked, cancel), ToolCalls(), assistant.models) as made:
            twelve = tuple(tool for tool in made.tools if tool.name in ENGLISH)
            assert len(twelve) == len(ENGLISH)
            agent = replace(made, tools=twelve, small=rules)
            limits = Limits(1, AgentOptions().seconds)
            run = Run(replace(kit, agent=agent), agent, task.text, asked.language, limits, cancel)
            # The first step is told before its tool is called; then the run is let go.
            action = next(run.steps(), None)
            run.leave()
        yield action.tool if action is not None else ""


def figures(
    half: Half = "both", most: int | None = None, home: Path | None = None, *, alone: bool = True, tell: bool = False
) -> list[Figure]:
    """Both ways; the Chinese tasks apart.

    Args:
        home: see ``agent_library``.
        most: so many tasks, spread over the tools; None for all.
        alone: measure the model without rules, too.
        tell: which tasks went wrong, of the tuned half alone.
    """
    out = []
    with agent_library(DOCUMENTS, home) as assistant:
        for name, source in (("English", ENGLISH), ("Chinese", CHINESE)):
            given = _spread(tasks(source, half), most)
            ruled = list(first_tools(assistant, given, rules=True))
            beside = "not measured"
            if alone:
                free = list(first_tools(assistant, given, rules=False))
                beside = f"the model alone: {_share(given, free)}"
            share = _right(given, ruled) / len(given)
            bar = name == "English"
            wrong = [
                f"{task.text} → {tool or '-'} ({task.tool})"
                for task, tool in zip(given, ruled, strict=True)
                if tool != task.tool and not task.kept
            ]
            out.append(
                Figure(
                    f"right first tool of twelve, {name}, {half} half{'s' if half == 'both' else ''}",
                    _share(given, ruled),
                    f"≥ {BAR}" if bar else "",
                    share >= BAR if bar else None,
                    "; ".join([beside, *wrong]) if tell else beside,
                )
            )
    return out


def _spread(given: Sequence[FirstTool], most: int | None) -> list[FirstTool]:
    """At most so many, of each tool as many as of the others."""
    if most is None or most >= len(given):
        return list(given)
    seen: Counter[str] = Counter()
    order = []
    for task in given:
        order.append((seen[task.tool], task))
        seen[task.tool] += 1
    return [task for _, task in sorted(order, key=lambda pair: pair[0])[:most]]


def _right(given: Sequence[FirstTool], found: Sequence[str]) -> int:
    return sum(task.tool == tool for task, tool in zip(given, found, strict=True))


def _share(given: Sequence[FirstTool], found: Sequence[str]) -> str:
    right = _right(given, found)
    return f"{right / len(given):.3f} ({right} of {len(given)})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tuned", "kept", "both"), default="both")
    parser.add_argument("--tasks", type=int, help="so many of each language")
    parser.add_argument("--home", type=Path, help="keep the library there, and find it there the next time")
    parser.add_argument("--rules-only", action="store_true", help="leave out the model alone")
    parser.add_argument("--tell", action="store_true", help="which tasks of the tuned half went wrong")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    found = figures(chosen.half, chosen.tasks, chosen.home, alone=not chosen.rules_only, tell=chosen.tell)
    return show(found, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
