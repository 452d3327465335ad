"""Runs a SELECT on tables that a document has: SQLite in memory, which may read them and nothing else, under limits."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import apsw
import apsw.ext

from chains.answer import Check
from chains.errors import Cancelled
from chains.tables.engine import OpenTables, Rows, SqlError
from chains.tables.types import Kind, Sheet, Value

FUNCTIONS = frozenset(
    "count sum total avg min max abs round ceil ceiling floor sign length lower upper substr substring trim ltrim "
    "rtrim replace instr coalesce ifnull nullif iif if like strftime date time datetime julianday group_concat "
    "string_agg row_number rank dense_rank ntile lag lead first_value last_value nth_value percent_rank cume_dist "
    "median".split()
)
_AGGREGATES = frozenset("count sum total avg group_concat string_agg median".split())
_TYPES: dict[Kind, str] = {
    "integer": "INTEGER",
    "number": "REAL",
    "money": "NUMERIC",
    "percent": "NUMERIC",
    "boolean": "INTEGER",
}
_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]")
_GROUPED = re.compile(r"\b(?:group\s+by|distinct|having|union|intersect|except|with|over)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\border\s+by\s+\d", re.IGNORECASE)
_SELECT = re.compile(r"\s*select\b", re.IGNORECASE)
_COMMENT = re.compile(r"--|/\*")
_STEPS = 1_000  # of SQLite's virtual machine between two looks at the clock


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What one statement may cost.

    Attributes:
        seconds: that it may run.
        rows: that it may give; more are cut, and that is told.
        characters: of one value, and of the statement a twentieth.
        bytes: that it may give, and that SQLite may take beside what it had.
    """

    seconds: float = 2.0
    rows: int = 1_000
    characters: int = 1_000_000
    bytes: int = 128 * 2**20


class SheetEngine:
    """Makes tables in memory that can be asked (``chains.tables.engine.TableEngine``)."""

    def __init__(self, limits: SheetLimits = SheetLimits()) -> None:
        self._limits = limits

    @contextmanager
    def open(self, sheets: Sequence[Sheet], cancel: Check | None = None) -> Iterator[OpenTables]:
        """The sheets as tables, locked once they are filled.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        connection = apsw.Connection(":memory:")
        try:
            for sheet in sheets:
                _fill(connection, sheet, cancel)
            yield _Locked(connection, sheets, self._limits)
        finally:
            connection.close()


def quoted(name: str) -> str:
    """A name as SQL has it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def _fill(connection: apsw.Connection, sheet: Sheet, cancel: Check | None) -> None:
    columns = ", ".join(f"{quoted(column.name)} {_TYPES.get(column.kind, 'TEXT')}" for column in sheet.columns)
    connection.execute(f"CREATE TABLE {quoted(sheet.name)} ({columns})")
    marks = ", ".join("?" * len(sheet.columns))

    def rows() -> Iterator[tuple[Value, ...]]:
        for number, row in enumerate(sheet.rows):
            if cancel is not None and number % 5_000 == 0:
                cancel.check()
            yield row.values

    with connection:
        connection.executemany(f"INSERT INTO {quoted(sheet.name)} VALUES ({marks})", rows())


class _Locked:
    """A filled database that answers one SELECT at a time."""

    def __init__(self, connection: apsw.Connection, sheets: Sequence[Sheet], limits: SheetLimits) -> None:
        self._connection = connection
        self._names = {sheet.name.casefold(): sheet.name for sheet in sheets}
        self._limits = limits
        self._reason = ""
        self._stopped: Cancelled | None = None
        self._seen: set[tuple[str, str]] = set()
        self._lock()

    def _lock(self) -> None:
        connection, limits = self._connection, self._limits
        connection.enable_load_extension(False)
        for setting, value in (
            (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
            (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
            # Else a column that there is not, in double quotes, would be taken for a text.
            (apsw.SQLITE_DBCONFIG_DQS_DML, 0),
            (apsw.SQLITE_DBCONFIG_DQS_DDL, 0),
        ):
            connection.config(setting, value)
        # What it sorts stays in memory, and counts; no file is ever made.
        connection.pragma("temp_store", 2)
        connection.pragma("query_only", True)
        for kind, most in (
            (apsw.SQLITE_LIMIT_LENGTH, limits.characters),
            (apsw.SQLITE_LIMIT_SQL_LENGTH, limits.characters // 20),
            (apsw.SQLITE_LIMIT_EXPR_DEPTH, 100),
            (apsw.SQLITE_LIMIT_COMPOUND_SELECT, 10),
            (apsw.SQLITE_LIMIT_VDBE_OP, 50_000),
            (apsw.SQLITE_LIMIT_FUNCTION_ARG, 20),
            (apsw.SQLITE_LIMIT_ATTACHED, 0),
            (apsw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500),
            (apsw.SQLITE_LIMIT_VARIABLE_NUMBER, 0),
            (apsw.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
            (apsw.SQLITE_LIMIT_WORKER_THREADS, 0),
        ):
            connection.limit(kind, most)
        connection.authorizer = self._allowed

    def _allowed(
        self, action: int, first: str | None, second: str | None, database: str | None, source: str | None
    ) -> int:
        """SQLite asks for each thing that a statement wants to do, while it is being prepared."""
        if action == apsw.SQLITE_SELECT:
            self._seen.add(("select", source or ""))
            return apsw.SQLITE_OK
        if action == apsw.SQLITE_READ and first is not None and first.casefold() in self._names:
            self._seen.add(("table", first.casefold()))
            return apsw.SQLITE_OK
        if action == apsw.SQLITE_FUNCTION and second is not None and second.casefold() in FUNCTIONS:
            self._seen.add(("function", second.casefold()))
            return apsw.SQLITE_OK
        if action == apsw.SQLITE_FUNCTION:
            self._reason = f"the function {second} is not allowed"
        elif action == apsw.SQLITE_READ:
            self._reason = f"there is no table {first}"
        elif not self._reason:
            name = str(apsw.mapping_authorizer_function.get(action, action))
            self._reason = f"only SELECT is allowed ({name.removeprefix('SQLITE_').replace('_', ' ')})"
        return apsw.SQLITE_DENY

    def select(self, sql: str, cancel: Check | None = None) -> Rows:
        """Run one SELECT; see ``chains.tables.engine.OpenTables``."""
        self._reason = ""
        self._seen = set()
        if len(sql) > self._limits.characters // 20:
            raise SqlError("tables.sql", reason="it is too long")
        names, plain = self._checked(sql)
        variant = f"SELECT rowid, {_SELECT.sub('', sql, count=1).lstrip()}" if plain else sql
        if plain:
            try:
                columns, rows, cut = self._run(variant, cancel)
            except SqlError:
                plain = False
        if not plain:
            columns, rows, cut = self._run(sql, cancel)
        sheet = names[0] if len(names) == 1 else None
        if not plain:
            return Rows(columns, rows, None, sheet, cut)
        sources = tuple(int(row[0] or 0) - 1 for row in rows)
        return Rows(columns[1:], tuple(row[1:] for row in rows), sources, sheet, cut)

    def _checked(self, sql: str) -> tuple[list[str], bool]:
        """The tables that a statement reads, and whether each of its rows is a row of one table."""
        try:
            info = apsw.ext.query_info(self._connection, sql)
        except apsw.Error as exc:
            raise self._error(exc) from exc
        except ValueError as exc:
            raise SqlError("tables.sql", reason=str(exc)) from exc
        if info.query_remaining and info.query_remaining.strip(" \t\n\r;"):
            raise SqlError("tables.sql", reason="it is more than one statement")
        if info.is_explain or not info.is_readonly or not info.has_vdbe or ("select", "") not in self._seen:
            raise SqlError("tables.sql", reason="it is no SELECT")
        names = sorted({self._names[name] for kind, name in self._seen if kind == "table"})
        functions = {name for kind, name in self._seen if kind == "function"}
        bare = _LITERAL.sub("x", sql)
        single = len(names) == 1 and len(re.findall(r"\bselect\b|\bjoin\b", bare, re.IGNORECASE)) == 1
        plain = (
            single
            and not functions & (_AGGREGATES | {"min", "max"})
            and not _GROUPED.search(bare)
            and not _ORDINAL.search(bare)
            and not _COMMENT.search(bare)
            and "," not in re.split(r"\bfrom\b", bare, maxsplit=1, flags=re.IGNORECASE)[-1].split("where")[0]
        )
        return names, plain and _SELECT.match(sql) is not None

    def _run(self, sql: str, cancel: Check | None) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...], bool]:
        limits = self._limits
        end = time.monotonic() + limits.seconds
        most = apsw.memory_used() + limits.bytes
        self._stopped = None
        self._connection.set_progress_handler(self._watch(end, most, cancel), _STEPS)
        rows: list[tuple[Value, ...]] = []
        taken = 0
        cut = False
        try:
            cursor = self._connection.execute(sql)
            columns = tuple(str(name) for name, *_ in cursor.get_description())
            for row in cursor:
                taken += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
                if len(rows) >= limits.rows or taken > limits.bytes // 8:
                    cut = True
                    break
                rows.append(tuple(value if not isinstance(value, bytes) else value.hex() for value in row))
            cursor.close()
        except (apsw.Error, UnicodeError) as exc:
            if self._stopped is not None:
                raise self._stopped from exc
            # A statement that gives no row has no description once it is over.
            if isinstance(exc, apsw.ExecutionCompleteError):
                return self._names_of(sql), (), False
            raise self._error(exc) from exc
        finally:
            self._connection.set_progress_handler(None)
        return columns, tuple(rows), cut

    def _names_of(self, sql: str) -> tuple[str, ...]:
        info = apsw.ext.query_info(self._connection, sql)
        return tuple(str(name) for name, *_ in info.description)

    def _watch(self, end: float, most: int, cancel: Check | None) -> Callable[[], bool]:
        """What SQLite calls every few steps; True stops the statement."""

        def stop() -> bool:
            if cancel is not None:
                try:
                    cancel.check()
                except Cancelled as exc:
                    self._stopped = exc
                    return True
            if time.monotonic() > end:
                self._reason = f"it took longer than {self._limits.seconds:g} seconds"
                return True
            if apsw.memory_used() > most:
                self._reason = "it needs too much memory"
                return True
            return False

        return stop

    def _error(self, exc: Exception) -> SqlError:
        with suppress(AttributeError):
            del exc.__notes__
        return SqlError("tables.sql", reason=self._reason or str(exc).removeprefix("SQLError: "))
