"""Runs one generation of an engine to its end, for the tests of this folder."""

from assistant.models.engine import ChatMessage, Engine, Usage
from assistant.models.sampling import Sampling


def finish(engine: Engine, *messages: ChatMessage, lane: str = "main", **sampling: object) -> tuple[str, Usage]:
    """Run one generation to its end."""
    pieces = engine.generate(messages, lane=lane, sampling=Sampling(**{"max_tokens": 24, **sampling}))
    text = ""
    while True:
        try:
            text += next(pieces)
        except StopIteration as done:
            return text, done.value
