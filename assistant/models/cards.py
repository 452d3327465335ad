"""What a model file is, read from its header alone: whether it can answer, what it needs, its licence."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assistant.library.readers.source import shown
from assistant.models import catalog, gguf, offload
from assistant.models.gguf import GgufDetails
from assistant.models.offload import too_large
from assistant.settings import ModelSettings
from chains.errors import ModelError

# Why a file cannot answer questions: a part of it is missing, it has no weights, it is made for pictures or for
# changing another model, or it gives vectors instead of words.
Problem = Literal["", "parts_missing", "not_first_part", "vocabulary_only", "projector", "adapter", "embedding"]

_PART: Final = re.compile(r"^(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$", re.IGNORECASE)
_EMBEDDING_ARCHITECTURES: Final = frozenset(
    {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "modern-bert", "t5encoder", "gemma-embedding", "eurobert"}
)
_MOST_TEXT: Final = 200  # characters of what a header says of itself


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model, as a person chooses it; all but the sizes is the file's own claim.

    Attributes:
        path: None for the starter model.
        parameters: 0 where unknown.
        file_bytes: of all its parts.
        trained_tokens: context that it was trained for; 0 where unknown.
        licence: as the header names it; empty where it does not.
        languages: codes that the author listed.
        chat: whether it brings a chat template; without one a known one stands in.
        context_tokens: what it would be loaded with.
        needed_bytes: of memory, with that context.
        available_bytes: of memory, now.
        largest_context: the most that fits in memory, at most what it was trained for; 0 if none does.
        problem: why it cannot answer questions.
        bytes_per_token: memory that one more token of context takes.
    """

    path: Path | None
    name: str
    architecture: str
    parameters: int
    file_bytes: int
    quantization: str
    trained_tokens: int
    layers: int
    licence: str
    licence_link: str
    author: str
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    chat: bool
    context_tokens: int
    needed_bytes: int
    available_bytes: int
    largest_context: int
    problem: Problem
    bytes_per_token: int

    @property
    def fits(self) -> bool:
        """Whether it fits in memory with its context."""
        return self.needed_bytes <= self.available_bytes

    @property
    def refusal(self) -> ModelError | None:
        """Why it cannot be loaded to answer questions."""
        if self.problem:
            return ModelError(f"model.{self.problem}", name=self.name)
        if not self.fits:
            return too_large(self.name, self.needed_bytes, self.available_bytes, self.context_tokens)
        return None

    @property
    def usable(self) -> bool:
        """Whether it can be loaded to answer questions."""
        return self.refusal is None

    def needed_with(self, context_tokens: int) -> int:
        """Memory that it takes with another context, in bytes."""
        return self.needed_bytes + self.bytes_per_token * (context_tokens - self.context_tokens)


def card(path: Path | None, settings: ModelSettings, context_tokens: int | None = None) -> ModelCard:
    """The card of the model at ``path``; None for the starter model. Reads the header only.

    Args:
        settings: of the model, for its context where none is given.
        context_tokens: a wish.

    Raises:
        ModelError: missing, no GGUF, or damaged.
    """
    starter = catalog.entries()["starter"]
    file = catalog.packaged_file(starter) if path is None else catalog.resolve(path, Path())
    found = gguf.details(file)
    info = found.info
    size, problem = _size_and_problem(file, found)
    if path is None:
        size = max(size, catalog.starter_bytes())
    available = offload.available_bytes()
    base = size + offload.OVERHEAD_BYTES
    room = max(0, available - base) // max(1, info.kv_bytes_per_token)
    most = info.trained_tokens or offload.DEFAULT_CONTEXT_TOKENS
    chosen = context_tokens or settings.context_tokens
    context = chosen or _fitting(min(most, offload.DEFAULT_CONTEXT_TOKENS), room)
    return ModelCard(
        path=path,
        name=starter.title if path is None else _short(info.name),
        architecture=_short(info.architecture),
        parameters=found.parameters if found.parts == 1 else 0,
        file_bytes=size,
        quantization=starter.requantize or info.quantization if path is None else info.quantization,
        trained_tokens=info.trained_tokens,
        layers=info.layers,
        licence=starter.licence if path is None else _short(found.licence),
        licence_link=_short(found.licence_link),
        author=_short(found.author),
        languages=tuple(_short(code) for code in found.languages),
        tags=tuple(_short(tag) for tag in found.tags),
        chat=bool(info.chat_template),
        context_tokens=context,
        needed_bytes=base + info.kv_bytes_per_token * context,
        available_bytes=available,
        largest_context=min(most, room) if available >= base else 0,
        problem=problem,
        bytes_per_token=info.kv_bytes_per_token,
    )


def _fitting(wanted: int, room: int) -> int:
    """As ``offload.context_tokens`` does without a wish: halved while memory is short."""
    while wanted // 2 >= offload.MIN_CONTEXT_TOKENS and wanted > room:
        wanted //= 2
    return wanted


def _size_and_problem(file: Path, found: GgufDetails) -> tuple[int, Problem]:
    size, problem = found.info.file_bytes, _problem(found)
    if found.parts == 1:
        return size, problem
    named = _PART.match(file.name)
    if named is None:
        return size, "parts_missing"
    if int(named["number"]) != 1:
        return size, "not_first_part"
    others = [
        file.with_name(f"{named['stem']}-{number:05}-of-{named['count']}{file.suffix}")
        for number in range(2, min(int(named["count"]), found.parts) + 1)
    ]
    if int(named["count"]) != found.parts or not all(other.is_file() for other in others):
        return size, "parts_missing"
    return size + sum(other.stat().st_size for other in others), problem


def _problem(found: GgufDetails) -> Problem:
    if found.kind == "adapter":
        return "adapter"
    if found.kind in {"mmproj", "projector"} or found.info.architecture == "clip":
        return "projector"
    if found.tensors == 0:
        return "vocabulary_only"
    if found.info.architecture in _EMBEDDING_ARCHITECTURES or found.pools:
        return "embedding"
    return ""


def _short(text: str) -> str:
    return shown(" ".join(text.split())[:_MOST_TEXT])
