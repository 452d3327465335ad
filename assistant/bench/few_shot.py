"""What choosing few-shot examples saves in tokens, and what it does to the answers: selectors on the same questions.

Labels for short messages, generated with their truth; and, with a SQuAD file, short answers from the sentence that
holds them. The examples come from other wordings, and other articles, than the questions.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.app import Assistant
from assistant.bench.few_shot_messages import LABELS, labelled
from assistant.bench.report import Figure, show
from assistant.evaluation import contains, f1
from assistant.models.wordllama import WordLlama
from assistant.throw_away import throw_away
from chains.examples import SELECTORS, Choice, Example, ExampleSet, Selector, Sets
from chains.text import sentences

QUESTIONS = 50
EXAMPLES = 24
# A budget into which not all examples fit; how many the nearest are is the settings' default.
TOKENS, COUNT = 220, 4
COMPARED: tuple[Selector, ...] = ("none", "length", "similarity")
SHORTEST_ANSWER, LONGEST_ANSWER = 2, 60


@dataclass(frozen=True, slots=True)
class Task:
    """Questions of known truth, and the examples that the model may be shown.

    Attributes:
        instructions: the system message.
        examples: all of them.
        questions: what is asked, and all answers that are right.
        choices: the answers that there are; empty where any may be written.
    """

    name: str
    instructions: str
    examples: tuple[Example, ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What came of one selector on one task; tokens of all questions together."""

    right: int = 0
    f1: float = 0.0
    prompt: int = 0
    evaluated: int = 0


def labelling(count: int = QUESTIONS, seed: int = 0) -> Task:
    """Messages to a house's office and what they are."""
    examples = labelled("examples", EXAMPLES, seed)
    asked = labelled("questions", count, seed)
    return Task(
        f"labels of {count} messages",
        f"Say what the message is: {', '.join(LABELS)}.",
        tuple(Example(text, label) for text, label in examples),
        tuple((text, (label,)) for text, label in asked),
        LABELS,
    )


def reading(file: Path, count: int = QUESTIONS, seed: int = 0) -> Task:
    """Questions on one sentence of SQuAD each; examples from the first four articles, questions from the next."""
    articles = json.loads(file.read_text("utf-8"))["data"]
    chance = random.Random(seed)
    shown = chance.sample(list(_answerable(articles[:4])), EXAMPLES)
    asked = chance.sample(list(_answerable(articles[4:8])), count)
    return Task(
        f"{count} questions of SQuAD",
        "Answer with words of the text, as short as you can.",
        tuple(Example(given, answers[0]) for given, answers in shown),
        tuple(asked),
    )


def _answerable(articles: Sequence[dict[str, Any]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first short question of each paragraph, with the sentence that its answer stands in."""
    for article in articles:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for question in paragraph["qas"]:
                answers = [answer for answer in question.get("answers", ()) if len(answer["text"]) <= LONGEST_ANSWER]
                if not answers or len(answers[0]["text"]) < SHORTEST_ANSWER:
                    continue
                place = answers[0]["answer_start"]
                spans = [span for span in sentences(text) if span[0] <= place < span[1]]
                if spans:
                    sentence = " ".join(text[spans[0][0] : spans[0][1]].split())
                    given = f"Text: {sentence}\nQuestion: {question['question'].strip()}"
                    yield given, tuple(dict.fromkeys(answer["text"] for answer in answers))
                    break


def figures(
    squad: Path | None = None, count: int = QUESTIONS, selectors: Sequence[Selector] = COMPARED
) -> list[Figure]:
    """Each selector on each task, beside all examples."""
    tasks = [labelling(count), *([] if squad is None else [reading(squad, count)])]
    with throw_away("few-shot") as assistant:
        return [figure for task in tasks for figure in _compared(assistant, task, selectors)]


def _compared(assistant: Assistant, task: Task, selectors: Sequence[Selector]) -> Iterator[Figure]:
    order: list[Selector] = ["all", *(name for name in selectors if name != "all")]
    found = {name: _outcome(assistant, task, name) for name in order}
    whole, asked = found["all"], len(task.questions)
    for name, outcome in found.items():
        right = f"right {outcome.right / asked:.2f}"
        if not task.choices:
            right += f", F1 {outcome.f1 / asked:.2f}"
        saved = 1 - outcome.prompt / whole.prompt
        yield Figure(
            f"{task.name}, examples: {name}",
            f"{outcome.prompt / asked:.0f} tokens a question ({saved:.0%} saved), {right}",
            beside=f"evaluated {outcome.evaluated / asked:.0f} a question, the rest stood in the KV cache",
        )


def _outcome(assistant: Assistant, task: Task, name: Selector) -> Outcome:
    examples = ExampleSet("bench", task.name, "en", task.examples)
    sets = Sets(
        lambda *_: examples,
        lambda _: Choice(name, TOKENS, COUNT),
        assistant.models.counter.count,
        WordLlama().embed,
    )
    model = assistant.models.chat()
    assistant.models.engine.clear()
    outcome = Outcome()
    for given, answers in task.questions:
        shown = sets.choose("bench", "en", given)
        held = {"response_format": _one_of(task.choices)} if task.choices else {}
        bound = model.bind(temperature=0.0, max_tokens=24, **held)
        reply = bound.invoke(_messages(task, shown, given))
        text = reply.text.strip().strip('"')
        outcome.right += (text in answers) if task.choices else contains(text, answers)
        outcome.f1 += f1(text, answers)
        outcome.prompt += reply.usage_metadata["input_tokens"] if reply.usage_metadata else 0
        outcome.evaluated += reply.response_metadata["evaluated"]
    return outcome


def _messages(task: Task, shown: Sequence[Example], given: str) -> list[BaseMessage]:
    messages: list[BaseMessage] = [SystemMessage(task.instructions)]
    for example in shown:
        wanted = json.dumps(example.wanted) if task.choices else example.wanted
        messages += [HumanMessage(example.given), AIMessage(wanted)]
    return [*messages, HumanMessage(given)]


def _one_of(choices: Sequence[str]) -> dict[str, object]:
    schema = {"type": "string", "enum": list(choices)}
    return {"type": "json_schema", "json_schema": {"name": "label", "schema": schema, "strict": True}}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="SQuAD JSON, for the questions on texts")
    parser.add_argument("--count", type=int, default=QUESTIONS)
    parser.add_argument("--selector", action="append", choices=SELECTORS, help="only these, beside all examples")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.file, chosen.count, chosen.selector or COMPARED), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
