"""The rows of printed tables: pieces that stand side by side joined into one line, and cells of several lines."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.library.readers.columns import empty_before
from assistant.library.readers.printed import CELL, LEADERS, Printed

# A cell of more lines is none, or nobody would find the end of its row.
MOST_LINES = 12
# Beside a first cell of more lines than these stands another column of the page.
MOST_OPENING_LINES = 4


def merge_rows(lines: Sequence[Printed]) -> list[Printed]:
    """Join what stands side by side on one baseline: cells that the file drew one by one.

    Programs draw a cell with all of its lines before the next one. So a line may stand beside one that came some lines
    ago; those between are marked as ``tail`` where they go on with a cell.
    """
    beside: list[Printed] = []
    for line in lines:
        if beside and _beside(beside[-1], line):
            beside[-1] = _joined(beside[-1], line)
        else:
            beside.append(line)
    merged: list[Printed] = []
    before = head = 0
    for line in beside:
        row = merged[head:]
        if (at := _place_in(row, line)) is not None:
            merged[head + at] = _joined(row[at], line)
            # That what came before is a cell too is known only now, where both have several lines.
            if at == 0 and _place_in(merged[before:head], merged[head]) == 0:
                merged[before] = _joined(merged[before], merged.pop(head))
                head = before
        elif row and _goes_on(row, line):
            merged.append(replace(line, tail=True))
        else:
            before, head = head, len(merged)
            merged.append(line)
    return merged


def _joined(last: Printed, line: Printed) -> Printed:
    joint = (len(last.text),) if line.left - last.right > last.size else ()
    return Printed(
        f"{last.text} {line.text}",
        (*last.edges, *line.edges),
        min(last.top, line.top),
        max(last.bottom, line.bottom),
        max(last.size, line.size),
        last.base,
        last.bold and line.bold,
        (*last.gaps, *joint, *(len(last.text) + 1 + gap for gap in line.gaps)),
        last.tail,
    )


def _beside(last: Printed, line: Printed) -> bool:
    low, high = sorted((last.bottom - last.top, line.bottom - line.top))
    overlap = min(last.bottom, line.bottom) - max(last.top, line.top)
    # A line much higher than the other runs up the margin.
    return overlap > 0.6 * low and high < 2.5 * low and line.left >= last.right - 1


def _place_in(row: Sequence[Printed], line: Printed) -> int | None:
    """Which line of a row that has more than one ``line`` stands beside; None where it is beside none."""
    if len(row) < 2:
        return None
    head = row[0]
    if _level(head, line) and line.left >= max(above.right for above in row) + head.size:
        tabular = bool(head.gaps) or (bool(line.gaps) and len(row) <= MOST_OPENING_LINES)
        return 0 if tabular else None
    if not head.gaps or line.gaps or line.left < _last_column(head) - 0.5 * head.size:
        return None
    return next((at for at, above in enumerate(row) if at and _level(above, line) and line.left > above.right), None)


def _level(one: Printed, other: Printed) -> bool:
    return abs(one.base - other.base) < 0.25 * one.size


def _last_column(line: Printed) -> float:
    return line.edges[line.gaps[-1] + 1] if line.gaps else line.left


def _goes_on(row: Sequence[Printed], line: Printed) -> bool:
    """Whether ``line`` is one more line of the last cell of a row."""
    head = row[0]
    if line.gaps or LEADERS.search(line.text) or len(row) == MOST_LINES or abs(line.size - head.size) > 0.1 * head.size:
        return False
    near = 0 < line.base - row[-1].base < 1.6 * head.size
    return near and abs(line.left - _last_column(head)) < 0.5 * head.size


def cells_of(row: Sequence[Printed], columns: Sequence[tuple[float, float]]) -> list[Printed]:
    """The row's text with the mark between its cells, in pieces: each cell's lines follow one another.

    Args:
        row: the line that opens the row, then those that go on with its cells.
        columns: of the table, by which it is told which cells are empty.
    """
    empty = empty_before(row[0], columns)
    if len(row) == 1:
        return [_celled(row[0], empty)]
    opening = row[0].pieces()
    cells = [[piece] for piece in opening]
    for line in row[1:]:
        for piece in line.pieces():
            cells[_column_of(piece, opening)].append(piece)
    text: list[Printed] = []
    for number, cell in enumerate(cells):
        marks = CELL * (empty[number] + (number > 0))
        text += [_marked(cell[0], marks if number else marks.lstrip()), *cell[1:]]
    text[-1] = _marked(text[-1], behind=(CELL * empty[-1]).rstrip())
    return text


def _column_of(piece: Printed, opening: Sequence[Printed]) -> int:
    """Number of the cell under which most of ``piece`` stands, or to the right of which it begins."""
    over = [min(piece.right, cell.right) - max(piece.left, cell.left) for cell in opening]
    if max(over) > 0:
        return over.index(max(over))
    return max((number for number, cell in enumerate(opening) if cell.left <= piece.left), default=0)


def _marked(piece: Printed, before: str = "", behind: str = "") -> Printed:
    edges = (*([piece.left] * len(before)), *piece.edges, *([piece.right] * len(behind)))
    return replace(piece, text=before + piece.text + behind, edges=edges, gaps=())


def _celled(line: Printed, empty: Sequence[int]) -> Printed:
    """``line`` with the wide spaces replaced by the mark between cells, whose characters share the gap.

    Args:
        empty: empty cells before each cell, and behind the last: each has its mark too.
    """
    text = list((CELL * empty[0]).lstrip())
    edges: list[float] = [line.left] * len(text)
    cell = 0
    for offset, character in enumerate(line.text):
        if offset in line.gaps:
            cell += 1
            left, right = line.edges[offset], line.edges[offset + 1]
            marks = CELL * (1 + empty[cell])
            text += marks
            edges += [left + (right - left) * number / len(marks) for number in range(len(marks))]
        else:
            text.append(character)
            edges.append(line.edges[offset])
    behind = (CELL * empty[-1]).rstrip()
    text += behind
    edges += [line.right] * len(behind)
    return replace(line, text="".join(text), edges=(*edges, line.right), gaps=())
