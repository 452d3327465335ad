"""What a question says that tells where it goes; the wording stands in ``resources/routes.toml``."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from chains.catalogue import POLITE
from chains.text import is_stop, terms
from resources import resource

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
    return re.compile(text, re.IGNORECASE)


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


def columns_meant(text: str, columns: Sequence[str]) -> int:
    """How many of ``columns`` the question speaks of, by their own words or by words that stand for them."""
    asked = {term for term in terms(text) if not is_stop(term)} | set(re.findall(r"[a-z]+", text.casefold()))
    return sum(_means(text, asked, column) for column in columns)


def _means(text: str, asked: set[str], column: str) -> bool:
    name = _CAMEL.sub(" ", column).replace("_", " ")
    own = {term for term in terms(name) if len(term) > 1 and not is_stop(term)}
    if own & asked:
        return True
    latin, han = _related()
    if any(own & group and asked & group for group in latin):
        return True
    return any(
        any(word in name for word in group if len(word) > 1) and any(word in text for word in group) for group in han
    )
