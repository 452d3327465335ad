"""Retry and auto-fixing on 100 broken outputs: with a scripted model, and with the starter model under the grammar."""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.prompt_values import StringPromptValue
from pydantic import BaseModel
from pydantic import Field as Described

from assistant.bench.lines import Lines
from assistant.bench.report import Figure, show
from assistant.throw_away import throw_away
from chains.parsers import FixingParser, PydanticParser, RetryParser, UnreadableError

BROKEN = 100
TRIES = 3
QUESTION = "Who rents which flat, for how much, and with what?"


class Lease(BaseModel):
    """Who rents what."""

    tenant: str = Described(min_length=1, max_length=40)
    rent: int = Described(ge=1, le=20_000)
    furnished: bool
    rooms: list[str] = Described(min_length=1, max_length=4)


def _good(chance: random.Random) -> dict[str, Any]:
    return {
        "tenant": chance.choice(("Anna Berg", "Omar Aziz", "Mei Lin", "Jonas O'Neill", "李明")),
        "rent": chance.randint(300, 3000),
        "furnished": chance.random() < 0.5,
        "rooms": chance.sample(("kitchen", "bath", "cellar", "balcony"), chance.randint(1, 3)),
    }


def _without(key: str) -> Callable[[dict[str, Any], random.Random], str]:
    return lambda value, _: json.dumps({name: item for name, item in value.items() if name != key})


def _cut(value: dict[str, Any], chance: random.Random) -> str:
    text = json.dumps(value)
    return text[: chance.randint(2, len(text) // 2)]


# Each way to break an output, as models do: the form, the types, the content, all of it.
WAYS: tuple[Callable[[dict[str, Any], random.Random], str], ...] = (
    lambda value, _: f"Of course! Here it is:\n```json\n{json.dumps(value)}\n```",
    lambda value, _: repr(value),
    lambda value, _: json.dumps(value)[:-1] + ",}",
    lambda value, _: json.dumps(value)[:-2],
    lambda value, _: json.dumps({**value, "rent": f"{value['rent']:,} euros"}),
    lambda value, _: json.dumps({**value, "rent": "a fair price"}),
    lambda value, _: json.dumps({**value, "rent": -5}),
    lambda value, _: json.dumps({**value, "rooms": []}),
    lambda value, _: json.dumps({**value, "tenant": ""}),
    lambda value, _: f"{value['tenant']} pays {value['rent']} for {' and '.join(value['rooms'])}.",
    lambda value, _: "\n".join(f"{key}: {item}" for key, item in value.items()),
    lambda value, _: "The answer is: The answer is: The answer is:",
    lambda *_: "",
    lambda *_: '{"properties": {"tenant": {"type": "string"}}}',
    lambda *_: '<|im_start|>}}]]"\\',
    _without("rent"),
    _without("tenant"),
    _cut,
)


def broken(number: int = BROKEN, seed: int = 4) -> list[tuple[str, dict[str, Any]]]:
    """Broken outputs and what each was meant to be, the same ones for the same seed."""
    chance = random.Random(seed)
    out = []
    for place in range(number):
        good = _good(chance)
        out.append((WAYS[place % len(WAYS)](good, chance), good))
    return out


def scripted(cases: Sequence[tuple[str, dict[str, Any]]], seed: int = 5) -> Counter[str]:
    """With a model that is wrong at random, and for one case in six always."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    parser = PydanticParser[Lease](model=Lease)
    for place, (text, good) in enumerate(cases):
        right = TRIES if place % 6 == 5 else chance.randint(0, TRIES - 1)
        model = Lines(lines=["no idea"] * right + [json.dumps(good)])
        kind = RetryParser[Lease] if place % 2 else FixingParser[Lease]
        mender = kind(parser=parser, model=model, grammar=False, tries=TRIES)
        found[_outcome(mender, text)] += 1
        found["too many tries"] += len(model.seen) > TRIES
    return found


def real(cases: Sequence[tuple[str, dict[str, Any]]]) -> Counter[str]:
    """With the starter model under the grammar."""
    found: Counter[str] = Counter()
    with throw_away("mending") as assistant:
        model = assistant.models.chat()
        parser = PydanticParser[Lease](model=Lease)
        for place, (text, _) in enumerate(cases):
            kind = RetryParser[Lease] if place % 2 else FixingParser[Lease]
            found[_outcome(kind(parser=parser, model=model, tries=TRIES), text)] += 1
    return found


def _outcome(mender: FixingParser[Lease], text: str) -> str:
    try:
        reading = mender.parser.read(text)
    except UnreadableError:
        pass
    else:
        return "mended" if reading.mended else "as it stood"
    try:
        mender.parse_with_prompt(text, StringPromptValue(text=QUESTION))
    except UnreadableError as exc:
        clear = exc.code == "chain.unreadable" and exc.params["tries"] == TRIES and exc.params["reason"]
        return "clear error" if clear else "unclear error"
    return "by the model"


def figures(number: int = BROKEN) -> list[Figure]:
    """Both models; beside them, what LangChain's own parser reads of the same outputs."""
    from langchain_core.exceptions import OutputParserException
    from langchain_core.output_parsers import PydanticOutputParser

    cases = broken(number)
    theirs = PydanticOutputParser(pydantic_object=Lease)
    read = 0
    for text, _ in cases:
        try:
            theirs.parse(text)
        except OutputParserException:
            continue
        read += 1
    out = []
    for name, found in (("a scripted model", scripted(cases)), ("the starter model under the grammar", real(cases))):
        ended = found["mended"] + found["as it stood"] + found["by the model"] + found["clear error"]
        out.append(
            Figure(
                f"{number} broken outputs, {TRIES} tries, {name}",
                f"{found['mended'] + found['as it stood']} without a model, {found['by the model']} by it, "
                f"{found['clear error']} clear errors",
                "all parse or end in a clear error",
                ended == number and not found["too many tries"],
                f"LangChain's PydanticOutputParser alone reads {read}",
            )
        )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outputs", type=int, default=BROKEN)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.outputs), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
