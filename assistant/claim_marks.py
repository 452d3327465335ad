"""Each claim of an answer found again in its text: the words that it is made of, and the place of its verdict."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.rich_text import Block, RichText, Span, Spans, plain_text
from chains.types import Claim

Place = tuple[int, int]  # index of a span in a line, and of a character in it

# Behind the last word of a sentence, but still of it.
_CLOSERS = re.compile(r"[.!?…,;:。！？；：，、\"'”’»」』)\]】）]*")
_COUNTER = re.compile(r"\A\W*\d{1,4}[.)]\s")
_MARKER = re.compile(r"\[\d{1,4}\]")
# What is longer has had its first part checked, at most; and is compared no further.
_LONGEST = 4_000


def place_claims(rich: RichText, claims: Sequence[Claim]) -> RichText:
    """``rich`` with the words of each claim named, and behind them its citations and the place of its verdict.

    A claim is looked for behind the one before it, by its letters and digits alone: emphasis, lists and tables are
    no hindrance. Nothing is put inside code.

    Args:
        rich: the answer, as ``rich_text`` read it.
        claims: of the answer, in their order; ``evidence`` counts from 0.
    """
    lines = list(_lines(rich.blocks))
    letters, places = _letters(lines)
    ranges: dict[int, list[_Range]] = {}
    unplaced = []
    behind = 0
    for number, claim in enumerate(claims):
        found = _find(letters, places, claim.text, behind)
        if found is None:
            unplaced.append(number)
            continue
        behind = found[1]
        first, last = places[found[0]], places[found[1] - 1]
        for line in range(first[0], last[0] + 1):
            start = first[1:] if line == first[0] else (0, 0)
            end = last[1:] if line == last[0] else (len(lines[line]), 0)
            ranges.setdefault(line, []).append(_Range(number, start, end, ends=line == last[0]))
    done = iter([_marked(spans, ranges.get(line, []), claims) for line, spans in enumerate(lines)])
    blocks = [
        replace(block, spans=next(done), rows=tuple(tuple(next(done) for _ in row) for row in block.rows))
        for block in rich.blocks
    ]
    # Where the text was cut, the claims that were not found are those of the rest.
    return replace(rich, blocks=tuple(blocks), unplaced=() if rich.cut else tuple(unplaced))


@dataclass(frozen=True, slots=True)
class _Range:
    """The part of a claim in one line, from its first to its last letter; ``ends`` where the claim ends in it."""

    claim: int
    first: Place
    last: Place
    ends: bool


def _lines(blocks: Sequence[Block]) -> Iterator[Spans]:
    for block in blocks:
        yield block.spans
        for row in block.rows:
            yield from row


def _letters(lines: Sequence[Spans]) -> tuple[str, list[tuple[int, int, int]]]:
    """All letters and digits in one string, and where each stands: line, span, character."""
    letters: list[str] = []
    places: list[tuple[int, int, int]] = []
    for line, spans in enumerate(lines):
        for number, span in enumerate(spans):
            if span.cite:
                continue
            # Numbers of sources are no part of a claim, as the check took them out.
            text = _MARKER.sub(lambda found: " " * len(found.group()), span.text)
            for offset, char in enumerate(text):
                if char.isalnum():
                    letters.append(char.lower() if len(char.lower()) == 1 else char)
                    places.append((line, number, offset))
    return "".join(letters), places


def _find(letters: str, places: Sequence[tuple[int, int, int]], claim: str, behind: int) -> tuple[int, int] | None:
    words = plain_text(_MARKER.sub("", claim[:_LONGEST]))
    for text in dict.fromkeys((words, _COUNTER.sub("", words))):
        needle = _letters([(Span(text),)])[0]
        start = letters.find(needle, behind) if needle else -1
        while start > 0 and _inside_a_word(places, start):
            start = letters.find(needle, start + 1)
        if start >= 0:
            return start, start + len(needle)
    return None


def _inside_a_word(places: Sequence[tuple[int, int, int]], start: int) -> bool:
    line, span, offset = places[start]
    return places[start - 1] == (line, span, offset - 1)


def _marked(spans: Spans, ranges: Sequence[_Range], claims: Sequence[Claim]) -> Spans:
    out: list[Span] = []
    at: Place = (0, 0)
    for part in ranges:
        out += _between(spans, at, part.first, -1)
        at = max(at, _behind(spans, part.last) if part.ends else part.last)
        words = list(_between(spans, max(part.first, (0, 0)), at, part.claim))
        out += words
        if part.ends:
            cited = {span.cite for span in words}
            numbers = [index + 1 for index in claims[part.claim].evidence if index + 1 not in cited]
            out += [Span(f"[{number}]", cite=number, claim=part.claim) for number in numbers]
            out.append(Span("", claim=part.claim, mark=part.claim))
    out += _between(spans, at, (len(spans), 0), -1)
    return tuple(out)


def _between(spans: Spans, start: Place, end: Place, claim: int) -> Iterator[Span]:
    """The spans from one place to another, the second not included."""
    for number in range(start[0], min(end[0] + 1, len(spans))):
        text = spans[number].text
        last = end[1] if number == end[0] else len(text)
        first = start[1] if number == start[0] else 0
        if first < last:
            yield replace(spans[number], text=text[first:last], claim=claim)


def _behind(spans: Spans, last: Place) -> Place:
    """The place behind the sentence whose last letter stands at ``last``: behind its full stop and its citations."""
    number, offset = last[0], last[1] + 1
    if spans[number].code:
        number, offset = number + 1, 0
    while number < len(spans):
        span = spans[number]
        if span.cite:
            number, offset = number + 1, 0
            continue
        if span.code:
            break
        closed = _CLOSERS.match(span.text, offset)
        offset = closed.end() if closed is not None else offset
        if span.text[offset:].strip(" ") or (offset < len(span.text) and not _cites(spans, number + 1)):
            break
        number, offset = number + 1, 0
    return number, offset


def _cites(spans: Spans, number: int) -> bool:
    return number < len(spans) and bool(spans[number].cite)
