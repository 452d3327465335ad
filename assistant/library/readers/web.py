"""HTML by lxml: title, headings, paragraphs, lists, tables and code; what a browser does not show is left out."""

import re
from html import unescape
from typing import Any

from assistant.library.parsed import BlockKind, Parsed
from assistant.library.readers.draft import Draft, Options, clean, one_line, squeeze
from assistant.library.readers.encoding import decode
from assistant.library.readers.grid import Across, add_rows

_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w-]+)""", re.I
)
_TAGS = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DROPPED = frozenset(
    "script style noscript template svg math head nav iframe object embed canvas video audio select button input "
    "textarea dialog".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr br".split()
)
# What pages call by an older name than the one that covers what they hold (WHATWG Encoding Standard, 4.2).
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
MAX_SPAN = 100


def read(data: bytes, options: Options) -> Parsed:
    """The readable part of a web page."""
    from lxml import etree, html

    text, encoding = _decode(data, options.name)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    draft = Draft("html")
    try:
        root = html.document_fromstring(clean(text).encode(), parser=parser)
    except etree.ParserError:  # nothing in it
        return draft.finish(encoding=encoding)
    draft.title = one_line(root.findtext(".//title") or "")[:200]
    walk = etree.iterwalk(root, events=("start", "end"))
    page = _PageWriter(draft)
    for number, (event, element) in enumerate(walk):
        if number % 5000 == 0:
            options.cancel.check()
        if event == "start":
            if _dropped(element):
                walk.skip_subtree()
                page.skipped = element
                continue
            if element.tag == "table" and not _is_layout(element):
                page.flush()
                add_rows(draft, _grid(element), header=_has_header(element))
                walk.skip_subtree()
                page.skipped = element
                continue
            page.open(element)
        else:
            page.close(element)
    page.flush()
    if any("depth" in error.message.lower() for error in parser.error_log):
        draft.notes.append("the page is nested too deeply; what stands there has lost its structure")
        if not draft.length:
            draft.block("paragraph", one_line(unescape(_TAGS.sub(" ", text))))
    return draft.finish(encoding=encoding)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """By byte order mark, UTF-8, what the page itself says, and at last by its bytes."""
    match = _META.search(data[:4096])
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        declared = (match[1] or match[2]).decode("ascii").lower()
        encoding = _ALIASES.get(declared, declared)
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, name)


def _dropped(element: Any) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in _DROPPED
        or element.get("hidden") is not None
        or (element.get("style") is not None and _HIDDEN.search(element.get("style")) is not None)
    )


def _is_layout(table: Any) -> bool:
    """Whether a table holds others, or headings: it only arranges the page."""
    return any(table.find(f".//{tag}") is not None for tag in ("table", "h1", "h2", "h3"))


def _has_header(table: Any) -> bool | None:
    if table.find("thead") is not None:
        return True
    row = table.find(".//tr")
    if row is not None and row.find("th") is not None:
        return all(cell.tag == "th" for cell in row.iterchildren("th", "td"))
    return None


def _grid(table: Any) -> list[list[str]]:
    """Cells by row; one that spans rows stands in each, one that spans columns in the first, and reaches across."""
    rows: list[list[str]] = []
    waiting: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if _dropped(row):
            continue
        cells: list[str] = []

        for cell in row.iterchildren("td", "th"):
            _carry(cells, waiting)
            text = _inline(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for number in range(across):
                shown = text if number == 0 else Across(text)
                if down > 1:
                    waiting[len(cells)] = (down - 1, shown)
                cells.append(shown)
        _carry(cells, waiting)
        rows.append(cells)
    caption = table.find("caption")
    return [[_inline(caption)], [], *rows] if caption is not None else rows


def _carry(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    """Put in the cells that reach down from rows above; ``waiting`` has by column how many rows, and the text."""
    while len(cells) in waiting:
        left, text = waiting.pop(len(cells))
        if left > 1:
            waiting[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _inline(element: Any) -> str:
    """All that an element shows, on one line."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    skipped = None
    for event, node in walk:
        if event == "start":
            if node is not element and _dropped(node):
                walk.skip_subtree()
                skipped = node
                continue
            if node.tag == "br" or node.tag not in _INLINE:
                parts.append(" ")
            parts.append(node.text or "")
        else:
            if node is not skipped and node.tag not in _INLINE:
                parts.append(" ")
            if node is not element:
                parts.append(node.tail or "")
    return one_line("".join(parts))


class _PageWriter:
    """Collects running text and makes a block of it whenever a block element begins or ends."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._parts: list[str] = []
        self._heading = 0
        self._pre = 0
        self._lists: list[int | None] = []
        self._number = ""
        self.skipped: Any = None

    def open(self, element: Any) -> None:
        """An element begins: its own text follows."""
        tag = element.tag
        if tag == "br":
            self._parts.append("\n")
        elif tag not in _INLINE:
            self.flush()
            if tag in _HEADINGS:
                self._heading = _HEADINGS[tag]
            elif tag == "pre":
                self._pre += 1
            elif tag in ("ul", "ol", "menu"):
                self._lists.append(0 if tag == "ol" else None)
            elif tag == "li" and self._lists and self._lists[-1] is not None:
                self._lists[-1] += 1
                self._number = f"{self._lists[-1]}. "
        self._say(element.text)

    def close(self, element: Any) -> None:
        """An element has ended: what follows it comes next."""
        tag = element.tag
        if element is not self.skipped and tag not in _INLINE:
            self.flush()
            if tag in _HEADINGS:
                self._heading = 0
            elif tag == "pre":
                self._pre = max(0, self._pre - 1)
            elif tag in ("ul", "ol", "menu") and self._lists:
                self._lists.pop()
            elif tag == "li":
                self._number = ""
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append(text if self._pre else re.sub(r"\s+", " ", text))

    def flush(self) -> None:
        """Make a block of what was collected."""
        joined = "".join(self._parts)
        self._parts.clear()
        if not joined.strip():
            return
        if self._pre:
            self._draft.block("code", joined.strip("\n").rstrip())
            return
        kind: BlockKind = "list" if self._lists else "paragraph"
        if self._heading:
            self._draft.block("heading", one_line(joined), self._heading)
        else:
            self._draft.block(kind, self._number + squeeze(joined))
            self._number = ""
