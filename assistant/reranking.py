"""Reranking evidence by what the model finds: how likely the question is after each of the best sentences."""

from dataclasses import replace

from assistant.cancel import Cancel
from assistant.models.engine import Engine
from chains import evidence
from chains.evidence import Evidence

CANDIDATES = 8


def rerank(question: str, found: Evidence, engine: Engine, cancel: Cancel | None = None) -> Evidence:
    """``found`` with its best quotes in the order of score and query likelihood.

    Ponte and Croft, "A language modeling approach to information retrieval" (1998), with a neural model in place of
    the unigram one.

    Raises:
        Cancelled: ``cancel`` was set.
        ModelError: the engine died.
    """
    best = found.quotes[:CANDIDATES]
    likelihoods = engine.score([f"{quote.text}\nQuestion:" for quote in best], f" {question}", cancel=cancel)
    return replace(found, quotes=tuple(evidence.rerank(found.quotes, likelihoods)))
