"""Few-shot examples: what they are, and who chooses which of them go into a prompt."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: what the model is given, and what it should have written."""

    given: str
    wanted: str


class ExampleShelf(Protocol):
    """All sets of examples, each chosen from as the settings say."""

    def choose(self, name: str, language: str, text: str) -> tuple[Example, ...]:
        """The examples of the set ``name`` that go with ``text``, in the order in which they stand in the prompt."""
