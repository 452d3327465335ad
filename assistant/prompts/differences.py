"""What two texts differ in, line by line."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference.

    Attributes:
        before: its 1-based number in the first text; None where it is new.
        after: its 1-based number in the second text; None where it is gone.
    """

    kind: Literal["same", "removed", "added"]
    text: str
    before: int | None
    after: int | None


def differences(before: str, after: str) -> tuple[DiffLine, ...]:
    """All lines of both texts in order; of a changed place, first what went, then what came."""
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [
                DiffLine("same", text, start + place + 1, new_start + place + 1)
                for place, text in enumerate(old[start:end])
            ]
            continue
        found += [DiffLine("removed", text, start + place + 1, None) for place, text in enumerate(old[start:end])]
        found += [
            DiffLine("added", text, None, new_start + place + 1) for place, text in enumerate(new[new_start:new_end])
        ]
    return tuple(found)


def unified(lines: Sequence[DiffLine], before: str, after: str) -> list[str]:
    """The difference as ``diff -u`` writes it; nothing where there is none.

    Args:
        before: what the first text is called,
        after: and the second.
    """
    old = [line.text for line in lines if line.before is not None]
    new = [line.text for line in lines if line.after is not None]
    return list(difflib.unified_diff(old, new, before, after, lineterm="", n=CONTEXT_LINES))
