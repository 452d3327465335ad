"""Quotes collected while a text is written, and words of a document set into Markdown as they are."""

import re

from chains.documents import SourceDocument
from chains.types import Quote

# What would become emphasis, code, a link, HTML or a strike; a lone sign in running text is left as it is.
_SIGN = re.compile(r"([\\`*]|~(?=~)|(?<=~)~|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|\[(?=[^\[\]\n]*\]\())")
# Looks like a citation of the text's own; a joiner within keeps it from being one.
_CITATION = re.compile(r"\[(?=\d{1,4}\])")
# At the beginning of a line: a heading, an item, a quotation.
_OPENER = re.compile(r"\A(\s*)(#{1,6}(?=\s)|[-+>](?=\s)|(?:=+|-{3,})\s*\Z)")
_NUMBERED = re.compile(r"\A(\s*\d{1,9})([.)])(?=\s)")


class Citations:
    """The quotes of one result, each once; ``[n]`` cites the n-th."""

    def __init__(self) -> None:
        self.quotes: list[Quote] = []
        self._known: dict[tuple[str, int, int], int] = {}

    def cite(self, document: SourceDocument, start: int, end: int, *, context: str = "", score: float = 1.0) -> int:
        """The number of a span's quote, from 1; blanks around the span are left out."""
        quote = document.quote(start, end, score=score, context=context)
        key = (quote.document_id, quote.start, quote.end)
        if key not in self._known:
            self.quotes.append(quote)
            self._known[key] = len(self.quotes)
        return self._known[key]


def plain(words: str) -> str:
    """Words of a document, on one line, without a meaning in Markdown."""
    return _CITATION.sub("[\u2060", _SIGN.sub(r"\\\1", " ".join(words.split())))


def plain_line(words: str) -> str:
    """``plain``, at the beginning of a line."""
    return _NUMBERED.sub(r"\1\\\2", _OPENER.sub(r"\1\\\2", plain(words)))


def emphasized(mark: str, words: str, before: str, after: str) -> str:
    """``words`` between marks such as ``**``, with blanks outside where Markdown would not see the marks otherwise.

    Args:
        words: already ``plain``.
        before: the character in front of it; empty at the beginning of a line.
        after: the character behind it.
    """
    bare = words.strip()
    if not bare:
        return words
    left = words[: len(words) - len(words.lstrip())]
    right = words[len(words.rstrip()) :]
    if not left and before.isalnum() and not bare[0].isalnum():
        left = " "
    if not right and after.isalnum() and not bare[-1].isalnum():
        right = " "
    return f"{left}{mark}{bare}{mark}{right}"
