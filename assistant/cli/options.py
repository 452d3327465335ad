"""Options that several commands share, and how a command opens the assistant and is stopped by Ctrl-C."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cancel import Cancel
from assistant.cli.terminal import Terminal, one_line
from assistant.library.names import shown
from chains.errors import Cancelled, InputError

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.library.types import Scope

TextOrTexts = TypeVar("TextOrTexts", bound=str | list[str] | None)


def whole_text(value: TextOrTexts) -> TextOrTexts:
    """A callback for what is stored or looked up as text: file names may be any bytes, names that people give are not.

    Raises:
        InputError: an argument is not text in the system's encoding.
    """
    if value is None:
        return value
    for text in [value] if isinstance(value, str) else list(value):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as exc:
            raise InputError("cli.no_text", text=shown(text)) from exc
    return value


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]
Events = Annotated[bool, typer.Option("--events", help="Print JSON lines on stdout as things happen.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it unasked.")]
Model = Annotated[
    Path | None, typer.Option("--model", metavar="PATH", help="A .gguf file to use instead of the set one.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting for this run; `assistant config` lists them."),
]
Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", "-c", metavar="NAME", callback=whole_text, help="Only documents of this collection."),
]
Conversation = Annotated[
    str | None, typer.Option("--conversation", "--continue", metavar="ID", help="Go on in it; `last` for the latest.")
]
Documents = Annotated[
    list[str] | None, typer.Option("--document", "-d", metavar="DOC", help="Only this document: id, title or file.")
]


def terminal_of(context: typer.Context) -> Terminal:
    """The terminal that ``run`` made for this command."""
    terminal = context.find_object(Terminal)
    assert terminal is not None
    return terminal


def overrides_of(model: Path | None = None, settings: Sequence[str] | None = None) -> Mapping[str, object]:
    """``--model`` and ``--set`` as ``load_settings`` takes them.

    Raises:
        InputError: a ``--set`` without ``=``.
    """
    from assistant.settings import parse_value

    found: dict[str, object] = {}
    for text in settings or ():
        key, equals, value = text.partition("=")
        if not equals:
            raise InputError("cli.set", text=text)
        found[key.strip()] = parse_value(value.strip())
    if model is not None:
        found["model.path"] = str(model.expanduser().absolute())
    return found


def question_of(argument: str) -> str:
    """The question's text, from stdin if ``argument`` is ``-``.

    Raises:
        InputError: it is empty.
    """
    data = sys.stdin.buffer.read() if argument == "-" else os.fsencode(argument)
    text = data.decode("utf-8", "replace").strip()
    if not text:
        raise InputError("cli.empty_question")
    return text


def scope_of(collections: Iterable[str] | None, documents: Iterable[str] | None) -> "Scope":
    """What ``--collection`` and ``--document`` restrict a question to."""
    from assistant.library.types import Scope

    return Scope(collections=tuple(collections or ()), documents=tuple(documents or ()))


def confirm(terminal: Terminal, key: str, /, **params: object) -> None:
    """Ask a person before what cannot be taken back; a script has said what it wants.

    Args:
        key: of the sentence that says what would go.

    Raises:
        Cancelled: the answer was no.
    """
    if terminal.machine or not sys.stdin.isatty():
        return
    terminal.say(key, style="yellow", **params)
    if not typer.confirm(terminal.text("config_go_on")):
        raise Cancelled


@contextmanager
def opened(
    terminal: Terminal, overrides: Mapping[str, object] | None = None, *, quiet: bool = False
) -> "Iterator[Assistant]":
    """The assistant on the person's library; its children end with the block.

    Args:
        quiet: the command itself tells which of the person's own prompts and examples cannot be used.
    """
    from assistant.app import Assistant

    with Assistant.open(overrides=overrides) as assistant:
        if assistant.settings.interface.language != "auto":
            terminal.language = assistant.settings.interface.language
        if not (quiet or terminal.machine):
            for problem in (*assistant.prompts.problems(), *assistant.examples.problems()):
                terminal.say("own_refused", style="yellow", problem=one_line(problem.message(terminal.language)))
        yield assistant


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Cancel]:
    """A cancel token that the first Ctrl-C sets, so that the work ends in order; the second one ends it at once."""
    cancel = Cancel()

    def stop(number: int, frame: FrameType | None) -> None:
        if cancel.is_set:
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
