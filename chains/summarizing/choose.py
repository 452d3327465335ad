"""The few sentences of a document that say most of it together, from all of its chapters."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from chains.answer import Check
from chains.summarizing.weigh import Sentence, Weighed

# A sentence this close to one that is taken already adds nothing; below, it adds the less the closer it is.
REDUNDANT = 0.88
LIKENESS, CROWDING = 1.2, 0.5


def _chapters(found: Sequence[Sentence], most: int) -> list[int]:
    """The chapter of each sentence: by the finest headings that are no more than ``most``, else by equal stretches."""
    for depth in range(max((len(sentence.heading) for sentence in found), default=0), 0, -1):
        names = [sentence.heading[:depth] for sentence in found]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        if 1 < len(number) <= most:
            return [number[name] for name in names]
    parts = len({sentence.part for sentence in found})
    return [sentence.part * min(most, parts) // max(1, parts) for sentence in found]


def chosen(weighed: Weighed, most: int, taken: Sequence[int] = (), cancel: Check | None = None) -> list[int]:
    """The places of at most ``most`` sentences that say most together, in reading order.

    Maximal marginal relevance (Carbonell and Goldstein, 1998), where a chapter that has its share already counts for
    less: a long document is told from all of them.

    Args:
        taken: places that are told already; not among those returned.
    """
    count = len(weighed.sentences)
    if not count:
        return []
    chapters = _chapters(weighed.sentences, most)
    share = {chapter: max(1.0, most * size / count) for chapter, size in Counter(chapters).items()}
    order = {chapter: place for place, chapter in enumerate(share)}
    member = np.array([order[chapter] for chapter in chapters])
    fair = np.array(list(share.values()), np.float32)
    filled = np.zeros(len(share), np.float32)
    nearest = np.zeros(count, np.float32)
    out: list[int] = []
    open_places = np.ones(count, bool)

    def take(place: int) -> None:
        nonlocal nearest
        nearest = np.maximum(nearest, weighed.vectors @ weighed.vectors[place])
        filled[member[place]] += 1
        open_places[place] = False

    for place in taken:
        take(place)
    while len(out) < most and open_places.any():
        if cancel is not None:
            cancel.check()
        open_places &= nearest < REDUNDANT
        worth = weighed.scores - LIKENESS * nearest - CROWDING * (filled / fair)[member]
        worth[~open_places] = -np.inf
        best = int(np.argmax(worth))
        if not np.isfinite(worth[best]):
            break
        take(best)
        out.append(best)
    return sorted(out)


def outlined(weighed: Weighed, most: int) -> list[int]:
    """The best sentence under each heading, as far as ``most`` goes: the outer headings first, in reading order."""
    best: dict[tuple[str, ...], int] = {}
    for place, sentence in enumerate(weighed.sentences):
        for depth in range(1, len(sentence.heading) + 1):
            under = sentence.heading[:depth]
            if under not in best or weighed.scores[place] > weighed.scores[best[under]]:
                best[under] = place
    outer_first = sorted(best, key=len)
    return sorted(list(dict.fromkeys(best[under] for under in outer_first))[:most])
