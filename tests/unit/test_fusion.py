"""Fusing the dense and the lexical side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.fusion import fuse

SCORES = st.dictionaries(st.integers(0, 9), st.floats(-1, 30, allow_nan=False))


def test_a_lead_on_one_side_is_kept() -> None:
    fused = fuse({1: 0.5, 2: 0.4, 3: 0.3}, {1: 0.0, 2: 10.0, 3: 2.0}, 0.3)
    assert fused == pytest.approx({1: 0.3, 2: 0.85, 3: 0.14})


def test_a_question_without_a_shared_word_is_ranked_by_the_dense_side_alone() -> None:
    fused = fuse({1: 0.2, 2: 0.4}, {1: 0.0, 2: 0.0}, 0.3)
    assert fused == pytest.approx({1: 0.0, 2: 0.3})


@given(SCORES, SCORES, st.floats(0, 1))
def test_each_candidate_of_either_side_gets_a_score_between_0_and_1(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    fused = fuse(dense, lexical, weight)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())
