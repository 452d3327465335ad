"""What the evidence says of the answer: each sentence checked for words, numbers, names, dates and negation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chains.asked_forms import numbers_another_thing
from chains.enumeration import without_number
from chains.text import is_stop, sentences, terms
from chains.types import Claim, Quote, Supported, Verdict

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a claim must reach; fitted on answers of the starter model to questions of SQuAD 2.0 dev, articles 1 to 4.

    Attributes:
        coverage: part of the content words that a claim adds to the question, that its evidence must have for ``yes``.
        repeated: part of the question's words in the claim that the evidence must have for the same; less, since a
            question has words of its own.
        partly: coverage for ``partly``.
        similarity: cosine of claim and evidence below which a claim is at most ``partly``.
        focus: part of the question's content words that the evidence must have for the answer to be ``yes``: true
            words from a sentence about something else do not answer.
        best: among this many of the best quotes must be one that the answer rests on, for the same reason.
        relevance: what retrieval's own sureness must reach for the same.
        on_topic: part of the question's content words that the answer itself must take up, if it is longer than
            ``short``: a true sentence copied from the right place may still answer another question.
        short: content words up to which an answer is a bare phrase ("1,450 euros a month") that takes up none.
        lead: by how much the best quote's score must be ahead of the next, unless it reaches ``sure``: where
            retrieval wavers between two sentences, the one that the answer rests on may be the wrong one.
    """

    coverage: float = 0.8
    repeated: float = 0.5
    partly: float = 0.5
    similarity: float = 0.3
    focus: float = 0.65
    best: int = 1
    relevance: float = 0.0
    on_topic: float = 0.4
    short: int = 6
    lead: float = 0.1
    sure: float = 0.9


@dataclass(frozen=True, slots=True)
class Verification:
    """The whole answer's verdict.

    Attributes:
        supported: ``not_found`` where nothing relevant was retrieved, whatever the model wrote.
    """

    claims: tuple[Claim, ...]
    supported: Supported


def verify(
    answer: str,
    quotes: Sequence[Quote],
    question: str,
    *,
    numbers: Sequence[int] | None = None,
    relevance: float = 1.0,
    found: bool = True,
    embed: Embed | None = None,
    thresholds: Thresholds = Thresholds(),
) -> Verification:
    """Check each sentence of ``answer`` against the quotes that it cites, or else the one that fits it best.

    Args:
        quotes: the evidence, best first; a claim's ``evidence`` counts into it from 0.
        numbers: by which number the model knows each quote; 1, 2, 3… when None.
        relevance: how sure retrieval is that the quotes speak to the question, in [0, 1].
        found: whether retrieval found anything relevant at all.
        embed: ``(n, d) float32`` normalised vectors of n texts.
    """
    known = {number: place for place, number in enumerate(numbers or range(1, len(quotes) + 1))}
    answer = _AFTER_STOP.sub(r"\2\1", answer)
    pieces = [answer[start:end] for start, end in sentences(answer)]
    pieces = [piece for piece in pieces if re.search(r"\w", _MARKER.sub("", piece))]
    sources = [_Source.of(quote) for quote in quotes]
    asked = _content(question)
    claims = tuple(_claim(piece, sources, known, asked, question, embed, thresholds) for piece in pieces)
    if not found or not quotes:
        return Verification(claims, "not_found")
    if not claims:
        return Verification((), "no")
    verdicts = [claim.verdict for claim in claims]
    if all(verdict == "yes" for verdict in verdicts):
        # An answer that rests on lesser quotes alone may be true and beside the point.
        fits = (
            relevance >= thresholds.relevance
            and any(place < thresholds.best for claim in claims for place in claim.evidence)
            and _speaks_to(claims, sources, asked, thresholds.focus)
            and _takes_up(answer, asked, thresholds)
            and not numbers_another_thing(answer, question, [source.text for source in sources])
            and (len(quotes) < 2 or quotes[0].score >= min(thresholds.sure, quotes[1].score + thresholds.lead))
        )
        return Verification(claims, "yes" if fits else "partly")
    return Verification(claims, "no" if all(verdict == "no" for verdict in verdicts) else "partly")


_MARKER = re.compile(r"\s?\[(\d{1,4})\]")
# A number that is written behind the full stop belongs to the sentence before it.
_AFTER_STOP = re.compile(r"([.!?。！？])((?:\s?\[\d{1,4}\])+)")


@dataclass(frozen=True, slots=True)
class _Source:
    """One quote as claims are checked against it; its title and headings count as known.

    Attributes:
        titled: numbers and dates of the title: they are known, but the quote says nothing of them, so that only a
            question that names them may have them in its answer.
    """

    text: str
    words: frozenset[str]
    facts: frozenset[str]
    titled: frozenset[str]
    plain: str
    negated: bool

    @classmethod
    def of(cls, quote: Quote) -> "_Source":
        # The number of a clause ("3.1 The rent is …") is none of its facts.
        said = f"{quote.context}\n{without_number(quote.text)}"
        whole = f"{quote.title}\n{said}"
        negated = bool(_NEGATION.search(quote.text))
        return cls(quote.text, frozenset(terms(whole)), facts(said), facts(quote.title), _plain(whole), negated)


_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b|[不没無无未非莫勿]", re.IGNORECASE
)


def _content(text: str) -> frozenset[str]:
    """The words of ``text`` that say something; numbers are told by ``facts``, whatever their spelling."""
    return frozenset(term for term in terms(_spell(text)) if not is_stop(term) and not term[0].isdigit())


def _spell(text: str) -> str:
    """``text`` with Chinese numbers set apart in digits, so that the words around them are cut alike."""
    return _ZH_NUMBER.sub(lambda match: f" {chinese_number(match.group())} ", text)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _claim(
    piece: str,
    sources: Sequence[_Source],
    known: dict[int, int],
    asked: frozenset[str],
    question: str,
    embed: Embed | None,
    limits: Thresholds,
) -> Claim:
    text = _MARKER.sub("", piece).strip()
    cited = tuple(known[int(n)] for n in _MARKER.findall(piece) if int(n) in known)
    measured = [(_measure(text, sources[place], asked, question), place) for place in cited or range(len(sources))]
    if not measured:
        return Claim(text, "no")
    # Of equal sources the first, which retrieval ranks higher.
    match, place = max(measured, key=lambda pair: (pair[0].rank, -pair[1]))
    source = sources[place]
    verdict, missing = _verdict(match, limits), match.missing
    if verdict == "yes" and (negated := bool(_NEGATION.search(text))) != source.negated:
        # The quote's negation may belong to another clause; the claim's own has to come from somewhere.
        verdict, missing = ("no", ("negation",)) if negated else (_unless_verbatim(text, source), missing)
    if verdict == "yes" and embed is not None:
        vectors = embed([text, source.text])
        if float(vectors[0] @ vectors[1]) < limits.similarity:
            verdict = "partly"
    return Claim(text, verdict, cited or ((place,) if verdict != "no" else ()), missing)


def _unless_verbatim(text: str, source: _Source) -> Verdict:
    return "yes" if _plain(text) in source.plain else "partly"


@dataclass(frozen=True, slots=True)
class _Match:
    """How well one source carries one claim.

    Attributes:
        added: part of the words that the claim adds to the question, that the source has; None if it adds none.
        repeated: the same for the words that it takes from the question.
        missing: its quotes, numbers and names that the source lacks.
    """

    added: float | None
    repeated: float
    focus: float
    missing: tuple[str, ...]

    @property
    def rank(self) -> float:
        return (self.added or 0.0) + 0.5 * self.focus - 0.5 * bool(self.missing)


def _measure(text: str, source: _Source, asked: frozenset[str], question: str) -> _Match:
    said = _content(text) - _POLAR_WORDS
    added, repeated = said - asked, said & asked
    missing = [quoted for quoted in _QUOTED.findall(text) if _plain(quoted) not in source.plain]
    known = source.facts | (source.titled & facts(question))
    missing += sorted(facts(text) - known)
    missing += [name for name in names(text) if not set(terms(name)) <= source.words]
    numbers = facts(text) - facts(question)
    found = len(added & source.words) + len(numbers & known)
    news = len(added) + len(numbers)
    part = found / news if news else 1.0 if _POLAR.search(question) else None
    return _Match(
        part,
        len(repeated & source.words) / len(repeated) if repeated else 1.0,
        len(asked & source.words) / len(asked) if asked else 1.0,
        tuple(missing),
    )


def _verdict(match: _Match, limits: Thresholds) -> Verdict:
    if match.added is None:
        # It only says the question again.
        return "partly" if match.repeated >= limits.coverage and not match.missing else "no"
    if match.added >= limits.coverage and match.repeated >= limits.repeated and not match.missing:
        return "yes"
    return "partly" if match.added >= limits.partly else "no"


# A question that "yes" answers.
_POLAR = re.compile(
    r"\A\W*(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|may|must)\b|吗|是否"
    r"|是不是|有没有|能不能|可不可以",
    re.IGNORECASE,
)
_POLAR_WORDS = frozenset({"yes", "no", "是的", "不是", "correct", "right"})


def _speaks_to(claims: Sequence[Claim], sources: Sequence[_Source], asked: frozenset[str], focus: float) -> bool:
    """Whether the evidence that the claims rest on has enough of the question's words."""
    words = frozenset(term for claim in claims for place in claim.evidence for term in sources[place].words)
    return not asked or len(asked & words) / len(asked) >= focus


def _takes_up(answer: str, asked: frozenset[str], limits: Thresholds) -> bool:
    """Whether the answer is about what was asked, as far as its words show."""
    said = _content(answer)
    return not asked or len(said) <= limits.short or len(asked & said) / len(asked) >= limits.on_topic


# --- quotes, names, numbers, dates --------------------------------------------------------------------------------

_QUOTED = re.compile(r"[\"“「『]([^\"”」』]{4,})[\"”」』]")
_NAME = re.compile(r"(?<![\w'’])[A-Z][\w'’-]*\w(?:\.)?")


def names(text: str) -> list[str]:
    """The words of ``text`` that look like proper names: capitals that no sentence start explains."""
    found = []
    starts = {start for start, _ in sentences(text)}
    for match in _NAME.finditer(text):
        word = match.group().rstrip(".").removesuffix("'s").removesuffix("’s")
        if match.start() in starts and (is_stop(word.casefold()) or not _proper(text, match)):
            continue
        if not is_stop(word.casefold()) and word.casefold() not in _MONTHS:
            found.append(word)
    return found


def _proper(text: str, first: re.Match[str]) -> bool:
    """A capital at a sentence start is a name when another follows it, or it stands alone."""
    return bool(re.match(r" [A-Z]", text[first.end() :])) or not text[first.end() :].strip(" .!?")


_MONTHS = {
    name: number
    for number, both in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in both
}  # fmt: skip
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ZH_MONTH = re.compile(r"([\d一二三四五六七八九十]{1,3})月")
_MONTH_NAME = re.compile(
    rf"\b({'|'.join(_MONTHS)})\b\.?(?=\s*\d|,|\s+of\b)|(?<=\d )({'|'.join(_MONTHS)})\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_ZH_NUMBER = re.compile(
    r"[〇零一二两三四五六七八九十百千万亿]{2,}|[二三四五六七八九十](?=[个元年月日天周人次倍名岁块])"
)
_ZH_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}


def facts(text: str) -> frozenset[str]:
    """The numbers and months of ``text`` in one spelling: "1,500" and "一千五百" are ``1500``, "March" is ``month 3``.

    Years, days and amounts are all numbers. An English number word counts only where another text gives it as a
    digit, so words up to twenty and the tens are included; "one" is left out, being mostly no number.
    """
    found: set[str] = set()
    for year, month, day in _ISO.findall(text):
        found |= {year, f"month {int(month)}", str(int(day))}
    for first, second, year in _SLASHED.findall(text):
        # Which of the two is the month depends on the country: both are possible.
        found |= {year, str(int(first)), str(int(second))} | {
            f"month {int(n)}" for n in (first, second) if int(n) <= 12
        }
    plain = _SLASHED.sub(" ", _ISO.sub(" ", text))
    for named in _MONTH_NAME.findall(plain):
        found.add(f"month {_MONTHS[(named[0] or named[1]).casefold()]}")
    for month in _ZH_MONTH.findall(plain):
        found.add(f"month {int(month) if month.isdigit() else chinese_number(month)}")
    plain = _ZH_MONTH.sub(" ", plain)
    found |= {_canonical(digits) for digits in _DIGITS.findall(plain)}
    found |= {str(chinese_number(digits)) for digits in _ZH_NUMBER.findall(plain)}
    for word in re.findall(r"[a-z]+", plain.casefold()):
        if word in _NUMBER_WORDS and word != "one":
            found.add(str(_NUMBER_WORDS[word]))
    return frozenset(found)


def _canonical(digits: str) -> str:
    digits = digits.replace(",", "")
    if "." in digits:
        return digits.rstrip("0").rstrip(".")
    return digits.lstrip("0") or "0"


def chinese_number(text: str) -> int:
    """The value of a number in Chinese characters: 三千五百 is 3500, 二〇二四 is 2024, 一万二千 is 12000."""
    if not any(char in _ZH_UNITS or char in "万亿" for char in text):
        return int("".join(str(_ZH_DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _ZH_DIGITS:
            digit = _ZH_DIGITS[char]
        elif char in _ZH_UNITS:
            section += (digit or 1) * _ZH_UNITS[char]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if char == "万" else 100_000_000)
            section = digit = 0
    return total + section + digit
