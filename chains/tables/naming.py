"""What a question names of a sheet: its columns, values in them, dates, numbers; each with where it says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from chains.tables.cells import CURRENCIES
from chains.tables.moments import Moment, moments
from chains.tables.types import Column, Sheet
from chains.tables.words import Lexicon, Sense, Token, forms, lexicon, tokens

# A word is close to a column's name from here on: WordLlama gives "cost" and "price" .67, "staff" and "employee" .52,
# "sales" and "customer" .35.
CLOSE = 0.5
MOST_IN_LIST = 40
# How sure a column is named whose words stand apart in the question.
WHOLE_APART = 0.95


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of the question, in order.

    Attributes:
        kind: ``column``, ``value``, ``moment``, ``number``, ``mark``, ``stop``, or ``word``, which names nothing known.
        senses: what the lexicon says of it; a column's name may mean something beside ("total").
        columns: that it may name, best first, with how sure that is, from 0 to 1.
        values: of which column, and which ones.
    """

    kind: str
    text: str
    start: int
    end: int
    senses: frozenset[Sense] = frozenset()
    columns: tuple[tuple[Column, float], ...] = ()
    values: tuple[tuple[Column, tuple[str, ...], float], ...] = ()
    moment: Moment | None = None
    number: float | int | None = None
    concepts: frozenset[str] = frozenset()

    def says(self, *names: str, group: str = "marks") -> bool:
        """Whether the lexicon has one of these senses for it."""
        return any(sense.group == group and sense.name in names for sense in self.senses)

    @property
    def column(self) -> Column | None:
        """The likeliest column."""
        return self.columns[0][0] if self.columns else None


@dataclass(slots=True)
class _Names:
    """A sheet's names, ready to be compared."""

    sheet: Sheet
    columns: list[tuple[Column, tuple[str, ...], frozenset[str], frozenset[str]]]
    values: dict[str, list[tuple[Column, str, tuple[str, ...]]]] = field(default_factory=dict)
    meanings: dict[str, list[tuple[Column, str]]] = field(default_factory=dict)


def items(question: str, sheet: Sheet, embed: Callable[[Sequence[str]], np.ndarray] | None = None) -> list[Item]:
    """The question taken apart against one sheet."""
    words = lexicon()
    names = _names(sheet, words)
    found = tokens(question)
    dates = [column for column in sheet.columns if column.kind == "date"]
    stamps = sorted(str(value)[:10] for column in dates for value in sheet.values_of(column) if value is not None)
    spans = moments(question, stamps[-1], stamps[0]) if stamps else []
    out: list[Item] = []
    at = 0
    while at < len(found):
        token = found[at]
        moment = next((span for span in spans if span.start <= token.start < span.end), None)
        best = _best(found, at, names, words)
        if moment is not None and not (
            best is not None and best[1].kind == "value" and best[1].values[0][2] >= 1 and best[0] > 1
        ):
            end = at
            while end < len(found) and found[end].start < moment.end:
                end += 1
            out.append(Item("moment", question[moment.start : moment.end], moment.start, moment.end, moment=moment))
            at = end
        elif best is not None:
            out.append(best[1])
            at += best[0]
        else:
            out.append(_plain(token, words))
            at += 1
    return _with_neighbours(_whole_only(out, frozenset(token.form for token in found)), names, embed)


def _whole_only(found: Sequence[Item], said: frozenset[str]) -> list[Item]:
    """Of the columns that share a word only the one whose other words are said elsewhere: "bicycles … in Q3"."""
    return [_surer(item, said) if item.kind == "column" and item.columns[0][1] < 1 else item for item in found]


def _surer(item: Item, said: frozenset[str]) -> Item:
    whole = [entry for entry in item.columns if len(key := forms(entry[0].label)) > 1 and said.issuperset(key)]
    if not 0 < len(whole) < len(item.columns):
        return item
    return replace(item, columns=tuple((column, max(score, WHOLE_APART)) for column, score in whole))


def _names(sheet: Sheet, words: Lexicon) -> _Names:
    columns = []
    for column in sheet.columns:
        key = forms(column.label) or forms(column.name)
        columns.append((column, key, words.concepts_in(key), words.weak_concepts_in(key)))
    names = _Names(sheet, columns)
    for column in sheet.columns:
        for value in column.values:
            key = forms(value, name=False)
            if meaning := words.meaning(key):
                names.meanings.setdefault(meaning, []).append((column, value))
            for form in dict.fromkeys(key):
                names.values.setdefault(form, []).append((column, value, key))
    return names


def _best(found: Sequence[Token], at: int, names: _Names, words: Lexicon) -> tuple[int, Item] | None:
    """The best thing that begins at a token, and how many tokens it takes."""
    length, senses = words.senses(found, at)
    column = _column_at(found, at, names, words)
    value = _value_at(found, at, names, words)
    rank: list[tuple[tuple[float, ...], int, Item]] = []
    if length and at and column is not None and column[2] and not found[at - 1].stop and found[at].form == "number":
        length = 0  # "the part number of the hose" counts nothing
    if length:
        item = _item("mark", found, at, length, senses=senses)
        rank.append(((length, 0.55), length, item))
    if column is not None:
        size, matches, exact = column
        own = words.senses(found, at) if size == length else (0, frozenset())
        item = _item("column", found, at, size, senses=own[1], columns=matches)
        rank.append(((size, 0.9 if exact else 0.6 if matches[0][1] >= 0.65 else 0.5), size, item))
    if value is not None:
        size, valued = value
        exact = valued[0][2] >= 1.0
        item = _item("value", found, at, size, values=valued)
        # "Open" is a status, "first" is seldom a class: what the lexicon knows counts for more than a part of a value.
        rank.append(((size, (0.8 if size > 1 or not length else 0.5) if exact else 0.45), size, item))
    if not rank:
        return None
    _, size, best = max(rank, key=lambda entry: entry[0])
    return size, best


def _item(kind: str, found: Sequence[Token], at: int, size: int, **given: object) -> Item:
    inside = found[at : at + size]
    text = " ".join(token.text for token in inside)
    return Item(kind, text, inside[0].start, inside[-1].end, **given)  # type: ignore[arg-type]  # fields of Item, named by the callers above


def _column_at(
    found: Sequence[Token], at: int, names: _Names, words: Lexicon
) -> tuple[int, tuple[tuple[Column, float], ...], bool] | None:
    """The columns that the longest run from here names, and whether it is a whole name."""
    for size in range(min(6, len(found) - at), 0, -1):
        run = tuple(token.form for token in found[at : at + size])
        said = "".join(token.text.casefold() for token in found[at : at + size])
        whole = [
            (column, 1.0)
            for column, key, *_ in names.columns
            if (run == key or run == forms(column.name)) and not _only_akin(column, said)
        ]
        if whole:
            return size, tuple(whole), True
        if found[at].stop or found[at + size - 1].stop:
            continue
        part = [
            (column, 0.55 if _only_akin(column, said) else 0.5 + 0.4 * size / _length(key))
            for column, key, *_ in names.columns
            if _within(run, key) and _tells(found[at : at + size])
        ]
        if size == 1 and not part and found[at].kind == "word":
            part = [(column, 0.55) for column, key, *_ in names.columns if any(_derived(run[0], form) for form in key)]
        known = [column for column, _ in part]
        meant, weak = words.concepts(run), words.weak_concepts(run)
        alike = [
            # What shares more than one meaning is nearer; what has the word itself in its name is nearer still.
            ((0.6 if meant & concepts else 0.5) + 0.06 * (len(meant & concepts) > 1) - 0.2 * bool(part), column)
            for column, _, concepts, also in names.columns
            if (meant & (concepts | also) or weak & concepts) and column not in known
        ]
        if part or alike:
            ordered = sorted([*part, *((column, score) for score, column in alike)], key=lambda entry: -entry[1])
            return size, tuple(ordered), False
    return None


def _length(key: Sequence[str]) -> int:
    """How many words a name has; signs and lone letters are units more often than not."""
    return max(1, sum(form[0] >= "\u2e80" or (len(form) > 1 and form[0].isalnum()) for form in key))


def _only_akin(column: Column, said: str) -> bool:
    """Whether a noun has just the stem of a column of dates: the "orders" are not when they were "ordered"."""
    label = "".join(column.label.casefold().replace("_", " ").split())
    return column.kind == "date" and said.endswith("s") and said not in {label, f"{label}s"}


def _within(run: Sequence[str], key: Sequence[str]) -> bool:
    return any(tuple(key[at : at + len(run)]) == tuple(run) for at in range(len(key) - len(run) + 1))


def _derived(word: str, other: str) -> bool:
    """Whether one word is made from the other: "supplies" and "supplier", "delivered" and "delivery"."""
    shared = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    return shared >= 5 and max(len(word), len(other)) - shared <= 3 and word != other


def _tells(run: Sequence[Token]) -> bool:
    """Whether a part of a name is enough to say something: a lone Chinese character is not."""
    return sum(len(token.text) for token in run) >= 2 and run[0].kind != "number"


def _value_at(
    found: Sequence[Token], at: int, names: _Names, words: Lexicon
) -> tuple[int, tuple[tuple[Column, tuple[str, ...], float], ...]] | None:
    """The values that the longest run from here names, whole or in part."""
    known = names.values.get(found[at].form, [])
    for size in range(min(12, len(found) - at), 0, -1):
        run = tuple(token.form for token in found[at : at + size])
        whole = [(column, value) for column, value, key in known if key == run]
        # "A salary" is not of class "A".
        if whole and not (size == 1 and found[at].stop and found[at].kind == "word" and found[at].text.islower()):
            return size, _by_column(whole, 1.0)
        meant = names.meanings.get(words.meaning(run)) if names.meanings else None
        if meant and (size > 1 or not found[at].stop):
            return size, _by_column(meant, 0.9)
        if found[at].stop or found[at + size - 1].stop:
            continue
        if not _speaks(found[at : at + size]) and not _is_version(found[at : at + size], known):
            continue
        part = [(column, value) for column, value, key in known if _within(run, key)]
        if part:
            return size, _by_column(part, 0.7)
    token = found[at]
    if token.kind == "word" and len(token.form) >= 5 and not token.stop:
        # "Northern" is of the "North".
        near = [
            (column, value)
            for form, entries in names.values.items()
            if len(form) >= 4
            and (token.form.startswith(form) or form.startswith(token.form))
            and abs(len(form) - len(token.form)) <= 4
            for column, value, key in entries
            if len(key) == 1
        ]
        if near:
            return 1, _by_column(near, 0.6)
    return None


def _speaks(run: Sequence[Token]) -> bool:
    length = sum(len(token.text) for token in run)
    if run[0].kind == "cjk":
        return length >= 2
    return run[0].kind == "word" and length >= 3


def _is_version(run: Sequence[Token], known: Sequence[tuple[Column, str, tuple[str, ...]]]) -> bool:
    """Whether a number names a text, such as "20.04" the version "20.04 LTS"."""
    values = [value for column, value, key in known if column.kind == "text" and key[0] == run[0].form]
    return len(run) == 1 and run[0].kind == "number" and "." in run[0].text and len(values) == 1


def _by_column(found: Sequence[tuple[Column, str]], score: float) -> tuple[tuple[Column, tuple[str, ...], float], ...]:
    grouped: dict[str, tuple[Column, list[str]]] = {}
    for column, value in found:
        grouped.setdefault(column.name, (column, []))[1].append(value)
    return tuple((column, tuple(values), score) for column, values in grouped.values())


def _plain(token: Token, words: Lexicon) -> Item:
    if token.kind == "number":
        number = float(token.form)
        whole = int(number) if number.is_integer() else number
        return Item("number", token.text, token.start, token.end, number=whole)
    concepts = words.concepts((token.form,))
    kind = "stop" if token.stop or token.kind == "sign" else "word"
    return Item(kind, token.text, token.start, token.end, concepts=concepts)


def _with_neighbours(
    found: Sequence[Item], names: _Names, embed: Callable[[Sequence[str]], np.ndarray] | None
) -> list[Item]:
    """Words that name nothing get the column that they are close to; the word beside a value chooses its column."""
    out = list(found)
    unknown = [
        at
        for at, item in enumerate(out)
        if item.kind == "word" and len(item.text) > 2 and item.text.casefold() not in CURRENCIES
    ]
    if unknown and embed is not None and names.columns:
        labels = [column.label.replace("_", " ") for column, *_ in names.columns]
        vectors = np.nan_to_num(embed([out[at].text for at in unknown] + labels))
        alike = vectors[: len(unknown)] @ vectors[len(unknown) :].T
        for row, at in zip(alike, unknown, strict=True):
            order = [place for place in np.argsort(-row)[:3] if row[place] >= CLOSE]
            if order:
                near = tuple((names.columns[place][0], 0.5 * float(row[place])) for place in order)
                item = out[at]
                out[at] = Item("column", item.text, item.start, item.end, columns=near, concepts=item.concepts)
    for at, (one, other) in enumerate(pairwise(found)):
        for place, item, beside in ((at, one, other), (at + 1, other, one)):
            if item.kind == "value" and len(item.values) > 1 and beside.column is not None:
                own = [entry for entry in item.values if any(entry[0] is column for column, _ in beside.columns)]
                if own:
                    out[place] = Item("value", item.text, item.start, item.end, values=tuple(own))
    return out
