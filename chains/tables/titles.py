"""Titles of documents with tables: which of them a question names, and the month or year that each of them says."""

import re
from collections.abc import Sequence

from chains.tables.cells import MONTH_NAMES
from chains.tables.types import Sheet, Value
from chains.tables.words import Token, forms, lexicon, tokens

_MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_. /]?(?P<month>0[1-9]|1[0-2])(?!\d)|\s*年\s*(?P<zh>\d{1,2})\s*月)"
    r"|(?<!\d)(?P<before>0[1-9]|1[0-2])[-_. /](?P<behind>(?:19|20)\d\d)(?!\d)"
)
_NAMED = re.compile(rf"(?<![a-z])(?P<name>{_MONTH})(?![a-z])", re.IGNORECASE)


def periods(titles: Sequence[str]) -> list[tuple[str, str, list[Value]]]:
    """``(name, kind, values)`` of the columns that the titles give: a month where each says one, else a year."""
    months = [_month(title) for title in titles]
    if all(months):
        return [("month", "date", list(months))]
    found: list[tuple[str, str, list[Value]]] = []
    names = [match["name"].capitalize() if (match := _NAMED.search(title)) else None for title in titles]
    if all(names):
        found.append(("month", "text", list(names)))
    years = [match.group() if (match := _YEAR.search(title)) else None for title in titles]
    if all(years):
        found.append(("year", "integer", [int(year) for year in years if year]))
    return found


def _month(title: str) -> str | None:
    """The one month that a title says, ISO."""
    match = _NUMBERED.search(title)
    if match is not None:
        month = int(match["month"] or match["zh"] or match["before"])
        return f"{match['year'] or match['behind']}-{month:02}" if 1 <= month <= 12 else None
    name, year = _NAMED.search(title), _YEAR.search(title)
    return f"{year.group()}-{MONTH_NAMES[name['name'].lower()]:02}" if name and year else None


def named_titles(question: str, titles: Sequence[str], sheet: Sheet) -> set[int]:
    """Which titles a question names by what the others have not; all of them where it names none.

    Args:
        sheet: of one of them: what its columns are called names no document, and where its rows have dates, these
            are what "in March" is about.
    """
    dated = any(column.kind == "date" for column in sheet.columns)
    asked = tuple(token.form for token in tokens(question))
    cut = [tokens(title) for title in titles]
    shared = set.intersection(*({token.form for token in title} for title in cut))
    labels = {form for column in sheet.columns for form in forms(column.label)}
    found = {
        number
        for number, title in enumerate(cut)
        if _has(asked, tuple(token.form for token in title), least=2)
        or _names(asked, title, shared, labels, _elsewhere(cut, number), dated=dated)
    }
    return found or set(range(len(titles)))


def _elsewhere(cut: Sequence[Sequence[Token]], number: int) -> set[str]:
    return {token.form for at, title in enumerate(cut) if at != number for token in title}


def _names(
    asked: Sequence[str], title: Sequence[Token], shared: set[str], labels: set[str], others: set[str], *, dated: bool
) -> bool:
    """Whether the question has what tells this title from the others: all of it, or a word of its own."""
    own = [at for at, token in enumerate(title) if token.form not in shared and not (dated and _says_when(token))]
    if not own or all(title[at].stop for at in own):
        return False
    for at in own:
        token = title[at]
        alone = token.kind == "word" and len(token.text) >= 3 and not token.stop and not lexicon().senses(title, at)[0]
        if alone and token.form in asked and token.form not in others and token.form not in labels:
            return True
    runs: list[list[int]] = []
    for at in own:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return all(_said(asked, title, run[0], run[-1] + 1) for run in runs)


def _said(asked: Sequence[str], title: Sequence[Token], start: int, end: int) -> bool:
    """Whether a run of a title stands in the question; a short number or a lone sign with its neighbour there."""
    key = [token.form for token in title]
    run = title[start:end]
    weak = len(run) == 1 and (run[0].kind == "cjk" or (run[0].kind == "number" and len(run[0].text) < 3))
    if not weak:
        return _has(asked, key[start:end]) and not all(_YEAR.fullmatch(token.text) for token in run)
    return (start > 0 and _has(asked, key[start - 1 : end])) or (end < len(key) and _has(asked, key[start : end + 1]))


def _says_when(token: Token) -> bool:
    return token.text.casefold() in MONTH_NAMES or _YEAR.fullmatch(token.text) is not None


def _has(asked: Sequence[str], run: Sequence[str], least: int = 1) -> bool:
    size = len(run)
    return size >= least and any(tuple(asked[at : at + size]) == tuple(run) for at in range(len(asked) - size + 1))
