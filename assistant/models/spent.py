"""Counts the tokens that some calls of a model took."""

from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult


class SpentTokens(BaseCallbackHandler):
    """A callback that adds up prompt and answer tokens, as the model itself counted them.

    Attributes:
        tokens: so far.
    """

    raise_error = True

    def __init__(self) -> None:
        self.tokens = 0

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        """Add one run's tokens."""
        for generations in response.generations:
            for generation in generations:
                if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
                    usage = generation.message.usage_metadata
                    self.tokens += usage["total_tokens"] if usage else 0
