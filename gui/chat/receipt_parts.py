"""A receipt as parts that sum up to the context window, and as lines that sum up to the parts."""

from dataclasses import dataclass
from typing import Literal

from assistant.events import Receipt

Part = Literal["instructions", "history", "evidence", "question", "answer", "free"]
PARTS: tuple[Part, ...] = ("instructions", "history", "evidence", "question", "answer", "free")


@dataclass(frozen=True, slots=True)
class Shares:
    """Tokens of each part; together they are ``context``.

    Attributes:
        written: ``answer`` is what was written, not what is reserved.
    """

    context: int
    instructions: int
    history: int
    evidence: int
    question: int
    answer: int
    free: int
    written: bool = False

    @property
    def used(self) -> int:
        """All but what is free."""
        return self.context - self.free

    @property
    def prompt(self) -> int:
        """What the model reads."""
        return self.used - self.answer

    def of(self, part: Part) -> int:
        """Tokens of one part."""
        return int(getattr(self, part))


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the opened receipt.

    Attributes:
        label: a turn's question, a quote's title and page; empty where the part says it all.
        tokens: those of the lines of a part are the part's.
        chunk: of a quote, so that it can be pinned or dropped; 0 for anything else.
        state: ``new``, ``repeated``, ``reduced``; or ``frame``, what the prompt's template puts around the others.
    """

    part: Part
    label: str
    tokens: int
    chunk: int = 0
    state: str = "new"


def shares(receipt: Receipt, written: bool = False) -> Shares:
    """The parts of ``receipt``.

    Args:
        written: the answer has ended, and takes what it took; else it takes what is reserved for it.
    """
    quotes = sum(piece.tokens for piece in receipt.pieces if piece.kind == "evidence")
    # Receipts of older programs do not tell quotes and question apart.
    question = receipt.evidence - quotes if receipt.pieces else 0
    answer = receipt.answer if written else receipt.answer_reserved
    prompt = receipt.instructions + receipt.history + receipt.evidence
    return Shares(
        context=receipt.context_tokens,
        instructions=receipt.instructions,
        history=receipt.history,
        evidence=receipt.evidence - question,
        question=question,
        answer=answer,
        free=max(0, receipt.context_tokens - prompt - answer),
        written=written,
    )


def lines(receipt: Receipt, written: bool = False) -> list[Line]:
    """Every piece of ``receipt`` in the order of the window, then the answer and what is free."""
    parts = shares(receipt, written)
    found: list[Line] = []
    for part in PARTS:
        own = [
            Line(part, piece.label, piece.tokens, piece.chunk_id, piece.state)
            for piece in receipt.pieces
            if piece.kind == part
        ]
        rest = parts.of(part) - sum(line.tokens for line in own)
        if not own:
            own = [Line(part, "", rest)] if rest or part in {"answer", "free"} else []
        elif rest:
            own.append(Line(part, "", rest, state="frame"))
        found += own
    return found
