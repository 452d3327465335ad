"""Where a question goes: to the best passages, a whole document, a table, all there is …; rules, then the model."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from chains.asks import columns_meant, generic_terms, pattern, says
from chains.catalogue import CatalogueQuery, catalogue_query
from chains.examples import ExampleShelf
from chains.prompts import Load, load
from chains.text import is_stop, language, query_terms, terms
from chains.types import RouteName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Patterns are meant for questions; a pasted page is none, and some would take time quadratic in its length.
MAX_CHARS = 400
# Every document of these is a table.
TABLE_FORMATS = frozenset({"csv", "tsv", "xlsx", "xls", "ods"})

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
    examples: ExampleShelf | None = None,
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


# --- talk ---------------------------------------------------------------------------------------------------------

_GREETING = re.compile(
    r"(?:hi+|hello|hey|howdy|good (?:morning|afternoon|evening|day|night)|greetings|thanks?(?: you)?|thx|cheers|"
    r"(?:good)?bye|see you(?: later)?|ok(?:ay)?|great|cool|nice|perfect|awesome|wonderful|good job|well done|sorry|"
    r"never ?mind|yes|no|sure|got it|(?:that'?s |very |how )?(?:helpful|good)|how are you(?: doing)?|how do you do|"
    r"what'?s up|nice to meet you|"
    r"你好|您好|嗨|哈喽|早上好|下午好|晚上好|早安|晚安|多谢|谢谢|感谢|再见|拜拜|好的|辛苦了|没事了?|对不起"
    r"|不客气|太好了|很好|明白了?|知道了)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:there|again|everyone|everybody|lectern|assistant|friend|my|so much|very much|a lot|today"
    r"|for (?:that|this|your help|"
    r"the help|everything|helping)|your help|you|that|that's|is|was|it|all|and|me|to|then)\b"
    r"|[你您吗啊呀呢吧哦啦了的]|\W",
    re.IGNORECASE,
)
_ABOUT_PROGRAM = re.compile(
    r"\A(?:so |and |please )?(?:who|what) (?:exactly )?are you\W*\Z|\bwhat(?:'s| is) your name\b"
    r"|\bwhat can you do\b|\bhow can you help\b|"
    r"\bare you (?:an? )?(?:robot|bot|human|ai|real|person|machine|chatgpt|there|online)\b|\b(?:what"
    r"|which) (?:model|llm) are you\b|"
    r"\bwho (?:made|built|created|wrote|programmed) you\b|\btell me (?:a joke|about yourself)\b|"
    r"\bhow do(?:es)? (?:you|this (?:app|program)) work\b|\A(?:can|could) you help(?: me)?\W*\Z|"
    r"你是谁|您是谁|你叫什么|你能做什么|你会做?什么|你是(?:机器人|人工智能|AI|真人)|谁(?:做|开发|创造)(?:了"
    r"|的)你|讲个笑话|介绍一下你自己|你能帮我(?:做)?什么",
    re.IGNORECASE,
)


def _is_talk(text: str) -> bool:
    if not re.search(r"\w", text) or _ABOUT_PROGRAM.search(text):
        return True
    return bool(_GREETING.match(text)) and not _FILLER.sub("", _GREETING.sub("", text))


# --- more than the best few passages --------------------------------------------------------------------------------


def _elsewhere(text: str, documents: Sequence[Shelf]) -> tuple[tuple[RouteName, ...], str]:
    """The routes that rules leave open, the likeliest first, and what says so."""
    named = named_documents(text, documents)
    if _compares(text, named):
        return ("compare",), "sets documents against each other"
    if says("all", "counts", text):
        return ("all",), "asks how often something stands there"
    whole, reason = _about_whole(text, documents)
    fits = _fits(text, documents, named)
    if whole and fits < 2:
        return ("summarize",), reason
    if fits:
        return (("tables",), "reckons over a table") if fits > 1 else (("fact", "tables"), "may be after a table")
    if says("all", "lists", text):
        return ("all",), "asks for all there is"
    return (("fact", "summarize"), reason) if whole is None else (("fact",), reason)


def _compares(text: str, named: Sequence[str]) -> bool:
    """Whether two documents are set against each other; two things in a document are not."""
    if not says("compare", "asks", text):
        return False
    return len(named) > 1 or says("compare", "pair", text)


def _fits(text: str, documents: Sequence[Shelf], named: Sequence[str]) -> int:
    """How well a table answers: 2 where it does, 1 where it may, 0 where none does."""
    tables = [document for document in documents if document.has_tables or document.format in TABLE_FORMATS]
    if not tables:
        return 0
    reckons = says("tables", "reckons", text)
    pointed = says("tables", "points", text) or any(document.document_id in named for document in tables)
    meant = max(columns_meant(text, document.columns) for document in tables)
    if reckons and (meant or (pointed and len(query_terms(text)) > 2)):
        return 2
    if meant > 1 or says("tables", "ledger", text):
        return 2 if reckons or meant > 2 or pointed else 1
    return 0


def _about_whole(text: str, documents: Sequence[Shelf]) -> tuple[bool | None, str]:
    """Whether ``text`` asks about a document as a whole (None: it may), and what says so."""
    named = bool(named_documents(text, documents))
    pointed = says("whole", "pointed", text)
    summary = says("whole", "summary", text)
    if summary and (says("whole", "command", text) or re.search("[\u4e00-\u9fff]", text)):
        about_what = {t for t in terms(pattern("whole", "summary").sub(" ", text)) if not is_stop(t)} - generic_terms()
        if named or pointed or not about_what:
            return True, "asks for a summary"
        return None, "asks for a summary of something that is no document's title"
    about = pattern("whole", "about").search(text)
    if about:
        if pointed and len(query_terms(pattern("whole", "pointed").sub(" ", text))) <= 3:
            return True, "asks what a document is about"
        subject = next((group for group in about.groups() if group), "")
        if named_documents(subject, documents, whole=True):
            return True, "asks what a named document is about"
    if summary and (named or pointed):
        return None, "speaks of a summary and a document"
    return False, "nothing points elsewhere"


def named_documents(text: str, documents: Sequence[Shelf], *, whole: bool = False) -> list[str]:
    """Ids of the documents that ``text`` calls by title or file name, best match first.

    A title counts when at least half of its content words, or its last one, stand in ``text``; a file name when all
    of its words do.

    Args:
        whole: ``text`` must also name nothing else.
    """
    said = set(query_terms(text))
    plain = text.casefold()
    found: list[tuple[float, int, str]] = []
    for place, document in enumerate(documents):
        stem = document.filename.rpartition(".")[0] or document.filename
        best = 0.0
        for name, needed in ((document.title, 0.5), (stem.replace("_", " ").replace("-", " "), 1.0)):
            words = {word for word in query_terms(name) if not word.isdigit()} or set(query_terms(name))
            shared = words & said
            # "The manual" is the document whose title ends so.
            headed = bool(shared & set(query_terms(name)[-1:]))
            if not words or (len(shared) / len(words) < needed and not (headed and needed < 1)):
                continue
            if whole and said - shared - generic_terms():
                continue
            best = max(best, len(shared) / len(words))
        if document.filename and document.filename.casefold() in plain:
            best = 2.0
        if best:
            found.append((-best, place, document.document_id))
    return [document_id for _, _, document_id in sorted(found)]


def _ask(
    model: "BaseChatModel",
    text: str,
    open_routes: Sequence[RouteName],
    prompts: Load,
    examples: ExampleShelf | None,
) -> Route:
    """The model's choice among ``open_routes``, held to one of their names."""
    schema = {
        "type": "object",
        "properties": {"route": {"type": "string", "enum": list(open_routes)}},
        "required": ["route"],
        "additionalProperties": False,
    }
    prompt = prompts("route", language(text))
    shown = examples.choose(prompt.examples, prompt.language, text) if prompt.examples and examples is not None else ()
    # One of a route that is not open would only lead astray.
    shown = tuple(example for example in shown if any(f'"{name}"' in example.wanted for name in open_routes))
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
