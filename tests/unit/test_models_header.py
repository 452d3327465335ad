import struct
from pathlib import Path

import pytest

from assistant.models import gguf, offload
from assistant.models.gguf import GgufInfo
from chains.errors import ModelError


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def pair(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


GOOD = [
    pair("general.architecture", 8, text("llama")),
    pair("llama.block_count", 4, struct.pack("<I", 30)),
    pair("llama.context_length", 4, struct.pack("<I", 8192)),
    pair("llama.embedding_length", 4, struct.pack("<I", 576)),
    pair("llama.attention.head_count", 4, struct.pack("<I", 9)),
    pair("llama.attention.head_count_kv", 9, struct.pack("<IQ30I", 4, 30, *[3] * 30)),
    pair("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + text("a") + text("ü")),
]


def header(pairs: list[bytes], magic: bytes = b"GGUF", version: int = 3, count: int | None = None) -> bytes:
    return magic + struct.pack("<IQQ", version, 0, len(pairs) if count is None else count) + b"".join(pairs)


def write(folder: Path, data: bytes) -> Path:
    path = folder / "some.gguf"
    path.write_bytes(data)
    return path


def test_a_header_is_read_with_its_vocabulary_and_the_size_of_its_cache(tmp_path: Path) -> None:
    info, vocabulary = gguf.read(write(tmp_path, header(GOOD)))
    assert (info.architecture, info.layers, info.trained_tokens, info.vocabulary) == ("llama", 30, 8192, 2)
    assert info.kv_bytes_per_token == 30 * 3 * (64 + 64) * 2
    assert vocabulary.tokens == ("a", "ü")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF",
        b"\0" * 4096,
        header(GOOD, magic=b"GGML"),
        header(GOOD, version=9),
        header(GOOD, count=2**60),
        header(GOOD, count=len(GOOD) + 1),
        header(GOOD)[:-1],
        header([pair("k", 8, struct.pack("<Q", 2**63))]),
        header([pair("k", 9, struct.pack("<IQ", 8, 2**40))]),
        header([pair("k", 9, struct.pack("<IQ", 4, 2**61))]),
        header([pair("k", 9, struct.pack("<IQ", 9, 1))]),
        header([pair("k", 77, b"")]),
        header([struct.pack("<Q", 2**32)]),
    ],
)
def test_a_damaged_header_is_a_named_error(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelError) as caught:
        gguf.read(write(tmp_path, data))
    assert caught.value.code == "model.damaged"
    assert "some.gguf" in caught.value.message("en")
    assert caught.value.hint("zh")


def test_every_cut_of_a_header_is_refused(tmp_path: Path) -> None:
    whole = header(GOOD)
    for length in range(len(whole)):
        with pytest.raises(ModelError):
            gguf.read(write(tmp_path, whole[:length]))


def model(file_bytes: int, kv_bytes_per_token: int = 23_040) -> GgufInfo:
    return GgufInfo("m", "llama", file_bytes, "Q8_0", 131_072, 30, kv_bytes_per_token, "gpt2", "smollm", 1, "")


def test_context_shrinks_to_the_memory_unless_it_was_asked_for() -> None:
    gigabyte = 10**9
    assert offload.context_tokens(model(gigabyte), None, 8 * gigabyte) == 8192
    assert offload.context_tokens(model(gigabyte, 200_000), None, 2 * gigabyte) == 2048
    assert offload.context_tokens(model(gigabyte), 32_000, 8 * gigabyte) == 32_000
    with pytest.raises(ModelError) as caught:
        offload.context_tokens(model(gigabyte, 200_000), 32_000, 2 * gigabyte)
    assert caught.value.params == {"name": "m", "needed": 7.7, "available": 2.0, "tokens": 32_000}


def test_the_fix_for_an_idle_gpu_names_the_installed_version() -> None:
    command = offload.reinstall_command("Vulkan")
    assert 'CMAKE_ARGS="-DGGML_VULKAN=on"' in command
    assert "--no-binary llama-cpp-python llama-cpp-python==0.3.36" in command
    assert offload.report(gpu_build=True).fix == ""
