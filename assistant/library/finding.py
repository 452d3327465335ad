"""Words looked up in a text as people type them: case and the kind of blank between words do not matter."""

import re
from itertools import islice

from assistant.cancel import Cancel

MOST_MATCHES = 10_000


def pattern_of(words: str) -> re.Pattern[str] | None:
    """What finds ``words``; None where there are none."""
    parts = words.split()
    return re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE) if parts else None


def matches(text: str, words: str, cancel: Cancel | None = None, limit: int = MOST_MATCHES) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``: spans in code points, the first ``limit``.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    pattern = pattern_of(words)
    if pattern is None:
        return []
    found = []
    for match in islice(pattern.finditer(text), limit):
        if cancel is not None:
            cancel.check()
        found.append(match.span())
    return found
