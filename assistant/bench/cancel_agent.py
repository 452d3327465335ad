"""Stops the agent at any step: how long that takes, and whether the library is as it was before the step.

While it thinks, in a tool, in a chain inside a tool, in a tool that waits for the library's file, while it asks the
person, and in its answer: each with a scripted model that can be held at that very step; then the starter model at
random moments.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant.app import AskOptions, Assistant
from assistant.bench.injections import FACTS
from assistant.bench.report import Figure, show
from assistant.bench.scripted_calls import ScriptedChatModels, Tools, called, said
from assistant.cancel import Cancel
from assistant.events import Done, Failed
from assistant.paths import Paths
from assistant.settings import load_settings
from chains.answer import Check
from chains.consent import Consent, ConsentRequest, Decision
from chains.results import Action

BAR_SECONDS = 0.5
HELD_SECONDS = 20.0
TASK = "What is the rent, and what does it come to in 18 months? And keep a note that the rent is due."
STEPS = (
    "thinking",
    "between words",
    "in a chain in a tool",
    "waiting for the library",
    "asking",
    "in the answer",
    "after a note",
)
# What a turn itself leaves; all else must be as it was.
OF_TURNS = frozenset({"conversations", "turns", "turns_in_versions", "summaries", "sqlite_sequence", "sqlite_stat1"})


@dataclass(frozen=True, slots=True)
class Stopped:
    """One run that was stopped.

    Attributes:
        step: at which.
        seconds: from the stop to the end of the run.
        wrong: what was not as before the step, or how it ended instead.
    """

    step: str
    seconds: float
    wrong: str = ""


@dataclass
class Held:
    """A model that is held at one step until it is let go.

    Attributes:
        reached: the step is there, and may be stopped.
    """

    step: str
    reached: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    made: int = 0

    def __call__(self, messages: Sequence[BaseMessage], tools: Tools) -> Iterable[AIMessageChunk]:
        """Calls in order, then words; the step in question does not end by itself."""
        if not tools:
            # Words of the answer, or of a chain in a tool.
            if self.step in {"in the answer", "in a chain in a tool"}:
                yield said("The rent ")
                self._hold()
            yield said("is 1,450 euros.")
            return
        self.made += 1
        if self.made == 1:
            if self.step == "thinking":
                self._hold()
            yield called("search", {"query": "rent"}) if self.step != "between words" else said("Let me ")
            if self.step == "between words":
                self._hold()
        elif self.made == 2 and self.step == "in a chain in a tool":
            yield called("summarize", {"document": "Lease"})
        elif self.made == 2 and self.step in {"waiting for the library", "asking", "after a note"}:
            yield called("keep_note", {"text": "milk"})
        elif self.made == 3 and self.step == "after a note":
            self._hold()
            yield called("finish", {})
        else:
            yield called("finish", {})

    def _hold(self) -> None:
        self.reached.set()
        self.over.wait(HELD_SECONDS)

    def ask(self, request: ConsentRequest, cancel: Check | None) -> Decision:
        """A person who lets it wait, or says yes."""
        if self.step == "asking":
            self.reached.set()
            while not self.over.wait(0.02):
                if cancel is not None:
                    cancel.check()
        return "once"


def figures(rounds: int = 5, starter: int = 20, seed: int = 1) -> list[Figure]:
    """Stop at each step so often, and the starter model at so many random moments."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        document = Path(folder) / "lease.md"
        document.write_text(f"# Lease\n\n{FACTS}\n\n" + "The tenant keeps the stairs clean. " * 200)
        with Assistant.open(home) as assistant:
            for step in assistant.add([document]):
                if step.error is not None:
                    raise step.error
        stopped = [one for step in STEPS for one in _scripted(home, step, rounds)]
        found.append(_figure(f"scripted, {len(STEPS)} steps × {rounds}", stopped))
        if starter:
            found.append(_figure(f"starter model, {starter} random moments", _starter(home, starter, seed)))
    return found


def _figure(name: str, stopped: Sequence[Stopped]) -> Figure:
    seconds = sorted(one.seconds for one in stopped)
    wrong = [one for one in stopped if one.wrong]
    by_step = {step: max(one.seconds for one in stopped if one.step == step) for step in {one.step for one in stopped}}
    beside = f"median {seconds[len(seconds) // 2]:.3f} s; slowest: "
    beside += ", ".join(f"{step} {slowest:.2f}" for step, slowest in sorted(by_step.items()))
    beside += f"; {len(stopped) - len(wrong)} of {len(stopped)} left the library as before"
    if wrong:
        beside += f": {wrong[0].step}: {wrong[0].wrong}"
    worst = seconds[-1]
    met = worst <= BAR_SECONDS and not wrong
    return Figure(f"stop, {name}: slowest", f"{worst:.3f} s", f"<= {BAR_SECONDS} s, library as before", met, beside)


def _scripted(home: Path, step: str, rounds: int) -> list[Stopped]:
    found = []
    paths = Paths(home)
    for _ in range(rounds):
        held = Held(step)
        settings = load_settings(paths.settings)
        with Assistant(paths, settings, ScriptedChatModels(settings, paths.cache, held)) as assistant:
            found.append(_stopped(assistant, step, held.reached, held.over, held.ask))
    return found


def _stopped(assistant: Assistant, step: str, reached: threading.Event, over: threading.Event, ask: Consent) -> Stopped:
    """Stop as soon as the step is reached."""
    cancel = Cancel()
    asked = [0.0]
    before = dump(assistant.paths.database)
    notes = len(assistant.notes.all())
    lock: apsw.Connection | None = None
    if step == "waiting for the library":
        lock = apsw.Connection(str(assistant.paths.database))

    def stop() -> None:
        reached.wait(HELD_SECONDS)
        time.sleep(0.1)  # so that it is well within the step
        asked[0] = time.monotonic()
        cancel.set()
        if lock is not None:
            time.sleep(0.1)  # the turn itself has to be stored; the note, which may go on now, must not be
            lock.execute("ROLLBACK")

    def consent(request: ConsentRequest, check: Check | None) -> Decision:
        if lock is not None:  # another program writes: the note has to wait for the file
            lock.execute("BEGIN IMMEDIATE")
            reached.set()
        return ask(request, check)

    stopping = threading.Thread(target=stop, daemon=True)
    stopping.start()
    states: dict[int, str] = {}
    ended: Any = None
    try:
        for event in assistant.ask(TASK, AskOptions(route="agent", consent=consent), cancel):
            if isinstance(event, Action):
                states[event.number] = event.state
            ended = event
    finally:
        took = time.monotonic() - asked[0] if asked[0] else 0.0
        over.set()
    stopping.join()
    time.sleep(0.3)  # what was left alone would write now
    if lock is not None:
        lock.close()
    expected = notes + (1 if step == "after a note" else 0)
    now = len(assistant.notes.all())
    wrong = ""
    if not asked[0]:
        wrong = f"it was over before: {type(ended).__name__}"
    elif isinstance(ended, Failed):
        wrong = f"failed: {ended.error.code}"
    elif not isinstance(ended, Done) or ended.stopped != "cancelled":
        wrong = "it was not told as stopped"
    elif now != expected:
        wrong = f"{now - notes} notes"
    elif step != "after a note":
        after = dump(assistant.paths.database)
        wrong = ", ".join(f"table {name}" for name in before if before[name] != after.get(name))
    return Stopped(step, took, wrong)


def _starter(home: Path, moments: int, seed: int) -> list[Stopped]:
    """The starter model at random moments of a run whose length was measured first."""
    chance = random.Random(seed)
    found: list[Stopped] = []

    def allow(request: ConsentRequest, cancel: Check | None) -> Decision:
        return "deny"

    with Assistant.open(home) as assistant:
        began = time.monotonic()
        list(assistant.ask(TASK, AskOptions(route="agent", consent=allow)))
        began = time.monotonic()
        list(assistant.ask(TASK, AskOptions(route="agent", consent=allow)))
        whole = time.monotonic() - began
        for _ in range(3 * moments):
            one = _at(assistant, chance.uniform(0.02, whole * 0.9), allow)
            if one.step != "over before" and len(found) < moments:  # there was something to stop
                found.append(one)
    return found


def _at(assistant: Assistant, seconds: float, ask: Consent) -> Stopped:
    cancel, asked = Cancel(), [0.0]
    before = dump(assistant.paths.database)

    def stop() -> None:
        asked[0] = time.monotonic()
        cancel.set()

    timer = threading.Timer(seconds, stop)
    timer.start()
    where, ended = "thinking", None
    for event in assistant.ask(TASK, AskOptions(route="agent", consent=ask), cancel):
        if isinstance(event, Action):
            where = "in a tool" if event.state == "running" else "thinking"
        ended = event
    took = time.monotonic() - asked[0] if asked[0] else 0.0
    timer.cancel()
    after = dump(assistant.paths.database)
    wrong = ", ".join(f"table {name}" for name in before if before[name] != after.get(name))
    if isinstance(ended, Failed):
        wrong = wrong or f"failed: {ended.error.code}"
    return Stopped(where if asked[0] else "over before", took, wrong)


def dump(database: Path) -> dict[str, str]:
    """What stands in each table that is not of the conversations."""
    connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        tables = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if name not in OF_TURNS and "vocabulary" not in name]
        return {name: repr(sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))) for name in kept}
    finally:
        connection.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(prog="python -m assistant.bench.cancel_agent", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--starter", type=int, default=20, help="random moments with the starter model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.rounds, chosen.starter, chosen.seed), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
