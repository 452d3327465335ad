"""The durable queue of files to read; anybody may add to it, one process at a time works it."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from assistant.database import Database
from assistant.library.collections import check_name
from assistant.library.readers.registry import suffixes
from assistant.library.store import error_to_json
from assistant.library.types import QueueEntry
from chains.errors import AssistantError


class Queue:
    """Files that wait, and files that failed with the reason."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, paths: Iterable[bytes], collection: str | None) -> int:
        """Put files into the queue; a file that failed before gets another try. Returns how many wait.

        Raises:
            InputError: ``collection`` cannot be a name.
        """
        if collection is not None:
            check_name(collection)
        with self._db.transaction():
            self._db.run_many(
                "INSERT INTO queue(path, collection, state, changed) VALUES (?, ?, 'waiting', unixepoch('subsec')) "
                "ON CONFLICT(path) DO UPDATE SET state = 'waiting', error = NULL, attempts = 0, "
                "collection = excluded.collection, "
                "changed = excluded.changed",
                [(path, collection) for path in paths],
            )
        return self.waiting()

    def next(self, limit: int, after: int = 0) -> list[QueueEntry]:
        """Up to ``limit`` files that wait, in order, beyond entry ``after``."""
        rows = self._db.rows(
            "SELECT number, path, collection, state, attempts FROM queue WHERE state = 'waiting' AND number > ? "
            "ORDER BY number LIMIT ?",
            (after, limit),
        )
        return [QueueEntry(*row) for row in rows]

    def begin(self, entry: QueueEntry) -> None:
        """Note that work on a file begins: one that ends the program each time is not begun for ever."""
        self._db.run("UPDATE queue SET attempts = attempts + 1 WHERE number = ?", (entry.number,))

    def leave(self, numbers: Iterable[int]) -> None:
        """Note that work on files was stopped on purpose."""
        self._db.run_many("UPDATE queue SET attempts = 0 WHERE number = ?", [(number,) for number in numbers])

    def waiting(self) -> int:
        """Files that wait."""
        return int(self._db.value("SELECT count(*) FROM queue WHERE state = 'waiting'"))

    def has(self, entry: QueueEntry) -> bool:
        """Whether a file is still wanted: somebody may have taken it out while it was read."""
        return bool(self._db.value("SELECT count(*) FROM queue WHERE number = ?", (entry.number,)))

    def retry(self, numbers: Sequence[int] | None = None) -> int:
        """Let files that failed wait again, all or those with these numbers; how many wait then."""
        self._change("UPDATE queue SET state = 'waiting', error = NULL, attempts = 0", "failed", numbers)
        return self.waiting()

    def drop(self, state: Literal["waiting", "failed"], numbers: Sequence[int] | None = None) -> int:
        """Forget the files in a state, all or those with these numbers; how many they were.

        One that is being read at the moment does not become a document.
        """
        with self._db.transaction():
            before = int(self._db.value("SELECT count(*) FROM queue"))
            self._change("DELETE FROM queue", state, numbers)
            return before - int(self._db.value("SELECT count(*) FROM queue"))

    def _change(self, what: str, state: str, numbers: Sequence[int] | None) -> None:
        if numbers is None:
            self._db.run(f"{what} WHERE state = ?", (state,))
        else:
            self._db.run_many(f"{what} WHERE state = ? AND number = ?", [(state, number) for number in numbers])

    def fail(self, entry: QueueEntry, error: AssistantError) -> None:
        """Keep a file with the reason why it could not be read."""
        self._db.run(
            "UPDATE queue SET state = 'failed', error = ?, changed = unixepoch('subsec') WHERE number = ?",
            (error_to_json(error), entry.number),
        )


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as they are, folders as the files of known formats below them, in name order.

    Hidden files and folders are left out, links to folders are not followed, so a loop of links ends.
    """
    known = suffixes()
    for path in paths:
        if not path.is_dir():
            yield path.absolute()
            continue
        for folder, folders, files in os.walk(path.absolute(), followlinks=False):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(folder, name)
                if not name.startswith(".") and name.lower().endswith(known) and _regular(file):
                    yield file


def _regular(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return False
