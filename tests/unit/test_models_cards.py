"""What a file says of itself: which can answer, which are told apart with the reason; the list of known ones."""

import struct
from pathlib import Path

import pytest

from assistant.models import gguf, known
from assistant.models.cards import card
from assistant.paths import Paths
from assistant.settings import ModelSettings, load_settings
from chains.errors import ModelError


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def words(key: str, *values: str) -> bytes:
    if len(values) == 1:
        return text(key) + struct.pack("<I", 8) + text(values[0])
    return text(key) + struct.pack("<IIQ", 9, 8, len(values)) + b"".join(text(value) for value in values)


def number(key: str, value: int) -> bytes:
    return text(key) + struct.pack("<II", 4, value)


TENSOR = text("token_embd.weight") + struct.pack("<IQQIQ", 2, 10, 100, 0, 0)
KEYS = [
    words("general.architecture", "llama"),
    number("llama.block_count", 4),
    number("llama.context_length", 4096),
    number("llama.embedding_length", 64),
    number("llama.attention.head_count", 4),
]


def write(file: Path, *keys: bytes, tensors: int = 1) -> Path:
    pairs = [*KEYS, *keys]
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, tensors, len(pairs)) + b"".join(pairs) + TENSOR * tensors)
    return file


@pytest.fixture
def settings(tmp_path: Path) -> ModelSettings:
    return load_settings(tmp_path / "none.toml", {}).model


def test_a_card_tells_licence_languages_parameters_and_memory(tmp_path: Path, settings: ModelSettings) -> None:
    file = write(
        tmp_path / "a.gguf",
        words("general.license", "apache-2.0"),
        words("general.languages", "en", "zh"),
        words("tokenizer.chat_template", "{{ messages }}"),
    )
    found = card(file, settings)
    assert (found.licence, found.languages, found.parameters, found.chat) == ("apache-2.0", ("en", "zh"), 1000, True)
    assert (found.trained_tokens, found.context_tokens, found.largest_context) == (4096, 4096, 4096)
    assert found.usable
    assert found.refusal is None
    assert found.needed_with(2048) == found.needed_bytes - 2048 * found.bytes_per_token


def test_the_starter_model_has_a_card_without_a_path(settings: ModelSettings) -> None:
    found = card(None, settings)
    assert found.path is None
    assert found.licence == "Apache-2.0"
    assert found.parameters == 134_515_008
    assert found.usable


@pytest.mark.parametrize(
    ("keys", "tensors", "problem"),
    [
        ([words("general.type", "mmproj")], 1, "projector"),
        ([words("general.type", "adapter")], 1, "adapter"),
        ([number("llama.pooling_type", 1)], 1, "embedding"),
        ([], 0, "vocabulary_only"),
        ([number("split.count", 2)], 1, "parts_missing"),
    ],
)
def test_what_cannot_answer_is_refused_with_its_reason(
    tmp_path: Path, settings: ModelSettings, keys: list[bytes], tensors: int, problem: str
) -> None:
    found = card(write(tmp_path / "a.gguf", *keys, tensors=tensors), settings)
    assert found.problem == problem
    assert found.refusal is not None
    assert found.refusal.code == f"model.{problem}"


def test_a_model_in_parts_counts_them_all_and_misses_one(tmp_path: Path, settings: ModelSettings) -> None:
    first = write(tmp_path / "m-00001-of-00002.gguf", number("split.count", 2))
    assert card(first, settings).problem == "parts_missing"
    second = write(tmp_path / "m-00002-of-00002.gguf", number("split.count", 2))
    found = card(first, settings)
    assert found.problem == ""
    assert found.file_bytes == first.stat().st_size + second.stat().st_size
    assert card(second, settings).problem == "not_first_part"


def test_a_context_that_memory_cannot_hold_is_refused(tmp_path: Path, settings: ModelSettings) -> None:
    found = card(write(tmp_path / "a.gguf"), settings, 2**40)
    assert not found.fits
    assert found.refusal is not None
    assert found.refusal.code == "model.too_large"


def test_every_cut_of_a_header_with_its_tensors_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.gguf", number("split.count", 1)).read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "cut.gguf").write_bytes(whole[:length])
        with pytest.raises(ModelError):
            gguf.details(tmp_path / "cut.gguf")


def test_known_models_are_the_starter_the_chosen_and_those_in_the_folder(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "home")
    paths.models.mkdir(parents=True)
    lying = write(paths.models / "lying.gguf")
    chosen = tmp_path / "ch\udcffosen.gguf"
    known.remember(paths, chosen)
    found = known.known_models(paths, str(lying))
    assert [(model.path, model.current, model.there) for model in found] == [
        (None, False, True),
        (lying, True, True),
        (chosen, False, False),
    ]
    assert known.forget(paths, chosen)
    assert not known.forget(paths, chosen)
    assert chosen not in [model.path for model in known.known_models(paths, "")]


def test_a_damaged_list_of_models_is_an_empty_one(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    paths.known_models.write_text("{")
    assert [model.path for model in known.known_models(paths, "")] == [None]
