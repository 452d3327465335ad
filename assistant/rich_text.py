"""Markdown as typed blocks and spans, for the window and for exports; nothing in them can be loaded or run.

CommonMark with tables and strikethrough is read. Raw HTML stays text, a picture is its description and its address,
and only what a browser or a mail program opens is a link. Sizes are bounded, so that a hostile text costs no more
than a long one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["paragraph", "heading", "item", "code", "table", "rule"]

# So much is read at first, and so much at most: the rest a person copies. Reading 10,000 characters that are made to
# be slow takes 100 ms here, plain ones 5, and laying out letters of every script there is takes longer.
FIRST, MOST = 6_000, 40_000
# Per character read: what is drawn costs by the block and the cell, not by the letter.
_CHARACTERS_A_BLOCK, _CHARACTERS_A_CELL = 20, 30
# Markdown deeper than this is shown as it is written.
_NESTING = 20
OPENABLE = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words in one look.

    Attributes:
        link: the whole address that the words lead to; only schemes of ``OPENABLE``.
        cite: number of a quote, from 1, that this is the citation of; 0 for words.
        claim: index of the claim that the words belong to; -1 for none.
        mark: index of the claim whose verdict stands here, without words of its own; -1 for none.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str = ""
    cite: int = 0
    claim: int = -1
    mark: int = -1


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or what stands in the place of one.

    Attributes:
        level: 1 to 6 for a heading.
        depth: how many lists it stands in.
        ordinal: number of an item of an ordered list.
        quoted: how many quotations it stands in.
        text: of a code block, as it is.
        rows: of a table, the head first, each with as many cells.
    """

    kind: Kind
    spans: Spans = ()
    level: int = 0
    depth: int = 0
    ordinal: int | None = None
    quoted: int = 0
    text: str = ""
    rows: tuple[tuple[Spans, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class RichText:
    """A text to be shown.

    Attributes:
        cut: whether more was written than this.
        unplaced: indexes of claims whose sentence was not found in it.
    """

    blocks: tuple[Block, ...]
    cut: bool = False
    unplaced: tuple[int, ...] = ()


def rich_text(
    text: str, numbers: Mapping[int, int] | None = None, *, characters: int = FIRST, markdown: bool = True
) -> RichText:
    """``text`` in blocks.

    Args:
        text: what a model, or Lectern, wrote.
        numbers: which quote, by its index in the evidence, each number in brackets stands for: "[2]" is a citation
            where 2 is among them, and words elsewhere.
        characters: how much of it is read, ``MOST`` at most.
        markdown: False for text that only has lines and "-" for items, as Lectern's own lists do: a file's name may
            have any sign in it.
    """
    limit = min(characters, MOST)
    cut = len(text) > limit
    source = _few_alphabets(_BREAKS.sub("\n", text[:limit]))
    builder = _Builder(numbers or {}, blocks=limit // _CHARACTERS_A_BLOCK, cells=limit // _CHARACTERS_A_CELL)
    if markdown:
        builder.add(_parser().parse(source))
    else:
        builder.add_lines(source)
    return RichText(tuple(builder.blocks), cut or builder.full)


def plain_text(text: str) -> str:
    """The words of Markdown without its signs, blocks in lines."""
    lines = []
    for block in rich_text(text, characters=MOST).blocks:
        rows = ["\t".join(_words(cell) for cell in row) for row in block.rows]
        lines.append("\n".join([_words(block.spans) or block.text, *rows]).strip())
    return "\n".join(lines)


def _words(spans: Spans) -> str:
    return "".join(span.text for span in spans)


# --- what a letter may do ------------------------------------------------------------------------------------------

# What ends a line somewhere; Qt begins a paragraph at some of them, Markdown does not.
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
# Qt keeps some of these for itself (U+FDD0 begins a frame, U+FFFC is a picture); half a surrogate is no text.
_NO_TEXT = re.compile(r"[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\u202d\u202e]|[\U0001fffe\U0001ffff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Embeddings and isolates: each paragraph finds its own direction, and one that is left open would turn what follows.
_DIRECTIONS = re.compile(r"[\u202a-\u202c\u2066-\u2069]")
_CLINGING = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    r"\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\U000e0000-\U000e01ef"
)
# More than eight on one letter is no script; it paints over the lines around it and takes long to shape.
_PILED = re.compile(rf"([{_CLINGING}]{{8}})[{_CLINGING}]+")
_JOINED = re.compile(r"(?:[^\s\u200d]{1,3}\u200d){8}")


# Alphabets, by blocks of 128 characters; Chinese, Japanese and Korean have more and are in every system's fonts, and
# signs belong to all. For each new one a window goes through all fonts, so a text has no more of them than a table of
# the world's languages.
_ALPHABETS = re.compile(r"[\u0300-\u1fff\u2c00-\u2dff]")
_MOST_ALPHABETS = 16


def _few_alphabets(text: str) -> str:
    if text.isascii():
        return text
    blocks = list(dict.fromkeys(ord(char) >> 7 for char in _ALPHABETS.findall(text)))
    if len(blocks) <= _MOST_ALPHABETS:
        return text
    kept = set(blocks[:_MOST_ALPHABETS])
    return _ALPHABETS.sub(lambda found: found.group() if ord(found.group()) >> 7 in kept else "\ufffd", text)


def visible(text: str) -> str:
    """``text`` with nothing in it that acts instead of being read.

    Control characters become their pictures, overrides of the direction of writing and what is no character at all
    the replacement character; other signs of direction go, and so do marks piled up on one letter, and letters of
    ever more alphabets. Text that is written from right to left stays so.
    """
    if text.isprintable() and text.isascii():
        return text
    text = _NO_TEXT.sub("\ufffd", _DIRECTIONS.sub("", _few_alphabets(text)))
    text = _CONTROLS.sub(lambda found: chr(0x2400 + ord(found.group())) if found.group() < "\x7f" else "\u2421", text)
    return _JOINED.sub(lambda found: found.group()[:-1], _PILED.sub(r"\1", text))


# --- reading -------------------------------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING}).enable(["table", "strikethrough"])
    # Every address is read as one; which may be opened is decided where spans are made.
    parser.validateLink = lambda url: True  # type: ignore[method-assign] # the parser's documented way to set it
    return parser


_CITED = re.compile(r"\[(\d{1,4})\]")
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_LINE = re.compile(r"(?P<indent> *)(?P<bullet>- )?(?P<words>.*)")


class _Builder:
    """Walks the parser's tokens and makes blocks, until it has made enough."""

    def __init__(self, numbers: Mapping[int, int], blocks: int, cells: int) -> None:
        self.blocks: list[Block] = []
        self.full = False
        self._numbers = numbers
        self._blocks_left, self._cells_left = blocks, cells
        self._depth = self._quoted = self._level = 0
        self._item: tuple[int | None] | None = None  # an item whose first paragraph is still to come
        self._rows: list[list[Spans]] = []  # of the table that is being read

    def add_lines(self, source: str) -> None:
        """Make a block of each line."""
        for line in source.split("\n"):
            found = _LINE.match(line)
            if found is None or not found["words"].strip():
                continue
            spans = self._cited(Span(visible(found["words"])))
            depth = len(found["indent"]) // 2
            if found["bullet"]:
                self._put(Block("item", spans, depth=max(1, depth)))
            else:
                self._put(Block("paragraph", spans, depth=depth))

    def add(self, tokens: Sequence[Token]) -> None:
        """Make blocks of the parser's tokens."""
        for token in tokens:
            if token.type in {"inline", "fence", "code_block", "hr"}:
                self._add_content(token)
            else:
                self._enter(token)
            if self.full:
                break
        self._put_table()

    def _enter(self, token: Token) -> None:
        """Note what the next content stands in."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                self._depth += token.nesting
            case "list_item_open":
                self._item = (int(token.info) if token.info.isdigit() else None,)
            case "list_item_close":
                self._item = None
            case "blockquote_open" | "blockquote_close":
                self._quoted += token.nesting
            case "heading_open":
                self._level = int(token.tag[1:])
            case "heading_close":
                self._level = 0
            case "table_close":
                self._put_table()
            case "tr_open":
                self.full = self._cells_left <= 0
                self._rows.append([])
            case _:
                pass

    def _add_content(self, token: Token) -> None:
        if token.type == "hr":
            self._put(Block("rule", quoted=self._quoted))
        elif token.type != "inline":
            text = "\n".join(visible(line) for line in token.content.rstrip("\n").split("\n"))
            self._put(Block("code", depth=self._depth, quoted=self._quoted, text=text))
        elif self._rows:
            self._cells_left -= 1
            self._rows[-1].append(self._inline(token.children or []))
        else:
            kind: Kind = "heading" if self._level else "item" if self._item is not None else "paragraph"
            ordinal = self._item[0] if self._item is not None else None
            spans = self._inline(token.children or [])
            self._put(Block(kind, spans, self._level, self._depth, ordinal, self._quoted))
            self._item = None

    def _put(self, block: Block) -> None:
        if self._blocks_left <= 0:
            self.full = True
            return
        self._blocks_left -= 1
        self.blocks.append(block)

    def _put_table(self) -> None:
        rows, self._rows = [row for row in self._rows if row], []
        if rows:
            width = max(map(len, rows))
            whole = tuple((*row, *((),) * (width - len(row))) for row in rows)
            self._put(Block("table", quoted=self._quoted, rows=whole))

    def _inline(self, tokens: Sequence[Token]) -> Spans:
        spans: list[Span] = []
        look = Span("")
        address = ""
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    look = replace(look, bold=token.type == "strong_open")
                case "em_open" | "em_close":
                    look = replace(look, italic=token.type == "em_open")
                case "s_open" | "s_close":
                    look = replace(look, strike=token.type == "s_open")
                case "link_open":
                    address = str(token.attrGet("href") or "")
                    look = replace(look, link=address if can_be_opened(address) else "")
                case "link_close":
                    if not look.link and address and token.markup != "autolink":
                        spans.append(replace(look, text=f" ({visible(address)})"))
                    look, address = replace(look, link=""), ""
                case "image":
                    shown = visible(token.content)
                    spans.append(replace(look, text=f"{shown} ({visible(str(token.attrGet('src') or ''))})".lstrip()))
                case "code_inline":
                    spans.append(replace(look, text=visible(token.content), code=True))
                case "softbreak" | "hardbreak":
                    spans.append(replace(look, text="\n"))
                case _:
                    if token.content:
                        spans += self._cited(replace(look, text=visible(token.content)))
        return tuple(_joined(spans))

    def _cited(self, span: Span) -> Spans:
        """``span`` with the numbers in brackets that stand for a quote set apart."""
        if span.link:
            return (span,)
        out: list[Span] = []
        written = 0
        for found in _CITED.finditer(span.text):
            index = self._numbers.get(int(found.group(1)))
            if index is None:
                continue
            out.append(replace(span, text=span.text[written : found.start()]))
            out.append(replace(span, text=f"[{index + 1}]", cite=index + 1))
            written = found.end()
        out.append(replace(span, text=span.text[written:]))
        return tuple(part for part in out if part.text)


def can_be_opened(address: str) -> bool:
    """Whether ``address`` is one that is given to a browser or a mail program, once it was shown."""
    found = _SCHEME.match(address)
    return found is not None and found.group(1).lower() in OPENABLE


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbours that look alike as one."""
    for look, group in groupby(spans, lambda span: replace(span, text="" if not span.cite else span.text)):
        if look.cite:
            yield from group
        else:
            yield replace(look, text="".join(span.text for span in group))
