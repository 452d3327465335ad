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

    def put(self, key: str, value: str, *document_ids: str) -> None:
        """Keep ``value``; where one of the documents is not in the library, nothing is kept."""
        with self._db.transaction():
            found = [self._db.value("SELECT key FROM documents WHERE id = ?", (identity,)) for identity in document_ids]
            if None in found or not found:
                return
            self._db.run(
                "INSERT INTO memos(key, document, value, made) VALUES (?, ?, ?, ?) ON CONFLICT(key) DO UPDATE "
                "SET document = excluded.document, value = excluded.value, made = excluded.made",
                (key, found[0], value, time.time()),
            )
            others = [(key, document) for document in found[1:]]
            self._db.run_many("INSERT OR IGNORE INTO memo_sources(memo, document) VALUES (?, ?)", others)

    def forget(self) -> int:
        """Forget all of it; how many they were."""
        count = int(self._db.value("SELECT count(*) FROM memos"))
        self._db.run("DELETE FROM memos")
        return count
