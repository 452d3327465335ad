"""Nothing leaves the machine: switches of libraries that would connect, set before they are imported."""

import os
from collections.abc import MutableMapping

# Overwritten, not defaulted: a shell that traces its own LangChain programs must not send a person's documents away.
SWITCHES = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_TELEMETRY_IMPL": "none",
    "OTEL_SDK_DISABLED": "true",
    # From 1.29 on, onnxruntime's official builds report to their maker on Linux and macOS, too; read once, at its
    # initialization (github.com/microsoft/onnxruntime/pull/27379).
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}


def stay_offline(environment: MutableMapping[str, str] = os.environ) -> None:
    """Turn off tracing, telemetry and downloads in this process and the children it starts.

    Each entry point and each child calls this first: the libraries read these variables when they are imported.
    """
    environment.update(SWITCHES)
