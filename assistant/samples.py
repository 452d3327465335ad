"""The sample library: a few documents of several formats, and questions that they answer."""

import shutil
import tomllib
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

from chains.errors import LibraryError
from resources import resource

QUESTIONS_FILE = "questions.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of ``resources/demo/questions.toml``.

    Attributes:
        expect: words that the evidence must hold; empty where the documents do not answer.
        document: name of the file that they stand in.
        follow_up: whether it is asked in the conversation of the one before it.
    """

    text: str
    expect: tuple[str, ...]
    document: str
    follow_up: bool


def questions() -> list[Question]:
    """The questions of the sample library, in order."""
    table = tomllib.loads(resource("demo", QUESTIONS_FILE).read_text("utf-8"))
    return [Question(q["text"], tuple(q["expect"]), q["document"], q["follow_up"]) for q in table["question"]]


def sample_files(folder: Path) -> list[Path]:
    """The sample documents, copied into ``folder`` so that they last as long as the library.

    Raises:
        LibraryError: they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with as_file(resource("demo")) as demo:
            files = sorted(file for file in demo.iterdir() if file.is_file() and file.name != QUESTIONS_FILE)
            for file in files:
                if not (folder / file.name).exists():
                    shutil.copyfile(file, folder / file.name)
        return [folder / file.name for file in files]
    except OSError as exc:
        raise LibraryError("library.unwritable", file=str(folder), reason=exc.strerror or str(exc)) from exc
