"""Where a question goes: a fact, a whole document, the catalogue, or plain talk; rules first, then the model."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from chains.catalogue import POLITE, CatalogueQuery, catalogue_query
from chains.prompts import load
from chains.text import is_stop, language, query_terms, terms
from chains.types import RouteName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Patterns are meant for questions; a pasted page is none, and some would take time quadratic in its length.
MAX_CHARS = 400

__all__ = ["CatalogueQuery", "Route", "Shelf", "catalogue_query", "named_documents", "route"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document as the router needs it: what a person may call it by."""

    document_id: str
    title: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a question goes, and why.

    Attributes:
        reason: what decided, a short English phrase.
        document_ids: for ``document``: the documents that it names, best match first; empty if it names none.
        catalogue: for ``catalogue``: what to look up.
    """

    name: RouteName
    reason: str
    document_ids: tuple[str, ...] = ()
    catalogue: CatalogueQuery | None = None
    by: Literal["rules", "model"] = "rules"


def route(question: str, documents: Sequence[Shelf] = (), model: "BaseChatModel | None" = None) -> Route:
    """Where ``question`` goes. A fact unless a rule, or the model where rules cannot tell, says otherwise.

    Args:
        documents: the library, newest first; a question may name one by title or file name.
        model: asked, under a JSON schema, only where a question could be about a part or about the whole of a
            document; without one such a question is a fact.
    """
    text = " ".join(question.split())
    if len(text) > MAX_CHARS:
        return Route("fact", "too long for the other routes")
    if _is_talk(text):
        return Route("talk", "greeting or small talk")
    query = catalogue_query(text)
    if query is not None:
        return Route("catalogue", f"asks the library: {query.kind}", catalogue=query)
    whole, reason = _about_whole(text, documents)
    named = tuple(named_documents(text, documents))
    if whole is None and model is not None:
        return replace(_ask(model, text), document_ids=named)
    if whole:
        return Route("document", reason, document_ids=named)
    return Route("fact", reason)


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


# --- whole documents ----------------------------------------------------------------------------------------------

_SUMMARY = re.compile(
    r"\b(?:summari[sz]e|summary|summaries|sum up|overview|outline|tl;?dr|gist|key (?:points|takeaways)|takeaways|"
    r"main (?:points?|ideas?|topics?|findings|themes?|messages?|contents?))\b|总结|概括|摘要|概述|概要|大纲"
    r"|提纲|归纳|要点|主要内容|大意|梗概|主旨|简介一下",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    POLITE + r"(?:summari[sz]e|sum up|outline|tl;?dr|(?:give|write|make|show|get|i need|i want|i'd like)(?: me| us)? "
    r"(?:an? |the )?(?:\w+ )?(?:summary|overview|outline|gist|key|main)|"
    r"(?:(?:short|brief|quick) )?(?:summary|overview|outline) (?:of|for)|what(?:'s| is| are) the (?:gist"
    r"|main|key|summary|overview))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\bwhat(?:'s| is| are| does| do) (?P<what>.+?) (?:(?:all |mainly )?about|say|contain|deal with|cover"
    r"|talk about|discuss)\W*\Z|"
    r"\bwhat(?:'s| is) (?:in|inside) (?P<inside>.+?)\W*\Z|\A(?:please )?(?:tell me (?:more )?about|explain"
    r"|describe|walk me through) (?P<tell>.+?)\W*\Z|"
    r"(?P<zh>.{2,}?)(?:主要)?(?:是)?(?:关于什么|讲什么|讲了些?什么|讲的是什么|说的是什么|说了些?什么"
    r"|是什么内容|的?内容是什么|写了些?什么|里面?有什么)",
    re.IGNORECASE,
)
_THE_DOCUMENT = re.compile(
    r"\b(?:this|that|the|my|whole|entire|each|every) (?:whole |entire |uploaded |attached )?(?:documents?"
    r"|files?|papers?|pdfs?|texts?|articles?|reports?|books?|spreadsheets?|letters?|contract|everything)\b|"
    r"(?:这|那|该)[个份篇本张]?(?:文件|文档|文章|报告|合同|书|资料|表格|信)|全文|整篇|(?:文件|文档|文章)\Z",
    re.IGNORECASE,
)


def _about_whole(text: str, documents: Sequence[Shelf]) -> tuple[bool | None, str]:
    """Whether ``text`` asks about a document as a whole (None: it may), and what says so."""
    named = bool(named_documents(text, documents))
    pointed = bool(_THE_DOCUMENT.search(text))
    if _SUMMARY.search(text) and (_COMMAND.search(text) or re.search("[\u4e00-\u9fff]", text)):
        if named or pointed or not {t for t in terms(_SUMMARY.sub(" ", text)) if not is_stop(t)} - _GENERIC:
            return True, "asks for a summary"
        return None, "asks for a summary of something that is no document's title"
    about = _ABOUT.search(text)
    if about:
        if pointed and len(query_terms(_THE_DOCUMENT.sub(" ", text))) <= 3:
            return True, "asks what a document is about"
        subject = next((group for group in about.groups() if group), "")
        covered = named_documents(subject, documents, whole=True)
        if covered:
            return True, "asks what a named document is about"
    if _SUMMARY.search(text) and (named or pointed):
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
            if whole and said - shared - _GENERIC:
                continue
            best = max(best, len(shared) / len(words))
        if document.filename and document.filename.casefold() in plain:
            best = 2.0
        if best:
            found.append((-best, place, document.document_id))
    return [document_id for _, _, document_id in sorted(found)]


_GENERIC = frozenset(
    terms(
        "document file paper pdf text article report book letter agreement contract page "
        "short brief quick long write give make show get need want please 请给我写 一个一份一下"
    )
)


def _ask(model: "BaseChatModel", text: str) -> Route:
    """The model's choice between a fact and a whole document, held to one of the two words."""
    schema = {
        "type": "object",
        "properties": {"route": {"type": "string", "enum": ["fact", "document"]}},
        "required": ["route"],
        "additionalProperties": False,
    }
    given = load("route", language(text)).messages(question=text)
    reply = model.invoke(
        given,
        temperature=0.0,
        max_tokens=16,
        response_format={"type": "json_schema", "json_schema": {"name": "route", "schema": schema, "strict": True}},
    )
    try:
        chosen = json.loads(reply.text)["route"]
    except (json.JSONDecodeError, KeyError, TypeError):
        chosen = "fact"  # a server that ignores the schema may write anything
    if chosen == "document":
        return Route("document", "the model takes it for the whole document", by="model")
    return Route("fact", "the model takes it for a fact", by="model")
