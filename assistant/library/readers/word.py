"""DOCX: headings by style, paragraphs, lists and tables, in the order of the document's body."""

import io
import re
from collections.abc import Iterator
from typing import Any

from assistant.library.parsed import Parsed
from assistant.library.readers.archive import check
from assistant.library.readers.draft import Draft, Options, one_line, squeeze

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ?([1-9])|(title)$", re.I)
CELL = " | "


def read(data: bytes, options: Options) -> Parsed:
    """Text of a word processor's document.

    Raises:
        DocumentError: a bomb, or protected by a password.
    """
    import docx

    check(data, options.name)
    document = docx.Document(io.BytesIO(data))
    draft = Draft("docx")
    draft.title = one_line(document.core_properties.title or "")[:200]
    styles = _styles(document)
    for number, element in enumerate(_body(document.element.body)):
        if number % 500 == 0:
            options.cancel.check()
        if element.tag == f"{_W}p":
            _paragraph(draft, element, styles)
        else:
            _table(draft, element)
    return draft.finish()


def _body(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; content controls are looked into."""
    for element in body.iterchildren():
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _body(content)


def _styles(document: Any) -> dict[str, tuple[int, bool]]:
    """For each style's id: level of the heading, 0 for none, and whether it is a list's."""
    found: dict[str, tuple[int, bool]] = {}
    for style in document.styles.element.iterchildren(f"{_W}style"):
        name = style.find(f"{_W}name")
        text = "" if name is None else name.get(f"{_W}val", "")
        match = _HEADING.match(text)
        level = 0 if match is None else 1 if match[2] else min(6, int(match[1]))
        found[style.get(f"{_W}styleId", "")] = (level, text.lower().startswith("list"))
    return found


def _text(element: Any) -> str:
    """What a paragraph says; deleted text (tracked changes) and field codes are no part of it."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        kind = node.tag.removeprefix(_W)
        if kind == "t":
            parts.append(node.text or "")
        elif kind == "tab":
            if node.getparent().tag == f"{_W}r":
                parts.append("\t")
        elif kind == "noBreakHyphen":
            parts.append("-")
        else:
            parts.append("\n")
    return "".join(parts)


def _paragraph(draft: Draft, element: Any, styles: dict[str, tuple[int, bool]]) -> None:
    properties = element.find(f"{_W}pPr")
    style = None if properties is None else properties.find(f"{_W}pStyle")
    level, listed = styles.get("" if style is None else style.get(f"{_W}val", ""), (0, False))
    listed = listed or (properties is not None and properties.find(f"{_W}numPr") is not None)
    text = squeeze(_text(element))
    if level:
        draft.block("heading", one_line(text), level)
    else:
        draft.block("list" if listed else "paragraph", text)


def _table(draft: Draft, element: Any) -> None:
    first = True
    for row in element.iterchildren(f"{_W}tr"):
        cells = [
            one_line("\n".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))) for cell in row.iter(f"{_W}tc")
        ]
        text = CELL.join(cells)
        if text.strip(" |"):
            draft.block("table_header" if first else "table_row", text)
            first = False
