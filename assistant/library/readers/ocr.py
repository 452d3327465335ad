"""Text of a picture of a page by RapidOCR, with the models that its wheel carries (Chinese and English); no network."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from assistant.library.readers.draft import is_wide, one_line
from assistant.library.readers.printed import Printed
from assistant.library.readers.rows import merge_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# 200 dots an inch: print of 8 points comes out about 22 pixels high.
PIXELS_A_POINT = 200 / 72
MIN_SCORE = 0.5
# Between two characters, in units of the usual distance from one to the next: enough for a blank where a word and a
# number meet. Within words recognition gives gaps as wide beside "m" and "w".
LEAST_GAP = 0.4
FEWEST_CHARACTERS = 8
_WORD_END = re.compile(r"[^\W\d_][a-zà-ÿ]\Z")
_NAME_BEGINS = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2}")


@cache
def _engine() -> Any:
    """The loaded models; a child keeps them for its next page."""
    import logging

    # It logs each start to the standard output, and decides its own level.
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def recognise(page: Any, fitting: Callable[[tuple[float, float], float], float]) -> list[Printed]:
    """The lines of a pdfium page, from its picture, in points.

    Args:
        fitting: gives the scale that keeps a page of a size within the limits.
    """
    size = page.get_size()
    scale = fitting(size, PIXELS_A_POINT)
    image = page.render(scale=scale).to_numpy()
    if image.ndim == 2:
        image = image[:, :, None].repeat(3, axis=2)
    return recognised(image[:, :, :3], scale)


def recognised(pixels: "NDArray[np.uint8]", scale: float) -> list[Printed]:
    """The lines of a picture, in points.

    Args:
        pixels: ``(height, width, 3) uint8``, blue, green, red.
        scale: pixels a point.
    """
    result = _engine()(pixels, return_word_box=True, return_single_char_box=True)
    if result.boxes is None or result.txts is None:
        return []
    lines: list[Printed] = []
    for box, text, score, characters in zip(result.boxes, result.txts, result.scores, result.word_results, strict=True):
        places = [(min(x for x, _ in corners), max(x for x, _ in corners)) for _, _, corners in characters]
        words = one_line(with_blanks(text, places))
        if not words or score < MIN_SCORE:
            continue
        xs, ys = [float(point[0]) / scale for point in box], [float(point[1]) / scale for point in box]
        lines.append(
            Printed(words, _edges(words, min(xs), max(xs)), min(ys), max(ys), (max(ys) - min(ys)) / 1.2, max(ys))
        )
    return merge_rows(_in_order(_evened(lines)))


def with_blanks(text: str, places: Sequence[tuple[float, float]]) -> str:
    """``text`` with the blanks that recognition has lost where a word and a number or a name meet ("8November").

    Args:
        text: a line as recognised.
        places: left and right edge of each of its characters but blanks.
    """
    written = [at for at, character in enumerate(text) if character != " "]
    if len(written) != len(places) or len(places) < FEWEST_CHARACTERS or any(map(is_wide, text)):
        return text
    pitch = median((b[0] + b[1] - a[0] - a[1]) / 2 for a, b in pairwise(places))
    parts = [text[: written[0] + 1]]
    for (before, at), (a, b) in zip(pairwise(written), pairwise(places), strict=True):
        gap = (b[0] - a[1]) / pitch if pitch > 0 else 0.0
        lost = gap > LEAST_GAP and _turns(text[: before + 1], text[at:])
        parts.append(text[before + 1 : at] or (" " if lost else ""))
        parts.append(text[at])
    return "".join(parts) + text[written[-1] + 1 :]


def _turns(before: str, after: str) -> bool:
    """Whether a word ends and a number or a name begins, or a number ends and a word begins; codes do not."""
    if _WORD_END.search(before):
        return after[0].isdigit() or after[0].isupper()
    return before[-1].isdigit() and _NAME_BEGINS.match(after) is not None


def _evened(lines: list[Printed]) -> list[Printed]:
    """The same, with one size for all that are about as large: a box's height depends on the letters in it."""
    if not lines:
        return []
    usual = median(line.size for line in lines)
    return [replace(line, size=usual) if 0.75 < line.size / usual < 1.25 else line for line in lines]


def _edges(text: str, left: float, right: float) -> tuple[float, ...]:
    """Edges of the characters between ``left`` and ``right``, wide ones twice as wide as narrow ones."""
    widths = [2.0 if unicodedata.east_asian_width(character) in "WF" else 1.0 for character in text]
    unit = (right - left) / sum(widths)
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width * unit)
    return tuple(edges)


def _in_order(lines: list[Printed]) -> list[Printed]:
    """Top to bottom; those of one row from left to right."""
    rows: list[list[Printed]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]
