"""Tables with the same columns in several documents made one: a column says in which document a row stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chains.tables.cells import CURRENCIES
from chains.tables.finding import MOST_VALUES, row_cells, table_name
from chains.tables.titles import named_titles, periods
from chains.tables.types import Column, Row, Sheet, Value
from chains.tables.words import forms, has_run, joined_names, lexicon

# So many rows, each with a day, are no chance where another document has them all.
FEWEST_REPEATED = 3
_FIGURES = frozenset({"integer", "number", "money"})
_SHARES = frozenset({"integer", "number", "percent"})
_CURRENCIES = frozenset(CURRENCIES.values())


def joined(found: Sequence[Sheet], question: str = "") -> tuple[list[Sheet], list[Sheet]]:
    """The tables that a question may be asked of.

    Args:
        question: where it names some of the documents, only these are read together; one alone stays by itself.

    Returns:
        Those that stand for all others, and of these the ones that were joined.
    """
    asked: list[Sheet] = []
    made: list[Sheet] = []
    taken = {sheet.name.casefold() for sheet in found}
    for alike in _alike(found):
        titles, files = _titles(alike)
        order = list(range(len(alike)))
        for names in (titles, files) if len(alike) > 1 else ():
            named = named_titles(question, names, alike[0])
            if len(named) < len(alike):
                order = sorted(named)
                break
        known = alike if len(order) == len(alike) else _with_all_values(alike)
        parts, kept, repeated = _without_repeated([known[at] for at in order], [titles[at] for at in order])
        if len(parts) == 1:
            asked.append(replace(parts[0], repeated=repeated))
            continue
        whole = replace(_whole(parts, kept, taken), repeated=repeated)
        taken.add(whole.name.casefold())
        asked.append(whole)
        made.append(whole)
    return asked, made


# --- which belong together ----------------------------------------------------------------------------------------


def _alike(found: Sequence[Sheet]) -> list[list[Sheet]]:
    """The sheets in groups: the same names of columns, values that go together, each in a document of its own."""
    groups: list[list[Sheet]] = []
    for sheet in found:
        key = _key(sheet)
        group = next((group for group in groups if key and _key(group[0]) == key and _fits(sheet, group)), None)
        if group is None:
            groups.append([sheet])
        else:
            group.append(sheet)
    return groups


def _key(sheet: Sheet) -> frozenset[str]:
    """Empty for a table without a header, whose columns say nothing, and for one without rows."""
    return frozenset(column.name.casefold() for column in sheet.columns) if sheet.header and sheet.rows else frozenset()


def _fits(sheet: Sheet, group: Sequence[Sheet]) -> bool:
    if any(other.document.id == sheet.document.id for other in group):
        return False
    return all(_compatible([other.column(column.name) for other in (sheet, *group)]) for column in sheet.columns)


def _compatible(columns: Sequence[Column]) -> bool:
    """Whether the values of these columns can stand in one."""
    filled = [column for column in columns if not _empty(column)]
    kinds = {column.kind for column in filled}
    if len({column.unit for column in filled if column.unit} - _CURRENCIES) > 1:
        return False
    if len(kinds) <= 1 or kinds <= _FIGURES or kinds <= _SHARES:
        return True
    # Numbers of invoices: "1001" in one document, "A-1002" in another.
    return kinds == {"text", "integer"} and has_run(forms(columns[0].label), lexicon().names)


def _empty(column: Column) -> bool:
    return column.kind == "text" and not column.values


def _with_all_values(alike: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, each with the values that the others have: what stands in none of its rows is still understood."""
    values = {
        column.name.casefold(): tuple(
            dict.fromkeys(value for sheet in alike for value in sheet.column(column.name).values)
        )[:MOST_VALUES]
        for column in alike[0].columns
    }
    return [
        replace(
            sheet, columns=tuple(replace(column, values=values[column.name.casefold()]) for column in sheet.columns)
        )
        for sheet in alike
    ]


def _without_repeated(
    parts: Sequence[Sheet], titles: Sequence[str]
) -> tuple[Sequence[Sheet], Sequence[str], tuple[str, ...]]:
    """Those whose rows no other document has: a year's file may stand beside its months'."""
    if not any(column.kind == "date" for column in parts[0].columns):
        return parts, titles, ()  # the same rows each month may well be meant
    rows = [Counter(row.values for row in _in_order(part, parts[0].columns)) for part in parts]
    out: set[int] = set()
    for one, few in enumerate(rows):
        for other, many in enumerate(rows):
            if one != other and other not in out and FEWEST_REPEATED <= few.total() <= many.total() and few <= many:
                out.add(one)
                break
    kept = [at for at in range(len(parts)) if at not in out]
    return [parts[at] for at in kept], [titles[at] for at in kept], tuple(titles[at] for at in sorted(out))


# --- one of them --------------------------------------------------------------------------------------------------


def _whole(parts: Sequence[Sheet], titles: Sequence[str], taken: set[str]) -> Sheet:
    first = parts[0]
    columns = tuple(_column([part.column(column.name) for part in parts]) for column in first.columns)
    rows = [[_typed(row, part, columns) for row in _in_order(part, columns)] for part in parts]
    totals = [[_typed(row, part, columns) for row in _in_order(part, columns, part.totals)] for part in parts]
    added = [_added("document", columns, "text", titles, first.document.language)]
    if not any(column.kind == "date" for column in columns):
        added += [
            _added(name, columns, kind, values, first.document.language)
            for name, kind, values in periods(titles)
            if not any(name in lexicon().concepts(forms(column.label)) for column in columns)
        ]

    def with_added(of: Sequence[Sequence[Row]]) -> tuple[Row, ...]:
        return tuple(
            replace(row, values=(*row.values, *(values[at] for _, values in added)), part=at)
            for at, part in enumerate(of)
            for row in part
        )

    every = with_added(rows)
    columns = tuple(
        # Which document is meant its title tells as a whole, before this: a word of it may stand for anything.
        _counted(column, [] if at == len(first.columns) else [row.values[at] for row in every])
        for at, column in enumerate((*columns, *(column for column, _ in added)))
    )
    title = _shared_title(titles) or f"{titles[0]} … {titles[-1]}"
    doubled = tuple(dict.fromkeys(name for part in parts for name in part.doubled))
    return Sheet(
        table_name(title, {*taken}),
        title,
        first.document,
        columns,
        every,
        first.header,
        with_added(totals),
        doubled,
        sum(part.ragged for part in parts),
        tuple(parts),
    )


def _in_order(part: Sheet, columns: Sequence[Column], rows: Sequence[Row] | None = None) -> Iterable[Row]:
    """The rows of a part, its columns in the order of another's."""
    order = [part.columns.index(part.column(column.name)) for column in columns]
    return (replace(row, values=tuple(row.values[at] for at in order)) for row in (part.rows if rows is None else rows))


def _column(same: Sequence[Column]) -> Column:
    """A column for the values of all."""
    filled = [column for column in same if not _empty(column)] or list(same)
    kinds = [column.kind for column in filled]
    kind = next((kind for kind in ("text", "money", "percent", "number") if kind in kinds), kinds[0])
    units = list(dict.fromkeys(column.unit for column in filled if column.unit))
    return replace(
        same[0],
        label=filled[0].label,
        kind=kind,
        unit=units[0] if len(units) == 1 else "",
        unread=sum(column.unread for column in filled),
        decimals=max(column.decimals for column in filled),
        mixed=len(units) > 1 or any(column.mixed for column in filled),
        unsure=any(column.unsure for column in filled),
    )


def _typed(row: Row, part: Sheet, columns: Sequence[Column]) -> Row:
    """The row with numbers as texts where the column is one of texts elsewhere."""
    if all(
        column.kind != "text" or isinstance(value, str | None)
        for column, value in zip(columns, row.values, strict=True)
    ):
        return row
    # As it stands in the document: "007" is not 7.
    cells = row_cells(part.document.text[row.start : row.end], part.document.format)
    names = {name.casefold(): at for at, name in enumerate(row_cells(part.header, part.document.format))}
    values = tuple(
        value
        if column.kind != "text" or isinstance(value, str | None)
        else next((cells[at] for at in [names.get(column.name.casefold(), -1)] if 0 <= at < len(cells)), str(value))
        for column, value in zip(columns, row.values, strict=True)
    )
    return replace(row, values=values)


def _added(
    key: str, columns: Sequence[Column], kind: str, values: Sequence[Value], language: str
) -> tuple[Column, Sequence[Value]]:
    """A column that no document has, and its value for each of them."""
    label = joined_names(language)[key]
    name, count = label, 1
    while name.casefold() in {column.name.casefold() for column in columns}:
        count += 1
        name = f"{label} ({count})"
    return Column(name, label, "date" if kind == "date" else "integer" if kind == "integer" else "text"), values


def _counted(column: Column, values: Sequence[Value]) -> Column:
    """The column with what is to be known of its values."""
    filled = [value for value in values if value is not None]
    texts = Counter(str(value) for value in filled) if column.kind == "text" else Counter[str]()
    unique = len(filled) > 1 and len(set(filled)) == len(filled) == len(values)
    return replace(column, values=tuple(value for value, _ in texts.most_common(MOST_VALUES)), unique=unique)


def _titles(alike: Sequence[Sheet]) -> tuple[list[str], list[str]]:
    """What the documents are known by, and what their files are called; the latter twice where all titles are alike."""
    titles = [sheet.document.title for sheet in alike]
    files = [sheet.document.file_stem for sheet in alike]
    files = _distinct(files) if all(files) else _distinct(titles)
    return _distinct(titles) if len(set(titles)) == len(titles) or len(set(files)) < len(files) else files, files


def _distinct(titles: Sequence[str]) -> list[str]:
    found: list[str] = []
    for title in titles:
        whole, count = title, 1
        while whole in found:
            count += 1
            whole = f"{title} ({count})"
        found.append(whole)
    return found


def _shared_title(titles: Sequence[str]) -> str:
    """What all begin with, where that says something: "expenses" of "expenses-2024-01" and "expenses-2024-02"."""
    shared = 0
    while shared < min(map(len, titles)) and len({title[shared].casefold() for title in titles}) == 1:
        shared += 1
    begun = titles[0][:shared]
    if any(title[shared : shared + 1].isalpha() and begun[-1:].isascii() and begun[-1:].isalpha() for title in titles):
        begun = begun[: len(begun.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    said = begun.rstrip("0123456789").strip(" -_.,:·(/")
    return said if len(said) >= 2 and any(map(str.isalpha, said)) else ""
