"""Fusing what the dense and the lexical side say of the same candidates into one score in [0, 1]."""

from collections.abc import Mapping


def _scaled(scores: Mapping[int, float], low: float | None = None) -> dict[int, float]:
    if not scores:
        return {}
    high = max(scores.values())
    floor = min(scores.values()) if low is None else low
    if high <= floor:
        return dict.fromkeys(scores, 1.0 if low is None else 0.0)
    return {key: max(0.0, value - floor) / (high - floor) for key, value in scores.items()}


def fuse(dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float) -> dict[int, float]:
    """The weighted mean of both sides' min-max normalised scores, per candidate.

    Scores, not ranks: a lexical match that is twice as good as the next one keeps that lead, which reciprocal rank
    fusion forgets; measured, that is worth some points with a weak embedder.

    Args:
        dense: cosine similarity of each candidate.
        lexical: BM25 of each candidate, higher is better; 0, for no shared term, is the scale's fixed lower end.
        dense_weight: in [0, 1]; the lexical side gets the rest.

    Returns:
        A score in [0, 1] for each candidate of either side; one that a side does not know is its worst there.
    """
    left, right = _scaled(dense), _scaled(lexical, low=0.0)
    return {
        key: dense_weight * left.get(key, 0.0) + (1.0 - dense_weight) * right.get(key, 0.0)
        for key in {**dict.fromkeys(dense), **dict.fromkeys(lexical)}
    }
