"""The engine as the rest of the program sees it: one model in a child process that may die without harm."""

import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.cancel import Cancel
from assistant.models import catalog, offload, tokens
from assistant.models.gguf import GgufInfo
from assistant.models.sampling import Sampling
from assistant.wire import Wire
from assistant.worker import Limits, Spec, Worker, WorkerDied, WorkerTimeout
from chains.errors import ModelError

ACCELERATORS = ("CUDA", "Metal", "Vulkan", "SYCL", "ROCm")
LOAD_SECONDS = 600.0
RENDER_SECONDS = 30.0
# How many rounds a thread of llama.cpp spins at a barrier before it sleeps (libgomp). With its default of some 300,000,
# two busy neighbours bring decoding from about 100 tokens/s to 3: a thread that waits takes the core from the one that
# is waited for. Decoding on 2 idle cores · 2 crowded ones, tokens/s: default 106 · 2, 10,000 106 · 5, 1,000 97 · 24.
ENVIRONMENT: Mapping[str, str] = {"GOMP_SPINCOUNT": "10000"}


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What a person may choose about the model.

    Attributes:
        path: a GGUF; None for the starter model.
        cache_dir: where made files are kept.
        context_tokens: None for what the model was trained for, at most 8,192.
        threads: None for the machine's physical cores.
        gpu_layers: None for all, where the build can.
        memory_bytes: address space of the child; None for no limit.
    """

    cache_dir: Path
    path: Path | None = None
    context_tokens: int | None = None
    threads: int | None = None
    gpu_layers: int | None = None
    flash_attention: str = "on"
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What was really loaded.

    Attributes:
        gpu_layers_asked: -1 for all.
        gpu_layers: what llama.cpp put on a GPU.
        template: ``own``, or the name of the known template that stands in for it.
        template_note: why it does.
    """

    name: str
    architecture: str
    context_tokens: int
    trained_tokens: int
    layers: int
    vocabulary: int
    parameters: int
    size_bytes: int
    threads: int
    gpu_layers_asked: int
    gpu_layers: int
    gpu_build: bool
    template: str
    template_note: str
    system_info: str
    load_seconds: float

    @property
    def accelerator(self) -> str:
        """What drives the GPU that layers are on: ``CUDA``, ``Metal``, ``Vulkan``…; empty where none are."""
        if not self.gpu_layers:
            return ""
        return next((name for name in ACCELERATORS if name.casefold() in self.system_info.casefold()), "GPU")


@dataclass(frozen=True, slots=True)
class Usage:
    """What one generation really took, by the engine's own token ids.

    Attributes:
        evaluated: tokens of the prompt that were computed.
        reused: tokens of the prompt that were in the KV cache already.
        written: tokens that the model wrote, ``len(token_ids)``; the token that ends a turn is not among them.
        token_ids: exactly what it wrote.
        finish_reason: ``stop``, ``length``, ``loop`` or ``cancelled``.
        cached: tokens in the KV cache afterwards.
    """

    evaluated: int
    reused: int
    written: int
    token_ids: tuple[int, ...]
    finish_reason: str
    first_token_seconds: float
    prefill_seconds: float
    decode_seconds: float
    cached: int
    counters: Mapping[str, float]

    @property
    def prompt(self) -> int:
        """Tokens of the prompt."""
        return self.evaluated + self.reused


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message for the engine.

    Attributes:
        role: ``system``, ``user``, ``assistant`` or ``tool``.
        token_ids: what this same model wrote for it; used as they are while they say what ``content`` says.
    """

    role: str
    content: str
    token_ids: tuple[int, ...] = ()


class Engine:
    """One model. Thread-safe; calls queue. A child that died is started anew by the next call."""

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._name = options.path.name if options.path is not None else "starter"
        self._info: EngineInfo | None = None

    @property
    def options(self) -> EngineOptions:
        """What was asked for."""
        return self._options

    def load(self, cancel: Cancel | None = None) -> EngineInfo:
        """Load the model if it is not.

        Raises:
            ModelError: missing, damaged, too large.
            Cancelled: ``cancel`` was set.
        """
        return self._finish(self.loading(cancel))  # type: ignore[no-any-return] # what ``loading`` returns

    def loading(self, cancel: Cancel | None = None) -> Generator[float, None, EngineInfo]:
        """``load``, and how far it is: the share of the weights that is there, 0 to 1, where llama.cpp says so."""
        if self._info is None or self._worker is None or self._worker.pid is None:
            try:
                self._info = EngineInfo(**(yield from self._send("info", cancel, LOAD_SECONDS, {})))
            except WorkerDied as exc:
                reason = str(exc.params.get("reason", ""))
                raise ModelError("model.load_died", name=self._name, reason=reason) from exc
            except WorkerTimeout as exc:
                raise ModelError("model.timeout", name=self._name) from exc
        return self._info

    @property
    def info(self) -> EngineInfo:
        """What is loaded; loads it."""
        return self.load()

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._worker.pid if self._worker is not None else None

    def render(self, messages: Sequence[ChatMessage], *, answer_follows: bool = True) -> list[int]:
        """The exact prompt of a conversation, as token ids."""
        ids: list[int] = self._call(
            "render", messages=_wire(messages), answer_follows=answer_follows, timeout=RENDER_SECONDS
        )
        return ids

    def count_messages(self, messages: Sequence[ChatMessage], *, answer_follows: bool = True) -> int:
        """Exactly how many tokens the prompt of a conversation is."""
        return len(self.render(messages, answer_follows=answer_follows))

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of a text; only with ``special`` can it contain control tokens."""
        ids: list[int] = self._call("tokenize", text=text, special=special)
        return ids

    def count(self, text: str) -> int:
        """How many tokens ``text`` is, as content."""
        return self.count_all([text])[0]

    def count_all(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text is, as content."""
        counts: list[int] = self._call("count", texts=list(texts))
        return counts

    def detokenize(self, ids: Sequence[int]) -> str:
        """The text of token ids."""
        text: str = self._call("detokenize", tokens=list(ids))
        return text

    def generate(
        self,
        messages: Sequence[ChatMessage] | None = None,
        *,
        text: str | None = None,
        prefix: str = "",
        sampling: Sampling | None = None,
        cancel: Cancel | None = None,
        lane: str = "main",
    ) -> Generator[str, None, Usage]:
        """Answer a conversation, or go on with ``text``; the iterator's return value is the ``Usage``.

        Args:
            prefix: how the answer begins.
            lane: ``main`` keeps its KV cache for the next call; ``aux`` never touches it.

        Raises:
            Cancelled: ``cancel`` was set, in prefill too; ``last_usage`` tells what was done until then.
            ModelError: the prompt does not fit, the grammar cannot be built, the child died.
        """
        usage: Wire = yield from self._stream(
            "generate",
            cancel=cancel,
            messages=None if messages is None else _wire(messages),
            text=text,
            prefix=prefix,
            sampling=asdict(sampling or Sampling()),
            lane=lane,
        )
        return _usage(usage)

    def score(self, prefixes: Sequence[str], suffix: str, *, cancel: Cancel | None = None) -> list[float]:
        """How well ``suffix`` follows each of ``prefixes``: its mean log-likelihood, in nats a token.

        Prefix and suffix are tokenized apart. Runs in the auxiliary context: the main KV cache stays as it is.

        Raises:
            ModelError: a prefix with the suffix does not fit into one batch.
            Cancelled: ``cancel`` was set.
        """
        scores: list[float] = self._call("score", prefixes=list(prefixes), suffix=suffix, cancel=cancel)
        return scores

    def last_usage(self) -> Usage | None:
        """The usage of the last generation, a cancelled one too."""
        wire = self._call("last_usage")
        return None if wire is None else _usage(wire)

    def clear(self) -> None:
        """Empty the KV caches."""
        self._call("clear")

    def close(self) -> None:
        """End the child."""
        with self._lock:
            if self._worker is not None:
                self._worker.close()
                self._worker = None

    def _call(
        self, method: str, *, cancel: Cancel | None = None, timeout: float | None = None, **arguments: Wire
    ) -> Wire:
        return self._finish(self._stream(method, cancel=cancel, timeout=timeout, **arguments))

    @staticmethod
    def _finish(stream: Generator[Wire, None, Wire]) -> Wire:
        while True:
            try:
                next(stream)
            except StopIteration as stop:
                return stop.value

    def _stream(
        self, method: str, *, cancel: Cancel | None = None, timeout: float | None = None, **arguments: Wire
    ) -> Generator[Wire, None, Wire]:
        self.load(cancel)
        try:
            result: Wire = yield from self._send(method, cancel, timeout, arguments)
        except WorkerDied as exc:
            raise ModelError("model.died", name=self._name, reason=str(exc.params.get("reason", ""))) from exc
        except WorkerTimeout as exc:
            raise ModelError("model.timeout", name=self._name) from exc
        return result

    def _send(
        self, method: str, cancel: Cancel | None, timeout: float | None, arguments: Mapping[str, Wire]
    ) -> Generator[Wire, None, Wire]:
        result: Wire = yield from self._started().stream(method, cancel=cancel, timeout=timeout, **arguments)
        return result

    def _started(self) -> Worker:
        with self._lock:
            if self._worker is None:
                path = catalog.resolve(self._options.path, self._options.cache_dir)
                self._name = path.name
                file = tokens.token_table(path, self._options.cache_dir).info
                self._worker = Worker(self._spec(path, file))
            return self._worker

    def _spec(self, path: Path, file: GgufInfo) -> Spec:
        options = self._options
        context = offload.context_tokens(file, options.context_tokens, offload.available_bytes())
        return Spec(
            target="assistant.models.engine_child:EngineHandler",
            name="model",
            config={
                "path": str(path),
                "name": path.name,
                "context_tokens": context,
                "threads": options.threads or offload.threads(),
                "gpu_layers": offload.ALL_LAYERS if options.gpu_layers is None else options.gpu_layers,
                "flash_attention": options.flash_attention,
            },
            limits=Limits(memory_bytes=options.memory_bytes),
            environment=ENVIRONMENT,
        )


def _wire(messages: Sequence[ChatMessage]) -> list[Wire]:
    return [
        {"role": message.role, "content": message.content, "token_ids": list(message.token_ids)} for message in messages
    ]


def _usage(wire: Wire) -> Usage:
    return Usage(**{**wire, "token_ids": tuple(wire["token_ids"])})
