"""Questions about the library itself, parsed into what the store is to look up; English and Chinese."""

import re
from dataclasses import dataclass, replace
from typing import Literal

CatalogueKind = Literal["count", "list", "mentions"]
Added = Literal["today", "yesterday", "week", "last_week", "month", "last_month", "year", "recent"]


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


_NOUN = (
    r"(?:(?:pdf|word|docx|excel|xlsx|csv|html|markdown|text|txt|scanned|different|other|new) )*"
    r"(?:documents?|files?|docs?|pdfs?|spreadsheets?|workbooks?|csvs?|web ?pages?|notes|papers|titles|word docs?)"
)
# Kinds of documents that are told apart by nothing the catalogue knows: only what mentions something is looked up.
_KIND = (
    r"(?:\w+ )?(?:contracts|agreements|leases|invoices|letters|reports|articles|books|manuals|e-?mails|receipts"
    r"|policies|"
    r"presentations|offers|proposals|transcripts|statements|studies|guides|texts|sources)"
)
_OWNED = r"(?:(?:of|all|every|any|the|my|our|these|those|me) )*"
POLITE = (
    r"\A(?:(?:please|pls|can|could|would|will|you|u|tell me|hey|hi|hello|so|and|ok|okay|now|then|also|kindly"
    r"|just|maybe|"
    r"help me(?: to)?|i(?: would|'d)? (?:want|like|need|love) (?:you )?to|let me|let's|go and),? )*"
)
_HEADS = tuple(
    (kind, re.compile(POLITE + head + _OWNED + rf"(?P<noun>{_NOUN})\b(?P<rest>.*)", re.IGNORECASE))
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
    r"\A ?(?:that )?(?:(?:do|did|have|has|are|is|were|was|can|could)? ?(?:i|we|you)?(?:'ve)? ?(?:currently"
    r"|already|just)? ?"
    r"(?:have|have got|got|add|added|upload|uploaded|import|imported|own|been added|stored|indexed|loaded"
    r"|see|read|access|there|"
    r"available|fail|failed|failed to read|unreadable|could not be read|couldn't be read)\b)",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"\A ?(?:that |which |do |does |i |we |have |are |there )*"
    r"(?:mention(?:s|ing|ed)?|contain(?:s|ing)?|talk(?:s|ing)? about|speak(?:s|ing)? (?:about|of)|refer(?:s"
    r"|ring)? to|(?:is |are )?about|"
    r"discuss(?:es|ing)?|deal(?:s|ing)? with|includ(?:e|es|ing)|cover(?:s|ing)?|say(?:s)? (?:something"
    r"|anything) about|"
    r"(?:have|has|use|with) the (?:words?|phrase|term)|on|regarding|concerning)\b (?P<term>.+?)\W*\Z",
    re.IGNORECASE,
)
_LIBRARY = re.compile(
    r"\b(?:in|from|to|of) (?:my|the|your|our|this) (?:library|catalogue|catalog|index|archive|collection"
    r"|database)\b|\b(?:here|in total|altogether|so far|now|currently|in all)\b",
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
    r"[“「\"](?P<quoted>[^”」\"]+)[”」\"](?:这个)?(?:收藏夹|集合|文件夹|合集)"
    r"|(?P<plain>[\u4e00-\u9fff\w]{1,8}?)(?:收藏夹|集合|文件夹|合集)(?:里|中))",
    re.IGNORECASE,
)
_OTHER_FORMS = (
    re.compile(
        r"\b(?:show|list|see|display|give me|what is|what's) (?:me )?(?:everything|all|what|all the things"
        r"|the contents?|stuff)?"
        r"(?: is|'s|that is|there is|i have|we have|of)* ?(?:in|of) (?:my|the|our|this) (?:library"
        r"|collection)\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:names?|titles?|list|overview|number) of (?:all |every )?(?:of )?(?:my|our|the uploaded"
        rf"|the added|uploaded) "
        rf"(?:{_NOUN})\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bwhat (?:did|have) (?:i|we) (?:just )?(?:add|added|upload|uploaded|import|imported)\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(r"\bwhat(?:'s| is| do (?:i|we) have) in (?:my|the|this|our) library\b(?P<rest>.*)", re.IGNORECASE),
    re.compile(r"\bwhat was added\b(?P<rest>.*)", re.IGNORECASE),
    re.compile(r"\bhow (?:big|large) is (?:my|the|this|our) library\b(?P<rest>.*)", re.IGNORECASE),
)
_ANYTHING = re.compile(
    r"\b(?:do|have|did) (?:i|we|you) (?:have |got |add(?:ed)? |keep )?(?:anything|something|any|stuff) "
    r"(?:in (?:my|the|our|this|here) ?\w* )?(?P<rest>(?:that |which )?\w+.+)",
    re.IGNORECASE,
)
_KIND_MENTIONS = re.compile(
    POLITE + rf"(?:which|what|in which|in what|how many|list|show me|find) {_OWNED}{_KIND}\b(?P<rest> .+)",
    re.IGNORECASE,
)
_IN_WHICH = re.compile(
    POLITE + rf"(?P<how>in how many|in which|in what) {_OWNED}(?:{_NOUN}|{_KIND}) (?:do|does|is|are|was|were|can i"
    rf"|do i|has|have) "
    r"(?:we |i )?(?:find |read about |see )?(?P<term>.+?)(?: (?:appear|occur|come up|show up|mentioned"
    r"|discussed|named|found|"
    r"referred to|cited|used|covered|described))?\W*\Z",
    re.IGNORECASE,
)
_DO_I_HAVE = re.compile(
    rf"(?:so |and )?(?:do|have) (?:i|we|you) (?:have |got |already )*(?:any|some"
    rf"|an?) (?P<noun>{_NOUN})\b(?P<rest>.*)|\A(?:are|is) there "
    rf"(?:any|some|an?) (?P<there>{_NOUN})\b(?P<more>.*)",
    re.IGNORECASE,
)
_OF_FORMAT = re.compile(
    POLITE + r"(?:which|what|how many|list)(?: of)?(?: my| the| all)* (?:documents?|files?)(?: that)? (?:are|is"
    r"|have been saved as) "
    r"(?:an? |in )?(?P<noun>(?:pdf|word|docx|excel|xlsx|csv|html|markdown|text)(?: \w+)?)\W*\Z",
    re.IGNORECASE,
)
_UPLOADED = re.compile(
    POLITE
    + r"(?:list|show|give|display|enumerate)(?: me)? (?:everything|all|what|whatever|anything|the stuff)(?: that)? "
    r"(?:i|we) (?:have |'ve |had |just |recently )*(?:added|uploaded|imported|put in)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_WHERE_MENTIONED = re.compile(
    rf"\bwhere (?:is|are|do (?:i|we) have) (?P<is>.+?) mentioned\W*\Z|\b(?:is|are|do) (?:there |any of "
    rf"|i have |we have |an? |some |one |single )*{_OWNED}(?:{_NOUN})\b (?P<rest>.+)",
    re.IGNORECASE,
)

_ZH_NOUN = r"(?:文件|文档|资料|PDF|Word|表格|Excel|CSV|网页|笔记|扫描件)(?:文件|文档)?"
_ZH_MINE = r"(?:我|库|这里|里面|资料库|一共|总共|全部|所有|目前|现在|添加|上传|导入)"
_ZH_COUNT = re.compile(
    rf"(?:多少|几)[个份篇本张]?{_ZH_NOUN}|{_ZH_NOUN}(?:一共|总共)?(?:有)?(?:多少|几)[个份篇本张]", re.IGNORECASE
)
_ZH_LIST = re.compile(
    rf"(?:哪些|哪[个份篇本]|哪几[个份篇本]|(?:有|了)什么){_ZH_NOUN}|{_ZH_NOUN}(?:都|一共)?(?:有哪些|是哪些|有什么)|(?:列出|显示|查看|列一下|看看|找出)(?:我"
    rf"|的|所有|全部|一下|这里|提到.+?|包含.+?|关于.+?)*{_ZH_NOUN}(?!(?:中|里|内|上)?(?:提到|提及|出现|包含|涉及)?的)",
    re.IGNORECASE,
)
_ZH_ADDED = re.compile(r"(?:添加|加入|上传|导入)了?(?:什么|哪些)")
_ZH_MENTION = re.compile(
    rf"(?:提到|提及|包含|含有|谈到|讲到|涉及|说到|写到|关于|讨论)(?:了"
    rf"|过)?(?P<term>.+?)(?:的?{_ZH_NOUN})?(?:有(?:哪些|多少|几个))?[？?。！!\s]*\Z",
    re.IGNORECASE,
)


_ZH_KIND_MENTIONS = re.compile(
    r"(?:哪些|哪[个份篇本]|哪几[个份篇本]|多少[个份篇本]|几[个份篇本])(?:合同|协议|报告|发票|信|论文|文章|书|手册|邮件|材料|论文|方案)(?:里|中)?(?:都)?"
    r"(?:提到|提及|谈到|讲到|涉及|说到|写到|包含|含有|讨论)了?过?(?P<term>[^，。？]+)"
)
_ZH_ANY = re.compile(
    rf"(?:有没有|有无|是否有|存不存在)(?:关于|提到|讲|涉及|有关|谈到|包含)(?P<term>[^，。？]+?)的?{_ZH_NOUN}",
    re.IGNORECASE,
)
_ZH_HAS = re.compile(
    rf"(?:哪些|哪[个份篇本]|哪几[个份篇本]|多少[个份篇本]|几[个份篇本]){_ZH_NOUN}(?:里面?|中|内)?(?:都)?(?:有|出现|用到?|写|包含|含|带)了?过?"
    r"(?P<term>[“「\"].+?[”」\"]|.+?(?=(?:这个?|一)(?:词|字|说法)|字样|字眼))",
    re.IGNORECASE,
)
_ZH_LIBRARY = re.compile(
    r"(?:资料库|文档库|文件库|知识库|库)(?:里|中|内|里面)?(?:都|现在|目前|一共)?(?:有|存了?|放了?)(?:些)?(?:什么|啥|哪些(?:东西|内容)?)[？?。]?\Z|"
    r"(?:我|我们)(?:都|最近|今天|昨天|上周|刚才)?(?:传|上传|添加|导入|加)了?(?:些)?(?:什么|啥)"
)


def catalogue_query(text: str) -> CatalogueQuery | None:
    """What ``text`` asks of the library's catalogue; None if it asks for something that stands in the documents."""
    if re.search("[\u4e00-\u9fff]", text):
        return _catalogue_zh(text)
    text = text.rstrip(" ?.!")
    return _in_which(text) or _headed(text)


def _in_which(text: str) -> CatalogueQuery | None:
    """For "in which files does Okafor appear" and "which files are PDFs"."""
    in_which = _IN_WHICH.match(text)
    if in_which:
        return CatalogueQuery("mentions", _clean(_named(in_which["term"])), counted="many" in in_which["how"])
    of_format = _OF_FORMAT.match(text)
    if of_format:
        return _base(text, of_format["noun"])
    return None


def _headed(text: str) -> CatalogueQuery | None:
    """By how the question begins; what begins as a question to the library but goes on otherwise is about content."""
    for kind, head in _HEADS:
        match = head.match(text)
        if match:
            return _with_rest(text, kind, match["noun"], match["rest"])
    return _mentioning(text) or _owned(text)


def _mentioning(text: str) -> CatalogueQuery | None:
    kind_mentions = _KIND_MENTIONS.match(text)
    mention = _MENTION.match(kind_mentions["rest"]) if kind_mentions else None
    if mention and not re.match(r" (?:on|about|is|are|include)", mention.group()):
        return CatalogueQuery("mentions", _clean(mention["term"]), counted="how many" in text.casefold())
    where = _WHERE_MENTIONED.search(text)
    if where:
        if where["is"]:
            return replace(_base(text), kind="mentions", term=_clean(where["is"]))
        mention = _MENTION.match(" " + where["rest"])
        return replace(_base(text), kind="mentions", term=_clean(mention["term"])) if mention else None
    anything = _ANYTHING.search(text)
    mention = _MENTION.match(" " + anything["rest"]) if anything else None
    if mention:
        return replace(_base(text), kind="mentions", term=_clean(mention["term"]))
    return None


def _owned(text: str) -> CatalogueQuery | None:
    uploaded = _UPLOADED.match(text)
    if uploaded and not _says_more(uploaded["rest"]):
        return _base(text)
    owned = _DO_I_HAVE.match(text)
    if owned and not _says_more(owned["rest"] or owned["more"] or ""):
        return _base(text, owned["noun"] or owned["there"])
    for form in _OTHER_FORMS:
        match = form.search(text)
        if match and not _says_more(match["rest"]):
            return replace(_base(text), kind="count" if "how" in match.group().lower() else "list")
    return None


def _with_rest(text: str, kind: str, noun: str, rest: str) -> CatalogueQuery | None:
    """The question by what follows its noun: nothing, having, adding or mentioning; all else is about content."""
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
            r"\b(?:there|here|i|we|you|do|did|have|got|added|uploaded|imported|in|from|to|of|the|my|our|all"
            r"|and|please|me|for|are|is|to read)\b|\W",
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


def _named(term: str) -> str:
    """What a word, a name or a topic is said to be: ``Okafor`` of "the name Okafor"."""
    return re.sub(
        r"\A(?:the )?(?:words?|names?|phrase|term|topic|subject|person|company)(?: of)? (?=\S)",
        "",
        term,
        flags=re.IGNORECASE,
    )


def _clean(term: str) -> str:
    term = re.sub(r"\s+(?:in (?:it|them)|at all|anywhere)\Z", "", term.strip(" ?.!，。？！"), flags=re.IGNORECASE)
    term = re.sub(r"\A(?:the )?(?:words?|phrase|term) (?=[\"'“])", "", term, flags=re.IGNORECASE)
    return term.strip("\"'“”‘’「」《》 ")


def _catalogue_zh(text: str) -> CatalogueQuery | None:
    has = _ZH_HAS.search(text) or _ZH_KIND_MENTIONS.search(text)
    if has:
        return replace(_base(text), kind="mentions", term=_clean(has["term"]), counted=bool(_ZH_COUNT.search(text)))
    count, listed, added = _ZH_COUNT.search(text), _ZH_LIST.search(text), _ZH_ADDED.search(text)
    asked = count or listed or added
    if asked is None:
        about = _ZH_ANY.search(text)
        if about:
            return replace(_base(text), kind="mentions", term=_clean(about["term"]))
        return _base(text) if _ZH_LIBRARY.search(text) else None
    base = _base(text, asked.group())
    mention = _ZH_MENTION.search(text)
    if mention and (count or listed):
        return replace(base, kind="mentions", term=_clean(mention["term"]), counted=bool(count))
    if added or base.failed or re.search(_ZH_MINE, text) or re.match(r"(?:请)?(?:列|显示|查看|看看)", text):
        return replace(base, kind="count" if count else "list")
    return None
