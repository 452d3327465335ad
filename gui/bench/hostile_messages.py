"""1,000 hostile messages: nothing is connected to, no file is opened, nothing crashes, and the window stays live.

A child shows them twice: alone, for the stalls, and under strace, where that is installed; marks in its own trace tell
what belongs to the showing.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.bench.report import Figure, show

BAR_MILLISECONDS = 300
_BAIT = "lectern-bait"
_MARKS = ("lectern-showing-begins", "lectern-showing-ends")
_EVIL = "\u202e\u2066\u2067\u200f\u0000\u0007\u001b[31m\ufdd0\ufdd1\ufffc\u2028\u2029\x85\ud800"


def messages(chance: random.Random, bait: Path, large: int) -> Iterator[str]:
    """Hostile texts without end; every kind comes again with other sizes.

    Args:
        bait: a file that must not be opened.
        large: characters of the largest ones.
    """
    address = f"http://127.0.0.1:9/{_BAIT}"
    file = bait.as_uri()
    kinds: list[Callable[[int], str]] = [
        lambda n: f"![picture]({address}.png) ![local]({file}) ![]({file}#{n})\n\n<img src='{address}'>" * (n % 5 + 1),
        lambda n: f"<script>fetch('{address}')</script><iframe src={file}></iframe><style>@import '{address}'</style>",
        lambda n: f"[click](javascript:alert({n})) [x](file:///etc/passwd) [y](data:text/html,<b>) <{address}>",
        lambda n: f"[ref]: {file}\n\n[ref] ![ref]\n\n<body background='{file}'><object data='{address}'></object>",
        lambda n: "|" + "cell|" * 60 + "\n|" + "-|" * 60 + "\n" + ("|" + "x|" * 60 + "\n") * n,
        lambda n: "".join("  " * depth + "- item\n" for depth in range(1000)),
        lambda n: "- " * 1000 + "x",
        lambda n: ">" * 1000 + " quoted",
        lambda n: "".join(f"{place}. item\n" for place in range(n * 20)),
        lambda n: "[" * 20_000,
        lambda n: "![" * 10_000,
        lambda n: "*a **b _c " * 3_000,
        lambda n: "`" * n + "a" + "``" * 5_000,
        lambda n: _EVIL * (n + 1),
        lambda n: "\u202eabc\u202d" * n + "שלום עולם مرحبا " * n,
        lambda n: "e" + "\u0301" * 20_000,
        lambda n: "\U0001f468\u200d" * 10_000,
        lambda n: "\u0e01\u0e31\u0e49" * 5_000 + "\ufe0f\u20e3" * 5_000,
        lambda n: "&#8238;&#xFDD0;&lt;img src=x&gt;&#0;" * n,
        lambda n: "# heading\n" * 2_000,
        lambda n: "```\n" + "code " * 4_000 + "\n" * n,
        lambda n: "a\n\n" * 20_000,
        lambda n: "&" * 20_000 + "<" * 20_000,
        lambda n: "".join(chr(chance.randrange(32, 0x2FFF)) for _ in range(5_000)),
        lambda n: "[1][2][3][99][0]" * 600,
        lambda n: f"<a href='{address}'>" * 500 + "\u00ad" * 5_000,
    ]
    largest: list[Callable[[], str]] = [
        lambda: "w" * (large // 10),
        lambda: "word " * (large // 5),
        lambda: "ﷺ" * (large // 20),
        lambda: f"![x]({file})\n" * (large // 50),
        lambda: "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n" + ("|" + "b|" * 50 + "\n") * (large // 100),
    ]
    number = 0
    while True:
        for kind in kinds:
            number += 1
            yield kind(chance.randrange(1, 200))
        yield largest[number % len(largest)]()


def show_all(count: int, seed: int, bait: Path, large: int) -> dict[str, float]:
    """Show the messages as stored and as streamed answers, and do with them what a person does; figures."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from assistant.events import EvidenceFound, Routed, Token, Verified
    from chains.types import Claim, Quote
    from gui.bench.heartbeat import Heartbeat
    from gui.bench.long_conversation import run_for, turn
    from gui.chat.turn_list import TurnList
    from gui.theme import Themes

    application = QApplication([])
    chance = random.Random(seed)
    source = messages(chance, bait, large)
    texts = [next(source) for _ in range(count)]
    plain = turn(1)
    turns = [
        replace(
            plain,
            ordinal=number,
            answer=text,
            question=text[:5_000] if number % 7 == 0 else plain.question,
            rewritten=text[:300],
            evidence=tuple(replace(quote, text=text[:2_000], title=text[:200]) for quote in plain.evidence[:2]),
            claims=(Claim(text[:100], "no", (), (text[:50],)), Claim(text[100:300], "partly", (0,))),
        )
        for number, text in enumerate(texts, 1)
    ]
    view = TurnList(Themes(application, "light"))
    view.resize(800, 900)
    view.set_turns([plain])
    view.show()
    run_for(300)
    heart = Heartbeat()
    Path("/nonexistent", _MARKS[0]).exists()
    heart.start()
    view.set_turns(turns)
    run_for(30)
    bar = view.verticalScrollBar()
    for number in range(1, count + 1):
        view.scroll_to(number)
        run_for(1)
        if number % 10 == 0:
            QTest.keyClick(view, Qt.Key.Key_Down)
            QTest.keyClick(application.focusWidget() or view, Qt.Key.Key_Tab)
            QTest.mouseMove(view.viewport(), view.viewport().rect().center())
    bar.setValue(0)
    view.find_text("a")
    view.search.step()
    view.set_turns([plain])
    for text in texts[: max(1, count // 20)]:
        view.begin(text[:10_000])
        view.apply(Routed("fact", text[:100]))
        view.apply(EvidenceFound((Quote("d", text[:99], "/x", 1, 0, 9, text[:999], 1.0, 1),), (), True))
        for start in range(0, min(len(text), 40_000), 2_000):
            view.apply(Token(text[start : start + 2_000]))
            run_for(1)
        view.apply(Verified((Claim(text[:80], "partly", (0,), (text[:20],)),), "partly"))
        run_for(45)
        view.finish(replace(plain, ordinal=2, answer=text))
        run_for(1)
        view.finish(None)
        view.set_turns([plain])
    run_for(50)
    heart.stop()
    Path("/nonexistent", _MARKS[1]).exists()
    network = sum("Network" in name for name in sys.modules if name.startswith("PySide6"))
    view.close()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {"longest": heart.longest, "p99": heart.percentile(0.99), "network": float(network)}


def _environment() -> dict[str, str]:
    # Fonts that lack a script are told of once for each of them.
    return {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.text.font.db=false", **os.environ}


def trace_of(command: list[str], folder: Path) -> tuple[int, str, str]:
    """Exit code and output of the child, and the system calls between its marks; empty without strace."""
    strace = shutil.which("strace")
    log = folder / "trace"
    if strace:
        calls = "trace=open,openat,connect,sendto,stat,newfstatat,statx,access,faccessat,faccessat2,execve"
        command = [strace, "-f", "-qq", "--seccomp-bpf", "-e", calls, "-o", str(log), *command]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    sys.stderr.write(ended.stderr)
    if not strace:
        return ended.returncode, ended.stdout, ""
    trace = log.read_text("utf-8", "replace") if log.exists() else ""
    return ended.returncode, ended.stdout, trace.partition(_MARKS[0])[2].partition(_MARKS[1])[0]


def measure(count: int, seed: int, large: int) -> list[Figure]:
    """Stalls without a tracer, which would slow everything down, and calls with one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bait = folder / f"{_BAIT}.png"
        bait.write_bytes(b"no picture")
        command = [
            sys.executable, "-X", "faulthandler", "-m", "gui.bench.hostile_messages", "--child", str(bait),
            "--messages", str(count), "--seed", str(seed), "--large", str(large),
        ]  # fmt: skip
        quiet = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        sys.stderr.write(quiet.stderr)
        code, _, trace = trace_of(command, folder)
    told = json.loads(quiet.stdout) if quiet.returncode == 0 else {"longest": float("inf"), "p99": 0.0, "network": 1.0}
    connects = len(re.findall(r"\b(?:connect|sendto)\(.*AF_INET", trace))
    baits = trace.count(_BAIT) + trace.count("/etc/passwd")
    # Fonts are files too: Qt opens one when a script comes up for the first time.
    opened = [found for found in re.findall(r"open(?:at)?\([^\"]*\"([^\"]+)\"", trace) if not _is_own(found)]
    beside = "strace" if trace else "no strace here"
    crashes = int(quiet.returncode != 0) + int(code != 0)
    longest = told["longest"]
    return [
        Figure(f"{count} messages: crashes", str(crashes), "0", crashes == 0),
        Figure(
            "longest stall",
            f"{longest:.0f} ms",
            f"<= {BAR_MILLISECONDS} ms",
            longest <= BAR_MILLISECONDS,
            f"p99 {told['p99']:.0f} ms",
        ),
        Figure("connections", str(connects), "0", connects == 0 and told["network"] == 0, beside),
        Figure("files of the messages opened or looked for", str(baits), "0", baits == 0, beside),
        Figure(
            "other files opened, but for fonts and programs", str(len(opened)), "0", not opened, ", ".join(opened[:3])
        ),
    ]


def _is_own(path: str) -> bool:
    return bool(re.search(r"font|/usr/lib|/usr/share|/lib/|/proc/|/sys/|/etc/ld|\.(?:so|py|pyc|toml|svg|qss)\b", path))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.hostile_messages", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", type=int, default=10_000_000, help="characters of the largest messages")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.child is not None:
        sys.stdout.write(json.dumps(show_all(options.messages, options.seed, options.child, options.large)))
        return 0
    return show(measure(options.messages, options.seed, options.large), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
