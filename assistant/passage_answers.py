"""Answers from the best passages: their sentences are the evidence, the model writes from it, and is held to it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ask_options import AskOptions
from assistant.cancel import Cancel
from assistant.composing import Composer, Draft
from assistant.conversations import Turn
from assistant.events import Event, EvidenceFound, Verified
from assistant.library.search import Searcher
from assistant.library.store import Store
from assistant.library.types import Span
from assistant.models.service import Models
from assistant.models.wordllama import WordLlama
from assistant.own_words import say
from assistant.prompts import Prompts
from assistant.replies import reply
from assistant.settings import Settings
from chains import answer as answering
from chains.evidence import Evidence, SentenceRanker
from chains.types import Passage, Quote
from chains.verify import verify


@dataclass(frozen=True, slots=True)
class ChosenQuotes:
    """The quotes that a question is answered from.

    Attributes:
        quotes: the person's own choice first, then the best.
        by_person: so many of the first the person chose.
        speak: whether they speak to the question, or the person says so.
        relevance: the probability of that, by the ranking alone.
        passages: that were looked at, in the order of their best sentences.
        dense_by: who did the dense search; see ``EvidenceFound``.
    """

    quotes: tuple[Quote, ...]
    by_person: int
    speak: bool
    relevance: float
    passages: tuple[Passage, ...]
    dense_by: str


class PassageAnswers:
    """Answers what the best few passages can answer.

    Args:
        settings: of this run.
        store: the documents.
        searcher: over them.
        embeddings: for sentences and claims.
        models: asked for words, and for a second opinion on sentences.
        prompts: in whose words the model is asked.
        composer: lets the model write.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        searcher: Searcher,
        embeddings: WordLlama,
        models: Models,
        prompts: Prompts,
        composer: Composer,
    ) -> None:
        self._settings = settings
        self._store = store
        self._searcher = searcher
        self._embeddings = embeddings
        self._models = models
        self._prompts = prompts
        self._composer = composer
        self._ranker = SentenceRanker(searcher.fulltext.idf, embeddings.embed)

    def evidence(self, question: str, options: AskOptions, cancel: Cancel | None = None) -> tuple[Evidence, str]:
        """All sentences of the passages for ``question``, scored, and who did the dense search."""
        documents = self._store.keys(options.scope)
        ranking = self._searcher.rank(question, documents, self._settings.retrieval.candidates)
        k = options.top_k or self._settings.retrieval.top_k
        chosen = [number for number in ranking.fused if number not in options.drop][:k]
        pinned = [number for number in options.pin if number not in chosen]
        passages = self._searcher.passages(ranking, [*pinned, *chosen])
        found = self._ranker.rank(question, passages, self._store.page_of)
        if self._settings.retrieval.rerank if options.rerank is None else options.rerank:
            from assistant.reranking import rerank

            found = rerank(question, found, self._models.engine, cancel)
        return found, ranking.dense_by

    def chosen(self, question: str, options: AskOptions, cancel: Cancel | None = None) -> ChosenQuotes:
        """The quotes that ``question`` is answered from."""
        found, dense_by = self.evidence(question, options, cancel)
        given = self._given(options.spans)
        quotes, by_person = _choose(found.quotes, self._settings.retrieval.quotes, options.pin, given)
        speak = by_person > 0 or self._ranker.found(found.relevance)
        return ChosenQuotes(tuple(quotes), by_person, speak, found.relevance, found.passages, dense_by)

    def answer(
        self,
        draft: Draft,
        question: str,
        options: AskOptions,
        language: str,
        earlier: Sequence[Turn],
        cancel: Cancel,
    ) -> Iterator[Event]:
        """Find the quotes, let the model write from them, and hold its words to them; ``draft`` keeps what there is."""
        began = time.perf_counter()
        found = self.chosen(question, options, cancel)
        draft.retrieve = time.perf_counter() - began
        draft.set(evidence=found.quotes)
        yield EvidenceFound(found.quotes, found.passages, found.speak, found.dense_by)
        if not found.speak:
            self._tell_what_was_read(draft, found.passages, options)
            yield from say(draft, reply("not_found", language), "not_found")
            return
        if not options.use_model:
            yield Verified((), "no")
            draft.set(supported="no")
            return
        if not answering.speaks(self._models.languages, language):
            yield from say(draft, reply("evidence_only", language), "no")
            return
        prompt = self._prompts.with_texts(options.prompts)("answer", language)
        if self._prompts.problem("answer", language) is not None:
            draft.notes.append("own_prompt")
        yield from self._composer.compose(draft, question, found.quotes, prompt, earlier, cancel, found.by_person)
        draft.words = answering.tidy(draft.words)
        if not draft.words:
            draft.notes.append("no_words")
        verification = verify(
            draft.words,
            found.quotes,
            question,
            numbers=_numbers(found.quotes, draft.turn.placed),
            relevance=found.relevance,
            embed=self._embeddings.embed,
        )
        if verification.supported == "no":
            self._tell_what_was_read(draft, found.passages, options)
        draft.set(claims=verification.claims, supported=verification.supported)
        yield Verified(verification.claims, verification.supported)

    def _tell_what_was_read(self, draft: Draft, passages: Sequence[Passage], options: AskOptions) -> None:
        """Where the best passages do not answer it, say that they are not all there is."""
        keys = self._store.keys(options.scope)
        chunks = self._store.chunk_count() if keys is None else None
        if chunks is None or chunks > len(passages):
            draft.notes.append("best_passages")

    def _given(self, spans: Sequence[Span]) -> list[Quote]:
        """The words that a person has chosen, as quotes."""
        found = []
        for span in spans:
            info = self._store.resolve(span.document)
            text = self._store.text(info.id, span.start, span.end)
            if text.strip():
                page = self._store.page_of(info.id, span.start)
                chunk = self._store.chunk_at(info.id, span.start)
                found.append(
                    Quote(info.id, info.title, info.path, page, span.start, span.start + len(text), text, 1.0, chunk)
                )
        return found


def _choose(
    quotes: Sequence[Quote], limit: int, pinned: Sequence[int], given: Sequence[Quote]
) -> tuple[list[Quote], int]:
    """The quotes that are shown, and how many of the first ones the person chose.

    Args:
        quotes: all that were ranked, best first.
        limit: so many, or as many as were chosen.
        pinned: numbers of chunks whose best quote must be among them.
        given: words that must be among them as they are.
    """
    best = (next((quote for quote in quotes if quote.chunk_id == number), None) for number in pinned)
    chosen = {_place(quote): quote for quote in (*given, *best) if quote is not None}
    others = [quote for quote in quotes if _place(quote) not in chosen]
    return [*chosen.values(), *others[: max(0, limit - len(chosen))]], len(chosen)


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.document_id, quote.start, quote.end


def _numbers(quotes: Sequence[Quote], placed: Sequence[tuple[int, int]]) -> list[int]:
    """By which number the model knows each quote; those that it was not shown get numbers that it cannot write."""
    by_index = {index: number for number, index in placed}
    return [by_index.get(index, -1 - index) for index in range(len(quotes))]
