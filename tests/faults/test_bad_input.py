"""Files and homes that are not as they should be: each is one named failure, the rest goes on, nothing is lost."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.lock import RoleLock
from chains.errors import Cancelled, InputError, LibraryError
from resources import resource


@pytest.fixture
def assistant(tmp_path: Path) -> "Assistant":
    with Assistant.open(tmp_path / "home") as opened:
        yield opened


def add(assistant: Assistant, *paths: Path) -> dict[str, str]:
    found = {}
    for step in assistant.add(list(paths)):
        if step.state in {"ready", "failed", "unchanged"}:
            found[Path(step.path).name] = step.error.code if step.error else step.state
    return found


def test_each_bad_file_is_a_named_failure_and_the_good_ones_are_added(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The rent is due on the first of the month.")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no pdf")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 nothing here")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    names = ["good.txt", "empty.txt", "broken.pdf", "broken.docx", "link.txt", "pipe.txt", "missing.txt"]
    found = add(assistant, *(tmp_path / name for name in names))
    assert found.pop("good.txt") == "ready"
    assert len(found) == len(names) - 1
    assert all(code.startswith("document.") for code in found.values()), found
    for failure in assistant.library.failures():
        assert Path(failure.path).name in failure.error.message()
        assert failure.error.hint()
    assert assistant.check().ok


def test_the_same_file_twice_and_an_edited_one(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The rent is 100.")
    assert add(assistant, file) == {"a.txt": "ready"}
    assert add(assistant, file) == {"a.txt": "unchanged"}
    shutil.copy(file, tmp_path / "b.txt")
    assert add(assistant, tmp_path / "b.txt") == {"b.txt": "unchanged"}
    file.write_text("The rent is 200, as of May.")
    assert add(assistant, file) == {"a.txt": "ready"}
    assert len(assistant.library.documents()) == 2


def test_names_that_are_no_text_are_added_and_found_again(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"line\nbreak \xff.txt")
    file.write_text("The rent is 100.")
    add(assistant, file)
    (info,) = assistant.library.documents()
    assert "\n" not in info.path
    assert add(assistant, file).popitem()[1] == "unchanged"


def test_cancel_keeps_what_is_done_and_leaves_the_rest_in_the_queue(assistant: Assistant, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"Sentence {number}. " * 2000)
    cancel = Cancel()
    with pytest.raises(Cancelled):
        for step in assistant.add([tmp_path / f"{number}.txt" for number in range(12)], cancel=cancel):
            if step.state == "ready":
                cancel.set()
    done, waiting = len(assistant.library.documents()), len(assistant.library.waiting())
    assert done >= 1
    assert done + waiting == 12
    for _ in assistant.resume():
        pass
    assert len(assistant.library.documents()) == 12


def test_what_a_second_process_adds_is_worked_off_by_the_one_that_holds_the_role(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The rent is 100.")
    role = RoleLock(assistant.paths.ingest_lock)
    assert role.acquire()
    threading.Timer(0.5, role.release).start()
    list(assistant.add([file]))
    assert [info.title for info in assistant.library.documents()] == ["a"]


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="file"):
        Assistant.open(tmp_path / "file" / "home")


def test_every_format_of_the_sample_library_is_read(assistant: Assistant) -> None:
    folder = Path(str(resource("demo")))
    found = add(assistant, folder)
    formats = {info.format for info in assistant.library.documents()}
    assert set(found.values()) == {"ready"}
    assert formats >= {"docx", "pdf", "csv", "xlsx", "markdown", "html", "text"}
    assert any(info.ocr_pages for info in assistant.library.documents())
    for info in assistant.library.documents():
        for number in assistant.library.chunks_of(info.id):
            (passage,) = assistant.library.passages([number])
            assert passage.text == assistant.library.text(info.id, passage.start, passage.end)


def test_a_collection_that_cannot_be_one_is_refused_before_anything_is_queued(
    assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("The rent is 100.")
    for name in ("", "x" * 200, "two\nlines", "\udcff"):
        with pytest.raises(InputError):
            list(assistant.add([tmp_path / "a.txt"], collection=name))
    assert assistant.library.waiting() == []
    assert add(assistant, tmp_path / "a.txt") == {"a.txt": "ready"}


def test_a_file_that_ends_the_program_each_time_is_given_up_and_the_others_go_on(
    assistant: Assistant, tmp_path: Path
) -> None:
    for name in ("bad.txt", "good.txt"):
        (tmp_path / name).write_text(f"The rent of {name} is 100.")
    assistant.queue.add([os.fsencode(tmp_path / "bad.txt"), os.fsencode(tmp_path / "good.txt")], None)
    (bad, _) = assistant.queue.next(2)
    for _ in range(3):
        assistant.queue.begin(bad)
    ended = {Path(s.path).name: s.state for s in assistant.resume() if s.state in {"ready", "failed"}}
    assert ended == {"bad.txt": "failed", "good.txt": "ready"}
    assert assistant.queue.retry() == 1


def test_what_lies_in_the_current_folder_is_not_imported(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("msgpack.py", "queue.py", "csv.py", "chromadb.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(9)\n")
    (tmp_path / ".env").write_text(
        "CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=127.0.0.1\nCHROMA_SERVER_HTTP_PORT=9\n"
    )
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "127.0.0.1")
    (tmp_path / "a.csv").write_text("name,rent\nAnna,100\n")
    monkeypatch.chdir(tmp_path)
    assert add(assistant, tmp_path / "a.csv") == {"a.csv": "ready"}
    assert assistant.check().indexed == assistant.library.chunk_count() > 0
    assert not (tmp_path / "ran").exists()
