"""Five formats of answers on the starter model at temperature 0.8: how many parse at once, with grammar and without."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel
from pydantic import Field as Described

from assistant.bench.report import Figure, show
from assistant.throw_away import throw_away
from chains.kit import Kit, Meter
from chains.parsers import (
    DatetimeParser,
    EnumParser,
    Field,
    HeldParser,
    ListParser,
    PydanticParser,
    StructuredParser,
    UnreadableError,
    asked,
)

RUNS = 100
TEMPERATURE = 0.8
# What no grammar ends is cut here: the longest of the five takes some 90 tokens.
FREE_TOKENS = 120
PLACES = ("Lisbon", "Oslo", "Kyoto", "Quito", "Leeds", "Graz", "Perth", "Turin", "Ghent", "Basel")
THINGS = ("bread", "a bicycle", "a lease", "rain", "a violin", "copper", "a library", "tea", "a bridge", "chess")


class Kind(Enum):
    """What a letter is about."""

    RENT = "rent"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    NOTICE = "notice of termination"


class Flat(BaseModel):
    """A flat to let."""

    address: str = Described(max_length=40)
    rooms: int = Described(ge=1, le=12)
    monthly_rent: float = Described(ge=0, le=20_000)
    furnished: bool
    nearby: list[Annotated[str, Described(max_length=20)]] = Described(max_length=3)


STRUCTURED = StructuredParser(
    fields=(
        Field(name="tenant", required=True, characters=40),
        Field(name="start", kind="date", required=True),
        Field(name="rent", kind="quantity", required=True),
        Field(name="pets", kind="truth"),
        Field(name="kind", kind="choice", choices=("flat", "house", "office")),
    )
)


@dataclass(frozen=True)
class Format:
    """One of the five: its parser, and the question of one run."""

    name: str
    parser: HeldParser[Any]
    question: Callable[[int], str]


FORMATS = (
    Format("list", ListParser(most=6, least=1, characters=40), lambda n: f"What goes with {THINGS[n % 10]}?"),
    Format(
        "datetime", DatetimeParser(kind="datetime"), lambda n: f"When does the next train to {PLACES[n % 10]} leave?"
    ),
    Format("enum", EnumParser[Kind](enum=Kind), lambda n: f"A tenant in {PLACES[n % 10]} writes: my window is broken."),
    Format("Pydantic/JSON", PydanticParser[Flat](model=Flat), lambda n: f"Make up a flat to let in {PLACES[n % 10]}."),
    Format("structured", STRUCTURED, lambda n: f"Make up the lease of a person who moves to {PLACES[n % 10]}."),
)


def parsed(kit: Kit, form: Format, runs: int) -> Counter[str]:
    """How many first answers were in the form, were mended into it, and could not be read."""
    found: Counter[str] = Counter()
    for run in range(runs):
        once = replace(kit, model=kit.model.model_copy(update={"seed": run}), meter=Meter())
        given: list[BaseMessage] = [SystemMessage("You answer with short facts."), HumanMessage(form.question(run))]
        try:
            answer = asked(
                once,
                given,
                form.parser,
                purpose="bench",
                max_tokens=None if kit.grammar else FREE_TOKENS,
                temperature=TEMPERATURE,
                tries=1,
            )
        except UnreadableError:
            found["unreadable"] += 1
        else:
            found["mended" if answer.mended else "as it stood"] += 1
    return found


def figures(runs: int = RUNS) -> list[Figure]:
    """One for each format."""
    out = []
    with throw_away("formats") as assistant:
        kit = assistant.chains.kit()
        for form in FORMATS:
            held = parsed(kit, form, runs)
            free = parsed(replace(kit, grammar=False), form, runs)
            out.append(
                Figure(
                    f"{form.name}: first answers that parse, temperature {TEMPERATURE}",
                    f"{held['as it stood']} of {runs}",
                    "all",
                    held["as it stood"] == runs,
                    f"told the form, no grammar: {free['as it stood']} as they stood, {free['mended']} mended, "
                    f"{free['unreadable']} unreadable",
                )
            )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.runs), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
