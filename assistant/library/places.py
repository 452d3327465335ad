"""Between positions in a document's text and points on its pages, both ways, by the lines that its reader placed."""

from collections.abc import Iterable, Sequence

from assistant.library.parsed import Line
from assistant.library.types import Rect


def rectangles(page: int, lines: Sequence[Line], start: int, end: int) -> list[Rect]:
    """Where the characters from ``start`` to ``end`` stand on a page, a rectangle a line."""
    found = []
    for line in lines:
        first, last = max(start, line.start), min(end, line.end)
        if first < last:
            left, right = line.edges[first - line.start], line.edges[last - line.start]
            found.append(Rect(page, min(left, right), line.top, max(left, right), line.bottom))
    return found


def position_at(lines: Sequence[Line], x: float, y: float) -> int | None:
    """The gap between two characters that is nearest to a point; None on a page without lines.

    Args:
        lines: of the page.
        x: points from its left edge.
        y: points from its top edge.
    """
    if not lines:
        return None

    def distance(line: Line) -> float:
        left, right = min(line.edges), max(line.edges)
        across = max(left - x, 0.0, x - right)
        along = max(line.top - y, 0.0, y - line.bottom)
        # Beside a line is still on it: a drag that runs past its end must not jump into the next column at once.
        return across * 0.5 + along

    nearest = min(lines, key=distance)
    gap = min(range(len(nearest.edges)), key=lambda number: abs(nearest.edges[number] - x))
    return nearest.start + gap


def under(lines: Sequence[Line], drawn: Iterable[Rect]) -> list[tuple[int, int]]:
    """The spans of the characters whose middle lies under one of the rectangles, in reading order.

    Args:
        lines: of the page.
        drawn: rectangles on that page.
    """
    spans: list[tuple[int, int]] = []
    for rect in drawn:
        for line in lines:
            if not rect.y0 <= (line.top + line.bottom) / 2 <= rect.y1:
                continue
            for number in range(line.end - line.start):
                left, right = line.edges[number], line.edges[number + 1]
                middle = (left + right) / 2
                # A character without width belongs to the one before it.
                inside = rect.x0 < middle <= rect.x1 if right >= left else rect.x0 <= middle < rect.x1
                if inside:
                    spans.append((line.start + number, line.start + number + 1))
    return merged(spans)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def words_of(text: str, parts: Sequence[tuple[int, int, str]], printed: Sequence[tuple[int, int]]) -> str:
    """The words of ``parts``, with what stands between two of them where it is printed nowhere.

    A line end, or the blank between two pages, is in the text, but nothing on the page can carry its mark; it belongs
    to the words where the marks on both of its sides do.

    Args:
        text: of the document.
        parts: spans in order, and the words that are shown there.
        printed: of all that can carry a mark.
    """
    words: list[str] = []
    last = None
    for start, end, shown in sorted(parts):
        if last is not None and last < start:
            between = any(first < start and final > last for first, final in printed)
            words.append(" … " if between else text[last:start])
        words.append(shown)
        last = end
    return "".join(words)
