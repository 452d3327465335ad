"""What documents say to a question: sentences of the passages that a retriever finds, where they speak to it at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.answer import Check
from chains.evidence import SentenceRanker, inverse_document_frequency
from chains.kit import Kit
from chains.text import terms
from chains.types import Passage, Quote

if TYPE_CHECKING:
    from langchain_core.documents import Document

    from chains.documents import SourceDocument

# So many sentences at most, and none that is less likely than this to hold what is asked for: each number that goes in
# is one more that a small model may take up.
MOST, LEAST = 4, 0.3


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found.

    Attributes:
        quotes: in the order of their documents; empty where nothing speaks to the question.
        read: passages that were looked at.
        unknown: words of the question that none of them has.
    """

    quotes: tuple[Quote, ...]
    read: tuple[Passage, ...]
    unknown: tuple[str, ...] = ()


def facts(kit: Kit, question: str, documents: Sequence["SourceDocument"], cancel: Check | None = None) -> Facts:
    """The sentences of ``documents`` that speak to ``question``, found by the kit's retriever.

    Passages that stand in none of the documents are left out: nothing could be cited.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    if kit.retriever is None or not documents:
        return Facts((), ())
    found = kit.retriever.invoke(question)
    if cancel is not None:
        cancel.check()
    known = {document.id: document for document in documents}
    # Whether anything speaks to the question is told by likeness, too: another's retriever may not say it.
    vectors = kit.embed([question, *(one.page_content for one in found)])
    alike = vectors[1:] @ vectors[0]
    read = [
        passage
        for rank, one in enumerate(found)
        for passage in _passages(one, known, score=1.0 - rank / len(found), dense=float(alike[rank]))
    ]
    having = [frozenset(terms(passage.text)) for passage in read]

    def idf(words: Sequence[str]) -> list[float]:
        return [inverse_document_frequency(sum(word in one for one in having), len(having), word) for word in words]

    ranker = SentenceRanker(idf, kit.embed)
    evidence = ranker.rank(question, read, lambda identity, start: known[identity].page_of(start))
    if not ranker.found(evidence.relevance):
        return Facts((), tuple(read), evidence.missing)
    best = [quote for quote in evidence.quotes if quote.score >= LEAST][:MOST]
    order = {document.id: place for place, document in enumerate(documents)}
    best.sort(key=lambda quote: (order[quote.document_id], quote.start))
    return Facts(tuple(best), tuple(read), evidence.missing)


def _passages(
    found: "Document", known: "dict[str, SourceDocument]", *, score: float, dense: float
) -> Iterator[Passage]:
    """What a retriever gave, where it stands in one of the documents; of another's retriever the words are sought.

    Args:
        score: where the retriever gives none; ``dense`` likewise.
    """
    given = found.metadata
    named = known.get(str(given.get("document_id", "")))
    text = found.page_content
    for document in (named,) if named is not None else known.values():
        start = given.get("start")
        if not isinstance(start, int) or document.text[start : start + len(text)] != text:
            start = document.text.find(text) if text.strip() else -1
        if start >= 0:
            yield Passage(
                chunk_id=document.chunk_of(start),
                document_id=document.id,
                title=document.title,
                path=document.path,
                page=document.page_of(start),
                start=start,
                end=start + len(text),
                text=text,
                context=str(given.get("context", "")),
                dense=float(given.get("dense", dense)),
                lexical=float(given.get("lexical", 0.0)),
                score=float(given.get("score", score)),
            )
            return
