"""A follow-up question made whole: rewritten so that it is understood without the conversation, and told why."""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict, Field

from chains.answer import Check
from chains.condense import Turn, condense
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Kit, Note, Step, Words


class StandaloneOptions(ChainOptions):
    """What the question leans on, where it comes without a conversation."""

    previous: str = Field("", max_length=2000, description="The question before, where there is no conversation.")
    answer: str = Field("", max_length=8000, description="What was answered to it.")
    ask_model: bool = Field(True, description="Ask the model where rules find no clear thing to carry over.")


class Standalone(Chain[StandaloneOptions]):
    """Rewrite a follow-up; a rewrite that drifts from the question is dropped."""

    Options = StandaloneOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        history = turns(given.history)
        if self.options.previous:
            history.append((self.options.previous, self.options.answer))
        model = _Metered(kit=self.kit, cancel=cancel) if self.options.ask_model else None
        rewrite = condense(given.text, history, model, embed=self.kit.embed, cancel=cancel, prompts=self.kit.prompt)
        step = Step("rewrite", rewrite.reason, ok=rewrite.kept or not history)
        yield step
        yield Words(rewrite.text)
        yield ChainResult(
            rewrite.text,
            steps=(step,),
            notes=(_note(rewrite.kept, rewrite.by, bool(history)),),
            data={
                "question": given.text,
                "standalone": rewrite.text,
                "kept": rewrite.kept,
                "by": rewrite.by,
                "reason": rewrite.reason,
            },
            read=(len(history), len(history)),
            usage=self.kit.meter.usage(),
        )


def _note(kept: bool, by: str, history: bool) -> Note:
    if kept:
        return Note(f"by_{by}")
    return Note("unchanged" if history else "no_history")


def turns(history: Sequence[tuple[str, str]]) -> list[Turn]:
    """Questions with their answers, oldest first; a question that nobody answered has an empty one."""
    out: list[Turn] = []
    for role, text in history:
        if role == "user":
            out.append((text, ""))
        elif role == "assistant" and out:
            question, answer = out[-1]
            out[-1] = (question, f"{answer}\n{text}".strip())
    return out


class _Metered(BaseChatModel):
    """The kit's model for code that takes a plain chat model: each call is metered and can be stopped."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    # Neither has a schema: one is a dataclass of callables, the other a protocol.
    kit: Any
    cancel: Any = None

    @property
    def _llm_type(self) -> str:
        return "metered"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        kit: Kit = self.kit
        options = {**kwargs, "stop": stop} if stop else kwargs
        answer = kit.say(messages, purpose="condense", cancel=self.cancel, **{"max_tokens": 80, **options})
        return ChatResult(generations=[ChatGeneration(message=AIMessage(answer.raw))])
