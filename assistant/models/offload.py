"""What the machine offers a model: threads, context length, GPU layers."""

import os

DEFAULT_CONTEXT_TOKENS = 8192
ALL_LAYERS = -1


def threads() -> int:
    """Physical cores that this process may use: llama.cpp's threads gain nothing from hyper-threads."""
    import psutil

    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
