"""A question about a whole document: an outline of its headings and strongest sentences, labelled as such."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chains.text import sentences, terms
from chains.types import Quote

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Centrality and position are the two signals that extractive summaries have rested on since Edmundson, "New methods
# in automatic extracting" (1969); a lead sentence says most.
CENTRALITY, POSITION = 0.75, 0.25
# A sentence this close to one that is taken already adds nothing.
REDUNDANT = 0.85
MIN_TERMS, MAX_CHARS = 5, 400
MAX_HEADINGS = 24
MAX_CANDIDATES = 600


class BlockLike(Protocol):
    """A structural piece of a document, as readers give it."""

    @property
    def kind(self) -> str:
        """``heading``, ``paragraph``, ``list``, ``table_header``, ``table_row`` or ``code``."""

    @property
    def start(self) -> int:
        """Offset in the document's text."""

    @property
    def end(self) -> int:
        """Offset of the end."""

    @property
    def page(self) -> int:
        """1-based page."""

    @property
    def level(self) -> int:
        """1 to 6 for headings."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and its strongest sentences in reading order; the heading is empty before the first one.

    Attributes:
        quotes: indices into the outline's quotes.
    """

    heading: str
    level: int
    page: int | None
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A document in its own words; no summary, and shown as what it is.

    Attributes:
        quotes: the sentences in reading order, word for word.
    """

    title: str
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]


def outline(
    *,
    document_id: str,
    title: str,
    path: str,
    text: str,
    blocks: Sequence[BlockLike],
    embed: Embed,
    paged: bool = False,
    limit: int = 8,
    chunk_of: Callable[[int], int] = lambda start: 0,
) -> Outline:
    """The outline of one document: all its headings (down to the level that keeps them few) and ``limit`` sentences.

    Args:
        text: the document's stored text; ``blocks`` and the quotes' spans point into it.
        embed: ``(n, d) float32`` normalised vectors of n texts.
        paged: whether page numbers mean something to a person.
        chunk_of: the row of the chunk that a span starting there stands in.
    """
    headings = _headings(blocks)
    candidates = _candidates(text, blocks)
    chosen = _strongest([text[start:end] for start, end, _ in candidates], embed, limit)
    quotes = tuple(
        Quote(document_id, title, path, page if paged else None, start, end, text[start:end], score, chunk_of(start))
        for place, score in chosen
        for start, end, page in (candidates[place],)
    )
    sections: list[Section] = []
    borders = [(0, "", 0, 1)] + [(block.start, _line(text, block), block.level, block.page) for block in headings]
    for place, (start, heading, level, page) in enumerate(borders):
        end = borders[place + 1][0] if place + 1 < len(borders) else len(text)
        inside = tuple(n for n, quote in enumerate(quotes) if start <= quote.start < end)
        if heading or inside:
            sections.append(Section(heading, level, page if paged else None, inside))
    return Outline(title, tuple(sections), quotes)


def _line(text: str, block: BlockLike) -> str:
    return " ".join(text[block.start : block.end].split()).lstrip("# ")


def _headings(blocks: Sequence[BlockLike]) -> list[BlockLike]:
    """The headings down to the deepest level that keeps them within ``MAX_HEADINGS``; all of the top level always."""
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings:
        return []
    levels = sorted({block.level for block in headings})
    kept = [block for block in headings if block.level == levels[0]]
    for level in levels[1:]:
        wider = [block for block in headings if block.level <= level]
        if len(wider) > MAX_HEADINGS:
            break
        kept = wider
    return kept


def _candidates(text: str, blocks: Sequence[BlockLike]) -> list[tuple[int, int, int]]:
    """Span and page of each sentence of running text; of a long document, as many from each part."""
    found = [
        (block.start + start, block.start + end, block.page)
        for block in blocks
        if block.kind in ("paragraph", "list")
        for start, end in sentences(text[block.start : block.end])
    ]
    found = [
        item for item in found if item[1] - item[0] <= MAX_CHARS and len(terms(text[item[0] : item[1]])) >= MIN_TERMS
    ]
    step = -(-len(found) // MAX_CANDIDATES) or 1
    return found[::step]


def _strongest(texts: Sequence[str], embed: Embed, limit: int) -> list[tuple[int, float]]:
    """Place and score of the ``limit`` sentences closest to the document's centre, no two alike, in order."""
    if not texts:
        return []
    vectors = embed(texts)
    centre = vectors.mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    position = 1.0 - np.arange(len(texts)) / len(texts)
    scores = CENTRALITY * (vectors @ centre) + POSITION * position
    taken: list[int] = []
    for place in np.argsort(-scores, kind="stable").tolist():
        if all(float(vectors[place] @ vectors[other]) < REDUNDANT for other in taken):
            taken.append(place)
        if len(taken) == limit:
            break
    return [(place, float(scores[place])) for place in sorted(taken)]
