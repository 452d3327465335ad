"""The SQL as the model writes it: held to what the question can mean, or, with a strong model, to the sheet."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chains.answer import Check
from chains.errors import ModelError
from chains.kit import Kit
from chains.tables import grammar
from chains.tables.engine import SqlError
from chains.tables.query import Query, name
from chains.tables.reading import Reading
from chains.tables.types import Column, Sheet
from chains.tables.words import tokens

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Freedom = Literal["likeliest", "readings", "columns"]
# What is this much less likely than the best is not left to a weak model: where the starter model was given all
# readings of the tuned half of the bench, three of its five choices were right; the likeliest was in all five.
MARGIN = 0.1
MAX_TOKENS = 256
TRIES = 2
SAMPLES = 3
_FENCED = re.compile(r"```(?:sql|sqlite)?\s*(.+?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_STATEMENT = re.compile(r"\bselect\b.+", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """One statement.

    Attributes:
        query: what it is, where it is one of those that the question can mean.
        choices: how many there were for the model to choose from; 1 where the question left nothing open.
        by_model: whether the model wrote it.
        mended: why what the model wrote could not be used; empty where it could.
        hidden: columns that the model was not shown, for want of room.
    """

    sql: str
    query: Query | None
    choices: int = 1
    by_model: bool = False
    mended: str = ""
    hidden: int = 0


def write(
    kit: Kit,
    question: str,
    language: str,
    reading: Reading,
    freedom: Freedom,
    run: Callable[[str], object],
    cancel: Check | None,
) -> Written:
    """The statement for a question.

    Args:
        run: tries a statement; raises ``SqlError``. Asked only where the model is held to no grammar.
    """
    best = reading.queries[0][1]
    margin = MARGIN if freedom == "likeliest" else 1.0
    open_queries = [query for query, score in reading.queries if score >= best - margin]
    by_sql = {query.sql: query for query in open_queries}
    if len(by_sql) == 1 and freedom != "columns":
        return Written(next(iter(by_sql)), open_queries[0])
    shown, messages, hidden = _messages(kit, question, language, reading, open_queries, freedom)
    lark = ""
    if freedom == "columns":
        numbers = [_number(token.form) for token in tokens(question) if token.kind == "number"]
        lark = grammar.columns(shown, [query for query, _ in reading.queries], numbers)
    elif kit.grammar:
        lark = grammar.among(list(by_sql))
    if kit.grammar:
        try:
            answer = kit.say(messages, purpose="sql", max_tokens=MAX_TOKENS, cancel=cancel, lark=lark)
        except ModelError as exc:
            # A grammar that this engine cannot build: the likeliest reading stands.
            return Written(open_queries[0].sql, open_queries[0], len(by_sql), mended=str(exc), hidden=hidden)
        sql = answer.raw.strip()
        if freedom != "columns" and sql not in by_sql:
            return Written(open_queries[0].sql, open_queries[0], len(by_sql), mended=sql or "-", hidden=hidden)
        if freedom == "columns":
            reason = _reason(sql, run)
            if reason:
                return Written(open_queries[0].sql, open_queries[0], len(by_sql), mended=reason, hidden=hidden)
        return Written(sql, by_sql.get(sql), len(by_sql), True, hidden=hidden)
    return _free(kit, messages, by_sql, open_queries[0], run, cancel)


def _free(
    kit: Kit,
    messages: "list[BaseMessage]",
    by_sql: dict[str, Query],
    first: Query,
    run: Callable[[str], object],
    cancel: Check | None,
) -> Written:
    """From a model that no grammar holds: what it wrote is tried, and asked for again with the reason."""
    from langchain_core.messages import AIMessage, HumanMessage

    reason = ""
    for attempt in range(1, TRIES + 1):
        answer = kit.say(messages, purpose="sql", max_tokens=MAX_TOKENS, cancel=cancel, tries=attempt)
        sql = statement(answer.raw)
        reason = _reason(sql, run)
        if not reason:
            return Written(sql, by_sql.get(sql), len(by_sql), True)
        again = [*messages, AIMessage(answer.raw), HumanMessage(reason)]
        if kit.count_messages(again) > kit.context_tokens - MAX_TOKENS:
            break
        messages = again
    return Written(first.sql, first, len(by_sql), mended=reason)


def _reason(sql: str, run: Callable[[str], object]) -> str:
    """Why a statement cannot be run; empty where it can."""
    try:
        run(sql)
    except SqlError as exc:
        return str(exc)
    return ""


def statement(text: str) -> str:
    """The SQL in what a model wrote around it."""
    fenced = _FENCED.search(text)
    found = _STATEMENT.search(fenced[1] if fenced else text)
    return found.group().strip().rstrip(";").strip() if found else ""


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _messages(
    kit: Kit, question: str, language: str, reading: Reading, queries: Sequence[Query], freedom: Freedom
) -> "tuple[Sheet, list[BaseMessage], int]":
    """The prompt with as many columns as there is room for, those that the queries need first."""
    from dataclasses import replace

    sheet = reading.sheet
    prompt = kit.prompt("tables", language)
    needed = [column for column in sheet.columns if any(name(column.name) in query.sql for query in queries)]
    others = [] if freedom != "columns" else [column for column in sheet.columns if column not in needed]
    samples = SAMPLES
    while True:
        shown = [column for column in sheet.columns if column in needed or column in others]
        lines = "\n".join(
            prompt.part("column", column=name(column.name), kind=column.kind, values=_values(sheet, column, samples))
            for column in shown
        )
        messages = prompt.messages(table=name(sheet.name), columns=lines, question=question)
        if kit.count_messages(messages) <= kit.context_tokens - MAX_TOKENS or (not others and not samples):
            hidden = len(sheet.columns) - len(shown) if freedom == "columns" else 0
            return replace(sheet, columns=tuple(shown)), messages, hidden
        if samples:
            samples -= 1
        else:
            others = others[: len(others) // 2]


def _values(sheet: Sheet, column: Column, count: int) -> str:
    values = column.values[:count] or tuple(
        str(value)
        for value in list(dict.fromkeys(value for value in sheet.values_of(column) if value is not None))[:count]
    )
    return ", ".join(value if len(value) <= 40 else f"{value[:39]}…" for value in values)
