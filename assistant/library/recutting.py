"""What it costs to cut documents anew in another size: how many they are, and about how long it takes here."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.library.chunking import ChunkOptions, chunk
from assistant.library.parsed import Block, Parsed
from assistant.library.store import Store
from assistant.models.tokens import starter_counter
from assistant.models.wordllama import WordLlama

# So much of one document is cut and embedded to see how fast that goes.
MEASURED_CHARACTERS = 60_000
# Committing one document with its rows, vectors and full text.
COMMIT_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class RecutCost:
    """What a new chunk size costs.

    Attributes:
        documents: that are cut and embedded anew, from their stored text.
        characters: of theirs.
        seconds: that it takes about, measured on a part of one.
    """

    documents: int
    characters: int
    seconds: float


def cost(
    store: Store, document_ids: Sequence[str], options: ChunkOptions, embeddings: WordLlama, cache: Path
) -> RecutCost:
    """What cutting these documents anew costs; takes about a second, as it tries.

    Args:
        cache: where the vocabulary of chunk sizes is kept.
    """
    wanted = set(document_ids)
    infos = [info for info in store.documents() if info.id in wanted]
    characters = sum(info.characters for info in infos)
    if not characters:
        return RecutCost(len(infos), 0, COMMIT_SECONDS * len(infos))
    largest = max(infos, key=lambda info: info.characters)
    parsed = _beginning(store.parsed(largest.id))
    counter = starter_counter(cache)
    embeddings.embed(["warm"])
    counter.count("warm")
    began = time.perf_counter()
    pieces = chunk(parsed, lambda texts: [counter.count(text) for text in texts], options)
    embeddings.embed([parsed.text[piece.start : piece.end] for piece in pieces])
    rate = (time.perf_counter() - began) / max(1, len(parsed.text))
    return RecutCost(len(infos), characters, rate * characters + COMMIT_SECONDS * len(infos))


def _beginning(parsed: Parsed) -> Parsed:
    end = min(len(parsed.text), MEASURED_CHARACTERS)
    blocks = [
        Block(block.kind, block.start, min(block.end, end), block.page, block.level)
        for block in parsed.blocks
        if block.start < end
    ]
    return Parsed(parsed.format, parsed.text[:end], tuple(blocks), (), parsed.title, parsed.paged)
