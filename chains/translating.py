"""Pieces of a document to translate, each with what must come through unchanged, and whether it did."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chains.comparing.units import covering
from chains.documents import SourceDocument
from chains.parts import Count
from chains.text import common_rank, language, sentences, terms
from chains.verify import chinese_number, names

PieceKind = Literal["heading", "item", "paragraph", "header", "row", "code"]
# Written with blanks between words and with capitals for names.
LATIN = frozenset("en de fr es it pt nl sv da no fi pl cs ro hu tr vi id".split())
# A translation is shorter or longer than this only if something went wrong.
SHORTEST, LONGEST = 0.2, 5.0
# Characters from which on a text tells which language it is in.
TELLING = 40

_LINK = re.compile(r"https?://[^\s)>\]]+|www\.[^\s)>\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACEHOLDER = re.compile(r"\{\{?\w+\}?\}|%(?:\d+\$)?[sdif]|\$\{\w+\}|`[^`\n]+`|</?[a-zA-Z][^>\n]*>")
_MARKER = re.compile(r"\A\s*(?P<mark>[-*+•‣▪●◦·]|\d{1,3}[.)])\s+")
_DIGITS = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_ISO_DATE = re.compile(r"\b(\d{4})-\d{1,2}-(\d{1,2})\b")
_HAN_SCALED = re.compile(r"(\d+(?:\.\d+)?)([万亿])")
_HAN_NUMBER = re.compile(r"[〇零一二两三四五六七八九十百千万亿]{2,}")
_HAN_ONE = re.compile(r"[一二两三四五六七八九十]")
_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is translated at once.

    Attributes:
        block: index of its block; several pieces of one block are joined again.
        start: of its block, as ``end``: what is cited.
        mark: of an item, or the signs of a heading: what stands before the words.
        texts: one; of a row, one a cell.
    """

    kind: PieceKind
    block: int
    start: int
    end: int
    mark: str
    texts: tuple[str, ...]


def pieces(document: SourceDocument, most_tokens: int, count: Count) -> Iterator[Piece]:
    """The document in pieces, in order; a paragraph too long is cut between sentences, a sentence between words."""
    for number, block in enumerate(covering(document)):
        text = document.text[block.start : block.end]
        if not text.strip():
            continue
        if block.kind == "code":
            yield Piece("code", number, block.start, block.end, "", (text.strip("\n"),))
        elif block.kind in ("table_header", "table_row"):
            cells = tuple(cell.strip() for cell in text.strip().strip("|").split("|"))
            kind: PieceKind = "header" if block.kind == "table_header" else "row"
            yield Piece(kind, number, block.start, block.end, "", cells)
        elif block.kind == "heading":
            words = " ".join(text.split()).lstrip("# ")
            yield Piece("heading", number, block.start, block.end, "#" * max(1, min(6, block.level)), (words,))
        else:
            match = _MARKER.match(text)
            listed = block.kind == "list" or (match is not None and match["mark"] in "-*+•‣▪●◦·")
            mark = (match["mark"] if match is not None else "-") if listed else ""
            mark = mark if mark[:1].isdigit() or not mark else "-"
            bare = text[match.end() :] if listed and match is not None else text
            for part in _fitting(" ".join(bare.split()), most_tokens, count):
                yield Piece("item" if listed else "paragraph", number, block.start, block.end, mark, (part,))


def _fitting(text: str, most: int, count: Count) -> Iterator[str]:
    if count(text) <= most:
        yield text
        return
    held = ""
    for start, end in sentences(text):
        for part in _halves(text[start:end], most, count):
            longer = f"{held} {part}".strip()
            if held and count(longer) > most:
                yield held
                longer = part
            held = longer
    if held:
        yield held


def _halves(text: str, most: int, count: Count) -> Iterator[str]:
    if count(text) <= most or len(text) < 2:
        yield text
        return
    middle = len(text) // 2
    at = text.rfind(" ", 1, middle)
    at = at if at > 0 else middle
    yield from _halves(text[:at].strip(), most, count)
    yield from _halves(text[at:].strip(), most, count)


def has_words(text: str) -> bool:
    """Whether there is anything to translate: not in numbers, links and placeholders alone."""
    return bool(_LETTER.search(_PLACEHOLDER.sub("", _LINK.sub("", text))))


# --- what must come through ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a translation.

    Attributes:
        code: ``number``, ``added_number``, ``link``, ``placeholder``, ``name``, ``term``, ``empty``, ``same``,
            ``language``, ``length``; its text stands in the chain's file.
        what: that is missing, or should not be there.
    """

    code: str
    what: str = ""


def problems(source: str, said: str, to: str, glossary: Sequence[tuple[str, str]], of: str) -> list[Problem]:
    """What of ``source`` did not come through, and what came of itself.

    Args:
        to: ISO 639-1 of the translation.
        glossary: terms with their translations.
        of: ISO 639-1 of the source.
    """
    if not said.strip():
        return [Problem("empty")]
    out = [Problem("link", link) for link in _LINK.findall(source) if link.rstrip(".,;") not in said]
    out += [Problem("placeholder", held) for held in _PLACEHOLDER.findall(source) if held not in said]
    asked, there = _numbers(source), _numbers(said)
    met = frozenset[str]().union(*there) | _loose(said)
    out += [Problem("number", written) for value, written in asked.items() if not value & met]
    known = frozenset[str]().union(*asked) | _loose(source)
    out += [Problem("added_number", written) for value, written in there.items() if not value & known]
    out += [Problem("term", wanted) for term, wanted in glossary if _has(source, term) and not _has(said, wanted)]
    if of in LATIN and to in LATIN:
        words = {word for name in names(said) for word in terms(name)} | set(terms(said))
        rare = [name for name in names(source) if not any(map(common_rank, terms(name)))]
        out += [Problem("name", name) for name in dict.fromkeys(rare) if not set(terms(name)) <= words]
    long = len(source) >= 30
    ratio = len(said) / max(1, len(source)) * (3 if to in ("zh", "ja", "ko") and of in LATIN else 1)
    ratio /= 3 if of in ("zh", "ja", "ko") and to in LATIN else 1
    if long and not SHORTEST <= ratio <= LONGEST:
        out.append(Problem("length"))
    if long and " ".join(said.split()).casefold() == " ".join(source.split()).casefold():
        out.append(Problem("same"))
    elif min(len(said), len(source)) >= TELLING and language(said) not in (to, "other-latin"):
        out.append(Problem("language", language(said)))
    return out


def _numbers(text: str) -> dict[frozenset[str], str]:
    """The numbers of ``text``, as all that each can be written as, with how it is written."""
    bare = _PLACEHOLDER.sub(" ", _LINK.sub(" ", text))
    # A month that is a number here may be a word there.
    bare = _ISO_DATE.sub(r"\1 \2", bare)
    found: dict[frozenset[str], str] = {}
    for match in _HAN_SCALED.finditer(bare):
        value = round(float(match[1]) * (10_000 if match[2] == "万" else 100_000_000))
        found[frozenset({str(value)})] = match.group()
    bare = _HAN_SCALED.sub(" ", bare)
    for match in _DIGITS.finditer(bare):
        written = match.group()
        plain = re.sub(r"[^\d]", "", written)
        # "1.450" may be a thousand or a fraction, as the language has it: both count.
        found[frozenset({plain.lstrip("0") or "0", *_parts(written)})] = written
    for match in _HAN_NUMBER.finditer(bare):
        found[frozenset({str(chinese_number(match.group()))})] = match.group()
    return found


def _parts(written: str) -> Iterator[str]:
    """Without the noughts behind a comma: "12.50" is "12.5"."""
    if re.search(r"[.,]\d*[1-9]0+\Z", written):
        yield re.sub(r"[^\d]", "", written.rstrip("0")).lstrip("0")
    if match := re.fullmatch(r"(.*)[.,]0+", written):
        yield re.sub(r"[^\d]", "", match[1]).lstrip("0") or "0"


_MONTHS = "january february march april may june july august september october november december".split()


def _loose(text: str) -> set[str]:
    """What may be written as a number elsewhere: number words and months."""
    words = re.findall(r"[a-z]+", text.casefold())
    months = {str(place) for place, month in enumerate(_MONTHS, 1) if any(word[:3] == month[:3] for word in words)}
    han = {str(chinese_number(char)) for char in _HAN_ONE.findall(text)}
    dates = {month.lstrip("0") for month in re.findall(r"\b\d{4}-(\d{1,2})-\d{1,2}\b", text)}
    return {_WORDS[word] for word in words if word in _WORDS} | months | han | dates


def _has(text: str, term: str) -> bool:
    folded, wanted = text.casefold(), term.casefold()
    if not wanted.isascii():
        return wanted in folded
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded) is not None
