"""A document as lines and labelled values: "Tenant: …", cells beside and below their label, a label above its value."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from chains.documents import SourceDocument, TextBlock

How = Literal["colon", "row", "last", "column", "below", "above"]

Span = tuple[int, int]
# Labels are short, values may be a sentence.
LONGEST_LABEL, LONGEST_VALUE = 60, 400
_CELL = re.compile(r"[ \t]*\|[ \t]*|\t+|[ ]{3,}|[ .]*\.{4,}[ .]*|[ ]*…{2,}[ ]*")
_COLON = re.compile(r"\s*(?:[:：]|(?<=[a-z]) [–—] )\s*")
_NEXT_LABEL = re.compile(
    r"[ \t\u3000]+(?=[\u4e00-\u9fff][^\s:：。，,；;]{1,9}[:：]\s*\S|[A-Z][\w.]{1,20}(?: [\w.]{2,15})?: \S)"
)
_MARKS = re.compile(r"[\s*_`>#•▪●◦·–—-]*")
_CLOSING = re.compile(r"[\s*_`]*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    Attributes:
        kind: of the block that it stands in.
        cells: spans of its cells; one for a line that is no row.
        heading: span of the heading that it stands under.
        table: number of its table, 0 for none.
    """

    start: int
    end: int
    kind: str
    cells: tuple[Span, ...]
    heading: Span | None
    table: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what it may be the label of.

    Attributes:
        evidence: the shortest run of the text that has both, where one line has them, else the value's line.
        row: offset of the line that the value stands on.
    """

    label: Span
    value: Span
    how: How
    evidence: Span
    row: int


def lines(document: SourceDocument) -> list[Line]:
    """The lines that are not blank, in order, with their cells."""
    found: list[Line] = []
    heading: Span | None = None
    table = 0
    row_before = False
    for block in _blocks(document):
        is_row = block.kind in {"table_header", "table_row"}
        if is_row and (block.kind == "table_header" or not row_before):
            table += 1
        row_before = is_row
        at = block.start
        for raw in document.text[block.start : block.end].split("\n"):
            start, end = _bare(document.text, at, at + len(raw))
            at += len(raw) + 1
            if start >= end:
                continue
            cells = tuple(_cells(document.text, start, end))
            found.append(Line(start, end, block.kind, cells, heading, table if is_row else 0))
            if block.kind == "heading":
                heading = (start, end)
    return found


def _blocks(document: SourceDocument) -> Iterator[TextBlock]:
    at = 0
    for block in document.blocks:
        if document.text[at : block.start].strip():
            yield TextBlock("paragraph", at, block.start, block.page)
        yield block
        at = block.end
    if document.text[at:].strip():
        yield TextBlock("paragraph", at, len(document.text))


def _bare(text: str, start: int, end: int) -> Span:
    """A span without blanks and Markdown's marks around it."""
    opening = _MARKS.match(text, start, end)
    start = opening.end() if opening else start
    closing = _CLOSING.search(text, start, end)
    return start, max(start, closing.start() if closing else end)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in _CELL.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def headed(rows: Sequence[Line], is_label: Callable[[Span], bool]) -> dict[int, Line]:
    """For each row of a table its header, by where the row starts: a table's first row, or a later one of labels."""
    found: dict[int, Line] = {}
    header: Line | None = None
    for line in rows:
        filled = [cell for cell in line.cells if cell[1] > cell[0]]
        if not line.table:
            header = None
        elif header is None or header.table != line.table or (len(filled) > 1 and all(map(is_label, filled))):
            header = line
        else:
            found[line.start] = header
    return found


def pairs(document: SourceDocument, rows: Sequence[Line], headers: Mapping[int, Line]) -> Iterator[Pair]:
    """Everything that looks like a label with its value; most are none, which the labels' words tell."""
    for number, line in enumerate(rows):
        yield from _colons(document.text, line)
        if len(line.cells) > 1:
            yield from _beside(line)
        if line.start in headers:
            yield from _columns(headers[line.start], line)
        if number + 1 < len(rows):
            yield from _stacked(document.text, line, rows[number + 1])


def _colons(text: str, line: Line) -> Iterator[Pair]:
    for start, end in (entry for cell in line.cells for entry in _entries(text, *cell)):
        match = _COLON.search(text, start, min(end, start + LONGEST_LABEL))
        if match is None or match.start() <= start:
            continue
        label = _bare(text, start, match.start())
        value = bare_value(text, match.end(), end)
        if value[1] > value[0] and label[1] > label[0]:
            yield Pair(label, value, "colon", (start, value[1]), line.start)


def _entries(text: str, start: int, end: int) -> Iterator[Span]:
    """The labelled values of a cell that has several: "Date: 3 May 2025 Due: 5 June 2025"."""
    first = _COLON.search(text, start, min(end, start + LONGEST_LABEL))
    at = start
    for match in _NEXT_LABEL.finditer(text, first.end(), end) if first else ():
        yield at, match.start()
        at = match.end()
    yield at, end


def bare_value(text: str, start: int, end: int) -> Span:
    """A span without blanks, marks and list punctuation around it."""
    start, end = _bare(text, start, end) if text[start : start + 1] in "*_`" else (start, end)
    while end > start and text[end - 1] in " \t*_`;；,，":
        end -= 1
    while start < end and text[start] in " \t":
        start += 1
    return start, end


def _beside(line: Line) -> Iterator[Pair]:
    filled = [cell for cell in line.cells if cell[1] > cell[0]]
    for cell, following in pairwise(filled):
        if cell[1] - cell[0] <= LONGEST_LABEL:
            yield Pair(cell, following, "row", (cell[0], following[1]), line.start)
    # The label of a sum stands first, its figure last.
    if len(filled) > 2 and filled[0][1] - filled[0][0] <= LONGEST_LABEL:
        yield Pair(filled[0], filled[-1], "last", (line.start, line.end), line.start)


def _columns(header: Line, line: Line) -> Iterator[Pair]:
    if len(header.cells) != len(line.cells):
        return
    for label, value in zip(header.cells, line.cells, strict=True):
        if label[1] > label[0] and value[1] > value[0]:
            yield Pair(label, value, "column", (line.start, line.end), line.start)


def _stacked(text: str, line: Line, following: Line) -> Iterator[Pair]:
    """A label above its value, a value above its label; also in two columns that are no table."""
    if line.table and line.table == following.table:
        return
    if any(_COLON.search(text, one.start, one.end - 1) for one in (line, following)):
        return  # each has its own
    if len(line.cells) == len(following.cells):
        for upper, lower in zip(line.cells, following.cells, strict=True):
            if upper[1] - upper[0] <= LONGEST_LABEL and lower[1] - lower[0] <= LONGEST_VALUE:
                yield Pair(upper, lower, "below", (line.start, following.end), following.start)
            told = (
                following.kind == "heading"
                or text[upper[1] - 1] in "!?。；;,"
                or upper[1] - upper[0] > LONGEST_LABEL * 2
            )
            if lower[1] - lower[0] <= LONGEST_LABEL and not told:
                yield Pair(lower, upper, "above", (line.start, following.end), line.start)
