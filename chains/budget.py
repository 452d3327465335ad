"""What goes into the context window: exact token shares for instructions, history, evidence and the answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chains.errors import InputError
from chains.types import Quote

Kind = Literal["evidence", "history"]
Count = Callable[[str], int]
Compose = Callable[[str, "Sequence[Placed]"], str]

# After history has been compacted it takes at most this part of its share, so that the next compaction, which costs
# a fresh evaluation of the whole prompt, is several turns away.
COMPACT_TO = 0.5

_MARKER = re.compile(r" ?\[\d+\]")


class BudgetError(InputError):
    """The question, or the instructions alone, do not fit into the model's context."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts, each in [0, 1], of what instructions, question and reserved answer leave of the context.

    Attributes:
        history: most that earlier turns may take, if the new quotes need the rest.
        evidence: kept free for new quotes, as far as they need it; what history leaves free is theirs too.
    """

    history: float = 0.6
    evidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Framing:
    """Tokens that the chat template puts around each message, and before the answer that it opens.

    Attributes:
        opening: once a prompt: what stands before the first message and after the last.
    """

    system: int = 0
    user: int = 0
    assistant: int = 0
    opening: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """One quote and the number by which the model knows it.

    Attributes:
        number: counts through the whole transcript, so that an earlier quote keeps its number.
        repeated: it stands in an earlier message that is kept, and is only referred to.
        tokens: what it adds to the prompt.
    """

    quote: Quote
    number: int
    repeated: bool = False
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One earlier turn as it stands in the transcript.

    Attributes:
        question: what was asked, as it was searched for.
        message: the user message exactly as it was sent, sources included.
        answer: the model's words.
        message_tokens: of ``message`` without framing.
        answer_tokens: of the answer without framing, as the engine counted them.
        token_ids: the engine's own ids of the answer, so that the prefix matches to the token; empty if unknown.
        placed: the quotes whose text stands in ``message``.
        reduced: ``message`` is now the bare question, its sources are gone.
    """

    question: str
    message: str
    answer: str
    message_tokens: int
    answer_tokens: int
    token_ids: tuple[int, ...] = ()
    placed: tuple[Placed, ...] = ()
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """One piece that is not in the context, and why.

    Attributes:
        label: the quote's title and page, or the turn's question.
        tokens: what it would have taken.
        reason: ``no room``; ``enough`` (more would confuse the model); ``compacted`` (the turn went); ``reduced`` (its
            sources went, question and answer stay).
        chunk_id: of a quote's chunk; 0 for a turn.
    """

    kind: Kind
    label: str
    tokens: int
    reason: str
    chunk_id: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The context window before the first token; all numbers are tokens.

    Attributes:
        instructions: the system message and worked examples, with framing.
        history: the kept turns, with framing.
        evidence: the new quotes.
        question: the rest of the new user message, with framing and the opening of the answer.
        answer_reserved: left for the answer.
        turns: the kept turns, oldest first, some ``reduced``.
        placed: the quotes of this question, best first, new and referred to.
        message: the new user message as it will be sent.
        dropped: everything that was left out.
        compacted: whether earlier turns were dropped or reduced for this question.
    """

    context_tokens: int
    instructions: int
    history: int
    evidence: int
    question: int
    answer_reserved: int
    turns: tuple[PastTurn, ...]
    placed: tuple[Placed, ...]
    message: str
    dropped: tuple[Dropped, ...]
    compacted: bool

    @property
    def prompt_tokens(self) -> int:
        """What the engine will be given."""
        return self.instructions + self.history + self.evidence + self.question


def plan(
    *,
    context_tokens: int,
    instructions_tokens: int,
    question: str,
    quotes: Sequence[Quote],
    turns: Sequence[PastTurn],
    answer_tokens: int,
    count: Count,
    compose: Compose,
    framing: Framing = Framing(),
    shares: Shares = Shares(),
    most_quotes: int | None = None,
) -> Plan:
    """Fit quotes by rank and turns newest first into what instructions and answer leave of the context.

    Args:
        instructions_tokens: of the messages that open each prompt, with their framing.
        quotes: best first.
        turns: the transcript as the last plan left it, oldest first.
        answer_tokens: reserved for the answer.
        count: tokens of a text in the model's vocabulary, no control tokens among them.
        compose: the user message for a question and its placed quotes.
        most_quotes: more than this many only confuse the model (the starter model: 2); None for no such limit.

    Raises:
        BudgetError: instructions and answer, or the bare question beside them, are longer than the context.
    """
    spare = [] if most_quotes is None else list(quotes[most_quotes:])
    quotes = quotes if most_quotes is None else quotes[:most_quotes]
    room = context_tokens - instructions_tokens - answer_tokens - framing.opening
    if room <= 0:
        raise BudgetError(
            "budget.context_too_small",
            needed_tokens=instructions_tokens + answer_tokens + framing.opening,
            context_tokens=context_tokens,
        )
    bare = count(compose(question, ())) + framing.user
    if bare > room:
        raise BudgetError(
            "budget.question_too_long", question_tokens=bare, context_tokens=context_tokens, room_tokens=room
        )
    room -= bare
    evidence_need = _evidence_need(question, quotes, turns, count, compose, bare - framing.user)
    reserved_for_evidence = min(evidence_need, int(room * shares.evidence))
    limit = min(room - reserved_for_evidence, max(int(room * shares.history), room - evidence_need))
    kept, dropped = _compact(turns, limit, count, framing)
    history = sum(turn_tokens(turn, framing) for turn in kept)
    placed, message, evidence, left_out = _fit(question, quotes, kept, room - history, count, compose)
    return Plan(
        context_tokens=context_tokens,
        instructions=instructions_tokens,
        history=history,
        evidence=evidence,
        question=bare + framing.opening,
        answer_reserved=answer_tokens,
        turns=kept,
        placed=placed,
        message=message,
        dropped=(*dropped, *left_out, *(_dropped(quote, count(quote.text), "enough") for quote in spare)),
        compacted=bool(dropped),
    )


def turn_tokens(turn: PastTurn, framing: Framing) -> int:
    """What a turn takes in the transcript, with what the chat template puts around its two messages."""
    return turn.message_tokens + turn.answer_tokens + framing.user + framing.assistant


def _key(quote: Quote) -> tuple[str, int, int]:
    return quote.document_id, quote.start, quote.end


def _standing(turns: Sequence[PastTurn]) -> dict[tuple[str, int, int], Placed]:
    """The quotes whose text can be read in ``turns``."""
    return {_key(placed.quote): placed for turn in turns if not turn.reduced for placed in turn.placed}


def _next_number(turns: Sequence[PastTurn]) -> int:
    return 1 + max((placed.number for turn in turns for placed in turn.placed), default=0)


def _place(quotes: Sequence[Quote], kept: Sequence[PastTurn], number: int) -> list[Placed]:
    standing = _standing(kept)
    placed = []
    for quote in quotes:
        earlier = standing.get(_key(quote))
        if earlier is not None:
            placed.append(Placed(earlier.quote, earlier.number, repeated=True))
        else:
            placed.append(Placed(quote, number))
            number += 1
    return placed


def _evidence_need(
    question: str, quotes: Sequence[Quote], turns: Sequence[PastTurn], count: Count, compose: Compose, bare: int
) -> int:
    return count(compose(question, _place(quotes, turns, _next_number(turns)))) - bare if quotes else 0


def _fit(
    question: str,
    quotes: Sequence[Quote],
    kept: Sequence[PastTurn],
    room: int,
    count: Count,
    compose: Compose,
) -> tuple[tuple[Placed, ...], str, int, list[Dropped]]:
    """The quotes that fit, by rank, each counted in the message that it would really stand in."""
    number = _next_number(kept)
    message = compose(question, ())
    bare = used = count(message)
    taken: list[Quote] = []
    sizes: list[int] = []
    dropped: list[Dropped] = []
    for quote in quotes:
        longer = compose(question, _place([*taken, quote], kept, number))
        size = count(longer)
        if size - bare > room:
            dropped.append(_dropped(quote, size - used, "no room"))
            continue
        taken.append(quote)
        sizes.append(size - used)
        message, used = longer, size
    placed = tuple(
        replace(item, tokens=tokens) for item, tokens in zip(_place(taken, kept, number), sizes, strict=True)
    )
    return placed, message, used - bare, dropped


def _dropped(quote: Quote, tokens: int, reason: str) -> Dropped:
    label = f"{quote.title}, {quote.page}" if quote.page is not None else quote.title
    return Dropped("evidence", label, tokens, reason, quote.chunk_id)


def _compact(
    turns: Sequence[PastTurn], limit: int, count: Count, framing: Framing
) -> tuple[tuple[PastTurn, ...], list[Dropped]]:
    """All turns if they fit; else the newest, within ``COMPACT_TO`` of ``limit``.

    The newest turn that fits keeps its sources if it can; older ones are reduced to question and answer, the oldest go.
    """
    if sum(turn_tokens(turn, framing) for turn in turns) <= limit:
        return tuple(turns), []
    room = int(limit * COMPACT_TO)
    kept: list[PastTurn] = []
    dropped: list[Dropped] = []
    full = True
    for turn in reversed(turns):
        size = turn_tokens(turn, framing)
        if full and size <= room:
            kept.append(turn)
            room -= size
            continue
        full = False
        bare = reduced(turn, count)
        if turn_tokens(bare, framing) <= room:
            kept.append(bare)
            room -= turn_tokens(bare, framing)
            if not turn.reduced:
                gone = turn.message_tokens - bare.message_tokens
                dropped.append(Dropped("history", turn.question, gone, "reduced"))
            continue
        room = 0  # history has no holes: what is older than a dropped turn goes too
        dropped.append(Dropped("history", turn.question, size, "compacted"))
    kept.reverse()
    dropped.reverse()
    return tuple(kept), dropped


def reduced(turn: PastTurn, count: Count) -> PastTurn:
    """``turn`` without its sources: the bare question and the answer, whose marks would point at nothing."""
    if turn.reduced:
        return turn
    question_tokens = count(turn.question)
    bare = replace(turn, message=turn.question, message_tokens=question_tokens, placed=(), reduced=True)
    answer = _MARKER.sub("", turn.answer)
    if answer == turn.answer:
        return bare
    # Its numbers would point at sources that are gone, and are given anew.
    return replace(bare, answer=answer, answer_tokens=count(answer), token_ids=())
