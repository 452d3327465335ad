"""One engine over the real starter model for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.models.engine import Engine, EngineOptions


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model-cache")


@pytest.fixture(scope="session")
def shared_engine(model_cache: Path) -> Iterator[Engine]:
    engine = Engine(EngineOptions(cache_dir=model_cache, context_tokens=4096))
    engine.load()
    yield engine
    engine.close()


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    """The shared engine with empty caches."""
    shared_engine.clear()
    return shared_engine
