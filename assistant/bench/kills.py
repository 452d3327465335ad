"""Kill sweep: ``kill -9`` at random moments of add, remove and ask; afterwards nothing is lost and all is whole.

A victim runs as a process of its own and prints what it has acknowledged. It is killed at a random moment, alone: that
its children end with it is part of what is shown. Then the library must pass its check, an uninterrupted run of the
same work must give the same end state, and every acknowledged turn must be there.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant.app import Assistant
from assistant.ask_options import AskOptions
from assistant.bench.report import Figure, show
from assistant.bench.texts import write_documents
from assistant.database import Database
from assistant.events import Done
from assistant.library.schema import MIGRATIONS
from assistant.paths import Paths

DOCUMENTS = 40
CHARACTERS = 6_000
QUESTIONS = ("What is the code word of report 3?", "What is the code word of report 7?", "Who objected?")
ORPHAN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Kill:
    """What one kill led to; ``problems`` is empty if all is well."""

    work: str
    after_seconds: float
    acknowledged: int
    problems: tuple[str, ...]


def state(home: Path) -> str:
    """A digest of all documents with their chunks, words and vectors; numbers of rows do not count, order neither."""
    database = Database(Paths(home).database, MIGRATIONS)
    digest = hashlib.sha256()
    for key, identity, title, text in database.rows("SELECT key, id, title, text FROM documents ORDER BY id"):
        digest.update(f"{identity}|{title}|{text}".encode())
        for row in database.rows(
            "SELECT start, stop, page, context, text FROM chunks WHERE document = ? ORDER BY start", (key,)
        ):
            digest.update(repr(row).encode())
        digest.update(bytes(database.value("SELECT data FROM vectors WHERE document = ?", (key,)) or b""))
        for row in database.rows("SELECT path FROM paths WHERE document = ? ORDER BY path", (key,)):
            digest.update(row[0])
        for row in database.rows(
            "SELECT f.body, f.context FROM chunks_fts f JOIN chunks c ON c.id = f.rowid WHERE c.document = ? "
            "ORDER BY c.start",
            (key,),
        ):
            digest.update(repr(row).encode())
    waiting = database.value("SELECT count(*) FROM queue")
    database.close()
    return f"{digest.hexdigest()}, {waiting} in the queue"


def work(name: str, home: Path, documents: Path) -> None:
    """What a victim does; prints a line for each thing that it has acknowledged."""
    with Assistant.open(home) as assistant:
        if name == "add":
            for step in assistant.add([documents]):
                if step.state == "ready":
                    _say("ready", step.document)
        elif name == "remove":
            for info in assistant.library.documents()[::2]:
                assistant.remove([info.id])
                _say("removed", info.id)
        else:
            for question in QUESTIONS:
                for event in assistant.ask(question, AskOptions(rewrite=False)):
                    if isinstance(event, Done):
                        _say("answered", event.conversation, event.answer)


def sweep(kills: int, seed: int) -> list[Kill]:
    """Kill ``kills`` victims at random moments."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="lectern-kills-") as folder:
        root = Path(folder)
        documents = root / "documents"
        write_documents(documents, DOCUMENTS, CHARACTERS)
        empty, full = root / "empty", root / "full"
        Assistant.open(empty).close()
        seconds = {"add": _finish("add", _copy(empty, full), documents)}
        ends = {"add": state(full)}
        for name in ("remove", "ask"):
            target = _copy(full, root / f"end-{name}")
            seconds[name] = _finish(name, target, documents)
            ends[name] = state(target)
        found = []
        for number in range(kills):
            name = ("add", "add", "remove", "ask")[number % 4]
            home = _copy(empty if name == "add" else full, root / "victim")
            after = chance.uniform(0.05, 0.95) * seconds[name]
            found.append(_kill(name, home, documents, after, ends[name]))
        return found


def _kill(name: str, home: Path, documents: Path, after: float, end: str) -> Kill:
    problems: list[str] = []
    victim = _start(name, home, documents)
    time.sleep(after)
    children = psutil.Process(victim.pid).children(recursive=True) if victim.poll() is None else []
    victim.send_signal(signal.SIGKILL)
    output, _ = victim.communicate()
    acknowledged = [json.loads(line) for line in output.decode().splitlines() if line.endswith("]")]
    _, alive = psutil.wait_procs(children, timeout=ORPHAN_SECONDS)
    problems += [f"child {child.pid} outlived its parent" for child in alive]
    with Assistant.open(home) as assistant:
        ids = {info.id for info in assistant.library.documents()}
        for kind, identity, *rest in acknowledged:
            if kind == "ready" and identity not in ids:
                problems.append(f"acknowledged document {identity[:8]} is lost")
            if kind == "removed" and identity in ids:
                problems.append(f"removed document {identity[:8]} is back")
            if kind == "answered":
                turns = assistant.conversations.turns(identity)
                if not turns or turns[-1].state != "done" or turns[-1].answer != rest[0]:
                    problems.append(f"acknowledged turn of {identity} is lost")
        for _ in assistant.resume():
            pass
        report = assistant.check()
        problems += [finding.message for finding in report.findings]
        if report.indexed != report.chunks:
            problems.append(f"index holds {report.indexed} of {report.chunks} chunks")
    if name in {"add", "ask"}:
        _finish(name, home, documents)
    else:
        # What is left to remove is known from the uninterrupted run alone.
        _remove_rest(home, documents)
    if state(home) != end:
        problems.append("end state differs from an uninterrupted run's")
    return Kill(name, round(after, 2), len(acknowledged), tuple(problems))


def _remove_rest(home: Path, documents: Path) -> None:
    with Assistant.open(home) as assistant:
        order = sorted(documents.iterdir())
        present = {Path(info.path): info.id for info in assistant.library.documents()}
        kept = _kept_after_removal(home.parent / "full")
        assistant.remove([present[file] for file in order if file in present and file not in kept])


def _kept_after_removal(full: Path) -> set[Path]:
    with Assistant.open(full) as assistant:
        return {Path(info.path) for info in assistant.library.documents()[1::2]}


def _start(name: str, home: Path, documents: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "assistant.bench.kills", "--victim", name, str(home), str(documents)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _finish(name: str, home: Path, documents: Path) -> float:
    """Let the work run to its end; the seconds that it took."""
    began = time.monotonic()
    victim = _start(name, home, documents)
    victim.communicate()
    if victim.returncode:
        raise RuntimeError(f"{name} failed by itself, exit {victim.returncode}")
    return time.monotonic() - began


def _copy(home: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def _say(*words: str) -> None:
    os.write(1, (json.dumps(words) + "\n").encode())


def figures(kills: int = 20, seed: int = 1) -> list[Figure]:
    """The sweep as figures."""
    found = sweep(kills, seed)
    bad = [kill for kill in found if kill.problems]
    first = f"{bad[0].work} after {bad[0].after_seconds} s: {bad[0].problems[0]}" if bad else ""
    return [
        Figure(
            "kill -9 at random moments of add, remove, ask",
            f"{len(found) - len(bad)} of {len(found)} whole",
            "all",
            not bad,
            first,
        )
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--victim", nargs=3, metavar=("WORK", "HOME", "DOCUMENTS"))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.victim:
        work(chosen.victim[0], Path(chosen.victim[1]), Path(chosen.victim[2]))
        return 0
    return show(figures(chosen.kills, chosen.seed), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
