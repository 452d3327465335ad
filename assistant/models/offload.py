"""What the machine offers a model: threads, memory, GPUs; and what to do when a GPU stands idle."""

import contextlib
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from assistant.models.gguf import GgufInfo
from chains.errors import ModelError

DEFAULT_CONTEXT_TOKENS: Final = 8192
MIN_CONTEXT_TOKENS: Final = 1024
ALL_LAYERS: Final = -1
# llama.cpp's compute buffers and the child's own libraries, measured with models of 0.1 and 1 billion parameters.
OVERHEAD_BYTES: Final = 300 * 2**20
PROBE_SECONDS: Final = 5.0

Backend = Literal["CUDA", "Metal", "Vulkan"]
# CMake's names, from llama.cpp's docs/build.md.
CMAKE_FLAGS: Final[dict[Backend, str]] = {
    "CUDA": "-DGGML_CUDA=on",
    "Metal": "-DGGML_METAL=on",
    "Vulkan": "-DGGML_VULKAN=on",
}
PCI_VENDORS: Final = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}


@dataclass(frozen=True, slots=True)
class Device:
    """One GPU that the operating system shows.

    Attributes:
        backend: what llama.cpp would have to be built with to use it.
    """

    name: str
    backend: Backend


@dataclass(frozen=True, slots=True)
class OffloadReport:
    """What `assistant doctor` says about the GPU.

    Attributes:
        idle: there is a GPU, and this build of llama.cpp cannot use one.
        fix: the exact command that builds one which can; empty where nothing is to be done.
    """

    devices: tuple[Device, ...]
    gpu_build: bool
    idle: bool
    fix: str


def threads() -> int:
    """Physical cores that this process may use: llama.cpp's threads gain nothing from hyper-threads."""
    import psutil

    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))


def available_bytes() -> int:
    """Memory that can be had now, in bytes; a container's limit counts."""
    import psutil

    free = int(psutil.virtual_memory().available)
    limits = (
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    )
    for limit, used in limits:
        with contextlib.suppress(OSError, ValueError):
            free = min(free, int(Path(limit).read_text("ascii")) - int(Path(used).read_text("ascii")))
    return max(0, free)


def needed_bytes(info: GgufInfo, context_tokens: int) -> int:
    """What the model takes with so much context: weights, KV cache in 16 bits, buffers; in bytes."""
    return info.file_bytes + info.kv_bytes_per_token * context_tokens + OVERHEAD_BYTES


def context_tokens(info: GgufInfo, asked: int | None, available: int) -> int:
    """How many tokens of context to load ``info`` with.

    Without a wish: what it was trained for, at most 8,192, halved while memory is short.

    Args:
        asked: a person's wish, kept to if it fits.
        available: memory, in bytes.

    Raises:
        ModelError: it does not fit; with both figures.
    """
    wanted = asked or min(info.trained_tokens or DEFAULT_CONTEXT_TOKENS, DEFAULT_CONTEXT_TOKENS)
    while asked is None and wanted // 2 >= MIN_CONTEXT_TOKENS and needed_bytes(info, wanted) > available:
        wanted //= 2
    needed = needed_bytes(info, wanted)
    if needed > available:
        raise too_large(info.name, needed, available, wanted)
    return wanted


def too_large(name: str, needed: int, available: int, tokens: int) -> ModelError:
    """The error of a model that does not fit in memory, with both figures in bytes."""
    return ModelError(
        "model.too_large",
        name=name,
        needed=round(needed / 1e9, 1),
        available=round(available / 1e9, 1),
        tokens=tokens,
    )


def report(gpu_build: bool) -> OffloadReport:
    """The GPUs of this machine, against what llama.cpp was built for.

    Args:
        gpu_build: what ``EngineInfo.gpu_build`` says.
    """
    found = devices()
    idle = bool(found) and not gpu_build
    return OffloadReport(found, gpu_build, idle, reinstall_command(found[0].backend) if idle else "")


def reinstall_command(backend: Backend) -> str:
    """Builds this version of llama-cpp-python again, for ``backend``."""
    version = metadata.version("llama-cpp-python")
    pip = f"{shlex.quote(sys.executable)} -m pip"
    return (
        f'CMAKE_ARGS="{CMAKE_FLAGS[backend]}" {pip} install --force-reinstall --no-cache-dir --no-deps '
        f"--no-binary llama-cpp-python llama-cpp-python=={version}"
    )


def devices() -> tuple[Device, ...]:
    """GPUs that the operating system shows; never an error."""
    if sys.platform == "darwin":
        return (Device("Apple GPU", "Metal"),) if os.uname().machine == "arm64" else ()
    nvidia = _nvidia()
    others = [device for device in _pci() if not (nvidia and device.backend == "CUDA")]
    return (*nvidia, *others)


def _nvidia() -> tuple[Device, ...]:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        listed = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=True,
        )
        return tuple(Device(line.strip(), "CUDA") for line in listed.stdout.splitlines() if line.strip())
    folder = Path("/proc/driver/nvidia/gpus")
    with contextlib.suppress(OSError):
        return tuple(Device("NVIDIA GPU", "CUDA") for _ in folder.iterdir())
    return ()


def _pci() -> list[Device]:
    """Graphics cards by their PCI vendor; AMD's and Intel's run llama.cpp through Vulkan."""
    found = []
    for card in sorted(Path("/sys/class/drm").glob("card[0-9]")):
        with contextlib.suppress(OSError):
            vendor = PCI_VENDORS.get((card / "device" / "vendor").read_text("ascii").strip())
            if vendor is not None:
                found.append(Device(f"{vendor} graphics ({card.name})", "CUDA" if vendor == "NVIDIA" else "Vulkan"))
    return found
