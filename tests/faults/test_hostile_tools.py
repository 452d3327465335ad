"""Attacks on the tools that stay on the machine: a part of each bench, on each run."""

from assistant.bench import hostile_calculations, hostile_paths


def test_hostile_arguments_of_the_tools_that_reckon_are_refused_at_once() -> None:
    assert all(figure.met for figure in hostile_calculations.figures(200))


def test_hostile_paths_and_races_touch_nothing_outside() -> None:
    assert all(figure.met for figure in hostile_paths.figures(100, seconds=0.5))
