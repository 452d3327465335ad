"""How much each sentence of a document says about it, and the few that say most together."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from chains.answer import Check
from chains.documents import BlockKind, SourceDocument
from chains.enumeration import without_number
from chains.kit import Embed
from chains.parts import Part, covering, stretches
from chains.summarizing.grids import cells, grids
from chains.text import common_rank, is_stop, sentences, terms

Array = NDArray[np.float32]

# Texts of one call of the embedder: a stop is heard between two calls.
BATCH = 96
MIN_TERMS, LONG_TERMS, MAX_CHARS = 5, 45, 500
# Lines that are no sentences and come so often are running heads.
RUNNING = 3
# What each signal weighs, in standard deviations within the document. Centrality, key words, position and cue words are
# the signals of extractive summaries since Edmundson, "New methods in automatic extracting" (1969).
CENTRAL, LOCAL, KEYWORDS, TOPICS, OPENS, FIRST, FOCUS = 0.6, 0.2, 0.5, 1.2, 0.6, 0.6, 2.0
UNFINISHED, ANNOUNCING, BROKEN, LEANING, ASKING, ROW, LONG, CODE = -2.0, -1.0, -0.8, -1.2, -1.5, -3.0, -0.4, -2.0
CUE, REPEATED, BEGINS = 0.6, 0.5, 1.0
# So much of a document is its beginning, which says what it is.
BEGINNING = 0.02
# A document of so many parts is about as many things; a short one is about one.
MANY_PARTS = 40
# So many characters of code in a hundred make a sentence code.
CODE_SHARE = 0.025
# Terms of running English that tell nothing about a topic.
COMMON = 1500

_LEANS = re.compile(
    r"\A\W*(?:this|that|these|those|it|its|he|she|they|his|her|their|such|here|there|then|thus|hence|therefore|however"
    r"|moreover|furthermore|also|but|and|or|so|yet|instead|for example|for instance|in addition|as a result|otherwise"
    r"|nevertheless|similarly|likewise|meanwhile|finally|additionally|besides|consequently|in contrast"
    r"|on the other hand"
    r"|see|note|figure|fig|table|the (?:former|latter|following|above))\b"
    r"|\A\W*(?:这|那|其|它|他|她|此|该|因此|所以|但|但是|然而|而且|并且|此外|另外|例如|比如|同时|于是|否则|同样|不过|而|即)",
    re.IGNORECASE,
)
# What is decided, owed, due, found: the cue words of Edmundson for documents that people live by.
_CUES = re.compile(
    r"\b(?:must|shall|required?|obliged?|owes?|decided|decision|agreed?|approved|concluded?|conclusion|results? in"
    r"|found that|shows? that|because|costs?|total|deadline|due|expires?|terminat\w+|cancel\w*|prohibited|liable"
    r"|important|main|mainly|purpose|goal|aims?|summary|overall|significant\w*|key|caused?|led to)\b"
    r"|必须|应当|不得|需要|决定|同意|批准|结论|结果|因为|由于|费用|总计|共计|截止|到期|终止|取消|禁止|负责|重要|主要|目的|目标|总之",
    re.IGNORECASE,
)
ENDED = re.compile(r"[.!。！…][\"'”’)\]」』）]*(?:\[\d{1,4}\])*\Z")
_ASKS = re.compile(r"[?？][\"'”’)\]」』）]*\Z")
_LEADERS = re.compile(r"\.{4,}|…{2,}|(?:\. ){4,}|_{4,}|-{5,}|={4,}")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n\s*(?=[a-zà-ÿ])")
_UNSPACED_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_ITEM = re.compile(
    r"\A(?:[-*+•‣▪●◦·–—]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+|[（(]?[一二三四五六七八九十\d]{1,3}[)）、]\s*"
    r"|第[一二三四五六七八九十百\d]{1,5}[条條款]\s*)+"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*\)")
# More of these than in prose: markup, a signature, a formula.
_CODE = re.compile(r"[<>{}=;|\\/@#*_^~$]|\(\)|::|->")
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, list item or row: ``document.text[start:end]``.

    Attributes:
        text: as it is read: lines joined, words whole, without the number or bullet of an item.
        part: index into the parts.
        heading: the headings that it stands under, outermost first.
        opens: whether it opens its paragraph.
        first: whether it opens the text under a heading.
        usable: whether it could stand in a summary.
    """

    start: int
    end: int
    text: str
    part: int
    heading: tuple[str, ...]
    kind: BlockKind
    opens: bool
    first: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences of one document, with ``(n,)`` scores and ``(n, d)`` vectors."""

    sentences: tuple[Sentence, ...]
    scores: Array
    vectors: Array


def flat(words: str) -> str:
    """A stretch of a document as one line: words that were hyphenated at a line's end are whole again."""
    return " ".join(_UNSPACED_BREAK.sub("", _HYPHENATED.sub("", words)).split())


def told(words: str, kind: BlockKind = "paragraph") -> str:
    """A sentence as a summary tells it: ``flat``, without marks of a list or of Markdown; a row's cells in line."""
    if kind in ("table_row", "table_header"):
        return " – ".join(cells(words))
    return without_number(_ITEM.sub("", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", flat(words)))))


@dataclass(frozen=True, slots=True)
class _Within:
    """Whether an offset is within one of some spans, in order."""

    spans: Sequence[tuple[int, int]]

    def __contains__(self, offset: int) -> bool:
        place = bisect_right(self.spans, offset, key=lambda span: span[0]) - 1
        return place >= 0 and offset < self.spans[place][1]


def read(document: SourceDocument, found: Sequence[Part]) -> Iterator[list[Sentence]]:
    """The sentences of each part that is new in it, part by part; every part comes, one without sentences too."""
    borders = [part.fresh for part in found]
    waiting: list[Sentence] = []
    at = 0
    for sentence in _sentences(document, found, borders):
        while sentence.part > at:
            yield waiting
            waiting, at = [], at + 1
        waiting.append(sentence)
    for _ in range(at, len(found)):
        yield waiting
        waiting = []


def _sentences(document: SourceDocument, found: Sequence[Part], borders: Sequence[int]) -> Iterator[Sentence]:
    if not found:
        return
    low, high = found[0].fresh, found[-1].end
    untold = _Within([(grid.start, grid.end) for grid in grids(document, found)])
    headings: list[tuple[int, str]] = []
    first = True
    for block in covering(document, 0, high):
        if block.kind == "heading":
            title = flat(_EMPHASIS.sub(r"\2", _LINK.sub(r"\1", document.text[block.start : block.end]))).lstrip("# ")
            headings = [(level, name) for level, name in headings if level < block.level] + [(block.level, title)]
            first = True
            continue
        if block.end <= low:
            continue
        heading = tuple(name for _, name in headings)
        opens = True
        for start, end in _spans(document.text, block.kind, block.start, block.end):
            if start < low or start >= high:
                continue
            text = told(document.text[start:end], block.kind)
            usable = block.kind in ("paragraph", "list", "table_row") and _usable(text) and start not in untold
            part = max(0, bisect_right(borders, start) - 1)
            yield Sentence(start, end, text, part, heading, block.kind, opens, first, usable)
            opens = first = False


def _spans(text: str, kind: BlockKind, start: int, end: int) -> Iterator[tuple[int, int]]:
    if kind in ("paragraph", "list"):
        for low, high in stretches(text, start, end):
            for first, last in sentences(text[low:high]):
                yield low + first, low + last
    elif text[start:end].strip():
        yield start, end


def _usable(text: str) -> bool:
    if len(text) > MAX_CHARS or _LEADERS.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    return letters * 2 > len(text) and len(terms(text)) >= MIN_TERMS


T = TypeVar("T")


def watched(items: Iterable[T], cancel: Check | None) -> Iterator[T]:
    """The items; a stop is heard every few of them."""
    for place, item in enumerate(items):
        if cancel is not None and place % BATCH == 0:
            cancel.check()
        yield item


def embedded(texts: Sequence[str], embed: Embed, cancel: Check | None) -> Array:
    """``(n, d)`` vectors, asked for in small batches so that a stop is heard."""
    found = []
    for at in range(0, len(texts), BATCH):
        if cancel is not None:
            cancel.check()
        found.append(np.nan_to_num(embed(list(texts[at : at + BATCH]))))
    return np.concatenate(found) if found else np.zeros((0, 1), np.float32)


def weighed(
    document: SourceDocument,
    found: Sequence[Sentence],
    embed: Embed,
    cancel: Check | None = None,
    focus: str = "",
) -> Weighed:
    """Each sentence with its score: higher says more about the document, or about ``focus``.

    Args:
        focus: what the person wants to know about; empty for the document as a whole.
    """
    counts = Counter(sentence.text for sentence in found)
    # Of what comes again and again the first, if it is a sentence: the others are running heads or a form's lines.
    first = {sentence.text: sentence.start for sentence in reversed(found)}
    usable = [
        sentence
        for sentence in found
        if sentence.usable
        and first[sentence.text] == sentence.start
        and (counts[sentence.text] < RUNNING or ENDED.search(sentence.text))
    ]
    vectors = embedded([sentence.text for sentence in usable], embed, cancel)
    if not usable:
        return Weighed((), np.zeros(0, np.float32), vectors)
    centre = unit(vectors.mean(axis=0))
    local = np.zeros(len(usable), np.float32)
    by_part: dict[int, list[int]] = {}
    for place, sentence in enumerate(usable):
        by_part.setdefault(sentence.part, []).append(place)
    for places in watched(by_part.values(), cancel):
        local[places] = vectors[places] @ unit(vectors[places].mean(axis=0))
    known: list[frozenset[str]] = []
    form = np.zeros(len(usable), np.float32)
    for place, sentence in enumerate(watched(usable, cancel)):
        having = terms(sentence.text)
        known.append(frozenset(term for term in having if _tells(term)))
        form[place] = _form(sentence, len(having)) - _again(counts[sentence.text])
    scores = (
        CENTRAL * standard(vectors @ centre)
        + LOCAL * standard(local)
        + KEYWORDS * standard(_keywords(known, document.title, usable, cancel))
        + TOPICS * min(1.0, len(by_part) / MANY_PARTS) * standard(_topics(known, usable, cancel))
        + BEGINS * np.clip(1.0 - np.arange(len(usable)) / (2 + BEGINNING * len(usable)), 0.0, 1.0)
        + form
    )
    if focus:
        scores = scores + FOCUS * standard(_about(focus, known, vectors, embed))
    if cancel is not None:
        cancel.check()
    return Weighed(tuple(usable), scores.astype(np.float32), vectors)


def _again(times: int) -> float:
    """What a sentence loses that stands in the document so often: what is said of everything tells nothing."""
    return REPEATED * min(3.0, float(np.log2(times)))


def unit(vector: Array) -> Array:
    """``vector`` with length 1."""
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def standard(values: Array) -> Array:
    """In standard deviations from the mean, outliers held."""
    spread = float(values.std())
    return np.clip((values - values.mean()) / spread, -2.5, 2.5) if spread > 1e-6 else np.zeros_like(values)


def _tells(term: str) -> bool:
    return not is_stop(term) and not term[0].isdigit() and not 0 < common_rank(term) <= COMMON


def _keywords(known: Sequence[frozenset[str]], title: str, found: Sequence[Sentence], cancel: Check | None) -> Array:
    """How much of what the document keeps speaking about is in each sentence."""
    often = Counter(term for each in watched(known, cancel) for term in each)
    headings = {name for sentence in found for name in sentence.heading}
    named = {term for name in watched((title, *headings), cancel) for term in terms(name)}
    weight = {term: np.log(count) * (1.5 if term in named else 1.0) for term, count in often.items() if count > 1}
    told = [sum(weight.get(term, 0.0) for term in each) / _wide(each) for each in watched(known, cancel)]
    return np.array(told, np.float32)


def _wide(known: frozenset[str]) -> float:
    """What a sum over the terms of a sentence is divided by: less than their number, for a fuller one tells more."""
    return float((len(known) + 6) ** 0.7)


def _topics(known: Sequence[frozenset[str]], found: Sequence[Sentence], cancel: Check | None) -> Array:
    """How much of what its own part speaks about, and others do not, is in each sentence."""
    parts = [sentence.part for sentence in found]
    inside: dict[int, Counter[str]] = {}
    for part, each in watched(zip(parts, known, strict=True), cancel):
        inside.setdefault(part, Counter()).update(each)
    having = Counter(term for terms_of in inside.values() for term in terms_of)
    out = [
        sum(np.log(inside[part][term]) * np.log(len(inside) / having[term]) for term in each if inside[part][term] > 1)
        / _wide(each)
        for part, each in watched(zip(parts, known, strict=True), cancel)
    ]
    return np.array(out, np.float32)


def _about(focus: str, known: Sequence[frozenset[str]], vectors: Array, embed: Embed) -> Array:
    wanted = frozenset(term for term in terms(focus) if not is_stop(term))
    shared = np.array([len(wanted & each) / max(1, len(wanted)) for each in known], np.float32)
    close = vectors @ np.nan_to_num(embed([focus]))[0]
    return np.asarray(close + shared, np.float32)


def _form(sentence: Sentence, size: int) -> float:
    """What the place and shape of a sentence of ``size`` terms say about how well it stands alone."""
    return (
        FIRST * sentence.first
        + OPENS * sentence.opens
        + UNFINISHED * (sentence.kind == "paragraph" and not ENDED.search(sentence.text))
        + BROKEN * sentence.text[0].islower()
        + LEANING * bool(_LEANS.match(sentence.text))
        + CUE * bool(_CUES.search(sentence.text))
        + ASKING * bool(_ASKS.search(sentence.text))
        + ROW * (sentence.kind in ("table_header", "table_row"))
        + ANNOUNCING * sentence.text.endswith((":", "："))
        + LONG * (size > LONG_TERMS)
        + CODE * (len(_CODE.findall(sentence.text)) > CODE_SHARE * len(sentence.text))
    )
