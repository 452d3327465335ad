"""Text in any encoding; paragraphs end at blank lines. What is stored is the file's own text."""

import re

from assistant.library.parsed import Block, BlockKind, Parsed
from assistant.library.readers.draft import Options, clean, spans
from assistant.library.readers.encoding import decode

_ITEM = re.compile(r"[ \t]*(?:[-*•·+]|\d{1,3}[.)、]|[（(][\d一二三四五六七八九十]{1,3}[)）])\s*(?=\S)")
_CLOSED = tuple(".!?:;,。！？：；，、…")
_ENDS = tuple('.!?:。！？：…”"')
_PROSE = ("", ".txt", ".text", ".rst", ".org", ".tex")
MAX_HEADING = 60
CODE_CHARACTERS = 1500


def read(data: bytes, options: Options) -> Parsed:
    """Paragraphs, lists and, in prose, headings: short lines between blank ones that end without punctuation.

    Raises:
        DocumentError: the bytes are no text.
    """
    decoded, encoding = decode(data, options.name)
    text = clean(decoded)
    prose = options.suffix in _PROSE
    blocks: list[Block] = []
    for start, end in _paragraphs(text):
        if prose:
            blocks += _prose(text, start, end, first=not blocks)
        else:
            blocks += _code(text, start, end)
    return spans("text", text, blocks, encoding=encoding)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Runs of lines that are not blank, by one walk over the lines: files may be blanks by the million."""
    found: list[tuple[int, int]] = []
    at, inside = 0, False
    for line in text.split("\n"):
        written = line.rstrip()
        if written:
            start = found.pop()[0] if inside else at
            found.append((start, at + len(written)))
        inside = bool(written)
        at += len(line) + 1
    return found


def _code(text: str, start: int, end: int) -> list[Block]:
    """Blocks of whole lines, each of ``CODE_CHARACTERS`` at most where its lines allow."""
    blocks: list[Block] = []
    while end - start > CODE_CHARACTERS:
        cut = text.rfind("\n", start + 1, start + CODE_CHARACTERS)
        if cut < 0:
            cut = text.find("\n", start + 1, end)
        if cut < 0:
            break
        blocks.append(Block("code", start, cut))
        start = cut + 1
    blocks.append(Block("code", start, end))
    return blocks


def _prose(text: str, start: int, end: int, *, first: bool) -> list[Block]:
    part = text[start:end]
    lines = part.split("\n")
    if len(lines) == 1 and len(part) <= MAX_HEADING and not part.endswith(_CLOSED) and not _ITEM.match(part):
        return [Block("heading", start, end, level=1 if first else 2)]
    if not any(_ITEM.match(line) for line in lines) and not _line_by_line(lines):
        return [Block("paragraph", start, end)]
    blocks: list[Block] = []
    at = start
    for line in lines:
        kind: BlockKind = "list" if _ITEM.match(line) else "paragraph"
        wrapped = blocks and blocks[-1].kind == "list" and line[:1].isspace()
        if kind == "paragraph" and wrapped:
            blocks[-1] = Block("list", blocks[-1].start, at + len(line))
        else:
            blocks.append(Block(kind, at, at + len(line)))
        at += len(line) + 1
    return blocks


def _line_by_line(lines: list[str]) -> bool:
    """Whether each line is a paragraph of its own: they end with a sentence, or are longer than anyone wraps them."""
    if len(lines) < 2:
        return False
    closed = sum(line.rstrip().endswith(_ENDS) for line in lines[:-1])
    return closed > 0.6 * (len(lines) - 1) or sum(len(line) for line in lines) / len(lines) > 160
