"""Where a question goes: a fact, a whole document, the catalogue, or plain talk; rules first, the model where they cannot tell."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from chains.prompts import load
from chains.text import language, query_terms
from chains.types import RouteName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CatalogueKind = Literal["count", "list", "mentions"]
Added = Literal["today", "yesterday", "week", "last_week", "month", "last_month", "year", "recent"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document as the router needs it: what a person may call it by."""

    document_id: str
    title: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """A question that the store answers.

    Attributes:
        kind: ``count`` or ``list`` the documents, or those that have ``term`` (``mentions``).
        term: what the documents must mention, as the person wrote it.
        format: file format as readers name it (``pdf``, ``docx``, ``xlsx``, ``csv``, ``html``, ``md``, ``txt``).
        collection: name of a collection, as the person wrote it.
        added: the time in which they were added.
        failed: only those that could not be read.
        counted: for ``mentions``: the person asked how many, not which.
    """

    kind: CatalogueKind
    term: str = ""
    format: str = ""
    collection: str = ""
    added: Added | None = None
    failed: bool = False
    counted: bool = False


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
    r"你好|您好|嗨|哈喽|早上好|下午好|晚上好|早安|晚安|多谢|谢谢|感谢|再见|拜拜|好的|辛苦了|没事了?|对不起|不客气|太好了|很好|明白了?|知道了)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:there|again|everyone|everybody|lectern|assistant|friend|my|so much|very much|a lot|today|for (?:that|this|your help|"
    r"the help|everything|helping)|your help|you|that|that's|is|was|it|all|and|me|to|then)\b|[你您吗啊呀呢吧哦啦了的]|\W",
    re.IGNORECASE,
)
_ABOUT_PROGRAM = re.compile(
    r"\A(?:so |and |please )?(?:who|what) (?:exactly )?are you\W*\Z|\bwhat(?:'s| is) your name\b|\bwhat can you do\b|\bhow can you help\b|"
    r"\bare you (?:an? )?(?:robot|bot|human|ai|real|person|machine|chatgpt|there|online)\b|\b(?:what|which) (?:model|llm) are you\b|"
    r"\bwho (?:made|built|created|wrote|programmed) you\b|\btell me (?:a joke|about yourself)\b|"
    r"\bhow do(?:es)? (?:you|this (?:app|program)) work\b|\A(?:can|could) you help(?: me)?\W*\Z|"
    r"你是谁|您是谁|你叫什么|你能做什么|你会做?什么|你是(?:机器人|人工智能|AI|真人)|谁(?:做|开发|创造)(?:了|的)你|讲个笑话|介绍一下你自己|你能帮我(?:做)?什么",
    re.IGNORECASE,
)


def _is_talk(text: str) -> bool:
    if not re.search(r"\w", text) or _ABOUT_PROGRAM.search(text):
        return True
    return bool(_GREETING.match(text)) and not _FILLER.sub("", _GREETING.sub("", text))


# --- catalogue ----------------------------------------------------------------------------------------------------

_NOUN = (
    r"(?:(?:pdf|word|docx|excel|xlsx|csv|html|markdown|text|txt|scanned|different|other|new) )*"
    r"(?:documents?|files?|docs?|pdfs?|spreadsheets?|workbooks?|csvs?|web ?pages?|notes|papers|titles|word docs?)"
)
_OWNED = r"(?:(?:of|all|every|any|the|my|our|these|those|me) )*"
_POLITE = r"\A(?:(?:please|can|could|would|will|you|tell me|hey|so|and|ok|now),? )*"
_HEADS = tuple(
    (kind, re.compile(_POLITE + head + _OWNED + rf"(?P<noun>{_NOUN})\b(?P<rest>.*)", re.IGNORECASE))
    for kind, head in (
        ("count", r"(?:how many|(?:what is )?(?:the )?(?:total )?number of|count) "),
        ("list", r"(?:which|what|what are|in which|in what) "),
        (
            "command",
            r"(?:list|show|give me(?: a list of)?|enumerate|display|find|search for|get) (?:me )?(?:a list of )?",
        ),
    )
)
_HAVE = re.compile(
    r"\A ?(?:that )?(?:(?:do|did|have|has|are|is|were|was|can|could)? ?(?:i|we|you)?(?:'ve)? ?(?:currently|already|just)? ?"
    r"(?:have|have got|got|add|added|upload|uploaded|import|imported|own|been added|stored|indexed|loaded|see|read|access|there|"
    r"available|fail|failed|failed to read|unreadable|could not be read|couldn't be read)\b)",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"\A ?(?:that |which |do |does |i |we |have |are |there )*"
    r"(?:mention(?:s|ing|ed)?|contain(?:s|ing)?|talk(?:s|ing)? about|speak(?:s|ing)? (?:about|of)|refer(?:s|ring)? to|(?:is |are )?about|"
    r"discuss(?:es|ing)?|deal(?:s|ing)? with|includ(?:e|es|ing)|cover(?:s|ing)?|say(?:s)? (?:something|anything) about|"
    r"(?:have|has|use|with) the (?:words?|phrase|term)|on|regarding|concerning)\b (?P<term>.+?)\W*\Z",
    re.IGNORECASE,
)
_LIBRARY = re.compile(
    r"\b(?:in|from|to|of) (?:my|the|your|our|this) (?:library|catalogue|catalog|index|archive|collection|database)\b|\b(?:here|in total|altogether|so far|now|currently|in all)\b",
    re.IGNORECASE,
)
_TIMES: tuple[tuple[Added, str], ...] = (
    ("last_week", r"\b(?:in the )?last week\b|上周|上星期"),
    ("last_month", r"\b(?:in the )?last month\b|上个?月"),
    ("yesterday", r"\byesterday\b|昨天"),
    ("today", r"\btoday\b|今天"),
    ("week", r"\bthis week\b|本周|这周|这星期"),
    ("month", r"\bthis month\b|本月|这个月"),
    ("year", r"\bthis year\b|今年"),
    ("recent", r"\b(?:recent(?:ly)?|lately|newest|latest)\b|最近|最新"),
)
_FORMATS = (
    ("pdf", r"pdfs?"),
    ("docx", r"word (?:documents?|files?|docs?)|docx|word(?=文|\Z)"),
    ("xlsx", r"excel|xlsx|spreadsheets?|workbooks?"),
    ("csv", r"csvs?"),
    ("html", r"html|web ?pages?|网页"),
    ("md", r"markdown"),
    ("txt", r"(?:txt|text) (?:files?|documents?)|txts?|文本文件"),
)
_FAILED = re.compile(
    r"\bfail(?:ed)?\b|\bcould(?: not|n't) be read|\bunreadable\b|失败|无法读取|打不开|读不了", re.IGNORECASE
)
_COLLECTION = re.compile(
    r"(?:\b(?:in|from|of) (?:the |my )?(?:collection|folder) [\"'“]?(?P<after>[^\"'”?.,]+)|"
    r"\b(?:in|from|of) (?:the |my )?[\"'“]?(?P<before>[\w -]+?)[\"'”]? (?:collection|folder)\b|"
    r"[“「\"](?P<quoted>[^”」\"]+)[”」\"](?:这个)?(?:收藏夹|集合|文件夹|合集)|(?P<plain>[\u4e00-\u9fff\w]{1,8}?)(?:收藏夹|集合|文件夹|合集)(?:里|中))",
    re.IGNORECASE,
)
_OTHER_FORMS = (
    re.compile(
        r"\bwhat (?:did|have) (?:i|we) (?:just )?(?:add|added|upload|uploaded|import|imported)\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(r"\bwhat(?:'s| is| do (?:i|we) have) in (?:my|the|this|our) library\b(?P<rest>.*)", re.IGNORECASE),
    re.compile(r"\bwhat was added\b(?P<rest>.*)", re.IGNORECASE),
    re.compile(r"\bhow (?:big|large) is (?:my|the|this|our) library\b(?P<rest>.*)", re.IGNORECASE),
)
_WHERE_MENTIONED = re.compile(
    rf"\bwhere (?:is|are|do (?:i|we) have) (?P<is>.+?) mentioned\W*\Z|\b(?:is|are|do) (?:there |any of |i have |we have )*{_OWNED}(?:{_NOUN})\b (?P<rest>.+)",
    re.IGNORECASE,
)

_ZH_NOUN = r"(?:文件|文档|资料|PDF|Word|表格|Excel|CSV|网页|笔记|扫描件)(?:文件|文档)?"
_ZH_MINE = r"(?:我|库|这里|里面|资料库|一共|总共|全部|所有|目前|现在|添加|上传|导入)"
_ZH_COUNT = re.compile(
    rf"(?:多少|几)[个份篇本张]?{_ZH_NOUN}|{_ZH_NOUN}(?:一共|总共)?(?:有)?(?:多少|几)[个份篇本张]", re.IGNORECASE
)
_ZH_LIST = re.compile(
    rf"(?:哪些|哪[个份篇本]|哪几[个份篇本]|(?:有|了)什么){_ZH_NOUN}|(?:列出|显示|查看|列一下|看看|找出)(?:我|的|所有|全部|一下|这里|提到.+?|包含.+?|关于.+?)*{_ZH_NOUN}",
    re.IGNORECASE,
)
_ZH_ADDED = re.compile(r"(?:添加|加入|上传|导入)了?(?:什么|哪些)")
_ZH_MENTION = re.compile(
    rf"(?:提到|提及|包含|含有|谈到|讲到|涉及|说到|写到|关于|讨论)(?:了|过)?(?P<term>.+?)(?:的?{_ZH_NOUN})?(?:有(?:哪些|多少|几个))?[？?。！!\s]*\Z",
    re.IGNORECASE,
)


def catalogue_query(text: str) -> CatalogueQuery | None:
    """What ``text`` asks of the library's catalogue; None if it asks for something that stands in the documents."""
    if re.search("[\u4e00-\u9fff]", text):
        return _catalogue_zh(text)
    text = text.rstrip(" ?.!")
    for kind, head in _HEADS:
        match = head.match(text)
        if match:
            return _with_rest(text, kind, match["noun"], match["rest"])
    where = _WHERE_MENTIONED.search(text)
    if where:
        if where["is"]:
            return replace(_base(text), kind="mentions", term=_clean(where["is"]))
        mention = _MENTION.match(" " + where["rest"])
        return replace(_base(text), kind="mentions", term=_clean(mention["term"])) if mention else None
    for form in _OTHER_FORMS:
        match = form.search(text)
        if match and not _says_more(match["rest"]):
            return replace(_base(text), kind="count" if "how" in match.group().lower() else "list")
    return None


def _with_rest(text: str, kind: str, noun: str, rest: str) -> CatalogueQuery | None:
    """The question by what follows its noun: nothing, having or adding, or mentioning; anything else is about content."""
    base = _base(text, noun)
    wanted: CatalogueKind = "count" if kind == "count" else "list"
    mention = _MENTION.match(rest)
    if mention is None:
        # "how many files do I have that mention X"
        have = _HAVE.match(rest)
        if have:
            rest = rest[have.end() :]
            mention = (
                _MENTION.match(_without_scope(rest))
                if re.search(r"\b(?:that|which|about|mention\w*)\b", rest)
                else None
            )
            if mention is None:
                return replace(base, kind=wanted) if not _says_more(rest) else None
        elif not _says_more(rest) and (kind == "command" or rest.strip() or wanted == "count"):
            return replace(base, kind=wanted)
        else:
            return None
    return replace(base, kind="mentions", term=_clean(mention["term"]), counted=kind == "count")


def _says_more(rest: str) -> bool:
    """Whether ``rest`` says more than where, when and of which collection."""
    rest = _without_scope(rest)
    return bool(
        re.sub(
            r"\b(?:there|here|i|we|you|do|did|have|got|added|uploaded|imported|in|from|to|of|the|my|our|all|and|please|me|for|are|is|to read)\b|\W",
            "",
            rest,
            flags=re.IGNORECASE,
        )
    )


def _without_scope(rest: str) -> str:
    rest = _LIBRARY.sub(" ", _COLLECTION.sub(" ", _FAILED.sub(" ", rest)))
    for _, pattern in _TIMES:
        rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
    return rest


def _base(text: str, noun: str = "") -> CatalogueQuery:
    """The conditions in ``text``; the format only from ``noun``, since "which files contain the word X" names none."""
    kind = next((k for k, p in _FORMATS if re.search(rf"(?<![a-z])(?:{p})(?![a-z])", noun, re.IGNORECASE)), "")
    collection = _COLLECTION.search(text)
    name = next((group for group in collection.groups() if group), "") if collection else ""
    added = next((when for when, pattern in _TIMES if re.search(pattern, text, re.IGNORECASE)), None)
    return CatalogueQuery("list", "", kind, name.strip(), added, bool(_FAILED.search(text)))


def _clean(term: str) -> str:
    term = re.sub(r"\s+(?:in (?:it|them)|at all|anywhere)\Z", "", term.strip(" ?.!，。？！"), flags=re.IGNORECASE)
    term = re.sub(r"\A(?:the )?(?:words?|phrase|term) (?=[\"'“])", "", term, flags=re.IGNORECASE)
    return term.strip("\"'“”‘’「」《》 ")


def _catalogue_zh(text: str) -> CatalogueQuery | None:
    count, listed, added = _ZH_COUNT.search(text), _ZH_LIST.search(text), _ZH_ADDED.search(text)
    asked = count or listed or added
    if asked is None:
        return None
    base = _base(text, asked.group())
    mention = _ZH_MENTION.search(text)
    if mention and (count or listed):
        return replace(base, kind="mentions", term=_clean(mention["term"]), counted=bool(count))
    if added or base.failed or re.search(_ZH_MINE, text) or re.match(r"(?:请)?(?:列|显示|查看|看看)", text):
        return replace(base, kind="count" if count else "list")
    return None


# --- whole documents ----------------------------------------------------------------------------------------------

_SUMMARY = re.compile(
    r"\b(?:summari[sz]e|summary|summaries|sum up|overview|outline|tl;?dr|gist|key (?:points|takeaways)|takeaways|"
    r"main (?:points?|ideas?|topics?|findings|themes?|messages?|contents?))\b|总结|概括|摘要|概述|概要|大纲|提纲|归纳|要点|主要内容|大意|梗概|主旨|简介一下",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    _POLITE
    + r"(?:summari[sz]e|sum up|outline|tl;?dr|(?:give|write|make|show|get|i need|i want|i'd like)(?: me| us)? (?:an? |the )?(?:\w+ )?(?:summary|overview|outline|gist|key|main)|"
    r"(?:(?:short|brief|quick) )?(?:summary|overview|outline) (?:of|for)|what(?:'s| is| are) the (?:gist|main|key|summary|overview))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\bwhat(?:'s| is| are| does| do) (?P<what>.+?) (?:(?:all |mainly )?about|say|contain|deal with|cover|talk about|discuss)\W*\Z|"
    r"\bwhat(?:'s| is) (?:in|inside) (?P<inside>.+?)\W*\Z|\A(?:please )?(?:tell me (?:more )?about|explain|describe|walk me through) (?P<tell>.+?)\W*\Z|"
    r"(?P<zh>.{2,}?)(?:主要)?(?:是)?(?:关于什么|讲什么|讲了些?什么|讲的是什么|说的是什么|说了些?什么|是什么内容|的?内容是什么|写了些?什么|里面?有什么)",
    re.IGNORECASE,
)
_THE_DOCUMENT = re.compile(
    r"\b(?:this|that|the|my|whole|entire|each|every) (?:whole |entire |uploaded |attached )?(?:documents?|files?|papers?|pdfs?|texts?|articles?|reports?|books?|spreadsheets?|letters?|contract|everything)\b|"
    r"(?:这|那|该)[个份篇本张]?(?:文件|文档|文章|报告|合同|书|资料|表格|信)|全文|整篇|(?:文件|文档|文章)\Z",
    re.IGNORECASE,
)


def _about_whole(text: str, documents: Sequence[Shelf]) -> tuple[bool | None, str]:
    """Whether ``text`` asks about a document as a whole (None: it may), and what says so."""
    named = bool(named_documents(text, documents))
    pointed = bool(_THE_DOCUMENT.search(text))
    if _SUMMARY.search(text) and (_COMMAND.search(text) or re.search("[\u4e00-\u9fff]", text)):
        if named or pointed or len(query_terms(_SUMMARY.sub(" ", text))) <= 2:
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

    A title counts when at least half of its content words, and a file name when all of its, stand in ``text``.

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
            if not words or len(shared) / len(words) < needed:
                continue
            if whole and said - shared - _GENERIC:
                continue
            best = max(best, len(shared) / len(words))
        if document.filename and document.filename.casefold() in plain:
            best = 2.0
        if best:
            found.append((-best, place, document.document_id))
    return [document_id for _, _, document_id in sorted(found)]


_GENERIC = frozenset(query_terms("document file paper pdf text article report book letter agreement contract page"))


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
