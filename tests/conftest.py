"""What all tests share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from assistant.bench.memory_keyring import MemoryKeyring

# The same examples on every run: a sweep that finds something new belongs to its author's machine, not to a gate.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.fixture
def memory() -> "Iterator[MemoryKeyring]":
    """The keyring of the test, in the place of the person's."""
    import keyring

    from assistant.bench.memory_keyring import use_memory_keyring

    before = keyring.get_keyring()
    yield use_memory_keyring()
    keyring.set_keyring(before)
