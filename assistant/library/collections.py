"""Collections: named groups of documents, by their rows in the library file."""

from collections.abc import Sequence

from assistant.database import Database
from assistant.library.changes import note_change
from assistant.library.names import shown
from assistant.library.types import CollectionInfo
from chains.errors import InputError

LONGEST_NAME = 100


class Collections:
    """The collections of one library; documents are given by their rows."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[CollectionInfo]:
        """All collections, by name."""
        rows = self._db.rows(
            "SELECT c.name, count(m.document) FROM collections c LEFT JOIN members m ON m.collection = c.key "
            "GROUP BY c.key ORDER BY c.name"
        )
        return [CollectionInfo(*row) for row in rows]

    def key(self, name: str) -> int:
        """The row of a collection.

        Raises:
            InputError: it does not exist.
        """
        key = self._find(name)
        if key is None:
            raise InputError("library.no_collection", name=name)
        return key

    def ensured(self, name: str) -> int:
        """The row of a collection, which is made if it does not exist."""
        check_name(name)
        key = self._find(name)
        return self._make(name) if key is None else key

    def create(self, name: str) -> None:
        """Make an empty collection.

        Raises:
            InputError: there is one of that name, or it cannot be a name.
        """
        check_name(name)
        with self._db.transaction():
            self._must_be_free(name)
            self._make(name)

    def delete(self, name: str) -> None:
        """Delete a collection; its documents stay."""
        with self._db.transaction():
            key = self.key(name)
            members = self._members(key)
            self._db.run("DELETE FROM collections WHERE key = ?", (key,))
            note_change(self._db, members)

    def rename(self, old: str, new: str) -> None:
        """Give a collection another name."""
        check_name(new)
        with self._db.transaction():
            key = self.key(old)
            if new != old:
                self._must_be_free(new)
            self._db.run("UPDATE collections SET name = ? WHERE key = ?", (new, key))
            self._db.run("UPDATE queue SET collection = ? WHERE collection = ?", (new, old))
            note_change(self._db, self._members(key))

    def put(self, name: str, documents: Sequence[int]) -> None:
        """Put documents into a collection, which is made if it does not exist."""
        with self._db.transaction():
            key = self.ensured(name)
            self._db.run_many("INSERT OR IGNORE INTO members VALUES (?, ?)", [(key, row) for row in documents])
            note_change(self._db, documents)

    def take(self, name: str, documents: Sequence[int]) -> None:
        """Take documents out of a collection; they stay in the library."""
        with self._db.transaction():
            key = self.key(name)
            self._db.run_many(
                "DELETE FROM members WHERE collection = ? AND document = ?", [(key, row) for row in documents]
            )
            note_change(self._db, documents)

    def _members(self, key: int) -> list[int]:
        return [row[0] for row in self._db.rows("SELECT document FROM members WHERE collection = ?", (key,))]

    def _find(self, name: str) -> int | None:
        key = self._db.value("SELECT key FROM collections WHERE name = ?", (name,))
        return None if key is None else int(key)

    def _make(self, name: str) -> int:
        return self._db.run("INSERT INTO collections(name, created) VALUES (?, unixepoch('subsec'))", (name,))

    def _must_be_free(self, name: str) -> None:
        if self._find(name) is not None:
            raise InputError("library.collection_exists", name=name)


def check_name(name: str) -> None:
    """Refuse what cannot be a name.

    Raises:
        InputError: empty, too long, not one line, or no text.
    """
    if not name.strip() or len(name) > LONGEST_NAME or shown(name) != name:
        raise InputError("library.collection_name", name=shown(name)[:LONGEST_NAME])
