"""Where a field may stand in a document: candidates with how sure their place makes them, found by code alone."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chains.answer import Check
from chains.documents import SourceDocument
from chains.extracting.layout import How, Line, Pair, Span, bare_value, headed, lines, pairs
from chains.extracting.lexicon import Anchor, Concept, Finder, Shape, Token, concepts, same_kind, says_nothing, tokens
from chains.extracting.values import Value, plain, values
from chains.text import is_stop

# How much a place is worth whose label fits wholly. A column of several rows names no single value.
LABELLED: Mapping[How, float] = {
    "colon": 1.0, "row": 0.97, "last": 0.96, "column": 0.9, "below": 0.86, "above": 0.82,
}  # fmt: skip
COLUMN_OF_MANY = 0.5
RAGGED_ROWS = 4
AGAIN = 0.12
# From here on a label is that field's and no other's.
NAMED = 0.9
# A field's candidates that are looked at, in a document of a thousand pages.
MOST_CANDIDATES = 200
STRETCH = 256
# Below this a candidate is not worth a look.
LEAST = 0.3
# What another field has a better claim to.
CLAIMED = 0.45

_ABSENT = re.compile(
    r"(?:[-–—/]+|n/?a|none|nil|not (?:applicable|agreed|specified|required)|unknown|tbd|无|暂无|不适用|keine?|aucune?)"
    r"\.?\Z",
    re.IGNORECASE,
)
_ROLE_TAIL = re.compile(
    r"\s*(?:[,;]\s*)?(?:[(（](?![\d]).*|,?\s*"
    r"(?:hereinafter|hereafter|referred to|born|residing|resident (?:at|in)|whose|"
    r"with (?:registered|its)|represented by|as (?:the )?[a-z]+\b|以下简称).*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|CNY|RMB|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HKD|INR)\b|([€$£¥])")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY", "RMB": "CNY"}
_COLONS = re.compile(r"\s*[:：]\s*")
_DEFINED = re.compile(r"hereinafter|hereafter|referred to as|called|以下简称", re.IGNORECASE)
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a field may have.

    Attributes:
        value: absolute spans.
        score: how sure its place makes it, in [0, 1].
        how: what found it, for those who look.
        evidence: a run of the document's text that has the value, and its label where they stand together.
        context: what the value stands under, where the evidence does not have it.
        absent: the document says that there is none.
    """

    value: Value
    score: float
    how: str
    evidence: Span
    context: str = ""
    absent: bool = False


class Reading:
    """A document and what has been found in it, for all fields together: one's value is not another's.

    Args:
        document: as it is stored.
        asked: the fields, as documents may call them.
    """

    def __init__(self, document: SourceDocument, asked: Sequence[Concept]) -> None:
        self.document = document
        self.text = document.text
        self.asked = asked
        self.rows = lines(document)
        self._finder = Finder(asked)
        self._labels: dict[Span, Mapping[str, float]] = {}
        self._values: dict[tuple[Span, Shape], list[Value]] = {}
        self._found: dict[str, list[Candidate]] = defaultdict(list)
        self._near: dict[int, list[tuple[str, Candidate]]] = defaultdict(list)
        self._shapes = {concept.name: concept.shape for concept in (*asked, *concepts().values())}
        self._bases = {concept.name: concept.base for concept in asked}
        self._choices = {concept.name: concept.choices for concept in asked}
        self._borders: list[int] = []
        self._line_at = {line.start: line for line in self.rows}
        self._headers = headed(self.rows, self.is_label)
        self._under: dict[int, list[Line]] = defaultdict(list)
        for line in self.rows:
            if line.start in self._headers:
                self._under[self._headers[line.start].start].append(line)

    # --- what a field has ---

    def candidates(self, concept: Concept) -> list[Candidate]:
        """The candidates of one field, best first, each value once."""
        merged: dict[str, Candidate] = {}
        best_first = sorted(self._found[concept.name], key=lambda item: (-item.score, item.value.start))
        for found in best_first[:MOST_CANDIDATES]:
            score = found.score * (CLAIMED if self._claimed(found, concept) else 1.0)
            best = merged.get(found.value.key)
            if best is None:
                merged[found.value.key] = replace(found, score=score)
            elif best.how != found.how:
                merged[found.value.key] = replace(best, score=min(1.0, best.score + AGAIN * score))
        out: list[Candidate] = []
        for item in sorted(merged.values(), key=lambda item: (-item.score, item.value.start)):
            # Part of a better one's words is no other value.
            if item.score >= LEAST and not any(_overlap(item.value, better.value) for better in out):
                out.append(item)
        return out

    def labels_of(self, concept: Concept) -> list[Candidate]:
        """What labels of its own line name as this field."""
        return [item for item in self._found[concept.name] if item.how == "colon" and item.score >= NAMED]

    def has(self, concept: Concept, least: float) -> bool:
        """Whether something of this score was found."""
        return any(item.score >= least for item in self._found[concept.name])

    def put(self, name: str, found: Candidate) -> None:
        """Take a candidate of the field, or the rival, ``name``."""
        value = found.value
        if value.shape in {"party", "person", "text"} and value.value:
            words = self.text[value.start : value.end]
            if self.is_label((value.start, value.end)) or not re.search(r"[^\W\d_]", words):
                return  # the name of a column, a role: "Tenant" is no tenant's name
            if value.shape != "text" and all(is_stop(token.word) for token in tokens(words)):
                return
        if value.shape == "date" and isinstance(value.value, str):
            found = replace(found, value=replace(value, value=value.value[:10], key=value.value[:10]))
        self._found[name].append(found)
        for bucket in _buckets(found.value):
            self._near[bucket].append((name, found))

    def shape(self, name: str) -> Shape:
        """How the values of a field or rival look."""
        return self._shapes[name]

    def is_asked(self, name: str) -> bool:
        """Whether it is a field, not a rival."""
        return name in self._bases

    def rivals(self, name: str, other: str) -> bool:
        """Whether what is ``other``'s value is not that of the field ``name``: an invoice's date is a date too."""
        if name == other:
            return False
        known = concepts().get(other)
        return known is None or not known.kind_of or known.kind_of != self._bases.get(name)

    def values_in(self, span: Span, shape: Shape) -> list[Value]:
        """The values of a part of the text, with absolute spans."""
        key = (span, shape)
        if key not in self._values:
            found = values(self.text[span[0] : span[1]], shape, self.document.language)
            self._values[key] = [value.moved(span[0]) for value in found]
        return self._values[key]

    def choices_in(self, span: Span, name: str) -> list[Value]:
        """The choices of a field that a part of the text names, in order; longer ones first where they overlap."""
        found: list[Value] = []
        text = self.text[span[0] : span[1]]
        for choice in sorted(self._choices.get(name, ()), key=len, reverse=True):
            edge = r"\b" if choice.isascii() else ""
            for match in re.finditer(rf"{edge}{re.escape(choice)}{edge}", text, re.IGNORECASE):
                value = Value(match.start() + span[0], match.end() + span[0], "choice", choice, key=choice)
                if not any(_overlap(value, other) for other in found):
                    found.append(value)
        return sorted(found, key=lambda value: value.start)

    def anchors(self, span: Span) -> list[Anchor]:
        """Where a part of the text calls a field or a rival."""
        return self._finder.anchors(tokens(self.text[span[0] : span[1]]), span[0])

    def words(self, span: Span, shape: Shape) -> Value:
        """A part of the text as a value, without what ends a sentence or a list."""
        start, end = span
        while end > start and (self.text[end - 1] in " ;；,，。" or (self.text[end - 1] == "." and end - start > 40)):
            end -= 1
        words = self.text[start:end]
        return Value(start, end, shape, words, key=plain(words))

    def _claimed(self, found: Candidate, concept: Concept) -> bool:
        """Whether another field, asked for or not, has a better claim to the same words."""
        value = found.value
        return any(
            other.score > found.score + 0.02
            and _overlap(other.value, value)
            and self.rivals(concept.name, name)
            and same_kind(other.value.shape, value.shape)
            for bucket in _buckets(value)
            for name, other in self._near.get(bucket, ())
        )

    # --- labels ---

    def read_labels(self, cancel: Check | None = None) -> None:
        """Take every value that a label announces.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        inside = list(self._run_on())
        for number, pair in enumerate((*pairs(self.document, self.rows, self._headers), *inside)):
            if cancel is not None and number % 64 == 0:
                cancel.check()
            fits = self.label(pair.label)
            if not fits:
                continue
            for name, fit in fits.items():
                self._label_value(
                    name, pair, (self._column(pair) if pair.how == "column" else LABELLED[pair.how]) * fit
                )

    def _column(self, pair: Pair) -> float:
        """What a cell below its header is worth: one of many names no single value, the first of two columns does."""
        under = self._under[self._headers[pair.row].start]
        if len(under) == 1:
            return LABELLED["column"]
        # "Billed to | Invoice no." above a name and a number, the street below.
        ragged = any(cell[0] >= cell[1] for line in under[1:] for cell in line.cells)
        first = under[0].start == pair.row and len(under) <= RAGGED_ROWS and ragged
        return LABELLED["below"] if first else COLUMN_OF_MANY

    def label(self, span: Span) -> Mapping[str, float]:
        """How well a label fits each concept that it names, in [0, 1]."""
        if span not in self._labels:
            self._labels[span] = self._label(self.text[span[0] : span[1]])
        return self._labels[span]

    def is_label(self, span: Span) -> bool:
        """Whether a part of the text is the name of something and nothing else."""
        if span[1] - span[0] > 60 or re.search(r"\d", self.text[span[0] : span[1]]):
            return False
        return any(fit >= NAMED for fit in self.label(span).values())

    def _label(self, text: str) -> Mapping[str, float]:
        head = text if text.startswith(("(", "（", "[")) else re.split(r"[(（\[]", text, maxsplit=1)[0]
        words = tokens(_DEFINED.sub(" ", head))
        anchors = [anchor for anchor in self._finder.anchors(words) if anchor.side == "before"]
        fits: dict[str, float] = {}
        for anchor in anchors:
            fit = anchor.weight * _coverage(words, anchor)
            later = any(
                other.start >= anchor.end and other.weight >= anchor.weight and other.concept != anchor.concept
                for other in anchors
            )
            fits[anchor.concept] = max(fits.get(anchor.concept, 0.0), fit * (0.7 if later else 1.0))
        own = {word.word for word in words if not says_nothing(word.word)}
        for concept in self.asked if max(fits.values(), default=0.0) < NAMED else ():
            # The field's words in another order, or with others between them.
            telling = (
                {word for word in concept.phrases[0].words if not says_nothing(word)} if concept.phrases else set()
            )
            if telling and telling <= own:
                fits[concept.name] = max(fits.get(concept.name, 0.0), 0.95 * len(telling) / len(own))
        return {name: fit for name, fit in fits.items() if fit >= LEAST}

    def _label_value(self, name: str, pair: Pair, score: float) -> None:
        pair = self._cut(pair)
        start, end = pair.value
        raw = self.text[start:end]
        if not raw:
            return
        shape = self._shapes[name]
        if pair.how == "above" and shape not in {"party", "person"}:
            return  # only who signs writes what he is below
        context = self.text[slice(*pair.label)] if pair.how == "column" else ""
        if _ABSENT.match(raw.strip()):
            absent = Candidate(Value(start, end, shape, ""), score, pair.how, pair.evidence, context, absent=True)
            self.put(name, absent)
            return
        if pair.how in {"row", "below", "above"} and self.is_label(pair.value):
            return
        if pair.how == "last" and any(self.is_label(cell) for cell in self._line_at[pair.row].cells[1:]):
            return
        found = self.labelled(name, pair)
        if end - start > _LONGEST_NAME and shape not in {"text", "address"}:
            score *= 0.85  # a sentence after a colon says more than one thing
        for place, value in enumerate(found[:2]):
            self.put(name, Candidate(value, score - 0.3 * place, pair.how, pair.evidence, context))

    def labelled(self, name: str, pair: Pair) -> list[Value]:
        """The values of a labelled part of the text, for the field or rival ``name``."""
        shape = self._shapes[name]
        return self.choices_in(pair.value, name) if shape == "choice" else self._typed(shape, pair)

    def _run_on(self) -> Iterator[Pair]:
        """Labels inside a line: "Tenant: A. Lee  Rent: 900", or lines of a page that were read as one."""
        found: list[tuple[Line, Span, int]] = []
        for line in self.rows:
            if len(_COLONS.findall(self.text, line.start, line.end)) < 2:
                continue
            for anchor in self.anchors((line.start, line.end)):
                colon = _COLONS.match(self.text, anchor.end, line.end)
                if colon and anchor.side == "before":
                    found.append((line, (anchor.start, anchor.end), colon.end()))
                    self._borders.append(anchor.start)
        self._borders.sort()
        for line, label, start in found:
            value = bare_value(self.text, start, line.end)
            if value[1] > value[0]:
                yield Pair(label, value, "colon", (label[0], value[1]), line.start)

    def _cut(self, pair: Pair) -> Pair:
        """The value up to where the next label of its line begins."""
        start, end = pair.value
        place = bisect_left(self._borders, start)
        if place == len(self._borders) or self._borders[place] >= end:
            return pair
        value = bare_value(self.text, start, self._borders[place])
        return replace(pair, value=value, evidence=(pair.evidence[0], max(pair.label[1], value[1])))

    def _typed(self, shape: Shape, pair: Pair) -> list[Value]:
        """The values that a label announces: all of the words where the field has no form of its own."""
        start, end = pair.value
        raw = self.text[start:end]
        if shape == "text":
            return [self.words(pair.value, shape)] if raw.strip() else []
        if shape in {"party", "person"}:
            return self._name(pair.value, shape)
        found = self.values_in(pair.value, shape)
        if shape == "address":
            # A sentence that has an address is none.
            if len(raw) > 160 or (found and 2 * (found[0].end - found[0].start) < len(raw)):
                return found
            return [self.words(pair.value, shape)] if re.search(r"\w\W+\w|[\u4e00-\u9fff]{4}", raw) else []
        if shape == "money" and not found:
            return self._sum(pair)
        if shape == "percent" and not found:
            return self.values_in(pair.label, "percent")
        bare = shape == "duration" or (shape in {"identifier", "phone"} and re.search(r"\d", raw))
        return [self.words(pair.value, shape)] if not found and bare and len(raw) <= 60 else found

    def _sum(self, pair: Pair) -> list[Value]:
        """A bare number as a sum: a column of sums often has its currency in the head."""
        said = _CODE.search(self.text, *pair.label)
        unit = (said[1] or said[2]) if said else ""
        numbers = self.values_in(pair.value, "number")
        raw = self.text[slice(*pair.value)]
        if len(numbers) != 1 or re.search(r"[^\W\d_]{3,}", raw) or numbers[0].unit == "%":
            return []
        return [replace(numbers[0], shape="money", unit=_SIGNS.get(unit, unit))]

    def _name(self, span: Span, shape: Shape) -> list[Value]:
        start, end = span
        raw = self.text[start:end]
        tail = _ROLE_TAIL.search(raw)
        if tail and tail.start() > 1:
            raw = raw[: tail.start()]
        if not re.search(r"[^\W\d_]", raw) or re.match(r"§|\d+[.)]\s", raw):
            return []
        if len(raw) <= _LONGEST_NAME and not re.search(r"[.。!?]\s+[A-Z\u4e00-\u9fff].*\s.*\s", raw):
            # "Name, street 5, town": the name is what stands before a comma that figures follow.
            named = re.match(r"(?P<name>[^,，;；\d]{2,60}?)\s*[,，;；]\s*(?=.*\d)", raw)
            return [self.words((start, start + len(named["name"] if named else raw)), shape)]
        return self.values_in(span, shape)[:2]


def _coverage(words: Sequence[Token], anchor: Anchor) -> float:
    """Which part of a label's words a phrase takes up, those that say nothing left out."""
    inside = sum(anchor.start <= word.start and word.end <= anchor.end for word in words)
    rest = sum(
        not (anchor.start <= word.start and word.end <= anchor.end) and not says_nothing(word.word) for word in words
    )
    return inside / (inside + rest) if inside else 0.0


def _buckets(value: Value) -> range:
    """The stretches of the text that a value touches, by which others that touch them are found."""
    return range(value.start // STRETCH, value.end // STRETCH + 1)


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end
