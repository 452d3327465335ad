"""A chain as a turn of a conversation: its events, and what the turn keeps of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.cancel import Cancel
from assistant.composing import Draft
from assistant.events import Event, EvidenceFound, MadeByChain, Piece, Receipt, Token, Verified
from assistant.library.types import Scope
from assistant.made import Made
from assistant.shelf import ChainRequest, Chains
from chains.results import Action, ChainResult, ChainUsage, Words
from chains.types import Supported

if TYPE_CHECKING:
    from assistant.conversations import Turn
    from assistant.models.service import Models


def from_chain(
    chains: Chains, request: ChainRequest, draft: Draft, models: "Models", cancel: Cancel
) -> Iterator[Event]:
    """Run a chain for the turn of ``draft``; the draft holds all that there is so far, whenever it is stopped."""
    result: ChainResult | None = None
    actions: dict[int, Action] = {}
    try:
        for event in chains.run(request, cancel):
            if isinstance(event, Words):
                draft.words += event.text
                yield Token(event.text)
            elif isinstance(event, ChainResult):
                result = event
            else:
                if isinstance(event, Action):
                    actions[event.number] = event
                yield event
    finally:
        if result is None and actions:
            # What was done until it was stopped, or failed; the quotes that it counts into are in no result.
            done = tuple(replace(action, quotes=()) for action in actions.values())
            draft.set(made=Made(request.name, actions=done))
    assert result is not None
    made = Made.of(request.name, result)
    supported = verdict(result)
    draft.words = result.text
    draft.set(
        evidence=result.quotes,
        claims=result.claims,
        supported=supported,
        made=made,
        receipt=receipt_of(result.usage, models.engine.info.context_tokens if result.usage.calls else 0),
    )
    yield EvidenceFound(result.quotes, (), True, "none")
    yield MadeByChain(made)
    yield Verified(result.claims, supported)


def verdict(result: ChainResult) -> Supported:
    """What the evidence says of a whole result: of its claims, else of the filled cells of its table."""
    verdicts = [claim.verdict for claim in result.claims]
    if not verdicts and result.table is not None:
        verdicts = [cell.verdict for row in result.table.rows for cell in row if cell.value is not None]
    if verdicts and all(found == "yes" for found in verdicts):
        return "yes"
    return "partly" if any(found in {"yes", "partly"} for found in verdicts) else "no"


def receipt_of(usage: ChainUsage, context_tokens: int) -> Receipt:
    """What a chain's run has cost, as a turn's receipt: a piece for each kind of call, and each example."""
    calls = Counter(call.purpose for call in usage.calls)
    spent: Counter[str] = Counter()
    for call in usage.calls:
        spent[call.purpose] += call.prompt_tokens or 0
    pieces = [Piece("call", f"{purpose} × {calls[purpose]}", spent[purpose]) for purpose in calls]
    shown, taken = Counter(label for label, _ in usage.examples), Counter[str]()
    for label, tokens in usage.examples:
        taken[label] += tokens
    pieces += [
        Piece("example", label if shown[label] == 1 else f"{label} × {shown[label]}", taken[label]) for label in shown
    ]
    return Receipt(
        context_tokens=context_tokens,
        answer=usage.answer_tokens,
        evaluated=usage.prompt_tokens,
        pieces=tuple(pieces),
    )


def history_of(earlier: "Sequence[Turn]") -> tuple[tuple[str, str], ...]:
    """Earlier turns as ``(role, text)``."""
    return tuple(
        message
        for turn in earlier
        for message in (("user", turn.rewritten or turn.question), ("assistant", turn.answer))
        if message[1]
    )


def narrowed(scope: Scope, document_ids: Sequence[str]) -> Scope:
    """``scope``, or only the documents that were named."""
    return Scope(documents=tuple(document_ids)) if document_ids else scope
