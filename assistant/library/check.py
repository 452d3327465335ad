"""Proof that the library is whole: every part against every other, and the index against the library."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from assistant.database import Database, Row
from assistant.library.index import Index
from assistant.library.schema import MIGRATIONS, SUMMARISE
from assistant.library.store import Store
from chains.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        code: short name for scripts.
        message: what it is.
        repaired: whether it has been put right.
    """

    code: str
    message: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check has seen.

    Attributes:
        indexed: chunks in the Chroma index; None when another process holds it.
    """

    findings: tuple[Finding, ...]
    documents: int
    chunks: int
    indexed: int | None

    @property
    def ok(self) -> bool:
        """Whether nothing is left to repair."""
        return all(finding.repaired for finding in self.findings)


# Each must give no row. Together they say that nothing of a removed document is left and nothing of a kept one is gone.
_INVARIANTS = {
    "orphan_chunks": "SELECT count(*) FROM chunks WHERE document NOT IN (SELECT key FROM documents)",
    "orphan_pages": "SELECT count(*) FROM pages WHERE document NOT IN (SELECT key FROM documents)",
    "orphan_vectors": "SELECT count(*) FROM vectors WHERE document NOT IN (SELECT key FROM documents)",
    "orphan_paths": "SELECT count(*) FROM paths WHERE document NOT IN (SELECT key FROM documents)",
    "orphan_members": "SELECT count(*) FROM members WHERE document NOT IN (SELECT key FROM documents) "
    "OR collection NOT IN (SELECT key FROM collections)",
    "orphan_terms": "SELECT count(*) FROM chunks_fts_docsize WHERE id NOT IN (SELECT id FROM chunks)",
    "missing_terms": "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT id FROM chunks_fts_docsize)",
    "documents_without_path": "SELECT count(*) FROM documents WHERE key NOT IN (SELECT document FROM paths)",
    "documents_without_chunks": "SELECT count(*) FROM documents WHERE key NOT IN (SELECT document FROM chunks)",
    "vectors_do_not_match": "SELECT count(*) FROM documents d LEFT JOIN vectors v ON v.document = d.key "
    "WHERE v.count IS NULL OR v.count != (SELECT count(*) FROM chunks WHERE document = d.key) "
    "OR v.first_chunk != (SELECT min(id) FROM chunks WHERE document = d.key)",
    "chunk_text_differs": "SELECT count(*) FROM chunks c JOIN documents d ON d.key = c.document "
    "WHERE substr(d.text, c.start + 1, c.stop - c.start) != c.text",
    "summaries_differ": "SELECT count(*) FROM documents d LEFT JOIN summaries s ON s.document = d.key "
    "WHERE s.characters IS NOT length(d.text)",
    "orphan_summaries": "SELECT count(*) FROM summaries WHERE document NOT IN (SELECT key FROM documents)",
    "orphan_turns": "SELECT count(*) FROM turns WHERE conversation NOT IN (SELECT key FROM conversations)",
}


def check(database: Database, store: Store, index: Index | None, *, repair: bool = False) -> CheckReport:
    """Check the library file, its parts against each other, and the index against it.

    Args:
        database: the library file.
        store: of the documents.
        index: compared too, if given.
        repair: make the full-text rows and the index anew where they are wrong.

    Raises:
        LibraryError: the file is damaged.
    """
    findings: list[Finding] = []
    # FTS5 keeps its structure in memory; integrity_check alone does not notice that another process has written since
    # (seen with SQLite 3.54: "checksum mismatch" on a sound table), a query does.
    database.rows("SELECT rowid FROM chunks_fts WHERE chunks_fts MATCH 'a' LIMIT 1")
    problems = [str(row[0]) for row in database.rows("PRAGMA integrity_check(10)")]
    if any(problem != "ok" and not problem.startswith("fts5:") for problem in problems):
        raise LibraryError("library.damaged", file=str(database.file))
    for name, sql in _INVARIANTS.items():
        count = database.value(sql)
        if count:
            findings.append(Finding(name, f"{name.replace('_', ' ')}: {count}"))
    try:
        database.run("INSERT INTO chunks_fts(chunks_fts) VALUES ('integrity-check')")
    except LibraryError:
        if repair:
            database.run("INSERT INTO chunks_fts(chunks_fts) VALUES ('rebuild')")
        findings.append(Finding("full_text_damaged", "the full-text index does not match the chunks", repair))
    indexed: int | None = None
    if index is not None:
        found, indexed = _check_index(database, store, index, repair)
        findings += found
    return CheckReport(tuple(findings), len(store.documents()), store.chunk_count(), indexed)


def _check_index(database: Database, store: Store, index: Index, repair: bool) -> tuple[list[Finding], int | None]:
    ids: list[int] = []
    wanted = [row[0] for row in database.rows("SELECT id FROM chunks ORDER BY id")]
    for _ in range(2):  # a process that is just ending may have held the index the first time
        for _ in index.sync():
            pass
        held = index.inspect()
        if held is None:
            return [], None
        ids, _ = held
        if ids == wanted:
            return [], len(ids)
    missing, extra = len(set(wanted) - set(ids)), len(set(ids) - set(wanted))
    if repair:
        index.forget()
        for _ in index.sync():
            pass
        held = index.inspect()
    repaired = held is not None and held[0] == wanted
    message = f"the index lacks {missing} chunks and holds {extra} that are gone"
    return [Finding("index_differs", message, repaired)], len(held[0]) if held is not None else None


def salvage(file: Path) -> tuple[Path, int]:
    """Save what can be read of a damaged library file into a new one; the damaged one stays beside it.

    Returns:
        Where the damaged file now lies, and how many documents and conversations were saved.

    Raises:
        LibraryError: nothing can be read.
    """
    target = file.with_name(f"{file.name}.new")
    target.unlink(missing_ok=True)
    fresh = Database(target, MIGRATIONS)
    fresh.close()
    saved = 0
    try:
        # Opened as it is: the checks of the usual way in are what it fails.
        old = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
        new = apsw.Connection(str(target))
        new.execute("BEGIN IMMEDIATE")
        for table in _SAVED:
            for row in _readable(old, table):
                marks = ",".join("?" * len(row))
                try:
                    new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
                except apsw.Error:
                    continue  # half a row: what it belongs to could not be read
                saved += table in {"documents", "conversations"}
        _make_whole(new)
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        new.close()
        old.close()
    except apsw.Error as exc:
        raise LibraryError("library.beyond_repair", file=str(file)) from exc
    if not saved:
        raise LibraryError("library.beyond_repair", file=str(file))
    kept = file.with_name(f"{file.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        kept.hardlink_to(file)  # at no moment is there no library
    except OSError:
        shutil.copy2(file, kept)
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    target.replace(file)
    return kept, saved


_SAVED = (
    "documents",
    "paths",
    "pages",
    "chunks",
    "vectors",
    "summaries",
    "collections",
    "members",
    "queue",
    "conversations",
    "turns",
)


def _readable(connection: apsw.Connection, table: str) -> Iterator[Row]:
    """The rows of ``table`` up to where it is damaged, then from behind up to there."""
    seen: set[Row] = set()
    for direction in ("ASC", "DESC"):
        try:
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1 {direction}"):
                if row not in seen:
                    seen.add(row)
                    yield row
        except apsw.Error:
            continue
        return


def _make_whole(connection: apsw.Connection) -> None:
    """Documents that lost a part are read again from their files; the full-text rows are made anew."""
    from chains.text import terms

    connection.execute("PRAGMA foreign_keys=ON")
    broken = (
        "SELECT key FROM documents d WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.document = d.key AND v.count = "
        "(SELECT count(*) FROM chunks c WHERE c.document = d.key))"
    )
    connection.execute(
        "INSERT OR IGNORE INTO queue(path, state, changed) SELECT path, 'waiting', unixepoch('subsec') FROM paths "
        f"WHERE document IN ({broken})"
    )
    connection.execute(f"DELETE FROM documents WHERE key IN ({broken})")
    connection.execute(SUMMARISE)
    for orphan in ("chunks", "pages", "vectors", "paths", "members", "summaries"):
        connection.execute(f"DELETE FROM {orphan} WHERE document NOT IN (SELECT key FROM documents)")
    connection.execute("DELETE FROM turns WHERE conversation NOT IN (SELECT key FROM conversations)")
    rows = connection.execute(
        "SELECT c.id, c.text, d.title, c.context FROM chunks c JOIN documents d ON d.key = c.document"
    ).fetchall()
    for number, text, title, context in rows:
        connection.execute(
            "INSERT INTO chunks_fts(rowid, body, context) VALUES (?, ?, ?)",
            (number, " ".join(terms(str(text))), " ".join(terms(f"{title} {context}"))),
        )
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('revision', ?)", (str(int(time.time())),))
