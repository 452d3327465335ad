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
_FRONT = re.compile(r"---[ \t]*\n(.*?\S.*?)\n---[ \t]*\n", re.S)  # a block of YAML that some tools write at the top
_HEADING_END = re.compile(r"(?:[ \t]+#+)?[ \t]*(?:\n[ \t>]*(?:=+|-+)[ \t]*)?\n*$")
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
    if front := _FRONT.match(text):
        named = re.search(r"^title:[ \t]*(.+)$", front[0], re.M)
        title = named[1].strip("'\" ")[:200] if named else ""
        add("paragraph", front.start(1), front.end(1))
        source = "\n" * front[0].count("\n") + text[front.end() :]
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        depth += _list_step(token)
        if token.map is None:
            continue
        begin, end = span(token.map[0], token.map[1])
        if token.type == "heading_open":
            part = text[begin:end]
            mark = _HEADING.match(part)
            tail = _HEADING_END.search(part)
            add(
                "heading",
                begin + (mark.end() if mark else 0),
                begin + (tail.start() if tail else len(part)),
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
