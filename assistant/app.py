"""The one place that puts the parts together: library, index, conversations and models behind one object."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ask_options import AskOptions
from assistant.asking import Asker
from assistant.cancel import Cancel
from assistant.changing import LoadStep, changed, model_changes
from assistant.conversations import Conversations
from assistant.database import Database
from assistant.events import Event, IngestProgress, Preview
from assistant.examples import Examples
from assistant.intake import Intake
from assistant.library import why as explaining
from assistant.library.check import CheckReport, check, salvage
from assistant.library.fulltext import FullText
from assistant.library.index import Index
from assistant.library.memo import Memos
from assistant.library.notes import Notes
from assistant.library.pages import Pages
from assistant.library.queue import Queue
from assistant.library.recutting import RecutCost
from assistant.library.removed import Removed, give_back, taken_files
from assistant.library.schema import MIGRATIONS
from assistant.library.search import Searcher
from assistant.library.store import Store
from assistant.library.types import Scope, SearchResult, Span
from assistant.library.vectors import Vectors
from assistant.library.writer import Writer
from assistant.models.known import remember
from assistant.models.service import Models
from assistant.models.wordllama import WordLlama
from assistant.paths import Paths, default_home
from assistant.prompts import Prompts
from assistant.runs import PastRun, past_run
from assistant.settings import SettingInfo, Settings, described, load_settings
from assistant.shelf import ChainRequest, Chains
from assistant.toolkits.grants import Grants
from assistant.working import alone
from chains.errors import AssistantError, Cancelled
from chains.results import ChainEvent, ChainInput

if TYPE_CHECKING:
    from assistant.apis.shelf import Apis
    from assistant.doctor import DoctorReport
    from assistant.library.retriever import LibraryRetriever
    from assistant.mcp.home import Mcp
    from assistant.toolkits.catalog import ToolkitInfo, ToolkitTools
    from assistant.toolkits.switches import Switches


class Assistant:
    """A home, opened. A context manager; ``close`` ends all children.

    Args:
        paths: of the home.
        settings: of this run.
        models: None for those that the settings name.

    Raises:
        LibraryError: the library file is damaged, locked, newer, or cannot be written.
    """

    def __init__(self, paths: Paths, settings: Settings, models: Models | None = None) -> None:
        self.paths = paths
        self.settings = settings
        self._overrides: Mapping[str, object] = {}
        self._database = Database(paths.database, MIGRATIONS)
        self.library = Store(self._database)
        self.pages = Pages(self.library, settings.reader)
        self._writer = Writer(self._database)
        self.conversations = Conversations(self._database)
        self.notes = Notes(self._database)
        self.grants = Grants(self._database)
        self.queue = Queue(self._database)
        self._embeddings = WordLlama()
        self.models = models or Models(settings, paths.cache)
        self.index = Index(paths, self._database, self._embeddings.fingerprint, self._embeddings.dimensions)
        self._intake = Intake(paths, self.library, self.queue, self.index, self._embeddings, lambda: self.settings)
        self._fulltext = FullText(self._database)
        self._vectors = Vectors(self._database, self._embeddings.fingerprint, self._embeddings.dimensions)
        self._put_together(settings)

    @classmethod
    def open(cls, home: Path | None = None, overrides: Mapping[str, object] | None = None) -> "Assistant":
        """Open a home, made if missing.

        Args:
            home: None for ``LECTERN_HOME`` or the platform's folder.
            overrides: ``group.key`` of settings to value, from the command line.
        """
        paths = Paths(home or default_home())
        assistant = cls(paths, load_settings(paths.settings, overrides=overrides))
        assistant._overrides = overrides or {}
        return assistant

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the children; what was stored is stored. Side by side: one that is deaf does not keep the others."""
        import threading

        with contextlib.suppress(AssistantError, Cancelled):  # a turn that the disk had no room for has one more chance
            self.conversations.save_unsaved()
        parts = (self._intake, self.pages, self.index, self.models)
        threads = [threading.Thread(target=part.close, name="closing", daemon=True) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._database.close()

    def warm(self) -> None:
        """Start the children that a question needs, in the background."""
        self.index.warm()
        self.models.warm()

    # --- the library ---

    def add(
        self, paths: Sequence[Path], *, collection: str | None = None, cancel: Cancel | None = None
    ) -> Iterator[IngestProgress]:
        """Take files, and the files of folders, into the library; see ``assistant.intake.Intake.add``."""
        return self._intake.add(paths, collection, cancel)

    def enqueue(
        self, paths: Sequence[Path], *, collection: str | None = None, cancel: Cancel | None = None
    ) -> Iterator[IngestProgress]:
        """Put files, and the files of folders, into the queue; see ``assistant.intake.Intake.enqueue``."""
        return self._intake.enqueue(paths, collection, cancel)

    def paste(self, content: str | bytes) -> Path:
        """Keep a text or a picture, to be added like any file; see ``assistant.intake.Intake.paste``."""
        return self._intake.paste(content)

    def resume(self, cancel: Cancel | None = None) -> Iterator[IngestProgress]:
        """Work off the queue, then bring the index up to date; see ``assistant.intake.Intake.resume``."""
        return self._intake.resume(cancel)

    def outdated(self) -> int:
        """How many documents an older program has cut or embedded in another way; ``resume`` does them anew."""
        return self._intake.outdated()

    def recut_cost(self, chunk_tokens: int) -> RecutCost:
        """How many documents passages of this size would cut anew, and about how long that takes."""
        return self._intake.recut_cost(chunk_tokens)

    def files(self, document_id: str) -> list[Path]:
        """Where a document was seen, the last used first; what lies there now may be gone, or be another file."""
        return [Path(os.fsdecode(path)) for path in self.library.files(document_id)]

    def rename(self, document_id: str, title: str) -> None:
        """Give a document another title; see ``assistant.library.writer.Writer.rename``."""
        self._writer.rename(document_id, title)

    def remove(self, document_ids: Sequence[str], cancel: Cancel | None = None) -> Removed:
        """Remove documents: text, vectors, full-text rows, and their vectors in the index.

        Returns:
            What ``restore`` puts back.
        """
        removed = self.take_out(document_ids)
        self.sync_index(cancel)
        return removed

    def take_out(self, document_ids: Sequence[str]) -> Removed:
        """``remove``, but for the index, which ``sync_index`` brings up to date: that may take long."""
        pasted = [
            file for document_id in document_ids for file in self.files(document_id) if file.parent == self.paths.pasted
        ]
        documents = self._writer.remove(document_ids)
        return Removed(tuple(documents), taken_files(pasted))

    def restore(self, removed: Removed) -> list[str]:
        """Put back what was removed, with the same chunk numbers, so that citations hold; nothing is read again.

        ``sync_index`` brings the index up to date.

        Returns:
            The ids of the documents that are there again; one whose file has been added anew, and is another, is not.
        """
        give_back(removed.files)
        return self._writer.restore(removed.documents)

    def sync_index(self, cancel: Cancel | None = None) -> None:
        """Bring the index up to date; see ``assistant.intake.Intake.sync_index``."""
        self._intake.sync_index(cancel)

    # --- questions ---

    def ask(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Iterator[Event]:
        """Answer a question; see ``assistant.asking.Asker.ask``."""
        with self.models.held():
            yield from self._asker.ask(question, options, cancel)

    def preview(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Preview:
        """What a question would put into the context window; see ``assistant.asking.Asker.preview``."""
        with self.models.held():
            return self._asker.preview(question, options, cancel)

    def trial(self, question: str, options: AskOptions = AskOptions(), cancel: Cancel | None = None) -> Iterator[Event]:
        """Answer a question outside of any conversation; see ``assistant.asking.Asker.trial``."""
        with self.models.held():
            yield from self._asker.trial(question, options, cancel)

    def run(self, request: ChainRequest, cancel: Cancel | None = None) -> Iterator[ChainEvent]:
        """Run a chain outside of any conversation; see ``assistant.shelf.Chains.run``."""
        with self.models.held():
            yield from self.chains.run(request, cancel)

    def past_run(self, reference: str) -> PastRun:
        """What a run of the agent was, so that it can be replayed; see ``assistant.runs.past_run``."""
        return past_run(self.conversations, reference)

    def search(self, query: str, scope: Scope = Scope(), k: int | None = None) -> SearchResult:
        """The best passages; see ``assistant.library.search.Searcher.search``."""
        return self.searcher.search(query, scope, k)

    def retriever(self, scope: Scope = Scope(), k: int | None = None) -> "LibraryRetriever":
        """The library as a LangChain retriever."""
        from assistant.library.retriever import LibraryRetriever

        return LibraryRetriever(searcher=self.searcher, scope=scope, k=k)

    def locate(self, text: str, scope: Scope = Scope()) -> Span:
        """Where ``text`` stands first in the documents in scope; see ``assistant.library.why.locate``."""
        return explaining.locate(self.library, text, scope)

    def why(self, question: str, text: str | Span, scope: Scope = Scope()) -> explaining.WhyReport:
        """Where a text stood in each ranking for ``question``; see ``assistant.library.why.explain``."""
        taken = self._asker.evidence(question, AskOptions(scope=scope))
        return explaining.explain(question, text, scope, self.searcher, self.library, taken, self.settings.retrieval)

    # --- what the agent may use ---

    def toolkits(self, conversation: str = "", collections: Sequence[str] = ()) -> "list[ToolkitInfo]":
        """All toolkits, each with whether a run in this conversation on these collections may use it, and why.

        Raises:
            InputError: the settings name a toolkit that does not exist.
        """
        from assistant.toolkits.catalog import listed

        return listed(self._switches.all(conversation, Scope(tuple(collections))))

    def toolkit_tools(self, name: str) -> "ToolkitTools":
        """The tools of a toolkit; see ``assistant.toolkits.catalog.tools_of``."""
        from assistant.toolkits.catalog import tools_of

        return tools_of(name, self.chains.context(ChainRequest("agent"), ChainInput(""), Cancel()))

    def switch_toolkit(
        self, name: str, on: bool | None, *, conversation: str | None = None, collection: str | None = None
    ) -> None:
        """Switch a toolkit for a conversation, a collection or, without either, for all; None: as it would be else.

        Raises:
            InputError: there is no such toolkit, conversation or collection, or the environment fixes the setting.
        """
        from assistant.toolkits.switches import changed_default

        if conversation is not None or collection is not None:
            self._switches.set(name, on, conversation=conversation, collection=collection)
            return
        for _ in self.configure({"agent.toolkits": changed_default(self.settings.agent.toolkits, name, on)}):
            pass

    @property
    def mcp(self) -> "Mcp":
        """The servers of the Model Context Protocol, and what is approved of them."""
        from assistant.mcp.home import Mcp

        return Mcp(self.paths.home)

    @property
    def apis(self) -> "Apis":
        """The servers that OpenAPI files describe, and which of their operations are on."""
        from assistant.apis.shelf import Apis

        return Apis(self.paths.apis)

    @property
    def _switches(self) -> "Switches":
        from assistant.toolkits.switches import Switches

        return Switches(self._database, self.settings.agent.toolkits)

    # --- settings and the model ---

    def described(self) -> tuple[SettingInfo, ...]:
        """Every setting with its bounds, its value and where that comes from."""
        return described(self.paths.settings, overrides=self._overrides)

    def configure(self, changes: Mapping[str, object], cancel: Cancel | None = None) -> Iterator[LoadStep]:
        """Change settings for good and let them come into force; see ``assistant.changing.changed``.

        Passages of another size take ``resume``.
        """
        settings, models = yield from changed(
            self.paths, self.settings, self._overrides, changes, self.models, cancel or Cancel()
        )
        if models is not self.models:
            before, self.models = self.models, models
            before.retire()
        self.settings = settings
        self._put_together(settings)

    def use_model(
        self, path: Path | None, context_tokens: int | None = None, cancel: Cancel | None = None
    ) -> Iterator[LoadStep]:
        """Answer with another model from now on; None for the starter model. See ``configure``."""
        yield from self.configure(model_changes(path, context_tokens), cancel)
        if path is not None:
            remember(self.paths, path.expanduser().absolute())

    # --- care ---

    def check(self, repair: bool = False) -> CheckReport:
        """Check that everything is whole; see ``assistant.library.check.check``."""
        return check(self._database, self.library, self.index, repair=repair)

    def doctor(self, measure: bool = True) -> "DoctorReport":
        """What the program really runs on; see ``assistant.doctor.examine``."""
        from assistant.doctor import examine

        return examine(self.models, self.paths, measure=measure)

    @staticmethod
    def salvage(home: Path | None = None) -> tuple[Path, int]:
        """Save what can be read of a damaged library file; see ``assistant.library.check.salvage``.

        Raises:
            LibraryError: nothing can be read, or another Lectern works in this home.
        """
        paths = Paths(home or default_home())
        with alone(paths):
            return salvage(paths.database)

    # --- inside ---

    def _put_together(self, settings: Settings) -> None:
        """What searches and answers, by these settings; a question that runs ends with what it began with."""
        self.searcher = Searcher(
            self.library, self._fulltext, self._vectors, self.index, self._embeddings, settings.retrieval
        )
        self.examples = Examples(self.paths.examples, settings.examples, self.models, self._embeddings)
        self.prompts = Prompts(self.paths.prompts, self.models, self.examples)
        self.chains = Chains(
            self.paths.home,
            settings,
            self.paths.chains,
            self.library,
            self.searcher,
            self._embeddings,
            self.models,
            Memos(self._database),
            self.prompts,
            self.examples,
        )
        self._asker = Asker(
            settings,
            self.library,
            self.searcher,
            self.conversations,
            self._embeddings,
            self.models,
            self.chains,
            self.prompts,
            self.examples,
        )


__all__ = ["AskOptions", "Assistant", "Scope"]
