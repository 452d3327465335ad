"""Which sentences of the retrieved passages speak to a question, and whether any does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chains.text import query_terms, sentences, terms
from chains.types import Passage, Quote

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
PageOf = Callable[[str, int], int | None]


@dataclass(frozen=True, slots=True)
class EvidenceOptions:
    """Weights of a sentence's score and the threshold of "not found"; where they come from stands beside them."""

    overlap: float = 0.55
    similarity: float = 0.25
    passage: float = 0.20
    passages: int = 8
    threshold: float = 0.35


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    Attributes:
        quotes: best first; scores compare across questions.
        relevance: how sure it is that the quotes speak to the question, in [0, 1].
        missing: terms of the question that none of the passages has.
    """

    quotes: tuple[Quote, ...]
    relevance: float
    missing: tuple[str, ...] = ()


class SentenceRanker:
    """Scores the sentences of passages against a question.

    Args:
        idf: the inverse document frequency of each term in the library (see ``chains.text.terms``), >= 0.
        embed: ``(n, d) float32``, normalised rows, of n texts.
        options: weights.
    """

    def __init__(
        self,
        idf: Callable[[Sequence[str]], Sequence[float]] | Mapping[str, float],
        embed: Embed,
        options: EvidenceOptions = EvidenceOptions(),
    ) -> None:
        self._idf = idf
        self._embed = embed
        self.options = options

    def _weights(self, words: Sequence[str]) -> dict[str, float]:
        if isinstance(self._idf, Mapping):
            most = max(self._idf.values(), default=1.0)
            return {word: self._idf.get(word, most) for word in words}
        return dict(zip(words, self._idf(words), strict=True))

    def rank(self, question: str, passages: Sequence[Passage], page_of: PageOf | None = None) -> Evidence:
        """The sentences of ``passages`` (best first), best first, and how relevant they are as a whole."""
        wanted = list(dict.fromkeys(query_terms(question)))
        weights = self._weights(wanted)
        total = sum(weights.values()) or 1.0
        spans = [
            (passage, start, end)
            for passage in passages[: self.options.passages]
            for start, end in sentences(passage.text)
        ]
        if not spans:
            return Evidence((), 0.0, tuple(wanted))
        texts = [passage.text[start:end] for passage, start, end in spans]
        vectors = self._embed([question, *texts])
        similarity = vectors[1:] @ vectors[0]
        quotes = []
        seen: set[str] = set()
        for (passage, start, end), text, close in zip(spans, texts, similarity, strict=True):
            have = set(terms(text))
            seen |= have
            overlap = sum(weight for word, weight in weights.items() if word in have) / total
            score = (
                self.options.overlap * overlap
                + self.options.similarity * float(close)
                + self.options.passage * passage.score
            )
            place = passage.start + start
            page = page_of(passage.document_id, place) if page_of else None
            quotes.append(
                Quote(passage.document_id, passage.title, passage.path, page or passage.page, place,
                      passage.start + end, text, score, passage.chunk_id, passage.context)
            )  # fmt: skip
        quotes.sort(key=lambda quote: -quote.score)
        relevance = min(1.0, max(0.0, quotes[0].score))
        return Evidence(tuple(quotes), relevance, tuple(word for word in wanted if word not in seen))

    def found(self, relevance: float) -> bool:
        """Whether the documents speak to the question at all."""
        return relevance >= self.options.threshold


def rerank(quotes: Sequence[Quote], likelihoods: Sequence[float], weight: float) -> list[Quote]:
    """The quotes in the order of their score plus ``weight`` times how likely the model finds the question after each.

    Args:
        quotes: the candidates, best first; those without a likelihood keep their place behind the others.
        likelihoods: mean log-likelihood per token of the question after each of the first quotes.
        weight: of the likelihood, in units of score.
    """
    scored = [
        replace(quote, score=quote.score + weight * likelihood)
        for quote, likelihood in zip(quotes, likelihoods, strict=False)
    ]
    return [*sorted(scored, key=lambda quote: -quote.score), *quotes[len(likelihoods) :]]
