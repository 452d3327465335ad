"""A long document in parts that fit a budget: cut at its own structure, with overlap, nothing left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chains.documents import SourceDocument, TextBlock
from chains.text import sentences

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``document.text[start:end]``; ``fresh`` is where what no part before it had begins.

    Attributes:
        number: 1-based.
        heading: the headings that it stands under, outermost first, joined by `` › ``; empty where there are none.
        tokens: of its text.
    """

    number: int
    start: int
    fresh: int
    end: int
    heading: str
    tokens: int


def parts(
    document: SourceDocument,
    most_tokens: int,
    count: Count,
    *,
    overlap_tokens: int = 0,
    pages: tuple[int, int] | None = None,
) -> list[Part]:
    """The document, or a range of its pages, in parts of at most ``most_tokens``.

    Cut between blocks, a new part at a top heading where the one before is at least half full; a block that is too
    large is cut between its sentences, a sentence that is too large between words, a word between characters. The
    fresh spans of all parts cover every character that is not blank.

    Args:
        most_tokens: with the overlap; at least 8.
        overlap_tokens: of the end of the part before, in whole blocks or sentences.
        pages: first and last page, 1-based and inclusive.
    """
    if most_tokens < 8:
        raise ValueError("a part needs room for 8 tokens")
    low, high = _range(document, pages)
    pieces = [
        piece
        for block in _blocks(document, low, high)
        for piece in _pieces(document.text, block, most_tokens - min(overlap_tokens, most_tokens // 4), count)
    ]
    return list(_packed(document, pieces, most_tokens, min(overlap_tokens, most_tokens // 4)))


def _range(document: SourceDocument, pages: tuple[int, int] | None) -> tuple[int, int]:
    if pages is None or not document.pages:
        return 0, len(document.text)
    chosen = [page for page in document.pages if pages[0] <= page.number <= pages[1]]
    return (chosen[0].start, chosen[-1].end) if chosen else (0, 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    tokens: int
    level: int  # of a heading, 0 else


def _blocks(document: SourceDocument, low: int, high: int) -> Iterator[TextBlock]:
    """The blocks within the range, and what stands between them, so that nothing is left out."""
    at = low
    for block in document.blocks:
        if block.end <= low or block.start >= high:
            continue
        if document.text[at : block.start].strip():
            yield TextBlock("paragraph", at, block.start, block.page)
        yield TextBlock(block.kind, max(low, block.start), min(high, block.end), block.page, block.level)
        at = min(high, block.end)
    if document.text[at:high].strip():
        yield TextBlock("paragraph", at, high)


def _pieces(text: str, block: TextBlock, most: int, count: Count) -> Iterator[_Piece]:
    level = block.level if block.kind == "heading" else 0
    size = count(text[block.start : block.end])
    if size <= most:
        if text[block.start : block.end].strip():
            yield _Piece(block.start, block.end, size, level)
        return
    spans = [(block.start + start, block.start + end) for start, end in sentences(text[block.start : block.end])]
    for start, end in spans or [(block.start, block.end)]:
        yield from _cut(text, start, end, most, count)


def _cut(text: str, start: int, end: int, most: int, count: Count) -> Iterator[_Piece]:
    """Halves at the blank nearest to the middle, until each fits."""
    size = count(text[start:end])
    if size <= most or end - start < 2:
        if text[start:end].strip():
            yield _Piece(start, end, size, 0)
        return
    middle = (start + end) // 2
    blanks = [at for at in (text.rfind(" ", start + 1, middle), text.find(" ", middle, end - 1)) if at > start]
    at = min(blanks, key=lambda place: abs(place - middle), default=middle)
    yield from _cut(text, start, at, most, count)
    yield from _cut(text, at, end, most, count)


def _packed(document: SourceDocument, pieces: Sequence[_Piece], most: int, overlap: int) -> Iterator[Part]:
    headings: list[tuple[int, str]] = []
    taken: list[_Piece] = []
    carried: list[_Piece] = []
    under, number = "", 0

    def part() -> Part:
        inside = [*carried, *taken]
        return Part(number, inside[0].start, taken[0].start, taken[-1].end, under, sum(p.tokens for p in inside))

    for piece in pieces:
        size = sum(p.tokens for p in (*carried, *taken))
        new_chapter = piece.level in {1, 2} and size > most // 2
        if taken and (size + piece.tokens > most or new_chapter):
            number += 1
            yield part()
            carried = [] if new_chapter else _tail(taken, min(overlap, most - piece.tokens))
            taken = []
        if piece.level:
            title = " ".join(document.text[piece.start : piece.end].split()).lstrip("# ")
            headings = [(level, name) for level, name in headings if level < piece.level] + [(piece.level, title)]
        if not taken:
            under = " › ".join(name for _, name in headings)
        taken.append(piece)
    if taken:
        number += 1
        yield part()


def _tail(pieces: Sequence[_Piece], tokens: int) -> list[_Piece]:
    """The last pieces that take at most ``tokens``."""
    found: list[_Piece] = []
    for piece in reversed(pieces):
        if sum(p.tokens for p in found) + piece.tokens > tokens:
            break
        found.insert(0, piece)
    return found
