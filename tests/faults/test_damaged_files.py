"""A small, fixed sample of the sweep over damaged files; ``make bars`` runs all of it."""

from pathlib import Path

from assistant.bench.damaged_files import sweep

DEMO = Path(__file__).parents[2] / "resources" / "demo"


def test_damaged_files_are_read_or_refused_by_name(tmp_path: Path) -> None:
    outcomes = list(sweep(tmp_path, DEMO, seed=7, count=12, seconds=8.0))
    assert [f"{o.name}: {o.said}" for o in outcomes if not o.ok] == []
    assert len(outcomes) == 18
