"""Answers that need no model: the catalogue, a document's outline, and that there is nothing."""

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant import catalogue
from assistant.composing import Draft
from assistant.events import Event, EvidenceFound, Token, Verified
from assistant.footnotes import OUTLINE
from assistant.library.types import Scope
from assistant.replies import reply
from chains.outline import outline
from chains.route import CatalogueQuery, Route, Shelf, catalogue_query
from chains.types import Claim, Supported

if TYPE_CHECKING:
    from assistant.library.fulltext import FullText
    from assistant.library.store import Store
    from assistant.models.wordllama import WordLlama

# Of many documents, so many are named where one of them must be chosen.
TITLES_NAMED = 10


class OwnWords:
    """Lectern's own answers about one library.

    Args:
        store: the documents.
        fulltext: over them.
        embeddings: for an outline's best sentences.
    """

    def __init__(self, store: "Store", fulltext: "FullText", embeddings: "WordLlama") -> None:
        self._store = store
        self._fulltext = fulltext
        self._embeddings = embeddings

    def from_catalogue(
        self, draft: Draft, question: str, chosen: Route, scope: Scope, language: str
    ) -> Iterator[Event]:
        """What the library itself knows of its documents: which there are, how many, how old."""
        query = chosen.catalogue or catalogue_query(question) or CatalogueQuery("list")
        found = catalogue.answer(query, self._store, self._fulltext, scope, language, time.time())
        draft.set(evidence=found.quotes)
        yield EvidenceFound(found.quotes, (), True, "none")
        yield from say(draft, found.text, "yes", found.claims)

    def outlined(self, draft: Draft, chosen: Route, shelves: Sequence[Shelf], language: str) -> Iterator[Event]:
        """A whole document by its headings and the best sentences under each."""
        identity = chosen.document_ids[0] if chosen.document_ids else ""
        if not identity and len(shelves) == 1:
            identity = shelves[0].document_id
        if not identity:
            yield from which_document(draft, shelves, language)
            return
        draft.set(route=OUTLINE)
        info = self._store.resolve(identity)
        made = outline(
            document_id=info.id,
            title=info.title,
            path=info.path,
            text=self._store.text(info.id),
            blocks=self._store.blocks(info.id),
            embed=self._embeddings.embed,
            paged=info.pages > 0,
            chunk_of=lambda start: self._store.chunk_at(info.id, start),
        )
        draft.set(evidence=made.quotes)
        yield EvidenceFound(made.quotes, (), True, "none")
        lines = [reply("outline", language, title=info.title)]
        claims: list[Claim] = []
        for section in made.sections:
            if section.heading:
                lines.append(f"{'  ' * max(0, section.level - 1)}{section.heading}")
            for number in section.quotes:
                text = " ".join(made.quotes[number].text.split())
                lines.append(f"{'  ' * section.level}- {text} [{number + 1}]")
                claims.append(Claim(text, "yes", (number,)))
        yield from say(draft, "\n".join(lines), "yes", tuple(claims))

    def nothing(self, draft: Draft, scope: Scope, language: str) -> Iterator[Event]:
        """There is no document to look in."""
        yield EvidenceFound((), (), False, "none")
        scoped = scope.collections or scope.documents
        yield from say(draft, reply("empty_scope" if scoped else "empty_library", language), "not_found")


def which_document(draft: Draft, shelves: Sequence[Shelf], language: str) -> Iterator[Event]:
    """Ask which document is meant."""
    titles = ", ".join(shelf.title for shelf in shelves[:TITLES_NAMED])
    yield from say(draft, reply("which_document", language, titles=titles), "no")


def say(draft: Draft, text: str, supported: Supported, claims: tuple[Claim, ...] = ()) -> Iterator[Event]:
    """Lectern's own words, which are none of the model's."""
    draft.words = text
    yield Token(text)
    draft.set(claims=claims, supported=supported)
    yield Verified(claims, supported)
