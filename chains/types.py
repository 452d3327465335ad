"""Values that the chains are given and give back; every span counts code points of a document's text."""

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["yes", "partly", "no"]
Supported = Literal["yes", "partly", "no", "not_found"]
RouteName = Literal["fact", "summarize", "tables", "compare", "all", "catalogue", "talk", "agent"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrieved chunk.

    Attributes:
        chunk_id: row of the chunk in the store.
        document_id: hash of the document's content.
        title: what the person knows the document by.
        path: where the file lies, for showing.
        page: 1-based page or section; None where the format has none.
        start: offset of ``text`` in the document's stored text.
        end: ``start + len(text)``.
        text: exactly the document's text from ``start`` to ``end``.
        context: headings, or a table's header row, that the chunk stands under; not part of ``text``.
        dense: cosine similarity to the question, in [-1, 1].
        lexical: BM25, higher is better, 0 where no word is shared.
        score: the fused score in [0, 1].
    """

    chunk_id: int
    document_id: str
    title: str
    path: str
    page: int | None
    start: int
    end: int
    text: str
    context: str = ""
    dense: float = 0.0
    lexical: float = 0.0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """At most one sentence of a document (or one table row), word for word, that speaks to the question."""

    document_id: str
    title: str
    path: str
    page: int | None
    start: int
    end: int
    text: str
    score: float
    chunk_id: int
    context: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the model's answer and what the evidence says of it."""

    text: str
    verdict: Verdict
    evidence: tuple[int, ...] = ()
    missing: tuple[str, ...] = field(default=())
