"""What "all there is" is asked for, and where it stands: words in all their forms, dates, amounts, names, duties."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from chains.asks import says
from chains.dates import dates
from chains.quantities import quantities
from chains.text import is_stop, query_terms, terms
from resources import resource

Kind = Literal[
    "words",
    "passages",
    "emails",
    "phones",
    "links",
    "obligations",
    "percentages",
    "deadlines",
    "dates",
    "amounts",
    "numbers",
    "names",
]
NEVER = r"(?!)"
PERIODS = frozenset({"hour", "day", "week", "month", "year"})

_QUOTED = re.compile(r"[\"“「『«‘]([^\"”」』»’]{1,80})[\"”」』»’]|(?<!\w)'([^']{1,80})'(?!\w)")
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_]+(?:['’-][^\W_]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
# The words behind such a phrase are what is counted or looked for.
_COUNTED = (
    re.compile(
        r"\b(?:words?|terms?|phrases?|names?|expressions?|mentions?|occurrences?|instances?|references?"
        r"|appearances?) (?:of |to )?(?:the )?(?:words?|terms?|names?|phrases?"
        r"|expressions?)? ?(?P<it>.+?)(?: (?:appears?|occurs?|is|are|was|comes?|shows?|gets?|stands?|used"
        r"|mentioned|in|anywhere|throughout)\b.*)?\W*\Z",
        re.I,
    ),
    re.compile(
        r"\bhow (?:many times|often|frequently) (?:do|does|did|is|are|was|were|has"
        r"|have) (?:the )?(?P<it>.+?) (?:get |been )?(?:appear|occur|mentioned|named|come|used|cited|referred"
        r"|show|written|said|found|repeated|brought|discussed|stand)\b",
        re.I,
    ),
    re.compile(
        r"\bhow (?:many times|often) .*?\b(?:mention|say|use|refer to|name|cite|talk about|speak of|repeat"
        r"|write)s? (?:the )?(?P<it>.+?)(?: (?:in|throughout|anywhere)\b.*)?\W*\Z",
        re.I,
    ),
    re.compile(
        r"\bcount (?:up |all |every |each |the |how (?:many times|often) )*(?:words? |mentions? of "
        r"|occurrences? of )?(?:the )?(?P<it>.+?)(?: (?:appears?|occurs?|is|are|in|used)\b.*)?\W*\Z",
        re.I,
    ),
)
_ZH_COUNTED = (
    re.compile(
        r"(?:统计|数一数|数数|计算)(?:一下)?(?P<it>[^，。？]{1,20}?)(?:这个词)?(?:一共|总共)?(?:出现|被?提到|的次数|有)"
    ),
    re.compile(
        r"(?P<it>[^，。？的里中在]{1,12}?)(?:这个词|一词|字样|这个字)?(?:在[^，。？]{0,20}?[里中内]?)?(?:一共|总共|共)?(?:被)?(?:出现|提到|提及|使用"
        r"|用)了?过?(?:了)?(?:多少|几)"
    ),
    re.compile(r"(?:提到|提及|出现|用到|说到)了?(?:多少|几)[次处](?P<it>[^，。？]{1,20})"),
)
# What such a question says that is not what is looked for.
_ASKING = frozenset(
    terms(
        "list all every each find show give me tell name mention mentions mentioned passages passage sentences "
        "sentence stated places place paragraphs say says talk talks talking about anything everything that contain "
        "contains document documents file files text contract library anywhere appear appears occur occurs many times "
        "often how complete full extract collect identify reference references refer where page pages section sections "
        "any set given named listed quoted occurrence occurrences note down please deal deals dealing concerning "
        "regarding related"
    )
)
_ZH_ASKING = re.compile(
    r"请|帮我|找出|找到|列出|列举|查找|提取|摘录|标出|所有|全部|每一?[个处次条项句段]|一切|文件|文档|合同|文中|全文|里面?|中|的|提到|提及|涉及|关于|讲到|说到"
    r"|出现|有关|地方|段落|句子|内容|条款|部分|都|了|过|哪些|哪里|什么|有|在|把|来|出|和|与|[？?。，、！“”\"]"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be found.

    Attributes:
        term: the words themselves, for ``words`` and ``passages``.
        about: terms of which a sentence must have one, where there is such a sentence: "duties of the *tenant*".
    """

    kind: Kind
    term: str = ""
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: ``text[start:end]`` of a sentence.

    Attributes:
        form: as which it counts: a word in lower case, a date in ISO 8601, an amount with its unit.
    """

    start: int
    end: int
    form: str


@cache
def _wording() -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    table = tomllib.loads(resource("sought.toml").read_text("utf-8"))
    return {
        kind: (
            re.compile("|".join(entry["asks"]) or NEVER, re.IGNORECASE),
            re.compile("|".join(entry["looks_like"])) if entry["looks_like"] else None,
        )
        for kind, entry in table.items()
    }


def sought(question: str) -> Sought:
    """What ``question`` wants all of."""
    text = " ".join(question.replace("’", "'").split())
    quoted = _QUOTED.search(text)
    if quoted:
        return Sought("words", quoted[1] or quoted[2])
    if says("all", "counts", text):
        term = _counted(text)
        if term and not _kind(term):
            return Sought("words", term)
    kind = _kind(text)
    if kind:
        asks = _wording()[kind][0]
        left = frozenset(_subject(asks.sub(" ", text)))
        return Sought(kind, about=left)
    return Sought("passages", _topic(text) or text)


def _kind(text: str) -> Kind | None:
    return next((cast(Kind, kind) for kind, (asks, _) in _wording().items() if asks.search(text)), None)


def _counted(text: str) -> str:
    for pattern in _ZH_COUNTED if _HAN.search(text) else _COUNTED:
        match = pattern.search(text)
        if match and match["it"].strip():
            return match["it"].strip(" ?.!,，。？！“”\"'")
    return ""


def _subject(text: str) -> list[str]:
    if _HAN.search(text):
        return [term for term in query_terms(_ZH_ASKING.sub(" ", text)) if len(term) > 1]
    return [term for term in terms(text) if not is_stop(term) and term not in _ASKING]


def _topic(text: str) -> str:
    """The words of ``text`` that are no more than asking."""
    if _HAN.search(text):
        return " ".join(_ZH_ASKING.sub(" ", text).split())
    words = _WORD.findall(text)
    kept = [word for word in words if not all(is_stop(term) or term in _ASKING for term in terms(word))]
    return " ".join(kept)


# --- where it stands ----------------------------------------------------------------------------------------------


def finder(wanted: Sought, language: str) -> Callable[[str], list[Hit]]:
    """What finds ``wanted`` in one sentence of ``language``."""
    if wanted.kind in {"words", "passages"}:
        return _word_finder(wanted.term)
    found = _wording()[wanted.kind][1]

    def hits(sentence: str) -> list[Hit]:
        match wanted.kind:
            case "dates":
                return _dates(sentence, language)
            case "amounts":
                return [
                    Hit(item.start, item.end, str(item.quantity))
                    for item in quantities(sentence, language)
                    if item.quantity.money
                ]
            case "deadlines":
                return _deadlines(sentence, language)
            case _:
                assert found is not None
                return [Hit(*match.span(), " ".join(match.group().split())) for match in found.finditer(sentence)]

    return hits


def _looks_like(kind: str) -> re.Pattern[str]:
    pattern = _wording()[kind][1]
    assert pattern is not None
    return pattern


def _dates(sentence: str, language: str) -> list[Hit]:
    found = [Hit(item.start, item.end, item.iso) for item in dates(sentence, language)]
    ends = [(hit.start, hit.end) for hit in found]
    for match in _looks_like("dates").finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, end in ends):
            found.append(Hit(*match.span(), match.group()))
    return sorted(found, key=lambda hit: hit.start)


def _deadlines(sentence: str, language: str) -> list[Hit]:
    found = _dates(sentence, language) if _looks_like("deadlines").search(sentence) else []
    if not found and _looks_like("periods").search(sentence):
        found = [
            Hit(item.start, item.end, str(item.quantity))
            for item in quantities(sentence, language)
            if item.quantity.unit in PERIODS
        ]
    return found


def _word_finder(term: str) -> Callable[[str], list[Hit]]:
    """Finds a word or a phrase in all its inflections; its forms are told apart."""
    if _HAN.search(term):
        plain = re.compile(re.escape(term), re.IGNORECASE)
        return lambda sentence: [Hit(*match.span(), match.group()) for match in plain.finditer(sentence)]
    stems = [_stems(word) for word in _WORD.findall(term)]

    def hits(sentence: str) -> list[Hit]:
        words = list(_WORD.finditer(sentence))
        return [
            Hit(words[at].start(), words[at + len(stems) - 1].end(), _form(sentence, words, at, len(stems)))
            for at in _runs([_stems(word.group()) for word in words], stems)
        ]

    return hits


def _stems(word: str) -> tuple[str, ...]:
    return tuple(terms(re.sub(r"['’]s\Z", "", word)))


def _runs(words: Sequence[tuple[str, ...]], wanted: Sequence[tuple[str, ...]]) -> Iterator[int]:
    at = 0
    while wanted and at <= len(words) - len(wanted):
        if list(words[at : at + len(wanted)]) == list(wanted):
            yield at
            at += len(wanted)
        else:
            at += 1


def _form(sentence: str, words: Sequence[re.Match[str]], at: int, length: int) -> str:
    return " ".join(sentence[words[at].start() : words[at + length - 1].end()].casefold().split())
