"""What of a text can be the value of a field: dates, sums, numbers, names, identifiers, places, each with its span."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from chains.dates import DateFound, dates
from chains.extracting.lexicon import Shape
from chains.quantities import QuantityFound, quantities
from chains.text import is_stop


@dataclass(frozen=True, slots=True)
class Value:
    """A value where it stands: ``text[start:end]`` of what was searched.

    Attributes:
        value: typed: an ISO date as text, a number, a truth, else the words.
        unit: a currency, ``%``, a unit; empty for none.
        key: the same for values that are the same, however they are written.
    """

    start: int
    end: int
    shape: Shape
    value: str | int | float | bool
    unit: str = ""
    key: str = ""
    other: str = field(default="", compare=False)

    def moved(self, offset: int) -> "Value":
        """The same in a text that has ``offset`` more characters before it."""
        return Value(self.start + offset, self.end + offset, self.shape, self.value, self.unit, self.key, self.other)


def values(text: str, shape: Shape, language: str) -> list[Value]:
    """All values of this shape, in order, none overlapping another; none for ``text`` and ``choice``."""
    finder = _FINDERS.get(shape)
    return [] if finder is None else list(finder(text, language))


# --- what is read by code shared with others -----------------------------------------------------------------------


def _dates(text: str, language: str) -> Iterator[Value]:
    for found in dates(text, language):
        yield _date(found)


def _date(found: DateFound) -> Value:
    return Value(
        found.start, found.end, "date", found.iso, key=found.iso,
        other="" if found.other is None else found.other.isoformat(),
    )  # fmt: skip


_CURRENCY = re.compile(r"[A-Z]{3}")
_TIME_UNIT = re.compile(
    r"(?:second|minute|hour|day|night|week|month|quarter|year|working day|business day|calendar month|fortnight)s?"
    r"|s|min|h|d|a|[秒分]钟?|小时|[天日周月年]|个月|星期|工作日",
    re.IGNORECASE,
)


def _money(text: str, language: str) -> Iterator[Value]:
    for found in quantities(text, language):
        if _CURRENCY.fullmatch(found.quantity.unit):
            yield _quantity(found, "money")


def _percent(text: str, language: str) -> Iterator[Value]:
    for found in quantities(text, language):
        if found.quantity.unit in {"%", "‰"}:
            yield _quantity(found, "percent")


def _durations(text: str, language: str) -> Iterator[Value]:
    # The words are the value: "three months", "30 working days".
    for match in _DURATION.finditer(text):
        words = text[match.start() : match.end()]
        yield Value(match.start(), match.end(), "duration", words, key=_plain(words))


_COUNT = (
    r"(?:\d+(?:[.,]\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|"
    r"twenty[- ]eight|thirty|forty|forty[- ]five|sixty|ninety|ein(?:e[nr]?)?|zwei|drei|vier|sechs|un|une|deux|trois|"
    r"six|dos|tres|seis)"
)
_DURATION = re.compile(
    rf"(?<![\w.,])(?:{_COUNT}(?:\s*\(\s*\w+\s*\))?[\s-]+(?:(?:full|calendar|working|business|clear|whole)\s+)?"
    r"(?:days?|weeks?|months?|years?|hours?|quarters?|fortnights?|Tagen?|Wochen?|Monaten?|Jahren?|jours?|semaines?|mois|ans?|"
    r"années?|días?|semanas?|mes(?:es)?|años?)\b)"
    r"|[\d〇零一二两三四五六七八九十百半]+\s*(?:个(?:工作日|自然日|月|星期|季度)|天|日(?!期)|周|年|小时|工作日)(?![前后]?\d)",
    re.IGNORECASE,
)


def _numbers(text: str, language: str) -> Iterator[Value]:
    taken = [(found.start, found.end) for found in dates(text, language)]
    for found in quantities(text, language):
        if any(start < found.end and found.start < end for start, end in taken):
            continue
        if not _CURRENCY.fullmatch(found.quantity.unit):
            yield _quantity(found, "number")


def _quantity(found: QuantityFound, shape: Shape) -> Value:
    number = found.quantity.value
    return Value(
        found.start, found.end, shape, number, found.quantity.unit, f"{float(number):.4f} {found.quantity.unit}".strip()
    )


# --- names --------------------------------------------------------------------------------------------------------

_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herr|Frau|M|Mme|Mlle|Sr|Sra)\.?\s+)"
_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’\-]*\w|[A-Z](?![\w]))\.?"
_PARTICLE = r"(?:de|da|di|do|du|del|della|dos|des|van|von|der|den|de la|le|la|al|bin|ibn|ten|ter|zu|zum|y|e|of|the|for)"
_NAME = re.compile(
    rf"(?<![\w'’]){_TITLE}?{_CAPITAL}(?:,?[ \t]+(?:{_PARTICLE}[ \t]+){{0,2}}{_CAPITAL}|[ \t]+&[ \t]+{_CAPITAL}"
    r"|[ \t]+(?:and|und|et)[ \t]+(?:Sons?|Co|Partners?|Daughters?|Brothers?|Söhne|Fils|Associates)\b\.?"
    r"|,?[ \t]+(?:S\.r\.l\.|S\.p\.A\.|S\.A\.|e\.V\.|a\.s\.|s\.r\.o\.|d\.o\.o\.|plc|sp\. z o\.o\.|mbH))*"
)
_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|Inc|LLC|LLP|plc|PLC|GmbH|AG|KG|OHG|SARL|SAS|SA|S\.A|S\.r\.l|S\.p\.A|AB|AS|A/S|Oy|BV|B\.V|NV|Corp|Co|Pty|"
    r"Company|Group|Association|University|Institute|Bank|Trust|Foundation|Services|Partners|Properties|Solutions|Holdings)\b\.?"
)
# "… of Northgate Ltd. Goods remain …": a sentence ends there as well.
_COMPANY_END = re.compile(r"\b(?:Ltd|Inc|Corp|Co|Limited|LLC|GmbH|plc)\.(?=\s)")
_CHINESE_COMPANY = re.compile(
    r"[\u4e00-\u9fff（）()·A-Za-z\d]{2,30}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|大学|学院|医院|银行|研究所|中心|事务所|协会|商店|工厂)"
)
_LATIN_STOP = frozenset(
    "the this that these those a an in on at by to from for of and or between if any all each no not our your their "
    "its his her please dear yours kind best we you it he she they there here when where which who what how as with "
    "within without upon either neither both such invoice lease agreement contract date total amount tax vat page "
    "table january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday regards sincerely faithfully".split()
)


_OWNER = re.compile(r"[^\d]{3,80}?\b(?:of|at|residing at|whose address is)\s+(?=\d)", re.IGNORECASE)


def _names(text: str, language: str) -> Iterator[Value]:
    for match in _NAME.finditer(text):
        start, end = match.span()
        # A capital at a sentence's start makes no name of a common word.
        while first := re.match(r"([\w'’]+)[ \t]+", text[start:end]):
            if first[1].casefold() not in _LATIN_STOP and not (is_stop(first[1].casefold()) and first[1].islower()):
                break
            start += first.end()
        words = text[start:end].rstrip(" ,")
        if company := _COMPANY_END.search(words):
            words = words[: company.end()]
        if words.endswith(".") and not re.search(r"(?:\b[A-Z]|S\.r\.l|S\.p\.A|Ltd|Inc|Corp|Co|Jr|Sr|e\.V)\.$", words):
            words = words[:-1]
        if len(words) < 2 or words.casefold() in _LATIN_STOP or words.casefold().rstrip("s") in _LATIN_STOP:
            continue
        yield Value(start, start + len(words), "party", words, key=_plain(words))
    if language in {"zh", "ja"}:
        for match in _CHINESE_COMPANY.finditer(text):
            start = match.start() + _lead(match.group())
            yield Value(start, match.end(), "party", text[start : match.end()], key=_plain(text[start : match.end()]))


def _lead(words: str) -> int:
    """How much of a run of characters stands before the name itself."""
    cut = 0
    for mark in ("由", "与", "和", "向", "是", "为", "给", "）", ")", "方", "在", "于"):
        at = words.rfind(mark, 0, max(0, len(words) - 5))
        cut = max(cut, at + len(mark) if at >= 0 else 0)
    return cut


def is_company(words: str) -> bool:
    """Whether a name is that of a company or an institution, as far as its words show."""
    return bool(_COMPANY.search(words) or _CHINESE_COMPANY.fullmatch(words))


# --- places -------------------------------------------------------------------------------------------------------

_PLACE_WORD = (
    r"(?:\d+[\w/\-]*|[A-ZÀ-ÖØ-Þ][\w'’.\-]*|rue|des?|du|la|le|les|via|viale|piazza|calle|avenida|plaza|avenue|boulevard|street|road|lane|st|"
    r"rd|ave|floor|flat|apt|unit|of|the|van|von|der|den|am|an|im|zum|zur|bei|sur|sous|no|nº|n°|#\d+)"
)
_PLACE = re.compile(rf"(?<![\w]){_PLACE_WORD}\.?(?:,?[ \t]+{_PLACE_WORD}\.?)+")
_PLACE_TRAIL = re.compile(r"(?:[,\s]+|\b(?:of|the|de|la|le|an|am|im|du|van|von|der|no))+\Z")
_CHINESE_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,10}?[省市区县州](?:[\u4e00-\u9fffA-Za-z\d\-#－—]{0,24}?(?:路|街|道|巷|弄|号|幢|栋|座|楼|层|室|院|单元|村|园|广场))+"
)
_BEFORE_PLACE = re.compile(r".*(?:位于|坐落于|坐落在|坐落|地址[为是]?|在|于)")


def _places(text: str, language: str) -> Iterator[Value]:
    for match in _PLACE.finditer(text):
        start, words = match.start(), match.group()
        while first := re.match(r"(?:of|the|a|an|in|at|no|floor(?=\s+of))\s+", words, re.IGNORECASE):
            start, words = start + first.end(), words[first.end() :]
        words = _PLACE_TRAIL.sub("", words).rstrip(".")
        if (
            re.search(r"\d", words)
            and re.search(r"[A-ZÀ-Þ][a-zà-þ]", words)
            and len(re.findall(r"[^\W\d_]{2,}", words)) >= 2
            and len(words) >= 8
        ):
            if owner := _OWNER.match(words):  # "Ann Reed, of 9 Quay Road" is a name and an address
                start, words = start + owner.end(), words[owner.end() :]
            yield Value(start, start + len(words), "address", words, key=_plain(words))
    for match in _CHINESE_PLACE.finditer(text):
        lead = _BEFORE_PLACE.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        if match.end() - start >= 5:
            words = text[start : match.end()]
            yield Value(start, match.end(), "address", words, key=_plain(words))


# --- what has a form of its own -----------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"']+[^\s<>()\"'.,;:!?]")
_PHONE = re.compile(r"(?<![\w./-])(?:\+|00)?\(?\d[\d ()/.\-]{5,18}\d(?![\w/-])")
_IBAN = r"[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,4})?"
_IDENTIFIER = re.compile(
    rf"(?<![\w]){_IBAN}(?!\w)|(?<![\w.,€$£¥])(?=[\w/.\-]*\d)[A-Za-z\d](?:[\w/.\-]*[A-Za-z\d])?(?![\w%€])"
)


def _by(pattern: re.Pattern[str], shape: Shape) -> Callable[[str, str], Iterator[Value]]:
    def found(text: str, language: str) -> Iterator[Value]:
        for match in pattern.finditer(text):
            yield Value(match.start(), match.end(), shape, match.group(), key=_plain(match.group()))

    return found


def _phones(text: str, language: str) -> Iterator[Value]:
    taken = [(found.start, found.end) for found in dates(text, language)]
    for match in _PHONE.finditer(text):
        if 7 <= sum(map(str.isdigit, match.group())) <= 15 and (match.start(), match.end()) not in taken:
            yield Value(match.start(), match.end(), "phone", match.group(), key=_plain(match.group()))


def _identifiers(text: str, language: str) -> Iterator[Value]:
    taken = [(found.start, found.end) for found in dates(text, language)]
    for value in _by(_IDENTIFIER, "identifier")(text, language):
        if not any(start < value.end and value.start < end for start, end in taken):
            yield value


_YES = re.compile(r"(?:yes|true|y|x|✓|✔|☑|☒|\[x\]|ja|oui|sí|是|有|已|对)(?!\w)", re.IGNORECASE)
_NO = re.compile(r"(?:no|false|n|none|☐|\[ \]|nein|non|否|无|没有|未)(?!\w)", re.IGNORECASE)


def _truths(text: str, language: str) -> Iterator[Value]:
    stripped = text.strip()
    for pattern, truth in ((_YES, True), (_NO, False)):
        if match := pattern.match(stripped):
            start = len(text) - len(text.lstrip())
            yield Value(start, start + match.end(), "boolean", truth, key=str(truth))
            return


def _plain(words: str) -> str:
    return "".join(re.findall(r"\w+", words.casefold()))


plain = _plain
_FINDERS: Mapping[Shape, Callable[[str, str], Iterator[Value]]] = {
    "date": _dates, "money": _money, "percent": _percent, "number": _numbers, "duration": _durations, "party": _names,
    "person": _names, "address": _places, "email": _by(_EMAIL, "email"), "url": _by(_URL, "url"), "phone": _phones,
    "identifier": _identifiers, "boolean": _truths,
}  # fmt: skip
