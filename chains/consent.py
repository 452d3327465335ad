"""Who may act: three kinds of tool, what needs the person's word, and how an argument gives away a document's text.

Nothing here depends on what a model says; it is decided by the kind of a tool and by the texts themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
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
# A lone word that is as telling as a sentence: an address, a long number, a code.
_TELLING = re.compile(r"[^\s@]+@[^\s@]+\.\w+|https?://\S+|(?=\S*\d)[\w./:+-]{6,}|\d[\d ,.-]{4,}\d|\S{24,}")
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]|[^\W_]+")


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
        granted: names of tools that were allowed for this conversation, or on the command line; ``NAME:documents``
            allows arguments with words of documents, too.
    """

    own: str
    granted: set[str] = field(default_factory=set)
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _telling: set[str] = field(default_factory=set)
    _titles: dict[str, None] = field(default_factory=dict)

    @property
    def documents(self) -> tuple[str, ...]:
        """Titles of the documents whose text has entered the context, in order."""
        return tuple(self._titles)

    def saw(self, text: str, titles: tuple[str, ...] = ()) -> None:
        """Text that is not the person's has entered the context."""
        self._seen.update(_stretches(text))
        self._telling.update(match.group().casefold().strip(".,;:") for match in _TELLING.finditer(text))
        self._titles.update(dict.fromkeys(titles))

    def request(self, tool: str, toolkit: str, kind: Kind, arguments: str, values: str) -> ConsentRequest | None:
        """What to ask before a call, or None where it is free.

        Args:
            arguments: as the person is shown them.
            values: all texts and numbers among the arguments, a line each.
        """
        if kind in {"compute", "read"}:
            return None
        carried = tuple(self._carried(values))
        if carried and f"{tool}:documents" in self.granted:
            return None
        if carried:
            return ConsentRequest(tool, toolkit, kind, "carries", arguments, carried, self.documents)
        if tool in self.granted:
            return None
        reason: Reason = "outside" if kind == "outside" else "inside"
        return ConsentRequest(tool, toolkit, kind, reason, arguments, (), self.documents)

    def _carried(self, values: str) -> Iterator[str]:
        own_words, own_text = set(_stretches(self.own)), self.own.casefold()
        for match in _TELLING.finditer(values):
            word = match.group().casefold().strip(".,;:")
            if word in self._telling and word not in own_text:
                yield match.group()
        for stretch in _stretches(values):
            if stretch in self._seen and stretch not in own_words:
                yield " ".join(stretch)


def _stretches(text: str) -> Iterator[tuple[str, ...]]:
    """All runs of as many words as tell a document's text from a chance likeness."""
    for line in re.split(r"\n+", text):
        words = [match.group().casefold() for match in _WORD.finditer(line)]
        for size in {WORDS, HAN}:
            for start in range(len(words) - size + 1):
                run = tuple(words[start : start + size])
                if (size == HAN) == all(len(word) == 1 for word in run):
                    yield run


def places(text: str, carried: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where ``carried`` stands in a value that a request shows: ``(start, end)``, in order, those that touch as one."""
    runs = {tuple(match.group().casefold() for match in _WORD.finditer(stretch)) for stretch in carried} - {()}
    found = list(_WORD.finditer(text))
    words = [match.group().casefold() for match in found]
    hits = sorted(
        (found[start].start(), found[start + size - 1].end())
        for size in {len(run) for run in runs}
        for start in range(len(words) - size + 1)
        if tuple(words[start : start + size]) in runs
    )
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and not _WORD.search(text, joined[-1][1], start):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
