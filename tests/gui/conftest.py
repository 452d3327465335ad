"""One library with the sample documents for all tests of the window: reading a scan takes seconds."""

from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest

from assistant.app import Assistant
from resources import resource


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home) as assistant, as_file(resource("demo")) as folder:
        steps = list(assistant.add([folder / "lease.docx", folder / "meeting-notes.md"]))
        assert [step.state for step in steps if step.error is not None] == []
    return home


@pytest.fixture
def qt_is_silent(qtlog: object) -> Iterator[None]:
    """A warning of Qt is a failure."""
    yield
    messages = [record.message for record in qtlog.records]  # type: ignore[attr-defined] # pytest-qt's log
    # The platform without a screen says so of windows that have a size, or come to the front.
    assert [text for text in messages if "propagateSizeHints" not in text and "raise()" not in text] == []
