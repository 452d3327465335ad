"""Tables as questions are asked of them: typed columns, and rows that know where they stand in their document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chains.documents import SourceDocument
from chains.types import Quote

Kind = Literal["integer", "number", "money", "percent", "date", "boolean", "text"]
Value = str | int | float | None

NUMERIC: frozenset[Kind] = frozenset({"integer", "number", "money", "percent"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as in the header, made distinct; what SQL calls it.
        label: as in the header, without its unit.
        unit: a currency or unit that the header or all values have: ``EUR``, ``kg``, ``%``.
        values: the distinct values of a text column, most frequent first; empty for others.
        unread: filled cells that are no value of this kind, and count as empty.
        decimals: most digits behind the point.
        mixed: whether its amounts are in several currencies, and mean nothing added up.
        unsure: whether its dates leave open which figure is the month.
        unique: whether no two rows have the same value.
    """

    name: str
    label: str
    kind: Kind
    unit: str = ""
    values: tuple[str, ...] = ()
    unread: int = 0
    decimals: int = 0
    mixed: bool = False
    unsure: bool = False
    unique: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it can be added up."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value for each column (ISO text for dates, 1 and 0 for booleans), and its span in the document.

    Attributes:
        part: which of a joined sheet's parts it stands in.
    """

    values: tuple[Value, ...]
    start: int
    end: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a document, or those of several documents that have the same columns.

    Attributes:
        document: where it stands; the first one of several.
        name: what SQL calls it.
        title: what a person knows it by: the name of the sheet, what stands above it, or the document's title.
        header: the header as it stands in the document; empty where there is none.
        totals: rows that add up others, or sum them up otherwise; no part of ``rows``.
        doubled: names that several columns had, and that were made distinct.
        ragged: rows with fewer or more cells than there are columns.
        parts: the tables that were joined, each of a document of its own; empty for one that stands by itself.
        repeated: titles of documents that were left out, since another one has all of their rows.
    """

    name: str
    title: str
    document: SourceDocument
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: str = ""
    totals: tuple[Row, ...] = ()
    doubled: tuple[str, ...] = ()
    ragged: int = 0
    parts: tuple["Sheet", ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[SourceDocument, ...]:
        """Where it stands."""
        return tuple(part.document for part in self.parts) or (self.document,)

    @property
    def about(self) -> str:
        """What it is called, and what its documents and their files are."""
        names = [name for document in self.documents for name in (document.title, document.file_stem)]
        return " ".join(dict.fromkeys([self.title, *names]))

    @property
    def document_column(self) -> Column | None:
        """Of a joined sheet the column that says in which document a row stands."""
        return self.columns[len(self.parts[0].columns)] if self.parts else None

    def quote(self, first: int, last: int | None = None) -> Quote:
        """A row as it stands in its document, under the header; or those from one to another of the same document."""
        row = self.rows[first]
        part = self.parts[row.part] if self.parts else self
        end = row.end if last is None else self.rows[last].end
        return part.document.quote(row.start, end, context=part.header)

    def column(self, name: str) -> Column:
        """The column of this name, in any case.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name.casefold() == name.casefold():
                return column
        raise KeyError(name)

    def values_of(self, column: Column) -> Iterator[Value]:
        """Its values, row by row."""
        at = self.columns.index(column)
        return (row.values[at] for row in self.rows)
