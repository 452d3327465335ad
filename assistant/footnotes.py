"""An answer with its sources, as Markdown that can be pasted elsewhere: a footnote for each quote that it cites."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant import made_text
from assistant.harmless import harmless_markdown, plain_line
from assistant.made import Made
from chains.types import Claim, Quote

if TYPE_CHECKING:
    from assistant.conversations import Turn

# Routes that end in Lectern's own words. They number the quotes as they stand, a model's as it was shown them.
# The outline of a document is what "a whole document" gives without a model.
OUTLINE = "document"
OWN_ROUTES = frozenset({OUTLINE, "catalogue", "talk"})

_MARKER = re.compile(r"\s?\[(\d{1,4})\]")
_CLOSERS = re.compile(r"[^\w\s]*")
_PAGE = {"en": "p. {}", "zh": "第 {} 页"}


def footnoted(turn: "Turn", language: str) -> str:
    """A stored turn's answer, with its footnotes; see ``with_footnotes``."""
    return with_footnotes(turn.answer, turn.claims, turn.evidence, numbers_of(turn), language, turn.made)


def numbers_of(turn: "Turn") -> dict[int, int]:
    """Which quote, by its index, each number in brackets of a turn's answer stands for."""
    if turn.route in OWN_ROUTES or turn.made is not None:
        return {number + 1: number for number in range(len(turn.evidence))}
    return dict(turn.placed)


def with_footnotes(
    answer: str,
    claims: Sequence[Claim],
    evidence: Sequence[Quote],
    numbers: Mapping[int, int],
    language: str = "en",
    made: Made | None = None,
) -> str:
    """``answer`` with ``[^1]`` behind each sentence that rests on a quote, and the quotes below it.

    Args:
        numbers: which quote, by its index, each number in brackets of the answer stands for; they become footnotes.
        language: of the word for a page.
        made: whose table, and an agent's steps, follow the answer.
    """
    text = _MARKER.sub(lambda found: _note(numbers, found), answer)
    cited = {int(number) - 1 for number in re.findall(r"\[\^(\d+)\]", text)}
    behind = 0
    for claim in claims:
        start = text.find(claim.text, behind)
        if start < 0:
            continue
        end = start + len(claim.text)
        closed = _CLOSERS.match(text, end)
        notes = "".join(f"[^{index + 1}]" for index in claim.evidence if index < len(evidence))
        behind = closed.end() if closed is not None else end
        if notes and not text.startswith("[^", end):
            text = f"{text[:behind]}{notes}{text[behind:]}"
            behind += len(notes)
            cited |= set(claim.evidence)
    table = made.table if made is not None else None
    if table is not None:
        cited |= made_text.cited(table)
    # Where no sentence has one, each quote is worth naming.
    listed = sorted(cited) or range(len(evidence))
    notes_below = "\n".join(f"[^{index + 1}]: {_source(evidence[index], language)}" for index in listed)
    body = harmless_markdown(text.strip())
    if table is not None:
        body = f"{body}\n\n{made_text.table_markdown(table, '[^{}]')}".strip()
    if made is not None and made.actions:
        body = f"{body}\n\n{made_text.actions_markdown(made.actions, language)}".strip()
    return f"{body}\n\n{notes_below}\n" if notes_below else f"{body}\n"


def _note(numbers: Mapping[int, int], found: "re.Match[str]") -> str:
    index = numbers.get(int(found.group(1)))
    return found.group() if index is None else f"[^{index + 1}]"


def _source(quote: Quote, language: str) -> str:
    page = "" if quote.page is None else f", {_PAGE.get(language, _PAGE['en']).format(quote.page)}"
    return f"{plain_line(quote.title)}{page}: “{plain_line(quote.text)}”"
