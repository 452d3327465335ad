"""Reader children: a file takes only its own reader along, and what is no file is refused before one is asked."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.cancel import Cancel
from assistant.library.readers.pool import ReaderPool
from chains.errors import Cancelled, DocumentError


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(2, max_bytes=30_000_000) as made:
        yield made


def code_of(pool: ReaderPool, path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        pool.read(path)
    assert caught.value.hint()
    return caught.value.code.removeprefix("document.")


def test_things_that_are_no_documents_are_refused_by_name(pool: ReaderPool, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(30_000_001)
    (tmp_path / "blank.txt").write_text(" \n\t\n")
    found = {name: code_of(pool, tmp_path / name) for name in ("none.txt", "", "empty.txt", "link.txt", "pipe.txt")}
    assert found == {
        "none.txt": "missing",
        "": "folder",
        "empty.txt": "empty",
        "link.txt": "broken_link",
        "pipe.txt": "not_a_file",
    }
    assert code_of(pool, tmp_path / "large.txt") == "too_large"
    assert code_of(pool, tmp_path / "blank.txt") == "no_text"
    assert code_of(pool, Path("/dev/zero")) == "not_a_file"
    assert code_of(pool, tmp_path / "a\0b") == "missing"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_refused(pool: ReaderPool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("secret")
    (tmp_path / "a.txt").chmod(0)
    assert code_of(pool, tmp_path / "a.txt") == "no_permission"


def test_names_that_are_no_utf8_or_hold_a_newline_are_read_and_shown(pool: ReaderPool, tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"two\nlines.txt"):
        path = tmp_path / os.fsdecode(name)
        path.write_text("Words.")
        assert pool.read(path)[1].text == "Words."
        path.write_bytes(b"")
        with pytest.raises(DocumentError) as caught:
            pool.read(path)
        caught.value.message().encode()
        assert "\n" not in caught.value.message()


def test_the_digest_is_of_the_bytes_that_were_read(pool: ReaderPool, tmp_path: Path) -> None:
    import hashlib

    (tmp_path / "a.txt").write_bytes(b"Some words.")
    assert pool.read(tmp_path / "a.txt")[0] == hashlib.sha256(b"Some words.").hexdigest()


def test_a_file_that_takes_too_long_ends_its_child_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.library.readers.pool.SECONDS_PER_MEGABYTE", 0.0)
    (tmp_path / "slow.csv").write_bytes(b"a,b\n" * 4_000_000)
    (tmp_path / "quick.txt").write_text("Words.")
    with ReaderPool(1, seconds=0.5) as pool:
        with pytest.raises(DocumentError) as caught:
            pool.read(tmp_path / "slow.csv")
        assert caught.value.code == "document.too_complex"
    with ReaderPool(1) as pool:
        assert pool.read(tmp_path / "quick.txt")[1].text == "Words."


def test_a_child_that_is_killed_takes_one_file_along(tmp_path: Path) -> None:
    (tmp_path / "slow.csv").write_bytes(b"a,b\n" * 4_000_000)
    (tmp_path / "quick.txt").write_text("Words.")
    with ReaderPool(1) as pool:
        pool.read(tmp_path / "quick.txt")
        (pid,) = pool.pids
        timer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
        timer.start()
        with pytest.raises(DocumentError) as caught:
            pool.read(tmp_path / "slow.csv")
        timer.join()
        assert caught.value.code == "document.crashed"
        assert pool.read(tmp_path / "quick.txt")[1].text == "Words."


def test_a_cancelled_read_stops_and_the_pool_goes_on(tmp_path: Path) -> None:
    (tmp_path / "slow.csv").write_bytes(b"a,b\n" * 4_000_000)
    (tmp_path / "quick.txt").write_text("Words.")
    cancel = Cancel()
    with ReaderPool(1) as pool:
        timer = threading.Timer(0.3, cancel.set)
        timer.start()
        with pytest.raises(Cancelled):
            pool.read(tmp_path / "slow.csv", cancel)
        timer.join()
        assert pool.read(tmp_path / "quick.txt")[1].text == "Words."


def test_memory_is_held_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"word " * 24_000_000)
    with ReaderPool(1, memory_bytes=500_000_000) as pool:
        with pytest.raises(DocumentError) as caught:
            pool.read(tmp_path / "large.txt")
        assert caught.value.code == "document.too_complex"
        (tmp_path / "quick.txt").write_text("Words.")
        assert pool.read(tmp_path / "quick.txt")[1].text == "Words."


def test_files_are_read_side_by_side_as_one_after_the_other(pool: ReaderPool) -> None:
    demo = Path(__file__).parents[2] / "resources" / "demo"
    files = [demo / name for name in ("lease.docx", "manual.pdf", "sales.xlsx", "web-page.html", "sales.csv")] * 2
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(pool.read, files))
    assert together == [pool.read(file) for file in files]
    assert len(pool.pids) == 2
