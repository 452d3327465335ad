"""What the program really runs on: model, backend, layers, tokens a second, memory, and what to do if a GPU is idle."""

import platform
import sys
from dataclasses import dataclass
from importlib import metadata

import psutil

from assistant.models import offload
from assistant.models.engine import EngineInfo, Usage
from assistant.models.sampling import Sampling
from assistant.models.service import Models
from assistant.paths import Paths

PACKAGES = ("lectern", "llama-cpp-python", "chromadb", "langchain-core", "apsw")
MEASURED_TOKENS = 64
# About 500 tokens: enough for prefill to run in full batches.
MEASURED_PROMPT = (
    "The committee met in the old harbour and wrote down what each of its members had seen that year. " * 24
)
LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What was found.

    Attributes:
        home: where everything is stored.
        model: what is loaded, and on what.
        offload: GPUs, and whether one is idle.
        prefill_rate: tokens a second; None if not measured.
        decode_rate: tokens a second; None if not measured.
        memory_bytes: resident memory of the engine's process.
        free_bytes: on the disk of ``home``.
        advice: what to do, each a whole sentence or command; empty if nothing is wrong.
    """

    versions: tuple[tuple[str, str], ...]
    home: str
    model: EngineInfo
    offload: offload.OffloadReport
    prefill_rate: float | None
    decode_rate: float | None
    memory_bytes: int
    free_bytes: int
    advice: tuple[str, ...]

    def lines(self) -> list[tuple[str, str]]:
        """Label and value of each line that is shown."""
        model = self.model
        backend = "GPU" if model.gpu_layers else "CPU"
        found = [
            *self.versions,
            ("home", self.home),
            ("disk free", f"{self.free_bytes / 1e9:.1f} GB"),
            ("model", f"{model.name} ({model.architecture}, {model.size_bytes / 1e6:.0f} MB)"),
            ("backend", f"{backend}; {model.threads} threads"),
            ("layers on the GPU", f"asked {_layers(model.gpu_layers_asked)}, got {model.gpu_layers} of {model.layers}"),
            ("GPU", ", ".join(f"{d.name} ({d.backend})" for d in self.offload.devices) or "none found"),
            ("context", f"{model.context_tokens} tokens (trained for {model.trained_tokens})"),
            ("chat template", model.template + (f" ({model.template_note})" if model.template_note else "")),
            ("memory of the engine", f"{self.memory_bytes / 1e6:.0f} MB"),
        ]
        if self.prefill_rate is not None and self.decode_rate is not None:
            found.append(("speed", f"{self.prefill_rate:.0f} tokens/s prefill, {self.decode_rate:.0f} tokens/s decode"))
        return found


def examine(models: Models, paths: Paths, *, measure: bool = True) -> DoctorReport:
    """Load the model and look.

    Args:
        models: of the settings.
        paths: of the home.
        measure: also write some tokens, to see how fast that is.

    Raises:
        ModelError: the model cannot be loaded.
    """
    engine = models.engine
    info = engine.load()
    prefill = decode = None
    if measure:
        usage = _measured(models)
        prefill = usage.evaluated / usage.prefill_seconds if usage.prefill_seconds else None
        decode = usage.written / usage.decode_seconds if usage.decode_seconds else None
    report = offload.report(info.gpu_build)
    free = psutil.disk_usage(str(paths.home)).free
    advice = []
    if report.idle:
        advice.append(f"{report.devices[0].name} stands idle: llama.cpp was built for the CPU only. Run: {report.fix}")
    if info.template_note:
        advice.append(f"The model's own chat template cannot be used: {info.template_note}.")
    if free < LEAST_FREE_BYTES:
        advice.append(f"Only {free / 1e6:.0f} MB are free on the disk of {paths.home}.")
    pid = engine.pid
    return DoctorReport(
        (
            ("system", f"{platform.platform()}, Python {sys.version.split()[0]}"),
            *((package, metadata.version(package)) for package in PACKAGES),
        ),
        str(paths.home),
        info,
        report,
        prefill,
        decode,
        psutil.Process(pid).memory_info().rss if pid is not None else 0,
        free,
        tuple(advice),
    )


def _measured(models: Models) -> Usage:
    models.engine.clear()
    sampling = Sampling(max_tokens=MEASURED_TOKENS, stop_loops=False)
    stream = models.engine.generate(text=MEASURED_PROMPT, sampling=sampling)
    while True:
        try:
            next(stream)
        except StopIteration as stop:
            usage: Usage = stop.value
            return usage


def _layers(count: int) -> str:
    return "all" if count < 0 else str(count)
