"""Questions on tables: 100 on five generated sheets, half of them kept from all tuning; the rows against the truth."""

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from assistant.bench.report import Figure, show
from assistant.bench.table_sheets import samples
from assistant.bench.table_truth import TUNED, UNSEEN, Asked, Cells
from assistant.cancel import Cancel
from assistant.models.wordllama import WordLlama
from assistant.sheets import SheetEngine
from assistant.throw_away import throw_away
from chains.errors import AssistantError
from chains.kit import Kit
from chains.results import ChainInput, ChainResult
from chains.tables.chain import Tables, TablesOptions
from chains.tables.types import Value
from chains.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.bench.table_sheets import Sample

BAR = 0.60


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question run.

    Attributes:
        valid: whether SQL was written and ran; False with ``sql`` empty where the chain said that no column answers.
        by_model: whether the model had a choice.
    """

    asked: Asked
    sql: str
    valid: bool
    right: bool
    by_model: bool
    seconds: float
    rows: tuple[tuple[Value, ...], ...] = ()


@contextmanager
def real_kit() -> Iterator[Kit]:
    """A kit with the starter model."""
    with throw_away("tables") as assistant:
        model = assistant.models.chat(Cancel())
        yield Kit(
            model=model,
            count=assistant.models.counter.count,
            count_messages=lambda messages: model.get_num_tokens_from_messages(list(messages)),
            context_tokens=assistant.models.engine.info.context_tokens,
            embed=WordLlama().embed,
            tables=SheetEngine(),
        )


def run(
    kit: Kit, questions: Sequence[Asked], freedom: str = "likeliest", told: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Ask all of them, each on its own sheet."""
    made = samples()
    outcomes = []
    for asked in questions:
        sample = made[asked.sheet]
        began = time.perf_counter()
        before = len(kit.meter.calls)
        sql, valid, rows = _asked(kit, asked, sample, freedom)
        right = valid and same_rows(rows, asked.truth(sample.records))
        outcome = Outcome(asked, sql, valid, right, len(kit.meter.calls) > before, time.perf_counter() - began, rows)
        if told is not None:
            told(outcome)
        outcomes.append(outcome)
    return outcomes


def _asked(kit: Kit, asked: Asked, sample: "Sample", freedom: str) -> tuple[str, bool, tuple[tuple[Value, ...], ...]]:
    chain = Tables(kit, TablesOptions.model_validate({"freedom": freedom, "rows": 1000}))
    try:
        result = chain.invoke(ChainInput(asked.text, (sample.document,), language=language(asked.text)))
    except AssistantError as exc:
        return str(exc), False, ()
    assert isinstance(result, ChainResult)
    data = cast("Mapping[str, object]", result.data)
    if not data["sql"]:
        return "", False, ()
    rows = cast("list[list[Value]]", data["rows"])
    return str(data["sql"]), True, tuple(map(tuple, rows))


def same_rows(rows: Sequence[Sequence[Value]], truth: Sequence[Cells]) -> bool:
    """Whether there are as many rows, and each row of the truth stands in one of its own; more columns are no fault."""
    if len(rows) != len(truth):
        return False
    left = list(rows)
    for wanted in truth:
        found = next((row for row in left if all(any(_same(cell, value) for value in row) for cell in wanted)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _same(cell: str | int | float, value: Value) -> bool:
    if isinstance(cell, str) or isinstance(value, str):
        return str(cell) == str(value)
    return value is not None and math.isclose(cell, value, rel_tol=1e-6, abs_tol=0.006)


def figures(questions: int | None = None) -> list[Figure]:
    """The unseen half against its bar, the tuned half beside it."""
    with real_kit() as kit:
        tuned = run(kit, TUNED[:questions])
        unseen = run(kit, UNSEEN[:questions])
        chosen = run(kit, UNSEEN[:questions], "readings")
    written = [outcome for outcome in (*tuned, *unseen, *chosen) if outcome.sql]
    valid = sum(outcome.valid for outcome in written)
    asked = sum(outcome.by_model for outcome in (*tuned, *unseen))
    return [
        Figure(
            "tables: right rows on the unseen half",
            f"{_share(unseen):.2f} ({', '.join(_by_kind(unseen))})",
            f"≥ {BAR:.2f}",
            _share(unseen) >= BAR,
            f"tuned half {_share(tuned):.2f}; the model chose in {asked} of {len(tuned) + len(unseen)}; "
            f"given all readings it chose in {sum(outcome.by_model for outcome in chosen)}: {_share(chosen):.2f}",
        ),
        Figure("tables: valid SQL", f"{valid} of {len(written)}", "all", valid == len(written)),
    ]


def _share(outcomes: Sequence[Outcome]) -> float:
    return sum(outcome.right for outcome in outcomes) / max(1, len(outcomes))


def _by_kind(outcomes: Sequence[Outcome]) -> list[str]:
    right = Counter(outcome.asked.kind for outcome in outcomes if outcome.right)
    every = Counter(outcome.asked.kind for outcome in outcomes)
    return [f"{kind} {right[kind]}/{count}" for kind, count in every.items()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=None, help="of each half; all by default")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.questions), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
