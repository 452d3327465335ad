"""WordLlama's static embeddings: a text is the mean of its tokens' vectors."""

from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.models.catalog import package_folder
from chains.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 256
# Texts that are tokenized together; the rows that they take are then summed in one pass.
BATCH_TEXTS = 512


class WordLlama:
    """Embeds on the CPU from the files in ``wordllama``'s wheel; nothing is downloaded.

    The wheel's files are read directly: importing ``wordllama`` sets up the root logger, and its pooling multiplies a
    padded array of ``(texts, longest, 256)``. Results equal its own (a test holds this).
    """

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return DIMENSIONS

    @cached_property
    def fingerprint(self) -> str:
        """What shaped the vectors; vectors of another fingerprint cannot be compared with these."""
        return f"wordllama-{metadata.version('wordllama')}-l2_supercat-{DIMENSIONS}-mean-l2"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), 256) float32``, each row of length 1; zero for a text without tokens."""
        rows = [self._pooled(texts[start : start + BATCH_TEXTS]) for start in range(0, len(texts), BATCH_TEXTS)]
        return np.concatenate(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _pooled(self, texts: Sequence[str]) -> Vectors:
        # A lone surrogate has no UTF-8 form and would make the tokenizer raise.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        encoded = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        table = self._table
        for row, encoding in zip(vectors, encoded, strict=True):
            ids = encoding.ids
            if ids:
                table.take(ids, axis=0, mode="clip").sum(axis=0, out=row)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors

    @cached_property
    def _folder(self) -> Path:
        folder = package_folder("wordllama")
        if folder is None:
            raise ModelError("model.not_installed", name="WordLlama", package="wordllama")
        return folder

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _table(self) -> Vectors:
        from safetensors import safe_open

        with safe_open(self._folder / "weights" / f"l2_supercat_{DIMENSIONS}.safetensors", framework="np") as file:
            table: Vectors = np.ascontiguousarray(file.get_tensor("embedding.weight"), dtype=np.float32)
        return table
