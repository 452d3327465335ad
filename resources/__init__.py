"""Packaged data: prompts, sample library, translations, default settings. Knows nothing of the program."""

from importlib import resources as _resources
from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """The packaged file or folder at ``parts`` below this package."""
    found = _resources.files(__package__)
    for part in parts:
        found = found / part
    return found
