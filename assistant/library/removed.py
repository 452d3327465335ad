"""A removed document's rows, held in memory so that the removal can be undone; on the disk nothing of them is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.database import Database, Row

# Each with its column that names the document. The document's own row comes first: the others refer to it.
_TABLES: Mapping[str, str] = {
    "documents": "key",
    "summaries": "document",
    "paths": "document",
    "pages": "document",
    "chunks": "document",
    "vectors": "document",
}


@dataclass(frozen=True, slots=True)
class RemovedDocument:
    """One document as it stood in the library.

    Attributes:
        id: SHA-256 of the file's bytes.
        title: for showing.
        collections: by name: a collection that was deleted and made again has another row.
        size: bytes that all of it takes in memory, about.
    """

    id: str
    title: str
    collections: tuple[str, ...]
    size: int
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removed:
    """What one removal took away.

    Attributes:
        documents: in the order they were given.
        files: copies that the home had kept of pasted text, with their bytes.
    """

    documents: tuple[RemovedDocument, ...]
    files: tuple[tuple[Path, bytes], ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return sum(document.size for document in self.documents) + sum(len(data) for _, data in self.files)


def taken_files(files: Iterable[Path]) -> tuple[tuple[Path, bytes], ...]:
    """Delete files; their bytes. One that is gone already is left out."""
    found = []
    for file in files:
        try:
            found.append((file, file.read_bytes()))
            file.unlink()
        except FileNotFoundError:
            continue
    return tuple(found)


def give_back(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write what ``taken_files`` has deleted."""
    for file, data in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def take(database: Database, key: int) -> RemovedDocument:
    """All that is stored of the document in row ``key``; it is still there."""
    rows = {
        table: tuple(database.rows(f"SELECT * FROM {table} WHERE {column} = ?", (key,)))
        for table, column in _TABLES.items()
    }
    rows["chunks_fts"] = tuple(
        database.rows(
            "SELECT rowid, body, context FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)",
            (key,),
        )
    )
    collections = database.rows(
        "SELECT c.name FROM members m JOIN collections c ON c.key = m.collection WHERE m.document = ?", (key,)
    )
    identity, title = database.rows("SELECT id, title FROM documents WHERE key = ?", (key,))[0]
    size = sum(
        len(value) for table in rows.values() for row in table for value in row if isinstance(value, str | bytes)
    )
    return RemovedDocument(identity, title, tuple(name for (name,) in collections), size, rows)


def put_back(database: Database, document: RemovedDocument) -> int | None:
    """Put it into the library again, in the caller's transaction.

    Returns:
        Its row; None where each of its files has become another document meanwhile.
    """
    key = database.value("SELECT key FROM documents WHERE id = ?", (document.id,))
    if key is None:
        taken = [path for path, *_ in document.rows["paths"] if _is_taken(database, path)]
        if len(taken) == len(document.rows["paths"]):
            return None
        for table, rows in document.rows.items():
            _insert(database, table, [row for row in rows if table != "paths" or row[0] not in taken])
        key = document.rows["documents"][0][0]
    for name in document.collections:
        database.run("INSERT OR IGNORE INTO members SELECT key, ? FROM collections WHERE name = ?", (key, name))
    return int(key)


def _is_taken(database: Database, path: bytes) -> bool:
    return database.value("SELECT document FROM paths WHERE path = ?", (path,)) is not None


def _insert(database: Database, table: str, rows: list[Row]) -> None:
    if rows:
        columns = "(rowid, body, context)" if table == "chunks_fts" else ""
        database.run_many(f"INSERT INTO {table}{columns} VALUES ({','.join('?' * len(rows[0]))})", rows)
