"""Tables: a question on the tables of documents, answered by SQL that is shown, with the rows that it stands on."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import Field

from chains.answer import Check
from chains.errors import InputError
from chains.kit import Chain, ChainOptions
from chains.results import ChainEvent, ChainInput, ChainResult, Note, Progress, Step, Words
from chains.shelf import ChainCard, builtin
from chains.tables.engine import OpenTables, Rows, SqlError
from chains.tables.finding import sheets
from chains.tables.joining import joined
from chains.tables.query import Query
from chains.tables.reading import Reading, read
from chains.tables.teller import Teller
from chains.tables.telling import Told, Used, tell, tell_plain
from chains.tables.types import Sheet, Value
from chains.tables.writing import Freedom, Written, statement, write

# Readings of two sheets that lie as near as this leave it open which is meant.
NEAR = 0.15
MOST_NAMED = 8
MOST_COLUMNS = 24  # that an error names


class TablesOptions(ChainOptions):
    """What may be set for a question on tables."""

    sql: str = Field("", max_length=20_000, description="SQL to run as it is, in place of what the question would give")
    table: str = Field("", max_length=200, description="name of the table to ask; empty for the one the question names")
    freedom: Freedom = Field(
        "likeliest",
        description="what the model chooses from: the likeliest readings of the question, all of its readings, or any "
        "of the columns (the last two for stronger models)",
    )
    rows: int = Field(200, ge=1, le=1000, description="most rows that are shown")
    sure: bool = Field(
        False, description="give an error where no column answers, or a name that is asked about stands in no table"
    )


class Tables(Chain[TablesOptions]):
    """Answers a question from tables: reads what the question names, writes SQL, runs it, tells the result."""

    Options = TablesOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: there is no table, SQL of the person's own cannot be run, or ``sure`` was asked for in vain.
        """
        card = builtin("tables")
        engine = self.kit.tables
        if engine is None:
            raise InputError("tables.no_engine")
        yield Progress("finding", 0, len(given.documents))
        found: list[Sheet] = []
        for number, document in enumerate(given.documents, 1):
            if cancel is not None:
                cancel.check()
            found += sheets([document], {sheet.name.casefold() for sheet in found})
            yield Progress("finding", number, len(given.documents), document.title)
        if not found:
            raise InputError("tables.none", documents=", ".join(d.title for d in given.documents[:MOST_NAMED]) or "-")
        asked, made = joined(found, given.text)
        found += made
        wanted = self.options.table.casefold()
        chosen = [sheet for sheet in found if wanted in {sheet.name.casefold(), sheet.title.casefold()}]
        if wanted and not chosen:
            raise InputError("tables.unknown", table=self.options.table, known=", ".join(sheet.name for sheet in found))
        with engine.open(found, cancel) as tables:
            yield from self._answer(card, given, chosen[-1:] or asked, found, tables, cancel)

    def _answer(
        self,
        card: ChainCard,
        given: ChainInput,
        asked: Sequence[Sheet],
        found: Sequence[Sheet],
        tables: OpenTables,
        cancel: Check | None,
    ) -> Iterator[ChainEvent]:
        """The answer from those of ``asked`` that the question names most; a statement may name any of ``found``."""
        own = self.options.sql.strip() or (
            given.text.strip() if given.text.lstrip().lower().startswith("select ") else ""
        )
        if own:
            yield from self._own(card, given, statement(own) or own, found, tables, cancel)
            return
        readings = []
        for sheet in asked:
            if cancel is not None:
                cancel.check()
            readings.append(read(given.text, sheet, self.kit.embed))
        readings.sort(key=lambda reading: (-bool(reading.queries and reading.sheet.rows), -reading.named))
        reading = readings[0]
        elsewhere = len(reading.ignored) > reading.named  # more of what is named stands in no table than in this one
        if self.options.sure and (not reading.queries or not reading.sheet.rows or elsewhere):
            columns = dict.fromkeys(column.name for sheet in asked for column in sheet.columns)
            raise InputError("tables.unanswered", columns=", ".join(list(columns)[:MOST_COLUMNS]))
        teller = Teller(card, given.language, reading.sheet)
        if not reading.queries or not reading.sheet.rows:
            yield from self._unanswered(teller, reading, asked)
            return
        yield Progress("writing", 0, 1, reading.sheet.title)
        written = write(
            self.kit,
            given.text,
            given.language,
            reading,
            self.options.freedom,
            lambda sql: tables.select(sql, cancel),
            cancel,
        )
        step = Step("sql", written.sql)
        yield step
        yield Progress("running", 0, 1, reading.sheet.title)
        rows = tables.select(written.sql, cancel)
        used = self._used(tables, written.query, rows, cancel)
        shown = _cut(rows, self.options.rows)
        told = tell(teller, written.query, shown, used) if written.query is not None else tell_plain(teller, shown)
        notes = [
            *self._notes_on_reading(teller, reading, readings, written),
            *_notes_on_sheet(teller, reading.sheet, written.query),
            *self._notes_on_rows(tables, written.query, rows, shown, used.rows, cancel),
        ]
        yield from self._result(teller.sheet, told, (step,), notes, shown, written.sql)

    def _own(
        self,
        card: ChainCard,
        given: ChainInput,
        sql: str,
        found: Sequence[Sheet],
        tables: OpenTables,
        cancel: Check | None,
    ) -> Iterator[ChainEvent]:
        """SQL that the person wrote or corrected."""
        step = Step("sql", sql)
        yield step
        yield Progress("running", 0, 1)
        rows = tables.select(sql, cancel)
        sheet = next((sheet for sheet in found if sheet.name == rows.sheet), found[0])
        teller = Teller(card, given.language, sheet)
        shown = _cut(rows, self.options.rows)
        notes = [Note("own_sql"), *_notes_on_sheet(teller, sheet, None)]
        if shown.cut:
            notes.append(Note("cut", (("rows", len(shown.rows)),)))
        yield from self._result(sheet, tell_plain(teller, shown), (step,), notes, shown, sql)

    def _result(
        self,
        sheet: Sheet,
        told: Told,
        steps: tuple[Step, ...],
        notes: Sequence[Note],
        rows: Rows,
        sql: str,
    ) -> Iterator[ChainEvent]:
        yield Words(told.text)
        yield ChainResult(
            told.text,
            told.quotes,
            table=told.table,
            chart=told.chart,
            steps=steps,
            notes=tuple(notes),
            data={
                "sql": sql,
                "table": sheet.name,
                "document": sheet.document.id,
                "documents": [document.id for document in sheet.documents],
                "columns": list(rows.columns),
                "rows": [list(row) for row in rows.rows],
            },
            read=(len(sheet.rows), len(sheet.rows)),  # the engine goes through all; which rows count is told in words
            usage=self.kit.meter.usage(),
        )

    def _unanswered(self, teller: Teller, reading: Reading, found: Sequence[Sheet]) -> Iterator[ChainEvent]:
        """Nothing that the tables have was asked for: what they have is said, and no SQL is made up."""
        if not reading.sheet.rows:
            text = teller.say("no_rows", table=reading.sheet.title, document=_titles(reading.sheet))
        else:
            words = ", ".join(reading.unknown[:3])
            text = teller.say("unanswered", words=teller.say("unanswered_words", words=words) if words else "")
        for sheet in found[:MOST_NAMED]:
            columns = ", ".join(column.name for column in sheet.columns)
            text += "\n\n" + teller.say("there_are", table=sheet.title, document=_titles(sheet), columns=columns)
        yield Words(text)
        columns_of = {sheet.name: [column.name for column in sheet.columns] for sheet in found}
        yield ChainResult(text, data={"sql": None, "columns_of": columns_of}, read=(0, len(reading.sheet.rows)))

    def _used(self, tables: OpenTables, query: Query | None, rows: Rows, cancel: Check | None) -> Used:
        """The sheet's rows that went into the result; no statement gives more than the limit, so they come in parts."""
        if query is None or query.plain:
            return Used(rows.sources or ())
        numbers: list[int] = []
        groups: dict[tuple[Value, ...], list[int]] = {}
        try:
            while True:
                read = tables.select(query.used(numbers[-1] + 1 if numbers else 0), cancel)
                for number, *key in read.rows:
                    numbers.append(int(number or 0) - 1)
                    groups.setdefault(tuple(key), []).append(numbers[-1])
                if not read.cut or not read.rows:
                    break
        except SqlError:
            return Used()
        return Used(tuple(numbers), {key: tuple(rows) for key, rows in groups.items()} if query.group else {})

    # --- notes ----------------------------------------------------------------------------------------------------

    def _notes_on_reading(
        self, teller: Teller, reading: Reading, readings: Sequence[Reading], written: Written
    ) -> list[Note]:
        sheet = reading.sheet
        where = (("document", _titles(sheet)), *((("count", len(sheet.parts)),) if sheet.parts else ()))
        code = "together" if sheet.parts else "table"
        notes = [Note(code, (("table", sheet.title), ("rows", len(sheet.rows)), *where))]
        if sheet.repeated:
            notes.append(Note("repeated", (("documents", ", ".join(sheet.repeated[:MOST_NAMED])),)))
        others = [
            other.sheet.name
            for other in readings[1:]
            if other.queries and other.named >= reading.named - NEAR and other.named > 0
        ]
        if others:
            notes.append(Note("others", (("tables", ", ".join(others[:MOST_NAMED])),)))
        if reading.ignored:
            notes.append(Note("unknown", (("words", ", ".join(reading.ignored)),)))
        if reading.relative:
            notes.append(Note("relative", (("span", reading.relative), ("date", reading.last))))
        if written.mended:
            notes.append(Note("mended", (("reason", written.mended),)))
        elif written.by_model and written.choices > 1 and written.query is not None:
            notes.append(Note("chosen", (("count", written.choices),)))
        if written.hidden:
            notes.append(Note("hidden", (("columns", written.hidden),)))
        return notes

    def _notes_on_rows(
        self,
        tables: OpenTables,
        query: Query | None,
        rows: Rows,
        shown: Rows,
        used: Sequence[int],
        cancel: Check | None,
    ) -> list[Note]:
        notes = []
        if shown.cut:
            notes.append(Note("cut", (("rows", len(shown.rows)),)))
        if query is None:
            return notes
        if (
            query.order
            and (further := query.further()) is not None
            and _tied(query, tables.select(further.sql, cancel), rows)
        ):
            notes.append(Note("ties"))
        for output in query.select:
            if output.function in {"sum", "average", "min", "max"} and output.column is not None:
                at = query.sheet.columns.index(output.column)
                gaps = sum(query.sheet.rows[number].values[at] is None for number in used)
                if gaps:
                    notes.append(Note("gaps", (("column", output.column.name), ("rows", gaps))))
        own = _own_total(query, rows)
        if own is not None:
            notes.append(own)
        return notes


def _titles(sheet: Sheet) -> str:
    """The documents that a sheet stands in, the first of many."""
    titles = [document.title for document in sheet.documents]
    return ", ".join([*titles[:MOST_NAMED], *(["…"] if len(titles) > MOST_NAMED else [])])


def _cut(rows: Rows, most: int) -> Rows:
    if len(rows.rows) <= most:
        return rows
    sources = rows.sources[:most] if rows.sources is not None else None
    return replace(rows, rows=rows.rows[:most], sources=sources, cut=True)


def _tied(query: Query, further: Rows, rows: Rows) -> bool:
    """Whether the row after the last one shown has the same value."""
    if len(further.rows) <= len(rows.rows) or not rows.rows or not query.select:
        return False
    return further.rows[-1][-1] == rows.rows[-1][-1]


def _notes_on_sheet(teller: Teller, sheet: Sheet, query: Query | None) -> list[Note]:
    notes = []
    if sheet.totals:
        notes.append(Note("totals", (("rows", len(sheet.totals)),)))
    if sheet.doubled:
        notes.append(Note("doubled", (("columns", ", ".join(sheet.doubled)),)))
    if sheet.ragged:
        notes.append(Note("ragged", (("rows", sheet.ragged),)))
    for column in sheet.columns:
        if query is not None and f'"{column.name}"' not in query.sql:
            continue
        if column.mixed:
            notes.append(Note("mixed", (("column", column.name),)))
        if column.unsure:
            notes.append(Note("unsure", (("column", column.name),)))
        if column.unread:
            kind = teller.say(f"kind_{column.kind}")
            notes.append(Note("unread", (("column", column.name), ("cells", column.unread), ("kind", kind))))
    return notes


def _own_total(query: Query, rows: Rows) -> Note | None:
    """What the table's own total row says of a sum over the whole table."""
    sheet = query.sheet
    if not query.whole or query.where or len(query.select) != 1:
        return None
    # Each of the tables that were read together may have a total row of its own.
    if [row.part for row in sheet.totals] != list(range(len(sheet.parts) or 1)):
        return None
    output = query.select[0]
    if output.function != "sum" or output.column is None:
        return None
    at = sheet.columns.index(output.column)
    totals = [row.values[at] for row in sheet.totals]
    figures = [total for total in totals if isinstance(total, int | float)]
    value = rows.rows[0][0]
    if len(figures) < len(totals) or not isinstance(value, int | float):
        return None
    own = round(math.fsum(figures), 6) if len(figures) > 1 else figures[0]
    if math.isclose(own, value, rel_tol=1e-9, abs_tol=0.005):
        return Note("agrees")
    return Note("disagrees", (("value", str(own)),))
