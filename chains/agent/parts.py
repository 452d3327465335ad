"""A task taken apart by rules: its questions one after another, and what is to be reckoned from their answers."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from chains.quantities import quantities
from chains.steps import numbers_named
from chains.text import is_stop
from chains.text import language as language_of
from resources import resource

# Patterns are for questions; some would take time quadratic in the length of a pasted page.
MAX_CHARS = 600
MOST_PARTS = 4
SHORTEST = 6
_FIGURES = re.compile(r"[\d(][\d\s.,()+\-*/×÷^%]*")
_SIGN = re.compile(r"[-+*/×÷^]")
_SPAN_OF_YEARS = re.compile(r"(?:1[5-9]|20)\d\d[-/](?:\d\d){1,2}")  # "2012-13" is a school year
_ANY_YEAR = r"(?:1[0-9]|20)\d\d"
# A number of a question is a year only where it is hardly an amount: "add 1200 and 1100".
_LATE_YEAR = r"(?:1[5-9]|20)\d\d"
# In a text years are older as well, those of three digits behind "in".
YEAR = re.compile(rf"\b{_ANY_YEAR}\b|(?<=\bin )[1-9]\d\d\b(?! \w{{2,}}s\b)")
_SIDE = rf"(?:[^\d?!]|\b{_ANY_YEAR}\b)+?"
_SIDES = "abcdefghij"
_KNOWN_SIDE = re.compile(rf"(?:the year )?{_ANY_YEAR}|that|this|it|then|now|today", re.IGNORECASE)
_HEAD = re.compile(r"((the [\w’'-]+(?: [\w’'-]+){0,3}?) (?:of|in|for|at)) ", re.IGNORECASE)
_MONTHS = r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
_WHEN = re.compile(
    rf" (?:in|of|during|for) (?:the (?:whole|year|month|course) (?:of )?)?(?:(?:[A-Z]\w+ )?{_LATE_YEAR}|{_MONTHS})$"
)
_PLACE = re.compile(r" (?:at|in) [A-Z][\w’'-]+$")
_MONTH_OF = re.compile(rf"[A-Z][a-z]+( {_LATE_YEAR})")
_THING = re.compile(r"\s?([a-z]{3,}|[\u4e00-\u9fff])")  # that a number is followed by
_OF = re.compile(r"^(?:that )?(?:of|in|for|at) ", re.IGNORECASE)
OF_INSIDE = re.compile(r" (?:of|in|for|at) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a task.

    Attributes:
        text: as it is asked.
        sign: ``+ - * / % growth``: what is done with what was looked up and the numbers of ``text``; empty for nothing.
        joins: how many parts before it have the numbers for ``sign``: it looks nothing up itself; 0 if it does.
        sides: what those parts are each about, where two things are set against each other.
    """

    text: str
    sign: str = ""
    joins: int = 0
    sides: tuple[str, ...] = ()


def parts(task: str) -> tuple[Part, ...]:
    """The questions of ``task`` in order; the whole of it where rules see no parts."""
    text = " ".join(task.split())
    if len(text) > MAX_CHARS:
        return (Part(text),)
    language = "zh" if language_of(text) == "zh" else "en"
    asked = _without_remark(text, language)
    for pair in _pairs(language):
        found = pair.pattern.search(asked)
        if found is not None:
            sides = [found[name].strip() for name in _SIDES if name in found.groupdict() and found[name]]
            if not pair.of_times and any(map(_KNOWN_SIDE.fullmatch, sides)):
                continue  # "before 2020", "was that": one side is there already
            if language == "zh" and any(re.search(r"\d", re.sub(_ANY_YEAR, "", side)) for side in sides):
                continue  # 12吨水和100度电: these are amounts, and nothing to look up
            more = {name: value or "" for name, value in found.groupdict().items() if name not in _SIDES}
            whole = _whole(sides, pair.sign) if language == "en" else sides
            sought = (pair.ask.format_map(defaultdict(str, more, thing=side.rstrip("?？.。"))) for side in whole)
            return (*map(Part, sought), Part(asked, pair.sign, joins=2, sides=tuple(whole)))
    both = _both(language).search(asked)
    if both is not None and not sign_of(asked, language):
        return tuple(Part(wording()["sought"][f"each_{language}"].format(thing=thing)) for thing in both.groups())
    cuts = [0, *(match.start() for match in _apart(language).finditer(text)), len(text)]
    joined = re.compile(rf"^(?:{_apart(language).pattern})", re.IGNORECASE)
    pieces = [joined.sub("", text[low:high]).strip(" ,;，；") for low, high in pairwise(cuts)]
    pieces = [piece for piece in pieces if len(piece) >= (SHORTEST if language == "en" else 2)]
    pieces = _asking(pieces, language)
    if not 1 < len(pieces) <= MOST_PARTS:
        return (Part(text, sign_of(text, language)),)
    return tuple(_part(piece, language, follows=bool(place)) for place, piece in enumerate(pieces))


def _asking(pieces: Sequence[str], language: str) -> list[str]:
    """The pieces that ask for something; one that only states gives its words to the next."""
    asks = re.compile(wording()["asks"][language], re.IGNORECASE)
    found: list[str] = []
    given = ""
    for piece in pieces:
        given = f"{given} {piece}".strip()
        if asks.search(piece):
            found.append(given)
            given = ""
    return found


def _part(text: str, language: str, *, follows: bool) -> Part:
    """One question; what only reckons with the number of the one before looks nothing up."""
    sign = sign_of(text, language)
    leans = follows and sign and numbers_named(text, language)
    joins = 1 if leans and re.search(wording()["leans"][language], text, re.IGNORECASE) else 0
    return Part(text, sign, joins)


def without_operand(text: str, language: str) -> str:
    """What a table is asked: not what is to be done with its answer."""
    return re.sub(wording()["operand"][language], " ", text, flags=re.IGNORECASE).strip()


def needs_steps(question: str) -> bool:
    """Whether rules see several lookups in a question, or one and a calculation, so that the agent may do better."""
    found = parts(question)
    if len(found) > 1:
        return True
    part = found[0]
    numbers = numbers_named(part.text, "zh" if language_of(part.text) == "zh" else "en")
    return bool(part.sign) and not all(re.fullmatch(_LATE_YEAR, number) for number in numbers)


def sign_of(text: str, language: str) -> str:
    """What is to be reckoned with the numbers of a question and those that are looked up; empty for nothing."""
    for sign, pattern in _signs(language):
        if pattern.search(text[:MAX_CHARS]):
            return sign
    return ""


def reckons_alone(text: str, language: str) -> bool:
    """Whether a question has all the numbers that it reckons with."""
    if written(text, language):
        return True
    numbers = [number for number in numbers_named(text, language) if not re.fullmatch(_LATE_YEAR, number)]
    return len(numbers) > 1 and bool(sign_of(text, language)) and not of_unlike_things(text, language)


def of_unlike_things(text: str, language: str) -> bool:
    """Whether the numbers of a question cannot be reckoned with alone: 12 tonnes of water and 100 kWh in a month."""
    things = [thing for _, thing in counted(text, language)]
    unlike = len({thing for thing in things if thing}) > 1
    return unlike and (sign_of(text, language) in {"+", "-"} or len(things) > 2)


def counted(text: str, language: str) -> list[tuple[str, str]]:
    """The numbers of a text, each with its unit or what it counts; empty for neither."""
    found = []
    for number in quantities(text, language):
        behind = _THING.match(text, number.end)
        thing = number.quantity.unit or (behind[1] if behind and not is_stop(behind[1]) else "")
        found.append((str(number.quantity.value), thing))
    return found


def written(text: str, language: str) -> str:
    """The calculation that a question has in words or in figures, as the calculator reads it; empty for none."""
    for form, pattern in _written(language):
        found = pattern.search(text[:MAX_CHARS])
        if found is not None:
            return form.format_map({name: value.rstrip(".,") for name, value in found.groupdict().items()})
    for run in _FIGURES.finditer(text[:MAX_CHARS]):
        # Its end is looked for apart: in one pattern that takes time cubic in the length of a row of signs.
        ends = [place for place, char in enumerate(run.group(), 1) if char.isdecimal() or char in ")%"]
        figures = run.group()[: max(ends, default=0)]
        if _SIGN.search(figures[1:-1]) and not _SPAN_OF_YEARS.fullmatch(figures):
            return figures
    return ""


def _whole(both: Sequence[str], sign: str) -> tuple[str, str]:
    """The sides of a pair, the second with what only the first says.

    "The deposit of the flat and of the garage" is of two deposits; "the revenue of the kettles by the units sold", of
    the units of kettles.
    """
    first, second = both
    head = _HEAD.match(first)
    bare = _OF.sub("", second)
    if head and bare != second:
        second = f"{head[1]} {bare}"
    elif head and sign == "/" and not OF_INSIDE.search(second):
        second += first[head.end(2) :]
    elif head and not OF_INSIDE.search(second) and _last(second) in _words(first[head.end() :]):
        second = f"{head[1]} {second}"  # "the revenue of the second half" and "the first half"
    when, when_then = _WHEN.search(first), _WHEN.search(second)
    if when is not None and not re.search(_LATE_YEAR, second):
        second += when.group()
    elif when_then is not None and not re.search(_LATE_YEAR, first):
        first += when_then.group()
    if (place := _PLACE.search(second)) is not None and not OF_INSIDE.search(first):
        first += place.group()  # undergraduates plus graduates at Harvard
    if (year := _MONTH_OF.fullmatch(second)) is not None and first.isalpha():
        first += year[1]  # from November to December 2024
    return first, second


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _last(text: str) -> str:
    return (_words(text) or [""])[-1]


def _without_remark(text: str, language: str) -> str:
    """A question without what is said behind it and asks for nothing: "Two decimals are enough"."""
    question, mark, behind = text.rpartition("? ")
    return text if not mark or re.search(wording()["asks"][language], behind, re.IGNORECASE) else f"{question}?"


@cache
def wording() -> dict[str, Any]:
    """``resources/agent.toml``."""
    return tomllib.loads(resource("agent.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two things that are set against each other.

    Attributes:
        ask: how each is asked for, with the place of ``thing`` and of the other groups of ``pattern``.
        of_times: whether they are one thing at two times, which may be years.
    """

    sign: str
    pattern: re.Pattern[str]
    ask: str
    of_times: bool


@cache
def _pairs(language: str) -> tuple[_Pair, ...]:
    usual = wording()["sought"][language]
    return tuple(
        _Pair(
            pair["sign"],
            re.compile(alternative.replace("<side>", _SIDE), re.IGNORECASE),
            ask,
            pair.get("of_times", False),
        )
        for pair in wording()["pairs"]
        for ask in (pair.get(f"ask_{language}", usual),)
        for alternative in pair[language]
    )


@cache
def _both(language: str) -> re.Pattern[str]:
    return re.compile(wording()["both"][language], re.IGNORECASE)


@cache
def _signs(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    things = wording()["things"][language]
    patterns = ((sign["sign"], "|".join(sign[language]).replace("<things>", things)) for sign in wording()["signs"])
    return tuple((sign, re.compile(pattern, re.IGNORECASE)) for sign, pattern in patterns)


@cache
def _written(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((way["as"], re.compile(way[language], re.IGNORECASE)) for way in wording()["written"])


@cache
def _apart(language: str) -> re.Pattern[str]:
    return re.compile(wording()["apart"][language], re.IGNORECASE)
