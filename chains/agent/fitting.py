"""An observation cut to the tokens that are left for it: its first line, then what speaks most of the task."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chains.kit import Embed
from chains.text import is_stop, sentences, terms

Count = Callable[[str], int]
# Pieces of an observation that are weighed; of what lies beyond, none is taken.
MOST_PIECES = 400
CUT = "…"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it goes into the context.

    Attributes:
        tokens: that it takes.
        cut: tokens of the whole that are not in it.
    """

    text: str
    tokens: int
    cut: int = 0


def fitted(text: str, task: str, room: int, count: Count, embed: Embed) -> Fitted:
    """As much of ``text`` as ``room`` tokens take, in its own order, with ``…`` where something is left out.

    Args:
        text: of an observation.
        task: what is kept speaks of it: half by the words that they share, half by cosine.
        room: tokens.
    """
    whole = count(text)
    if whole <= room:
        return Fitted(text, whole)
    pieces = [text[start:end].strip() for start, end in sentences(text)[:MOST_PIECES]]
    pieces = [piece for piece in pieces if piece]
    asked = {term for term in terms(task) if not is_stop(term)}
    shared = np.array([len(asked & set(terms(piece))) / max(1, len(asked)) for piece in pieces])
    vectors = embed([task, *pieces])
    order = [0, *(int(place) for place in np.argsort(-(shared + vectors[1:] @ vectors[0]), kind="stable") if place)]
    kept: set[int] = set()
    spent = count(CUT)
    for place in order:
        size = count(pieces[place]) + 2  # with the line's end, and a mark before it perhaps
        if spent + size <= room:
            kept.add(place)
            spent += size
    if not kept:
        return _head(text, room, whole, count)
    lines: list[str] = []
    for place, piece in enumerate(pieces):
        if place in kept:
            lines.append(piece)
        elif lines[-1:] != [CUT]:
            lines.append(CUT)
    found = "\n".join(lines)
    tokens = count(found)
    return Fitted(found, tokens, whole - tokens) if tokens <= room else _head(text, room, whole, count)


def _head(text: str, room: int, whole: int, count: Count) -> Fitted:
    """The beginning of a text whose first sentence alone is too long."""
    low, high = 0, min(len(text), room * 8)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[:middle] + CUT) <= room else (low, middle - 1)
    found = text[:low] + CUT if low else ""
    tokens = count(found)
    return Fitted(found, tokens, whole - tokens)
