"""What a question says that tells where it goes; the wording stands in ``resources/routes.toml``."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from chains.catalogue import POLITE
from chains.text import common_rank, is_stop, terms
from resources import resource

# Words up to this rank say nothing of their own about what stands in a cell: "work", "have", "show".
COMMON = 250

Groups = tuple[frozenset[str], ...]

_HAN = re.compile("[\u3400-\u9fff]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def _wording() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(resource("routes.toml").read_text("utf-8"))


@cache
def pattern(kind: str, name: str) -> re.Pattern[str]:
    """The alternatives ``name`` of the route ``kind`` as one pattern."""
    pieces = {f"%{piece}%": f"(?:{'|'.join(found)})" for piece, found in _wording()["pieces"].items()}
    pieces["%polite%"] = POLITE
    text = "|".join(_wording()[kind][name])
    for piece, found in pieces.items():
        text = text.replace(piece, found)
    return re.compile(re.sub(r"\n *", "", text), re.IGNORECASE)


def says(kind: str, name: str, text: str) -> bool:
    """Whether ``text`` has one of the alternatives."""
    return pattern(kind, name).search(text) is not None


@cache
def generic_terms() -> frozenset[str]:
    """Terms that a summary may be asked for with, and that name no subject."""
    return frozenset(terms(str(_wording()["whole"]["generic"])))


@cache
def _related() -> tuple[Groups, Groups]:
    """Groups of words that stand for one another: terms of English, words of Chinese."""
    groups = [line.split() for line in _wording()["tables"]["related"]]
    latin = tuple(frozenset(terms(" ".join(group))) for group in groups if not _HAN.search(group[0]))
    return latin, tuple(frozenset(group) for group in groups if _HAN.search(group[0]))


def columns_meant(text: str, names: Sequence[str]) -> tuple[int, int]:
    """How much of a question speaks of a table, and how many of its words fit nothing of it.

    Args:
        names: of its columns, and its title. A word that is theirs counts 2, one that people use for it 1.
    """
    asked = {term for term in terms(pattern("tables", "duration").sub(" ", text)) if not is_stop(term)}
    latin, han = _related()
    own: set[str] = set()
    near: set[str] = set()
    for name in (_CAMEL.sub(" ", name).replace("_", " ") for name in names):
        words = {term for term in terms(name) if len(term) > 1 and not is_stop(term)}
        own |= words & asked
        near = near.union(
            *(asked & group for group in latin if words & group),
            *({word for word in group if word in text} for group in han if any(word in name for word in group)),
        )
    rest = terms(pattern("tables", "reckons").sub(" ", text))
    foreign = {term for term in rest if term.isascii() and term.isalpha() and not is_stop(term)} - own - near
    unknown = [term for term in foreign - _calendar() if not 0 < common_rank(term) <= COMMON]
    # Months tell little: leases have them as well.
    months = bool((own | near) & _calendar())
    return 2 * len(own - _calendar()) + len(near - own - _calendar()) + months, len(unknown)


@cache
def _calendar() -> frozenset[str]:
    """Terms of dates and of numbers in words: what every kind of document has."""
    return frozenset(terms(" ".join(_wording()["tables"]["calendar"])))
