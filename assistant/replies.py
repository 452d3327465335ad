"""What Lectern itself says in place of a model, in the language of the question."""

import tomllib
from functools import cache

from resources import resource


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("translations", "replies.toml").read_text("utf-8"))


def reply(name: str, language: str, **values: str | int) -> str:
    """The text ``name`` in ``language`` (English where it lacks one), with ``values`` filled in."""
    texts = _texts()[name]
    return texts.get(language, texts["en"]).format_map(values)
