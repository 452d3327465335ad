"""LangChain's own standard suites on what stands behind its interfaces here.

A property that says no names a capability that there is none of, with the reason; the suite then leaves its tests out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import (
    ChatModelIntegrationTests,
    EmbeddingsIntegrationTests,
    RetrieversIntegrationTests,
)
from langchain_tests.unit_tests import ChatModelUnitTests, EmbeddingsUnitTests

from assistant.app import Assistant
from assistant.library.retriever import LibraryRetriever
from assistant.models.chat_model import ChatLlama
from assistant.models.embeddings import WordLlamaEmbeddings
from assistant.models.engine import Engine

pytestmark = pytest.mark.model


class _Chat:
    """What both suites are told of the chat model."""

    engine: Engine

    @pytest.fixture(autouse=True)
    def _loaded(self, engine: Engine) -> None:
        type(self).engine = engine

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatLlama

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": self.engine}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        # Short answers: the suites look at what comes, not at how much.
        return {"max_tokens": 40}

    @property
    def supports_json_mode(self) -> bool:
        return True

    @property
    def supports_anthropic_inputs(self) -> bool:
        return True


class TestChatUnit(_Chat, ChatModelUnitTests):
    """A chat model's form. It is not serializable, since it holds a process, and takes nothing from the environment."""


class TestChat(_Chat, ChatModelIntegrationTests):
    """A chat model's behaviour. Images, audio and PDF are for no model of text; there is one model, and no network."""

    @property
    def supported_usage_metadata_details(self) -> dict[str, list[str]]:  # type: ignore[override] # a literal's lists
        return {"invoke": ["cache_read_input"], "stream": ["cache_read_input"]}

    def invoke_with_cache_read_input(self, *, stream: bool = False) -> Any:
        model = ChatLlama(engine=self.engine, max_tokens=8)
        model.invoke("Name a colour.")
        if not stream:
            return model.invoke("Name a colour.")
        whole = None
        for chunk in model.stream("Name a colour."):
            whole = chunk if whole is None else whole + chunk
        return whole


class TestEmbeddingsUnit(EmbeddingsUnitTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return WordLlamaEmbeddings


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return WordLlamaEmbeddings


class TestRetriever(RetrieversIntegrationTests):
    assistant: Assistant

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _library(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        home: Path = tmp_path_factory.mktemp("home")
        folder = tmp_path_factory.mktemp("texts")
        for number in range(4):
            (folder / f"lease-{number}.txt").write_text(f"Lease {number}. The rent is {900 + number} euros a month.")
        with Assistant.open(home) as assistant:
            for _ in assistant.add([folder]):
                pass
            cls.assistant = assistant
            yield

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return LibraryRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"searcher": self.assistant.searcher}

    @property
    def retriever_query_example(self) -> str:
        return "What is the rent?"
