"""Chains called by name in a question: ``/summarize length=short the deposit``."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chains.errors import InputError

if TYPE_CHECKING:
    from chains.shelf import ChainCard, Shelf

_OPTION = re.compile(r"""\s*([a-z][a-z_]*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)""")
# A letter or two wrong; a formula seldom comes so near to an option's name.
_NEAR = 0.75
_NAME = re.compile(r"/([a-z][a-z0-9_-]*)(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Slashed:
    """A question that calls a chain.

    Attributes:
        options: as they were written, by name.
        text: what else was written.
    """

    card: "ChainCard"
    options: Mapping[str, str]
    text: str


def slashed(question: str, shelf: "Shelf") -> Slashed | None:
    """The chain that ``question`` calls; None if it calls none.

    Only what has the name of one of the chain's options is taken for an option, so that a formula stays a formula.

    Raises:
        InputError: it begins like a call, and there is no such chain; or what looks like an option is nearly one.
    """
    named = _NAME.match(question)
    if named is None:
        return None
    card = shelf.card(named.group(1))
    rest = question[named.end() :]
    options: dict[str, str] = {}
    while (found := _OPTION.match(rest)) and found.group(1) in card.options.model_fields:
        options[found.group(1)] = _unquoted(found.group(2))
        rest = rest[found.end() :]
    if found is not None and (near := difflib.get_close_matches(found.group(1), card.options.model_fields, 1, _NEAR)):
        raise InputError("chain.unknown_option", chain=card.name, option=found.group(1), known=near[0])
    return Slashed(card, options, rest.strip())


def call_title(question: str, shelf: "Shelf", language: str, about: Callable[[], str]) -> str:
    """What a conversation is called that begins with a call: the chain's title and what was written after its name.

    Args:
        about: says what the call is about where nothing was written; may say nothing.

    Returns:
        ``question`` itself where it calls no chain that there is.
    """
    try:
        called = slashed(question, shelf)
    except InputError:
        return question
    if called is None:
        return question
    subject = called.text or about()
    return (": ", "：")[language == "zh"].join(filter(None, (called.card.title(language), subject)))


def slash(name: str, text: str = "", options: Mapping[str, object] | None = None) -> str:
    """The question that calls the chain ``name`` so; the inverse of ``slashed``."""
    said = [f"{key}={_quoted(str(value))}" for key, value in (options or {}).items()]
    return " ".join([f"/{name}", *said, text]).strip()


def _quoted(value: str) -> str:
    if value and not re.search(r"[\s\"']", value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _unquoted(value: str) -> str:
    if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if value[:1] == "'" and value[-1:] == "'" and len(value) > 1:
        return value[1:-1]
    return value
