"""What a question asks of a sheet: the queries that it can mean, the likeliest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from chains.tables.asked import Asked
from chains.tables.clues import Clues
from chains.tables.conditions import read_conditions
from chains.tables.figures import aggregated, counted, difference, share, spread
from chains.tables.grouping import groups
from chains.tables.naming import Item, items
from chains.tables.outflow import outflow
from chains.tables.query import Query, name, plain_output
from chains.tables.ranking import having, most_common, ranked
from chains.tables.types import Sheet
from chains.tables.words import forms
from chains.text import is_stop

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """A question against one sheet.

    Attributes:
        queries: what it can mean, with how likely each is, from 0 to 1.
        named: how much of the sheet the question names: what chooses between sheets.
        unknown: words that ask for something and that no column has.
        ignored: names that stand nowhere in the sheet; of a question that is mostly strange to it, all such words.
        relative: a span of time that was counted from the data's last day, ``last``; empty for none.
    """

    sheet: Sheet
    queries: tuple[tuple[Query, float], ...]
    named: float
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    relative: str = ""
    last: str = ""


def read(question: str, sheet: Sheet, embed: Callable[[Sequence[str]], np.ndarray] | None = None) -> Reading:
    """All that a question can mean, asked of one sheet."""
    asked = Asked(sheet, items(question, sheet, embed), question=question)
    named = _named(asked.items, sheet)
    read_conditions(asked)
    clues = Clues(asked)
    candidates: dict[str, tuple[Query, float]] = {}
    for query, score in queries(clues):
        for where in product(*asked.open):
            penalty = sum(0.02 * options.index(chosen) for options, chosen in zip(asked.open, where, strict=True))
            whole = outflow(clues, replace(query, where=(*query.where, *where)))
            candidates.setdefault(whole.sql, (whole, score - penalty))
    best = sorted(candidates.values(), key=lambda entry: -entry[1])[:MOST_CANDIDATES]
    dates = [str(v) for c in sheet.columns if c.kind == "date" for v in sheet.values_of(c) if v is not None]
    last = max(dates, default="")
    return Reading(sheet, tuple(best), named, clues.unknown, _ignored(asked, sheet), asked.relative, last)


def _ignored(asked: Asked, sheet: Sheet) -> tuple[str, ...]:
    """Names, by their capitals, that nothing in the sheet has; all such words where it has fewer of the question's.

    A number that no condition was made of belongs to such a name: "Year 9".
    """
    found = asked.items
    said = set(forms(sheet.about))
    strange = [item for item in found if item.kind == "word" and not set(forms(item.text)) <= said]
    telling = [item for item in strange if not is_stop(item.text.casefold())]
    named = sum(bool(item.columns or item.values) for item in found)
    known = named + sum(item.kind == "moment" for item in found)
    if len(telling) > max(1, known) or (telling and not named and not _asked_by_title(found, said)):
        return tuple(item.text for item in telling)
    unread = [item.text for at, item in enumerate(found) if item.kind == "number" and at not in asked.used]
    return (*(item.text for item in strange if item is not found[0] and item.text[:1].isupper()), *unread)


def _asked_by_title(found: Sequence[Item], said: set[str]) -> bool:
    return any(item.kind not in {"stop", "moment"} and said & set(forms(item.text)) for item in found)


def _named(found: Sequence[Item], sheet: Sheet) -> float:
    score = 0.0
    for item in found:
        if item.columns:
            score += item.columns[0][1]
        if item.values:
            score += item.values[0][2]
        score += 0.3 * (item.kind == "moment")
        score -= 0.3 * (item.kind == "word")
    title = set(forms(sheet.about))
    return score + 0.6 * sum(form in title for item in found if item.kind != "stop" for form in forms(item.text))


def queries(clues: Clues) -> list[tuple[Query, float]]:
    """All, in no order."""
    gathered = groups(clues)
    for way in (share, difference, most_common, ranked, spread, having):
        found = way(clues, gathered)
        if found:
            return found
    averaged = any(place + 1 in clues.places("count") for place in clues.places("average"))
    if clues.says("count") and not averaged:
        return counted(clues, gathered)
    found = aggregated(clues, gathered)
    return found or _selected(clues)


def _selected(clues: Clues) -> list[tuple[Query, float]]:
    named = [column for _, column in clues.named()]
    if clues.says("who") and not any(column in clues.people() for column in named):
        acted = any(column.kind == "text" and not clues.conditioned(column) for column in named)
        named = [*(() if acted else clues.people()[:1]), *named]
    if clues.says("when") and not any(column.kind == "date" for column in named):
        named = [*clues.dated()[:1], *named]
    if clues.says("where") and not any("place" in clues.words.concepts_in(forms(c.label)) for c in named):
        named = [*clues.with_concept("place", {"text"})[:1], *named]
    days = any(clues.period_of(item) for at, item in enumerate(clues.items) if at not in clues.asked.used)
    if days and not any(column.kind == "date" for column in named):
        named = [*clues.dated()[:1], *named]
    columns = list(dict.fromkeys(named))
    order = _order(clues)
    if not columns and not clues.where and not clues.asked.open and not order:
        clues.unknown = tuple(item.text for item in clues.items if item.kind == "word")
        return []
    select = tuple(plain_output(column) for column in columns)
    listing = bool(columns) and (
        clues.says("distinct")
        or (
            clues.says("list", "which", "all")
            and all(column.kind == "text" and not clues.one_row_each(column) for column in columns)
        )
    )
    # "What is the price of tea?": once, however many rows say it.
    same = clues.says("value") and len(columns) == 1 and columns[0].numeric and not clues.added(columns[0])
    listing = listing or same
    query = clues.query(select, (), order=order, distinct=listing)
    if not columns:
        wanted = [item.text for item in clues.items if item.kind == "word"]
        if wanted and not clues.says("list", "which", "all"):
            clues.unknown = tuple(wanted)
    return [(query, 0.8 if columns else 0.6)]


def _order(clues: Clues) -> tuple[tuple[str, bool], ...]:
    marks = clues.places("sort", "descending", "ascending")
    if not marks:
        return ()
    down = clues.says("descending") or (
        clues.items[marks[0]].text.casefold().startswith("rank") and not clues.says("ascending")
    )
    by = [place for place in clues.places("group") if abs(place - marks[0]) <= 6][:1]
    for place in (
        *(clues.asked.near(by[0], 1, 4) if by else ()),
        *clues.asked.near(marks[0], 1, 4),
        *clues.asked.near(marks[0], -1, 4),
    ):
        column = clues.items[place].column
        if column is not None and clues.items[place].kind == "column":
            return ((name(column.name), down),)
    measures = clues.default_measures()
    return ((name(measures[0].name), down),) if measures else ()
