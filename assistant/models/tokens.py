"""Exact token counts without asking the engine: a ``tiktoken`` encoding made from the model's own vocabulary.

Byte-level BPE only. The ranks are the bytes, then what each merge makes, in the file's order; the pattern is that of
the pre-tokenizer which the file names, as llama.cpp splits by it (``llama-vocab.cpp``). Other vocabularies are counted
by llama.cpp itself.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgpack

from assistant.models import catalog, gguf
from assistant.models.gguf import GgufInfo, Vocabulary
from assistant.models.guard import USER_DEFINED, Guard

if TYPE_CHECKING:
    import tiktoken

    from assistant.models.engine import Engine

FORMAT: Final = 1
MAX_PART_CHARS: Final = 50_000

_GPT2_TAIL = r" ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_CONTRACTIONS = r"'s|'t|'re|'ve|'m|'ll|'d"
_ANY_CASE = r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]"
_LLAMA3_TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

_GPT2 = f"{_CONTRACTIONS}|{_GPT2_TAIL}"
# llama.cpp cuts at every digit first, then splits what is between: blanks before a digit stay together.
_DIGITS_APART = rf"{_CONTRACTIONS}|\p{{N}}| ?\p{{L}}+| ?[^\s\p{{L}}\p{{N}}]+|\s+(?![^\s\p{{N}}])|\s+"
_LLAMA3 = rf"(?:{_ANY_CASE})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}{_LLAMA3_TAIL}"
_QWEN2 = rf"(?:{_ANY_CASE})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{_LLAMA3_TAIL}"

PATTERNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("gpt-2", "gpt2", "phi-2", "mpt", "olmo", "jais", "trillion", "granite-docling"), _GPT2),
    **dict.fromkeys(("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"), _DIGITS_APART),
    **dict.fromkeys(("llama-bpe", "llama3", "llama-v3", "falcon3", "smaug-bpe", "dbrx"), _LLAMA3),
    **dict.fromkeys(("qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez"), _QWEN2),
}


class TokenCounter(Protocol):
    """Counts tokens as the model would see them in content."""

    def count(self, text: str) -> int:
        """How many tokens ``text`` is."""
        ...


@dataclass(frozen=True, slots=True)
class TokenTable:
    """What is kept of a model's header: its facts, and the ranks where it is a byte-level BPE that is known.

    Attributes:
        ranks: the bytes of each token in the order of their merging; empty where llama.cpp has to count.
        added: texts that are one token wherever they stand.
    """

    info: GgufInfo
    ranks: tuple[bytes, ...]
    added: tuple[str, ...]


class TiktokenCounter:
    """Counts by a ``tiktoken`` encoding.

    Args:
        name: names the vocabulary; part of what an index was shaped by.
        added: texts that are one token wherever they stand,
        template: but for those that mark the turns of this chat template.
    """

    def __init__(self, name: str, encoding: "tiktoken.Encoding", added: Sequence[str] = (), template: str = "") -> None:
        self.name = name
        self.encoding = encoding
        self._guard = Guard(added, template)
        self._added = set(added) - self._guard.markers

    def count(self, text: str) -> int:
        """How many tokens ``text`` is."""
        if len(text) > MAX_PART_CHARS:
            return sum(self.count(part) for part in _parts(text))
        return sum(self._count(part) for part in self._guard.parts(text))

    def _count(self, part: str) -> int:
        if self._added:
            return len(self.encoding.encode(part, allowed_special=self._added, disallowed_special=()))
        return len(self.encoding.encode_ordinary(part))


def _parts(text: str) -> Iterator[str]:
    """Cut a long text where every pattern cuts anyway: before a blank that follows something else.

    tiktoken's regular expressions overflow their stack on blanks by the hundred thousand. A run of more than
    ``MAX_PART_CHARS`` without such a place is cut in its middle, and may count a token more.
    """
    start = 0
    while len(text) - start > MAX_PART_CHARS:
        end = start + MAX_PART_CHARS
        cut = text.rfind(" ", start + 1, end)
        while cut > start and text[cut - 1].isspace():
            cut = text.rfind(" ", start + 1, cut)
        cut = cut if cut > start else end
        yield text[start:cut]
        start = cut
    yield text[start:]


def starter_counter(cache_dir: Path) -> TiktokenCounter:
    """The fixed vocabulary in which chunk sizes are counted, whatever model answers: the starter model's.

    Raises:
        ModelError: the starter model's file is missing or damaged.
    """
    path = catalog.packaged_file(catalog.entries()["starter"])
    table = token_table(path, cache_dir)
    return TiktokenCounter("smollm2", _encoding("smollm2", table), table.added, table.info.chat_template)


def counter_for(path: Path, cache_dir: Path, engine: "Engine") -> TokenCounter:
    """Counts as the model at ``path`` does; ``engine``, which holds it, counts where tiktoken cannot."""
    table = token_table(path, cache_dir)
    if not table.ranks:
        return engine
    return TiktokenCounter(path.stem, _encoding(path.stem, table), table.added, table.info.chat_template)


def token_table(path: Path, cache_dir: Path) -> TokenTable:
    """Header and ranks of the GGUF at ``path``, from the cache after the first time.

    The cache knows a file by its path, size and time of change.

    Raises:
        ModelError: the file is missing, or its header damaged.
    """
    kept = cache_dir / "vocabularies" / f"{_fingerprint(path)}.msgpack"
    table = _load(kept)
    if table is None:
        info, vocabulary = gguf.read(path)
        table = _table(info, vocabulary)
        _save(kept, table)
    return table


def _encoding(name: str, table: TokenTable) -> "tiktoken.Encoding":
    import tiktoken

    ranks = {token: rank for rank, token in enumerate(table.ranks)}
    return tiktoken.Encoding(
        name,
        pat_str=PATTERNS[table.info.pre_tokenizer],
        mergeable_ranks=ranks,
        special_tokens={text: len(ranks) + index for index, text in enumerate(table.added)},
    )


def _table(info: GgufInfo, vocabulary: Vocabulary) -> TokenTable:
    if info.vocabulary_model != "gpt2" or info.pre_tokenizer not in PATTERNS or not vocabulary.merges:
        return TokenTable(info, (), ())
    letters = _byte_letters()
    known: dict[bytes, None] = {bytes([value]): None for value in range(256)}
    for merge in vocabulary.merges:
        left, _, right = merge.partition(" ")
        try:
            known.setdefault(bytes(letters[letter] for letter in left + right))
        except KeyError:  # not byte-level after all
            return TokenTable(info, (), ())
    added = tuple(
        token
        for token, kind in zip(vocabulary.tokens, vocabulary.types, strict=False)
        if kind == USER_DEFINED and token
    )
    return TokenTable(info, tuple(known), added)


def _byte_letters() -> dict[str, int]:
    """The letter by which a byte-level BPE writes each byte (GPT-2's ``bytes_to_unicode``), turned around."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    letters = {chr(value): value for value in plain}
    others = (value for value in range(256) if value not in set(plain))
    letters.update({chr(256 + index): value for index, value in enumerate(others)})
    return letters


def _fingerprint(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "missing"
    identity = f"{FORMAT} {path.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _load(kept: Path) -> TokenTable | None:
    try:
        wire: Any = msgpack.unpackb(kept.read_bytes())
        return TokenTable(GgufInfo(**wire["info"]), tuple(wire["ranks"]), tuple(wire["added"]))
    except (OSError, ValueError, TypeError, KeyError, msgpack.UnpackException):
        return None  # not there yet, or damaged: it is made again


def _save(kept: Path, table: TokenTable) -> None:
    with contextlib.suppress(OSError):  # without a cache it is only slower
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(msgpack.packb({"info": asdict(table.info), "ranks": table.ranks, "added": table.added}))
        Path(name).replace(kept)
