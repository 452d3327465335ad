"""Damages the starter model in many ways: each copy is refused, runs, or fails by name, and this process lives."""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.models import catalog
from assistant.models.engine import ChatMessage, Engine, EngineOptions
from assistant.models.sampling import Sampling
from chains.errors import Cancelled, ModelError

HEADER_BYTES = 2_000_000  # the starter model's header, its vocabulary, and the list of its tensors

Damage = Callable[[bytearray, random.Random], None]


def cut(data: bytearray, chance: random.Random) -> None:
    """As a download that broke off."""
    del data[chance.randrange(len(data)) :]


def cut_header(data: bytearray, chance: random.Random) -> None:
    """Broken off early."""
    del data[chance.randrange(HEADER_BYTES) :]


def flip_header(data: bytearray, chance: random.Random) -> None:
    """A few wrong bits where sizes, types and names stand."""
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(4096)] ^= 1 << chance.randrange(8)


def flip_vocabulary(data: bytearray, chance: random.Random) -> None:
    """Wrong bits in tokens, merges and tensor descriptions."""
    for _ in range(64):
        data[chance.randrange(HEADER_BYTES)] ^= 1 << chance.randrange(8)


def flip_weights(data: bytearray, chance: random.Random) -> None:
    """Wrong bits in the weights."""
    for _ in range(4096):
        data[chance.randrange(HEADER_BYTES, len(data))] ^= 1 << chance.randrange(8)


def zero_block(data: bytearray, chance: random.Random) -> None:
    """A block of the disk that was never written."""
    start = chance.randrange(len(data) - 2**20)
    data[start : start + 2**20] = bytes(2**20)


def huge_counts(data: bytearray, chance: random.Random) -> None:
    """More tensors or keys than there can be."""
    at = chance.choice((8, 16))
    data[at : at + 8] = chance.choice((2**63, 2**40, 2**31, 10**6)).to_bytes(8, "little")


def hidden_size(data: bytearray, chance: random.Random) -> None:
    """Another size of the layers than the tensors have."""
    key = chance.choice((b"llama.embedding_length", b"llama.block_count", b"llama.attention.head_count"))
    at = data.index(key) + len(key) + 4
    data[at : at + 4] = chance.choice((0, 1, 7, 2**20, 2**32 - 1)).to_bytes(4, "little")


DAMAGES: tuple[Damage, ...] = (
    cut,
    cut_header,
    flip_header,
    flip_vocabulary,
    flip_weights,
    zero_block,
    huge_counts,
    hidden_size,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sweep; 1 if a file did something else."""
    parser = argparse.ArgumentParser(prog="python -m assistant.bench.damaged_models", description=__doc__)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        outcomes = sweep(Path(folder), options.files, options.seed)
    return show([figure(outcomes)], as_json=options.json)


def figure(outcomes: Sequence[str]) -> Figure:
    """The sweep's one figure."""
    counts = ", ".join(f"{name} {count}" for name, count in sorted(Counter(outcomes).items()))
    return Figure(
        name=f"{len(outcomes)} damaged GGUF: refused, ran, or failed by name; this process lives",
        value=str(len(outcomes)),
        bar="all",
        met=True,
        beside=counts,
    )


def sweep(folder: Path, files: int, seed: int) -> list[str]:
    """One outcome a file: ``ran`` or the code of its error; anything else that is raised is a bug and goes through."""
    original = catalog.packaged_file(catalog.entries()["starter"]).read_bytes()
    outcomes = []
    for number in range(files):
        data = bytearray(original)
        DAMAGES[number % len(DAMAGES)](data, random.Random(seed * 1000 + number))
        path = folder / f"damaged-{number}.gguf"
        path.write_bytes(data)
        outcomes.append(outcome(path, folder))
        path.unlink()
    return outcomes


def outcome(path: Path, cache_dir: Path) -> str:
    """What happens when ``path`` is loaded and asked."""
    engine = Engine(EngineOptions(cache_dir=cache_dir, path=path, context_tokens=512))
    cancel = Cancel()
    try:
        engine.load()
        for _ in engine.generate(
            [ChatMessage("user", "When is the rent due?")], sampling=Sampling(max_tokens=8), cancel=cancel
        ):
            pass
    except ModelError as exc:
        return exc.code
    except Cancelled:
        return "stopped"
    finally:
        engine.close()
    return "ran"


if __name__ == "__main__":
    sys.exit(main())
