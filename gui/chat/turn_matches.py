"""What a search in the conversation has found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from gui.chat.turn_state import TurnState

Part = Literal["question", "answer"]

# More are not walked through one by one.
_MOST = 9_999


@dataclass(frozen=True, slots=True)
class Match:
    """One place: the turn's place in the list, the part of it, and the how-manieth it is in there."""

    turn: int
    part: Part
    number: int


@dataclass(slots=True)
class Matches:
    """All places where a text stands, case apart, and the one that is looked at."""

    text: str = ""
    found: list[Match] = field(default_factory=list)
    current: int = -1

    @classmethod
    def of(cls, text: str, states: Sequence[TurnState]) -> "Matches":
        """Look in questions and answers."""
        needle = text.casefold()
        found: list[Match] = []
        for turn, state in enumerate(states):
            if not needle or len(found) >= _MOST:
                break
            parts: tuple[tuple[Part, str], ...] = (("question", state.question), ("answer", state.answer))
            for part, words in parts:
                count = min(words.casefold().count(needle), _MOST - len(found))
                found += [Match(turn, part, number) for number in range(count)]
        return cls(text if needle else "", found, 0 if found else -1)

    @property
    def match(self) -> Match | None:
        """The one that is looked at."""
        return self.found[self.current] if self.current >= 0 else None

    def step(self, by: int) -> None:
        """Look at another one, round and round."""
        if self.found:
            self.current = (self.current + by) % len(self.found)
