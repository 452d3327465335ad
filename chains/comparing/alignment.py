"""Two sequences of units aligned: what is the same, changed, moved, and left over on either side.

Equal units are anchored as in patience diff (unique ones first, then within the gaps), the heaviest chain of them in
order; what is left is paired by the words that it shares, then by its meaning. Near-linear in the number of units.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chains.comparing.units import Check, Unit, no_check
from chains.text import is_stop

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Pair = tuple[int, int]

# Of two sentences in the same gap, one is the other's new wording from this share of their words on; fewer where each
# is the only one, more where they stand far apart: there a sentence that is much like another is just another one.
SAME_PLACE, ALONE, ELSEWHERE = 0.5, 0.35, 0.8
# By meaning: a cosine this high counts as the words' share.
MEANING = 0.72
# Letters from which words that stand elsewhere have moved there, rather than being common.
MOVED_LETTERS = 24
# A term that more units have names no pair; of the best candidates by shared terms this many are scored exactly.
COMMON, CANDIDATES = 40, 8
# Units a side that are embedded at most: about as many seconds as thousands.
MOST_EMBEDDED = 1_500
# Of a stop word and of any other.
LIGHT, HEAVY = 0.3, 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """Units ``before[a:a_end]`` and ``after[b:b_end]`` that say the same, or nearly.

    Attributes:
        equal: word for word.
        moved: whether it stands in another place.
    """

    a: int
    a_end: int
    b: int
    b_end: int
    equal: bool
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of the units.

    Attributes:
        matches: in the order of the first sequence; runs of moved units are one match.
        dropped: indices into the first sequence.
        added: indices into the second.
    """

    matches: tuple[Match, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]


def _place(match: Match) -> int:
    return match.a


def align(before: Sequence[Unit], after: Sequence[Unit], embed: Embed | None, check: Check = no_check) -> Alignment:
    """Align two documents' units.

    Args:
        embed: ``(n, d) float32`` normalised vectors of n texts; None to pair by words alone.
        check: raises ``Cancelled`` where a stop was asked for; called every few milliseconds.
    """
    keys_a, keys_b = [unit.key for unit in before], [unit.key for unit in after]
    same = anchors(keys_a, keys_b, check)
    work = _Work(before, after, [Match(a, a + 1, b, b + 1, equal=True) for a, b in same], check)
    work.cut_otherwise(same)
    work.moved_whole()
    check()
    work.pair(_by_words(work, check))
    check()
    if embed is not None:
        work.pair(_by_meaning(work, embed, check))
    work.absorb()
    return work.result()


# --- the same words in the same order -----------------------------------------------------------------------------


def anchors(before: Sequence[str], after: Sequence[str], check: Check = no_check) -> list[Pair]:
    """Index pairs of equal items, rising on both sides: those that make up the most letters, nearly."""
    found: list[Pair] = []
    todo = [(0, len(before), 0, len(after))]
    while todo:
        check()
        a, a_end, b, b_end = todo.pop()
        while a < a_end and b < b_end and before[a] == after[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and before[a_end - 1] == after[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        unique = _common(before, after, (a, a_end, b, b_end), unique=True)
        if not unique:
            # Only what comes several times is left: the first stands for the first, and so on.
            found += heaviest(_common(before, after, (a, a_end, b, b_end), unique=False), before)
            continue
        chain = heaviest(unique, before)
        found += chain
        borders = [(a - 1, b - 1), *chain, (a_end, b_end)]
        todo += [(low[0] + 1, high[0], low[1] + 1, high[1]) for low, high in pairwise(borders)]
    return sorted(found)


def _common(before: Sequence[str], after: Sequence[str], gap: tuple[int, int, int, int], unique: bool) -> list[Pair]:
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for a in range(gap[0], gap[1]):
        places[before[a]][0].append(a)
    for b in range(gap[2], gap[3]):
        places[after[b]][1].append(b)
    chosen = (both for both in places.values() if not unique or len(both[0]) == len(both[1]) == 1)
    return sorted(pair for both in chosen for pair in zip(*both, strict=False))


def heaviest(pairs: Sequence[Pair], before: Sequence[str]) -> list[Pair]:
    """Of pairs that rise on the first side, those that rise on the second, too, and have the most letters."""
    order = {b: rank for rank, b in enumerate(sorted(b for _, b in pairs), 1)}
    # A Fenwick tree of the best chain that ends at or before a rank: weight and index of its last pair.
    best: list[tuple[int, int]] = [(0, -1)] * (len(order) + 1)
    previous: list[int] = []
    for number, (a, b) in enumerate(pairs):
        weight, last = 0, -1
        rank = order[b] - 1
        while rank > 0:
            if best[rank][0] > weight:
                weight, last = best[rank]
            rank -= rank & -rank
        previous.append(last)
        weight += len(before[a]) + 1
        rank = order[b]
        while rank < len(best):
            if best[rank][0] < weight:
                best[rank] = (weight, number)
            rank += rank & -rank
    end = max(best, key=lambda entry: entry[0])[1]
    chain = []
    while end >= 0:
        chain.append(pairs[end])
        end = previous[end]
    return chain[::-1]


# --- what is left -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Work:
    """The alignment as it is being made."""

    before: Sequence[Unit]
    after: Sequence[Unit]
    matches: list[Match]
    check: Check
    left: dict[int, None] = field(default_factory=dict)  # of the first side, in order
    right: dict[int, None] = field(default_factory=dict)
    fixed: list[Match] = field(default_factory=list)  # that have not moved, in order

    def __post_init__(self) -> None:
        self.left, self.right = dict.fromkeys(range(len(self.before))), dict.fromkeys(range(len(self.after)))
        self.fixed = list(self.matches)
        for match in self.matches:
            self._take(match)

    def add(self, match: Match) -> None:
        """One more."""
        self.matches.append(match)
        self._take(match)
        if not match.moved:
            insort(self.fixed, match, key=_place)

    def _take(self, match: Match) -> None:
        for a in range(match.a, match.a_end):
            del self.left[a]
        for b in range(match.b, match.b_end):
            del self.right[b]

    def gap_of(self, a: int) -> tuple[int, int]:
        """``after[low:high]`` that stands where ``before[a]`` stood, between what is aligned in order around it."""
        place = bisect_right(self.fixed, a, key=_place)
        low = self.fixed[place - 1].b_end if place else 0
        high = self.fixed[place].b if place < len(self.fixed) else len(self.after)
        return low, high

    def cut_otherwise(self, same: Sequence[Pair]) -> None:
        """Gaps whose words are equal and only cut into other sentences: a line break, a hyphen, another format."""
        for low, high in pairwise([(-1, -1), *same, (len(self.before), len(self.after))]):
            self.check()
            a, b = low[0] + 1, low[1] + 1
            starts: dict[str, list[int]] = defaultdict(list)
            for place in range(b, high[1]):
                starts[self.after[place].letters[:8]].append(place)
            while a < high[0]:
                candidates = [place for place in starts.get(self.before[a].letters[:8], ()) if place >= b]
                group = next(filter(None, (self._same_letters(a, place, high) for place in candidates)), None)
                if group is None:
                    a += 1
                    continue
                self.add(group)
                a, b = group.a_end, group.b_end

    def _same_letters(self, a: int, b: int, high: Pair) -> Match | None:
        """The shortest run from ``a`` and from ``b`` that has the same letters."""
        a_end, b_end = a + 1, b + 1
        left, right = self.before[a].letters, self.after[b].letters
        while left != right:
            if len(left) < len(right) and right.startswith(left) and a_end < high[0]:
                left += self.before[a_end].letters
                a_end += 1
            elif len(right) < len(left) and left.startswith(right) and b_end < high[1]:
                right += self.after[b_end].letters
                b_end += 1
            else:
                return None
        return Match(a, a_end, b, b_end, equal=True)

    def moved_whole(self) -> None:
        """Runs of units that stand elsewhere, word for word."""
        places: dict[str, list[int]] = defaultdict(list)
        for b in self.right:
            places[self.after[b].key].append(b)
        runs: list[list[int]] = []  # a, b, length
        for a in list(self.left):
            self.check()
            free = places.get(self.before[a].key)
            if not free:
                continue
            follows = runs and runs[-1][0] + runs[-1][2] == a and runs[-1][1] + runs[-1][2] in free
            b = runs[-1][1] + runs[-1][2] if follows else free[0]
            free.remove(b)
            if follows:
                runs[-1][2] += 1
            else:
                runs.append([a, b, 1])
        for a, b, length in runs:
            if sum(unit.weight for unit in self.before[a : a + length]) >= MOVED_LETTERS:
                self.add(Match(a, a + length, b, b + length, equal=True, moved=True))

    def pair(self, scored: Iterable[tuple[float, int, int]]) -> None:
        """Take the best pairs first, in order within their gap; what stands elsewhere must be much alike."""
        for score, a, b in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
            if a not in self.left or b not in self.right:
                continue
            low, high = self.gap_of(a)
            if low <= b < high:
                self.add(Match(a, a + 1, b, b + 1, equal=False))
            elif score >= ELSEWHERE and self.before[a].weight >= MOVED_LETTERS:
                self.add(Match(a, a + 1, b, b + 1, equal=False, moved=True))

    def absorb(self) -> None:
        """A sentence that was cut in two, or two made one: the half that is left over belongs to its neighbour."""
        for number, match in enumerate(self.matches):
            if match.equal:
                continue
            self.check()
            score = self._score(match)
            for wider in (
                Match(match.a, match.a_end + 1, match.b, match.b_end, False, match.moved),
                Match(match.a - 1, match.a_end, match.b, match.b_end, False, match.moved),
                Match(match.a, match.a_end, match.b, match.b_end + 1, False, match.moved),
                Match(match.a, match.a_end, match.b - 1, match.b_end, False, match.moved),
            ):
                new_a = [a for a in (wider.a, wider.a_end - 1) if not match.a <= a < match.a_end]
                new_b = [b for b in (wider.b, wider.b_end - 1) if not match.b <= b < match.b_end]
                free = all(a in self.left for a in new_a) and all(b in self.right for b in new_b)
                if free and self._score(wider) > score + 0.1:
                    for a in new_a:
                        del self.left[a]
                    for b in new_b:
                        del self.right[b]
                    self.matches[number] = wider
                    break

    def _score(self, match: Match) -> float:
        left = " ".join(unit.key for unit in self.before[match.a : match.a_end])
        right = " ".join(unit.key for unit in self.after[match.b : match.b_end])
        return shared(Counter(left.split()), Counter(right.split()))

    def result(self) -> Alignment:
        """All of it."""
        matches = sorted(self.matches, key=lambda match: (match.a, match.b))
        return Alignment(tuple(matches), tuple(self.left), tuple(self.right))


def shared(left: Counter[str], right: Counter[str]) -> float:
    """Which part of both sides' words both have, in [0, 1]; stop words weigh little."""
    common = sum(_weight(word) * min(count, right[word]) for word, count in left.items() if word in right)
    whole = sum(_weight(word) * count for side in (left, right) for word, count in side.items())
    return 2 * common / whole if whole else 0.0


def _weight(word: str) -> float:
    return LIGHT if is_stop(word) else HEAVY


def _by_words(work: _Work, check: Check) -> Iterator[tuple[float, int, int]]:
    """Pairs that share enough words, wherever they stand."""
    having: dict[str, list[int]] = defaultdict(list)
    right = {b: Counter(work.after[b].key.split()) for b in work.right}
    for b, words in right.items():
        for word in words:
            having[word].append(b)
    for number, a in enumerate(list(work.left)):
        if not number % 16:
            check()
        left = Counter(work.before[a].key.split())
        low, high = work.gap_of(a)
        votes: Counter[int] = Counter()
        for word in left:
            places = having.get(word, [])
            if len(places) > COMMON:
                first = bisect_left(places, low)
                places = places[first : min(first + COMMON, bisect_left(places, high))]
            votes.update(places)
        # What stands in the same place is scored even where common words are all that it shares.
        near_by = [b for b in range(low, min(high, low + CANDIDATES)) if b in right]
        alone = len(near_by) == 1 and high - low == 1
        for b in {b for b, _ in votes.most_common(CANDIDATES)} | set(near_by):
            score = shared(left, right[b])
            inside = low <= b < high
            if score >= ((ALONE if alone else SAME_PLACE) if inside else ELSEWHERE):
                yield score, a, b


def _by_meaning(work: _Work, embed: Embed, check: Check) -> Iterator[tuple[float, int, int]]:
    """Pairs in the same place that mean the same in other words."""
    wanted = []
    right = list(work.right)
    for a in list(work.left)[:MOST_EMBEDDED]:
        check()
        low, high = work.gap_of(a)
        near = right[bisect_left(right, low) : bisect_left(right, high)][:MOST_EMBEDDED]
        inside = [b for b in near if work.before[a].kind == work.after[b].kind]
        if inside:
            wanted.append((a, inside))
    # Neighbours share their gap: each gap once.
    there = {(inside[0], inside[-1]): inside for _, inside in wanted}
    sides = sorted({a for a, _ in wanted}), sorted({b for inside in there.values() for b in inside})[:MOST_EMBEDDED]
    vectors = []
    for side, all_units in zip(sides, (work.before, work.after), strict=True):
        rows: list[NDArray[np.float32]] = []
        for at in range(0, len(side), 64):
            check()
            rows.append(embed([all_units[n].text for n in side[at : at + 64]]))
        vectors.append(dict(zip(side, (row for chunk in rows for row in chunk), strict=True)))
    for a, inside in wanted:
        check()
        known = [b for b in inside if b in vectors[1]]
        if not known:
            continue
        cosines = np.stack([vectors[1][b] for b in known]) @ vectors[0][a]
        for place in np.argsort(-cosines)[:CANDIDATES].tolist():
            if cosines[place] >= MEANING:
                yield float(cosines[place]), a, known[place]
