"""Summaries of 200 pages: is all of it read, within the budget, stopped at once, taken up again; what is told."""

import argparse
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.bench.report import Figure, show
from assistant.bench.summarize_texts import KeyFact, book
from assistant.cancel import Cancel
from assistant.models.chat_model import ChatLlama
from assistant.models.engine import Engine, EngineOptions
from assistant.models.tokens import TokenCounter, starter_counter
from assistant.models.wordllama import WordLlama
from chains.documents import SourceDocument
from chains.errors import Cancelled
from chains.kit import ChainInput, Kit, Memo, NoMemo, Progress
from chains.kit import ChainResult as Result
from chains.outline import outline
from chains.summarize import Summarize, SummarizeOptions

PAGES = 200
BAR_SECONDS = 0.5
KILLED_AFTER = 20
# What the starter model does on two quiet cores: FACTS of this project, tokens a second.
PREFILL, DECODE = 600, 80
WHOLE = SummarizeOptions(method="map_reduce", wording="model", length="long")


class Recorder(BaseChatModel):
    """Answers at once with the first sentence of what it is given, and keeps the tokens of each prompt and answer.

    Attributes:
        count: exact tokens of a whole prompt.
        seconds: before each answer, so that a run can be killed in its middle.
        says: what it answers whatever it is given; empty for the sentence.
    """

    count: Callable[[Sequence[BaseMessage]], int]
    tokens: Callable[[str], int]
    seconds: float = 0.0
    says: str = ""
    sizes: list[tuple[int, int, int]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "recorder"

    @property
    def _identifying_params(self) -> dict[str, str]:
        return {"model": "recorder"}

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._answer(messages, kwargs["max_tokens"])))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        answer = self._answer(messages, kwargs["max_tokens"])
        yield ChatGenerationChunk(message=AIMessageChunk(content=answer, chunk_position="last"))

    def _answer(self, messages: list[BaseMessage], most: int) -> str:
        time.sleep(self.seconds)
        found = re.search(r"\n\n(?:- )?([^\n]+?\.)\s", messages[-1].text)
        answer = self.says or (f"It is told that {found[1]}" if found else "Nothing is told here.")
        self.sizes.append((self.count(messages), most, self.tokens(answer)))
        return answer


@dataclass
class FileMemo:
    """A memo that a killed process leaves behind: one file a key."""

    folder: Path

    def get(self, key: str) -> str | None:
        """What was put under ``key``."""
        file = self.folder / key
        return file.read_text("utf-8") if file.exists() else None

    def put(self, key: str, value: str, *document_ids: str) -> None:
        """Keep it, whole or not at all."""
        half = self.folder / f"{key}.half"
        half.write_text(value, "utf-8")
        half.rename(self.folder / key)


@dataclass
class Bench:
    """The real engine with its exact tokens, and what stands on it."""

    engine: Engine
    cache: Path
    embed: WordLlama = field(default_factory=WordLlama)

    @cached_property
    def counter(self) -> TokenCounter:
        """Exact tokens of a text."""
        return starter_counter(self.cache)

    def kit(self, model: BaseChatModel, memo: Memo | None = None) -> Kit:
        """What a chain is given."""
        return Kit(
            model,
            self.counter.count,
            lambda messages: self.chat().get_num_tokens_from_messages(list(messages)),
            self.engine.load().context_tokens,
            self.embed.embed,
            memo=memo or NoMemo(),
            languages=("en",),
        )

    def chat(self, cancel: Cancel | None = None) -> ChatLlama:
        """The starter model."""
        return ChatLlama(engine=self.engine, cancel=cancel)

    def recorder(self, seconds: float = 0.0) -> Recorder:
        """The model that only counts."""
        chat = self.chat()
        return Recorder(
            count=lambda messages: chat.get_num_tokens_from_messages(list(messages)),
            tokens=self.counter.count,
            seconds=seconds,
        )


def _finished(chain: Summarize, document: SourceDocument, cancel: Cancel | None = None) -> tuple[Result, int]:
    """The result of a run, and how many of its calls an earlier run had made."""
    kept = 0
    for event in chain.run(ChainInput("", (document,)), cancel):
        if isinstance(event, Progress):
            kept = max(kept, event.kept)
        if isinstance(event, Result):
            return event, kept
    raise AssertionError("a run ends with its result")


def _parts(result: Result) -> list[dict[str, Any]]:
    data: Any = result.data
    return [part for document in data["documents"] for part in document["parts"]]


def _missed(document: SourceDocument, spans: Sequence[dict[str, Any]]) -> int:
    """Characters that are no blanks and in none of the parts that the model was given."""
    given = np.zeros(len(document.text), bool)
    for span in spans:
        if span["read_by_model"]:
            given[span["start"] : span["end"]] = True
    return sum(not char.isspace() and not seen for char, seen in zip(document.text, given.tolist(), strict=True))


def reading(bench: Bench, document: SourceDocument) -> list[Figure]:
    """Every part given to the model, each prompt within the context window; what it costs."""
    model = bench.recorder()
    result, _ = _finished(Summarize(bench.kit(model), WHOLE), document)
    spans = _parts(result)
    missed = _missed(document, spans)
    ids = [span["number"] for span in spans]
    whole = ids == list(range(1, len(ids) + 1)) and not missed and result.read == (len(ids), len(ids))
    window = bench.engine.load().context_tokens
    largest = max(prompt + most for prompt, most, _ in model.sizes)
    prompts, answers = sum(size[0] for size in model.sizes), sum(size[2] for size in model.sizes)
    quick = bench.recorder()
    quick.says = "Dragons bought the moon. Emperors sold golden elephants. Rivers of silver ran uphill for years."
    _finished(Summarize(bench.kit(quick), SummarizeOptions()), document)
    few = sum(size[0] for size in quick.sizes)
    minutes = prompts / PREFILL / 60 + answers / DECODE / 60
    return [
        Figure(
            f"parts of {len(document.pages)} pages that were given to the model",
            f"{sum(span['read_by_model'] for span in spans)} of {len(spans)}, {missed} characters in none",
            "all",
            whole,
        ),
        Figure("largest prompt with its answer", f"{largest:,} tokens", f"<= {window:,}", largest <= window),
        Figure(
            "tokens of a summary by map and reduce of all parts",
            f"{prompts:,} read, {answers:,} written in {len(model.sizes)} calls",
            beside=f"about {minutes:.1f} min at {PREFILL} and {DECODE} tokens/s; "
            f"a model that does not hold up is asked for {few:,} in {len(quick.sizes)} calls",
        ),
    ]


def stopping(bench: Bench, document: SourceDocument, moments: int, seed: int) -> list[Figure]:
    """Seconds from the stop to its end, at moments spread over counting, weighing and the model's work."""
    chance = random.Random(seed)
    seconds = []
    stages: set[str] = set()
    for number in range(moments):
        cancel, set_at, stage = Cancel(), [0.0], "counting"
        bench.engine.clear()
        kit = bench.kit(bench.chat(cancel))
        # A third while it is counted, a third while it is weighed, a third in the model.
        after = (chance.uniform(0.0, 0.3), chance.uniform(0.3, 3.0), chance.uniform(3.0, 15.0))[number % 3]

        def stop(cancel: Cancel = cancel, set_at: list[float] = set_at) -> None:
            set_at[0] = time.perf_counter()
            cancel.set()

        timer = threading.Timer(after, stop)
        timer.start()
        try:
            for event in Summarize(kit, WHOLE).run(ChainInput("", (document,)), cancel):
                stage = event.stage if isinstance(event, Progress) else stage
        except Cancelled:
            seconds.append(time.perf_counter() - set_at[0])
            stages.add(stage)
        finally:
            timer.cancel()
    seconds.sort()
    worst = seconds[-1] if seconds else 0.0
    return [
        Figure(
            f"stopped at {len(seconds)} moments ({', '.join(sorted(stages))}), longest",
            f"{worst:.2f} s",
            f"<= {BAR_SECONDS} s",
            bool(seconds) and worst <= BAR_SECONDS,
            f"median {seconds[len(seconds) // 2]:.2f} s",
        )
    ]


def resuming(bench: Bench, document: SourceDocument, pages: int, folder: Path) -> list[Figure]:
    """A process that is killed in its middle, and the run after it."""
    memo = FileMemo(folder / "memo")
    memo.folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "assistant.bench.summarize_long",
        "--child",
        str(memo.folder),
        "--pages",
        str(pages),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= KILLED_AFTER:
                child.send_signal(signal.SIGKILL)
                break
    left = sum(1 for file in memo.folder.iterdir() if file.suffix != ".half")
    model = bench.recorder()
    result, kept = _finished(Summarize(bench.kit(model, memo), WHOLE), document)
    whole, _ = _finished(Summarize(bench.kit(bench.recorder()), WHOLE), document)
    same = result.text == whole.text
    return [
        Figure(
            f"killed after {KILLED_AFTER} parts; taken as they were by the next run",
            f"{kept} of {left}, the text {'the same as' if same else 'another than'} of a run without a stop",
            "all",
            kept == left >= KILLED_AFTER and same,
        )
    ]


def child(bench: Bench, document: SourceDocument, folder: Path) -> None:
    """Summarize, telling how many parts are done, until it is killed."""
    chain = Summarize(bench.kit(bench.recorder(seconds=0.02), FileMemo(folder)), WHOLE)
    for event in chain.run(ChainInput("", (document,))):
        if isinstance(event, Progress) and event.stage == "writing":
            sys.stdout.write(f"{event.done}\n")
            sys.stdout.flush()


def telling(bench: Bench, seeds: Sequence[int], pages: int, model: bool) -> list[Figure]:
    """How many chapters, and how many of the facts that matter, a summary tells, beside other ways to choose."""
    told: dict[str, list[tuple[float, float]]] = {}
    for seed in seeds:
        document, facts = book(pages, seed)
        options = SummarizeOptions(length="long", wording="document")
        result, _ = _finished(Summarize(bench.kit(bench.recorder()), options), document)
        count = len(result.claims)
        told.setdefault("document", []).append(_share(result.text, facts))
        if model:
            hybrid, _ = _finished(Summarize(bench.kit(bench.chat()), SummarizeOptions(length="long")), document)
            told.setdefault("auto", []).append(_share(hybrid.text, facts))
        sketch = outline(
            document_id="", title="", path="", text=document.text, blocks=document.blocks, embed=bench.embed.embed,
            limit=count,
        )  # fmt: skip
        told.setdefault("outline", []).append(_share(" ".join(quote.text for quote in sketch.quotes), facts))
        sentences = [sentence for sentence in document.text.replace("\n", " ").split(". ") if sentence]
        luck = random.Random(seed).sample(sentences, count)
        told.setdefault("by chance", []).append(_share(". ".join(luck), facts))
    shares = {name: np.mean(values, axis=0) for name, values in told.items()}
    best = "auto" if model else "document"
    others = [f"{name} {share[0]:.2f} · {share[1]:.2f}" for name, share in shares.items() if name != best]
    return [
        Figure(
            f"chapters told · key facts told, {len(seeds)} texts of {pages} pages",
            f"{shares[best][0]:.2f} · {shares[best][1]:.2f}",
            beside="; ".join(others),
        )
    ]


def _share(text: str, facts: Sequence[KeyFact]) -> tuple[float, float]:
    subjects = sum(fact.subject in text for fact in facts) / len(facts)
    told = sum(_figures(fact.sentence) <= _figures(text) and fact.subject in text for fact in facts) / len(facts)
    return subjects, told


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def figures(pages: int = PAGES, moments: int = 12, model: bool = True) -> list[Figure]:
    """All of them."""
    document, _ = book(pages)
    with tempfile.TemporaryDirectory(prefix="lectern-summarize-") as name:
        folder = Path(name)
        engine = Engine(EngineOptions(cache_dir=folder / "cache"))
        bench = Bench(engine, folder / "cache")
        try:
            found = reading(bench, document)
            found += stopping(bench, document, moments, seed=1) if model else []
            found += resuming(bench, document, pages, folder)
            return found + telling(bench, (11, 12), max(24, pages // 4), model)
        finally:
            engine.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(prog="python -m assistant.bench.summarize_long", description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--moments", type=int, default=12, help="stops, at moments over the whole run")
    parser.add_argument("--no-model", action="store_true", help="leave out what needs the starter model's words")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.child is not None:
        with tempfile.TemporaryDirectory(prefix="lectern-summarize-") as name:
            engine = Engine(EngineOptions(cache_dir=Path(name)))
            child(Bench(engine, Path(name)), book(chosen.pages)[0], chosen.child)
        return 0
    return show(figures(chosen.pages, chosen.moments, not chosen.no_model), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
