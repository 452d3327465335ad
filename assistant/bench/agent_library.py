"""The library that the agent's benches work on: the samples and what else their tasks are about."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.demo_texts import LETTER
from assistant.samples import sample_files
from assistant.throw_away import add_all


@contextmanager
def agent_library(documents: Mapping[str, str], home: Path | None = None) -> Iterator[Assistant]:
    """A library of the sample documents and of ``documents``, text by file name.

    Args:
        home: where it is kept for the next run, which then reads nothing anew; None for one that is thrown away.

    Raises:
        AssistantError: a document could not be read.
    """
    kept = nullcontext(str(home)) if home is not None else tempfile.TemporaryDirectory(prefix="lectern-agent-")
    with kept as name, Assistant.open(Path(name) / "home") as assistant:
        # The scanned letter goes in as its text: reading letters off a picture is not what is measured here.
        files = [file for file in sample_files(assistant.paths.samples) if file.name != "letter-scan.pdf"]
        folder = Path(name) / "documents"
        folder.mkdir(exist_ok=True)
        for title, text in {"letter.md": LETTER, **documents}.items():
            file = folder / title
            if not file.exists():
                file.write_text(text, "utf-8")
            files.append(file)
        add_all(assistant, files)
        yield assistant
