"""Where a question goes: to the best passages, a whole document, a table, all there is …; rules, then the model."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from chains.asks import columns_meant, generic_terms, pattern, says
from chains.catalogue import CatalogueQuery, catalogue_query
from chains.examples import Example, Metered
from chains.prompts import FALLBACK_LANGUAGE, Load, load
from chains.text import is_stop, language, query_terms, terms
from chains.types import RouteName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Patterns are meant for questions; a pasted page is none, and some would take time quadratic in its length.
MAX_CHARS = 400
# So many words that no table knows are taken for what stands in its cells.
MOST_FOREIGN = 2
# "What does this contract say?" says hardly more; "... about pets in the garden" is after a fact.
MOST_ABOUT = 3
# Every document of these is a table.
TABLE_FORMATS = frozenset({"csv", "tsv", "xlsx", "xls", "ods"})

_AFTER_HEAD = re.compile(r"[,，:：(（]| [-–—] ")

__all__ = ["CatalogueQuery", "Route", "Shelf", "catalogue_query", "named_documents", "route"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document as the router needs it: what a person may call it by, and what can be done with it.

    Attributes:
        format: as readers name it: ``pdf``, ``docx``, ``csv`` …
        has_tables: whether rows can be counted and added up in it.
        columns: names of its tables' columns, as far as they are known.
    """

    document_id: str
    title: str
    filename: str = ""
    format: str = ""
    has_tables: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where a question goes, and why.

    Attributes:
        name: ``fact`` reads the best passages; ``summarize`` a whole document; ``tables`` the rows of a table;
            ``compare`` two documents; ``all`` every sentence there is; ``catalogue`` no document, but the list of them;
            ``talk`` nothing.
        reason: what decided, a short English phrase.
        document_ids: the documents that it names, best match first; empty if it names none.
        catalogue: for ``catalogue``: what to look up.
    """

    name: RouteName
    reason: str
    document_ids: tuple[str, ...] = ()
    catalogue: CatalogueQuery | None = None
    by: Literal["rules", "model"] = "rules"


def route(
    question: str,
    documents: Sequence[Shelf] = (),
    model: "BaseChatModel | None" = None,
    *,
    prompts: Load = load,
    examples: Metered | None = None,
) -> Route:
    """Where ``question`` goes. A fact unless a rule, or the model where rules cannot tell, says otherwise.

    Args:
        documents: the library, newest first; a question may name some by title or file name.
        model: asked, under a JSON schema, only where rules leave several routes open; without one the likeliest is
            taken.
        prompts: the prompt of a name and language.
        examples: that the model is shown; None for none.
    """
    text = " ".join(question.replace("’", "'").split())
    if len(text) > MAX_CHARS:
        return Route("fact", "too long for the other routes")
    if _is_talk(text):
        return Route("talk", "greeting or small talk")
    query = catalogue_query(text)
    if query is not None:
        return Route("catalogue", f"asks the library: {query.kind}", catalogue=query)
    open_routes, reason = _elsewhere(text, documents)
    named = tuple(named_documents(text, documents))
    if len(open_routes) > 1 and model is not None:
        return replace(_ask(model, text, open_routes, prompts, examples), document_ids=named)
    return Route(open_routes[0], reason, () if open_routes[0] == "fact" else named)


def _is_talk(text: str) -> bool:
    if not re.search(r"\w", text) or says("talk", "program", text):
        return True
    greeted = pattern("talk", "greeting").sub(" ", text)
    return greeted != text and not re.search(r"\w", pattern("talk", "filler").sub(" ", greeted))


# --- more than the best few passages --------------------------------------------------------------------------------


def _elsewhere(text: str, documents: Sequence[Shelf]) -> tuple[tuple[RouteName, ...], str]:
    """The routes that rules leave open, the likeliest first, and what says so."""
    named = named_documents(text, documents)
    if says("all", "counts", text):
        return ("all",), "asks how often something stands there"
    if _compares(text, documents):
        return ("compare",), "sets documents against each other"
    summary, reason = _summary(text, documents)
    fits = _fits(text, documents, named)
    if summary and fits < 2:
        return ("summarize",), reason
    if fits > 1 and not says("all", "words", text):
        return ("tables",), "reckons over a table"
    if says("all", "lists", text):
        return ("all",), "asks for all there is"
    if _about_a_document(text, documents):
        return ("summarize",), "asks what a document is about"
    if fits:
        return ("fact", "tables"), "may be after a table"
    return (("fact", "summarize") if summary is None else ("fact",)), reason


def _compares(text: str, documents: Sequence[Shelf]) -> bool:
    """Whether two documents are set against each other; two things in a document are not."""
    called = len(_called(text, documents)) > 1 or _two_of_a_kind(text, documents)
    if called and says("compare", "hints", text) and not says("whole", "summary", text):
        return True
    if says("compare", "both", text) and not says("whole", "summary", text) and not says("all", "lists", text):
        return True
    return says("compare", "asks", text) and (called or says("compare", "pair", text))


def _fits(text: str, documents: Sequence[Shelf], named: Sequence[str]) -> int:
    """How well a table answers: 2 where it does, 1 where it may, 0 where none does."""
    tables = [document for document in documents if document.has_tables or document.format in TABLE_FORMATS]
    if not tables:
        return 0
    sheets = [document for document in tables if document.format in TABLE_FORMATS]
    said = says("tables", "points", text)
    pointed = said or any(document.document_id in named for document in sheets)
    if not said and not any(document.document_id in named for document in sheets):
        in_prose = [document for document in tables if document.document_id in named]
        if in_prose:
            # Who names a lease means what it says; its rows are among the passages. Only sums over them are not.
            if not says("tables", "strong", text):
                return 0
            tables = in_prose
    reckons = says("tables", "reckons", text)
    meant, foreign = max(
        (columns_meant(text, _names(document)) for document in tables),
        key=lambda found: found[0] - found[1],
    )
    if foreign > MOST_FOREIGN:
        return 0
    ledger = says("tables", "ledger", text)
    if reckons and (pointed or meant > 1 or ledger or meant > foreign):
        return 2
    if meant > 1 and (ledger or (meant > 2 - pointed and foreign < MOST_FOREIGN)) and says("tables", "shows", text):
        return 2
    unknown = any(not document.columns for document in tables)
    if (ledger and meant > 2) or (unknown and says("tables", "strong", text)):
        return 2
    return int(reckons and (meant > 0 or unknown))


def _names(document: Shelf) -> tuple[str, ...]:
    """What names a document's tables: their columns; the title only where it is that of a table."""
    return (*document.columns, document.title) if document.format in TABLE_FORMATS else document.columns


def _summary(text: str, documents: Sequence[Shelf]) -> tuple[bool | None, str]:
    """Whether ``text`` asks for a document's summary (None: it may), and what says so."""
    if not says("whole", "summary", text):
        return False, "nothing points elsewhere"
    subject = {term for term in terms(pattern("whole", "summary").sub(" ", text)) if not is_stop(term)}
    if not subject - generic_terms():
        return True, "asks for a summary"
    meant = bool(named_documents(text, documents)) or says("whole", "pointed", text)
    command = says("whole", "command", text)
    if meant and (command or not says("whole", "of_summary", text)):
        return True, "asks for a summary"
    if meant or command:
        return None, "speaks of a summary"
    return False, "nothing points elsewhere"


def _about_a_document(text: str, documents: Sequence[Shelf]) -> bool:
    """Whether ``text`` asks what a document is about, without a word for a summary."""
    about = pattern("whole", "about").search(text)
    if not about:
        return False
    subject = next((group for group in about.groups() if group), "")
    if says("whole", "pointed", text) and min(len(_left(text)), len(_left(subject)) + MOST_ABOUT) <= MOST_ABOUT:
        return True
    return bool(named_documents(subject, documents, whole=True))


def _left(text: str) -> list[str]:
    """What a question about a document says beside pointing at it."""
    if re.search("[\u4e00-\u9fff]", text):
        text = pattern("whole", "zh_about").sub(" ", text)
    return query_terms(pattern("whole", "pointed").sub(" ", text))


def named_documents(text: str, documents: Sequence[Shelf], *, whole: bool = False) -> list[str]:
    """Ids of the documents that ``text`` calls by title or file name, best match first.

    A title counts when at least half of its content words, or of those before its first comma, or its last one, stand
    in ``text``; a file name when all of its words do.

    Args:
        whole: ``text`` must also name nothing else.
    """
    said = set(query_terms(text))
    plain = text.casefold()
    found: list[tuple[float, int, str]] = []
    for place, document in enumerate(documents):
        best = max(
            (score for score, words in _shared(said, document) if not whole or not said - words - generic_terms()),
            default=0.0,
        )
        if document.filename and document.filename.casefold() in plain:
            best = 2.0
        if best:
            found.append((-best, place, document.document_id))
    return [document_id for _, _, document_id in sorted(found)]


def _shared(said: set[str], document: Shelf) -> Iterator[tuple[float, frozenset[str]]]:
    """What share of each of a document's names is said, and in which words; only where it is enough to be meant."""
    stem = document.filename.rpartition(".")[0] or document.filename
    head = _AFTER_HEAD.split(document.title, maxsplit=1)[0]
    for name, needed in ((document.title, 0.5), (head, 0.5), (stem.replace("_", " ").replace("-", " "), 1.0)):
        all_words = query_terms(name)
        # A date tells documents apart, and names none: "in March" is no meeting of March.
        ordered = [word for word in all_words if not word.isdigit() and word not in _months()] or all_words
        shared = frozenset(ordered) & said
        # "The manual" is the document whose title ends so.
        headed = needed < 1 and ordered and ordered[-1] in said
        share = len(shared) / len(set(ordered)) if ordered else 0.0
        if shared and (share >= needed or headed):
            yield share, shared


@cache
def _months() -> frozenset[str]:
    from chains.locales import months  # not before a question is asked

    return frozenset(query_terms(" ".join(months(FALLBACK_LANGUAGE))))


def _two_of_a_kind(text: str, documents: Sequence[Shelf]) -> bool:
    """Whether two documents of one name are told apart by numbers: "the house rules of 2024 with those of 2025"."""
    figures = set(re.findall(r"\d+", text))
    named = set(named_documents(text, documents))
    titles = [set(re.findall(r"\d+", document.title)) for document in documents if document.document_id in named]
    apart = [own for own in titles if own & figures]
    return len(apart) == 2 and apart[0] & figures != apart[1] & figures


def _called(text: str, documents: Sequence[Shelf]) -> set[frozenset[str]]:
    """The different words by which documents are called: "the lease" may be two of them, and is one name."""
    plain = text.casefold()
    said = set(query_terms(text))
    names = {
        frozenset({document.filename.casefold()})
        for document in documents
        if document.filename and document.filename.casefold() in plain
    }
    if len(names) > 1:
        return names
    return {
        max((words for _, words in shared), key=len) for document in documents if (shared := [*_shared(said, document)])
    }


def _ask(
    model: "BaseChatModel",
    text: str,
    open_routes: Sequence[RouteName],
    prompts: Load,
    examples: Metered | None,
) -> Route:
    """The model's choice among ``open_routes``, held to one of their names."""
    schema = {
        "type": "object",
        "properties": {"route": {"type": "string", "enum": list(open_routes)}},
        "required": ["route"],
        "additionalProperties": False,
    }
    prompt = prompts("route", language(text))

    def open_ones(chosen: tuple[Example, ...]) -> tuple[Example, ...]:
        # One of a route that is not open would only lead astray.
        return tuple(example for example in chosen if any(f'"{name}"' in example.wanted for name in open_routes))

    shown: tuple[Example, ...] = ()
    if prompt.examples and examples is not None:
        shown = examples.choose(prompt.examples, prompt.language, text, open_ones)
    given = prompt.messages(shown, question=text)
    reply = model.invoke(
        given,
        temperature=0.0,
        max_tokens=16,
        response_format={"type": "json_schema", "json_schema": {"name": "route", "schema": schema, "strict": True}},
    )
    try:
        chosen = json.loads(reply.text)["route"]
    except (json.JSONDecodeError, KeyError, TypeError):
        chosen = ""  # a server that ignores the schema may write anything
    name = next((name for name in open_routes if name == chosen), open_routes[0])
    return Route(name, f"the model takes it for {name}", by="model")
