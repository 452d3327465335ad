"""Tasks of known truth on the sample library by kind, and how tasks are made of SQuAD's questions; halves alternate."""

import csv
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.agent_evaluation import AgentTask
from assistant.evaluation import Question
from resources import resource

Kind = Literal["lookup", "two lookups", "lookup and calculation", "table and calculation", "not there"]
Half = Literal["tuned", "kept"]
HALVES: tuple[Half, ...] = ("tuned", "kept")
# The articles of SQuAD's dev set that stand in the library of each half.
ARTICLES: Mapping[Half, str] = {"tuned": "1-4", "kept": "5-8"}
# Tasks of each kind and half that are made of SQuAD's questions.
SQUAD_TASKS = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class KindTask:
    """A task with the kind that it is counted under."""

    kind: Kind
    task: AgentTask


def _task(text: str, *answer: str, one_of: Sequence[str] = ()) -> AgentTask:
    return AgentTask(task=text, answer=answer, one_of=tuple(one_of))


def _absent(text: str) -> AgentTask:
    return AgentTask(task=text, not_there=True)


def _ended(number: str, unit: str) -> tuple[str, ...]:
    """How a result of one digit may be told, which stands in many a text by chance."""
    return (f"= {number}", f"is {number}", f"{number} {unit}", f"{number}.00", f"{number}.0")


def sample_tasks() -> dict[Kind, list[AgentTask]]:
    """Those on the sample library."""
    return {
        "lookup": [
            _task("How big is the flat in square metres?", "68"),
            _task("Who was excused from the product meeting?", "Carla Osei"),
            _task("What kind of beans must not go into the coffee machine?", one_of=("sugar", "caramel")),
            _task("by when does the landlord have to give the deposit back", "21 days"),
            _task("How many people fit into study room C?", one_of=("eight", "8")),
            _task("What compensation do the waterworks pay?", "6.50"),
        ],
        "two lookups": [
            _task("How much is the rent, and for how many nights may guests stay in the flat?", "1450", "20"),
            _task("What does the coffee machine weigh and how long is its cord?", "8.6", "1.2"),
            _task("When does the fair in Lyon begin, and how much money was approved for it?", "May", "16000"),
            _task("Who is the fitter of the waterworks? And what is the number of our meter?", "Moreau", "77-40912"),
            _task(
                "What does a new card cost when I lose mine? On which day is the library closed?",
                "3 euros",
                one_of=("Monday", "Mondays"),
            ),
            _task("Find the service's telephone number in the manual and the rated power.", "0555 0170", "1450"),
        ],
        "lookup and calculation": [
            _task("How much rent do the tenants pay in 12 months?", "17400"),
            _task("What do the security deposit and the pet deposit come to together?", "3200"),
            _task("Leo has 860 orders. How many are missing to the goal for the end of April?", "1140"),
            _task("What is 5 percent of the security deposit?", "145"),
            _task("How much do 5000 descaling cards cost, at the price in the meeting notes?", "550"),
            _task(
                "A bag holds 1000 grams of beans. How many times does it fill the bean container?",
                one_of=_ended("4", "times"),
            ),
        ],
        "table and calculation": _table_tasks(),
        "not there": [
            _absent("What is the Wi-Fi password of the flat?"),
            _absent("How much does the coffee machine cost in Japan?"),
            _absent("Who is the mayor of Port Wenlow?"),
            _absent("What did the company spend on television advertising?"),
            _absent("Which airline did Leo book for Lyon?"),
            _absent("When was Daniel Okafor born?"),
        ],
    }


def _table_tasks() -> list[AgentTask]:
    whole = _sold("revenue_eur")
    kettles = _sold("revenue_eur", product="Kettle") // _sold("units", product="Kettle")
    apart = _sold("revenue_eur", region="North") - _sold("revenue_eur", region="West")
    south = _sold("revenue_eur", region="South") * 10 / 100
    more = _sold("units", product="Toaster", region="North", month="2024-11") - _sold(
        "units", product="Toaster", region="West", month="2024-11"
    )
    return [
        _task("What was the total revenue in 2024, divided by 12 months?", f"{whole / 12:.2f}".removesuffix(".00")),
        _task("How many more toasters did the North sell than the West in November 2024?", str(more)),
        _task("What is 10 percent of the revenue of the South in 2024?", f"{south:g}"),
        _task("How many tickets did support have in all, by the table in the meeting notes?", "1089"),
        _task("By how many do the tickets on descaling exceed those on Wi-Fi pairing?", "291"),
        _task("What do the water filter set and the milk hose cost together?", "42.4"),
        _task("What is the late fee for a film that is brought back 6 days late?", one_of=_ended("3", "euros")),
        _task("What are the four chairs in the list of furniture worth together?", "240"),
        _task("How many units were sold in June 2024 over all regions?", str(_sold("units", month="2024-06"))),
        _task("What is the difference between the revenue of the North and of the West in 2024?", str(apart)),
        _task("Divide the revenue of kettles in 2024 by the units sold.", str(kettles)),
        _task(
            "If I borrow as many books as I may and renew none, for how many weeks can I keep them?",
            one_of=_ended("4", "weeks"),
        ),
    ]


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    return tuple(csv.DictReader(resource("demo", "sales.csv").read_text("utf-8").splitlines()))


def _sold(column: str, **where: str) -> int:
    """The sum of a column of the sales table."""
    return sum(int(row[column]) for row in _rows() if all(row[key] == value for key, value in where.items()))


# --- SQuAD --------------------------------------------------------------------------------------------------------

# What leans on a paragraph that nobody sees cannot be asked of a whole library.
_LEANS = re.compile(
    r"\b(?:this|that|these|those|they|he|she|his|her|their|its?|such|the (?:text|passage|article))\b", re.I
)
_FEWEST_WORDS = 7


def squad_tasks(
    here: Sequence[Question], elsewhere: Sequence[Question], seed: int = SEED
) -> dict[Kind, list[AgentTask]]:
    """Tasks made of questions with their own answers.

    Args:
        here: of the articles in the library.
        elsewhere: of articles that are not in it.
    """
    chance = random.Random(seed)
    known = [question for question in here if _stands_alone(question)]
    numbers = [(question, number) for question in known if (number := _number(question)) is not None]
    singles = chance.sample(known, SQUAD_TASKS * 3)
    lookups, firsts, seconds = (singles[place::3] for place in range(3))
    missing = chance.sample([question for question in elsewhere if _stands_alone(question)], SQUAD_TASKS)
    return {
        "lookup": [AgentTask(task=question.text, one_of=question.answers) for question in lookups],
        "two lookups": list(_twice(firsts, seconds)),
        "lookup and calculation": list(_reckoned(chance.sample(numbers, SQUAD_TASKS), chance)),
        "not there": [_absent(question.text) for question in missing],
    }


def _stands_alone(question: Question) -> bool:
    enough = len(question.text.split()) >= _FEWEST_WORDS
    return bool(question.answers) and enough and not _LEANS.search(question.text) and question.text.endswith("?")


def _number(question: Question) -> int | None:
    """The number that answers a question, where all its answers are that number."""
    found = {answer.replace(",", "") for answer in question.answers}
    return int(text) if len(found) == 1 and re.fullmatch(r"[1-9]\d{0,8}", text := found.pop()) else None


def _twice(firsts: Sequence[Question], seconds: Sequence[Question]) -> Iterator[AgentTask]:
    for first, second in zip(firsts, seconds, strict=True):
        text = f"{first.text} And {second.text[0].lower()}{second.text[1:]}"
        # One of several spellings counts: the shortest stands in the others.
        yield AgentTask(task=text, answer=(min(first.answers, key=len), min(second.answers, key=len)))


_ON_YEARS: tuple[tuple[str, Callable[[int], int]], ...] = (
    ("How many years before 2020 was that?", lambda year: 2020 - year),
    ("How many years are there between then and the year 2000?", lambda year: 2000 - year),
)
_ON_NUMBERS: tuple[tuple[str, Callable[[int], int]], ...] = (
    ("What is that number times 3?", lambda number: number * 3),
    ("How much is that plus 250?", lambda number: number + 250),
)


def _reckoned(numbers: Sequence[tuple[Question, int]], chance: random.Random) -> Iterator[AgentTask]:
    for question, number in numbers:
        is_year = 1000 <= number <= 1999 and re.search(r"\b(?:year|when)\b", question.text, re.I)
        words, worked_out = chance.choice(_ON_YEARS if is_year else _ON_NUMBERS)
        yield _task(f"{question.text} {words}", str(worked_out(number)))


def tasks(half: Half, here: Sequence[Question], elsewhere: Sequence[Question]) -> list[KindTask]:
    """All tasks of one half."""
    found: list[KindTask] = []
    made = squad_tasks(here, elsewhere)
    for kind, given in sample_tasks().items():
        mine = given[HALVES.index(half) :: 2]
        found += [KindTask(kind, task) for task in (*mine, *made.get(kind, ()))]
    return found
