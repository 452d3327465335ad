"""Cutting a document into chunks that end where a sentence, a table row or a section does, and carry their headings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.library.parsed import Block, Parsed
from chains.text import sentences

HEADING_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class ChunkOptions:
    """How large chunks are, in tokens of the one vocabulary that the index's fingerprint names.

    Attributes:
        size: what a chunk is filled up to.
        least: from here on a heading, a page or a table begins a new chunk.
        context_characters: the most of the headings that a chunk carries, each of them and together.
    """

    size: int = 300
    least: int = 60
    context_characters: int = 300


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of the document's text that is retrieved as one.

    Attributes:
        start: offset of its first character in ``Parsed.text``.
        end: offset after its last.
        page: of its first character.
        context: the headings it stands under ("H1 › H2"), and on a new line the header row of its table.
        tokens: of the span, in the given vocabulary, to a token or two a sentence.
    """

    start: int
    end: int
    page: int
    context: str
    tokens: int


@dataclass(slots=True)
class _Unit:
    """What is never cut any further: a sentence, a row, or a piece of one that is too long."""

    start: int
    end: int
    page: int
    context: str
    table: int  # number of the table it is a row of, 0 outside
    section: int  # number of the heading it stands under
    opens: bool  # a heading
    paragraph: int
    tokens: int = 0


def chunk(
    parsed: Parsed, count: Callable[[list[str]], list[int]], options: ChunkOptions = ChunkOptions()
) -> list[Chunk]:
    """Cut ``parsed`` into chunks; every non-blank character of its text is in exactly one.

    Args:
        parsed: its text and blocks.
        count: the tokens of each of many texts; called once or twice for the whole document.
        options: sizes.
    """
    units = _split_long(parsed.text, _units(parsed, options), count, options.size)
    return [_joined(parsed.text, group) for group in _groups(units, options)]


def _covered(parsed: Parsed) -> list[Block]:
    """The blocks, with text that no block covers as paragraphs of its own."""
    blocks: list[Block] = []
    position = 0
    for block in sorted(parsed.blocks, key=lambda block: block.start):
        start = max(block.start, position)
        if parsed.text[position:start].strip():
            blocks.append(Block("paragraph", position, start, block.page))
        if start < block.end:
            blocks.append(Block(block.kind, start, block.end, block.page, block.level))
            position = block.end
    if parsed.text[position:].strip():
        blocks.append(Block("paragraph", position, len(parsed.text), blocks[-1].page if blocks else 1))
    return blocks


def _units(parsed: Parsed, options: ChunkOptions) -> list[_Unit]:
    units: list[_Unit] = []
    headings: list[tuple[int, str]] = []
    header = ""
    table = section = 0
    before = None
    for number, block in enumerate(_covered(parsed)):
        text = parsed.text[block.start : block.end]
        flat = " ".join(text.split())[: options.context_characters]
        if block.kind == "heading":
            headings = [*(item for item in headings if item[0] < block.level), (block.level, flat)]
            section += 1
        if block.kind == "table_header":
            # A header of several rows is one header.
            header = f"{header} {flat}" if before == "table_header" else flat
            table += before != "table_header"
        elif block.kind == "table_row" and before not in ("table_header", "table_row"):
            header, table = "", table + 1
        rows = block.kind.startswith("table")
        path = HEADING_SEPARATOR.join(title for _, title in headings)[-options.context_characters :]
        context = "\n".join(filter(None, (path, header[: options.context_characters] if rows else "")))
        whole = rows or block.kind == "heading"
        spans = _stripped(text) if whole else sentences(text)
        units.extend(
            _Unit(
                block.start + start,
                block.start + end,
                block.page,
                context,
                table if rows else 0,
                section,
                block.kind == "heading",
                number,
            )
            for start, end in spans
        )
        before = block.kind
    return units


def _stripped(text: str) -> list[tuple[int, int]]:
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    return [(start, start + len(stripped))] if stripped else []


def _split_long(text: str, units: list[_Unit], count: Callable[[list[str]], list[int]], size: int) -> list[_Unit]:
    """``units`` with their tokens counted, those above ``size`` cut at clauses, else blanks, else anywhere."""
    for unit, tokens in zip(units, count([text[unit.start : unit.end] for unit in units]), strict=True):
        unit.tokens = tokens
    if all(unit.tokens <= size for unit in units):
        return units
    whole: list[_Unit] = []
    for unit in units:
        if unit.tokens <= size:
            whole.append(unit)
            continue
        # As many characters as fit on average, so that no piece has to be counted again to be cut again.
        most = max(1, (unit.end - unit.start) * size // unit.tokens)
        start = unit.start
        while start < unit.end:
            end = unit.end if unit.end - start <= most else _cut(text, start, start + most)
            tokens = max(1, unit.tokens * (end - start) // (unit.end - unit.start))
            piece = text[start:end]
            begin = start + len(piece) - len(piece.lstrip())
            if piece.strip():
                whole.append(
                    _Unit(begin, begin + len(piece.strip()), unit.page, unit.context, unit.table, unit.section,
                          unit.opens, unit.paragraph, tokens)
                )  # fmt: skip
            start = end
    return whole


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut ``text[start:limit]``: behind the last clause of its second half, else a blank, else the limit."""
    window = text[start:limit]
    half = len(window) // 2
    for marks in ("\n", ";；:：", ",，、|"):
        place = max(window.rfind(mark, half) for mark in marks)
        if place >= 0:
            return start + place + 1
    place = max(window.rfind(" ", half), window.rfind("\t", half))
    return start + place + 1 if place >= 0 else limit


def _groups(units: list[_Unit], options: ChunkOptions) -> list[list[_Unit]]:
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    filled = 0
    for piece in _pieces(units, options.size):
        tokens = sum(unit.tokens for unit in piece)
        if current:
            last, first = current[-1], piece[0]
            turns = first.table != last.table or first.page != last.page or first.opens
            if filled + tokens > options.size or (turns and filled >= options.least and not last.opens):
                # A heading is not left behind by what it heads.
                keep = len(current)
                while keep > 1 and current[keep - 1].opens:
                    keep -= 1
                groups.append(current[:keep])
                current = current[keep:]
                filled = sum(unit.tokens for unit in current)
                if current and filled + tokens > options.size:  # headings only, with no room for what they head
                    groups.append(current)
                    current, filled = [], 0
        current.extend(piece)
        filled += tokens
    if current:
        groups.append(current)
    return groups


def _pieces(units: list[_Unit], size: int) -> Iterator[list[_Unit]]:
    """Paragraphs and rows, each whole, but one above ``size`` in equal parts that end where its sentences do."""
    for _, group in groupby(units, key=lambda unit: unit.paragraph):
        paragraph = list(group)
        tokens = sum(unit.tokens for unit in paragraph)
        share = tokens / -(-tokens // size) if tokens else 0.0
        part: list[_Unit] = []
        filled = 0
        for unit in paragraph:
            # The sentence on a part's border goes where its greater half lies.
            if part and (filled + unit.tokens / 2 > share or filled + unit.tokens > size):
                yield part
                part, filled = [], 0
            part.append(unit)
            filled += unit.tokens
        yield part


def _joined(text: str, units: list[_Unit]) -> Chunk:
    # What stands in the chunk is told by its first unit below a heading.
    told = next((unit for unit in units if not unit.opens), units[0])
    return Chunk(units[0].start, units[-1].end, units[0].page, told.context, sum(unit.tokens for unit in units))
