"""Questions about the library itself, answered from the store: how many, which files, which of them mention a word."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.library.fulltext import FullText
from assistant.library.store import Store
from assistant.library.types import DocumentInfo, Scope
from assistant.replies import reply
from chains.route import CatalogueQuery
from chains.text import query_terms, sentences, terms
from chains.types import Claim, Quote

MOST_LISTED = 200

# What people call a format, and what the readers name it.
_FORMATS = {"md": "markdown", "txt": "text", "htm": "html", "xls": "xlsx", "doc": "docx", "eml": "mail"}


@dataclass(frozen=True, slots=True)
class CatalogueAnswer:
    """A text whose every line is true of the store, and the sentences in which a word was found."""

    text: str
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]


def answer(
    query: CatalogueQuery, store: Store, fulltext: FullText, scope: Scope, language: str, now: float
) -> CatalogueAnswer:
    """Look up ``query``.

    Args:
        query: what is asked.
        store: of the documents.
        fulltext: for words that documents must mention.
        scope: of the conversation.
        language: of the question.
        now: seconds since 1970, for "last week".
    """
    if query.failed:
        failures = store.failures()
        lines = [reply("failed_files", language, count=len(failures))]
        lines += [f"- {failure.path}: {failure.error.message(language)}" for failure in failures]
        return _plain("\n".join(lines))
    documents = [info for info in store.documents(scope) if _fits(info, query, now)]
    filters = _filters(query, language)
    if query.kind == "mentions":
        return _mentions(query.term, documents, store, fulltext, language, listed=not query.counted)
    if not documents:
        return _plain(reply("none_documents", language, filter=filters))
    name = "count_one" if len(documents) == 1 else "count_documents"
    text = reply(name, language, count=len(documents), filter=filters)
    if query.kind == "list":
        text = "\n".join([text, *_lines(documents)])
    return _plain(text)


def _plain(text: str) -> CatalogueAnswer:
    return CatalogueAnswer(text, (), (Claim(text, "yes"),))


def _lines(documents: Sequence[DocumentInfo]) -> list[str]:
    lines = [f"- {info.title} ({info.path.rpartition('/')[2] or info.path})" for info in documents[:MOST_LISTED]]
    if len(documents) > MOST_LISTED:
        lines.append(f"- … (+{len(documents) - MOST_LISTED})")
    return lines


def _filters(query: CatalogueQuery, language: str) -> str:
    parts = []
    if query.format:
        parts.append(reply("filter_format", language, value=query.format))
    if query.collection:
        parts.append(reply("filter_collection", language, value=query.collection))
    if query.added:
        parts.append(reply("filter_added", language))
    return "".join(parts)


def _fits(info: DocumentInfo, query: CatalogueQuery, now: float) -> bool:
    if query.format and info.format not in {query.format, _FORMATS.get(query.format, query.format)}:
        return False
    if query.collection and query.collection.casefold() not in {name.casefold() for name in info.collections}:
        return False
    if query.added:
        start, end = _SPANS[query.added](datetime.datetime.fromtimestamp(now).astimezone())
        return start.timestamp() <= info.added < end.timestamp()
    return True


Span = tuple[datetime.datetime, datetime.datetime]


def _day(now: datetime.datetime, back: int = 0) -> datetime.datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=back)


def _last_month(now: datetime.datetime) -> Span:
    end = _day(now).replace(day=1)
    return (end - datetime.timedelta(days=1)).replace(day=1), end


_SPANS: dict[str, Callable[[datetime.datetime], Span]] = {
    "today": lambda now: (_day(now), _day(now, -1)),
    "yesterday": lambda now: (_day(now, 1), _day(now)),
    "week": lambda now: (_day(now, now.weekday()), _day(now, -1)),
    "last_week": lambda now: (_day(now, now.weekday() + 7), _day(now, now.weekday())),
    "month": lambda now: (_day(now).replace(day=1), _day(now, -1)),
    "last_month": _last_month,
    "year": lambda now: (_day(now).replace(month=1, day=1), _day(now, -1)),
    "recent": lambda now: (_day(now, 7), _day(now, -1)),
}


def _mentions(
    term: str, documents: Sequence[DocumentInfo], store: Store, fulltext: FullText, language: str, *, listed: bool
) -> CatalogueAnswer:
    words = list(dict.fromkeys(query_terms(term)))
    keys = fulltext.documents_with(words)
    having = [info for info in documents if info.id in set(store.ids(keys))]
    if not having:
        return _plain(reply("mentions_none", language, term=term))
    quotes: list[Quote] = []
    claims: list[Claim] = []
    lines: list[str] = []
    for info in having[:MOST_LISTED]:
        found = _sentence(info, words, store, fulltext)
        if found is not None:
            quotes.append(found)
        lines += _lines([info])
        claims.append(Claim(lines[-1], "yes", (len(quotes) - 1,) if found is not None else ()))
    name = "mentions_one" if len(having) == 1 else "mentions"
    head = reply(name, language, term=term, count=len(having))
    return CatalogueAnswer("\n".join([head, *lines]) if listed else head.rstrip(":："), tuple(quotes), tuple(claims))


def _sentence(info: DocumentInfo, words: Sequence[str], store: Store, fulltext: FullText) -> Quote | None:
    """The sentence of the document that has most of the words."""
    chunks = fulltext.search(words, 3, store.keys(Scope(documents=(info.id,))))
    best: tuple[int, Quote] | None = None
    for passage in store.passages(list(chunks)):
        for start, end in sentences(passage.text):
            shared = len(set(words) & set(terms(passage.text[start:end])))
            if shared and (best is None or shared > best[0]):
                place = passage.start + start
                best = (
                    shared,
                    Quote(
                        info.id,
                        info.title,
                        info.path,
                        store.page_of(info.id, place),
                        place,
                        passage.start + end,
                        passage.text[start:end],
                        shared / len(words),
                        passage.chunk_id,
                        passage.context,
                    ),
                )
    return best[1] if best is not None else None
