"""Composing an answer: plan the context window, show the plan, stream the model's words, keep the receipt."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.cancel import Cancel
from assistant.conversations import Conversations, Turn
from assistant.events import DroppedPiece, Event, Planned, Receipt, Seconds, Token
from assistant.models.engine import Usage
from assistant.models.service import Layout, Models
from assistant.settings import Settings
from chains import answer as answering
from chains.budget import PastTurn, Placed, Plan, plan, reduced
from chains.errors import AssistantError
from chains.prompts import Prompt, load
from chains.types import Quote

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


@dataclass(slots=True)
class Draft:
    """A turn while it is being answered: what is stored when it ends, however it ends."""

    conversation: str
    turn: Turn
    began: float = field(default_factory=time.perf_counter)
    retrieve: float = 0.0
    first_token: float = 0.0
    words: str = ""
    notes: list[str] = field(default_factory=list)

    def set(self, **changes: Any) -> None:
        """Note what has become known."""
        self.turn = replace(self.turn, **changes)

    def seconds(self) -> Seconds:
        """Until now."""
        return Seconds(self.retrieve, self.first_token, time.perf_counter() - self.began)


class Composer:
    """Lets the model answer from quotes, in a transcript that only grows while it fits.

    Args:
        settings: of the answer.
        conversations: told when the transcript had to be compacted.
        models: the model that writes.
    """

    def __init__(self, settings: Settings, conversations: Conversations, models: Models) -> None:
        self._settings = settings
        self._conversations = conversations
        self._models = models

    def compose(
        self,
        draft: Draft,
        question: str,
        quotes: Sequence[Quote],
        language: str,
        earlier: Sequence[Turn],
        cancel: Cancel,
    ) -> Iterator[Event]:
        """Plan the window, show the plan, stream the model's words."""
        engine = self._models.engine
        engine.load(cancel)
        prompt = load("answer", language)
        planned = self._plan(prompt, question, quotes, earlier)
        if planned.compacted:
            self._conversations.compact(draft.conversation, _compacted(earlier, planned))
        messages = answering.messages(prompt, planned)
        receipt = self._receipt(planned, prompt, messages)
        draft.set(
            receipt=receipt,
            prompt=planned.message,
            model=self._models.fingerprint,
            placed=tuple((p.number, _index(quotes, p.quote)) for p in planned.placed if not p.repeated),
        )
        yield Planned(receipt, "\n\n".join(f"{message.type}: {message.text}" for message in messages))
        began = draft.began
        chain = answering.AnswerChain(
            self._models.chat(cancel),
            max_tokens=planned.answer_reserved,
            temperature=self._settings.answer.temperature,
        )
        given = yield from _words(chain.stream(messages, cancel), draft, began)
        # Asked of the engine, not of the last chunk: a loop that is stopped from outside has none.
        usage = self.last_usage()
        draft.set(
            raw=given.raw,
            answer_ids=given.token_ids,
            stopped=None if given.finish == "stop" else given.finish,
            kept="full" if given.keep else "none",
            receipt=receipt if usage is None else with_usage(receipt, usage),
        )

    def last_usage(self) -> Usage | None:
        """What the engine really did for the last answer; None if it is gone, and it is not started for this."""
        engine = self._models.engine
        if engine.pid is None:
            return None
        try:
            return engine.last_usage()
        except AssistantError:
            return None

    def _plan(self, prompt: Prompt, question: str, quotes: Sequence[Quote], earlier: Sequence[Turn]) -> Plan:
        layout = self._layout(prompt)
        count = self._models.counter.count
        model = self._models.fingerprint
        past = [_past(turn, model, self._models) for turn in earlier if turn.kept in {"full", "reduced"}]
        return plan(
            context_tokens=self._models.engine.info.context_tokens,
            instructions_tokens=layout.instructions,
            question=question,
            quotes=quotes,
            turns=past,
            answer_tokens=self._settings.answer.max_tokens,
            count=count,
            compose=answering.composer(prompt),
            framing=layout.framing,
            most_quotes=self._models.most_quotes,
        )

    def _layout(self, prompt: Prompt) -> Layout:
        return self._models.layout(f"{prompt.name}.{prompt.language}", answering.opening(prompt))

    def _receipt(self, planned: Plan, prompt: Prompt, messages: "Sequence[BaseMessage]") -> Receipt:
        """What the prompt takes, by the engine's own token ids."""
        from assistant.models.chat_model import to_engine

        engine = self._models.engine
        instructions = self._layout(prompt).instructions
        before = engine.count_messages(to_engine(messages[:-1]), answer_follows=False)
        whole = engine.count_messages(to_engine(messages))
        return Receipt(
            context_tokens=planned.context_tokens,
            instructions=instructions,
            history=before - instructions,
            evidence=whole - before,
            answer_reserved=planned.answer_reserved,
            dropped=tuple(DroppedPiece(d.kind, d.label, d.tokens, d.reason) for d in planned.dropped),
        )


def with_usage(receipt: Receipt, usage: Usage) -> Receipt:
    """``receipt`` with what the engine evaluated, reused and wrote."""
    return replace(receipt, answer=usage.written, evaluated=usage.evaluated, reused=usage.reused)


def _words(
    stream: Generator[str, None, answering.Answer], draft: Draft, began: float
) -> Generator[Event, None, answering.Answer]:
    while True:
        try:
            piece = next(stream)
        except StopIteration as stop:
            given: answering.Answer = stop.value
            return given
        if not draft.words:
            draft.first_token = time.perf_counter() - began
        draft.words += piece
        yield Token(piece)


def _index(quotes: Sequence[Quote], quote: Quote) -> int:
    return list(quotes).index(quote)


def _past(turn: Turn, model: str, models: Models) -> PastTurn:
    """A stored turn as it stands in the transcript."""
    count = models.counter.count
    same = turn.model == model
    past = PastTurn(
        question=turn.rewritten or turn.question,
        message=turn.prompt,
        answer=turn.raw or turn.answer,
        message_tokens=count(turn.prompt),
        answer_tokens=len(turn.answer_ids) if same and turn.answer_ids else count(turn.raw or turn.answer),
        token_ids=turn.answer_ids if same else (),
        placed=tuple(Placed(turn.evidence[index], number) for number, index in turn.placed),
    )
    return reduced(past, count) if turn.kept == "reduced" else past


def _compacted(earlier: Sequence[Turn], planned: Plan) -> dict[int, str]:
    """How each turn that was in the transcript stands in it now."""
    before = [turn for turn in earlier if turn.kept in {"full", "reduced"}]
    gone = len(before) - len(planned.turns)  # history loses its oldest turns first
    states = {turn.ordinal: "gone" for turn in before[:gone]}
    for turn, kept in zip(before[gone:], planned.turns, strict=True):
        states[turn.ordinal] = "reduced" if kept.reduced else "full"
    return states
