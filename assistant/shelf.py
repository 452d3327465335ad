"""Chains on the person's own library: what each is given, and running one with its progress."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.cancel import Cancel
from assistant.library.memo import Memos
from assistant.library.parsed import Parsed
from assistant.library.types import Scope
from chains.consent import Consent
from chains.documents import SourceDocument, TextBlock, TextPage
from chains.errors import InputError
from chains.results import Action, ChainEvent, ChainInput
from chains.text import language as language_of

# LangChain's Runnables take a third of a second to import: not before a chain is looked at.
if TYPE_CHECKING:
    from assistant.examples import Examples
    from assistant.library.search import Searcher
    from assistant.library.store import Store
    from assistant.models.service import Models
    from assistant.models.wordllama import WordLlama
    from assistant.prompts import Prompts
    from assistant.settings import Settings
    from assistant.toolkits.registry import ToolContext
    from chains.kit import Kit
    from chains.shelf import ChainCard, Shelf


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """How the tools of one run may be called.

    Attributes:
        consent: asks the person; None where there is nobody to ask, and all that needs a word is denied.
        allow: names of tools that are allowed beforehand; see ``chains.consent.Guard``.
        toolkits: that are on for this run alone; None for those that are switched on.
        conversation: id of the conversation that the run belongs to; empty for none.
        replay: the steps of an earlier run: the same calls are answered from it.
        own: what the person wrote themselves, where the task was made whole with other words; else empty.
    """

    consent: Consent | None = None
    allow: tuple[str, ...] = ()
    toolkits: tuple[str, ...] | None = None
    conversation: str = ""
    replay: tuple[Action, ...] = ()
    own: str = ""


# A document says in its first pages which language it is in.
LANGUAGE_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class ChainRequest:
    """One run of a chain.

    Attributes:
        name: of the chain.
        text: what the person wrote after it.
        scope: the documents that it works on, where it works on any.
        options: of the chain, by name.
        history: ``(role, text)`` of earlier messages.
        documents: read already, and in no library perhaps; they stand instead of ``scope``.
        language: of the answer, ISO 639-1; empty for the language of ``text``, or of the first document.
        prompts: by ``NAME.LANG``, a prompt's file that is tried for this run and not kept.
        calls: for a chain that calls tools: whom to ask, and what is allowed beforehand.
    """

    name: str
    text: str = ""
    scope: Scope = Scope()
    options: Mapping[str, object] = field(default_factory=dict)
    history: tuple[tuple[str, str], ...] = ()
    documents: tuple[SourceDocument, ...] | None = None
    language: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)
    calls: ToolCalls = ToolCalls()


class Chains:
    """The shelf of one home.

    Args:
        home: the person's folder.
        settings: of this run.
        own: folder of the person's own chains; may be missing.
        store: the documents.
        searcher: over them.
        embeddings: for sentences.
        models: used when words are needed, not before.
        memos: what long runs have made so far.
        prompts: in whose words the model is asked.
        examples: that the model is shown.
    """

    def __init__(
        self,
        home: Path,
        settings: "Settings",
        own: Path,
        store: "Store",
        searcher: "Searcher",
        embeddings: "WordLlama",
        models: "Models",
        memos: Memos,
        prompts: "Prompts",
        examples: "Examples",
    ) -> None:
        self._home = home
        self._settings = settings
        self._own = own
        self._store = store
        self._searcher = searcher
        self._embeddings = embeddings
        self._models = models
        self._memos = memos
        self._prompts = prompts
        self._examples = examples

    @property
    def shelf(self) -> "Shelf":
        """All chains as their files are now."""
        from chains.shelf import shelf

        return shelf(self._own)

    def card(self, name: str) -> "ChainCard":
        """The chain of this name.

        Raises:
            InputError: there is none, or its file cannot be used.
        """
        return self.shelf.card(name)

    def known(self, name: str) -> "ChainCard | None":
        """The chain of this name; None for one that is no more."""
        return self.shelf.cards.get(name)

    def run(self, request: ChainRequest, cancel: Cancel | None = None) -> Iterator[ChainEvent]:
        """Run a chain; the last event is its ``ChainResult``.

        Raises:
            InputError: no such chain, option, document or collection; nothing to work on.
            ModelError: the model cannot be loaded.
            Cancelled: ``cancel`` was set; what a long run has made is kept for the next.
        """
        from chains.shelf import made

        cancel = cancel or Cancel()
        card = self.card(request.name)
        given = self.given(card, request)
        kit = self.kit(request.scope, cancel, request.prompts)
        if not card.made_by.calls_tools:
            yield from made(card, kit, request.options).run(given, cancel)
            return
        from assistant.toolkits.making import agent_kit

        with agent_kit(self.context(request, given, cancel), request.calls, self._models) as agent:
            yield from made(card, replace(kit, agent=agent), self._limited(request.options)).run(given, cancel)

    def context(self, request: ChainRequest, given: ChainInput, cancel: Cancel) -> "ToolContext":
        """What the tools of one run are made from."""
        from assistant.toolkits.registry import ToolContext

        return ToolContext(
            store=self._store,
            searcher=self._searcher,
            chains=self,
            database=self._store.database,
            settings=self._settings,
            folder=self._home,
            scope=request.scope,
            conversation=request.calls.conversation,
            task=given.text,
            language=given.language,
            cancel=cancel,
        )

    def _limited(self, options: Mapping[str, object]) -> Mapping[str, object]:
        """The options of a run of the agent, its limits as the settings say unless they are given."""
        return {"steps": self._settings.agent.steps, "seconds": self._settings.agent.seconds, **options}

    def given(self, card: "ChainCard", request: ChainRequest) -> ChainInput:
        """What the chain works on.

        Raises:
            InputError: it lacks what it needs.
        """
        text = request.text.strip()
        documents = request.documents
        if documents is None and card.takes != "text":
            documents = tuple(self.document(info.id) for info in self._store.documents(request.scope))
        documents = documents or ()
        language = request.language or (language_of(text) if text else documents[0].language if documents else "en")
        if card.takes == "documents" and not documents:
            raise InputError("chain.no_documents", chain=card.title())
        needs = card.needs_text and not request.options  # an option may say it all, such as SQL
        if not text and (needs or (card.takes == "text" and not request.history)):
            raise InputError("chain.no_text", chain=card.title(), placeholder=card.placeholder() or "…")
        return ChainInput(text, documents, request.history, language)

    def kit(
        self, scope: Scope = Scope(), cancel: Cancel | None = None, prompts: Mapping[str, str] = MappingProxyType({})
    ) -> "Kit":
        """What every chain is given; loads the model.

        Args:
            prompts: see ``ChainRequest``.

        Raises:
            PromptError: one of ``prompts`` cannot be used.
            ModelError: the model cannot be loaded.
        """
        from assistant.library.retriever import LibraryRetriever
        from assistant.sheets import SheetEngine
        from chains.kit import Kit

        model = self._models.chat(cancel)
        info = self._models.engine.load(cancel)
        return Kit(
            model=model,
            count=self._models.counter.count,
            count_messages=lambda messages: model.get_num_tokens_from_messages(list(messages)),
            context_tokens=info.context_tokens,
            embed=self._embeddings.embed,
            retriever=LibraryRetriever(searcher=self._searcher, scope=scope),
            prompt=self._prompts.with_texts(prompts),
            examples=self._examples,
            memo=self._memos,
            languages=self._models.languages,
            tables=SheetEngine(),
            completion=self._models.completion(cancel),
        )

    def document(self, document_id: str) -> SourceDocument:
        """A whole document of the library."""
        info = self._store.document(document_id)
        parsed = self._store.parsed(document_id)
        return source_document(
            parsed,
            identity=info.id,
            title=info.title,
            path=info.path,
            language=info.language,
            notes=info.notes,
            chunk_of=lambda start: self._store.chunk_at(info.id, start),
        )


def source_document(
    parsed: Parsed,
    *,
    identity: str,
    title: str,
    path: str,
    language: str = "",
    notes: tuple[str, ...] = (),
    chunk_of: Callable[[int], int] | None = None,
) -> SourceDocument:
    """What a reader gave, as the chains are given it.

    Args:
        language: ISO 639-1; empty to tell it from the text.
        chunk_of: see ``SourceDocument``.
    """
    document = SourceDocument(
        id=identity,
        title=title,
        path=path,
        format=parsed.format,
        text=parsed.text,
        blocks=tuple(TextBlock(block.kind, block.start, block.end, block.page, block.level) for block in parsed.blocks),
        pages=tuple(TextPage(page.number, page.start, page.end, page.label, page.source) for page in parsed.pages),
        paged=parsed.paged,
        language=language or language_of(parsed.text[:LANGUAGE_CHARACTERS]),
        notes=notes or parsed.notes,
    )
    return document if chunk_of is None else replace(document, chunk_of=chunk_of)
