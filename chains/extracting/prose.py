"""Values in sentences: "the rent is …", "X (the “Tenant”)", "three months' notice", from one date to another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chains.answer import Check
from chains.extracting.candidates import LEAST, Candidate, Reading
from chains.extracting.layout import Line, Span
from chains.extracting.lexicon import GENERIC, Anchor, Concept, same_kind, says_nothing, tokens
from chains.extracting.values import Value, plain
from chains.text import is_stop, sentences

BEFORE, BEHIND, DEFINED = 0.94, 0.9, 0.97
# For a word that says something between a phrase and its value, a word that does not, another value between them.
WORD, FILLER, VALUE_BETWEEN, RIVAL_BETWEEN = 0.07, 0.012, 0.25, 0.2
COMPOUND, COMPOUND_OF_LITTLE = 0.12, 0.4
FARTHEST = 0.6
# What has no full stop for longer is no sentence.
LONGEST_SENTENCE = 600
UNDER_HEADING, HEADING_AGREES = 0.66, 0.06
RANGE = 0.84
COPULA = 0.72
PERMITTED, MENTIONED = 0.72, 0.45

_FILLERS = frozenset(
    "shall will amount amounts equal sum fixed set agreed currently payable paid pay hereby date day period total of "
    "at is are be in on by from the a an following i e namely therefore fall falls due".split()
) | frozenset("人民币为是共计的应于在")
_ROLE_GAP = re.compile(
    r"[\s,(（\[“”\"'‘’]*(?:(?:the|as|is|hereinafter|hereafter|called|referred|to|being|in|this|below|and|together|jointly)\b[\s,“\"'‘]*"
    r"|以下简称|简称|[为是])*",
    re.IGNORECASE,
)
_OPENED = re.compile(r"[(（\[“\"]|\bas\b|\bis\b|简称|[为是]")
_OPENED_BEFORE = re.compile(r"[“\"‘'「(（]\s*(?:the\s+)?\Z", re.IGNORECASE)
# "(the tenants, who answer jointly)" defines as well as "(the tenants)".
_CLOSED_AFTER = re.compile(r"\s*(?:[”\"’'」)）]|[,，][^()（）]{1,80}[)）])")
_JOINED = re.compile(r"\s*(?:,\s*)?(?:and|&|und|et|y|e|en|和|与|及|、)\s*|\s*,\s*", re.IGNORECASE)
_PARTY_BORDER = re.compile(r"[”\"’'」]?\s*[)）]|\bbetween\b|\bby and between\b|;|；", re.IGNORECASE)
_RANGE = re.compile(
    r"\s*,?\s*(?:\([^)]*\)\s*)?(?:to|until|till|through|thru|up to|and ending(?: on)?|[-–—~～]|bis(?: zum)?|au|"
    r"jusqu'au|al|hasta|至|到|起至|起到)(?:\s+and including)?\s*",
    re.IGNORECASE,
)
_IS = re.compile(r"\s*(?:is|are|was|were|will be|shall be|=|为|是)\s*[:：]?\s*")
_MAY = re.compile(
    r"\b(?:allowed|permitted|included|excluded|possible|may|can|accepted|prohibited|forbidden|required|furnished|available)\b"
    r"|允许|可以|禁止|不得|包括|包含",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|prohibited|forbidden|excluded|excluding|\w+n['’]t)\b|[不没無无未禁]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with where it calls a field or a rival."""

    span: Span
    line: Line
    anchors: Sequence[Anchor]


def read_prose(reading: Reading, cancel: Check | None = None) -> None:
    """Take every value that a sentence gives a name to.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    truths = [concept for concept in reading.asked if concept.shape in {"boolean", "choice"}]
    for line in reading.rows:
        if cancel is not None:
            cancel.check()
        if line.table:
            continue
        heading = reading.label(line.heading) if line.heading else {}
        for sentence in _sentences(reading, line):
            if cancel is not None:
                cancel.check()
            for concept in truths:
                (_truth if concept.shape == "boolean" else _choice)(reading, concept, sentence)
            named = {
                anchor.concept
                for anchor in sentence.anchors
                # A rival's word that says little keeps nothing from being found.
                if not anchor.lone or reading.is_asked(anchor.concept)
            }
            for name in sorted(named | set(heading)):
                shape = reading.shape(name)
                if shape == "text":
                    if name in named:
                        _copula(reading, name, sentence)
                elif shape not in {"boolean", "choice"}:
                    _typed(reading, name, sentence, heading.get(name, 0.0))
            _ranges(reading, sentence)


def _sentences(reading: Reading, line: Line) -> Iterator[Sentence]:
    for start, end in sentences(reading.text[line.start : line.end]):
        low = line.start + start
        while low < line.start + end:
            high = min(low + LONGEST_SENTENCE, line.start + end)
            if high < line.start + end:
                blank = reading.text.rfind(" ", low + 1, high)
                high = blank if blank > low else high
            yield Sentence((low, high), line, reading.anchors((low, high)))
            low = high


def _typed(reading: Reading, name: str, sentence: Sentence, heading: float) -> None:
    found = reading.values_in(sentence.span, reading.shape(name))
    if reading.shape(name) in {"party", "person"}:
        streets = reading.values_in(sentence.span, "address")
        found = [value for value in found if not any(a.start < value.end and value.start < a.end for a in streets)]
        found += _joined(reading, found, sentence)
    for place, value in enumerate(found):
        score, how = _near(reading, name, value, found, sentence), "sentence"
        if heading and score:
            score = min(1.0, score + HEADING_AGREES)
        under = UNDER_HEADING * heading - 0.1 * place
        if under > score and not any(anchor.concept == name for anchor in sentence.anchors):
            score, how = under, "heading"
        if score >= LEAST:
            reading.put(name, Candidate(value, score, how, sentence.span))


def _joined(reading: Reading, found: Sequence[Value], sentence: Sentence) -> list[Value]:
    """Several names that bear one role: "A and B (the tenants)"."""
    out = []
    for at, first in enumerate(found):
        last, several = first, False
        for value in found[at + 1 :]:
            between = reading.text[last.end : value.start]
            if not _JOINED.fullmatch(between) or not between.strip(" "):
                break
            last, several = value, True
        roles = [anchor for anchor in sentence.anchors if anchor.start >= last.end and _defined(reading, anchor)]
        if several and roles and _ROLE_GAP.fullmatch(reading.text[last.end : roles[0].start]):
            words = reading.text[first.start : last.end]
            out.append(Value(first.start, last.end, first.shape, words, key=plain(words)))
    return out


def _near(reading: Reading, name: str, value: Value, found: Sequence[Value], sentence: Sentence) -> float:
    """How near the nearest phrase for ``name`` stands to a value of its sentence, as a score."""
    best = 0.0
    name_like = value.shape in {"party", "person"}
    for anchor in sentence.anchors:
        if anchor.concept != name:
            continue
        score = 0.0
        if anchor.end <= value.start and anchor.side == "before":
            gap = (anchor.end, value.start)
            score = BEFORE * anchor.weight - _distance(reading, gap, found, value)
            score -= _compound(reading, anchor, sentence)
            score -= RIVAL_BETWEEN * _rival_between(reading, gap, name, sentence)
            if name_like and not _role_before(reading.text[slice(*gap)]):
                score = 0.0
        elif anchor.start >= value.end:
            gap = (value.end, anchor.start)
            if name_like:
                score = _role_behind(reading, anchor, value, found, sentence)
            elif anchor.side == "after":
                score = BEHIND * anchor.weight - 1.5 * _distance(reading, gap, found, value)
            elif not reading.text[slice(*gap)].strip(" ,()"):
                score = 0.8 * BEHIND * anchor.weight
        best = max(best, score)
    return best


def _compound(reading: Reading, anchor: Anchor, sentence: Sentence) -> float:
    """What a word right before the phrase costs: the launch date is no date, a pet deposit another deposit."""
    before = tokens(reading.text[max(sentence.span[0], anchor.start - 30) : anchor.start])
    if not before or says_nothing(before[-1].word) or reading.text[anchor.start - 1] not in " -":
        return 0.0
    return COMPOUND_OF_LITTLE if anchor.lone else COMPOUND


def _distance(reading: Reading, gap: Span, found: Sequence[Value], value: Value) -> float:
    words = [token.word for token in tokens(reading.text[slice(*gap)])]
    between = sum(gap[0] <= other.start and other.end <= gap[1] for other in found if other is not value)
    said = sum(not (is_stop(word) or word in GENERIC or word in _FILLERS) for word in words)
    cost = WORD * said + FILLER * (len(words) - said) + VALUE_BETWEEN * between
    return cost if cost <= FARTHEST else 1.0


def _rival_between(reading: Reading, gap: Span, name: str, sentence: Sentence) -> bool:
    """Whether something nearer to the value is called what such values are called too."""
    return any(
        reading.rivals(name, other.concept)
        and not other.lone
        and other.side == "before"
        and gap[0] <= other.start
        and other.end <= gap[1]
        and same_kind(reading.shape(other.concept), reading.shape(name))
        for other in sentence.anchors
    )


# --- names and their roles ----------------------------------------------------------------------------------------


def _role_before(words: str) -> bool:
    """Whether a name stands right behind its role: "the tenant, Ms Reed"."""
    said = [token.word for token in tokens(words)]
    return (
        len(said) <= 4 and all(is_stop(word) or word in _FILLERS for word in said) and not re.search(r"[.;)）]", words)
    )


def _role_behind(reading: Reading, anchor: Anchor, value: Value, found: Sequence[Value], sentence: Sentence) -> float:
    """ "X (the “Tenant”)", "X as tenant", "X, a company of Leeds (“Owner”)"."""
    gap = reading.text[value.end : anchor.start]
    defined = _defined(reading, anchor)
    if any(value is not other and other.start <= value.start and value.end <= other.end for other in found):
        return 0.0  # one of several that bear the role together
    if _ROLE_GAP.fullmatch(gap) and _OPENED.search(gap):
        return DEFINED * (1.0 if defined else anchor.weight)
    if not defined or len(gap) > 200:
        return 0.0
    # The first name since the last definition; what stands between is said of it.
    low = sentence.span[0]
    for match in _PARTY_BORDER.finditer(reading.text, low, anchor.start):
        low = match.end()
    first = next((other for other in found if other.start >= low), None)
    return DEFINED - 0.03 if first is value else 0.0


def _defined(reading: Reading, anchor: Anchor) -> bool:
    """Whether a role stands in quotation marks or brackets, as contracts define them."""
    before = reading.text[max(0, anchor.start - 8) : anchor.start]
    return bool(_OPENED_BEFORE.search(before) and _CLOSED_AFTER.match(reading.text, anchor.end))


# --- what has no form of its own ----------------------------------------------------------------------------------


def _copula(reading: Reading, name: str, sentence: Sentence) -> None:
    """ "The subject is …"."""
    text = reading.text
    for anchor in sentence.anchors:
        match = _IS.match(text, anchor.end)
        if anchor.concept != name or anchor.side != "before" or match is None or match.end() >= sentence.span[1]:
            continue
        marks = (text.find(mark, match.end(), sentence.span[1]) for mark in ";；，。")
        end = min((at for at in marks if at > 0), default=sentence.span[1])
        end -= text[end - 1] == "."
        words = text[match.end() : end].rstrip()
        if words:
            value = Value(match.end(), match.end() + len(words), reading.shape(name), words, key=plain(words))
            reading.put(name, Candidate(value, COPULA * anchor.weight, "sentence", sentence.span))


def _truth(reading: Reading, concept: Concept, sentence: Sentence) -> None:
    """Whether a sentence that speaks of the field says yes or no to it."""
    own = concept.phrases[0].words if concept.phrases else ()
    telling = {word for word in own if not says_nothing(word) and not _MAY.fullmatch(word)}
    words = {token.word for token in tokens(reading.text[slice(*sentence.span)])}
    kept = {
        word for word in telling if not any(_MAY.search(form) for form in (word, f"{word}ed", f"{word}d", f"{word}ted"))
    }
    if not kept or not kept <= words:
        return
    text = reading.text[slice(*sentence.span)]
    truth = _NOT.search(text) is None
    value = Value(*sentence.span, "boolean", truth, key=str(truth))
    reading.put(
        concept.name, Candidate(value, PERMITTED if _MAY.search(text) else MENTIONED, "sentence", sentence.span)
    )


def _choice(reading: Reading, concept: Concept, sentence: Sentence) -> None:
    """What a sentence names of a field's choices; it means more where it speaks of the field as well."""
    named = any(anchor.concept == concept.name for anchor in sentence.anchors)
    for value in reading.choices_in(sentence.span, concept.name):
        reading.put(concept.name, Candidate(value, PERMITTED if named else MENTIONED, "sentence", sentence.span))


def _ranges(reading: Reading, sentence: Sentence) -> None:
    """From one date to another."""
    ends = [concept for concept in reading.asked if concept.base in {"start_date", "end_date"}]
    if not ends:
        return
    for first, second in pairwise(reading.values_in(sentence.span, "date")):
        if _RANGE.fullmatch(reading.text, first.end, second.start):
            for concept in ends:
                value = replace(first if concept.base == "start_date" else second)
                reading.put(concept.name, Candidate(value, RANGE, "range", sentence.span))
