"""Pictures of pages from a child: of the very bytes that were read, the newest wish first."""

import threading
from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.library.types import Span
from chains.errors import Cancelled, DocumentError
from resources import resource


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    files = home / "files"
    files.mkdir()
    with as_file(resource("demo")) as demo:
        for name in ("manual.pdf", "meeting-notes.md"):
            (files / name).write_bytes((demo / name).read_bytes())
    with Assistant.open(home) as assistant:
        assert all(step.error is None for step in assistant.add([files]))
    return home


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home) as opened:
        yield opened


def test_a_page_is_drawn_in_its_size(assistant: Assistant) -> None:
    manual = assistant.library.resolve("manual")
    page = assistant.library.pages(manual.id)[1]
    drawn = assistant.pages.draw(manual.id, 2, 2.0)
    assert (drawn.width, drawn.height) == (round(page.width * 2), round(page.height * 2))
    assert len(drawn.pixels) == drawn.stride * drawn.height
    with pytest.raises(DocumentError, match="has no page 99"):
        assistant.pages.draw(manual.id, 99)


def test_text_has_no_pictures_and_says_so(assistant: Assistant) -> None:
    notes = assistant.library.resolve("meeting-notes")
    with pytest.raises(DocumentError) as caught:
        assistant.pages.open(notes.id)
    assert caught.value.code == "document.no_pictures"


def test_a_file_that_went_or_was_changed_is_named_and_another_copy_is_taken(assistant: Assistant, home: Path) -> None:
    file = home / "files" / "manual.pdf"
    whole = file.read_bytes()
    manual = assistant.library.resolve("manual")
    try:
        assert assistant.pages.open(manual.id) == str(file)
        file.write_bytes(whole + b"\n% more")
        with pytest.raises(DocumentError) as changed:
            assistant.pages.open(manual.id)
        assert changed.value.code == "document.changed"
        file.unlink()
        with pytest.raises(DocumentError) as gone:
            assistant.pages.draw(manual.id, 1)
        assert gone.value.code == "document.missing"
        (home / "copy.pdf").write_bytes(whole)
        list(assistant.add([home / "copy.pdf"]))
        assert assistant.pages.open(manual.id) == str(home / "copy.pdf")
    finally:
        file.write_bytes(whole)


def test_who_came_last_is_served_first_and_who_left_is_not_served(assistant: Assistant) -> None:
    manual = assistant.library.resolve("manual")
    assistant.pages.open(manual.id)
    served: list[int] = []
    left = Cancel()

    def draw(page: int, cancel: Cancel | None = None) -> None:
        try:
            assistant.pages.draw(manual.id, page, 0.2, cancel)
        except Cancelled:
            return
        served.append(page)

    with assistant.pages._turn(None):  # the child is busy while the others come
        threads = []
        for waiting, page in enumerate((1, 2, 3), 1):
            threads.append(threading.Thread(target=draw, args=(page, left if page == 2 else None)))
            threads[-1].start()
            with assistant.pages._changed:
                assert assistant.pages._changed.wait_for(lambda n=waiting: len(assistant.pages._waiting) == n, 10)
        left.set()
        threads[1].join(10)
    for thread in threads:
        thread.join(10)
    assert served == [3, 1]


def test_why_takes_the_very_words(assistant: Assistant) -> None:
    notes = assistant.library.resolve("meeting-notes")
    text = assistant.library.text(notes.id)
    start = text.index("\n\n") + 2
    report = assistant.why("What was decided?", Span(notes.id, start, start + 20))
    assert report.quote == text[start : start + 20]
    assert report.passage.document_id == notes.id


def test_lines_and_rectangles_of_the_store_are_of_one_mind(assistant: Assistant) -> None:
    manual = assistant.library.resolve("manual")
    line = assistant.library.lines(manual.id, 2)[0]
    (rect,) = assistant.library.rectangles(manual.id, line.start, line.end)
    assert (rect.page, rect.x0, rect.x1) == (2, line.edges[0], line.edges[-1])
    assert (rect.y0, rect.y1) == (line.top, line.bottom)
    assert assistant.library.lines(assistant.library.resolve("meeting-notes").id, 1) == []
