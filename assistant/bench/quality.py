"""The bars of retrieval, evidence, answers and "not found", by ``assistant eval`` on a SQuAD file."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.bench.report import Figure, show
from assistant.evaluation import EvalOptions, evaluate

ARTICLES = "5-8"
MODEL_QUESTIONS = 300
LANGCHAIN_CONTAINS = ".12"


def without_model(file: Path, sample: int | None = None) -> list[Figure]:
    """Retrieval, evidence and "not found", no model asked."""
    found = evaluate(EvalOptions(file, articles=ARTICLES, use_model=False, sample=sample))
    asked = f"{found['questions']} questions of articles {ARTICLES}"
    return [
        _at_least(f"hit@1, {asked}", found, "hit@1", 0.84, "an hour's heuristic, articles 1–8: .829"),
        _at_least("hit@4", found, "hit@4", 0.95, ".946"),
        Figure("evidence@1 · @2", f"{found['evidence@1']:.3f} · {found['evidence@2']:.3f}", beside=".73 · .83"),
        _at_least("evidence@3", found, "evidence@3", 0.88, ".87"),
        _at_least("not_found_rate, article left out", found, "not_found_rate", 0.93, "plain RAG never says so"),
        Figure(
            "false_not_found_rate",
            f"{found['false_not_found_rate']:.3f}",
            "≤ 0.10",
            found["false_not_found_rate"] <= 0.10,
        ),
        Figure("impossible_not_found_rate", f"{found['impossible_not_found_rate']:.3f}"),
    ]


def reranked(file: Path, sample: int | None = None) -> list[Figure]:
    """The same with the model's query likelihood."""
    found = evaluate(EvalOptions(file, articles=ARTICLES, use_model=False, rerank=True, sample=sample))
    seconds = found["seconds"]["retrieve"]
    return [
        _at_least("evidence@1, reranked", found, "evidence@1", 0.77),
        _at_least("evidence@3, reranked", found, "evidence@3", 0.89),
        Figure("seconds a question, reranked", f"{seconds:.2f}", "≤ 1", seconds <= 1.0),
    ]


def with_model(file: Path, sample: int = MODEL_QUESTIONS) -> list[Figure]:
    """The starter model's own words."""
    found = evaluate(EvalOptions(file, articles=ARTICLES, sample=sample, seed=1))
    return [
        _at_least(
            f"answer_contains, {found['questions']} questions",
            found,
            "answer_contains",
            0.40,
            f"plain LangChain, same model and embedder: {LANGCHAIN_CONTAINS}",
        ),
        Figure("answer_f1", f"{found['answer_f1']:.3f}"),
        _at_least(
            "supported_precision", found, "supported_precision", 0.75, f"{found['supported']:.2f} called supported"
        ),
    ]


def chinese(file: Path) -> list[Figure]:
    """Questions in Chinese on Chinese texts, reported."""
    found = evaluate(EvalOptions(file, use_model=False))
    return [
        Figure(
            f"{found['questions']} questions in Chinese",
            f"evidence@3 {found['evidence@3']:.3f}",
            beside=f"hit@1 {found['hit@1']:.3f}, false not found {found['false_not_found_rate']:.3f}",
        )
    ]


def _at_least(name: str, found: dict[str, Any], key: str, bar: float, beside: str = "") -> Figure:
    value = found[key]
    return Figure(name, f"{value:.3f}", f"≥ {bar}", value >= bar, beside)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="questions: SQuAD JSON, or JSON lines")
    parser.add_argument(
        "--part", choices=("without_model", "reranked", "with_model", "chinese"), default="without_model"
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    parts: dict[str, Callable[[Path], list[Figure]]] = {
        "without_model": without_model,
        "reranked": reranked,
        "with_model": with_model,
        "chinese": chinese,
    }
    return show(parts[chosen.part](chosen.file), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
