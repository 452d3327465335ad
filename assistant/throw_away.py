"""A library for one measurement: made by the same ingest as the person's own, and thrown away at the end."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from assistant.app import Assistant
from assistant.cancel import Cancel

# Told the phase, how many are done, and of how many.
Progress = Callable[[str, int, int], None]


@contextmanager
def throw_away(purpose: str, overrides: Mapping[str, object] = MappingProxyType({})) -> Iterator[Assistant]:
    """An empty library; whatever lies beside its home goes with it.

    Args:
        purpose: a word for the folder's name.
        overrides: ``group.key`` of settings to value.
    """
    with (
        tempfile.TemporaryDirectory(prefix=f"lectern-{purpose}-") as folder,
        Assistant.open(Path(folder) / "home", overrides) as assistant,
    ):
        yield assistant


def add_all(
    assistant: Assistant, files: Sequence[Path], progress: Progress = lambda *_: None, cancel: Cancel | None = None
) -> None:
    """Add all of the files.

    Raises:
        AssistantError: one of them cannot be read.
        Cancelled: ``cancel`` was set.
    """
    for step in assistant.add(files, cancel=cancel):
        if step.error is not None:
            raise step.error
        progress("documents", step.done, len(files))
