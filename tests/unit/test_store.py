"""The library file: documents, paths, collections, spans, deletion that leaves nothing behind, migrations, damage."""

import os
from pathlib import Path

import apsw
import numpy as np
import pytest

from assistant.database import Database
from assistant.library.check import check, salvage
from assistant.library.chunking import chunk
from assistant.library.fulltext import FullText
from assistant.library.names import shown
from assistant.library.parsed import Block, Line, Page, Parsed
from assistant.library.queue import Queue, expand
from assistant.library.schema import MIGRATIONS
from assistant.library.store import Store
from assistant.library.types import Scope
from assistant.library.vectors import Vectors
from assistant.library.writer import Writer
from chains.errors import DocumentError, InputError, LibraryError

DIMENSIONS = 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.db"


def parsed(text: str, **fields: object) -> Parsed:
    block = Block("paragraph", 0, len(text))
    whole = Page(1, 0, len(text))
    return Parsed("text", text, (block,), (whole,), **fields)  # type: ignore[arg-type]


def put(store: Store, folder: Path, name: str, text: str, identity: str = "", collection: str | None = None) -> str:
    path = folder / name
    path.write_text(text)
    content = parsed(text)
    chunks = chunk(content, lambda texts: [len(t.split()) for t in texts])
    vectors = np.eye(len(chunks), DIMENSIONS, dtype=np.float32)
    identity = identity or f"{abs(hash(text)):064x}"
    Writer(store._db).put(
        identity, os.fsencode(path), path.stat(), content, chunks, vectors,
        embedder="test", chunking="v1", collection=collection, seconds=0.1,
    )  # fmt: skip
    return identity


def test_a_span_gives_back_exactly_the_stored_text(store: Store, tmp_path: Path) -> None:
    text = "Käse 🧀 costs 3 €. The 租金 is due."
    identity = put(store, tmp_path, "a.txt", text)
    start = text.index("租金")
    assert store.text(identity, start, start + 2) == "租金"


def test_the_same_content_twice_is_one_document_with_two_paths(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path, "a.txt", "The rent is due.", "a" * 64)
    put(store, tmp_path, "b.txt", "The rent is due.", "a" * 64)
    (info,) = store.documents()
    assert info.id == first
    assert len(info.paths) == 2


def test_an_edited_file_takes_the_old_documents_place_and_collections(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64, collection="home")
    put(store, tmp_path, "a.txt", "The rent is 200.", "b" * 64)
    (info,) = store.documents()
    assert info.id == "b" * 64
    assert info.collections == ("home",)


def test_an_edited_file_leaves_the_old_document_to_its_other_path(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64)
    put(store, tmp_path, "b.txt", "The rent is 100.", "a" * 64)
    put(store, tmp_path, "a.txt", "The rent is 200.", "b" * 64)
    assert {info.id[0]: len(info.paths) for info in store.documents()} == {"a": 1, "b": 1}


def test_a_removed_document_leaves_no_trace_in_the_files(database: Database, store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "keep.txt", "A perfectly ordinary sentence. " * 40, "a" * 64)
    gone = put(store, tmp_path, "gone.txt", "The zebracorn password is xylophonic. " * 40, "b" * 64)
    Writer(store._db).remove([gone])
    assert check(database, store, None).ok
    for part in database.file.parent.iterdir():
        content = part.read_bytes().lower()
        assert b"zebracorn" not in content, part
        assert b"xylophon" not in content, part


def test_scopes_by_collection_and_by_document(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "a.txt", "One.", "a" * 64, collection="x")
    put(store, tmp_path, "b.txt", "Two.", "b" * 64)
    put(store, tmp_path, "c.txt", "Three.", "c" * 64)
    assert len(store.documents(Scope(collections=("x",), documents=("b.txt",)))) == 2
    named = store.documents(Scope(collections=("x",), documents=("c.txt", "b.txt", "c.txt")))
    assert [info.id[0] for info in named] == ["c", "b", "a"]
    with pytest.raises(InputError, match="nowhere"):
        store.documents(Scope(collections=("nowhere",)))


def test_a_reference_is_an_id_a_title_a_file_name_or_a_path(store: Store, tmp_path: Path) -> None:
    identity = put(store, tmp_path, "Lease 2024.txt", "One.", "abcdef" + "0" * 58)
    for reference in (identity, "abcd", "Lease 2024", "lease 2024.TXT", str(tmp_path / "Lease 2024.txt")):
        assert store.resolve(reference).id == identity
    put(store, tmp_path, "Lease 2025.txt", "Two.", "abcdef" + "1" * 58)
    with pytest.raises(InputError) as caught:
        store.resolve("lease")
    assert caught.value.code == "library.several_documents"
    with pytest.raises(InputError):
        store.resolve("")


def test_rectangles_follow_the_characters_of_a_span(store: Store, tmp_path: Path) -> None:
    text = "abc def\nghi"
    lines = (Line(0, 7, 10, 20, (0, 5, 10, 15, 20, 25, 30, 35)), Line(8, 11, 30, 40, (0, 6, 12, 18)))
    content = Parsed(
        "pdf", text, (Block("paragraph", 0, 11),), (Page(1, 0, 11, lines=lines, width=99, height=99),), paged=True
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    chunks = chunk(content, lambda texts: [1 for _ in texts])
    vectors = np.zeros((len(chunks), DIMENSIONS), np.float32)
    Writer(store._db).put(
        "a" * 64, os.fsencode(path), path.stat(), content, chunks, vectors,
        embedder="test", chunking="v1", collection=None, seconds=0,
    )  # fmt: skip
    found = store.rectangles("a" * 64, 4, 9)
    assert [(r.page, r.x0, r.y0, r.x1, r.y1) for r in found] == [(1, 20, 10, 35, 20), (1, 0, 30, 6, 40)]
    assert store.page_of("a" * 64, 9) == 1


def test_full_text_matches_any_word_and_scores_the_better_match_higher(
    database: Database, store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path, "a.txt", "The lease ends in March.", "a" * 64)
    put(store, tmp_path, "b.txt", "The lease was signed by hand.", "b" * 64)
    words = FullText(database)
    found = words.search(["leas", "end"], 10)
    assert len(found) == 2
    first, second = sorted(found, key=lambda number: -found[number])
    assert store.passages([first])[0].document_id == "a" * 64
    assert words.scores(["leas", "end"], [first, second, 999]) == {**found, 999: 0.0}
    idf = words.idf(["leas", "kestrel"])
    assert idf[0] < idf[1]


def test_exact_search_follows_changes_of_another_process(
    file: Path, database: Database, store: Store, tmp_path: Path
) -> None:
    vectors = Vectors(database, "test", DIMENSIONS)
    query = np.array([1, 0, 0, 0], np.float32)
    assert vectors.search(query, 5) == {}
    other = Store(Database(file, MIGRATIONS))
    identity = put(other, tmp_path, "a.txt", "One.", "a" * 64)
    assert list(vectors.search(query, 5).values()) == [1.0]
    Writer(other._db).remove([identity])
    assert vectors.search(query, 5) == {}


def test_a_hostile_file_name_is_shown_on_one_line(store: Store, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\nb\xff\x1b[31m.txt")
    (tmp_path / name).write_text("x")
    put(store, tmp_path, name, "One.", "a" * 64)
    path = store.documents()[0].path
    assert "\n" not in path and "\x1b" not in path
    assert shown(b"a\xe2\x80\xaeb") == "a\\u202eb"


def test_the_queue_keeps_failures_with_their_reason_and_takes_them_again(database: Database, store: Store) -> None:
    queue = Queue(database)
    assert queue.add([b"/a", b"/b", b"/a"], None) == 2
    (first, _) = queue.next(5)
    queue.fail(first, DocumentError("document.no_text", name="a"))
    assert store.failures()[0].error.code == "document.no_text"
    assert store.waiting() == ["/b"]
    assert queue.add([b"/a"], None) == 2


def test_a_folder_gives_its_known_files_without_hidden_ones_and_loops(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "b.unknown", ".hidden.txt", "sub/c.pdf"):
        (tmp_path / name).write_text("x")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "sub" / "broken.txt").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in expand([tmp_path])] == ["a.txt", "c.pdf"]


def test_a_library_of_a_newer_program_is_refused_and_left_alone(file: Path, database: Database) -> None:
    database.run("INSERT INTO migrations VALUES (99, '0099_future', 0)")
    database.close()
    with pytest.raises(LibraryError, match="0099_future"):
        Database(file, MIGRATIONS)


def test_migrations_are_applied_in_order_to_an_older_library(file: Path) -> None:
    Database(file, MIGRATIONS[:1]).close()
    database = Database(file, MIGRATIONS)
    assert [row[0] for row in database.rows("SELECT name FROM migrations ORDER BY number")] == [
        n for n, _ in MIGRATIONS
    ]


def test_a_damaged_library_says_so_and_what_can_be_read_is_saved(file: Path, store: Store, tmp_path: Path) -> None:
    for number in range(30):
        put(store, tmp_path, f"{number}.txt", f"Sentence number {number} of the library. " * 30, f"{number:064d}")
    store._db.close()
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = os.urandom(8192)
    file.write_bytes(bytes(content))
    with pytest.raises(LibraryError) as caught:
        again = Database(file, MIGRATIONS)
        check(again, Store(again), None)
    assert caught.value.code == "library.damaged"
    kept, saved = salvage(file)
    assert kept.exists()
    assert saved > 10
    whole = Database(file, MIGRATIONS)
    assert check(whole, Store(whole), None).ok


def test_a_file_that_is_no_library_is_named(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database at all" * 1000)
    with pytest.raises(LibraryError, match=r"library\.db"):
        Database(file, MIGRATIONS)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(apsw.ConstraintError), database.transaction():
        database.run("INSERT INTO meta VALUES ('a', '1')")
        database.run("INSERT INTO meta VALUES ('a', '2')")
    assert database.value("SELECT count(*) FROM meta WHERE key = 'a'") == 0


def test_a_document_cut_by_an_older_program_is_cut_anew_from_its_stored_text(
    database: Database, store: Store, tmp_path: Path
) -> None:
    identity = put(store, tmp_path, "a.txt", "The rent is 100. It is due in May.", "a" * 64)
    assert store.outdated("test", "v1") == []
    assert store.outdated("test", "v2") == store.outdated("other", "v1") == [identity]
    content = store.parsed(identity)
    chunks = chunk(content, lambda texts: [300 for _ in texts])
    vectors = np.ones((len(chunks), DIMENSIONS), np.float32)
    exact = Vectors(database, "other", DIMENSIONS)
    assert exact.search(np.ones(DIMENSIONS, np.float32), 5) == {}
    Writer(database).recut(identity, content, chunks, vectors, embedder="other", chunking="v2")
    assert list(exact.search(np.ones(DIMENSIONS, np.float32), 5)) == store.chunks_of(identity)
    Writer(database).recut(identity, content, chunks, vectors, embedder="other", chunking="v2")
    assert list(exact.search(np.ones(DIMENSIONS, np.float32), 5)) == store.chunks_of(identity)
    assert store.outdated("other", "v2") == []
    assert len(store.chunks_of(identity)) == len(chunks)
    assert check(database, store, None).ok


def test_a_full_disk_is_named_and_nothing_that_was_stored_is_lost(
    database: Database, store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64)
    database.rows(f"PRAGMA max_page_count = {database.value('PRAGMA page_count') + 2}")
    with pytest.raises(LibraryError) as caught:
        put(store, tmp_path, "b.txt", "Many words stand here. " * 9000, "b" * 64)
    assert caught.value.code == "library.disk_full"
    assert [info.id for info in store.documents()] == ["a" * 64]
    assert check(database, store, None).ok


def words_at(database: Database, *words: str) -> list[int]:
    return sorted(FullText(database).search(words, 10))


def test_a_renamed_document_is_found_by_its_new_title_and_no_more_by_its_old_one(
    database: Database, store: Store, tmp_path: Path
) -> None:
    identity = put(store, tmp_path, "scan0001.txt", "The rent is 100.", "a" * 64)
    before = words_at(database, "scan0001")
    assert before == store.chunks_of(identity)
    Writer(database).rename(identity, "Mietvertrag Zebracorn")
    assert words_at(database, "zebracorn") == before
    assert words_at(database, "scan0001") == []
    assert store.document(identity).title == "Mietvertrag Zebracorn"
    assert check(database, store, None).ok


def test_a_name_that_a_person_gave_survives_an_edit_of_the_file_and_a_new_cut(
    database: Database, store: Store, tmp_path: Path
) -> None:
    first = put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64)
    Writer(database).rename(first, "Zebracorn")
    second = put(store, tmp_path, "a.txt", "The rent is 200.", "b" * 64)
    assert store.document(second).title == "Zebracorn"
    content = store.parsed(second)
    chunks = chunk(content, lambda texts: [1 for _ in texts])
    Writer(database).recut(
        second, content, chunks, np.ones((len(chunks), DIMENSIONS), np.float32), embedder="x", chunking="v2"
    )
    third = put(store, tmp_path, "a.txt", "The rent is 300.", "c" * 64)
    assert store.document(third).title == "Zebracorn"
    assert words_at(database, "zebracorn") == store.chunks_of(third)


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "x" * 201, "\u202egnp.exe"])
def test_what_cannot_be_a_title_is_refused(database: Database, store: Store, tmp_path: Path, title: str) -> None:
    identity = put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64)
    with pytest.raises(InputError):
        Writer(database).rename(identity, title)
    assert store.document(identity).title == "a"


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = ("documents", "paths", "pages", "chunks", "vectors", "members", "chunks_fts_content")
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables}


def test_a_removal_is_undone_to_the_last_row_and_the_same_chunk_numbers(
    database: Database, store: Store, tmp_path: Path
) -> None:
    ids = [
        put(store, tmp_path, f"{name}.txt", f"The zebracorn of {name}. " * 30, name * 64, collection="c")
        for name in "abc"
    ]
    Writer(database).rename(ids[1], "Given")
    before, found = everything(database), words_at(database, "zebracorn")
    removed = Writer(database).remove(ids[:2])
    for part in database.file.parent.iterdir():
        assert part.read_bytes().lower().count(b"zebracorn of a") == 0, part
    assert [info.id for info in store.documents()] == ids[2:]
    assert Writer(database).restore(removed) == ids[:2]
    assert everything(database) == before
    assert words_at(database, "zebracorn") == found
    assert check(database, store, None).ok


def test_undoing_a_removal_respects_what_happened_since(database: Database, store: Store, tmp_path: Path) -> None:
    edited = put(store, tmp_path, "a.txt", "The rent is 100.", "a" * 64, collection="c")
    again = put(store, tmp_path, "b.txt", "The rent is 200.", "b" * 64, collection="c")
    removed = Writer(database).remove([edited, again])
    newer = put(store, tmp_path, "a.txt", "The rent is 300.", "d" * 64)
    put(store, tmp_path, "b.txt", "The rent is 200.", "b" * 64)
    assert Writer(database).restore(removed) == [again]
    assert {info.id: info.collections for info in store.documents()} == {newer: (), again: ("c",)}
    assert check(database, store, None).ok


def test_the_list_tells_only_what_has_changed(database: Database, store: Store, tmp_path: Path) -> None:
    ids = [put(store, tmp_path, f"{n}.txt", f"Text {n}.", f"{n}" * 64) for n in range(4)]
    first = store.changes()
    assert [info.id for info in first.changed] == list(first.ids or ()) == ids
    assert store.changes(first.revision).ids is None
    store.collect("c", ids[:1])
    Writer(database).rename(ids[1], "Other")
    Writer(database).remove(ids[2:3])
    second = store.changes(first.revision)
    assert {info.id for info in second.changed} == set(ids[:2])
    assert second.ids == (ids[0], ids[1], ids[3])
    store.rename_collection("c", "d")
    third = store.changes(second.revision)
    assert [info.collections for info in third.changed] == [("d",)]
    store.delete_collection("d")
    assert [info.collections for info in store.changes(third.revision).changed] == [()]


def test_the_queue_is_shown_cancelled_retried_and_forgotten_by_number(database: Database, store: Store) -> None:
    queue = Queue(database)
    queue.add([b"/x/a", b"/x/b"], "c")
    queue.add([b"/x/\xff"], None)
    (first, second, third) = queue.next(5)
    queue.fail(first, DocumentError("document.no_text", name="a"))
    queue.fail(second, DocumentError("document.no_text", name="b"))
    shown_files = store.queue()
    assert [(file.name, file.state, file.collection) for file in shown_files] == [
        ("a", "failed", "c"), ("b", "failed", "c"), ("\\xff", "waiting", None),
    ]  # fmt: skip
    assert shown_files[0].error is not None and shown_files[2].error is None
    assert queue.retry([first.number]) == 2
    assert [file.collection for file in store.queue() if file.state == "waiting"] == ["c", None]
    assert queue.drop("waiting", [second.number, third.number]) == 1
    assert not queue.has(third)
    assert queue.drop("failed") == 1
    assert [file.number for file in store.queue()] == [first.number]


def test_a_documents_report_counts_each_page(store: Store, tmp_path: Path) -> None:
    text = "abc def\n\nghi"
    pages = (Page(1, 0, 8, label="i"), Page(2, 8, 9, source="empty"), Page(3, 9, 12, source="ocr"))
    content = Parsed("pdf", text, (Block("paragraph", 0, 12),), pages, paged=True)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    chunks = chunk(content, lambda texts: [7 for _ in texts])
    Writer(store._db).put(
        "a" * 64, os.fsencode(path), path.stat(), content, chunks, np.zeros((len(chunks), DIMENSIONS), np.float32),
        embedder="test", chunking="v1", collection=None, seconds=0,
    )  # fmt: skip
    report = store.report("a" * 64)
    assert [(page.label, page.source, page.characters) for page in report.pages] == [
        ("i", "text", 6), ("", "empty", 0), ("", "ocr", 3),
    ]  # fmt: skip
    assert (report.info.pages, report.info.ocr_pages, report.empty_pages) == (3, 1, 1)
    assert report.tokens == sum(chunk.tokens for chunk in chunks)
    assert store.files("a" * 64) == [os.fsencode(path)]
