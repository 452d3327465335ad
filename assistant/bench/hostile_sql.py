"""300 hostile statements on a person's tables: none changes a file, none outlasts its limit, the tables stay whole."""

# ruff: noqa: E501 - what is written as a table reads better with one entry a line

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.table_sheets import samples
from assistant.sheets import SheetEngine, SheetLimits
from chains.tables.engine import OpenTables, Rows, SqlError
from chains.tables.finding import sheets

COUNT = 300
LIMITS = SheetLimits()
# Between the limit and the end of a statement: the clock is looked at every few thousand steps.
GRACE = 0.5

_WRITES = (
    "DROP TABLE {table}", "DELETE FROM {table}", "UPDATE {table} SET {column} = 0", "INSERT INTO {table} ({column}) VALUES (1)",
    "REPLACE INTO {table} ({column}) VALUES (1)", "ALTER TABLE {table} RENAME TO gone", "ALTER TABLE {table} DROP COLUMN {column}",
    "CREATE TABLE more (a)", "CREATE TEMP TABLE more AS SELECT * FROM {table}", "CREATE VIEW v AS SELECT * FROM {table}",
    "CREATE INDEX i ON {table} ({column})", "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
    "CREATE VIRTUAL TABLE v USING fts5(a)", "CREATE VIRTUAL TABLE v USING csv(filename='{file}')", "VACUUM", "REINDEX", "ANALYZE",
    "BEGIN EXCLUSIVE", "COMMIT", "SAVEPOINT s", "WITH x AS (SELECT 1) DELETE FROM {table}", "INSERT INTO {table} SELECT * FROM {table}",
    "DELETE FROM {table} RETURNING *", "UPDATE {table} SET {column} = 1 RETURNING rowid", "DROP TABLE IF EXISTS {table}",
    "INSERT INTO sqlite_master VALUES (1,2,3,4,5)", "UPDATE sqlite_schema SET sql = ''", "DROP INDEX IF EXISTS i",
)  # fmt: skip
_FILES = (
    "ATTACH '{file}' AS x", "ATTACH DATABASE 'file:{file}?mode=rwc' AS x", "VACUUM INTO '{file}.copy'", "DETACH main",
    "SELECT load_extension('{file}')", "SELECT readfile('{file}')", "SELECT writefile('{file}', 'x')", "SELECT edit('x', 'vi')",
    "PRAGMA database_list", "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = 1", "PRAGMA query_only = 0",
    "PRAGMA temp_store_directory = '{file}'", "PRAGMA trusted_schema = 1", "SELECT * FROM pragma_database_list",
    "SELECT * FROM fsdir('{file}')", "SELECT * FROM zipfile('{file}')", "SELECT fts3_tokenizer('x', x'00')",
    "SELECT * FROM dbstat", "SELECT * FROM sqlite_dbpage", "SELECT * FROM pragma_table_info('{name}')",
    "SELECT sqlite_version(), sqlite_source_id()", "SELECT * FROM sqlite_master", "SELECT * FROM sqlite_temp_schema",
    "SELECT * FROM json_each('[1]')", "SELECT * FROM generate_series(1, 1000000000)", "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)", "SELECT printf('%.*c', 1000000000, 'x')", "SELECT format('%1000000000d', 1)",
)  # fmt: skip
_BURNS = (
    "SELECT COUNT(*) FROM {table} a, {table} b, {table} c, {table} d, {table} e",
    "SELECT * FROM {table} a, {table} b, {table} c, {table} d ORDER BY 1, 2",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 'x' UNION ALL SELECT i || i FROM n) SELECT MAX(LENGTH(i)) FROM n",
    "SELECT group_concat(a.{column}) FROM {table} a, {table} b, {table} c, {table} d",
    "SELECT replace(replace(replace(group_concat({column}), '1', '1111111111'), '1', '1111111111'), '1', '1111111111') FROM {table}",
    "SELECT DISTINCT a.{column} + b.{column} * c.{column} FROM {table} a, {table} b, {table} c, {table} d",
    "SELECT (SELECT COUNT(*) FROM {table} b, {table} c, {table} d WHERE b.{column} > a.{column}) FROM {table} a",
    "SELECT row_number() OVER (ORDER BY a.{column}) FROM {table} a, {table} b, {table} c, {table} d",
    "SELECT 1 FROM {table} WHERE {column} LIKE '%1%2%3%4%5%6%7%8%9%' || {column} || '%%%%%%%%%%%%%%%%%'",
)
_BROKEN = (
    "", ";", "SELECT", "SELECT 1; DROP TABLE {table}", "SELECT * FROM {table}; DELETE FROM {table}", "SELECT 1 -- \n; DROP TABLE {table}",
    "SELECT * FROM nowhere", 'SELECT "no such column" FROM {table}', "SELECT ?1 FROM {table}", "SELECT {deep}", "SELECT {long}",
    "EXPLAIN SELECT * FROM {table}", "EXPLAIN QUERY PLAN SELECT 1", "/* SELECT */ DROP TABLE {table}", "SELECT \x00 1",
    "SELECT * FROM {table} WHERE 1 = 1 UNION SELECT sql, 1 FROM sqlite_master", "SELECT \ud800", "sElEcT/**/1;/**/dRoP/**/TaBlE {table}",
)  # fmt: skip


def statements(table: str, column: str, files: Sequence[Path], count: int = COUNT) -> list[str]:
    """So many statements, of every kind."""
    quoted, left = f'"{table}"', f'"{column}"'
    given = {
        "table": quoted,
        "column": left,
        "name": table,
        "deep": "(" * 2000 + "1" + ")" * 2000,
        "long": "1" * 200_000,
    }
    fixed = [text.format(file=files[0], **given) for text in (*_WRITES, *_FILES, *_BURNS, *_BROKEN)]
    wrapped = [
        shape.format(text.format(file=file, **given))
        for file, text, shape in product(
            files, (*_WRITES, *_FILES), ("{};", " \n{}", "SELECT 1; {}", "{} -- SELECT", "SELECT ({})")
        )
    ]
    step = max(1, len(wrapped) // max(1, count - len(fixed)))
    return [*fixed, *wrapped[::step]][:count]


def figures(count: int = COUNT) -> list[Figure]:
    """All of them, against a real home and real documents."""
    with tempfile.TemporaryDirectory(prefix="lectern-hostile-") as place:
        folder = Path(place)
        documents = folder / "documents"
        documents.mkdir()
        sample = samples()["orders"]
        (documents / "orders.csv").write_text(sample.document.text.replace(" | ", ","), "utf-8")
        with Assistant.open(folder / "home") as assistant:
            for _ in assistant.add([documents]):
                pass
        before = _hashes(folder)
        kept = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        changed, slowest, late, ran = 0, 0.0, 0, 0
        found = sheets([sample.document])
        with SheetEngine(LIMITS).open(found) as tables:
            whole = tables.select(f'SELECT COUNT(*), SUM("total_eur") FROM "{found[0].name}"').rows
            for sql in statements(found[0].name, "total_eur", [kept[0], documents / "orders.csv"], count):
                began = time.perf_counter()
                ran += _tried(tables, sql) is not None
                seconds = time.perf_counter() - began
                slowest, late = max(slowest, seconds), late + (seconds > LIMITS.seconds + GRACE)
                changed += tables.select(f'SELECT COUNT(*), SUM("total_eur") FROM "{found[0].name}"').rows != whole
        files = sum(_hashes(folder).get(name) != digest for name, digest in before.items())
        files += len(_hashes(folder).keys() - before.keys())
    return [
        Figure(
            f"tables: {count} hostile statements",
            f"{files} files and {changed} tables changed, {late} past the limit (slowest {slowest:.1f} s)",
            f"0 changed, none above {LIMITS.seconds:g} s",
            not files and not changed and not late,
            f"{count - ran} refused or stopped, {ran} harmless ones ran",
        )
    ]


def _tried(tables: OpenTables, sql: str) -> Rows | None:
    try:
        return tables.select(sql)
    except SqlError:
        return None


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.count), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
