"""Two wordings of one sentence: the words that differ, and which numbers, dates, names and duties changed with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from chains.comparing.units import LENIENT, Reading, Token, tokens
from chains.text import is_stop
from chains.verify import facts, names

FactKind = Literal["negation", "duty", "date", "number", "name", "words"]
# What a reader must not miss stands first.
ORDER: tuple[FactKind, ...] = ("negation", "duty", "number", "date", "name", "words")
# Longer wordings are not told word by word: nobody would read it.
MOST_TOKENS = 600
# A run of this many equal words, all of them stop words, between two differences is part of one difference.
BRIDGE = 2

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?"
    rf"|\b{_MONTH},? \d{{4}}|\b\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b"
    r"|\b\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?"
    r"|\d{2,4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|\d{1,2}月(?:\d{1,2}[日号])?|[〇零一二三四五六七八九]{4}年",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[$€£¥]\s?\d[\d.,]*\d|[$€£¥]\s?\d|\d[\d.,]*\d(?:\s?[%‰€£$]| ?percent\b)?|\d(?:\s?[%‰€£$]| ?percent\b)?"
    r"|(?:百分之)?[〇零一二两三四五六七八九十百千万亿]+(?=[个元年月日天周人次倍名岁块％%]|\Z|[^一-鿿])|百分之[〇零一二两三四五六七八九十百千万亿]+"
    r"|(?<=[第满])[一二两三四五六七八九十百]+"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|except|unless|\w+n['’]t)\b|不|没有|未|无需|除外|禁止",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:may|must|shall|should|can|cannot|will|would|might|required|optional|mandatory|obliged|entitled)\b"
    r"|必须|应当|应该|可以|不得|有权|无权|需要|务必",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FactChange:
    """One value that is another now; empty on the side that has none.

    Attributes:
        label: the column of a table's cell; empty in running text.
    """

    kind: FactKind
    before: str
    after: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two wordings.

    Attributes:
        pieces: ``(op, before, after)`` in reading order, op ``same`` or ``other``; joined they are both wordings.
        facts: what changed in them, the weightiest first.
    """

    pieces: tuple[tuple[Literal["same", "other"], str, str], ...]
    facts: tuple[FactChange, ...]

    @property
    def weight(self) -> int:
        """The place of the weightiest fact in ``ORDER``."""
        return min((ORDER.index(fact.kind) for fact in self.facts), default=len(ORDER))


def difference(before: str, after: str, reading: Reading = LENIENT) -> Difference:
    """What differs between two wordings."""
    left, right = tokens(before, 0, len(before), reading), tokens(after, 0, len(after), reading)
    if max(len(left), len(right)) > MOST_TOKENS:
        return Difference((("other", before, after),), ())
    runs = list(_runs(left, right))
    pieces: list[tuple[Literal["same", "other"], str, str]] = []
    found: list[FactChange] = []
    at_before = at_after = 0
    for a, a_end, b, b_end in runs:
        low, high = _span(left, a, a_end, at_before)
        new_low, new_high = _span(right, b, b_end, at_after)
        low, high, kind, old = _whole_value(before, low, high)
        new_low, new_high, new_kind, new = _whole_value(after, new_low, new_high)
        # A value that was grown may reach into what was told before.
        low, new_low = max(low, at_before), max(new_low, at_after)
        high, new_high = max(high, low), max(new_high, new_low)
        pieces.append(("same", before[at_before:low], after[at_after:new_low]))
        pieces.append(("other", before[low:high], after[new_low:new_high]))
        found += _facts(before, after, (low, high), (new_low, new_high), kind or new_kind, old, new)
        at_before, at_after = high, new_high
    pieces.append(("same", before[at_before:], after[at_after:]))
    kept = tuple(piece for piece in pieces if piece[1] or piece[2])
    return Difference(kept, tuple(sorted(dict.fromkeys(found), key=lambda fact: ORDER.index(fact.kind))))


def _runs(left: Sequence[Token], right: Sequence[Token]) -> Iterator[tuple[int, int, int, int]]:
    """Token ranges that differ; those that only stop words part are one."""
    matcher = SequenceMatcher(None, [token.form for token in left], [token.form for token in right], autojunk=False)
    open_run: tuple[int, int, int, int] | None = None
    for op, a, a_end, b, b_end in matcher.get_opcodes():
        if op == "equal":
            short = a_end - a <= BRIDGE and all(is_stop(token.form) for token in left[a:a_end])
            if open_run is not None and not (short and a_end < len(left)):
                yield open_run
                open_run = None
            continue
        open_run = (a, a_end, b, b_end) if open_run is None else (open_run[0], a_end, open_run[2], b_end)
    if open_run is not None:
        yield open_run


def _span(found: Sequence[Token], first: int, end: int, at: int) -> tuple[int, int]:
    if first < end:
        return found[first].start, found[end - 1].end
    place = found[first - 1].end if first else at
    return place, place


def _whole_value(text: str, low: int, high: int) -> tuple[int, int, FactKind | None, str]:
    """A span grown to the whole dates and numbers that it cuts into, and what they are."""
    kind: FactKind | None = None
    values: list[str] = []
    for name, pattern in (("date", _DATE), ("number", _NUMBER)):
        for match in pattern.finditer(text):
            if match.start() < high and match.end() > low and low < high:
                low, high = min(low, match.start()), max(high, match.end())
                if kind is None or kind == name:
                    kind = "date" if name == "date" else "number"
                    values.append(match.group().strip())
        if kind is not None:
            break
    return low, high, kind, " … ".join(values)


def _facts(
    before: str,
    after: str,
    old_span: tuple[int, int],
    new_span: tuple[int, int],
    kind: FactKind | None,
    old: str,
    new: str,
) -> Iterator[FactChange]:
    gone, come = before[slice(*old_span)].strip(), after[slice(*new_span)].strip()
    if kind is not None and (facts(old) != facts(new) or (not facts(old) and old.casefold() != new.casefold())):
        yield FactChange(kind, old, new)
    for sort, pattern in (("negation", _NEGATION), ("duty", _DUTY)):
        was, now = [m.group() for m in pattern.finditer(gone)], [m.group() for m in pattern.finditer(come)]
        if [word.casefold() for word in was] != [word.casefold() for word in now]:
            yield FactChange("negation" if sort == "negation" else "duty", " ".join(was), " ".join(now))
    was, now = ([name for name in names(whole) if name in part] for whole, part in ((before, gone), (after, come)))
    if was != now and not set(was) & set(now):
        yield FactChange("name", " ".join(dict.fromkeys(was)), " ".join(dict.fromkeys(now)))
