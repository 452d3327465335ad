"""Where a field may stand in a document: candidates with how sure their place makes them, found by code alone."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chains.answer import Check
from chains.documents import SourceDocument
from chains.extracting.layout import How, Line, Pair, Span, bare_value, lines, pairs
from chains.extracting.lexicon import GENERIC, Anchor, Concept, Finder, Shape, Token, concepts, tokens
from chains.extracting.values import Value, is_company, plain, values
from chains.text import is_stop, sentences

# How much a place is worth whose label fits wholly. A column of several rows names no single value.
LABELLED: Mapping[How, float] = {"colon": 1.0, "row": 0.97, "last": 0.96, "column": 0.9, "below": 0.86, "above": 0.82}
COLUMN_OF_MANY = 0.5
BEFORE, BEHIND = 0.94, 0.9
# For a word that says something between a phrase and its value, a word that does not, another value between them.
WORD, FILLER, VALUE_BETWEEN = 0.07, 0.012, 0.25
FARTHEST = 0.35
UNDER_HEADING = 0.66
RANGE = 0.84
LETTERHEAD, SIGNED, GREETED, DATELINE = 0.5, 0.55, 0.5, 0.72
AGAIN = 0.12
# From here on a label is that field's and no other's.
NAMED = 0.9
# Below this a candidate is not worth a look.
LEAST = 0.3
# What another field has a better claim to.
CLAIMED = 0.45

_ABSENT = re.compile(
    r"(?:[-–—/]+|n/?a|none|nil|not (?:applicable|agreed|specified|required)|unknown|tbd|无|暂无|不适用|keine?|aucune?)\.?\Z",
    re.I,
)
_ROLE_TAIL = re.compile(
    r"\s*(?:[,;]\s*)?(?:[(（](?![\d]).*|,?\s*(?:hereinafter|hereafter|referred to|born|residing|resident|whose|with (?:registered|its)|"
    r"represented by|as (?:the )?[a-z]+\b|以下简称).*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ROLE_GAP = re.compile(
    r"[\s,(（\[“”\"'‘’]*(?:(?:the|as|is|hereinafter|hereafter|called|referred|to|being|in|this|below|and|以下|简称|为|是|作为)\b[\s,“\"'‘]*|以下简称|简称|[为是])*",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s*,?\s*(?:\([^)]*\)\s*)?(?:to|until|till|through|thru|up to|and ending(?: on)?|[-–—~]|bis(?: zum)?|au|jusqu'au|al|hasta|至|到|起至|起到)"
    r"(?:\s+and including)?\s*\Z",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W*(?:yours\s+\w+|(?:kind|best|warm)?\s*regards|sincerely|faithfully|with best wishes|mit freundlichen grüßen|cordialement|"
    r"此致|敬上)\W*\Z",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:Dear|Hello|Hi|尊敬的|Sehr geehrter?|Cher|Chère|Estimad[oa])\s*(?P<name>.+?)\s*[,:，：!]?\s*\Z"
)
_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|CNY|RMB|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HKD|INR)\b|([€$£¥])")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY", "RMB": "CNY"}
_COLONS = re.compile(r"\s*[:：]\s*")
_LONGEST_NAME = 90
_HEAD_LINES, _DATE_LINES = 4, 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a field may have.

    Attributes:
        value: absolute spans.
        absent: the document says that there is none.
        score: how sure its place makes it, in [0, 1].
        how: what found it, for those who look.
        evidence: a run of the document's text that has the value, and its label where they stand together.
        context: what the value stands under, where the evidence does not have it.
    """

    value: Value
    score: float
    how: str
    evidence: Span
    context: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    line: Line
    anchors: Sequence[Anchor]


class Reading:
    """A document, read once for all fields.

    Args:
        document: as it is stored.
        asked: the fields, as documents may call them.
        cancel: asked between the lines.
    """

    def __init__(self, document: SourceDocument, asked: Sequence[Concept], cancel: Check | None = None) -> None:
        self.document = document
        self.text = document.text
        self.asked = asked
        self.rows = lines(document)
        self._finder = Finder(asked)
        self._labels: dict[Span, Mapping[str, float]] = {}
        self._values: dict[tuple[Span, Shape], list[Value]] = {}
        self._found: dict[str, list[Candidate]] = defaultdict(list)
        self._headings: dict[Span, Mapping[str, float]] = {}
        self._shapes = {concept.name: concept.shape for concept in (*asked, *concepts().values())}
        self._mine = {concept.name: concept for concept in asked}
        self._borders: list[Span] = []
        self._read(cancel)

    def candidates(self, concept: Concept) -> list[Candidate]:
        """The candidates of one field, best first, each value once."""
        merged: dict[str, Candidate] = {}
        for found in sorted(self._found[concept.name], key=lambda item: (-item.score, item.value.start)):
            claimed = self._claimed(found, concept)
            score = found.score * (CLAIMED if claimed else 1.0)
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

    def values_in(self, span: Span, shape: Shape) -> list[Value]:
        """The values of a part of the text, with absolute spans."""
        key = (span, shape)
        if key not in self._values:
            language = self.document.language
            self._values[key] = [
                value.moved(span[0]) for value in values(self.text[span[0] : span[1]], shape, language)
            ]
        return self._values[key]

    # --- what is claimed by whom ---

    def _claimed(self, found: Candidate, concept: Concept) -> bool:
        """Whether another field, asked for or not, has a better claim to the same words."""
        span = (found.value.start, found.value.end)
        return any(
            other.score > found.score + 0.02
            for name, many in self._found.items()
            if name != concept.name
            for other in many
            if other.value.start < span[1]
            and span[0] < other.value.end
            and _same_kind(other.value.shape, found.value.shape)
        )

    # --- reading ---

    def _read(self, cancel: Check | None) -> None:
        several = self._rows_of_tables()
        inside = list(self._run_on())
        for number, pair in enumerate((*pairs(self.document, self.rows), *inside)):
            if cancel is not None and number % 64 == 0:
                cancel.check()
            for name, fit in self.label(pair.label).items():
                many = pair.how == "column" and several > 1 and self._table_rows(pair) > 1
                base = COLUMN_OF_MANY if many else LABELLED[pair.how]
                self._label_value(name, pair, base * fit)
        for line in self.rows:
            if cancel is not None:
                cancel.check()
            if not line.table:
                for sentence in self._sentences(line):
                    self._prose(sentence)
        self._letter()

    def _rows_of_tables(self) -> int:
        self._per_table: dict[int, int] = defaultdict(int)
        for line in self.rows:
            if line.table and len(line.cells) > 1 and line.kind == "table_row":
                self._per_table[line.table] += 1
        self._line_at = {line.start: line for line in self.rows}
        return max(self._per_table.values(), default=0)

    def _table_rows(self, pair: Pair) -> int:
        return self._per_table.get(self._line_at[pair.row].table, 0)

    def label(self, span: Span) -> Mapping[str, float]:
        """How well a label fits each concept that it names, in [0, 1]."""
        if span not in self._labels:
            self._labels[span] = self._label(self.text[span[0] : span[1]])
        return self._labels[span]

    def _label(self, text: str) -> Mapping[str, float]:
        head = re.split(r"[(（\[]", text, maxsplit=1)[0] if not text.startswith(("(", "（", "[")) else text
        words = tokens(head)
        anchors = self._finder.anchors(words)
        fits: dict[str, float] = {}
        for anchor in anchors:
            fit = anchor.weight * _coverage(words, anchor)
            later = any(
                other.start >= anchor.end and other.weight >= anchor.weight and other.concept != anchor.concept
                for other in anchors
            )
            fits[anchor.concept] = max(fits.get(anchor.concept, 0.0), fit * (0.7 if later else 1.0))
        own = {word.word for word in words if not _says_nothing(word.word)}
        for concept in self.asked if max(fits.values(), default=0.0) < NAMED else ():
            # The field's words in another order, or with others between them.
            telling = [word for word in concept.phrases[0].words if not _says_nothing(word)] if concept.phrases else []
            if telling and own and set(telling) <= own:
                fit = 0.95 * len(set(telling)) / len(own)
                fits[concept.name] = max(fits.get(concept.name, 0.0), fit)
        return {name: fit for name, fit in fits.items() if fit >= LEAST}

    def _label_value(self, name: str, pair: Pair, score: float) -> None:
        shape = self._shapes[name]
        pair = self._cut(pair)
        start, end = pair.value
        raw = self.text[start:end]
        if not raw:
            return
        heading = self._context(pair)
        if _ABSENT.match(raw.strip()):
            value = Value(start, end, shape, "", key="")
            self._put(name, Candidate(value, score, pair.how, pair.evidence, heading, absent=True))
            return
        if pair.how in {"row", "below", "above"} and self._is_label(pair.value):
            return
        if pair.how == "last" and any(self._is_label(cell) for cell in self._line_at[pair.row].cells[1:]):
            return
        for place, value in enumerate(self._typed(shape, pair.value, pair.label)):
            if end - start > _LONGEST_NAME and place == 0 and shape not in {"text", "address"}:
                score *= 0.85
            self._put(name, Candidate(value, score - 0.3 * (place > 0), pair.how, pair.evidence, heading))
            if place >= 1:
                break

    def _run_on(self) -> Iterator[Pair]:
        """Labels inside a line: "Tenant: A. Lee  Rent: 900", or lines of a page that were read as one."""
        found: list[tuple[Line, Span, int]] = []
        for line in self.rows:
            if len(_COLONS.findall(self.text, line.start, line.end)) < 2:
                continue
            for anchor in self._finder.anchors(tokens(self.text[line.start : line.end]), line.start):
                colon = _COLONS.match(self.text, anchor.end, line.end)
                if colon and anchor.side == "before":
                    found.append((line, (anchor.start, anchor.end), colon.end()))
                    self._borders.append((anchor.start, colon.end()))
        for line, label, start in found:
            value = bare_value(self.text, start, line.end)
            if value[1] > value[0]:
                yield Pair(label, value, "colon", (label[0], value[1]), line.start)

    def _cut(self, pair: Pair) -> Pair:
        """The value up to where the next label of its line begins."""
        start, end = pair.value
        border = next((at for at, _ in self._borders if start <= at < end), None)
        if border is None:
            return pair
        value = bare_value(self.text, start, border)
        return replace(pair, value=value, evidence=(pair.evidence[0], max(pair.label[1], value[1])))

    def _context(self, pair: Pair) -> str:
        label = self.text[pair.label[0] : pair.label[1]]
        return label if pair.how == "column" else ""

    def _is_label(self, span: Span) -> bool:
        return any(fit >= NAMED for fit in self.label(span).values())

    def _typed(self, shape: Shape, span: Span, label: Span) -> list[Value]:
        """The values of ``span``, which a label announces: the whole of it where the field has no form of its own."""
        start, end = span
        raw = self.text[start:end]
        if shape in {"text", "choice"}:
            return [self._words(span, shape)] if raw.strip() else []
        if shape in {"party", "person"}:
            return self._name(span, shape)
        found = self.values_in(span, shape)
        if shape == "address":
            return (
                [self._words(span, shape)]
                if len(raw) <= 160 and re.search(r"\w\W+\w|[\u4e00-\u9fff]{4}", raw)
                else found
            )
        if shape == "money" and not found:
            # A column of sums often has its currency in the head.
            said = _CODE.search(self.text, *label)
            unit = (said[1] or _SIGNS[said[2]]) if said else ""
            numbers = self.values_in(span, "number")
            if len(numbers) == 1 and not re.search(r"[^\W\d_]{3,}", raw) and numbers[0].unit != "%":
                return [replace(numbers[0], shape="money", unit=_SIGNS.get(unit, unit))]
        if shape == "percent" and not found:
            return self.values_in(label, "percent")
        if (
            not found
            and shape in {"duration", "identifier", "phone"}
            and len(raw) <= 60
            and (shape == "duration" or re.search(r"\d", raw))
        ):
            return [self._words(span, shape)]
        return found

    def _words(self, span: Span, shape: Shape) -> Value:
        start, end = span
        while end > start and (self.text[end - 1] in " ;；,，。" or (self.text[end - 1] == "." and end - start > 40)):
            end -= 1
        words = self.text[start:end]
        return Value(start, end, shape, words, key=plain(words))

    def _name(self, span: Span, shape: Shape) -> list[Value]:
        start, end = span
        raw = self.text[start:end]
        tail = _ROLE_TAIL.search(raw)
        if tail and tail.start() > 1:
            raw = raw[: tail.start()]
        if not re.search(r"[^\W\d_]", raw):
            return []
        if len(raw) <= _LONGEST_NAME and not re.search(r"[.。!?]\s+[A-Z\u4e00-\u9fff].*\s.*\s", raw):
            # "Name, street 5, town": the name is what stands before a comma that figures follow.
            named = re.match(r"(?P<name>[^,，;；\d]{2,60}?)\s*[,，;；]\s*(?=.*\d)", raw)
            end = start + (len(named["name"]) if named else len(raw))
            return [self._words((start, end), shape)]
        return self.values_in(span, shape)[:2]

    # --- sentences ---

    def _sentences(self, line: Line) -> Iterator[_Sentence]:
        text = self.text[line.start : line.end]
        for start, end in sentences(text):
            span = (line.start + start, line.start + end)
            yield _Sentence(span, line, self._finder.anchors(tokens(text[start:end]), span[0]))

    def _prose(self, sentence: _Sentence) -> None:
        named = {anchor.concept for anchor in sentence.anchors}
        heading = self.label(sentence.line.heading) if sentence.line.heading else {}
        for name in named | set(heading):
            shape = self._shapes[name]
            if shape in {"text", "boolean", "choice"}:
                if name in self._mine and name in named:
                    self._copula(name, sentence)
                continue
            found = self.values_in(sentence.span, shape)
            for value in found:
                score, how = self._near(name, value, found, sentence)
                under = UNDER_HEADING * heading.get(name, 0.0) - 0.1 * found.index(value)
                if under > score and name not in named:
                    score, how = under, "heading"
                elif name in heading and score:
                    score = min(1.0, score + 0.06)
                if score >= LEAST:
                    self._put(name, Candidate(value, score, how, sentence.span))
        self._ranges(sentence)

    def _near(self, name: str, value: Value, found: Sequence[Value], sentence: _Sentence) -> tuple[float, str]:
        """How near the nearest phrase for ``name`` stands to a value of its sentence, as a score."""
        best, how = 0.0, ""
        for anchor in sentence.anchors:
            if anchor.concept != name:
                continue
            if anchor.end <= value.start and anchor.side == "before":
                gap = (anchor.end, value.start)
                score = BEFORE * anchor.weight - self._distance(gap, found, value)
                score -= self._rivals(gap, name, sentence)
                if value.shape == "party":
                    score = self._role(gap, score, behind=False)
            elif anchor.start >= value.end:
                gap = (value.end, anchor.start)
                score = BEHIND * anchor.weight - 1.5 * self._distance(gap, found, value)
                if value.shape == "party":
                    score = self._role(gap, BEFORE * anchor.weight, behind=True)
                elif anchor.side == "before":
                    score = score * 0.8 if len(self.text[slice(*gap)].strip(" ,()")) == 0 else 0.0
            else:
                continue
            if score > best:
                best, how = score, "sentence"
        return best, how

    def _distance(self, gap: Span, found: Sequence[Value], value: Value) -> float:
        words = [token.word for token in tokens(self.text[gap[0] : gap[1]])]
        between = sum(gap[0] <= other.start and other.end <= gap[1] for other in found if other is not value)
        said = sum(not (is_stop(word) or word in GENERIC or word in _FILLERS) for word in words)
        cost = WORD * said + FILLER * (len(words) - said) + VALUE_BETWEEN * between
        return cost if cost <= FARTHEST + VALUE_BETWEEN else 1.0

    def _rivals(self, gap: Span, name: str, sentence: _Sentence) -> float:
        """What stands nearer to the value and is called something else that has such values."""
        shape = self._shapes[name]
        return 0.2 * any(
            other.concept != name
            and other.side == "before"
            and gap[0] <= other.start
            and other.end <= gap[1]
            and _same_kind(self._shapes[other.concept], shape)
            for other in sentence.anchors
        )

    def _role(self, gap: Span, score: float, *, behind: bool) -> float:
        """Names stand right beside their role, or are not meant."""
        words = self.text[gap[0] : gap[1]]
        if behind:
            return (
                score
                if _ROLE_GAP.fullmatch(words) and len(words) > 0 and re.search(r"[(,（“\"]|\bas\b|\bis\b", words)
                else 0.0
            )
        fillers = [token.word for token in tokens(words)]
        near = all(is_stop(word) or word in _FILLERS for word in fillers) and len(fillers) <= 4
        return score if near and not re.search(r"[.;)）]", words) else 0.0

    def _copula(self, name: str, sentence: _Sentence) -> None:
        """ "The subject is …", for what has no form of its own."""
        for anchor in sentence.anchors:
            match = re.compile(r"\s*(?:is|are|was|were|will be|shall be|=|为|是)\s*[:：]?\s*").match(
                self.text, anchor.end
            )
            if anchor.concept != name or anchor.side != "before" or match is None or match.end() >= sentence.span[1]:
                continue
            end = min(
                (
                    at
                    for at in (self.text.find(mark, match.end(), sentence.span[1]) for mark in (";", "；", "，", "。"))
                    if at > 0
                ),
                default=sentence.span[1],
            )
            value = self._words((match.end(), end), self._shapes[name])
            value = replace(value, end=value.end - (self.text[value.end - 1] == "."))
            words = self.text[value.start : value.end]
            if words:
                self._put(
                    name,
                    Candidate(
                        replace(value, value=words, key=plain(words)), 0.7 * anchor.weight, "sentence", sentence.span
                    ),
                )

    def _ranges(self, sentence: _Sentence) -> None:
        ends = [concept for concept in self.asked if concept.base in {"start_date", "end_date"}]
        if not ends:
            return
        found = self.values_in(sentence.span, "date")
        for first, second in pairwise(found):
            if _RANGE.fullmatch(self.text, first.end, second.start):
                for concept in ends:
                    value = first if concept.base == "start_date" else second
                    self._put(concept.name, Candidate(value, RANGE, "range", sentence.span))

    # --- letters ---

    def _letter(self) -> None:
        """Who writes and to whom, where a letter's form says it: head, greeting, signature, date line."""
        heads = [concept for concept in self.asked if concept.head]
        if not heads:
            return
        greeted = [line for line in self.rows if _GREETING.match(self.text, line.start, line.end)]
        closed = [place for place, line in enumerate(self.rows) if _CLOSING.match(self.text[line.start : line.end])]
        letter = bool(greeted or closed)
        for concept in heads:
            if concept.head == "date":
                for line in self.rows[:_DATE_LINES]:
                    for value in self.values_in((line.start, line.end), "date")[:1]:
                        if line.end - line.start <= value.end - value.start + 12:
                            self._put(concept.name, Candidate(value, DATELINE, "date line", (line.start, line.end)))
            elif concept.head == "sender" and (letter or concept.base in {"supplier", "sender", "author"}):
                for line in self.rows[:_HEAD_LINES]:
                    if self._put_name(concept, line, LETTERHEAD, "letterhead", company=True):
                        break
                for place in closed[:1]:
                    for line in self.rows[place + 1 : place + 2]:
                        self._put_name(concept, line, SIGNED, "signature")
            elif concept.head == "recipient":
                for line in greeted[:1]:
                    match = _GREETING.match(self.text, line.start, line.end)
                    if match:
                        span = match.span("name")
                        for value in self.values_in(span, "party")[:1] or [self._words(span, "party")]:
                            if not re.match(r"(?:sir|madam|all|team|colleague|customer)", str(value.value), re.I):
                                self._put(concept.name, Candidate(value, GREETED, "greeting", (line.start, line.end)))

    def _put_name(self, concept: Concept, line: Line, score: float, how: str, *, company: bool = False) -> bool:
        if len(line.cells) > 1 or ":" in self.text[line.start : line.end]:
            return False
        for value in self.values_in((line.start, line.end), "party")[:1]:
            # A name opens its line, and nothing but an address follows it there.
            if value.start > line.start + 3 or (
                company and not is_company(str(value.value)) and line.kind == "heading"
            ):
                continue
            self._put(concept.name, Candidate(value, score, how, (line.start, line.end)))
            return True
        return False

    def _put(self, name: str, found: Candidate) -> None:
        value = found.value
        if value.shape in {"party", "person", "text"} and value.value and self._is_label((value.start, value.end)):
            return  # the name of a column, a role: "Tenant" is no tenant's name
        self._found[name].append(found)


_FILLERS = frozenset(
    "shall will amount amounts equal sum fixed set agreed currently payable paid pay hereby date day period total of at is "
    "are be in on by from the a an following i e namely therefore fall falls due 人民币 为 是 元".split()
) | frozenset("人民币为是共计的应于在：")


def _says_nothing(word: str) -> bool:
    return is_stop(word) or word in GENERIC or word.isdigit()


def _coverage(words: Sequence[Token], anchor: Anchor) -> float:
    """Which part of a label's words a phrase takes up, those that say nothing left out."""
    inside = sum(anchor.start <= word.start and word.end <= anchor.end for word in words)
    rest = sum(
        not (anchor.start <= word.start and word.end <= anchor.end) and not _says_nothing(word.word) for word in words
    )
    return inside / (inside + rest) if inside else 0.0


def _same_kind(one: Shape, other: Shape) -> bool:
    names = {"party", "person"}
    return one == other or {one, other} <= names


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end
