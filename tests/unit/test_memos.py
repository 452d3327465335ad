"""What long runs have kept: it goes with each document that it was made from, and leaves no words behind."""

from pathlib import Path

import pytest

from assistant.database import Database
from assistant.library.memo import Memos
from assistant.library.store import Store
from assistant.library.writer import Writer
from tests.unit.test_store import put

FIRST, SECOND, THIRD = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def database(database: Database, tmp_path: Path) -> Database:
    for identity in (FIRST, SECOND, THIRD):
        put(Store(database), tmp_path, f"{identity[0]}.txt", f"The text of document {identity[0]}.", identity)
    return database


@pytest.mark.parametrize("removed", [FIRST, SECOND])
def test_what_was_made_from_several_documents_goes_with_any_of_them(database: Database, removed: str) -> None:
    memos = Memos(database)
    memos.put("overview", "The zebracorn costs 40 crowns.", FIRST, SECOND)
    memos.put("other", "Something else.", THIRD)
    Writer(database).remove([removed])
    assert memos.get("overview") is None
    assert memos.get("other") == "Something else."
    assert not any(b"zebracorn" in part.read_bytes() for part in database.file.parent.iterdir())
    assert database.value("SELECT count(*) FROM memo_sources") == 0


def test_what_is_made_again_takes_the_place_of_what_was_kept(database: Database) -> None:
    memos = Memos(database)
    memos.put("overview", "First.", FIRST, SECOND)
    memos.put("overview", "Second.", SECOND, THIRD)
    assert memos.get("overview") == "Second."
    Writer(database).remove([THIRD])
    assert memos.get("overview") is None


def test_nothing_is_kept_of_a_document_that_is_not_in_the_library(database: Database) -> None:
    memos = Memos(database)
    memos.put("overview", "First.", FIRST, "d" * 64)
    assert memos.get("overview") is None
    assert memos.forget() == 0
