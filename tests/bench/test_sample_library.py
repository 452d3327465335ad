"""The sample library answers what people would ask of it: rows, clauses, a scan, and what it does not hold."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.ask_options import AskOptions
from assistant.events import EvidenceFound

DEMO = Path(__file__).parents[2] / "resources" / "demo"
QUESTIONS = tomllib.loads(Path(__file__).with_name("sample_library.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("home")) as assistant:
        files = [file for file in sorted(DEMO.iterdir()) if file.name != "questions.toml"]
        assert all(step.state != "failed" for step in assistant.add(files))
        yield assistant


def evidence(library: Assistant, question: str) -> EvidenceFound:
    options = AskOptions(use_model=False, rewrite=False, route="fact")
    return next(event for event in library.ask(question, options) if isinstance(event, EvidenceFound))


def place(library: Assistant, question: str, words: str) -> int:
    quotes = evidence(library, question).quotes
    return next((number for number, quote in enumerate(quotes, 1) if words in quote.text), 99)


@pytest.mark.parametrize(("part", "first", "among_three"), [("tuned", 0.7, 0.88), ("kept", 0.6, 0.8)])
def test_the_words_that_answer_are_quoted(library: Assistant, part: str, first: float, among_three: float) -> None:
    places = [place(library, question, words) for question, words in QUESTIONS[part].items()]
    assert sum(number == 1 for number in places) >= first * len(places)
    assert sum(number <= 3 for number in places) >= among_three * len(places)


def test_what_the_documents_answer_is_found_and_most_of_the_rest_is_not(library: Assistant) -> None:
    asked = [question for part in ("tuned", "kept") for question in QUESTIONS[part]]
    missed = sum(not evidence(library, question).found for question in asked)
    assert missed <= 0.1 * len(asked)
    absent = [question for part in ("tuned", "kept") for question in QUESTIONS["absent"][part]]
    assert sum(not evidence(library, question).found for question in absent) >= 0.6 * len(absent)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What is the tank capacity of the coffee machine?", "Water tank | 1.8 l"),
        ("What is the rated power of the CM-210?", "Rated power | 1,450 W"),
        ("How much is the monthly rent?", "3.1 The rent is 1,450 euros a month."),
    ],
)
def test_a_row_or_a_clause_is_one_of_the_first_two_quotes_and_is_quoted_alone(
    library: Assistant, question: str, row: str
) -> None:
    assert row in [quote.text for quote in evidence(library, question).quotes[:2]]


def test_no_running_header_is_quoted(library: Assistant) -> None:
    asked = [question for part in ("tuned", "kept") for question in QUESTIONS[part]]
    quoted = [quote.text for question in asked for quote in evidence(library, question).quotes]
    assert not any("operating manual, edition" in text for text in quoted)
