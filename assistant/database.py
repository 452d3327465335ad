"""One SQLite file, opened with care: WAL, full durability, secure deletion, named and ordered migrations."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from chains.errors import Cancelled, LibraryError

BUSY_SECONDS = 10.0
BUSY_POLL_SECONDS = 0.02

Row = tuple[Any, ...]
Migration = tuple[str, str | Callable[[apsw.Connection], None]]


class Database:
    """A connection that any thread may use; one statement or transaction at a time.

    Args:
        file: made if missing; ``:memory:`` is not supported, since several processes share it.
        migrations: ``(name, SQL or function)`` in order; those not yet in the file are applied, each in a
            transaction, under the write lock.

    Raises:
        LibraryError: the file is damaged, newer than this program, locked for too long, or cannot be written.
    """

    def __init__(self, file: Path, migrations: Sequence[Migration]) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._depth = 0
        self._closing = False
        self._waiting_since = 0.0
        with self._named():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = apsw.Connection(str(file))
            # Not SQLite's own waiting: that cannot be called back, and whoever closes the window would wait with it.
            self._connection.set_busy_handler(self._wait)
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",
                "temp_store=MEMORY",
                "trusted_schema=OFF",
            ):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            place = file.stat()
            self._place = place.st_dev, place.st_ino
        self._migrate(migrations)

    def close(self) -> None:
        """Close the connection; the file is complete at any moment, so this is not needed for safety.

        Whoever waits for another process, or for a long query, gets ``Cancelled``.
        """
        self._closing = True
        with contextlib.suppress(apsw.ConnectionClosedError):  # closed before
            if not self._lock.acquire(blocking=False):
                self._connection.interrupt()
                self._lock.acquire()
            try:
                # An interruption counts until the next statement: without one the log would not be written back.
                self._connection.execute("SELECT 1").fetchall()
                self._connection.close()
            finally:
                self._lock.release()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, self._named():
            return self._connection.execute(sql, tuple(parameters)).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row; None where there is none."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement; the last inserted row's id."""
        with self._lock, self._named():
            self._connection.execute(sql, tuple(parameters))
            return self._connection.last_insert_rowid()

    def run_many(self, sql: str, parameters: Sequence[Sequence[object]]) -> None:
        """Run one statement for each row of parameters."""
        with self._lock, self._named():
            self._connection.executemany(sql, [tuple(row) for row in parameters])

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; takes the write lock at once, so that a later statement cannot find it taken. Nests."""
        with self._lock, self._named():
            if self._depth:
                yield
                return
            self._check_place()
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0

    def scrub(self) -> None:
        """Write the log back and empty it, so that deleted text stands in neither file."""
        with self._lock, self._named(), contextlib.suppress(apsw.BusyError, apsw.LockedError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _check_place(self) -> None:
        """A file that was deleted takes all that is written, and nobody ever sees it again."""
        try:
            now = self.file.stat()
            same = (now.st_dev, now.st_ino) == self._place
        except FileNotFoundError:
            same = False
        if not same:
            raise LibraryError("library.gone", file=str(self.file))

    def _wait(self, tries: int) -> bool:
        """Whether to try once more; called by SQLite, under the lock of this connection."""
        now = time.monotonic()
        if tries == 0:
            self._waiting_since = now
        if self._closing or now - self._waiting_since > BUSY_SECONDS:
            return False
        time.sleep(BUSY_POLL_SECONDS)
        return True

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        names = [name for name, _ in migrations]
        with self._named():
            # Reading first: taking the write lock at each start would make every process wait for a busy writer.
            has = self.value("SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'")
            if has and [row[0] for row in self.rows("SELECT name FROM migrations ORDER BY number")] == names:
                return
        with self.transaction():
            self.run(
                "CREATE TABLE IF NOT EXISTS migrations("
                "number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied REAL NOT NULL)"
            )
            done = [row[0] for row in self.rows("SELECT name FROM migrations ORDER BY number")]
            unknown = [name for name in done if name not in names]
            if unknown:
                raise LibraryError("library.newer", file=str(self.file), migration=unknown[0])
            for number, (name, step) in enumerate(migrations, 1):
                if name in done:
                    continue
                if callable(step):
                    step(self._connection)
                else:
                    self._connection.execute(step)
                self.run("INSERT INTO migrations VALUES (?, ?, unixepoch('subsec'))", (number, name))

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Give SQLite's errors the name of the file and what to do about it."""
        try:
            yield
        except (apsw.CorruptError, apsw.NotADBError, apsw.FormatError) as exc:
            raise LibraryError("library.damaged", file=str(self.file)) from exc
        except apsw.FullError as exc:
            raise LibraryError("library.disk_full", file=str(self.file)) from exc
        except (apsw.BusyError, apsw.LockedError) as exc:
            if self._closing:
                raise Cancelled from exc
            raise LibraryError("library.locked", file=str(self.file)) from exc
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError, apsw.PermissionsError) as exc:
            raise LibraryError("library.unwritable", file=str(self.file), reason=str(exc)) from exc
        except (apsw.ConnectionClosedError, apsw.InterruptError) as exc:
            raise Cancelled from exc  # the program is ending
        except OSError as exc:
            raise LibraryError("library.unwritable", file=str(self.file), reason=str(exc)) from exc
