"""Markdown: what is stored is the person's own text, marks and all; blocks are the spans between the block marks.

So a quote is word for word what stands in the file, and the signs of a heading, an item or a fence stay outside of it.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.library.parsed import Block, BlockKind, Parsed
from assistant.library.readers.draft import Options, clean, spans
from assistant.library.readers.encoding import decode

_HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]+|[ \t>]*")
_FENCE = re.compile(r"^---[ \t]*\n", re.M)  # around a block of YAML that some tools write at the top
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")
_MARKER = re.compile(r"(?:[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)+|[ \t>]*")


def read(data: bytes, options: Options) -> Parsed:
    """Headings, paragraphs, list items, table rows and code of a Markdown file."""
    decoded, encoding = decode(data, options.name)
    text = clean(decoded)
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    starts.append(len(text))
    blocks: list[Block] = []

    def add(kind: BlockKind, begin: int, end: int, level: int = 0) -> None:
        part = text[begin:end]
        begin += len(part) - len(part.lstrip("\n"))
        end = begin + len(text[begin:end].rstrip())
        if end > begin and (not blocks or begin >= blocks[-1].end):
            blocks.append(Block(kind, begin, end, level=level))

    def span(first: int, last: int) -> tuple[int, int]:
        return starts[min(first, len(starts) - 1)], starts[min(last, len(starts) - 1)]

    depth, head = 0, False
    title, source = "", text
    if front := _front(text):
        begin, end, after = front
        named = re.search(r"^title:[ \t]*(.+)$", text[begin:end], re.M)
        title = named[1].strip("'\" ")[:200] if named else ""
        add("paragraph", begin, end)
        source = "\n" * text.count("\n", 0, after) + text[after:]
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        depth += _list_step(token)
        if token.map is None:
            continue
        begin, end = span(token.map[0], token.map[1])
        if token.type == "heading_open":
            part = text[begin:end]
            mark = _HEADING.match(part)
            add(
                "heading",
                begin + (mark.end() if mark else 0),
                begin + _heading_end(part),
                int(token.tag[1]),
            )
        elif token.type in ("fence", "code_block"):
            fenced = token.type == "fence"
            last = token.map[1] - 1 if fenced and token.map[1] - token.map[0] > 1 else token.map[1]
            add("code", *span(token.map[0] + fenced, max(last, token.map[0] + fenced)))
        elif token.type == "thead_open":
            head = True
        elif token.type == "tr_open":
            _row(blocks, "table_header" if head else "table_row", text[begin:end].rstrip("\n"), begin)
            head = False
        elif token.type == "paragraph_open":
            marker = _MARKER.match(text[begin:end])
            add("list" if depth else "paragraph", begin + (marker.end() if marker and depth else 0), end)
        elif token.type == "html_block":
            add("paragraph", begin, end)
    if not blocks:  # nested deeper than the parser goes
        add("paragraph", 0, len(text))
    return spans("markdown", text, blocks, title=title, encoding=encoding)


def _front(text: str) -> tuple[int, int, int] | None:
    """Where the block of properties at the top begins and ends, and where the text after it begins."""
    opened = _FENCE.match(text)
    closed = _FENCE.search(text, opened.end()) if opened else None
    if opened is None or closed is None or not text[opened.end() : closed.start()].strip():
        return None
    return opened.end(), closed.start() - 1, closed.end()


def _heading_end(part: str) -> int:
    """Where the words of a heading end: before its closing ``#`` or the line that underlines it."""
    words = part.rstrip("\n")
    above, newline, last = words.rpartition("\n")
    if newline and _UNDERLINE.fullmatch(last):
        words = above
    words = words.rstrip(" \t")
    open_ended = words.rstrip("#")
    return len(open_ended.rstrip(" \t") if open_ended.endswith((" ", "\t")) else words)


def _list_step(token: Token) -> int:
    if token.type in ("bullet_list_open", "ordered_list_open"):
        return 1
    return -1 if token.type in ("bullet_list_close", "ordered_list_close") else 0


def _row(blocks: list[Block], kind: BlockKind, row: str, begin: int) -> None:
    """One row of a pipe table, without the pipes at its ends."""
    left = len(row) - len(row.lstrip(" \t>|"))
    right = len(row.rstrip(" \t|"))
    previous = blocks[-1] if blocks else None
    if right > left and (previous is None or begin + left >= previous.end):
        blocks.append(Block(kind, begin + left, begin + right))
