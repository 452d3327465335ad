"""The library as LangChain knows one: a ``BaseRetriever`` over the Chroma index and the full text."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.library.search import Searcher
from assistant.library.types import Scope
from chains.types import Passage


class LibraryRetriever(BaseRetriever):
    """Gives the best chunks of a library for a query, with their place in the document and their scores.

    ``metadata`` of each document: ``chunk_id``, ``document_id``, ``title``, ``path``, ``page``, ``start``, ``end``,
    ``context``, ``dense``, ``lexical``, ``score``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    scope: Scope = Scope()
    k: int | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        # A call's own ``k`` stands before the retriever's.
        wanted = self.k if k is None else k
        return [to_document(passage) for passage in self.searcher.search(query, self.scope, wanted).passages]


def to_document(passage: Passage) -> Document:
    """A passage as LangChain's document."""
    return Document(
        page_content=passage.text,
        id=str(passage.chunk_id),
        metadata={
            "chunk_id": passage.chunk_id,
            "document_id": passage.document_id,
            "title": passage.title,
            "path": passage.path,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "context": passage.context,
            "dense": passage.dense,
            "lexical": passage.lexical,
            "score": passage.score,
        },
    )
