"""Reads what stands in a GGUF's header, without trusting it: sizes are checked before anything is read or allocated.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import errno
import math
import mmap
import os
import stat
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from chains.errors import ModelError

Scalar = int | float | bool | str
Value = Scalar | tuple[int | float | bool, ...]

MAX_KEYS: Final = 65_536
MAX_KEY_BYTES: Final = 65_535
MAX_TEXT_BYTES: Final = 16 * 2**20  # the longest chat templates have some 30 KB
MAX_KEPT_NUMBERS: Final = 1024  # per-layer numbers are kept, scores and token types are not
MAX_VOCABULARY: Final = 2_000_000
MAX_LIST_BYTES: Final = 256 * 2**20  # of all texts of a list; 2,000,000 tokens have some 20 MB
MAX_NUMBER: Final = 2**31 - 1  # of what a header counts; more is no count of anything, and no control takes it
MAX_PARAMETERS: Final = 2**62
MAX_KEPT_TEXTS: Final = 64  # languages and tags
MAX_TENSORS: Final = 200_000
MAX_DIMENSIONS: Final = 8
MIN_BYTES: Final = 24

_STRING, _ARRAY = 8, 9
_NUMBERS: Final[Mapping[int, struct.Struct]] = {
    kind: struct.Struct(f"<{code}")
    for kind, code in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
    }.items()
}  # fmt: skip
_U32, _U64 = struct.Struct("<I"), struct.Struct("<Q")

# llama.cpp's enum llama_ftype (llama.h).
FILE_TYPES: Final[Mapping[int, str]] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
    36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GgufInfo:
    """What a model says of itself; every field is the file's claim, not a fact.

    Attributes:
        file_bytes: size of the file, in bytes.
        trained_tokens: context length that it was trained for; 0 where the file does not say.
        kv_bytes_per_token: 16-bit KV cache that one token of context takes, in bytes; 0 where unknown.
        vocabulary_model: ``gpt2`` for byte-level BPE, ``llama`` for SentencePiece, …
        pre_tokenizer: how text is split before BPE.
        vocabulary: number of tokens.
    """

    name: str
    architecture: str
    file_bytes: int
    quantization: str
    trained_tokens: int
    layers: int
    kv_bytes_per_token: int
    vocabulary_model: str
    pre_tokenizer: str
    vocabulary: int
    chat_template: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokens of a byte-level BPE as the file spells them, in the order of their ids.

    Attributes:
        merges: ``"left right"``, the first merges first.
        types: llama.cpp's token types; empty where the file has none.
    """

    tokens: tuple[str, ...]
    merges: tuple[str, ...]
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GgufDetails:
    """What a model says of itself beyond what running it needs; claims, too.

    Attributes:
        kind: ``model``, ``projector``, ``adapter``, ``imatrix``… as the file calls it; empty where it does not.
        parts: files that the model is split into.
        tensors: in this file; 0 for a vocabulary alone.
        parameters: numbers in its tensors, in this file.
        size_label: such as ``7B``.
        licence: the name, or the SPDX id.
        languages: ISO 639 codes, as the author listed them.
        pools: whether it gives one vector for a text, as models for embedding do.
    """

    info: GgufInfo
    kind: str
    parts: int
    tensors: int
    parameters: int
    size_label: str
    licence: str
    licence_link: str
    author: str
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    pools: bool


class _BadHeaderError(Exception):
    """The header says something impossible."""


@dataclass(slots=True)
class _Reader:
    """A cursor over the file's bytes that cannot leave them."""

    data: mmap.mmap
    at: int = 0

    def take(self, form: struct.Struct) -> int | float | bool:
        """One number."""
        self.need(form.size)
        value: int | float | bool = form.unpack_from(self.data, self.at)[0]
        self.at += form.size
        return value

    def need(self, count: int) -> None:
        """Refuse to read beyond the end."""
        if count > len(self.data) - self.at:
            raise _BadHeaderError(f"it ends at byte {len(self.data)}, in the middle of its header")

    def size(self, limit: int, what: str) -> int:
        """One 64-bit length, within ``limit``."""
        value = int(self.take(_U64))
        if value > limit:
            raise _BadHeaderError(f"it claims {value} {what}")
        return value

    def text(self, limit: int = MAX_TEXT_BYTES) -> str:
        """One string."""
        length = self.size(limit, "bytes of text")
        self.need(length)
        raw = self.data[self.at : self.at + length]
        self.at += length
        return raw.decode("utf-8", "replace")

    def texts(self, count: int) -> list[str]:
        """Many strings; the loop of the hundred thousands, so without a call for each."""
        data, at = self.data, self.at
        end = min(len(data), at + MAX_LIST_BYTES)
        unpack = _U64.unpack_from
        found = []
        for _ in range(count):
            if at + 8 > end:
                raise _BadHeaderError("it ends within its vocabulary")
            (length,) = unpack(data, at)
            at += 8
            if length > end - at:
                raise _BadHeaderError("a token of its vocabulary is longer than a vocabulary can be")
            found.append(data[at : at + length].decode("utf-8", "replace"))
            at += length
        self.at = at
        return found


@dataclass(slots=True)
class _Header:
    values: dict[str, Value] = field(default_factory=dict)
    lists: dict[str, Sequence[str]] = field(default_factory=dict)
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    tensors: int = 0
    parameters: int = 0


_DETAIL_KEYS: Final = frozenset({"general.languages", "general.tags"})
_VOCABULARY_KEYS: Final = frozenset({"tokenizer.ggml.tokens", "tokenizer.ggml.merges"})
_TYPES_KEY: Final = "tokenizer.ggml.token_type"


def read(path: Path) -> tuple[GgufInfo, Vocabulary]:
    """Header and vocabulary of the GGUF at ``path``; about 0.1 s for 50,000 tokens.

    Raises:
        ModelError: it cannot be read, is no GGUF, or its header is damaged.
    """
    header, size = _header(path)
    vocabulary = Vocabulary(
        tokens=tuple(header.lists.get("tokenizer.ggml.tokens", ())),
        merges=tuple(header.lists.get("tokenizer.ggml.merges", ())),
        types=header.numbers.get(_TYPES_KEY, ()),
    )
    return _info(path, size, header), vocabulary


def details(path: Path) -> GgufDetails:
    """All that the header of the GGUF at ``path`` tells a person; as fast as ``read``.

    Raises:
        ModelError: as ``read`` does.
    """
    header, size = _header(path, tensors=True)
    info = _info(path, size, header)
    values = header.values

    def text(key: str) -> str:
        value = values.get(f"general.{key}", "")
        return value if isinstance(value, str) else ""

    parts, pooling = values.get("split.count", 1), values.get(f"{info.architecture}.pooling_type", 0)
    return GgufDetails(
        info=info,
        kind=text("type"),
        parts=int(parts) if isinstance(parts, int) and 1 <= parts < MAX_KEYS else 1,
        tensors=header.tensors,
        parameters=header.parameters,
        size_label=text("size_label"),
        licence=text("license.name") or text("license"),
        licence_link=text("license.link"),
        author=text("organization") or text("author"),
        languages=tuple(header.lists.get("general.languages", ())),
        tags=tuple(header.lists.get("general.tags", ())),
        pools=bool(pooling),
    )


def _header(path: Path, *, tensors: bool = False) -> "tuple[_Header, int]":
    try:
        with _opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size < MIN_BYTES:
                raise ModelError("model.damaged", name=path.name, reason=f"it has only {size} bytes")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _parse(data, tensors=tensors), size
    except FileNotFoundError as exc:
        raise ModelError("model.missing", path=str(path)) from exc
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the name
        reason = exc.strerror if isinstance(exc, OSError) else ""
        raise ModelError("model.unreadable", path=str(path), reason=reason or str(exc)) from exc
    except (_BadHeaderError, struct.error) as exc:
        raise ModelError("model.damaged", name=path.name, reason=str(exc)) from exc


def _opened(path: Path) -> BinaryIO:
    """A regular file; opening does not wait for the other end of a pipe."""
    file = open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")  # noqa: PTH123, SIM115 - of a descriptor, which pathlib cannot open; the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a regular file")
    return file


def _parse(data: mmap.mmap, *, tensors: bool = False) -> _Header:
    if data[:4] != b"GGUF":
        raise _BadHeaderError("it does not begin as a GGUF does")
    reader = _Reader(data, 4)
    version = int(reader.take(_U32))
    if version not in (2, 3):
        raise _BadHeaderError(f"its version is {version}; 2 and 3 are known")
    header = _Header()
    header.tensors = reader.size(2**32, "tensors")
    for _ in range(reader.size(MAX_KEYS, "header keys")):
        key = reader.text(MAX_KEY_BYTES)
        kind = int(reader.take(_U32))
        if kind == _STRING:
            header.values[key] = reader.text()
        elif kind == _ARRAY:
            _parse_array(reader, header, key)
        elif kind in _NUMBERS:
            header.values[key] = reader.take(_NUMBERS[kind])
        else:
            raise _BadHeaderError(f"the type of its key {key[:60]!r} is {kind}")
    if tensors:
        header.parameters = _parameters(reader, header.tensors)
    return header


def _parameters(reader: _Reader, count: int) -> int:
    """The numbers in all tensors, from the shapes that stand behind the keys."""
    if count > MAX_TENSORS:
        raise _BadHeaderError(f"it claims {count} tensors")
    total = 0
    for _ in range(count):
        reader.text(MAX_KEY_BYTES)
        dimensions = int(reader.take(_U32))
        if dimensions > MAX_DIMENSIONS:
            raise _BadHeaderError(f"a tensor has {dimensions} dimensions")
        total += math.prod(int(reader.take(_U64)) for _ in range(dimensions))
        reader.take(_U32)
        reader.take(_U64)
    return min(total, MAX_PARAMETERS)


def _parse_array(reader: _Reader, header: _Header, key: str) -> None:
    kind = int(reader.take(_U32))
    if kind == _STRING:
        count = reader.size(MAX_VOCABULARY, "strings in a list")
        texts = reader.texts(count)
        if key in _VOCABULARY_KEYS or (key in _DETAIL_KEYS and count <= MAX_KEPT_TEXTS):
            header.lists[key] = texts
        header.counts[key] = count
        return
    if kind not in _NUMBERS:
        raise _BadHeaderError(f"its list {key[:60]!r} is of type {kind}")
    width = _NUMBERS[kind].size
    count = reader.size(len(reader.data) // width, "numbers in a list")
    reader.need(count * width)
    header.counts[key] = count
    if count <= MAX_KEPT_NUMBERS or (key == _TYPES_KEY and count <= MAX_VOCABULARY):
        form = struct.Struct(f"<{count}{_NUMBERS[kind].format[1:]}")
        values = form.unpack_from(reader.data, reader.at)
        if key == _TYPES_KEY:
            header.numbers[key] = tuple(int(value) for value in values)
        else:
            header.values[key] = values
    reader.at += count * width


def _info(path: Path, size: int, header: _Header) -> GgufInfo:
    values = header.values

    def number(key: str) -> int:
        value = values.get(key, 0)
        if isinstance(value, tuple):  # one for each layer: the largest bounds them
            value = max(value, default=0)
        return int(value) if isinstance(value, (int, float)) and 0 <= value <= MAX_NUMBER else 0

    def text(key: str) -> str:
        value = values.get(key, "")
        return value if isinstance(value, str) else ""

    arch = text("general.architecture")
    layers = number(f"{arch}.block_count")
    heads = number(f"{arch}.attention.head_count")
    kv_heads = number(f"{arch}.attention.head_count_kv") or heads
    head_size = number(f"{arch}.embedding_length") // heads if heads else 0
    key_size = number(f"{arch}.attention.key_length") or head_size
    value_size = number(f"{arch}.attention.value_length") or head_size
    return GgufInfo(
        name=text("general.name") or path.stem,
        architecture=arch,
        file_bytes=size,
        quantization=FILE_TYPES.get(number("general.file_type"), "unknown"),
        trained_tokens=number(f"{arch}.context_length"),
        layers=layers,
        kv_bytes_per_token=min(layers * kv_heads * (key_size + value_size) * 2, MAX_NUMBER),
        vocabulary_model=text("tokenizer.ggml.model"),
        pre_tokenizer=text("tokenizer.ggml.pre"),
        vocabulary=header.counts.get("tokenizer.ggml.tokens", 0),
        chat_template=text("tokenizer.chat_template"),
    )
