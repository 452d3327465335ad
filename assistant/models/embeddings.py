"""WordLlama's vectors behind langchain-core's interface."""

from langchain_core.embeddings import Embeddings

from assistant.models.wordllama import WordLlama


class WordLlamaEmbeddings(WordLlama, Embeddings):
    """For LangChain's own parts; Lectern asks ``WordLlama``, which starts without LangChain."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As ``embed``, in lists."""
        return [[float(value) for value in row] for row in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """One text's vector."""
        return self.embed_documents([text])[0]
