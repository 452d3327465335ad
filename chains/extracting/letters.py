"""What a document's form says without a word: letterhead, greeting, signature, date, title, an only value."""

import re
from collections.abc import Sequence

from chains.extracting.candidates import LEAST, Candidate, Reading
from chains.extracting.layout import Line
from chains.extracting.lexicon import Concept, Shape, tokens
from chains.extracting.values import Value, is_company, plain

LETTERHEAD, SIGNED, GREETED, ADDRESSED, DATELINE, TITLE = 0.5, 0.55, 0.5, 0.72, 0.72, 0.6
# A line at the top that ends in a date: "Product meeting, 12 March 2025".
DATED = 0.62
# The letterhead's name below the greeting again.
BOTH = 0.82
# The only value of its kind in the whole document: an e-mail address is nothing else; a date may be any date.
ONLY_OF_ITS_KIND, ONLY = 0.74, 0.4

_CLOSING = re.compile(
    r"\W*(?:yours\s+\w+|(?:with )?(?:kind|best|warm)?\s*(?:regards|wishes)|sincerely|faithfully|"
    r"mit freundlichen grüßen|cordialement|此致|敬上)\W*\Z",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:Dear|Hello|Hi|尊敬的|Sehr geehrter? (?:Herr|Frau)|Cher|Chère|Estimad[oa])\s*(?P<name>.+?)\s*[,:，：!]?\s*\Z"
)
_NOBODY = re.compile(
    r"(?:sirs?|madam|all|team|colleagues?|customer|client|tenant|resident|friends?|先生|女士|客户)\b", re.IGNORECASE
)
_HEAD_LINES, _DATE_LINES, _SIGNATURE_LINES, _ADDRESS_LINES = 4, 10, 3, 15
_LONGEST_TITLE = 200
_UNMISTAKABLE: tuple[Shape, ...] = ("email", "url", "phone")
_MARKED: tuple[Shape, ...] = ("date", "money", "percent", "duration")
_IN_ITEMS: tuple[Shape, ...] = ("party", "person", "number", "identifier", "address")


def read_form(reading: Reading, *, item: bool = False) -> None:
    """Take what the form of a letter, and of any document, tells of the fields.

    Args:
        item: it is no document but one item of a list, whose only name and number are what they are.
    """
    greeted = [line for line in reading.rows if _GREETING.match(reading.text, line.start, line.end)]
    closed = [place for place, line in enumerate(reading.rows) if _CLOSING.match(reading.text[line.start : line.end])]
    for concept in reading.asked:
        if concept.head == "date":
            _date_line(reading, concept)
        elif concept.head == "sender":
            if greeted or closed or concept.base in {"supplier", "sender"}:
                for line, value in filter(None, [_letterhead(reading)]):
                    reading.put(concept.name, Candidate(value, LETTERHEAD, "letterhead", (line.start, line.end)))
            _signature(reading, concept, closed, _letterhead(reading) if greeted or closed else None)
        elif concept.head == "recipient":
            _greeting(reading, concept, greeted)
        elif concept.base == "title":
            _title(reading, concept)
        _only(reading, concept, item)


def _date_line(reading: Reading, concept: Concept) -> None:
    for line in reading.rows[:_DATE_LINES]:
        for value in reading.values_in((line.start, line.end), "date")[:1]:
            alone = line.end - line.start <= value.end - value.start + 12
            ends = line in reading.rows[:_HEAD_LINES] and value.end == line.end and len(line.cells) == 1
            if alone or ends:
                score = DATELINE if alone else DATED
                reading.put(concept.name, Candidate(value, score, "date line", (line.start, line.end)))


def _letterhead(reading: Reading) -> tuple[Line, Value] | None:
    for line in reading.rows[:_HEAD_LINES]:
        value = _name(reading, line)
        if value and (line.kind != "heading" or is_company(str(value.value))):
            return line, value
    return None


def _signature(reading: Reading, concept: Concept, closed: Sequence[int], head: tuple[Line, Value] | None) -> None:
    for place in closed[:1]:
        lines = reading.rows[place + 1 : place + 1 + _SIGNATURE_LINES]
        named = [(line, value) for line in lines if (value := _name(reading, line))]
        # Who signs for a company is not the company.
        named.sort(key=lambda found: not is_company(str(found[1].value)))
        again = [found for found in named if head is not None and found[1].key == head[1].key]
        for line, value in (again or named)[:1]:
            score = BOTH if again else SIGNED
            reading.put(concept.name, Candidate(value, score, "signature", (line.start, line.end)))


def _greeting(reading: Reading, concept: Concept, greeted: Sequence[Line]) -> None:
    for line in greeted[:1]:
        match = _GREETING.match(reading.text, line.start, line.end)
        if match is None or _NOBODY.match(match["name"]):
            continue
        span = match.span("name")
        for value in reading.values_in(span, "party")[:1] or [reading.words(span, "party")]:
            reading.put(concept.name, Candidate(value, GREETED, "greeting", (line.start, line.end)))
            # The address above the greeting has the whole name.
            last = [token.word for token in tokens(str(value.value))][-1:]
            for above in reading.rows[:_ADDRESS_LINES]:
                full = _name(reading, above) if above.start < line.start else None
                if full and last and last[0] in {token.word for token in tokens(str(full.value))}:
                    reading.put(concept.name, Candidate(full, ADDRESSED, "address", (above.start, above.end)))
                    break


def _title(reading: Reading, concept: Concept) -> None:
    for line in [*[line for line in reading.rows if line.kind == "heading"][:1], *reading.rows[:1]][:1]:
        if len(line.cells) == 1 and line.end - line.start <= _LONGEST_TITLE:
            words = reading.text[line.start : line.end]
            value = Value(line.start, line.end, concept.shape, words, key=plain(words))
            reading.put(concept.name, Candidate(value, TITLE, "title", (line.start, line.end)))


def _only(reading: Reading, concept: Concept, item: bool) -> None:
    """The only value of its kind, where nothing better was found."""
    kinds = (*_UNMISTAKABLE, *_MARKED, *(_IN_ITEMS if item else ()))
    if concept.shape not in kinds or reading.has(concept, LEAST):
        return
    found: dict[str, Candidate] = {}
    score = ONLY_OF_ITS_KIND if item or concept.shape in _UNMISTAKABLE else ONLY
    for line in reading.rows:
        for value in reading.values_in((line.start, line.end), concept.shape):
            found.setdefault(value.key, Candidate(value, score, "only", (line.start, line.end)))
        if len(found) > 1:
            return
    for candidate in found.values():
        reading.put(concept.name, candidate)


def _name(reading: Reading, line: Line) -> Value | None:
    """The name that a line is, or opens with before an address."""
    text = reading.text[line.start : line.end]
    if len(line.cells) > 1 or ":" in text or "：" in text:
        return None
    found = reading.values_in((line.start, line.end), "party")
    # Nothing but an address follows it there.
    if not found or found[0].start > line.start + 3 or reading.is_label((line.start, line.end)):
        return None
    return found[0] if re.match(r"\s*(?:[,，].*)?\Z", reading.text[found[0].end : line.end]) else None
