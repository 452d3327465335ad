"""Prefill and decode through ``ChatLlama`` against a bare llama.cpp loop over the same file, in the same run, in turns.

The bare loop is what is left without Lectern: ``llama_decode`` and the greedy sampler by token ids, in a process of its
own, with llama.cpp's own threads as they come. Beside it, the shipped file with the defaults of ``ChatLlamaCpp``.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.bench.report import Figure, show
from assistant.cancel import Cancel
from assistant.child import Call
from assistant.models import catalog, offload
from assistant.models.chat_model import ChatLlama, to_engine
from assistant.models.engine import Engine, EngineOptions
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker
from chains.errors import Cancelled

CONTEXT_TOKENS = 2048
STEPS = 96
BAR = 0.95
LOAD_BAR = 0.70
BUSY = 2
BUSY_NICE = 19
TEXT = "The tenant pays the rent of 900 euros on the first day of each month to the landlord's account. "


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second."""

    prefill: float
    decode: float


class BareLoop:
    """The child's object: one model, one context, nothing of ours."""

    def __init__(self, path: str, batch: int, flash_attention: bool, threads: int) -> None:
        import llama_cpp as ll

        self._log = ll.llama_log_callback(lambda *_: None)  # kept: llama.cpp holds its address
        ll.llama_log_set(self._log, None)
        self._model = ll.llama_model_load_from_file(path.encode(), ll.llama_model_default_params())
        params = ll.llama_context_default_params()
        params.n_ctx = CONTEXT_TOKENS
        params.n_batch = params.n_ubatch = batch
        params.flash_attn_type = int(flash_attention)
        params.n_threads = params.n_threads_batch = threads
        self._context = ll.llama_init_from_model(self._model, params)
        self._batch = batch

    def run(self, _call: Call, tokens: Sequence[int], steps: int) -> Wire:
        """Evaluate ``tokens``, write ``steps`` greedily; seconds of each."""
        import ctypes

        import llama_cpp as ll

        ll.llama_memory_clear(ll.llama_get_memory(self._context), False)
        sampler = ll.llama_sampler_init_greedy()
        started = time.perf_counter()
        for start in range(0, len(tokens), self._batch):
            part = (ctypes.c_int32 * len(tokens[start : start + self._batch]))(*tokens[start : start + self._batch])
            ll.llama_decode(self._context, ll.llama_batch_get_one(part, len(part)))
        token = (ctypes.c_int32 * 1)(ll.llama_sampler_sample(sampler, self._context, -1))
        prefilled = time.perf_counter()
        for _ in range(steps - 1):
            ll.llama_decode(self._context, ll.llama_batch_get_one(token, 1))
            token[0] = ll.llama_sampler_sample(sampler, self._context, -1)
        done = time.perf_counter()
        ll.llama_sampler_free(sampler)
        return {"prefill": prefilled - started, "decode": done - prefilled}

    def close(self) -> None:
        """The process ends; nothing else is needed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m assistant.bench.speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return show(measure(Path(folder), options.rounds), as_json=options.json)


def measure(cache_dir: Path, rounds: int) -> list[Figure]:
    """All figures: medians over ``rounds``, each round in the same order, so that a busy minute hits all alike."""
    engine = Engine(EngineOptions(cache_dir=cache_dir, context_tokens=CONTEXT_TOKENS))
    model = catalog.starter_model(cache_dir)
    shipped = catalog.packaged_file(catalog.entries()["starter"])
    bare = _bare(model, 512, flash=True)
    defaults = _bare(shipped, 8, flash=False)  # n_batch of langchain_community.chat_models.ChatLlamaCpp
    try:
        chat = ChatLlama(engine=engine, max_tokens=STEPS, stop_loops=False)
        messages: list[BaseMessage] = [
            SystemMessage("You write long texts."),
            HumanMessage(TEXT * 46 + "Retell this in your own words, at length."),
        ]
        tokens = engine.render(to_engine(messages))
        _chat_round(chat, messages, len(tokens))  # the first run of a context also warms its memory
        runs: dict[str, list[Speed]] = {"bare": [], "chat": [], "defaults": []}
        for _ in range(rounds):
            runs["bare"].append(_bare_round(bare, tokens))
            runs["chat"].append(_chat_round(chat, messages, len(tokens)))
            runs["defaults"].append(_bare_round(defaults, tokens))
        alone, loaded = [], []
        for _ in range(rounds):
            alone.append(_chat_round(chat, messages, len(tokens)))
            with _busy():
                loaded.append(_chat_round(chat, messages, len(tokens)))
        return [
            *(_against_bare(name, runs) for name in ("prefill", "decode")),
            _under_load(alone, loaded),
        ]
    finally:
        engine.close()
        bare.close()
        defaults.close()


def _bare(path: Path, batch: int, *, flash: bool) -> Worker:
    config = {"path": str(path), "batch": batch, "flash_attention": flash, "threads": offload.threads()}
    return Worker(Spec("assistant.bench.speed:BareLoop", "bare loop", config))


def _bare_round(worker: Worker, tokens: Sequence[int]) -> Speed:
    seconds = worker.call("run", tokens=tokens, steps=STEPS)
    return Speed(len(tokens) / seconds["prefill"], (STEPS - 1) / seconds["decode"])


def _chat_round(chat: ChatLlama, messages: list[BaseMessage], prompt: int) -> Speed:
    chat.engine.clear()
    started = time.perf_counter()
    stream = chat.stream(messages)
    next(stream)
    first = time.perf_counter()
    written = 0
    for chunk in stream:
        written = chunk.response_metadata.get("written", written)
    done = time.perf_counter()
    if written < STEPS // 2:
        raise RuntimeError(f"the model ended after {written} tokens: too few to measure")
    return Speed(prompt / (first - started), (written - 1) / (done - first))


def _median(runs: Sequence[Speed], which: Callable[[Speed], float]) -> float:
    return statistics.median(which(run) for run in runs)


def _against_bare(name: str, runs: dict[str, list[Speed]]) -> Figure:
    def pick(speed: Speed) -> float:
        return speed.prefill if name == "prefill" else speed.decode

    # Runs of one round are neighbours in time: their ratio holds where the machine's speed drifts.
    ratio = statistics.median(pick(ours) / pick(bare) for ours, bare in zip(runs["chat"], runs["bare"], strict=True))
    ours, bare, defaults = (_median(runs[key], pick) for key in ("chat", "bare", "defaults"))
    return Figure(
        name=f"{name} through ChatLlama, of a bare loop",
        value=f"{ratio:.3f} ({ours:.0f} tokens/s)",
        bar=f">= {BAR}",
        met=ratio >= BAR,
        beside=f"bare {bare:.0f} tokens/s; shipped file, ChatLlamaCpp's defaults {defaults:.0f} tokens/s",
    )


def _under_load(alone: Sequence[Speed], loaded: Sequence[Speed]) -> Figure:
    ratio = statistics.median(busy.decode / quiet.decode for quiet, busy in zip(alone, loaded, strict=True))
    return Figure(
        name=f"decode beside {BUSY} busy processes at nice {BUSY_NICE}, of alone",
        value=f"{ratio:.3f}",
        bar=f">= {LOAD_BAR}",
        met=ratio >= LOAD_BAR,
        beside=f"alone {_median(alone, lambda run: run.decode):.0f} tokens/s",
    )


class BusyLoop:
    """The child's object: takes all the processor that it is given."""

    def spin(self, call: Call) -> None:
        """Until it is cancelled."""
        while not call.cancel.is_set:
            pass

    def close(self) -> None:
        """Nothing is held."""


@contextmanager
def _busy() -> Iterator[None]:
    """Children at the priority of readers and embedding."""
    spec = Spec("assistant.bench.speed:BusyLoop", "busy loop", limits=Limits(nice=BUSY_NICE))
    cancel = Cancel()
    workers = [Worker(spec) for _ in range(BUSY)]
    threads = [threading.Thread(target=_spin, args=(worker, cancel)) for worker in workers]
    for worker, thread in zip(workers, threads, strict=True):
        worker.start()
        thread.start()
    try:
        time.sleep(1.0)  # their interpreters have started
        yield
    finally:
        cancel.set()
        for worker, thread in zip(workers, threads, strict=True):
            thread.join()
            worker.close()


def _spin(worker: Worker, cancel: Cancel) -> None:
    with contextlib.suppress(Cancelled):
        worker.call("spin", cancel=cancel)


if __name__ == "__main__":
    sys.exit(main())
