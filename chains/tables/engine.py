"""What runs the SQL, as the chain is given it: tables in memory, read and nothing else, under limits."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from chains.answer import Check
from chains.errors import InputError
from chains.tables.types import Sheet, Value


class SqlError(InputError):
    """A statement that cannot be run, or that was stopped at a limit, and why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave.

    Attributes:
        sources: for each row, the index of the sheet's row that it is; None where a row is no single one of them.
        sheet: the sheet of ``sources``, or the only one that was read; None for several.
        cut: whether there were more rows than the limit.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    sources: tuple[int, ...] | None = None
    sheet: str | None = None
    cut: bool = False


class OpenTables(Protocol):
    """Tables that can be asked."""

    def select(self, sql: str, cancel: Check | None = None) -> Rows:
        """Run one SELECT.

        Raises:
            SqlError: it is none, names what there is not, asks for more than reading, or passed a limit.
            Cancelled: ``cancel`` was set.
        """


class TableEngine(Protocol):
    """Makes tables that can be asked."""

    def open(self, sheets: Sequence[Sheet], cancel: Check | None = None) -> AbstractContextManager[OpenTables]:
        """The sheets as tables, for as long as the block runs."""
