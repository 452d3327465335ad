"""Composing an answer: plan the context window, show the plan, stream the model's words, keep the receipt."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.cancel import Cancel
from assistant.conversations import Turn
from assistant.events import DroppedPiece, Event, Piece, Planned, Receipt, Seconds, Token
from assistant.models.engine import Usage
from assistant.models.service import Layout, Models
from assistant.settings import Settings
from chains import answer as answering
from chains.budget import PastTurn, Placed, Plan, plan, reduced, turn_tokens
from chains.errors import AssistantError
from chains.prompts import Prompt
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
        models: the model that writes.
    """

    def __init__(self, settings: Settings, models: Models) -> None:
        self._settings = settings
        self._models = models

    def compose(
        self,
        draft: Draft,
        question: str,
        quotes: Sequence[Quote],
        prompt: Prompt,
        earlier: Sequence[Turn],
        cancel: Cancel,
        chosen: int = 0,
    ) -> Iterator[Event]:
        """Plan the window, show the plan, stream the model's words.

        Args:
            prompt: in whose words the model is asked.
            chosen: so many of the first quotes were chosen by the person, and are given whatever is best for the model.
        """
        engine = self._models.engine
        engine.load(cancel)
        planned = self._plan(prompt, question, quotes, earlier, chosen)
        if planned.compacted:
            gone_to, reduced_to = _compacted(earlier, planned)
            draft.set(gone_to=gone_to, reduced_to=reduced_to)
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

    def preview(
        self,
        question: str,
        quotes: Sequence[Quote],
        prompt: Prompt,
        earlier: Sequence[Turn],
        chosen: int,
        cancel: Cancel,
    ) -> Receipt:
        """What ``compose`` would put into the window; the engine is not asked once its prompts are measured."""
        self._models.engine.load(cancel)
        planned = self._plan(prompt, question, quotes, earlier, chosen)
        return self._told(planned, prompt, planned.history, planned.evidence + planned.question)

    def last_usage(self) -> Usage | None:
        """What the engine really did for the last answer; None if it is gone, and it is not started for this."""
        engine = self._models.engine
        if engine.pid is None:
            return None
        try:
            return engine.last_usage()
        except AssistantError:
            return None

    def _plan(
        self, prompt: Prompt, question: str, quotes: Sequence[Quote], earlier: Sequence[Turn], chosen: int
    ) -> Plan:
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
            most_quotes=None if self._models.most_quotes is None else max(self._models.most_quotes, chosen),
        )

    def _layout(self, prompt: Prompt) -> Layout:
        return self._models.layout(f"{prompt.name}.{prompt.language}.{prompt.fingerprint}", answering.opening(prompt))

    def _receipt(self, planned: Plan, prompt: Prompt, messages: "Sequence[BaseMessage]") -> Receipt:
        """What the prompt takes, by the engine's own token ids."""
        from assistant.models.chat_model import to_engine

        engine = self._models.engine
        instructions = self._layout(prompt).instructions
        before = engine.count_messages(to_engine(messages[:-1]), answer_follows=False)
        whole = engine.count_messages(to_engine(messages))
        return self._told(planned, prompt, before - instructions, whole - before)

    def _told(self, planned: Plan, prompt: Prompt, history: int, evidence: int) -> Receipt:
        """A plan as a receipt.

        Args:
            history: tokens of the turns before this one.
            evidence: tokens of the quotes and the question.
        """
        framing = self._layout(prompt).framing
        quotes = [
            Piece(
                "evidence",
                placed.quote.title if placed.quote.page is None else f"{placed.quote.title}, {placed.quote.page}",
                placed.tokens,
                placed.quote.chunk_id,
                "repeated" if placed.repeated else "new",
            )
            for placed in planned.placed
        ]
        return Receipt(
            context_tokens=planned.context_tokens,
            instructions=planned.instructions,
            history=history,
            evidence=evidence,
            answer_reserved=planned.answer_reserved,
            dropped=tuple(DroppedPiece(d.kind, d.label, d.tokens, d.reason, d.chunk_id) for d in planned.dropped),
            pieces=(
                Piece("instructions", "", planned.instructions),
                *(
                    Piece(
                        "history", turn.question, turn_tokens(turn, framing), state="reduced" if turn.reduced else "new"
                    )
                    for turn in planned.turns
                ),
                *quotes,
                Piece("question", "", evidence - sum(piece.tokens for piece in quotes)),
            ),
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


def _compacted(earlier: Sequence[Turn], planned: Plan) -> tuple[int, int]:
    """Up to which turn the transcript has lost its turns, and up to which their sources; the oldest go first."""
    before = [turn for turn in earlier if turn.kept in {"full", "reduced"}]
    gone = len(before) - len(planned.turns)
    lost = [turn.ordinal for turn in earlier if turn.kept == "gone"] + [turn.ordinal for turn in before[:gone]]
    bare = [turn.ordinal for turn, kept in zip(before[gone:], planned.turns, strict=True) if kept.reduced]
    return max(lost, default=0), max([*lost, *bare], default=0)
