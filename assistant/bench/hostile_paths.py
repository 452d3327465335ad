"""Paths and races that attack the files tools: nothing outside the named folder is read, changed or looked into."""

# ruff: noqa: E501 - what is written as a table reads better with many entries a line

import argparse
import contextlib
import hashlib
import itertools
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from langchain_core.tools import BaseTool
from pydantic import ValidationError

from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.toolkits.files import FilesToolkit
from chains.errors import AssistantError

# Of each race, and how often it is won or lost in it is told.
RACE_SECONDS = 2.0
SECRET = "KEEP-THIS-SECRET"
# Older than anything: whoever reads sets the time of the last look, even where that is only done once a day.
_LONG_AGO = 1_000_000_000
_WRITTEN = "written by the tool"

Swap = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Planted:
    """The folders of one run.

    Attributes:
        work: the named folder.
        outside: beside it, measured; ``home`` in it stands for Lectern's own.
        limbo: beside it, where races move things to.
    """

    work: Path
    outside: Path
    limbo: Path


@dataclass
class Outcome:
    """What came of all calls.

    Attributes:
        leaked: replies in which something of outside stands.
        wrong: errors that are none of the program's own.
    """

    calls: int = 0
    refused: int = 0
    leaked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


def plant(folder: Path) -> Planted:
    """A named folder with traps in it, and what they lead to."""
    planted = Planted(folder / "work", folder / "outside", folder / "limbo")
    for place in (planted.work / "reports", planted.outside / "home", planted.outside / "deep" / "er", planted.limbo):
        place.mkdir(parents=True)
    for name in ("secret.txt", "a.txt", "home/library.txt", "deep/er/secret.txt", "deep/secret.txt", "id_rsa", "x.csv"):
        (planted.outside / name).write_text(f"{SECRET} {name}\n", "utf-8")
    work = planted.work
    for name in ("a.txt", "reports/b.txt", "CASE.txt", "数据.txt", "swapped.txt"):
        (work / name).write_text("inside\n", "utf-8")
    (work / "swapped").mkdir()
    (work / "swapped" / "a.txt").write_text("inside\n", "utf-8")
    (work / ".hidden.txt").write_text(SECRET, "utf-8")
    links = {
        "link.txt": planted.outside / "secret.txt", "out": planted.outside, "up": Path(".."), "root": Path("/"),
        "proc": Path("/proc/self"), "reports/out": planted.outside / "deep", "loop": Path("loop"), "etc": Path("/etc"),
        "chain.txt": Path("link.txt"), "dangling.txt": planted.outside / "new.txt", "null.txt": Path("/dev/null"),
        "self": Path(), "home": planted.outside / "home", "zero.txt": Path("/dev/zero"), "tty.txt": Path("/dev/tty"),
    }  # fmt: skip
    for name, target in links.items():
        (work / name).symlink_to(target)
    os.link(planted.outside / "secret.txt", work / "hard.txt")
    os.link(planted.outside / "home" / "library.txt", work / "reports" / "hard.txt")
    os.mkfifo(work / "pipe.txt")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as server, contextlib.chdir(work):
        server.bind("socket.txt")
    with contextlib.suppress(PermissionError):  # for root alone
        os.mknod(work / "device.txt", 0o600 | 0o020000, os.makedev(1, 5))
    return planted


def paths(planted: Planted) -> list[str]:
    """What a model may be made to ask for."""
    outside, work = planted.outside, planted.work
    wanted = ("secret.txt", "a.txt", "home/library.txt", "deep/er/secret.txt", "new.txt")
    ups = (
        "..", "work/..", "reports/../..", "./..", "../../..", "reports/./../../", "..//", "...", "....", ".. ", " ..", "..\u200b",
        "．．", "‥", "%2e%2e", "..%2f", "%252e%252e", "..\\", "\\..", "..\x00", "..\n", "work/reports/../../..", "~", "~/..",
        "$HOME/..", "swapped/../..", "up", "up/up", "self/..", "self/up", "out", "reports/out/..", "root" + str(outside),
        "proc/cwd", "proc/root" + str(outside), "loop/..", "link.txt/..", "a.txt/..", "pipe.txt/..", "\u202e..", "..;", "*/..", "?",
    )  # fmt: skip
    found = [f"{up}/{inner}" for up in ups for inner in wanted]
    found += [f"{up}/outside/{inner}" for up in ups[:8] for inner in wanted]
    for inner in wanted:
        whole = str(outside / inner)
        found += [
            whole, f"/{whole}", f"file://{whole}", whole.upper(), quote(whole), f"{work}/..{whole}", f"{work}{os.sep}../outside/{inner}",
            f"{work}x/../outside/{inner}", f"{work}/out/{inner}", f" {whole}", f"{whole}\x00.txt", f"/proc/self/root{whole}",
            f"/proc/{os.getpid()}/cwd/../{inner}", f"work/root{whole}", os.path.relpath(whole), os.path.relpath(whole, work),
        ]  # fmt: skip
    found += [
        "link.txt", "chain.txt", "dangling.txt", "hard.txt", "reports/hard.txt", "pipe.txt", "socket.txt", "device.txt", "null.txt",
        "zero.txt", "tty.txt", "loop", "loop/loop/loop", "out", "up", "root", "etc/passwd", "proc/environ", "proc/mem", "home/library.txt",
        ".hidden.txt", "work/.hidden.txt", ".git/config", ".ssh/id.txt", "reports/.x/y.txt", "\u200c.hidden.txt", ".", "..", "/", "//", "", " ",
        "/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/self/mem", "/proc/self/fd/0", "/dev/stdin", "/dev/sda", "/sys/power/state",
        "/dev/fd/1", "~/.ssh/id_rsa", "~root/.bashrc", "C:\\Windows\\win.ini", "\\\\server\\share\\x.txt", "//server/share/x.txt", "CON", "NUL.txt",
        "a.txt:stream.txt", "a.txt::$DATA", "x" * 255 + ".txt", "x/" * 500, "x" * 900, "a" * 2_000, "\ud800.txt", "a\udcff.txt", "\x1b[2J.txt",
        "-rf", "--help", "-o x.txt", "a.txt; id", "$(id).txt", "`id`.txt", "|id", "a.txt\n/etc/passwd", "WORK/a.txt/..", "case.txt/../..", "数据.txt/..",
        "work", "work/", "work/work/../..", "reports", "a.txt/", "a.txt/.", "a.txt/x.txt", "nothing/x.txt", "nothing.txt/../../outside/a.txt",
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def figures(count: int | None = None, seconds: float = RACE_SECONDS) -> list[Figure]:
    """All paths, or ``count`` spread over all, by each tool; then the races, each for so many seconds."""
    with tempfile.TemporaryDirectory(prefix="lectern-paths-") as name:
        planted = plant(Path(name).resolve())
        every = paths(planted)
        chosen = every if count is None else every[:: max(1, len(every) // count)]
        before = _measured(planted.outside)
        outcome, raced = Outcome(), Outcome()
        with _tools(planted) as tools:
            for path in chosen:
                _attack(tools, path, outcome)
            swaps = 0
            for swap in (_swap_folder, _swap_file, _swap_hard, _swap_pipe, _swap_away, _swap_root):
                swaps += _race(tools, planted, swap, seconds, raced)
        touched = _differences(before, planted.outside)
        control = _control(planted, seconds)
        strays = [file.name for file in planted.limbo.rglob("*") if _WRITTEN in _text_of(file)]
    problems = [*outcome.leaked, *outcome.wrong, *raced.leaked, *raced.wrong, *touched, *strays]
    for line in problems[:20]:
        sys.stderr.write(line.encode("ascii", "backslashreplace").decode()[:300] + "\n")
    if not control:
        problems.append("the tool that checks a path and then opens it stood the race: this machine shows nothing")
    leaks, wrong = len(outcome.leaked) + len(raced.leaked), len(outcome.wrong) + len(raced.wrong)
    return [
        Figure(
            f"files: {len(chosen)} hostile paths by three tools, six races",
            f"{len(touched)} touched outside, {leaks} leaks, {wrong} other errors, {len(strays)} strays",
            "0 outside touched, 0 leaks",
            not problems,
            f"{outcome.refused} of {outcome.calls} calls refused (slowest {outcome.slowest:.2f} s); {swaps} swaps against "
            f"{raced.calls} calls, {raced.calls - raced.refused} of them done inside; a tool that checks the path and then "
            f"opens it leaked {control} times in the same race",
        )
    ]


@contextlib.contextmanager
def _tools(planted: Planted) -> Iterator[Mapping[str, BaseTool]]:
    agent = SimpleNamespace(folders=(str(planted.work),))
    context = SimpleNamespace(settings=SimpleNamespace(agent=agent), folder=planted.outside / "home", cancel=Cancel())
    toolkit = FilesToolkit(context=context)
    try:
        yield {tool.name: tool for tool in toolkit.get_tools()}
    finally:
        toolkit.close()


def _attack(tools: Mapping[str, BaseTool], path: str, outcome: Outcome) -> None:
    """One path by each tool, as a model calls them."""
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("read_file", {"path": path}),
        ("list_folder", {"path": path}),
        ("write_file", {"path": path, "text": _WRITTEN}),
        ("write_file", {"path": path, "text": _WRITTEN, "overwrite": True}),
        ("write_file", {"path": f"{path}/{_WRITTEN}.txt", "text": _WRITTEN}),
    )
    for name, arguments in calls:
        outcome.calls += 1
        began = time.perf_counter()
        try:
            reply = str(tools[name].invoke(arguments))
        except (AssistantError, ValidationError):
            outcome.refused += 1
        except Exception as exc:  # noqa: BLE001 - any other error is what the bench looks for
            outcome.wrong.append(f"{name} {path!r}: {type(exc).__name__}: {exc}")
        else:
            # Names of a folder outside stand in a listing of it, its files' contents in a reading.
            if SECRET in reply or "root:" in reply or "id_rsa" in reply or "library.txt" in reply:
                outcome.leaked.append(f"{name} {path!r}: {reply[:80]!r}")
        outcome.slowest = max(outcome.slowest, time.perf_counter() - began)


# --- races: another process swaps what a path names, as fast as it can ---


def _race(tools: Mapping[str, BaseTool], planted: Planted, swap: Swap, seconds: float, outcome: Outcome) -> int:
    """How often the other process has swapped while the tools were called."""
    with _swapped(planted, swap) as swaps:
        end = time.monotonic() + seconds
        for path in itertools.cycle(("swapped.txt", "swapped/a.txt", "swapped/secret.txt", "swapped/er/secret.txt")):
            if time.monotonic() > end:
                break
            _attack(tools, path, outcome)
        return int(swaps.value)


@contextlib.contextmanager
def _swapped(planted: Planted, swap: Swap) -> Iterator[Any]:
    """Another process at work; how often it has swapped."""
    context = multiprocessing.get_context("spawn")
    swaps, stop = context.Value("l", 0), context.Event()
    other = context.Process(target=_swapping, args=(swap, planted, swaps, stop), daemon=True)
    other.start()
    deadline = time.monotonic() + 60
    while not swaps.value and other.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)  # it starts up
    try:
        yield swaps
    finally:
        stop.set()
        other.join(10)
    if other.exitcode != 0:
        raise RuntimeError(f"{swap.__name__} ended with {other.exitcode}")


def _swapping(swap: Swap, planted: Planted, swaps: Any, stop: Any) -> None:  # multiprocessing's own have no public type
    while not stop.is_set():
        with contextlib.suppress(OSError):  # the tool is at work in the same place
            swap(planted.work, planted.outside)
        swaps.value += 1


def _swap_folder(work: Path, outside: Path) -> None:
    """A folder and a link to one outside."""
    (work / "swapped").rename(work / "aside")
    (work / "swapped").symlink_to(outside / "deep")
    (work / "swapped").unlink()
    (work / "aside").rename(work / "swapped")


def _swap_file(work: Path, outside: Path) -> None:
    """A file and a link to one outside."""
    (work / "link.tmp").symlink_to(outside / "secret.txt")
    (work / "link.tmp").replace(work / "swapped.txt")
    (work / "file.tmp").write_text("inside\n", "utf-8")
    (work / "file.tmp").replace(work / "swapped.txt")


def _swap_hard(work: Path, outside: Path) -> None:
    """A file and a second name of one outside."""
    os.link(work / "hard.txt", work / "hard.tmp")
    (work / "hard.tmp").replace(work / "swapped.txt")
    (work / "file.tmp").write_text("inside\n", "utf-8")
    (work / "file.tmp").replace(work / "swapped.txt")


def _swap_pipe(work: Path, outside: Path) -> None:
    """A file and a pipe that nobody writes into."""
    os.mkfifo(work / "pipe.tmp")
    (work / "pipe.tmp").replace(work / "swapped.txt")
    (work / "file.tmp").write_text("inside\n", "utf-8")
    (work / "file.tmp").replace(work / "swapped.txt")


def _swap_away(work: Path, outside: Path) -> None:
    """A folder that is inside and outside by turns."""
    (work / "swapped").rename(work.parent / "limbo" / "swapped")
    (work.parent / "limbo" / "swapped").rename(work / "swapped")


def _swap_root(work: Path, outside: Path) -> None:
    """The named folder itself, and a link in its place."""
    work.rename(work.parent / "limbo" / "work")
    work.symlink_to(outside)
    work.unlink()
    (work.parent / "limbo" / "work").rename(work)


def _control(planted: Planted, seconds: float) -> int:
    """How often a tool that looks where a path leads, and then opens it, gives away what is outside."""
    leaks = 0
    with _swapped(planted, _swap_folder):
        began = time.monotonic()
        # Longer where it has not been caught yet: a race is lost sooner or later.
        while (passed := time.monotonic() - began) < seconds or (not leaks and passed < 30):
            path = planted.work / "swapped" / "secret.txt"
            with contextlib.suppress(OSError):
                (planted.work / "swapped").stat()
                if path.resolve().is_relative_to(planted.work):
                    leaks += SECRET in path.read_text("utf-8")
    return leaks


# --- what became of the folder outside ---


def _measured(folder: Path) -> dict[str, tuple[object, ...]]:
    """Hash of each file, and what the file system says of it; the last look at it is set to long ago."""
    places = [folder, *sorted(folder.rglob("*"))]
    hashes = {place: _hash(place) for place in places}
    for place in reversed(places):
        os.utime(place, ns=(_LONG_AGO, place.lstat().st_mtime_ns), follow_symlinks=False)
    return {str(place): (hashes[place], *_state(place)) for place in places}


def _differences(before: Mapping[str, tuple[object, ...]], folder: Path) -> list[str]:
    """What is other than it was; the states are taken before anything is looked into again."""
    states = {name: _state(Path(name)) if os.path.lexists(name) else None for name in before}
    found = [f"{name} is gone" for name, state in states.items() if state is None]
    for name, state in states.items():
        if state is not None and (before[name][0] != _hash(Path(name)) or tuple(before[name][1:]) != state):
            found.append(f"{name} was touched: {before[name][1:]} {state}")
    return found + [f"{place} is new" for place in folder.rglob("*") if str(place) not in before]


def _state(place: Path) -> tuple[int, ...]:
    """Kind and permissions, size, and when it was looked at, changed, and changed in any way, in nanoseconds."""
    state = place.lstat()
    return state.st_mode, state.st_size, state.st_ino, state.st_atime_ns, state.st_mtime_ns


def _hash(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() and not place.is_symlink() else ""


def _text_of(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.is_file() and not file.is_symlink() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seconds", type=float, default=RACE_SECONDS, help="of each race")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.count, chosen.seconds), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
