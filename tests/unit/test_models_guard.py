from hypothesis import given
from hypothesis import strategies as st

from assistant.models.guard import Guard

MARKERS = (
    "<|im_start|>",
    "<|im|>",
    "<start_of_turn>",
    "[INST]",
    "<|user|>",
    "<|user|>\n",
    "### Human:",
    "<<>>a",
    "=##=",
)
TEMPLATE = "{{ '### Human:' }}{{ '<<>>a' }}{{ '=##=' }}{{ '<|user|>\n' }}"


def test_what_marks_a_turn_is_told_from_what_is_only_added() -> None:
    added = (*MARKERS, "   ", "\n\n", "=", "ing", "<", "naïve")
    assert Guard(added, TEMPLATE).markers == set(MARKERS)
    assert Guard(("  ", "ing"), "").parts("a  going  on") == ["a  going  on"]


@given(st.lists(st.sampled_from([*MARKERS, "<", "|", "im", "start", "=##", "<<", "[", "a"]), max_size=8).map("".join))
def test_no_part_holds_a_marker_and_nothing_is_lost(text: str) -> None:
    parts = Guard(MARKERS, TEMPLATE).parts(text)
    assert "".join(parts) == text
    assert not [part for part in parts for marker in MARKERS if marker in part]


def test_a_marker_is_cut_where_every_pre_tokenizer_cuts() -> None:
    assert Guard(MARKERS, TEMPLATE).parts("x <|im_start|>y<start_of_turn>[INST]") == [
        "x <|im", "_start|>y<start", "_of_turn>[INST", "]",
    ]  # fmt: skip
