"""``example``: few-shot examples, and which of them would go into a prompt."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Model, Set, opened, overrides_of, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line, printable

if TYPE_CHECKING:
    from assistant.examples import Chosen, SetInfo

tree = typer.Typer(help="See the examples that the model is shown, and how they are chosen.", no_args_is_help=True)

Which = Annotated[
    str,
    typer.Argument(metavar="SET", callback=whole_text, help="As `example list` names it; reason.zh for a language."),
]


@tree.command("list")
def list_sets(context: typer.Context, as_json: Json = False) -> None:
    """List the sets of examples, your own too."""
    terminal = terminal_of(context)
    with opened(terminal, quiet=True) as assistant:
        found = assistant.examples.all()
        folder = assistant.examples.folder
    if terminal.json_mode:
        terminal.result({"folder": str(folder), "sets": [_object(info, terminal) for info in found]})
        return
    heads = [terminal.text(f"head_{name}") for name in ("set", "examples", "tokens", "chosen_by", "state", "meaning")]
    rows = [
        [
            f"{info.name}.{info.language}",
            str(info.count),
            str(info.tokens),
            info.choice.selector,
            _state(info, terminal),
            one_line(info.purpose),
        ]
        for info in found
    ]
    terminal.table(heads, rows)
    for info in found:
        if info.problem is not None:
            terminal.remark(one_line(info.problem.message(terminal.language)), style="yellow")
    terminal.say("example_folder", folder=one_line(str(folder)))


@tree.command()
def show(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Show all examples of a set."""
    terminal = terminal_of(context)
    name, language = _named(which, terminal)
    with opened(terminal) as assistant:
        found = assistant.examples.load(name, language)
        info = assistant.examples.info(name, found.language)
    if terminal.json_mode:
        examples = [asdict(example) for example in found.examples]
        terminal.result({**_object(info, terminal), "examples": examples})
        return
    for number, example in enumerate(found.examples, 1):
        terminal.line(f"{number}", style="bold")
        terminal.line(printable(example.given))
        terminal.line(f"→ {printable(example.wanted)}")


@tree.command()
def choose(
    context: typer.Context,
    which: Which,
    text: Annotated[str, typer.Argument(metavar="TEXT", callback=whole_text, help="What the model is to be asked.")],
    model: Model = None,
    settings: Set = None,
    as_json: Json = False,
) -> None:
    """Show which examples would go into the prompt for a text, and what they take.

    --set examples.selector=mmr tries another way of choosing.
    """
    terminal = terminal_of(context)
    name, language = _named(which, terminal)
    with opened(terminal, overrides_of(model, settings)) as assistant:
        found = assistant.examples.chosen(name, language, text)
        info = assistant.examples.info(name, assistant.examples.load(name, language).language)
    if terminal.json_mode:
        terminal.result(
            {
                **_object(info, terminal),
                "chosen": [{**asdict(item.example), "tokens": item.tokens} for item in found],
                "chosen_tokens": sum(item.tokens for item in found),
            }
        )
    else:
        _show(terminal, found, info)


def _show(terminal: Terminal, found: "tuple[Chosen, ...]", info: "SetInfo") -> None:
    heads = [terminal.text(f"head_{name}") for name in ("tokens", "given", "wanted")]
    terminal.table(
        heads, [[str(item.tokens), one_line(item.example.given), one_line(item.example.wanted)] for item in found]
    )
    terminal.say(
        "example_chosen",
        count=len(found),
        all=info.count,
        tokens=sum(item.tokens for item in found),
        all_tokens=info.tokens,
        selector=info.choice.selector,
    )


def _named(which: str, terminal: Terminal) -> tuple[str, str]:
    name, dot, language = which.partition(".")
    return name, language if dot else terminal.language


def _object(info: "SetInfo", terminal: Terminal) -> dict[str, object]:
    from assistant.objects import error_object

    problem = None if info.problem is None else error_object(info.problem, terminal.language)
    fields = {key: getattr(info, key) for key in info.__slots__}
    return {**fields, "choice": asdict(info.choice), "problem": problem}


def _state(info: "SetInfo", terminal: Terminal) -> str:
    if info.problem is not None:
        return terminal.text("prompt_refused")
    return terminal.text("prompt_own" if info.own else "prompt_packaged")
