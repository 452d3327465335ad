"""What documents call a field: its own name, other words from ``resources/extract.toml``, and where they stand."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from chains.extracting.fields import Field, Kind
from chains.text import is_stop
from resources import resource

Shape = Literal[
    "party", "person", "date", "money", "number", "percent", "duration", "identifier", "address", "email", "phone",
    "url", "text", "boolean", "choice",
]  # fmt: skip
Side = Literal["before", "after"]

# Of a phrase that other things are called by too, and of other words for a field than its own.
WEAK, SYNONYM = 0.62, 0.97
# Of a longer name that ends as the field's does.
ENDING = 0.75
# Of the name of a case: the invoice's date, for who asks for the date.
CASE = 0.85
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording, as ``tokens`` gives it.

    Attributes:
        side: whether it stands before the value or behind it.
    """

    words: tuple[str, ...]
    weight: float
    side: Side = "before"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of ``resources/extract.toml``, or a field with all that it may be called.

    Attributes:
        head: who of a letter's head it may be: ``sender``, ``recipient`` or ``date``.
        masks: words in which its phrases mean something else.
        base: of a field, the entry that knows it best.
        kind_of: the entry that it is a case of: an invoice's date is a date.
        choices: what the values of a field may be.
    """

    name: str
    shape: Shape
    phrases: tuple[Phrase, ...]
    head: str = ""
    masks: tuple[tuple[str, ...], ...] = ()
    base: str = ""
    kind_of: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, folded; a Chinese character is one."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place of a text that calls a concept by one of its phrases; offsets are those of the text.

    Attributes:
        lone: whether it is one word that says little: "to", "amount", "pay".
    """

    start: int
    end: int
    concept: str
    weight: float
    side: Side
    lone: bool = False


@cache
def _folded(word: str) -> str:
    """Without case, accents and the plural's ending; not stemmed: what is rented is no rent, a month is not monthly."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in the form in which phrases are compared: case, accents and endings folded."""
    return [Token(_folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


def folded(text: str) -> tuple[str, ...]:
    """The words alone."""
    return tuple(token.word for token in tokens(text))


# What may stand beside a field's words without saying anything of its own.
GENERIC = frozenset(
    term
    for word in "name amount date value number no nr details detail info full total per calendar month monthly year "
    "annual text field of the in and for 名称 姓名 金额 日期 号码 编号 信息".split()
    for term in folded(word)
)
# Nouns that sentences have as verbs as well: "the rent amounts to".
_VERBS = frozenset(folded("amount pay due let present charge fine by present fall issue term note state"))
# "Total without tax" is no tax.
_TURNS = frozenset(
    term for word in "excluding excl ex without before plus less of net".split() for term in folded(word)
)


@cache
def concepts() -> Mapping[str, Concept]:
    """All that come with the program."""
    table = tomllib.loads(resource("extract.toml").read_text("utf-8"))
    return {name: _concept(name, entry) for name, entry in table.items()}


def _concept(name: str, entry: Mapping[str, str]) -> Concept:
    phrases = [
        *(Phrase(words, SYNONYM) for words in _listed(entry.get("names", ""))),
        *(Phrase(words, WEAK) for words in _listed(entry.get("weak", ""))),
        *(Phrase(words, SYNONYM, "after") for words in _listed(entry.get("after", ""))),
    ]
    shape: Shape = entry["shape"]  # type: ignore[assignment] # a test holds the file to the shapes
    return Concept(
        name,
        shape,
        tuple(phrases),
        entry.get("head", ""),
        tuple(_listed(entry.get("not", ""))),
        kind_of=entry.get("is", ""),
    )


def _listed(text: str) -> Iterator[tuple[str, ...]]:
    for part in text.split(","):
        if words := folded(part):
            yield words


# --- the concept of a field ---------------------------------------------------------------------------------------

_SHAPES: Mapping[Kind, Shape] = {
    "number": "number", "integer": "number", "money": "money", "date": "date", "boolean": "boolean", "choice": "choice",
}  # fmt: skip
# What a name says of its values where no entry knows it.
_HINTS: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\b(?:date|day|deadline|when|since|until|datum|fecha)\b|日期|时间|日$", re.I)),
    ("email", re.compile(r"\be-?mail\b|邮箱", re.I)),
    ("phone", re.compile(r"\b(?:phone|tel|mobile|fax)\b|电话|手机", re.I)),
    ("url", re.compile(r"\b(?:url|website|link)\b|网址", re.I)),
    ("address", re.compile(r"\baddress\b|地址", re.I)),
    ("percent", re.compile(r"\b(?:percent(?:age)?|rate)\b|%|率$", re.I)),
    (
        "money",
        re.compile(
            r"\b(?:amount|price|cost|fee|sum|payment|charge|salary|budget|tax|total|balance|premium)\b|金额|价格|费$|款$",
            re.I,
        ),
    ),
    ("duration", re.compile(r"\b(?:period|duration|term|how long)\b|期限|期$", re.I)),
    ("number", re.compile(r"\b(?:how many|number of|count|quantity|age)\b|数量|人数|年龄", re.I)),
    ("identifier", re.compile(r"\b(?:number|no|nr|id|code|reference|ref|iban)\b|编号|号码|号$", re.I)),
    ("party", re.compile(r"\b(?:company|name|who|person|party|by|organi[sz]ation)\b|姓名|公司|人$|方$", re.I)),
)


def concept_of(field: Field) -> Concept:
    """The field with all that documents may call it, its own name first."""
    own = folded(field.words)
    known = list(_known(own)) or list(_known(folded(field.description), 0.9))
    phrases = [Phrase(own, 1.0)] if own else []
    phrases += [
        Phrase(phrase.words, phrase.weight * share, phrase.side)
        for concept, share in known
        for phrase in concept.phrases
    ]
    best = known[0][0] if known else None
    shape: Shape | None
    shape = _SHAPES.get(field.kind, "text") if field.kind not in {None, "text"} else None
    if shape is None:
        shape = best.shape if best else _hinted(field)
        if field.kind == "text" and shape in {"date", "money", "number", "boolean"} and best is None:
            shape = "text"
    elif shape == "number" and best is not None and best.shape in {"money", "percent"}:
        shape = best.shape
    if shape == "number":
        # "240 bean plants", for the number of plants.
        counted = tuple(word for word in own if not says_nothing(word))
        phrases += [Phrase(counted, 0.9, "after")] if counted else []
    masks = tuple(mask for concept, _ in known for mask in concept.masks)
    base = best.name if best else ""
    return Concept(
        f"={field.name}", shape, tuple(phrases), best.head if best else "", masks, base, choices=field.choices
    )


def _hinted(field: Field) -> Shape:
    for shape, pattern in _HINTS:
        if pattern.search(field.words):
            return shape
    return "text"


def _known(own: tuple[str, ...], most: float = 1.0) -> Iterator[tuple[Concept, float]]:
    """The entries that a field's name speaks of, best first, each with how much of the name it takes up."""
    found: list[tuple[float, int, Concept]] = []
    telling = [word for word in own if word not in GENERIC and not is_stop(word)] or list(own)
    for place, concept in enumerate(concepts().values()):
        best = 0.0
        if own == folded(concept.name.replace("_", " ")):
            best = 1.01
        for phrase in concept.phrases:
            if phrase.side == "after":
                continue
            if phrase.words == own:
                best = max(best, phrase.weight + 0.03)
            elif phrase.weight > WEAK and _runs(phrase.words, own):
                share = sum(word in phrase.words for word in telling) / max(1, len(telling))
                # The last words of a name say what it is: "tenant address" is an address.
                ends = own[-len(phrase.words) :] == phrase.words or all(
                    word in GENERIC for word in own[_at(phrase.words, own) + len(phrase.words) :]
                )
                best = max(best, share * (0.95 if ends else 0.6))
        if best >= 0.5:
            found.append((best, -place, concept))
    found.sort(key=lambda entry: entry[:2], reverse=True)
    if found and found[0][0] >= 0.95:
        found = [entry for entry in found if entry[0] >= WEAK]
    for score, _, concept in found[:3]:
        if score >= found[0][0] - 0.4:
            yield concept, min(1.0, score) * most


def _at(words: tuple[str, ...], inside: Sequence[str]) -> int:
    for place in range(len(inside) - len(words) + 1):
        if tuple(inside[place : place + len(words)]) == words:
            return place
    return -1


def _runs(words: tuple[str, ...], inside: Sequence[str]) -> bool:
    return _at(words, inside) >= 0


# --- where they stand ---------------------------------------------------------------------------------------------


class Finder:
    """Finds every place of a text that calls one of some concepts.

    Args:
        asked: the concepts of the fields.
    """

    def __init__(self, asked: Sequence[Concept]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, float, Side]]] = {}
        mine = {phrase.words for concept in asked for phrase in concept.phrases}
        for concept in asked:
            self._take(concept, frozenset())
        for concept in concepts().values():
            # A rival that is called as an asked field is, is none there.
            self._take(concept, mine)
            for one in asked:
                if one.base == concept.kind_of != "":
                    for phrase in concept.phrases:
                        if phrase.words not in mine:
                            self._put(phrase.words, one.name, phrase.weight * CASE, phrase.side)
                elif one.base != concept.name and same_kind(one.shape, concept.shape):
                    self._take_endings(one, concept, mine)

    def _take(self, concept: Concept, without: Iterable[tuple[str, ...]]) -> None:
        for phrase in concept.phrases:
            if phrase.words not in without:
                self._put(phrase.words, concept.name, phrase.weight, phrase.side)
        for mask in concept.masks:
            self._put(mask, "", 0.0, "before")

    def _take_endings(self, asked: Concept, rival: Concept, without: Iterable[tuple[str, ...]]) -> None:
        """Who asks for the date may mean the invoice date: a name's last word says what it is."""
        own = [phrase.words for phrase in asked.phrases if phrase.side == "before" and phrase.weight > SYNONYM]
        for phrase in rival.phrases:
            if phrase.side == "after" or phrase.words in without or not _TURNS.isdisjoint(phrase.words):
                continue
            if any(len(words) < len(phrase.words) and phrase.words[-len(words) :] == words for words in own):
                self._put(phrase.words, asked.name, phrase.weight * ENDING, "before")

    def _put(self, words: tuple[str, ...], concept: str, weight: float, side: Side) -> None:
        self._by_first.setdefault(words[0], []).append((words, concept, weight, side))

    def anchors(self, text: Sequence[Token], offset: int = 0) -> list[Anchor]:
        """All places, in order; of those that overlap, the longer alone; all concepts that are called so."""
        found: list[tuple[int, int, Anchor]] = []
        for at, token in enumerate(text):
            for words, concept, weight, side in self._by_first.get(token.word, ()):
                if len(words) > 1 and tuple(item.word for item in text[at : at + len(words)]) != words:
                    continue
                last = text[at + len(words) - 1]
                found.append(
                    (
                        at,
                        at + len(words),
                        Anchor(token.start + offset, last.end + offset, concept, weight, side, _lone(words)),
                    )
                )
        return _longest(found)


@cache
def _everything() -> Finder:
    return Finder(())


def names_of(label: str) -> frozenset[str]:
    """The entries that a label is called by, whatever is asked for."""
    words = [token for token in tokens(label) if not token.word.isdigit()]
    found = _everything().anchors(words)
    return frozenset(anchor.concept for anchor in found if words and anchor.start == words[0].start)


def _longest(found: Sequence[tuple[int, int, Anchor]]) -> list[Anchor]:
    kept: list[tuple[int, int, Anchor]] = []
    taken: list[tuple[int, int, Side]] = []
    for low, high, anchor in sorted(found, key=lambda entry: (-(entry[1] - entry[0]), entry[0])):
        if any(
            low < end and start < high and (start, end) != (low, high) and side == anchor.side
            for start, end, side in taken
        ):
            continue
        if (low, high, anchor.side) not in taken:
            taken.append((low, high, anchor.side))
        kept.append((low, high, anchor))
    kept.sort(key=lambda entry: entry[0])
    return [anchor for _, _, anchor in kept if anchor.concept]


def _lone(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and (is_stop(words[0]) or words[0] in GENERIC or words[0] in _VERBS)


def same_kind(one: Shape, other: Shape) -> bool:
    """Whether values of the two look alike."""
    names = {"party", "person"}
    return one == other or {one, other} <= names


def says_nothing(word: str) -> bool:
    """Whether a word of a label says nothing of what it labels."""
    return is_stop(word) or word in GENERIC or word.isdigit()


def is_chinese(text: str) -> bool:
    """Whether it has Chinese characters."""
    return _CHINESE.search(text) is not None
