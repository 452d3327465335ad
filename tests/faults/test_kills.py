"""A small, fixed-seed sample of the kill sweep; the whole of it is ``python -m assistant.bench.kills``."""

import pytest

from assistant.bench.kills import sweep


@pytest.mark.timeout(400)
def test_nothing_is_lost_when_add_remove_and_ask_are_killed() -> None:
    kills = sweep(4, seed=5)
    assert {kill.work for kill in kills} == {"add", "remove", "ask"}
    assert [kill for kill in kills if kill.problems] == []
