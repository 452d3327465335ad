"""Spending that a table has as negative amounts, as banks do: the most is then the least figure."""

from dataclasses import replace

from chains.tables.clues import Clues
from chains.tables.query import Condition, Output, Query, aggregate, name
from chains.tables.types import Column
from chains.tables.words import forms


def outflow(clues: Clues, query: Query) -> Query:
    """The query as it is meant where the question says "spent" and most amounts are below nothing."""
    said = (forms(item.text, name=False) for item in clues.items)
    if not any("outflow" in clues.words.concepts_in(key) for key in said):
        return query
    column = next(
        (c for c in clues.sheet.columns if c.numeric and _about(query, c) and _mostly_negative(clues, c)), None
    )
    if column is None:
        return query
    select = tuple(_turned(output, column) for output in query.select)
    order = tuple((_text(what, column), not down if name(column.name) in what else down) for what, down in query.order)
    where = query.where
    if any(isinstance(value, int | float) and value > 0 for value in clues.sheet.values_of(column)):
        if any(condition.column is column for condition in where):
            return replace(query, select=select, order=order)
        where = (*where, Condition(column, "under", (0,)))  # what came in was not spent
    return replace(query, select=select, order=order, where=where)


def _about(query: Query, column: Column) -> bool:
    return any(output.column is column for output in query.select) or any(
        name(column.name) in what for what, _ in query.order
    )


def _mostly_negative(clues: Clues, column: Column) -> bool:
    figures = [value for value in clues.sheet.values_of(column) if isinstance(value, int | float) and value]
    return 2 * sum(value < 0 for value in figures) > len(figures)


def _turned(output: Output, column: Column) -> Output:
    if output.column is not column or output.function not in {"min", "max"}:
        return output
    return aggregate("min" if output.function == "max" else "max", column)


def _text(what: str, column: Column) -> str:
    """What is ordered by; a largest figure is a smallest one then."""
    for one, other in (("MAX", "MIN"), ("MIN", "MAX")):
        if what == f"{one}({name(column.name)})":
            return f"{other}({name(column.name)})"
    return what
