"""Printed lines of a page made into blocks: paragraphs, headings, lists, table rows, and where each character stands.

The wrapped lines of a paragraph are joined with one space (with nothing between two characters of a script that has
no spaces), so that a sentence is one run of text; a word divided at a line's end is made whole where the typesetter
divided it. Cells of a row are joined with `` | ``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from statistics import median

from assistant.library.parsed import BlockKind, Line
from assistant.library.readers.columns import columns_of, empty_before
from assistant.library.readers.draft import Draft, is_wide
from assistant.library.readers.printed import HYPHEN, LEADERS, Printed
from assistant.library.readers.rows import cells_of

# Running headers and footers: so near the page's edge, and on so many pages.
MARGIN_LINES = 3
FEWEST_REPEATS = 3
MOST_NUMBERS = 8
_DIGITS = re.compile(r"(?<![\d.,])[0-9]{1,5}(?![\d]|[.,]\d)")
_FOLIO = re.compile(r"[^\w.,]*\d{1,4}(?:\s*/\s*\d{1,4})?[^\w.,]*")
_BULLET = re.compile(
    r"(?:[•◦▪‣●○■–—*·-]|\d{1,3}(?:[)、]|\.(?!\d))|\(?[a-zA-Z0-9]{1,3}\)|[一二三四五六七八九十]{1,3}、)\s*(?=\S)"
    r"|第[一二三四五六七八九十百\d]{1,4}[条條章节節款](?=\D)"
    r"|(?:§ ?\d{1,3}|\d{1,3}(?:\.\d{1,3}){1,3}\.?)\s+(?=[^\W\d_])(?![a-z])"  # 4.2 The ..., but not 4.2 kg
)
_COUNTER = re.compile(
    r"[•◦▪‣●○■–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})(?:\.\d{1,3})*[.):]?|(?:Appendix|Chapter|Part) \w{1,4}"
)
_SENTENCES = re.compile(r".{20}[^\W\d_]{3}[.!?][”\")]? [A-Z“\"]\Z", re.DOTALL)
_DIVIDED = re.compile(r"[^\W\d_]{2}-\Z")
_LABEL = re.compile(r"[^\W\d_][\w./' -]{0,30}(?:: |：)\S")
_STOP = tuple('.!?:;。！？：；…"”»)')
_LETTER = re.compile(r"[^\W\d_]")


def body_size(pages: Iterable[Sequence[Printed]]) -> float:
    """The size that most characters of the document have, in points; 0 where there are none."""
    counted: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            counted[round(line.size * 2) / 2] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def without_repeats(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """``pages`` without the running headers and footers that an earlier page has already shown.

    Such a line is among the first or last ``MARGIN_LINES`` of its page and stands at the same height on at least
    ``FEWEST_REPEATS`` pages, word for word but for the page's number. Its first appearance stays: it may name the
    edition. A line with any other number that changes, such as a sum, is none.
    """
    pages_with: dict[tuple[str, int], set[int]] = {}
    for number, lines in enumerate(pages):
        for line in _margin(lines):
            for key in _running(line, number):
                pages_with.setdefault(key, set()).add(number)
    first = {key: min(found) for key, found in pages_with.items() if len(found) >= FEWEST_REPEATS}
    kept = []
    for number, lines in enumerate(pages):
        margin = {id(line) for line in _margin(lines)}
        kept.append(
            [
                line
                for line in lines
                if id(line) not in margin or all(first.get(key, number) == number for key in _running(line, number))
            ]
        )
    return kept


def _margin(lines: Sequence[Printed]) -> list[Printed]:
    ordered = sorted(lines, key=lambda line: line.base)
    return ordered if len(ordered) <= 2 * MARGIN_LINES else [*ordered[:MARGIN_LINES], *ordered[-MARGIN_LINES:]]


def _running(line: Printed, page: int) -> set[tuple[str, int]]:
    """By what a running line is known again on other pages: its words, and its height in steps of 6 points.

    One of its numbers may count the pages; without words it must.
    """
    worded = _LETTER.search(line.text) is not None
    if not worded and not _FOLIO.fullmatch(line.text):
        return set()
    forms = {line.text} if worded else set()
    for match in islice(_DIGITS.finditer(line.text), MOST_NUMBERS):
        forms.add(f"{line.text[: match.start()]}#{int(match.group()) - page}{line.text[match.end() :]}")
    return {(form, round(line.base / 6)) for form in forms}


def compose(draft: Draft, lines: Sequence[Printed], body: float) -> tuple[Line, ...]:
    """Add the page's blocks to ``draft``.

    Args:
        body: the document's ``body_size``.

    Returns:
        The page's lines, whose spans point into the document.
    """
    lines = [_tidied(line) for line in lines]
    placed: list[Line] = []
    rights = _margins(lines)
    pitch = _pitch(lines)
    group: list[Printed] = []
    for piece in _tables(lines):
        if isinstance(piece, Printed):
            if group and _breaks(group[-1], piece, rights, pitch):
                placed += _paragraph(draft, group, body)
                group = []
            group.append(piece)
            continue
        placed += _paragraph(draft, group, body)
        group = []
        placed += _table(draft, piece)
    placed += _paragraph(draft, group, body)
    return tuple(placed)


def _tidied(line: Printed) -> Printed:
    """Without the dots that lead the eye to a page number, and without gaps that divide no cells.

    Those stand after a number that counts items, and between two sentences of a justified line.
    """
    text, edges, gaps = line.text, line.edges, line.gaps
    while match := LEADERS.search(text):
        start, end = match.span()
        text = f"{text[:start]} … {text[end:]}"
        edges = (*edges[: start + 2], edges[end - 1], *edges[end:])
        gaps = tuple(gap if gap < start else gap - (end - start) + 3 for gap in gaps if not start <= gap < end)
    if len(gaps) == 1 and (_COUNTER.fullmatch(text[: gaps[0]]) or _SENTENCES.search(text[: gaps[0] + 2])):
        gaps = ()
    return replace(line, text=text, edges=edges, gaps=gaps) if (text, gaps) != (line.text, line.gaps) else line


def _tables(lines: Sequence[Printed]) -> Iterable[Printed | list[list[Printed]]]:
    """Runs of at least two neighbouring lines with cells come as a table: rows, each of one or more lines."""
    run: list[list[Printed]] = []

    def flush() -> Iterable[Printed | list[list[Printed]]]:
        if len(run) > 1:
            yield list(run)
        else:
            yield from (line for row in run for line in row)
        run.clear()

    for line in lines:
        if run and line.tail:
            run[-1].append(line)
        elif line.gaps and (not run or _follows(run[-1], line)):
            run.append([line])
        elif line.gaps:
            yield from flush()
            run.append([line])
        elif run and _continues_cell(run[-1], line):
            run[-1].append(line)
        else:
            yield from flush()
            yield line
    yield from flush()


def _follows(row: Sequence[Printed], line: Printed) -> bool:
    last = row[0]  # the others only go on with its cells
    near = 0 < line.base - max(above.base for above in row) < 4 * last.size
    # A sum stands under the last columns only.
    alike = abs(len(last.gaps) - len(line.gaps)) <= 2 or any(empty_before(line, columns_of([last])))
    return near and alike and _aligned(last, line)


def _aligned(last: Printed, line: Printed) -> bool:
    """Whether a cell beyond the first begins, ends or is centred where one of the other line does."""
    return any(
        any(abs(a - b) < 0.4 * last.size for a, b in zip(one, other, strict=True))
        for one in _places(last)
        for other in _places(line)
    )


def _places(line: Printed) -> list[tuple[float, float, float]]:
    """Left edge, middle and right edge of the cells beyond the first."""
    ends = [*line.gaps[1:], len(line.text)]
    spans = [(line.edges[gap + 1], line.edges[end]) for gap, end in zip(line.gaps, ends, strict=True)]
    return [(left, (left + right) / 2, right) for left, right in spans]


def _continues_cell(row: list[Printed], line: Printed) -> bool:
    first = row[0]
    columns = [first.edges[gap + 1] for gap in first.gaps]
    near = any(abs(line.left - column) < 0.5 * first.size for column in columns)
    return near and 0 < line.base - row[-1].base < 1.6 * first.size


def _table(draft: Draft, rows: list[list[Printed]]) -> list[Line]:
    placed: list[Line] = []
    head, rest = rows[0][0], [row[0] for row in rows[1:]]
    bold = head.bold and not all(row.bold for row in rest)
    words = not any(c.isdigit() for c in head.text) and any(c.isdigit() for row in rest for c in row.text)
    titled = bold or (words and len(head.gaps) >= 2)
    columns = columns_of([row[0] for row in rows])
    for number, row in enumerate(rows):
        kind: BlockKind = "table_header" if number == 0 and titled else "table_row"
        placed += _place(draft, kind, cells_of(row, columns))
    return placed


def _margins(lines: Sequence[Printed]) -> dict[int, float]:
    """For left edges, in steps of 20 points, how far to the right lines from there go."""
    rights: dict[int, float] = {}
    for line in lines:
        key = round(line.left / 20)
        rights[key] = max(rights.get(key, 0.0), line.right)
    return rights


def _pitch(lines: Sequence[Printed]) -> float:
    """The usual distance of a paragraph's lines, in units of their size: the lower quartile of all distances."""
    steps = sorted(
        (b.base - a.base) / a.size
        for a, b in pairwise(lines)
        if a.size > 0 and 0.8 * a.size < b.base - a.base < 3 * a.size
    )
    return steps[len(steps) // 4] if steps else 1.2


def _breaks(last: Printed, line: Printed, rights: dict[int, float], pitch: float) -> bool:
    """Whether ``line`` begins another paragraph than ``last``."""
    if abs(line.size - last.size) > 0.1 * max(last.size, 1) or line.bold != last.bold:
        return True
    if line.text[:1].islower() and (last.text.endswith(HYPHEN) or _DIVIDED.search(last.text)):
        return False
    step = line.base - last.base
    open_end = not last.text.endswith(_STOP)
    if step < 0 or step > 5 * last.size:  # the next column
        return not (open_end and line.text[:1].islower())
    if step > min(1.3 * pitch, 2.6) * last.size:
        return True
    if _BULLET.match(line.text):
        return True
    if _labelled(last.text, line.text):
        return False
    width = rights.get(round(last.left / 20), last.right) - last.left
    short = last.right < last.left + 0.75 * width
    if short and (not open_end or not line.text[:1].islower()):
        return True
    return not open_end and line.left > last.left + 0.8 * last.size


def _labelled(text: str, following: str) -> bool:
    """Whether two lines are entries of one list, each with its label: each keeps its line."""
    return _LABEL.match(text) is not None and _LABEL.match(following) is not None


def _paragraph(draft: Draft, lines: list[Printed], body: float) -> list[Line]:
    if not lines:
        return []
    first = lines[0]
    length = sum(len(line.text) for line in lines)
    written = any(_LETTER.search(line.text) for line in lines)
    bullet = _BULLET.match(first.text)
    level = 0
    if written and body and length <= 200 and len(lines) <= 3:
        ratio = median(line.size for line in lines) / body
        closed = lines[-1].text.endswith((".", ",", ";", "。", "，", "；"))
        if ratio >= 1.6:
            level = 1
        elif ratio >= 1.15:
            level = 2
        elif all(line.bold for line in lines) and length <= 120 and not closed:
            level = 3
    if level:
        return _place(draft, "heading", lines, level)
    return _place(draft, "list" if bullet else "paragraph", lines)


def _place(draft: Draft, kind: BlockKind, lines: Sequence[Printed], level: int = 0) -> list[Line]:
    """One block of joined lines, and the lines' places in it."""
    parts: list[str] = []
    length = 0
    at: list[tuple[int, int, Printed]] = []
    for number, line in enumerate(lines):
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        text = line.text
        if _DIVIDED.search(text) and following[:1].islower():
            text = text[:-1] + HYPHEN
        if text.endswith(HYPHEN):
            # Only a word that goes on in lower case was divided; anything else owns its hyphen.
            text = text[:-1] if following[:1].islower() else text[:-1] + "-"
            joint = ""
        else:
            close = following[:1] == " " or (is_wide(text[-1:] or " ") and is_wide(following[:1] or " "))
            joint = "\n" if _labelled(line.text, following) else "" if not following or close else " "
        text = text.replace(HYPHEN, "-")
        parts += (text, joint)
        at.append((length, length + len(text), line))
        length += len(text) + len(joint)
    start = draft.block(kind, "".join(parts), level)
    if draft.length - start != length:  # blank: nothing was added
        return []
    return [
        Line(
            start + begin,
            start + end,
            round(line.top, 2),
            round(line.bottom, 2),
            tuple(round(edge, 2) for edge in (*line.edges[: end - begin], line.edges[end - begin])),
        )
        for begin, end, line in at
    ]
