"""The longest stall of the window while a chain tells of each of many steps, and then brings a table of 500 rows."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.paths import Paths
from assistant.settings import load_settings
from chains.answer import Check
from chains.kit import (
    Cell,
    Chain,
    ChainEvent,
    ChainInput,
    ChainOptions,
    ChainResult,
    Chart,
    Note,
    Progress,
    Step,
    Table,
    Words,
)
from chains.types import Claim, Quote
from gui.bench.heartbeat import Heartbeat
from gui.bench.waiting import wait
from gui.bench.windows import application, make_window
from gui.chat.turn_view import TurnView

MOST = 100.0
ROWS, COLUMNS = 500, 10
PROGRESS, STEPS, SENTENCES = 20_000, 200, 400
SECONDS = 120.0
_CHAIN = 'entry = "gui.bench.chain_stalls:Flood"\ntakes = "text"\n[purpose]\nen = "Tells everything at once."\n'


class Flood(Chain[ChainOptions]):
    """Tells as much as it can, without a pause and without the model."""

    Options = ChainOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        for number in range(PROGRESS):
            if cancel is not None:
                cancel.check()
            yield Progress("reading", number, PROGRESS, f"section {number}", number // 2)
            if number % (PROGRESS // STEPS) == 0:
                yield Step("thought", f"What is said in section {number} goes with what was said before it.")
            if number % (PROGRESS // SENTENCES) == 0:
                yield Words(f"Sentence {number} of many [{number % ROWS + 1}]. ")
        quotes = tuple(
            Quote("d" * 64, f"Report {number}", "/r.pdf", number + 1, 0, 30, f"Value {number} is {number * 7}.", 1.0, 0)
            for number in range(ROWS)
        )
        rows = tuple(
            tuple(
                Cell(f"value {number} of {column}" if column % 3 else f"{number * 7}", number * 7, (number,), "yes")
                for column in range(COLUMNS)
            )
            for number in range(ROWS)
        )
        names = tuple(f"Column {column}" for column in range(COLUMNS))
        text = "\n\n".join(f"Sentence {number} of many [{number + 1}]." for number in range(SENTENCES))
        claims = tuple(Claim(f"Sentence {number} of many", "yes", (number,)) for number in range(100))
        yield ChainResult(
            text, quotes, claims, Table(names, rows, names[::3]), Chart("bar", names[1], names[0]),
            tuple(Step("thought", f"thought {number}") for number in range(STEPS)), (Note("many"),), None, (ROWS, ROWS),
        )  # fmt: skip


def figures() -> list[Figure]:
    """Stalls of the UI thread from the question until its turn stands there and was scrolled and sorted."""
    application()
    with tempfile.TemporaryDirectory(prefix="lectern-chain-stalls-") as name:
        paths = Paths(Path(name) / "home")
        paths.chains.mkdir(parents=True)
        (paths.chains / "flood.toml").write_text(_CHAIN, "utf-8")

        def opened() -> Assistant:
            settings = load_settings(paths.settings)
            return Assistant(paths, settings, ScriptedModels(settings, paths.cache, lambda _: Scene(())))

        window = make_window(paths.home, opened)
        conversation = window.conversation
        _wait(lambda: window.ready and conversation.chains.offers is not None)
        wait(1500)  # the start has its own bench
        heart = Heartbeat(window)
        heart.start()
        began = time.monotonic()
        conversation.ask("/flood everything")
        _wait(lambda: not conversation.asking and not conversation.open_one.reading)
        wait(300)
        running, seconds = heart.longest, time.monotonic() - began
        turns = conversation.open_one.turns
        whole = bool(turns) and turns[-1].state == "done" and turns[-1].made is not None
        heart.start()
        grids = [view.made.table.grid for view in window.findChildren(TurnView) if view.made and view.made.table]
        for grid in grids[-1:]:
            for column in range(COLUMNS):
                grid.sortByColumn(column, Qt.SortOrder.DescendingOrder)
                wait(30)
            bar = grid.verticalScrollBar()
            for part in range(0, bar.maximum(), max(1, bar.maximum() // 30)):
                bar.setValue(part)
                wait(10)
        heart.stop()
        used = heart.longest
        window.close_now()
        window.deleteLater()
        wait(20)
    told = f"{PROGRESS} steps of progress, {SENTENCES} sentences, {ROWS} × {COLUMNS} cells in {seconds:.1f} s"
    return [
        Figure(
            "stalls of the window while a chain runs and its table comes",
            f"longest {running:.0f} ms",
            f"≤ {MOST:.0f} ms",
            whole and running <= MOST,
            told,
        ),
        Figure(
            f"stalls while {ROWS} rows are sorted and scrolled",
            f"longest {used:.0f} ms",
            f"≤ {MOST:.0f} ms",
            bool(grids) and used <= MOST,
            f"p99 {heart.percentile(0.99):.0f} ms",
        ),
    ]


def _wait(fact: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not fact() and time.monotonic() < until:
        wait(10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.chain_stalls", description=__doc__)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
