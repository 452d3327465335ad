"""A long document in parts that fit a budget: cut at its own structure, with overlap, nothing left out."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chains.documents import SourceDocument, TextBlock
from chains.text import sentences

Count = Callable[[str], int]

# Below this a part could not hold a character and what stands around it.
LEAST_TOKENS = 8
# A block longer than this is looked at in pieces, so that nothing takes long between two counts.
LONGEST_LOOK = 40_000
# What stands between two blocks takes about so many tokens.
JOIN = 1
# English has about this many characters a token: where a text without any structure is cut first.
CHARS_A_TOKEN = 4
# Where sentences end, and where words do.
_STRONG = re.compile(r"\n\s*\n|[.!?]\s|[。！？；\n]")
_WEAK = re.compile(r"[\s，、,;]")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``document.text[start:end]``; ``fresh`` is where what no part before it had begins.

    Attributes:
        number: 1-based.
        heading: the headings that it stands under, outermost first, joined by `` › ``; empty where there are none.
        tokens: of what ``text_of`` gives.
        context: the header row of the table amid whose rows it begins; empty elsewhere.
    """

    number: int
    start: int
    fresh: int
    end: int
    heading: str
    tokens: int
    context: str = ""


def text_of(document: SourceDocument, part: Part) -> str:
    """What a model is given of ``part``: its text below the header row that it lacks."""
    text = document.text[part.start : part.end]
    return f"{part.context}\n{text}" if part.context else text


def parts(
    document: SourceDocument,
    most_tokens: int,
    count: Count,
    *,
    overlap_tokens: int = 0,
    pages: tuple[int, int] | None = None,
) -> list[Part]:
    """The document, or a range of its pages, in parts of at most ``most_tokens``.

    Cut between blocks, a new part at a top heading where the one before is at least half full, no heading as a part's
    last words; a block that is too large is cut between its sentences, a sentence that is too large between words, a
    word between characters. The fresh spans of all parts cover every character that is not blank.

    Each block is counted once, and each part once more as a whole: what two texts take together is not quite what each
    takes alone.

    Args:
        most_tokens: with overlap and context; at least ``LEAST_TOKENS``.
        count: tokens of a text; may raise ``Cancelled``, it is called at least every ``LONGEST_LOOK`` characters.
        overlap_tokens: of the end of the part before, in whole blocks or sentences; a quarter of a part at most.
        pages: first and last page, 1-based and inclusive.

    Raises:
        ValueError: ``most_tokens`` is too small for any part.
    """
    if most_tokens < LEAST_TOKENS:
        raise ValueError(f"a part needs room for {LEAST_TOKENS} tokens")
    overlap = min(overlap_tokens, most_tokens // 4)
    low, high = _range(document, pages)
    pieces = [
        piece
        for block in covering(document, low, high)
        for piece in _pieces(document.text, block, most_tokens - overlap, count)
    ]
    return list(_Packer(document, most_tokens, overlap, count, _above(document, low)).packed(pieces))


def _range(document: SourceDocument, pages: tuple[int, int] | None) -> tuple[int, int]:
    if pages is None or not document.pages:
        return 0, len(document.text)
    chosen = [page for page in document.pages if pages[0] <= page.number <= pages[1]]
    return (chosen[0].start, chosen[-1].end) if chosen else (0, 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never cut any more: ``text[start:end]``, no blanks around it.

    Attributes:
        level: of a heading, 0 else.
        header: whether it is the header of a table.
        row: whether it is a row of one.
    """

    start: int
    end: int
    tokens: int
    level: int = 0
    header: bool = False
    row: bool = False


def covering(document: SourceDocument, low: int, high: int) -> Iterator[TextBlock]:
    """The blocks within the range, and what stands between them: nothing is left out, nothing comes twice."""
    at = low
    for block in sorted(document.blocks, key=lambda block: block.start):
        start, end = max(at, block.start), min(high, block.end)
        if end <= start:
            continue
        if document.text[at:start].strip():
            yield TextBlock("paragraph", at, start, block.page)
        yield replace(block, start=start, end=end)
        at = end
    if document.text[at:high].strip():
        yield TextBlock("paragraph", at, high)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _pieces(text: str, block: TextBlock, most: int, count: Count) -> Iterator[_Piece]:
    start, end = _trimmed(text, block.start, block.end)
    if start >= end:
        return
    # What is far too long need not be counted to know it.
    size = count(text[start:end]) if end - start <= min(LONGEST_LOOK, most * CHARS_A_TOKEN * 4) else most + 1
    if size <= most:
        level = block.level if block.kind == "heading" else 0
        yield _Piece(start, end, size, level, block.kind == "table_header", block.kind == "table_row")
        return
    for first, last in stretches(text, start, end):
        for begin, stop in _runs([(first + a, first + b) for a, b in sentences(text[first:last])], most):
            yield from _cut(text, begin, stop, most, count)


def stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` in stretches of at most ``LONGEST_LOOK`` characters, parted where sentences end if any do."""
    while end - start > LONGEST_LOOK:
        at = _parting(text, start + LONGEST_LOOK // 2, start + LONGEST_LOOK)
        yield start, at
        start = at
    yield start, end


def _parting(text: str, low: int, high: int) -> int:
    """The best place in ``(low, high]`` to part a text: the last of the best kind of break there is."""
    for kind in (_STRONG, _WEAK):
        found = [match.end() for match in kind.finditer(text, low, high)]
        if found:
            return found[-1]
    return high


def _runs(spans: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Neighbouring sentences together, up to about a quarter of a part: to count each alone takes long."""
    begin = stop = -1
    for start, end in spans:
        if begin >= 0 and end - begin > most:
            yield begin, stop
            begin = -1
        begin, stop = start if begin < 0 else begin, end
    if begin >= 0:
        yield begin, stop


def _cut(text: str, start: int, end: int, most: int, count: Count) -> Iterator[_Piece]:
    """The span in as few pieces as fit, each ending where words do if that can be."""
    waiting = [(start, end)]
    while waiting:
        start, end = _trimmed(text, *waiting.pop())
        if start >= end:
            continue
        if end - start > most * CHARS_A_TOKEN:
            width = most * CHARS_A_TOKEN
        else:
            size = count(text[start:end])
            if size <= most or end - start < 2:
                yield _Piece(start, end, size)
                continue
            # An eighth of air, so that most pieces fit at the first try.
            width = max(1, (end - start) // (size * 9 // (most * 8) + 1))
        borders = [start]
        while end - borders[-1] > width:
            low, high = borders[-1] + max(1, width // 2), borders[-1] + width
            borders.append(_parting(text, low, high) if high > low else high)
        waiting += reversed(list(pairwise([*borders, end])))


@dataclass(slots=True)
class _Packer:
    """Puts pieces into parts.

    Attributes:
        headings: level and words of those that the next piece stands under.
    """

    document: SourceDocument
    most: int
    overlap: int
    count: Count
    headings: list[tuple[int, str]]
    table: str = ""  # header row of the table whose rows are being read
    number: int = 0

    def packed(self, pieces: Sequence[_Piece]) -> Iterator[Part]:
        """All parts, in order."""
        at = 0
        carried: list[_Piece] = []
        while at < len(pieces):
            context = self.table if pieces[at].row else ""
            room = self.most - sum(piece.tokens + JOIN for piece in carried)
            room -= self.count(context) + JOIN if context else 0
            stop = self._stop(pieces, at, room)
            part, stop = self._part(pieces, carried, at, stop, context)
            for piece in pieces[at:stop]:
                self._pass(piece)
            chapter = stop < len(pieces) and pieces[stop].level in {1, 2}
            taken = pieces[at:stop]
            at = stop
            yield part
            carried = [] if chapter or at >= len(pieces) else self._tail(taken)

    def _stop(self, pieces: Sequence[_Piece], at: int, room: int) -> int:
        """Where the part that begins at ``at`` ends by the sum of its pieces."""
        size, stop = pieces[at].tokens, at + 1
        while stop < len(pieces):
            piece = pieces[stop]
            if size + JOIN + piece.tokens > room or (piece.level in {1, 2} and size > self.most // 2):
                break
            size += JOIN + piece.tokens
            stop += 1
        if stop < len(pieces):
            # A heading belongs to what follows, and so does the header of a table.
            last = stop
            while last > at + 1 and (pieces[last - 1].level or pieces[last - 1].header):
                last -= 1
            if last > at + 1 or not (pieces[at].level or pieces[at].header):
                stop = last
        return stop

    def _part(
        self, pieces: Sequence[_Piece], carried: list[_Piece], at: int, stop: int, context: str
    ) -> tuple[Part, int]:
        """The part of ``pieces[at:stop]``, and where it really ends: counted whole, made smaller until it fits."""
        self.number += 1
        fresh = pieces[at].start
        while True:
            start = carried[0].start if carried else fresh
            made = Part(self.number, start, fresh, pieces[stop - 1].end, self._heading(pieces[at]), 0, context)
            tokens = self.count(text_of(self.document, made))
            if tokens <= self.most or (stop == at + 1 and not carried and not context):
                return replace(made, tokens=tokens), stop
            if stop > at + 1:
                stop -= 1
            elif carried:
                carried = carried[1:]
            else:
                context = ""

    def _heading(self, first: _Piece) -> str:
        return " › ".join(name for _, name in self._after(first))

    def _after(self, piece: _Piece) -> list[tuple[int, str]]:
        if not piece.level:
            return self.headings
        return _under(self.headings, piece.level, self.document.text[piece.start : piece.end])

    def _pass(self, piece: _Piece) -> None:
        self.headings = self._after(piece)
        if piece.header:
            self.table = self.document.text[piece.start : piece.end]
        elif not piece.row:
            self.table = ""

    def _tail(self, taken: Sequence[_Piece]) -> list[_Piece]:
        """The last pieces of a part, or the last sentences of its last one, that take at most the overlap."""
        found: list[_Piece] = []
        left = self.overlap
        for piece in reversed(taken):
            if piece.tokens > left:
                break
            found.insert(0, piece)
            left -= piece.tokens
        if found or not self.overlap or taken[-1].row or taken[-1].level:
            return found
        last = taken[-1]
        for start, end in reversed(sentences(self.document.text[last.start : last.end])):
            begin = last.start + start
            tokens = self.count(self.document.text[begin : last.start + end])
            if begin == last.start or tokens > left:
                break
            found.insert(0, _Piece(begin, last.start + end, tokens))
            left -= tokens
        return found


def _under(headings: Sequence[tuple[int, str]], level: int, text: str) -> list[tuple[int, str]]:
    title = " ".join(text.split()).lstrip("# ")
    return [(above, name) for above, name in headings if above < level] + [(level, title)]


def _above(document: SourceDocument, low: int) -> list[tuple[int, str]]:
    """The headings that the page range begins under."""
    found: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind == "heading" and block.end <= low:
            found = _under(found, block.level, document.text[block.start : block.end])
    return found
