"""Plain text completion over the engine, for chains that bring their own prompt format."""

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseLLM
from langchain_core.outputs import Generation, GenerationChunk, LLMResult

from assistant.models.chat_model import CallFields, usage_metadata
from assistant.models.engine import Usage


class LlamaCompletion(CallFields, BaseLLM):
    """Goes on with a text; no chat template, and no text becomes a control token.

    A call takes the same keyword arguments as ``ChatLlama``.

    Args:
        engine: shared freely; it queues.
    """

    @property
    def _llm_type(self) -> str:
        return "lectern-llama-completion"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": str(self.engine.options.path or "starter")}

    def get_num_tokens(self, text: str) -> int:
        """How many tokens ``text`` is, by the model's own tokenizer."""
        return self.engine.count(text)

    def _generate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        generations = []
        for prompt in prompts:
            chunks = list(self._stream(prompt, stop, None, **kwargs))
            text = "".join(chunk.text for chunk in chunks)
            generations.append([Generation(text=text, generation_info=chunks[-1].generation_info)])
        return LLMResult(generations=generations)

    def _stream(
        self,
        prompt: str,
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[GenerationChunk]:
        pieces = self.engine.generate(text=prompt, **self.call_options(stop, kwargs))
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                usage: Usage = done.value
                break
            chunk = GenerationChunk(text=piece)
            if run_manager is not None:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        yield GenerationChunk(
            text="",
            generation_info={"finish_reason": usage.finish_reason, "usage_metadata": usage_metadata(usage)},
        )
