"""Examples in front of the starter model: a person's own sets, within the context, on the receipt by its own count."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.app import Assistant
from chains.classify import Classify, ClassifyOptions
from chains.documents import as_document
from chains.extract import Extract, ExtractOptions
from chains.kit import Chain, ChainInput, Kit

pytestmark = pytest.mark.model

SET = """
purpose = "Mine."
language = "en"
[[examples]]
given = "Mine, the first of them."
wanted = "invoice"
[[examples]]
given = "Mine, the second of them."
wanted = "letter"
"""
INVOICE = as_document("Invoice No. 7\n\nAmount due: 420 euros. Payment is due within 14 days.", "a")
DATES = as_document("Date: 3 May 2024\n\nDate: 5 May 2024", "b")
CALLS = pytest.mark.parametrize(
    ("chain", "text", "document"),
    [
        (lambda kit: Classify(kit, ClassifyOptions(votes=2)), "invoice, letter", INVOICE),
        (lambda kit: Extract(kit, ExtractOptions()), "date: date", DATES),
    ],
    ids=["classify", "extract"],
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("home")
    (home / "examples").mkdir()
    for name in ("classify", "extract"):
        (home / "examples" / f"{name}.en.toml").write_text(SET, "utf-8")
    with Assistant.open(home, {"examples.classify": "all", "examples.extract": "all"}) as opened:
        yield opened


@CALLS
def test_a_persons_own_examples_go_in_and_are_on_the_receipt(
    assistant: Assistant, chain: Any, text: str, document: Any
) -> None:
    kit: Kit = assistant.chains.kit()
    used: Chain[Any] = chain(kit)
    result = used.invoke(ChainInput(text, (document,)))
    calls = result.usage.calls
    assert len(result.usage.examples) == 2 * len(calls) > 0
    assert all("Mine, the first" in call.prompt and "Mine, the second" in call.prompt for call in calls)
    taken = sum(tokens for _, tokens in result.usage.examples)
    assert 0 < taken < sum(call.prompt_tokens or 0 for call in calls)


@CALLS
def test_examples_make_way_before_the_models_own_count_passes_the_context(
    assistant: Assistant, chain: Any, text: str, document: Any
) -> None:
    shown = set()
    for context in (*range(80, 130, 3), *range(130, 420, 16)):
        kit = replace(assistant.chains.kit(), context_tokens=context)
        result = chain(kit).invoke(ChainInput(text, (document,)))
        for call in result.usage.calls:
            assert (call.prompt_tokens or 0) + (call.answer_tokens or 0) <= context
        if result.usage.calls:
            shown.add(len(result.usage.examples) / len(result.usage.calls))
    assert {0.0, 1.0, 2.0} <= shown
