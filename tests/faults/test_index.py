"""The Chroma index is a cache: damaged, held by another process, or deleted, searches go on and it is made anew."""

import os
import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.app import Assistant
from assistant.bench.texts import write_documents

QUERY = "What is the code word of report 3?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    documents = write_documents(home.parent / "documents", 12, 4_000)
    with Assistant.open(home) as assistant:
        states = [step.state for step in assistant.add(documents)]
        assert states.count("ready") == 12
        assert ready(assistant).search(QUERY).dense_by == "index"
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(filled, tmp_path / "home"))


def ready(assistant: Assistant) -> Assistant:
    """``assistant`` with its index open and up to date; a search alone does not wait for a slow start."""
    for _ in assistant.index.sync():
        pass
    return assistant


def best(assistant: Assistant) -> tuple[str, str]:
    result = assistant.search(QUERY)
    return result.passages[0].title, result.dense_by


def test_index_and_exact_search_find_the_same(home: Path) -> None:
    with Assistant.open(home) as assistant:
        by_index = ready(assistant).search(QUERY)
        assistant.index.close()
        exact = assistant.search(QUERY)
    assert (by_index.dense_by, exact.dense_by) == ("index", "exact")
    assert [p.chunk_id for p in by_index.passages] == [p.chunk_id for p in exact.passages]
    assert [p.score for p in by_index.passages] == pytest.approx([p.score for p in exact.passages], abs=1e-4)


def test_a_deleted_index_is_made_anew_without_embedding_again(home: Path) -> None:
    shutil.rmtree(home / "index")
    with Assistant.open(home) as assistant:
        assert assistant.check().indexed == assistant.library.chunk_count()
        assert best(assistant) == ("Report 3", "index")


def test_an_index_whose_writer_was_killed_is_made_anew(home: Path) -> None:
    (generation,) = (home / "index").iterdir()
    (generation / "writing").touch()
    with Assistant.open(home) as assistant:
        assert assistant.check().ok
        assert best(assistant) == ("Report 3", "index")
        assert generation.name not in {entry.name for entry in (home / "index").iterdir()}


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_index_never_fails_a_search(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    for file in (home / "index").rglob("*"):
        if file.is_file() and file.stat().st_size:
            content = bytearray(file.read_bytes())
            for _ in range(20):
                content[chance.randrange(len(content))] ^= 255
            file.write_bytes(bytes(content[: chance.randrange(len(content) // 2, len(content) + 1)]))
    with Assistant.open(home) as assistant:
        assert best(assistant)[0] == "Report 3"
        report = assistant.check(repair=True)
        assert report.ok
        assert best(assistant)[0] == "Report 3"


def test_an_index_child_that_is_killed_is_replaced(home: Path) -> None:
    with Assistant.open(home) as assistant:
        assert best(ready(assistant))[1] == "index"
        (child,) = psutil.Process().children()
        os.kill(child.pid, signal.SIGKILL)
        assert best(assistant)[0] == "Report 3"
        assert assistant.check().indexed == assistant.library.chunk_count()


def test_a_second_process_searches_exactly_while_the_first_holds_the_index(home: Path) -> None:
    with Assistant.open(home) as first, Assistant.open(home) as second:
        assert best(ready(first)) == ("Report 3", "index")
        assert best(second) == ("Report 3", "exact")


def test_a_removed_document_is_gone_from_the_index_too(home: Path) -> None:
    with Assistant.open(home) as assistant:
        gone = assistant.library.resolve("Report 3")
        assistant.remove([gone.id])
        report = assistant.check()
        assert report.ok
        assert report.indexed == report.chunks
        assert best(assistant)[0] != "Report 3"
