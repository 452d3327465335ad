"""Who may act: three kinds of tool, what needs the person's word, and how an argument gives away a document's text.

Nothing here depends on what a model says; it is decided by the kind of a tool and by the texts themselves.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from chains.answer import Check

Kind = Literal["compute", "read", "inside", "outside"]
"""``compute`` touches nothing, ``read`` reads the library in scope, ``inside`` acts in it, ``outside`` beyond it."""

Reason = Literal["inside", "outside", "carries"]
Decision = Literal["once", "conversation", "deny"]

# A stretch of an argument is a document's when so many of its words, or characters of a script without blanks, stand in
# it one after another and not in what the person wrote.
WORDS = 4
HAN = 8
# A lone word that is as telling as a sentence: an address, a file's name, a long number, a code.
_TELLING = re.compile(
    r"[^\s@]{1,80}@[^\s@]{1,80}\.\w+|https?://\S+|[\w-]{2,80}(?:\.[\w-]{2,80})+"
    r"|(?=[\w./:+-]{0,80}\d)[\w./:+-]{6,}|\d[\d ,.-]{4,}\d|\S{24,}"
)
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]|[^\W_]+")
_EDGES = ".,;:!?()[]<>\"'"


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What the person is asked before a tool is called.

    Attributes:
        tool: its name.
        toolkit: that it belongs to.
        kind: of the tool.
        reason: ``carries`` where the arguments contain words of a document, whatever the tool is allowed otherwise.
        arguments: exactly what it would be called with, JSON.
        carried: the stretches of ``arguments`` that stand in a document.
        documents: titles of the documents whose text the model had before it when it chose the call.
    """

    tool: str
    toolkit: str
    kind: Kind
    reason: Reason
    arguments: str
    carried: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def for_conversation(self) -> bool:
        """Whether it can be allowed for the rest of the conversation: acts inside the library alone."""
        return self.reason == "inside"


Consent = Callable[[ConsentRequest, Check | None], Decision]
"""Asks the person; may wait for long, and raises ``Cancelled`` once a stop was asked for."""


def denied(_: ConsentRequest, __: Check | None = None) -> Decision:
    """Where there is nobody to ask."""
    return "deny"


@dataclass
class Guard:
    """Decides which calls need the person's word, over one run.

    Args:
        own: what the person wrote themselves; words of it are never a document's.
        granted: names of tools that were allowed on the command line; ``NAME:documents`` allows one with arguments that
            have words of documents, too.
        kept: names of tools that were allowed for this conversation: for acts inside the library alone, whatever else
            has the same name by now.
    """

    own: str
    granted: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    _seen: set[tuple[str, ...]] = field(default_factory=set, init=False)
    _telling: set[str] = field(default_factory=set, init=False)
    _titles: dict[str, None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._own = _plain(self.own)
        self._own_stretches = set(_stretches(self._own))

    @property
    def documents(self) -> tuple[str, ...]:
        """Titles of the documents whose text has entered the context, in order."""
        return tuple(self._titles)

    def saw(self, text: str, titles: tuple[str, ...] = ()) -> None:
        """Text that is not the person's has entered the context."""
        plain = _plain(text)
        self._seen.update(_stretches(plain))
        words = (match.group().strip(_EDGES) for match in _TELLING.finditer(plain))
        self._telling.update(word for word in words if len(word) > WORDS)
        self._titles.update(dict.fromkeys(titles))

    def carries(self, values: str) -> bool:
        """Whether arguments have words of a document in them."""
        return next(self._carried(values), None) is not None

    def request(self, tool: str, toolkit: str, kind: Kind, arguments: str, values: str) -> ConsentRequest | None:
        """What to ask before a call, or None where it is free.

        Args:
            arguments: as the person is shown them.
            values: all texts and numbers among the arguments, a line each.
        """
        if kind in {"compute", "read"} or f"{tool}:documents" in self.granted:
            return None
        carried = tuple(self._carried(values))
        if carried:
            return ConsentRequest(tool, toolkit, kind, "carries", arguments, carried, self.documents)
        if tool in self.granted or (kind == "inside" and tool in self.kept):
            return None
        reason: Reason = "outside" if kind == "outside" else "inside"
        return ConsentRequest(tool, toolkit, kind, reason, arguments, (), self.documents)

    def _carried(self, values: str) -> Iterator[str]:
        plain = _plain(values)
        for word in sorted(self._telling):
            # What stands before or behind an address ("mailto:", "?q=") does not make it another one.
            open_ended = "@" in word or "://" in word
            found = word in plain if open_ended else _alone(word, plain)
            if found and word not in self._own:
                yield word
        for stretch in _stretches(plain):
            if stretch in self._seen and stretch not in self._own_stretches:
                yield " ".join(stretch)


def _alone(word: str, text: str) -> bool:
    """Whether ``word`` stands in ``text`` and is not a part of a longer one."""
    return word in text and re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) is not None


def _plain(text: str) -> str:
    """``text`` as it reads: without case, accents, wide forms and characters that are not seen."""
    return text.casefold() if text.isascii() else "".join(map(_plain_character, text))


@cache
def _plain_character(char: str) -> str:
    return "".join(
        part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part) not in {"Cf", "Mn", "Me"}
    ).casefold()


def _stretches(plain: str) -> Iterator[tuple[str, ...]]:
    """All runs of as many words as tell a document's text from a chance likeness, whatever lines they stand on."""
    words = _WORD.findall(plain)
    for size in (WORDS, HAN):
        for start in range(len(words) - size + 1):
            run = tuple(words[start : start + size])
            if (size == HAN) == all(len(word) == 1 for word in run):
                yield run


def places(text: str, carried: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where ``carried`` stands in a value that a request shows: ``(start, end)``, in order, those that touch as one."""
    runs = {tuple(_WORD.findall(_plain(stretch))) for stretch in carried} - {()}
    origin = [place for place, char in enumerate(text) for _ in _plain(char)]
    plain = "".join(map(_plain, text))
    found = list(_WORD.finditer(plain))
    words = [match.group() for match in found]
    hits = [
        (found[start].start(), found[start + size - 1].end())
        for size in {len(run) for run in runs}
        for start in range(len(words) - size + 1)
        if tuple(words[start : start + size]) in runs
    ]
    # An address may go on where the document's has ended.
    lone = {stretch for stretch in map(_plain, carried) if stretch and not any(map(str.isspace, stretch))}
    hits += [match.span() for stretch in lone for match in re.finditer(re.escape(stretch), plain)]
    joined: list[tuple[int, int]] = []
    for low, high in sorted((origin[start], origin[end - 1] + 1) for start, end in hits):
        if joined and not _WORD.search(text, joined[-1][1], low):
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return tuple(joined)
