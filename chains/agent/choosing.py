"""Which tools come into question for the next step; for a small model few are left, by rules that the task triggers.

The starter model picks the right of four tools eleven times of twelve, and of twenty hardly ever: rules, and the
examples nearest to the task, say which few it may choose from. A model that chooses well is offered all of them.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chains.agent.holding import TABLE
from chains.agent.kit import AgentKit
from chains.agent.parts import MAX_CHARS, Part, reckons_alone, without_operand, wording, written
from chains.examples import Example
from chains.results import Action
from chains.toolkits.base import traits

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

# So many tools a small model chooses from.
CHOICES = 2
CALCULATE = "calculate"
SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is, as far as the choice depends on it.

    Attributes:
        part: the question at hand.
        made: steps of this question that brought something.
        earlier: steps of earlier questions that brought something.
        failed: names of tools that brought nothing for this question.
    """

    part: Part
    made: tuple[Action, ...] = ()
    earlier: tuple[Action, ...] = ()
    failed: tuple[str, ...] = ()


class Chooser:
    """Chooses for one run.

    Args:
        tools: by name.
        kit: of the run.
        language: of the task.
    """

    def __init__(self, tools: "Mapping[str, BaseTool]", kit: AgentKit, language: str) -> None:
        self._tools = tools
        self._kit = kit
        self._language = language
        self._patterns = {name: _compiled(traits(tool).patterns) for name, tool in tools.items()}

    def first(self, part: Part, examples: Sequence[str] = (), failed: Sequence[str] = ()) -> list[str]:
        """Names of the tools that a question may begin with.

        What a tool's own rule sees in the question goes before a calculation that it has in full, that before where
        the router would send it, that before a likeness to most of the nearest examples. Within one of these the
        choice is the model's.

        Args:
            examples: names of the tools that the nearest examples call.
            failed: names of tools that do not come into question any more.
        """
        if part.joins:
            groups: list[list[str]] = [[CALCULATE]]
        else:
            matched = sorted(((self._match(name, part.text), name) for name in self._tools), reverse=True)
            route = self._kit.route(part.text)
            routed = [wording()["routes"].get(route.name, SEARCH)] if route.name != "fact" else []
            alone = [CALCULATE] if reckons_alone(part.text, self._language) and not route.document_ids else []
            votes = Counter(examples).most_common(1)
            likely = [votes[0][0]] if votes and votes[0][1] > len(examples) / 2 else []
            groups = [
                # Words of a calculation alone are none: what is reckoned with may have to be looked up first.
                [name for length, name in matched if length and name != CALCULATE],
                alone if written(part.text, self._language) else [],
                [*alone, *routed],
                [*likely, SEARCH],
            ]
        for group in groups:
            left = [name for name in dict.fromkeys(group) if name in self._tools and name not in failed]
            if left:
                return left
        return []

    def next(self, standing: Standing, examples: Sequence[str] = ()) -> list[str]:
        """Names of the tools for the next step of a question; none where it is done."""
        part = standing.part
        if not standing.made:
            # What was searched for and not found is not there; where another reader gave nothing, another may.
            reads = all(traits(self._tools[name]).kind in {"read", "compute"} for name in standing.failed)
            goes_on = reads and SEARCH not in standing.failed
            return self.first(part, examples, standing.failed) if goes_on else []
        last = standing.made[-1]
        # A table's sums and averages are worked out where the rows are read; what the question has a number for is not.
        open_still = part.sign if last.tool != TABLE else without_operand(part.text, self._language) != part.text
        looked_up = bool(open_still) and last.tool in self._tools and traits(self._tools[last.tool]).kind == "read"
        reckons = looked_up and CALCULATE in self._tools and CALCULATE not in standing.failed
        return [CALCULATE] if reckons else []

    def _match(self, name: str, text: str) -> int:
        """How many characters of the text speak of a tool; 0 for none."""
        means = traits(self._tools[name]).means
        if means is not None and means(text):
            return len(text)
        # What a person wants stands at the beginning or the end of what they paste.
        told = text if len(text) <= 2 * MAX_CHARS else f"{text[:MAX_CHARS]}\n{text[-MAX_CHARS:]}"
        matches = (pattern.search(told) for pattern in self._patterns[name])
        return max((len(match.group()) for match in matches if match), default=0)


def called_in(example: Example) -> str:
    """The name of the tool that an example calls."""
    for line in example.wanted.splitlines():
        name, _, rest = line.partition(": ")
        if name == "Tool":
            return rest.strip()
    return ""


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
