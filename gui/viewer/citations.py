"""The quotes of one answer, and which of them is shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chains.types import Quote


class Citations:
    """A list that one steps through; after the last comes the first."""

    def __init__(self) -> None:
        self._quotes: list[Quote] = []
        self._at = 0

    def replace(self, quote: "Quote", others: "Sequence[Quote]") -> None:
        """Show ``quote``; it keeps its place where it is among the others."""
        self._quotes = list(others) if quote in others else [quote, *others]
        self._at = self._quotes.index(quote)

    def clear(self) -> None:
        """There are none."""
        self._quotes, self._at = [], 0

    def step(self, count: int) -> bool:
        """Go on, or back; whether there is another one."""
        if len(self._quotes) < 2:
            return False
        self._at = (self._at + count) % len(self._quotes)
        return True

    @property
    def current(self) -> "Quote | None":
        """The one that is shown."""
        return self._quotes[self._at] if self._quotes else None

    @property
    def number(self) -> int:
        """Which one is shown, from 1; 0 for none."""
        return self._at + 1 if self._quotes else 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._quotes)

    def in_document(self, document_id: str) -> "list[Quote]":
        """Those that stand in a document."""
        return [quote for quote in self._quotes if quote.document_id == document_id]
