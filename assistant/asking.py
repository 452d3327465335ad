"""A question's way: condensed, routed, answered by what its route leads to; stored whatever happens."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from assistant.ask_options import AskOptions
from assistant.cancel import Cancel
from assistant.chain_turns import from_chain, history_of, narrowed
from assistant.collecting import LABELLING
from assistant.composing import Composer, Draft, with_usage
from assistant.conversations import Conversations, Turn
from assistant.events import (
    Condensed,
    Done,
    Event,
    Failed,
    Preview,
    Routed,
)
from assistant.examples import Examples
from assistant.language import system_language
from assistant.library.search import Searcher
from assistant.library.store import Store
from assistant.library.types import Scope
from assistant.models.service import Models
from assistant.models.wordllama import WordLlama
from assistant.own_words import OwnWords, say, which_document
from assistant.passage_answers import PassageAnswers
from assistant.prompts import Prompts
from assistant.replies import reply
from assistant.settings import Settings
from assistant.shelf import ChainRequest, Chains
from assistant.shelves import Shelves
from assistant.slash import Slashed, call_title, slashed
from chains import answer as answering
from chains.agent.parts import needs_steps
from chains.asks import says
from chains.condense import condense
from chains.errors import AssistantError, Cancelled, InputError, LibraryError
from chains.evidence import Evidence
from chains.examples import Metered
from chains.route import Route, Shelf, named_documents, route
from chains.text import language as language_of
from chains.types import Quote, Supported

# Routes that lead to a chain which reads all of what a question is about.
ROUTE_CHAINS: Mapping[str, str] = {
    "summarize": "summarize",
    "tables": "tables",
    "compare": "compare",
    "all": "list",
    "agent": "agent",
}


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
        self._conversations = conversations
        self._embeddings = embeddings
        self._models = models
        self._chains = chains
        self._prompts = prompts
        self._examples = examples
        self._composer = Composer(settings, models)
        self._passages = PassageAnswers(settings, store, searcher, embeddings, models, prompts, self._composer)
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

    def evidence(self, question: str, options: AskOptions) -> Evidence:
        """All sentences of the passages for ``question``, scored."""
        return self._passages.evidence(question, options)[0]

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
        quotes: tuple[Quote, ...] = ()
        by_person, speak, to = 0, True, options.route or "fact"
        if text:
            if earlier and options.rewrite and self._settings.retrieval.rewrite:
                text = condense(text, [(turn.rewritten or turn.question, turn.answer) for turn in earlier]).text
            to = options.route or route(text, shelves).name
            speak = to == "fact" and bool(shelves) and answering.speaks(self._models.languages, language)
        if text and speak:
            found = self._passages.chosen(text, replace(options, rerank=False), cancel)
            quotes, by_person, speak = found.quotes, found.by_person, found.speak
        cancel.check()
        prompt = self._prompts.with_texts(options.prompts)("answer", language)
        receipt = self._composer.preview(text, quotes if speak else (), prompt, earlier, by_person, cancel)
        return Preview(receipt, quotes, speak, to, language)

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
        yield from self._passages.answer(draft, question, options, language_of(question), (), cancel)
        yield _end(draft)

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
            try:
                yield from self._by_chain(draft, question, chosen, shelves, options, language, cancel)
            except InputError as exc:
                if exc.code != "tables.unanswered":
                    raise
                # The words sounded like a table's; what is meant stands in the text, or nowhere.
                draft.set(route="fact")
                yield Routed("fact", "no table has what it names")
                yield from self._by_passages(draft, question, options, language, earlier, cancel)
        elif chosen.name == "summarize":
            yield from self._own.outlined(draft, chosen, shelves, language)
        else:
            yield from self._by_passages(draft, question, options, language, earlier, cancel)
        if auxiliary.tokens:
            draft.set(receipt=replace(draft.turn.receipt, auxiliary=auxiliary.tokens))

    def _by_passages(
        self,
        draft: Draft,
        question: str,
        options: AskOptions,
        language: str,
        earlier: Sequence[Turn],
        cancel: Cancel,
    ) -> Iterator[Event]:
        if needs_steps(question):
            draft.notes.append("offers_agent")
        yield from self._passages.answer(draft, question, options, language, earlier, cancel)

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
        if chosen.name == "tables":
            tabled = [shelf.document_id for shelf in shelves if shelf.has_tables]
            scope = narrowed(options.scope, [named for named in chosen.document_ids if named in tabled] or tabled)
        text = "" if chosen.name in {"summarize", "compare"} else question
        # A rewrite may have words of earlier answers, which are those of documents; what was typed is the person's.
        asked = self._conversations.turns(draft.conversation, draft.turn.key)
        own = "\n".join(turn.question for turn in asked) if question != draft.turn.question else ""
        calls = options.calls(draft.conversation, own)
        # Who chose the tables is told what they have; a question that only sounded so may be answered elsewhere.
        own_choice = options.route is not None or chosen.name != "tables"
        request = ChainRequest(
            ROUTE_CHAINS[chosen.name], text, scope, {} if own_choice else {"sure": True}, language=language, calls=calls
        )
        yield from from_chain(self._chains, request, draft, self._models, cancel)

    # --- the end ---

    def _done(self, draft: Draft) -> Done:
        if draft.turn.state == "running":
            draft.set(state="done")
        end = _end(draft)
        self._conversations.finish(draft.turn)
        return end

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


def _end(draft: Draft) -> Done:
    """What a reader is told at the end of a turn; the turn knows it then, too."""
    draft.set(answer=draft.words, seconds=draft.seconds(), notes=tuple(draft.notes))
    turn = draft.turn
    return Done(
        draft.conversation,
        turn.ordinal,
        turn.answer,
        _supported(turn.supported),
        turn.receipt,
        turn.seconds,
        turn.stopped,
        turn.notes,
    )


def _supported(text: str | None) -> Supported:
    return text if text in {"yes", "partly", "no", "not_found"} else "no"  # type: ignore[return-value] # just checked
