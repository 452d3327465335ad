"""Attacks on the tools that stay on the machine: a part of each bench, on each run."""

import subprocess
import sys

from assistant.bench import hostile_calculations


def test_hostile_arguments_of_the_tools_that_reckon_are_refused_at_once() -> None:
    assert all(figure.met for figure in hostile_calculations.figures(200))


def test_hostile_paths_and_races_touch_nothing_outside() -> None:
    # As a command: what Python starts for the races ends with the program, and other tests count processes.
    command = [sys.executable, "-m", "assistant.bench.hostile_paths", "--count", "100", "--seconds", "0.5"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
