"""Why a passage is, or is not, among the evidence: its place in every ranking and the cutoffs that it missed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.library.finding import pattern_of
from assistant.library.search import Searcher
from assistant.library.store import Store
from assistant.library.types import Scope, Span
from assistant.settings import RetrievalSettings
from chains.errors import InputError
from chains.evidence import Evidence
from chains.text import query_terms, terms
from chains.types import Passage


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in one ranking.

    Attributes:
        rank: 1 is best; None where it does not stand at all.
        score: its own.
        cutoff_rank: the last that was taken.
        cutoff_score: of the last that was taken; None where fewer than the cutoff exist.
    """

    rank: int | None
    score: float
    cutoff_rank: int
    cutoff_score: float | None

    @property
    def taken(self) -> bool:
        """Whether it made the cut."""
        return self.rank is not None and self.rank <= self.cutoff_rank


@dataclass(frozen=True, slots=True)
class WhyReport:
    """How one text of the library fared for a question.

    Attributes:
        passage: the chunk that the text stands in.
        quote: the text as it stands there.
        dense: among all chunks in scope, by cosine similarity.
        lexical: among all chunks in scope, by BM25.
        fused: among the candidates of both sides.
        sentence: of the text's own sentence among those of the chosen passages; None if its chunk was not chosen.
        shared: words of the question that the chunk has.
        missing: words of the question that it lacks.
        verdict: ``evidence``, ``sentence_cutoff``, ``passage_cutoff``, ``not_a_candidate`` or ``out_of_scope``.
    """

    passage: Passage
    quote: str
    dense: Place
    lexical: Place
    fused: Place
    sentence: Place | None
    shared: tuple[str, ...]
    missing: tuple[str, ...]
    verdict: str


def locate(store: Store, text: str, scope: Scope) -> Span:
    """The first place in scope where ``text`` stands, blanks and line ends counting alike.

    Raises:
        InputError: it stands nowhere.
    """
    pattern = pattern_of(text)
    if pattern is not None:
        for info in store.documents(scope):
            found = pattern.search(store.text(info.id))
            if found is not None:
                return Span(info.id, found.start(), found.end())
    raise InputError("library.text_not_found", text=" ".join(text.split())[:80])


def explain(
    question: str,
    text: str | Span,
    scope: Scope,
    searcher: Searcher,
    store: Store,
    taken: Evidence,
    cutoffs: RetrievalSettings,
) -> WhyReport:
    """Where ``text``, or the words at a span, stood in each ranking for ``question``, and what they missed.

    Args:
        question: as it was searched for.
        text: the words, or where they stand.
        scope: what was searched.
        searcher: of the library.
        store: of the documents.
        taken: the sentences of the chosen passages, scored.
        cutoffs: ``candidates`` of the dense and the lexical side, ``top_k`` of the fused ranking, ``quotes`` of the
            sentence ranking.

    Raises:
        InputError: there is no such text.
    """
    place = text if isinstance(text, Span) else locate(store, text, scope)
    documents = store.keys(scope)
    identity, start, end = place.document, place.start, place.end
    chunk_id = store.chunk_at(identity, start)
    in_scope = documents is None or identity in store.ids(documents)
    everything = max(1, store.chunk_count())
    whole = searcher.rank(question, documents, everything)
    real = searcher.rank(question, documents, cutoffs.candidates)
    # A text may stand in more than one chunk's span; the one that holds its start is the one that is searched.
    passages = searcher.passages(whole, [chunk_id or store.chunk_at(identity, end)])
    if not passages or start >= end:
        raise InputError("library.text_not_found", text=" ".join(store.text(identity, start, end).split())[:80])
    passage = passages[0]
    chunk_id = passage.chunk_id
    lexical = {number: score for number, score in whole.lexical.items() if score > 0}
    dense = _place(whole.dense, chunk_id, cutoffs.candidates)
    words = _place(lexical, chunk_id, cutoffs.candidates)
    fused = _place(real.fused, chunk_id, cutoffs.top_k)
    sentence = None
    if any(quote.chunk_id == chunk_id for quote in taken.quotes):
        hits = [
            n for n, q in enumerate(taken.quotes, 1) if q.document_id == identity and q.start < end and start < q.end
        ]
        cutoff = taken.quotes[min(cutoffs.quotes, len(taken.quotes)) - 1].score
        rank = hits[0] if hits else None
        sentence = Place(rank, taken.quotes[rank - 1].score if rank else 0.0, cutoffs.quotes, cutoff)
    asked = list(dict.fromkeys(query_terms(question)))
    have = set(terms(f"{passage.title} {passage.context} {passage.text}"))
    verdict = "not_a_candidate" if in_scope else "out_of_scope"
    if fused.rank is not None:
        verdict = "passage_cutoff"
    if sentence is not None:
        verdict = "evidence" if sentence.taken else "sentence_cutoff"
    return WhyReport(
        passage,
        store.text(identity, start, end),
        dense,
        words,
        fused,
        sentence,
        _as_asked(question, [word for word in asked if word in have]),
        _as_asked(question, [word for word in asked if word not in have]),
        verdict,
    )


def _place(scores: Mapping[int, float], number: int, cutoff: int) -> Place:
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    rank = ordered.index(number) + 1 if number in scores else None
    last = scores[ordered[cutoff - 1]] if len(ordered) >= cutoff else None
    return Place(rank, scores.get(number, 0.0), cutoff, last)


def _as_asked(question: str, stems: Sequence[str]) -> tuple[str, ...]:
    """The words of the question that have these stems; a stem that is no whole word, as in Chinese, stays."""
    words: dict[str, str] = {}
    for word in re.findall(r"\w+", question):
        found = terms(word)
        if len(found) == 1:
            words.setdefault(found[0], word)
    return tuple(words.get(stem, stem) for stem in stems)
