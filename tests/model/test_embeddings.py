import logging
import subprocess
import sys

import numpy as np
import pytest

from assistant.models.catalog import package_folder
from assistant.models.embeddings import WordLlamaEmbeddings

pytestmark = pytest.mark.model

TEXTS = ["When is the rent due?", "x", "租金何时支付？", "The lease. " * 400, "a\nb\tc", "😀"]


def test_vectors_equal_those_of_wordllama() -> None:
    handlers, level = list(logging.root.handlers), logging.root.level
    from wordllama import WordLlama

    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    reference = WordLlama.load(cache_dir=package_folder("wordllama"), disable_download=True)
    expected = reference.embed(TEXTS, norm=True)
    np.testing.assert_allclose(WordLlamaEmbeddings().embed(TEXTS), expected, atol=1e-5)


def test_a_text_without_tokens_is_zero_and_lone_surrogates_are_safe() -> None:
    vectors = WordLlamaEmbeddings().embed(["", "\ud800", "word"])
    assert vectors.shape == (3, 256)
    assert vectors.dtype == np.float32
    assert not vectors[0].any()
    assert np.linalg.norm(vectors[1:], axis=1) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    embeddings = WordLlamaEmbeddings()
    together = embeddings.embed(TEXTS * 200)
    np.testing.assert_array_equal(together[: len(TEXTS)], together[-len(TEXTS) :])
    assert embeddings.embed_query(TEXTS[0]) == pytest.approx(together[0], abs=1e-6)
    assert embeddings.embed([]).shape == (0, 256)


def test_embedding_leaves_the_root_logger_alone() -> None:
    code = (
        "import logging; from assistant.models.embeddings import WordLlamaEmbeddings as E; E().embed(['x']);"
        "import sys; print(len(logging.root.handlers), logging.root.level, 'wordllama' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", str(logging.WARNING), "False"]
