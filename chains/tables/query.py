"""A query as a value: what it selects, under which conditions, in which order; and as SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chains.tables.types import Column, Kind, Sheet, Value

Function = Literal["", "count", "distinct", "sum", "average", "min", "max", "share", "difference", "period"]
Operator = Literal["is", "not", "over", "at_least", "under", "at_most", "between", "missing", "given", "period"]

_OPERATORS = {"over": ">", "at_least": ">=", "under": "<", "at_most": "<="}
_CALLS = {"sum": "SUM", "average": "AVG", "min": "MIN", "max": "MAX"}
MOST_IN_LIST = 50


def name(text: str) -> str:
    """A name as SQL has it."""
    return '"' + text.replace('"', '""') + '"'


def literal(value: Value) -> str:
    """A value as SQL has it."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


@dataclass(frozen=True, slots=True)
class Condition:
    """What the rows must be.

    Attributes:
        shown: the values as the answer says them, where they are not as SQL has them.
        expression: in place of the column: of a condition on groups, or a part of a date.
    """

    column: Column | None
    operator: Operator
    values: tuple[Value, ...] = ()
    shown: str = ""
    expression: str = ""

    @property
    def sql(self) -> str:
        """As it stands behind WHERE or HAVING."""
        left = self.expression or name(self.column.name if self.column else "")
        values = [literal(value) for value in self.values]
        match self.operator:
            case "missing":
                return f"{left} IS NULL"
            case "given":
                return f"{left} IS NOT NULL"
            case "between":
                return f"{left} BETWEEN {values[0]} AND {values[1]}"
            case "period":
                bounds = ((">=", self.values[0]), ("<", self.values[1]))
                return " AND ".join(f"{left} {sign} {literal(value)}" for sign, value in bounds if value)
            case "is" | "not":
                negated = self.operator == "not"
                if len(values) == 1:
                    return f"{left} {'<>' if negated else '='} {values[0]}"
                return f"{left} {'NOT IN' if negated else 'IN'} ({', '.join(values)})"
            case _:
                return f"{left} {_OPERATORS[self.operator]} {values[0]}"


@dataclass(frozen=True, slots=True)
class Output:
    """One column of the result.

    Attributes:
        sql: its expression.
        function: what was done to ``column``; empty for its values as they are.
        per: the stretch of time whose sums an average is of; empty for one of rows.
        part: what the rows must be that a share is of; none for one of ``column``.
    """

    sql: str
    kind: Kind
    column: Column | None = None
    function: Function = ""
    unit: str = ""
    label: str = ""
    per: str = ""
    part: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT on one sheet.

    Attributes:
        distinct: each row of the result once.
        group: expressions that the rows are gathered by.
        order: expressions, and whether the largest comes first.
    """

    sheet: Sheet
    select: tuple[Output, ...]
    where: tuple[Condition, ...] = ()
    group: tuple[str, ...] = ()
    having: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    distinct: bool = False

    @property
    def plain(self) -> bool:
        """Whether each row of the result is a row of the sheet."""
        return not self.group and not self.distinct and all(not output.function for output in self.select)

    @property
    def sql(self) -> str:
        """The statement."""
        return self._statement(", ".join(_shown(output) for output in self.select) or "*")

    @property
    def whole(self) -> bool:
        """Whether one row comes of all the rows: an aggregate that is not grouped."""
        return (
            not self.group
            and bool(self.select)
            and all(output.function not in {"", "period"} for output in self.select)
        )

    def used(self, after: int = 0) -> str:
        """The statement that gives the numbers of the rows that this one reads, and what each is gathered by.

        Args:
            after: only rows behind the one of this number, since no statement gives more rows than the limit.
        """
        where = " AND ".join([f"rowid > {after}", *(f"({condition.sql})" for condition in self.where)])
        return f"SELECT {', '.join(['rowid', *self.group])} FROM {name(self.sheet.name)} WHERE {where} ORDER BY rowid"

    def further(self) -> "Query | None":
        """With one row more, to see whether the limit cut a tie; None where there is no limit."""
        return None if self.limit is None else replace(self, limit=self.limit + 1)

    def _statement(self, selected: str) -> str:
        parts = [f"SELECT {'DISTINCT ' if self.distinct else ''}{selected} FROM {name(self.sheet.name)}"]
        if self.where:
            parts.append(f"WHERE {_all(self.where)}")
        if self.group:
            parts.append(f"GROUP BY {', '.join(self.group)}")
        if self.having:
            parts.append(f"HAVING {_all(self.having)}")
        if self.order:
            parts.append("ORDER BY " + ", ".join(f"{what} {'DESC' if down else 'ASC'}" for what, down in self.order))
        if self.limit is not None:
            parts.append(f"LIMIT {self.limit}")
        return " ".join(parts)


def _all(conditions: Sequence[Condition]) -> str:
    return " AND ".join(condition.sql for condition in conditions)


def _shown(output: Output) -> str:
    return f"{output.sql} AS {name(output.label)}" if output.label else output.sql


def plain_output(column: Column) -> Output:
    """A column as it is."""
    return Output(name(column.name), column.kind, column, "", column.unit)


def aggregate(function: Function, column: Column | None, rows: str = "*") -> Output:
    """A function over a column, or a count of rows."""
    if function == "count" or column is None:
        return Output(f"COUNT({rows})", "integer", column, "count", label="count")
    if function == "distinct":
        return Output(
            f"COUNT(DISTINCT {name(column.name)})", "integer", column, "distinct", label=f"count of {column.name}"
        )
    if function == "difference":
        sql = f"MAX({name(column.name)}) - MIN({name(column.name)})"
        return Output(sql, column.kind, column, function, column.unit, f"range of {column.name}")
    kind: Kind = "number" if function == "average" and column.kind == "integer" else column.kind
    sql = f"{_CALLS[function]}({name(column.name)})"
    return Output(sql, kind, column, function, column.unit, f"{function} of {column.name}")


def period(column: Column, unit: str) -> Output:
    """A date's month, year, quarter, week, day or weekday."""
    left = name(column.name)
    sql = {
        "month": f"substr({left}, 1, 7)",
        "year": f"substr({left}, 1, 4)",
        "day": f"substr({left}, 1, 10)",
        "quarter": f"substr({left}, 1, 4) || '-Q' || ((CAST(substr({left}, 6, 2) AS INTEGER) + 2) / 3)",
        "week": f"strftime('%Y-W%W', {left})",
        "weekday": f"strftime('%w', {left})",
    }[unit]
    return Output(sql, "date" if unit in {"month", "year", "day"} else "text", column, "period", label=unit)
