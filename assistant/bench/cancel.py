"""Cancels answers at random moments, prefill included: how long that takes, and is the next answer a fresh one's."""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from langchain_core.messages import BaseMessage, HumanMessage

from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.models.chat_model import ChatLlama
from assistant.models.engine import Engine, EngineOptions
from chains.errors import Cancelled

BAR_SECONDS = 0.5
LONG = "The tenant pays the rent of 900 euros on the first day of each month to the landlord's account. " * 80
QUESTION: list[BaseMessage] = [HumanMessage("The rent is 900 euros, due on the first. When is the rent due?")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m assistant.bench.cancel", description=__doc__)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return show(measure(Path(folder), options.moments, options.seed), as_json=options.json)


def measure(cache_dir: Path, moments: int, seed: int) -> list[Figure]:
    """Latencies from ``Cancel.set`` to ``Cancelled``, and how many next answers were right."""
    chance = random.Random(seed)
    expected = _fresh_answer(cache_dir)
    engine = Engine(EngineOptions(cache_dir=cache_dir, context_tokens=4096))
    chat = ChatLlama(engine=engine, max_tokens=32)
    try:
        engine.load()
        whole, prefill = _durations(chat)
        latencies: list[float] = []
        in_prefill = same = 0
        for _ in range(moments):
            engine.clear()
            after = chance.uniform(0.02, whole * 0.9)
            latency, started_writing = _cancelled_after(chat, after)
            latencies.append(latency)
            in_prefill += not started_writing
            engine.clear()
            same += chat.invoke(QUESTION).content == expected
    finally:
        engine.close()
    latencies.sort()
    p95 = latencies[min(len(latencies) - 1, round(0.95 * len(latencies)))]
    return [
        Figure(
            name=f"cancel at {moments} random moments ({in_prefill} in prefill), p95",
            value=f"{p95:.3f} s",
            bar=f"<= {BAR_SECONDS} s",
            met=p95 <= BAR_SECONDS,
            beside=f"prefill {prefill:.1f} s, whole answer {whole:.1f} s; median {latencies[moments // 2]:.3f} s",
        ),
        Figure(
            name="next answer, greedy, emptied cache, equals a fresh engine's",
            value=f"{same} of {moments}",
            bar="all",
            met=same == moments,
        ),
    ]


def _fresh_answer(cache_dir: Path) -> str:
    engine = Engine(EngineOptions(cache_dir=cache_dir, context_tokens=4096))
    try:
        return ChatLlama(engine=engine, max_tokens=32).invoke(QUESTION).text
    finally:
        engine.close()


def _durations(chat: ChatLlama) -> tuple[float, float]:
    chat.engine.clear()
    started = time.monotonic()
    stream = chat.stream([HumanMessage(LONG)], max_tokens=64, stop_loops=False)
    next(stream)
    prefill = time.monotonic() - started
    for _ in stream:
        pass
    return time.monotonic() - started, prefill


def _cancelled_after(chat: ChatLlama, seconds: float) -> tuple[float, bool]:
    """Seconds from the cancellation to ``Cancelled``, and whether the answer had begun."""
    cancel = Cancel()
    asked = [0.0]

    def ask() -> None:
        asked[0] = time.monotonic()
        cancel.set()

    timer = threading.Timer(seconds, ask)
    timer.start()
    begun = False
    try:
        for _ in chat.stream([HumanMessage(LONG)], cancel=cancel, max_tokens=256, stop_loops=False):
            begun = True
    except Cancelled:
        return time.monotonic() - asked[0], begun
    finally:
        timer.cancel()
    return 0.0, begun  # the answer was complete before the moment came


if __name__ == "__main__":
    sys.exit(main())
