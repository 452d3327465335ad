"""The usual LangChain pipeline, as its tutorials have it: what Lectern is compared with. Used by benches alone."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARACTERS = 1_000
OVERLAP_CHARACTERS = 200


def build_index(files: Sequence[Path], folder: Path, embeddings: Embeddings) -> Any:
    """Load, split and index ``files`` with LangChain's own parts; the vector store."""
    from chromadb.config import Settings

    with warnings.catch_warnings():
        # The package announces its end on import; its loader and store are what people use today.
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.document_loaders import TextLoader
        from langchain_community.vectorstores import Chroma

        documents = [document for file in files for document in TextLoader(str(file), encoding="utf-8").load()]
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)
        return Chroma.from_documents(
            splitter.split_documents(documents),
            embeddings,
            persist_directory=str(folder),
            client_settings=Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder)),
        )
