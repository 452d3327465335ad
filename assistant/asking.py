"""A question's way: condense, route, retrieve, evidence, budget, compose, verify; stored whatever happens."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from assistant.cancel import Cancel
from assistant.chain_turns import from_chain, history_of, narrowed
from assistant.collecting import LABELLING
from assistant.composing import Composer, Draft, with_usage
from assistant.conversations import Conversations, Turn
from assistant.events import (
    Condensed,
    Done,
    Event,
    EvidenceFound,
    Failed,
    Preview,
    Routed,
    Verified,
)
from assistant.examples import Examples
from assistant.language import system_language
from assistant.library.search import Searcher
from assistant.library.store import Store
from assistant.library.types import Scope, Span
from assistant.models.service import Models
from assistant.models.wordllama import WordLlama
from assistant.own_words import OwnWords, say, which_document
from assistant.prompts import Prompts
from assistant.replies import reply
from assistant.settings import Settings
from assistant.shelf import ChainRequest, Chains, ToolCalls
from assistant.shelves import Shelves
from assistant.slash import Slashed, call_title, slashed
from chains import answer as answering
from chains.agent.parts import needs_steps
from chains.asks import says
from chains.condense import condense
from chains.consent import Consent
from chains.errors import AssistantError, Cancelled, InputError, LibraryError
from chains.evidence import Evidence, SentenceRanker
from chains.examples import Metered
from chains.results import Action
from chains.route import Route, Shelf, named_documents, route
from chains.text import language as language_of
from chains.types import Passage, Quote, RouteName, Supported
from chains.verify import verify

# Routes that lead to a chain which reads all of what a question is about.
ROUTE_CHAINS: Mapping[str, str] = {
    "summarize": "summarize",
    "tables": "tables",
    "compare": "compare",
    "all": "list",
    "agent": "agent",
}


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What a person may choose for one question.

    Attributes:
        conversation: id, its beginning, or ``last``; None begins a new one.
        scope: what to look in.
        top_k: passages whose sentences are scored; None for the setting.
        rewrite: whether a follow-up may be rewritten.
        route: where the question goes, whatever the rules say.
        pin: chunk numbers that must be among the evidence.
        drop: chunk numbers that must not.
        rerank: ask the model too which sentence fits; None for the setting.
        use_model: False gives the evidence alone.
        at: number of the turn whose place the question takes: it is asked again, or edited, and what stood there and
            below stays as an earlier version; None to go on at the end.
        spans: words that must be among the evidence exactly as they are given.
        prompts: by ``NAME.LANG``, a prompt's file that is tried for this question and not kept.
        consent: asks the person before a tool of the agent acts; None where there is nobody to ask, and it may not.
        allow: tools of the agent that are allowed beforehand; ``NAME:documents`` with words of documents, too.
        toolkits: of the agent, for this question alone; None for those that are switched on.
        replay: steps of an earlier run of the agent, which stand for the same calls.
    """

    conversation: str | None = None
    scope: Scope = Scope()
    top_k: int | None = None
    rewrite: bool = True
    route: RouteName | None = None
    pin: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()
    rerank: bool | None = None
    use_model: bool = True
    at: int | None = None
    spans: tuple[Span, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    consent: Consent | None = None
    allow: tuple[str, ...] = ()
    toolkits: tuple[str, ...] | None = None
    replay: tuple[Action, ...] = ()

    def calls(self, conversation: str, own: str = "") -> ToolCalls:
        """How the agent's tools may be called; ``own`` as ``ToolCalls`` has it."""
        return ToolCalls(self.consent, self.allow, self.toolkits, conversation, self.replay, own)


class Asker:
    """Answers questions about one library.

    Args:
        settings: of this run.
        store: the documents.
        searcher: over them.
        conversations: where turns are kept.
        embeddings: for sentences and claims.
        models: used when words are needed, not before.
        chains: called by name, or by the route of a question.
        prompts: in whose words the model is asked.
        examples: that the model is shown.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        searcher: Searcher,
        conversations: Conversations,
        embeddings: WordLlama,
        models: Models,
        chains: Chains,
        prompts: Prompts,
        examples: Examples,
    ) -> None:
        self._settings = settings
        self._store = store
        self._searcher = searcher
        self._conversations = conversations
        self._embeddings = embeddings
        self._models = models
        self._chains = chains
        self._prompts = prompts
        self._examples = examples
        self._composer = Composer(settings, models)
        self._ranker = SentenceRanker(searcher.fulltext.idf, embeddings.embed)
        self._shelves = Shelves(store)
        self._own = OwnWords(store, searcher.fulltext, embeddings)

    def ask(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Iterator[Event]:
        """Answer ``question``; the events are described in ``assistant.events``.

        A turn is stored before its first event and again before its last. Stopping it, by ``cancel`` or by closing
        the iterator, keeps what was written and marks it as stopped.

        Raises:
            InputError: an empty question, a conversation, collection or document that does not exist, or a prompt to
                try that cannot be used.
        """
        question = question.strip()
        if not question:
            raise InputError("conversation.empty_question")
        self._store.keys(options.scope)  # a scope that does not exist is no turn
        self._prompts.with_texts(options.prompts)
        title = "" if options.conversation is not None else self._title(question, options.scope)
        conversation, turn = self._conversations.start(options.conversation, question, options.at, title)
        draft = Draft(conversation, turn)
        try:
            yield from self._answer(draft, options, cancel or Cancel())
            yield self._done(draft)
        except Cancelled:
            try:
                self._keep_stopped(draft)
                yield self._done(draft)
            except LibraryError as exc:
                yield Failed(exc, draft.conversation, draft.turn.ordinal)
        except GeneratorExit:
            if draft.turn.state == "running":  # else the reader has only not waited for the end of the last event
                self._keep_stopped(draft)
            raise
        except AssistantError as exc:
            draft.set(state="failed", error=exc, answer=draft.words, seconds=draft.seconds())
            with suppress(LibraryError):  # the turn keeps ``exc``, and is stored later
                self._conversations.finish(draft.turn)
            yield Failed(exc, draft.conversation, draft.turn.ordinal)
        except BaseException:
            draft.set(state="failed", answer=draft.words, seconds=draft.seconds())
            self._conversations.finish(draft.turn)
            raise

    def sentences(
        self, question: str, options: AskOptions, cancel: Cancel | None = None
    ) -> tuple[list[Passage], Evidence, str]:
        """The passages for ``question``, all their sentences scored, and who did the dense search."""
        documents = self._store.keys(options.scope)
        ranking = self._searcher.rank(question, documents, self._settings.retrieval.candidates)
        k = options.top_k or self._settings.retrieval.top_k
        chosen = [number for number in ranking.fused if number not in options.drop][:k]
        pinned = [number for number in options.pin if number not in chosen]
        passages = self._searcher.passages(ranking, [*pinned, *chosen])
        found = self._ranker.rank(question, passages, self._store.page_of)
        if self._settings.retrieval.rerank if options.rerank is None else options.rerank:
            found = self._reranked(question, found, cancel)
        return list(found.passages), found, ranking.dense_by

    def preview(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Preview:
        """What ``question`` would put into the context window, by rules alone; nothing is stored, no word is written.

        Raises:
            InputError: a conversation, collection or document that does not exist.
            ModelError: the model cannot be loaded.
            BudgetError: the question does not fit.
        """
        cancel = cancel or Cancel()
        text = question.strip()
        turns = self._conversations.turns(options.conversation) if options.conversation is not None else []
        if options.conversation is not None and options.at is not None:
            # What stood in the transcript there, which later turns may have compacted for themselves.
            before = next((turn for turn in turns if turn.ordinal == options.at - 1), None)
            turns = self._conversations.turns(options.conversation, before.key) if before is not None else []
        earlier = [turn for turn in turns if turn.state != "running"]
        language = language_of(text)
        shelves = self._shelves(options.scope)
        quotes: list[Quote] = []
        chosen, found, to = 0, True, options.route or "fact"
        if text:
            if earlier and options.rewrite and self._settings.retrieval.rewrite:
                text = condense(text, [(turn.rewritten or turn.question, turn.answer) for turn in earlier]).text
            to = options.route or route(text, shelves).name
            found = to == "fact" and bool(shelves) and answering.speaks(self._models.languages, language)
        if text and found:
            _, evidence, _ = self.sentences(text, replace(options, rerank=False), cancel)
            given = self._given(options.spans)
            quotes, chosen = _choose(evidence.quotes, self._settings.retrieval.quotes, options.pin, given)
            found = bool(chosen) or self._ranker.found(evidence.relevance)
        cancel.check()
        prompt = self._prompts.with_texts(options.prompts)("answer", language)
        receipt = self._composer.preview(text, quotes if found else (), prompt, earlier, chosen, cancel)
        return Preview(receipt, tuple(quotes), found, to, language)

    def trial(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Iterator[Event]:
        """Answer ``question`` from passages, outside of any conversation: for trying ``options.prompts``.

        Nothing is stored; the engine's cache of the conversation is lost.

        Raises:
            InputError: as ``ask``.
            ModelError: the model cannot be loaded, or died.
            Cancelled: ``cancel`` was set.
        """
        question = question.strip()
        if not question:
            raise InputError("conversation.empty_question")
        cancel = cancel or Cancel()
        draft = Draft("", Turn(0, "running", time.time(), question))
        yield from self._from_passages(draft, question, options, language_of(question), (), cancel)
        turn = draft.turn
        yield Done(
            "",
            0,
            draft.words,
            _supported(turn.supported),
            turn.receipt,
            draft.seconds(),
            turn.stopped,
            tuple(draft.notes),
        )

    # --- the way ---

    def _title(self, question: str, scope: Scope) -> str:
        """What a conversation is called that begins so."""
        if not question.startswith("/"):
            return question
        language = self._settings.interface.language

        def about() -> str:
            titles = [self._store.resolve(reference).title for reference in scope.documents]
            return ", ".join((*titles, *scope.collections))

        return call_title(question, self._chains.shelf, system_language() if language == "auto" else language, about)

    def _answer(self, draft: Draft, options: AskOptions, cancel: Cancel) -> Iterator[Event]:
        from assistant.models.spent import SpentTokens

        path = self._conversations.turns(draft.conversation, draft.turn.key)
        # Another process may be asking in the same conversation: what is not ended is no history.
        earlier = [turn for turn in path[:-1] if turn.state != "running"]
        asked = draft.turn.question
        called = slashed(asked, self._chains.shelf) if asked.startswith("/") else None
        if called is not None:
            yield from self._called(draft, called, options, earlier, cancel)
            return
        language = language_of(draft.turn.question)
        auxiliary = SpentTokens()
        helper = self._models.helper(cancel, [auxiliary]) if options.use_model else None
        prompts = self._prompts.with_texts(options.prompts)
        shown = Metered(self._examples, self._models.counter.count)
        question = draft.turn.question
        if earlier and options.rewrite and self._settings.retrieval.rewrite:
            history = [(turn.rewritten or turn.question, turn.answer) for turn in earlier]
            rewrite = condense(question, history, helper, embed=self._embeddings.embed, cancel=cancel, prompts=prompts)
            if rewrite.kept:
                question = rewrite.text
                draft.set(rewritten=question)
                yield Condensed(draft.turn.question, question)
        cancel.check()
        shelves = self._shelves(options.scope)
        chosen = (
            Route(options.route, "chosen by hand")
            if options.route is not None
            else route(question, shelves, helper, prompts=prompts, examples=shown)
        )
        draft.set(route=chosen.name)
        yield Routed(chosen.name, chosen.reason)
        if chosen.name == "catalogue":
            yield from self._own.from_catalogue(draft, question, chosen, options.scope, language)
        elif chosen.name == "talk":
            yield from say(draft, reply("talk_hello", language), "no")
        elif not shelves and chosen.name != "agent":
            yield from self._own.nothing(draft, options.scope, language)
        elif chosen.name in ROUTE_CHAINS and (options.use_model or chosen.name != "summarize"):
            yield from self._by_chain(draft, question, chosen, shelves, options, language, cancel)
        elif chosen.name == "summarize":
            yield from self._own.outlined(draft, chosen, shelves, language)
        else:
            if needs_steps(question):
                draft.notes.append("offers_agent")
            yield from self._from_passages(draft, question, options, language, earlier, cancel)
        if auxiliary.tokens:
            draft.set(receipt=replace(draft.turn.receipt, auxiliary=auxiliary.tokens))

    def _called(
        self, draft: Draft, called: Slashed, options: AskOptions, earlier: Sequence[Turn], cancel: Cancel
    ) -> Iterator[Event]:
        """A chain that the question calls by name; documents that it names are worked on instead of all in scope."""
        name = called.card.name
        draft.set(route=name)
        yield Routed(name, "called by name")
        text, scope = called.text, options.scope
        # Labels are what documents are to be told apart by, and name none: "lease" is not the lease.
        if called.card.takes == "documents" and text and name not in LABELLING:
            shelves = self._shelves(scope)
            scope = narrowed(scope, named_documents(text, shelves))
            if named_documents(text, shelves, whole=True) and not called.card.needs_text:
                text = ""
        request = ChainRequest(
            name, text, scope, called.options, history_of(earlier), calls=options.calls(draft.conversation)
        )
        yield from from_chain(self._chains, request, draft, self._models, cancel)

    def _by_chain(
        self,
        draft: Draft,
        question: str,
        chosen: Route,
        shelves: Sequence[Shelf],
        options: AskOptions,
        language: str,
        cancel: Cancel,
    ) -> Iterator[Event]:
        """A question that the best few passages cannot answer: the route's chain reads all that it is about."""
        scope = narrowed(options.scope, chosen.document_ids)
        all_meant = bool(options.scope.collections or options.scope.documents) or says("whole", "everything", question)
        if chosen.name == "summarize" and not chosen.document_ids and len(shelves) > 1 and not all_meant:
            yield from which_document(draft, shelves, language)
            return
        if chosen.name == "tables" and not chosen.document_ids:
            scope = narrowed(scope, [shelf.document_id for shelf in shelves if shelf.has_tables])
        text = "" if chosen.name in {"summarize", "compare"} else question
        # A rewrite may have words of earlier answers, which are those of documents; what was typed is the person's.
        asked = self._conversations.turns(draft.conversation, draft.turn.key)
        own = "\n".join(turn.question for turn in asked) if question != draft.turn.question else ""
        calls = options.calls(draft.conversation, own)
        request = ChainRequest(ROUTE_CHAINS[chosen.name], text, scope, language=language, calls=calls)
        yield from from_chain(self._chains, request, draft, self._models, cancel)

    def _from_passages(
        self,
        draft: Draft,
        question: str,
        options: AskOptions,
        language: str,
        earlier: Sequence[Turn],
        cancel: Cancel,
    ) -> Iterator[Event]:
        began = time.perf_counter()
        passages, found, dense_by = self.sentences(question, options, cancel)
        given = self._given(options.spans)
        quotes, chosen = _choose(found.quotes, self._settings.retrieval.quotes, options.pin, given)
        is_found = bool(chosen) or self._ranker.found(found.relevance)
        draft.retrieve = time.perf_counter() - began
        draft.set(evidence=tuple(quotes))
        yield EvidenceFound(tuple(quotes), tuple(passages), is_found, dense_by)
        if not is_found:
            self._tell_what_was_read(draft, passages, options)
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
        yield from self._composer.compose(draft, question, quotes, prompt, earlier, cancel, chosen)
        draft.words = answering.tidy(draft.words)
        if not draft.words:
            draft.notes.append("no_words")
        verification = verify(
            draft.words,
            quotes,
            question,
            numbers=_numbers(quotes, draft.turn.placed),
            relevance=found.relevance,
            embed=self._embeddings.embed,
        )
        if verification.supported == "no":
            self._tell_what_was_read(draft, passages, options)
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

    def _reranked(self, question: str, found: Evidence, cancel: Cancel | None) -> Evidence:
        from assistant.reranking import rerank

        return rerank(question, found, self._models.engine, cancel)

    # --- the end ---

    def _done(self, draft: Draft) -> Done:
        if draft.turn.state == "running":
            draft.set(state="done")
        draft.set(answer=draft.words, seconds=draft.seconds())
        self._conversations.finish(draft.turn)
        turn = draft.turn
        return Done(
            draft.conversation,
            turn.ordinal,
            turn.answer,
            _supported(turn.supported),
            turn.receipt,
            turn.seconds,
            turn.stopped,
            tuple(draft.notes),
        )

    def _keep_stopped(self, draft: Draft) -> None:
        """A stopped turn keeps its words; they stay in the transcript, where the engine has them already."""
        draft.set(state="stopped", stopped="cancelled", answer=draft.words, seconds=draft.seconds())
        usage = self._composer.last_usage() if draft.turn.prompt else None
        if usage is not None:
            draft.set(
                raw=draft.words,
                answer_ids=usage.token_ids,
                kept="full" if draft.words.strip() else "none",
                receipt=with_usage(draft.turn.receipt, usage),
            )
        self._conversations.finish(draft.turn)


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


def _supported(text: str | None) -> Supported:
    return text if text in {"yes", "partly", "no", "not_found"} else "no"  # type: ignore[return-value] # just checked
