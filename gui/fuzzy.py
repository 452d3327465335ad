"""How well a few typed letters fit a text, for lists that are filtered while one types."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a text fits.

    Attributes:
        score: larger is better.
        positions: the letters of the text that were typed, ascending.
    """

    score: float
    positions: tuple[int, ...]


def fit(typed: str, text: str) -> Fit | None:
    """How ``text`` fits what was typed: each typed word must stand in it, whole or letter by letter; None if not.

    A word found whole counts more than scattered letters, the start of a word more than its middle, a short text more
    than a long one. Upper and lower case are the same.
    """
    lower = _folded(text)
    score, positions = 0.0, set[int]()
    for word in _folded(typed).split():
        found = _word(word, lower)
        if found is None:
            return None
        score += found.score
        positions.update(found.positions)
    return Fit(score - len(text) / 1000, tuple(sorted(positions)))


def _word(word: str, text: str) -> Fit | None:
    whole = [start for start in range(len(text)) if text.startswith(word, start)]
    if whole:
        start = next((start for start in whole if _starts_word(text, start)), whole[0])
        if not _starts_word(text, start):
            return Fit(1.2 * len(word), tuple(range(start, start + len(word))))
        score = 3.0 * len(word) + (3.0 if start == 0 else 2.0)
        return Fit(score, tuple(range(start, start + len(word))))
    positions: list[int] = []
    for letter in word:
        after = positions[-1] + 1 if positions else 0
        places = [place for place in range(after, len(text)) if text[place] == letter]
        if not places:
            return None
        # The next letter, else the start of a word, else wherever it stands.
        place = places[0]
        if place != after:
            place = next((start for start in places if _starts_word(text, start)), place)
        positions.append(place)
    starts = sum(_starts_word(text, place) for place in positions)
    steps = sum(after == before + 1 for before, after in pairwise(positions))
    # Letters strewn over a long text fit by chance.
    if starts + steps < 0.7 * len(word):
        return None
    return Fit(len(word) * 0.5 + starts + steps * 0.5, tuple(positions))


def _starts_word(text: str, place: int) -> bool:
    return text[place].isalnum() and (place == 0 or not text[place - 1].isalnum())


def _folded(text: str) -> str:
    """Lower case, as long as the text: a few letters would become two, and positions would be off."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
