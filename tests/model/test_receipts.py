"""Receipts against llama.cpp's own counters; the whole conversation is ``python -m assistant.bench.receipts``."""

import pytest

from assistant.bench.receipts import converse

pytestmark = pytest.mark.model


@pytest.mark.parametrize("context_tokens", [0, 500])
def test_each_receipt_says_what_the_engine_did_and_only_what_is_new_is_evaluated(context_tokens: int) -> None:
    turns = converse(5, context_tokens)
    assert len(turns) == 5
    assert [turn for turn in turns if not turn.exact] == []
    assert [turn for turn in turns if not turn.only_new] == []
    assert any(turn.compacted for turn in turns) == bool(context_tokens)
