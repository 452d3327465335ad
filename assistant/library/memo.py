"""What long runs of chains have made so far, kept beside the documents that it was made from."""

import time

from assistant.database import Database


class Memos:
    """A ``chains.kit.Memo`` in the library file: what is kept goes when its document is removed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, key: str) -> str | None:
        """What was put under ``key``; None if nothing was."""
        value = self._db.value("SELECT value FROM memos WHERE key = ?", (key,))
        return None if value is None else str(value)

    def put(self, key: str, value: str, document_id: str) -> None:
        """Keep ``value``; of a document that is not in the library nothing is kept."""
        self._db.run(
            "INSERT OR REPLACE INTO memos(key, document, value, made) "
            "SELECT ?, d.key, ?, ? FROM documents d WHERE d.id = ?",
            (key, value, time.time(), document_id),
        )

    def forget(self) -> int:
        """Forget all of it; how many they were."""
        count = int(self._db.value("SELECT count(*) FROM memos"))
        self._db.run("DELETE FROM memos")
        return count
