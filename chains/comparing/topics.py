"""Two documents that are no versions of each other: what both speak about, and what each says of it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chains.comparing.alignment import Embed
from chains.comparing.units import Check, Unit
from chains.text import common_rank, is_stop, terms

# Sentences of fewer terms say nothing alone; a term in more sentences than this, of either document, names no topic.
SHORTEST, COMMON = 4, 40
# Pairs that are scored by meaning as well, and the least that a pair must reach.
BY_MEANING, LEAST = 400, 0.3
WORDS, MEANING = 0.6, 0.4
# A sentence may stand under so many topics.
TIMES = 1
# The most common words of English name no topic ("last", "three").
EVERYDAY = 400
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD = re.compile(r"[^\W\d_]{3,}(?:[-'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that both documents speak about, and the sentence of each that says most alike of it."""

    label: str
    before: Unit
    after: Unit
    score: float


def shared_topics(
    before: Sequence[Unit], after: Sequence[Unit], embed: Embed | None, check: Check, limit: int
) -> list[Topic]:
    """The topics of both documents, the strongest first, no two of the same words."""
    sides = [[(unit, _terms(unit)) for unit in side if unit.kind != "heading"] for side in (before, after)]
    sides = [[(unit, found) for unit, found in side if len(found) >= SHORTEST] for side in sides]
    check()
    having: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate(sides):
        for place, (_, found) in enumerate(side):
            for term in found:
                having[term][number].append(place)
    total = sum(map(len, sides)) + 1
    weights = {term: math.log(total / (len(left) + len(right))) for term, (left, right) in having.items()}
    votes: Counter[tuple[int, int]] = Counter()
    for count, (term, (left, right)) in enumerate(having.items()):
        if not count % 256:
            check()
        if left and right and len(left) <= COMMON and len(right) <= COMMON:
            for a in left:
                for b in right:
                    votes[a, b] += max(1, round(100 * weights[term]))
    scored = []
    for (a, b), _ in votes.most_common(4 * BY_MEANING):
        common = sides[0][a][1] & sides[1][b][1]
        either = sides[0][a][1] | sides[1][b][1]
        lexical = sum(weights[term] for term in common) / max(1e-9, sum(weights[term] for term in either))
        scored.append((math.sqrt(lexical), a, b))
    scored = sorted(scored, reverse=True)[:BY_MEANING]
    check()
    if embed is not None and scored:
        left_texts = [sides[0][a][0].text for _, a, _ in scored]
        right_texts = [sides[1][b][0].text for _, _, b in scored]
        cosines = np.sum(embed(left_texts) * embed(right_texts), axis=1)
        scored = [
            (WORDS * score + MEANING * float(cosine), a, b)
            for (score, a, b), cosine in zip(scored, cosines, strict=True)
        ]
    return _distinct(sorted(scored, reverse=True), sides, weights, limit)


def _terms(unit: Unit) -> frozenset[str]:
    return frozenset(term for term in terms(unit.text) if not is_stop(term) and not term[0].isdigit())


def _distinct(
    scored: Sequence[tuple[float, int, int]],
    sides: Sequence[Sequence[tuple[Unit, frozenset[str]]]],
    weights: dict[str, float],
    limit: int,
) -> list[Topic]:
    used: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    spoken: set[str] = set()
    out: list[Topic] = []
    for score, a, b in scored:
        if score < LEAST or len(out) == limit:
            break
        if used[0][a] >= TIMES or used[1][b] >= TIMES:
            continue
        common = sides[0][a][1] & sides[1][b][1]
        telling = {term for term in common - spoken if not 0 < common_rank(term) <= EVERYDAY}
        best = sorted(telling, key=lambda term: (-weights[term], term))[:2]
        label = _label(sides[0][a][0].text, sides[1][b][0].text, best)
        if not label:
            continue
        used[0][a] += 1
        used[1][b] += 1
        spoken |= common
        out.append(Topic(label, sides[0][a][0], sides[1][b][0], score))
    return out


def _label(before: str, after: str, best: Sequence[str]) -> str:
    """The words, as the documents write them, that both sentences share."""
    runs = [run for run in _HAN_RUN.findall(before) if any(term in run for term in best)]
    if runs:
        shared = [
            run[start:end]
            for run in runs
            for start in range(len(run))
            for end in range(start + 2, min(len(run), start + 6) + 1)
            if run[start:end] in after and not any(is_stop(char) for char in run[start:end])
        ]
        return max(shared, key=len, default="")
    words = []
    for term in best:
        for word in _WORD.findall(before):
            if term in terms(word):
                words.append(word if word.isupper() else word.lower() if before.startswith(word) else word)
                break
    return ", ".join(words)
