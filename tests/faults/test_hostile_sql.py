"""Hostile statements on a person's tables: a part of the bench, on each run."""

from assistant.bench import hostile_sql


def test_hostile_statements_change_nothing_and_end_in_time() -> None:
    assert all(figure.met for figure in hostile_sql.figures(95))
