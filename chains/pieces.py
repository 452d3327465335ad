"""A passage taken apart for ranking: its sentences and table rows, each with the headings and cells it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chains.text import is_stop, sentences, terms, usual_form
from chains.types import Passage

# Characters from here on belong to scripts without blanks between words.
UNSPACED_FROM = "\u2e80"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_ROW = re.compile(r"\S \| |\A\||\t")
_CELL = re.compile(r"\s*\|\s*|\t")
# "Invoice no: B-12" has the number of an invoice.
_NUMBERED = re.compile(r"(?:\b(?:nos?|nr|num)\b\.?|#|№)\s*:?\s*(?=[A-Z]{0,6}[-/ ]?\d)", re.IGNORECASE)
# "Due: 5 March 2025" says it; "Chapter 2: The harbour" announces it.
_ENTRY = re.compile(
    r"(?!(?:chapter|part|section|appendix|annex|step|figure|table|第)\b)"
    r"[^\W\d_][^\s:：]{0,20}(?: [^\s:：]{1,20}){0,3}"
    r"(?:: |：)\s*\S+(?: \S+){0,7}\Z",
    re.IGNORECASE,
)
_RULE = re.compile(r"[\s|:=+-]+\Z")
_ENDED = re.compile(r"[.!?;:,…。！？；：，、][\"'”’)\]*_]*\Z")
# A heading is a line of its own that is no longer than this, in characters.
MOST_HEADING = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence or table row of a passage.

    Attributes:
        rank: of its passage.
        first: whether nothing of the passage stands before it.
        start: offset in the passage's text.
        terms: of its text, in order.
        known: the same as a set.
        words: as written, in lower case, without stop words; none of scripts without blanks.
        told: terms of what it stands under: title, file name, headings, header of its table.
        label: what it stands under, in words, where it is a row: a row says little alone.
        key: terms of the first cell of a row.
        row: whether it is a row of a table.
        announces: whether it is a heading or the header of a table.
    """

    passage: Passage
    rank: int
    first: bool
    start: int
    end: int
    text: str
    terms: list[str]
    known: frozenset[str]
    words: frozenset[str]
    told: frozenset[str]
    label: str
    key: frozenset[str]
    row: bool
    announces: bool


def pieces(passage: Passage, rank: int) -> Iterator[Piece]:
    """The sentences and rows of ``passage``, in order; rules that only draw a table are left out."""
    text = passage.text
    around = f"{passage.context}\n{passage.title}\n{_stem(passage.path)}"
    base = _terms(around.replace("_", " "))
    heading = passage.context.partition("\n")[0].rpartition("›")[2].strip()
    header = passage.context.partition("\n")[2]
    under = _terms(f"{heading} {header}")
    first = True
    before_row = bool(header)
    for start, end in sentences(text):
        piece = text[start:end]
        row = _ROW.search(piece) is not None and "\n" not in piece
        if row and _RULE.match(piece):
            continue
        alone = _stands_alone(text, start, end)
        announces = False
        if row:
            # A row right below a blank line heads the others, unless it has figures like them.
            announces = not before_row and text[end : end + 1] == "\n" and _is_header(piece)
            if announces:
                header, under = piece, _terms(f"{heading} {piece}")
            announces = announces or piece == passage.context.partition("\n")[2]
        elif alone and _is_heading(piece) and not text[:start].rstrip().endswith((",", "，")):
            # What stands alone behind a comma signs a letter.
            announces = True
            heading, header = piece, ""
        having = [usual_form(term) for term in terms(piece)]
        cells = [cell for cell in _CELL.split(piece) if cell] if row else []
        yield Piece(
            passage,
            rank,
            first,
            start,
            end,
            piece,
            having,
            frozenset(having) | ({"number"} if _NUMBERED.search(piece) else set()),
            frozenset(word for word in plain_words(piece) if not is_stop(word)),
            base | under,
            f"{passage.title} {heading} {header}" if row else "",
            frozenset(term for term in _terms(cells[0]) if not is_stop(term)) if cells else frozenset(),
            row,
            announces,
        )
        if announces:
            under = _terms(f"{heading} {header}")
        first = False
        before_row = row
        if not row:
            header = ""


def _terms(text: str) -> frozenset[str]:
    return frozenset(map(usual_form, terms(text)))


def _stem(path: str) -> str:
    """The file's name without folders and suffix; chains know no file system."""
    name = path.rpartition("/")[2].rpartition("\\")[2]
    return name.rpartition(".")[0] or name


def plain_words(text: str) -> list[str]:
    """The words of scripts that put blanks between them, in lower case."""
    return [word for word in _WORD.findall(text.lower()) if word[0] < UNSPACED_FROM]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is a paragraph of its own; the items of a list are none."""
    before = text[max(0, start - 4) : start].rstrip(" \t*_#")
    after = text[end : end + 4].lstrip(" \t*_")
    return (not before or before.endswith("\n\n")) and (not after or after.startswith("\n\n"))


def _is_heading(piece: str) -> bool:
    if "\n" in piece or len(piece) > MOST_HEADING:
        return False
    if piece.startswith("#"):
        return True
    return _ENDED.search(piece) is None and any(map(str.isalpha, piece)) and not _ENTRY.match(piece)


def _is_header(row: str) -> bool:
    cells = [cell for cell in _CELL.split(row) if cell]
    return not any(character.isdigit() for cell in cells for character in cell)
