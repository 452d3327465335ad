"""LangChain example selectors that count in the model's own tokens and need no vector store."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.example_selectors import LengthBasedExampleSelector
from langchain_core.example_selectors.base import BaseExampleSelector
from langchain_core.prompts import PromptTemplate
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from numpy.typing import NDArray

from chains.examples import Choice, Count, Example, as_dicts
from chains.text import terms

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Of two examples as fitting, the one that is less like those chosen already counts so much (1: only fitting counts).
MMR_WEIGHT = 0.5
# Runs of up to so many terms are compared; longer ones are seldom shared by texts as short as these.
LONGEST_RUN = 3

Row = dict[str, str]


def selector(choice: Choice, examples: Sequence[Example], *, count: Count, embed: Embed) -> BaseExampleSelector:
    """The selector of a choice over ``examples``.

    Args:
        count: tokens of a text, by the model's own counter.
        embed: ``(n, d) float32`` normalised vectors of n texts.
    """
    rows = as_dicts(examples)
    match choice.selector:
        case "none":
            return AllExamples([])
        case "all":
            return AllExamples(rows)
        case "length":
            return LengthBasedExampleSelector(
                examples=rows,
                example_prompt=PromptTemplate.from_template("{given}\n{wanted}"),
                get_text_length=count,
                max_length=choice.tokens,
            )
        case "similarity":
            return SimilarExamples(rows, choice, count, embed)
        case "mmr":
            return DiverseExamples(rows, choice, count, embed)
        case "ngram":
            return OverlappingExamples(rows, choice, count)


class AllExamples(BaseExampleSelector):
    """All examples, in their order."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = list(rows)

    def add_example(self, example: Row) -> None:
        """Add one at the end."""
        self._rows.append(example)

    def select_examples(self, input_variables: Row) -> list[Row]:
        """All of them."""
        return list(self._rows)


class RankedExamples(BaseExampleSelector):
    """The best examples for a text that fit a budget, the best one last: a small model leans on what it read last.

    Subclasses rank them by what examples were given (``given``); ties go to the one that stands first in the set.

    Args:
        rows: the examples.
        choice: how many, and within how many tokens; an example that does not fit makes way for the next.
        count: tokens of a text.
    """

    def __init__(self, rows: Sequence[Row], choice: Choice, count: Count) -> None:
        self._rows: list[Row] = []
        self._sizes: list[int] = []
        self._choice = choice
        self._count = count
        for row in rows:
            self.add_example(row)

    def add_example(self, example: Row) -> None:
        """Add one; of equally good ones, the first added are taken."""
        self._rows.append(example)
        self._sizes.append(self._count(example["given"]) + self._count(example["wanted"]))

    def select_examples(self, input_variables: Row) -> list[Row]:
        """Those that go with ``input_variables["given"]``, the best one last."""
        left, chosen = self._choice.tokens, list[Row]()
        for place in self._ranked(input_variables["given"]) if self._rows else ():
            if len(chosen) < self._choice.count and self._sizes[place] <= left:
                chosen.insert(0, self._rows[place])
                left -= self._sizes[place]
        return chosen

    def _ranked(self, text: str) -> list[int]:
        """Places of the examples that may be taken, the best first."""
        raise NotImplementedError


class SimilarExamples(RankedExamples):
    """The examples whose meaning is nearest: cosine of their vectors.

    Args:
        embed: ``(n, d) float32`` normalised vectors of n texts.
    """

    def __init__(self, rows: Sequence[Row], choice: Choice, count: Count, embed: Embed) -> None:
        self._embed = embed
        self._known: NDArray[np.float32] | None = None
        super().__init__(rows, choice, count)

    def add_example(self, example: Row) -> None:
        """Add one; its vector is made with the others, when they are first needed."""
        self._known = None
        super().add_example(example)

    def _vectors(self) -> NDArray[np.float32]:
        if self._known is None:
            self._known = self._embed([row["given"] for row in self._rows])
        return self._known

    def _ranked(self, text: str) -> list[int]:
        likeness = self._vectors() @ self._embed([text])[0]
        return [int(place) for place in np.argsort(-likeness, kind="stable")]


class DiverseExamples(SimilarExamples):
    """The nearest examples that are unlike each other: maximal marginal relevance.

    Carbonell and Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998; for examples, Ye et al.,
    "Complementary explanations for effective in-context learning", 2022.
    """

    def _ranked(self, text: str) -> list[int]:
        return maximal_marginal_relevance(
            self._embed([text])[0], list(self._vectors()), lambda_mult=MMR_WEIGHT, k=len(self._rows)
        )


class OverlappingExamples(RankedExamples):
    """The examples that share most words, and runs of words, with the text; none that shares nothing."""

    def __init__(self, rows: Sequence[Row], choice: Choice, count: Count) -> None:
        self._runs: list[Counter[tuple[str, ...]]] = []
        super().__init__(rows, choice, count)

    def add_example(self, example: Row) -> None:
        """Add one."""
        self._runs.append(_runs(example["given"]))
        super().add_example(example)

    def _ranked(self, text: str) -> list[int]:
        wanted = _runs(text)
        shared = [_overlap(wanted, runs) for runs in self._runs]
        return sorted((place for place, score in enumerate(shared) if score > 0), key=lambda place: -shared[place])


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of one to ``LONGEST_RUN`` terms stands in ``text``."""
    found = terms(text)
    return Counter(
        tuple(found[start : start + size])
        for size in range(1, LONGEST_RUN + 1)
        for start in range(len(found) - size + 1)
    )


def _overlap(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """Dice coefficient of two bags of runs, in [0, 1]."""
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0
