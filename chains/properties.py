"""Properties that questions ask for: a weight, a price, a date; how the answer is written, and under which words."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chains.text import terms
from resources import resource


@dataclass(frozen=True, slots=True)
class Property:
    """One entry of ``resources/properties.toml``.

    Attributes:
        asks: what questions for it say ("how heavy").
        looks_like: how its values are written ("8.6 kg").
        words: terms under which documents have it ("weight"), which need not stand in the question.
    """

    name: str
    asks: re.Pattern[str]
    looks_like: re.Pattern[str]
    words: frozenset[str]


@cache
def properties() -> tuple[Property, ...]:
    """All that come with the program."""
    table = tomllib.loads(resource("properties.toml").read_text("utf-8"))
    return tuple(
        Property(
            name,
            re.compile(entry["asks"], re.IGNORECASE),
            re.compile(entry["looks_like"], re.IGNORECASE),
            frozenset(terms(entry["words"])),
        )
        for name, entry in table.items()
    )


def asked_for(question: str) -> tuple[Property, ...]:
    """The properties that ``question`` asks for; "how long" may be a length and a time."""
    return tuple(item for item in properties() if item.asks.search(question))


def asking_terms(question: str) -> frozenset[str]:
    """The terms of ``question`` that say which property it asks for, where its answer may stand under another."""
    found = (match.group() for item in asked_for(question) if item.words for match in item.asks.finditer(question))
    return frozenset(term for text in found for term in terms(text))


def related_terms(question: str) -> list[str]:
    """Terms that the question does not have and its answer may stand under, sorted."""
    said = frozenset(terms(question))
    return sorted(frozenset[str]().union(*(item.words for item in asked_for(question))) - said)


def agreement(asked: Sequence[Property], text: str) -> float:
    """Which share of the properties asked for ``text`` has a value of."""
    return sum(item.looks_like.search(text) is not None for item in asked) / max(1, len(asked))
