"""Grammars that hold a model to SQL on one sheet: the queries that a question can mean, or any of its columns."""

import json
import re
from collections.abc import Sequence

from chains.tables.query import Query, name
from chains.tables.types import Sheet

# What a statement goes on with: a whole word, or a sign.
_OPENING = re.compile(r"\w+|\W")
_WORD = re.compile(r"\W?\w")
MOST_NUMBERS = 6
MOST_CONDITIONS = 4


def among(queries: Sequence[str]) -> str:
    """A Lark grammar of these statements alone, with what they share written once.

    So the model is asked only where they part: most of the statement is given.
    """
    return f"start: {_branches(list(dict.fromkeys(queries)))}\n"


def _branches(texts: Sequence[str]) -> str:
    shared = _shared(texts)
    rest = [text[len(shared) :] for text in texts]
    if len(rest) == 1:
        return _quoted(shared)
    groups: dict[str, list[str]] = {}
    for text in rest:
        opening = _OPENING.match(text)
        groups.setdefault(opening.group() if opening else "", []).append(text)
    inner = " | ".join(_branches(group) if any(group) else '""' for group in groups.values())
    return f"{_quoted(shared)} ({inner})" if shared else f"({inner})"


def _shared(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    # Words part whole: else "unit" and "units" would part behind their last letter.
    while 0 < length < len(first) and _WORD.match(first[length - 1]) and _WORD.match(first[length] + last[length]):
        length -= 1
    return first[:length] if len(texts) > 1 else first


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def columns(sheet: Sheet, queries: Sequence[Query], numbers: Sequence[int | float]) -> str:
    """A Lark grammar of SELECTs over any of a sheet's columns, with the conditions that the question names.

    For a model that is strong enough to put a query together itself.

    Args:
        queries: that the question can mean; their conditions are the ones that there are.
        numbers: of the question: what a column may be compared with, and how many rows are shown.
    """
    every = [name(column.name) for column in sheet.columns]
    numeric = [name(column.name) for column in sheet.columns if column.numeric] or every
    named = dict.fromkeys(condition.sql for query in queries for condition in query.where if condition.column)
    grouped = dict.fromkeys(
        [*every, *(output.sql for query in queries for output in query.select if output.function == "period")]
    )
    limits = [str(number) for number in numbers if isinstance(number, int) and 0 < number <= 1000]
    compared = [
        f"{column} {sign} {number!r}"
        for column in numeric
        for sign in (">", "<", ">=", "<=", "=")
        for number in numbers[:MOST_NUMBERS]
    ]
    conditions = [*named, *compared[:200]]
    rules = [
        'start: "SELECT " selection " FROM " TABLE (" WHERE " condition (" AND " condition){0,'
        f"{MOST_CONDITIONS - 1}}})? tail"
        if conditions
        else 'start: "SELECT " selection " FROM " TABLE tail',
        'tail: (" GROUP BY " group)? (" ORDER BY " order (" DESC" | " ASC"))? (" LIMIT " LIMIT)?',
        'selection: "*" | output (", " output){0,3}',
        "output: COLUMN | aggregate | GROUPED",
        'aggregate: "COUNT(*)" | "COUNT(DISTINCT " COLUMN ")" | ("SUM(" | "AVG(" | "MIN(" | "MAX(") NUMERIC ")"',
        'group: GROUPED (", " GROUPED)?',
        "order: COLUMN | aggregate",
        f"TABLE: {_quoted(name(sheet.name))}",
        f"COLUMN: {_either(every)}",
        f"NUMERIC: {_either(numeric)}",
        f"GROUPED: {_either(list(grouped))}",
        f"LIMIT: {_either(list(dict.fromkeys([*limits, '1', '3', '5', '10', '100'])))}",
    ]
    if conditions:
        rules.append(f"condition: CONDITION\nCONDITION: {_either(conditions)}")
    return "\n".join(rules) + "\n"


def _either(texts: Sequence[str]) -> str:
    return " | ".join(_quoted(text) for text in texts)
