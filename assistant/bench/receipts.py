"""A conversation of twelve turns: each receipt against llama.cpp's own counters, to the token."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.ask_options import AskOptions
from assistant.bench.report import Figure, show
from assistant.events import Done, Failed, Planned
from assistant.throw_away import throw_away
from resources import resource

QUESTIONS = (
    "Who is the tenant in the lease?",
    "How much is the monthly rent?",
    "And when is it due?",
    "How long is the notice period?",
    "What is the deposit?",
    "Which firm made the appliance?",
    "What is its rated power?",
    "How is the filter cleaned?",
    "What was decided at the meeting?",
    "Who takes the minutes?",
    "When is the next meeting?",
    "What does the letter ask for?",
)


@dataclass(frozen=True, slots=True)
class TurnCount:
    """One turn's receipt beside the engine's counters.

    Attributes:
        counted: tokens that llama.cpp evaluated, prompt and answer together.
        new: tokens of the prompt that were not there at the end of the last turn.
    """

    question: str
    planned: int
    evaluated: int
    reused: int
    written: int
    counted: int
    new: int
    compacted: bool

    @property
    def exact(self) -> bool:
        """Whether the receipt says what llama.cpp counted."""
        return (
            self.planned == self.evaluated + self.reused
            # Each token that was written, but for the last, was evaluated in its turn to get the next one.
            and self.counted in {self.evaluated + self.written, self.evaluated + self.written - 1}
        )

    @property
    def only_new(self) -> bool:
        """Whether nothing was evaluated that stood in the context already."""
        return self.compacted or self.evaluated <= self.new


def converse(turns: int, context_tokens: int = 0) -> list[TurnCount]:
    """Ask the first ``turns`` questions of one conversation about the sample library."""
    found: list[TurnCount] = []
    with throw_away("receipts", {"model.context_tokens": context_tokens}) as assistant:
        for _ in assistant.add([Path(str(resource("demo")))]):
            pass
        conversation = None
        in_context = 0
        for question in QUESTIONS[:turns]:
            planned: Planned | None = None
            # Pinned evidence makes each question go to the model, whatever the search thinks of it.
            pin = tuple(p.chunk_id for p in assistant.search(question, k=1).passages)
            options = AskOptions(conversation=conversation, route="fact", pin=pin)
            for event in assistant.ask(question, options):
                if isinstance(event, Planned):
                    planned = event
                elif isinstance(event, Failed):
                    raise event.error
                elif isinstance(event, Done) and planned is not None:
                    conversation = event.conversation
                    receipt = event.receipt
                    prompt = receipt.instructions + receipt.history + receipt.evidence
                    usage = assistant.models.engine.last_usage()
                    counters = usage.counters if usage is not None else {}
                    found.append(
                        TurnCount(
                            question,
                            prompt,
                            receipt.evaluated,
                            receipt.reused,
                            receipt.answer,
                            int(counters.get("batched", -1)) + int(counters.get("single", -1)),
                            prompt - in_context,
                            any(piece.kind == "history" for piece in receipt.dropped),
                        )
                    )
                    in_context = prompt + receipt.answer
    return found


def figures(turns: int = len(QUESTIONS)) -> list[Figure]:
    """The conversation in the whole context, and in a small one that must be compacted."""
    out = []
    for name, context_tokens in (("8,192 tokens", 0), ("700 tokens, compacted", 700)):
        found = converse(turns, context_tokens)
        wrong = [turn for turn in found if not turn.exact]
        again = [turn for turn in found if not turn.only_new]
        out.append(
            Figure(
                f"receipts of {len(found)} turns, {name}",
                f"{len(found) - len(wrong)} exact, {len(found) - len(again)} evaluate only what is new",
                "all",
                not wrong and not again and len(found) == turns,
                str(wrong[0]) if wrong else str(again[0]) if again else "llama.cpp's own counters",
            )
        )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=len(QUESTIONS))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.turns), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
