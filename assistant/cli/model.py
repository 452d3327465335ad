"""``model``: which models there are, what a file is, and which one answers."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, opened, stopped_by_ctrl_c, terminal_of
from assistant.cli.terminal import one_line
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.models.cards import ModelCard

tree = typer.Typer(no_args_is_help=True, help="Choose the model that answers.")

STARTER = "starter"
Which = Annotated[str, typer.Argument(metavar="PATH", help="A .gguf file, or `starter`.")]
Context = Annotated[
    int | None, typer.Option("--context", min=0, help="Tokens of context window; 0 for the model's own.")
]


@tree.command("list")
def list_models(context: typer.Context, as_json: Json = False) -> None:
    """List the starter model, files chosen before, and files in the home's folder `models`."""
    from assistant.library.names import shown
    from assistant.models.known import known_models

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = known_models(assistant.paths, assistant.settings.model.path)
    if terminal.json_mode:
        rows = [{**asdict(model), "path": None if model.path is None else shown(model.path)} for model in found]
        terminal.result({"models": rows})
        return
    for model in found:
        state = "model_now" if model.current else "" if model.there else "model_gone"
        name = terminal.text("model_starter") if model.path is None else one_line(shown(model.path))
        terminal.line(f"{name}\t{terminal.text(state)}" if state else name)


@tree.command()
def show(context: typer.Context, which: Which, tokens: Context = None, as_json: Json = False) -> None:
    """Show what a model file is, from its header alone.

    Architecture, size, licence, and whether it fits in memory.
    """
    from assistant.models.cards import card

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = card(_path(which), assistant.settings.model, tokens)
    if terminal.json_mode:
        path = None if found.path is None else str(found.path)
        terminal.result({**asdict(found), "path": path, "fits": found.fits, "usable": found.usable})
        return
    terminal.fields([(label, one_line(value)) for label, value in _lines(found)])
    error = found.refusal
    if error is not None:
        terminal.line(one_line(error.message(terminal.language)), style="yellow")
        terminal.line(one_line(error.hint(terminal.language)))


@tree.command()
def use(context: typer.Context, which: Which, tokens: Context = None, as_json: Json = False) -> None:
    """Answer with this model from now on, once it was loaded and has written something.

    If it cannot be loaded, the one before stays.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        info = None
        for step in assistant.use_model(_path(which), tokens, cancel):
            info = step.info
        if info is None:  # it was in use already
            info = assistant.models.engine.load()
        title = assistant.models.title
    terminal.done(
        asdict(info),
        "model_used",
        name=one_line(title),
        context=info.context_tokens,
        backend=f"GPU {info.gpu_layers}/{info.layers}" if info.gpu_layers else f"CPU {info.threads}",
    )


@tree.command()
def forget(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """List a file no longer; the file itself stays."""
    from assistant.models.known import forget as forget_file

    terminal = terminal_of(context)
    path = _path(which)
    with opened(terminal) as assistant:
        if path is None or not forget_file(assistant.paths, path):
            raise InputError("model.not_listed", name=one_line(which))
    terminal.done({"path": str(path)}, "model_forgotten", path=one_line(str(path)))


def _path(which: str) -> Path | None:
    return None if which == STARTER else Path(which).expanduser().absolute()


def _lines(found: "ModelCard") -> list[tuple[str, str]]:
    gigabytes = f"{found.needed_bytes / 1e9:.1f} GB of {found.available_bytes / 1e9:.1f} GB free"
    return [
        ("name", found.name),
        ("architecture", f"{found.architecture}, {found.layers} layers"),
        ("parameters", f"{found.parameters / 1e6:,.0f} million" if found.parameters else "unknown"),
        ("file", f"{found.file_bytes / 1e6:,.0f} MB, {found.quantization}"),
        ("trained for", f"{found.trained_tokens} tokens of context"),
        ("licence", found.licence or "not stated"),
        ("author", found.author or "not stated"),
        ("languages", ", ".join(found.languages) or "not stated"),
        ("chat template", "its own" if found.chat else "none; a known one stands in"),
        (f"memory with {found.context_tokens} tokens", gigabytes),
        ("fits", f"yes, up to {found.largest_context} tokens" if found.fits else "no"),
    ]
