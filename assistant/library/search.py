"""Search: dense and lexical candidates, each side's exact score for the other's, fused; and where a passage stood."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.library.fulltext import FullText
from assistant.library.index import Index
from assistant.library.store import Store
from assistant.library.types import Scope, SearchResult
from assistant.library.vectors import Vectors
from assistant.models.wordllama import WordLlama
from assistant.settings import RetrievalSettings
from chains.fusion import fuse
from chains.properties import related_terms
from chains.text import query_terms
from chains.types import Passage


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate with both scores and their fusion.

    Attributes:
        dense: chunk number to cosine similarity.
        lexical: chunk number to BM25.
        fused: chunk number to score in [0, 1], best first.
        dense_by: ``index`` or ``exact``.
    """

    dense: Mapping[int, float]
    lexical: Mapping[int, float]
    fused: Mapping[int, float]
    dense_by: str


class Searcher:
    """Searches one library.

    Args:
        store: of the documents.
        fulltext: the lexical side.
        vectors: the exact dense side.
        index: the Chroma index; None searches exactly.
        embeddings: of the query.
        settings: how many candidates, and the weight of each side.
    """

    def __init__(
        self,
        store: Store,
        fulltext: FullText,
        vectors: Vectors,
        index: Index | None,
        embeddings: WordLlama,
        settings: RetrievalSettings,
    ) -> None:
        self._store = store
        self.fulltext = fulltext
        self.embeddings = embeddings
        self._vectors = vectors
        self._index = index
        self._settings = settings

    def search(self, query: str, scope: Scope = Scope(), k: int | None = None) -> SearchResult:
        """The ``k`` best chunks for ``query`` (default: the setting ``top_k``), best first.

        Raises:
            InputError: the scope names a collection or document that does not exist.
        """
        began = time.perf_counter()
        ranking = self.rank(query, self._store.keys(scope), self._settings.candidates)
        passages = self.passages(ranking, list(ranking.fused)[: k or self._settings.top_k])
        return SearchResult(tuple(passages), ranking.dense_by, time.perf_counter() - began)

    def rank(self, query: str, documents: frozenset[int] | None, candidates: int) -> Ranking:
        """The fused ranking of the best ``candidates`` of each side.

        Args:
            query: a question or words.
            documents: rows of the documents in scope; None for all.
            candidates: taken from each side.
        """
        words = query_terms(query)
        vector = self.embeddings.embed([query])[0]
        related = related_terms(query)
        lexical = self.fulltext.search(words, candidates, documents, related)
        dense, dense_by = self._dense(vector, candidates, documents)
        both = list({**lexical, **dense})
        # Each side's own score where it has found it; the exact one where only the other side has.
        dense = self._vectors.scores(vector, both)
        lexical.update(self.fulltext.scores(words, [number for number in both if number not in lexical], related))
        fused = fuse(dense, lexical, self._settings.dense_weight)
        ordered = dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))
        return Ranking(dense, lexical, ordered, dense_by)

    def passages(self, ranking: Ranking, chunk_ids: Sequence[int]) -> list[Passage]:
        """Chunks with their scores in ``ranking``."""
        return [
            replace(
                passage,
                dense=ranking.dense.get(passage.chunk_id, 0.0),
                lexical=ranking.lexical.get(passage.chunk_id, 0.0),
                score=ranking.fused.get(passage.chunk_id, 0.0),
            )
            for passage in self._store.passages(chunk_ids)
        ]

    def _dense(
        self, vector: NDArray[np.float32], limit: int, documents: frozenset[int] | None
    ) -> tuple[dict[int, float], str]:
        # Chroma's metadata filter takes 20 times as long as the exact search over the few documents of a scope.
        if documents is None and self._index is not None:
            found = self._index.query(vector, limit, self._store.revision())
            if found is not None:
                return found, "index"
        return self._vectors.search(vector, limit, documents), "exact"
