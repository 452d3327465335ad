"""An empty library file for the tests that look below the assistant."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.library.schema import MIGRATIONS
from assistant.library.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "home" / "library.db", MIGRATIONS)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
