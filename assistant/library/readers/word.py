"""DOCX: headings by style, paragraphs, lists and tables, in the order of the document's body."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.library.parsed import Parsed
from assistant.library.readers.archive import check, transitional
from assistant.library.readers.draft import Draft, Options, given_title, one_line, squeeze
from assistant.library.readers.grid import Across, add_rows
from assistant.library.readers.numbering import Numbering, W, value

_HEADING = re.compile(r"heading ?([1-9])|(title)$", re.I)
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REFERENCES = (f"{W}footnoteReference", f"{W}endnoteReference")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_SPAN = 100
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES)\b")


def read(data: bytes, options: Options) -> Parsed:
    """Text of a word processor's document.

    Raises:
        DocumentError: a bomb, or protected by a password.
    """
    import docx

    check(data, options.name)
    document = docx.Document(io.BytesIO(transitional(data)))
    draft = Draft("docx")
    draft.title = given_title(document.core_properties.title or "")
    styles = _styles(document)
    numbering = Numbering(_numbering_root(document))
    _drop_doubles(document.element.body)
    _running(draft, document, "header")
    for number, element in enumerate(_body(document.element.body)):
        if number % 500 == 0:
            options.cancel.check()
        if element.tag == f"{W}p":
            _paragraph(draft, element, styles, numbering)
        else:
            _table(draft, element)
    _footnotes(draft, document)
    _running(draft, document, "footer")
    return draft.finish()


def _numbering_root(document: Any) -> Any | None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return None


def _body(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; content controls are looked into."""
    for element in body.iterchildren():
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag == f"{W}sdt":
            content = element.find(f"{W}sdtContent")
            if content is not None:
                yield from _body(content)


@dataclass(frozen=True, slots=True)
class _Style:
    """What of a paragraph style matters here.

    Attributes:
        level: of the heading, 0 for none.
        listed: whether it is a list's.
        number: id of the list that it belongs to, empty for none.
        depth: level in that list, from 0.
    """

    level: int = 0
    listed: bool = False
    number: str = ""
    depth: int = 0


def _styles(document: Any) -> dict[str, _Style]:
    """The paragraph styles by id; what one does not say, it has from the one that it is based on."""
    elements = {style.get(f"{W}styleId", ""): style for style in document.styles.element.iterchildren(f"{W}style")}
    found: dict[str, _Style] = {}
    for identity, element in elements.items():
        name = value(element, "name")
        match = _HEADING.match(name)
        level = 0 if match is None else 1 if match[2] else min(6, int(match[1]))
        number, depth = "", ""
        ancestor: Any | None = element
        for _ in range(10):
            number = number or value(ancestor, "pPr/numPr/numId")
            depth = depth or value(ancestor, "pPr/numPr/ilvl")
            outline = value(ancestor, "pPr/outlineLvl")
            if not level and outline.isdigit() and int(outline) < 6:
                level = int(outline) + 1
            ancestor = elements.get(value(ancestor, "basedOn"))
            if ancestor is None:
                break
        found[identity] = _Style(level, name.lower().startswith("list"), number, int(depth) if depth.isdigit() else 0)
    return found


def _text(element: Any) -> str:
    """What a paragraph says; deleted text (tracked changes) and field codes are no part of it."""
    parts: list[str] = []
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", *_REFERENCES):
        kind = node.tag.removeprefix(W)
        if kind == "t":
            parts.append(node.text or "")
        elif kind == "tab":
            if node.getparent().tag == f"{W}r":
                parts.append("\t")
        elif node.tag in _REFERENCES:
            parts.append(f"[{node.get(f'{W}id')}]")
        elif kind == "noBreakHyphen":
            parts.append("-")
        else:
            parts.append("\n")
    return "".join(parts)


def _paragraph(draft: Draft, element: Any, styles: dict[str, _Style], numbering: Numbering) -> None:
    properties = element.find(f"{W}pPr")
    style = styles.get(value(properties, "pStyle"), _Style())
    own = value(properties, "numPr/numId")
    number, depth = own or style.number, value(properties, "numPr/ilvl")
    text = squeeze(_text(element))
    if not text:
        return
    label = numbering.next(number, int(depth) if depth.isdigit() else style.depth) if number else ""
    text = f"{label} {text}" if label else text
    if style.level:
        draft.block("heading", one_line(text), style.level)
    else:
        draft.block("list" if number not in ("", "0") or style.listed else "paragraph", text)


def _table(draft: Draft, element: Any) -> None:
    rows: list[list[str]] = []
    for row in element.iterchildren(f"{W}tr"):
        above = rows[-1] if rows else []
        cells = [""] * _number(row, "trPr/gridBefore")
        for cell in _cells(row):
            text = one_line("\n".join(_text(paragraph) for paragraph in cell.iter(f"{W}p")))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and len(cells) < len(above):
                text = above[len(cells)]  # it goes on with the cell above
            cells.append(text)
            cells += [Across(text)] * (_number(cell, "tcPr/gridSpan", 1) - 1)
        # A blank row between two others divides no tables here.
        if any(cells):
            rows.append(cells)
    add_rows(draft, rows, header=True)


def _number(element: Any, path: str, default: int = 0) -> int:
    found = value(element, path)
    return min(int(found), MAX_SPAN) if found.isascii() and found.isdigit() else default


def _cells(row: Any) -> Iterator[Any]:
    """A row's own cells, not those of a table inside of one; merged cells are one already."""
    for element in row.iterchildren(f"{W}tc", f"{W}sdt"):
        if element.tag == f"{W}tc":
            yield element
        else:
            yield from element.iterfind(f"{W}sdtContent/{W}tc")


def _drop_doubles(body: Any) -> None:
    """Take out what says the same again: the fallback of a drawing, and text where it was before it was moved."""
    for element in list(body.iter(f"{_MC}Fallback", f"{W}moveFrom")):
        element.getparent().remove(element)


def _running(draft: Draft, document: Any, kind: str) -> None:
    """What stands above or below the text on its pages, once: letters have their sender there.

    Args:
        kind: ``header`` or ``footer``.
    """
    from docx.oxml import parse_xml

    said: set[str] = set()
    for reference in document.element.body.iter(f"{W}{kind}Reference"):
        part = document.part.related_parts.get(reference.get(_RELATION))
        if part is None:
            continue
        root = parse_xml(part.blob)
        _drop_doubles(root)
        for paragraph in root.iter(f"{W}p"):
            text = squeeze(_text(paragraph))
            if text and text not in said and not _counts_pages(paragraph):
                draft.block("paragraph", text)
            said.add(text)


def _counts_pages(paragraph: Any) -> bool:
    """Whether a paragraph has a field for the number of its page."""
    codes = [node.text or "" for node in paragraph.iter(f"{W}instrText")]
    codes += [node.get(f"{W}instr", "") for node in paragraph.iter(f"{W}fldSimple")]
    return any(_PAGE_FIELD.match(code) for code in codes)


def _footnotes(draft: Draft, document: Any) -> None:
    """Foot- and endnotes, after the text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml

    for kind, tag in ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote")):
        try:
            part = document.part.part_related_by(kind)
        except KeyError:
            continue
        for note in parse_xml(part.blob).iterchildren(f"{W}{tag}"):
            if note.get(f"{W}type") is None:  # the others are the rules that are drawn above the notes
                text = squeeze("\n".join(_text(paragraph) for paragraph in note.iter(f"{W}p")))
                if text:
                    draft.block("paragraph", f"[{note.get(f'{W}id')}] {text}")
