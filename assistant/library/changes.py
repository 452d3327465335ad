"""The number that a list of documents is kept up to date by: each change raises it, and marks the documents with it."""

from collections.abc import Iterable

from assistant.database import Database

_NOW = "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'listed')"


def listed(database: Database) -> int:
    """The number as it is now."""
    return int(database.value("SELECT value FROM meta WHERE key = 'listed'") or 0)


def note_change(database: Database, documents: Iterable[int] = ()) -> None:
    """Raise the number, in the transaction of the change itself.

    Args:
        database: the library file.
        documents: rows of the documents that are other than they were.
    """
    database.run(
        "INSERT INTO meta VALUES ('listed', '1') ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )
    database.run_many(f"UPDATE summaries SET revision = {_NOW} WHERE document = ?", [(key,) for key in documents])
