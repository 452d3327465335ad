"""Word problems with a known answer: step by step with the calculator, in the model's own words, and at once."""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.bench.report import Figure, show
from assistant.throw_away import throw_away
from chains.kit import ChainInput, Kit
from chains.reason import Reason, ReasonOptions, answer_key

PROBLEMS = 60
NAMES = ("Anna", "Omar", "Mei", "Jonas", "Priya", "Luca", "Sofia", "David")
THINGS = ("apples", "books", "stamps", "marbles", "tickets", "chairs", "bottles", "plates")

Template = Callable[[random.Random], tuple[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One word problem.

    Attributes:
        kept: of a template that was kept from all tuning.
    """

    text: str
    answer: Fraction
    kept: bool


def _says(text: str, answer: float | Fraction) -> tuple[str, Fraction]:
    return text, Fraction(answer).limit_denominator(1000)


def _tuned() -> tuple[Template, ...]:
    def bought(chance: random.Random) -> tuple[str, Fraction]:
        a, b = chance.randint(3, 9), chance.randint(2, 12)
        return _says(f"A pen costs {b} euros. How much do {a} pens cost?", a * b)

    def eaten(chance: random.Random) -> tuple[str, Fraction]:
        a, b = chance.randint(20, 60), chance.randint(3, 15)
        name, thing = chance.choice(NAMES), chance.choice(THINGS)
        return _says(f"{name} has {a} {thing} and gives {b} of them away. How many {thing} are left?", a - b)

    def shared(chance: random.Random) -> tuple[str, Fraction]:
        a, b = chance.randint(3, 9), chance.randint(4, 12)
        return _says(f"{a * b} {chance.choice(THINGS)} are packed into {a} equal boxes. How many are in each box?", b)

    def change(chance: random.Random) -> tuple[str, Fraction]:
        a, b = chance.randint(2, 6), chance.randint(3, 9)
        paid = 60
        return _says(
            f"{chance.choice(NAMES)} buys {a} tickets at {b} euros each and pays with {paid} euros. "
            "How much money comes back?",
            paid - a * b,
        )

    def rent(chance: random.Random) -> tuple[str, Fraction]:
        a, b = chance.randrange(500, 1200, 50), chance.randrange(40, 160, 10)
        return _says(
            f"The rent of a flat is {a} euros a month, and heating costs {b} euros a month. What is paid in 12 months?",
            12 * (a + b),
        )

    return bought, eaten, shared, change, rent


def _kept() -> tuple[Template, ...]:
    def together(chance: random.Random) -> tuple[str, Fraction]:
        a, b, c = (chance.randint(5, 40) for _ in range(3))
        return _says(
            f"Three classes collected {a}, {b} and {c} kilograms of paper. How much is that in all?", a + b + c
        )

    def journey(chance: random.Random) -> tuple[str, Fraction]:
        speed, hours = chance.randrange(50, 110, 10), chance.randint(2, 6)
        return _says(
            f"A train travels at {speed} kilometres an hour for {hours} hours. How far does it get?", speed * hours
        )

    def discount(chance: random.Random) -> tuple[str, Fraction]:
        price, percent = chance.randrange(40, 200, 20), chance.choice((10, 20, 25, 50))
        return _says(
            f"A jacket costs {price} euros. In the sale it is {percent}% off. What does it cost in the sale?",
            Fraction(price * (100 - percent), 100),
        )

    def saved(chance: random.Random) -> tuple[str, Fraction]:
        week, weeks, spent = chance.randint(5, 15), chance.randint(4, 10), chance.randint(6, 18)
        return _says(
            f"{chance.choice(NAMES)} saves {week} euros every week for {weeks} weeks and then spends {spent} euros on "
            "a gift. How much is left?",
            week * weeks - spent,
        )

    def seats(chance: random.Random) -> tuple[str, Fraction]:
        rows, each, groups = chance.randint(3, 8), chance.randint(4, 9), 2
        return _says(
            f"A hall has {rows} rows with {each} seats each. {rows * each // groups} seats are taken. "
            "How many are free?",
            rows * each - rows * each // groups,
        )

    return together, journey, discount, saved, seats


def problems(count: int = PROBLEMS, seed: int = 4) -> list[Problem]:
    """So many problems, half of them of templates that were kept from tuning."""
    chance = random.Random(seed)
    found = []
    for place in range(count):
        kept = bool(place % 2)
        templates = _kept() if kept else _tuned()
        text, answer = templates[place // 2 % len(templates)](chance)
        found.append(Problem(text, answer, kept))
    return found


def right(kit: Kit, options: ReasonOptions, given: Sequence[Problem]) -> Iterator[bool]:
    """Whether each problem's answer is right."""
    for problem in given:
        result = Reason(kit, options).invoke(ChainInput(problem.text))
        assert isinstance(result.data, dict)
        yield answer_key(str(result.data["answer"])) == str(problem.answer)


def figures(count: int = PROBLEMS, most: int | None = None) -> list[Figure]:
    """All ways, or the first of them, beside the direct answer of the same model."""
    given = problems(count)
    with throw_away("reasoning") as assistant:
        kit = assistant.chains.kit()
        ways = {
            "direct": (kit, ReasonOptions(direct=True)),
            "steps, calculator in the grammar": (kit, ReasonOptions()),
            "steps, own words, calculations checked": (replace(kit, grammar=False), ReasonOptions()),
            "the same, no examples": (kit, ReasonOptions(few_shot=False)),
            "the same, 5 tries": (kit, ReasonOptions(samples=5)),
        }
        chosen = list(ways.items())[:most]
        marks = {label: list(right(way, options, given)) for label, (way, options) in chosen}
    direct = sum(marks["direct"])
    return [
        Figure(
            f"word problems, {label}",
            f"{sum(found)} of {count} right (kept templates: "
            f"{sum(mark for mark, problem in zip(found, given, strict=True) if problem.kept)} of "
            f"{sum(problem.kept for problem in given)})",
            beside=f"direct: {direct} of {count}",
        )
        for label, found in marks.items()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=PROBLEMS)
    parser.add_argument("--ways", type=int, help="so many of the ways; the first is the direct answer")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.problems, chosen.ways), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
