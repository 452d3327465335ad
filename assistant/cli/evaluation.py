"""``eval`` and ``bench``: how good and how fast it is, measured here."""

import importlib
import pkgutil
import runpy
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json, terminal_of
from chains.errors import InputError


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command("eval")(evaluate)
    tree.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})(
        bench
    )


def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help='SQuAD JSON, or JSONL of {"question", "answers"}.')],
    sample: Annotated[int | None, typer.Option("--sample", min=1, help="Ask only so many questions.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which ones.")] = 0,
    articles: Annotated[str | None, typer.Option("--articles", metavar="5-8", help="Only these articles.")] = None,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Retrieval and evidence only.")] = False,
    rerank: Annotated[bool, typer.Option("--rerank", help="Rank evidence by the model.")] = False,
    as_json: Json = False,
) -> None:
    """Measure answers to known questions.

    The documents of FILE go into a throw-away library by the same way as any others.
    """
    evaluation = importlib.import_module("assistant.evaluation")
    terminal = terminal_of(context)
    options = evaluation.EvaluationOptions(
        file=file, sample=sample, seed=seed, articles=articles, use_model=not no_llm, rerank=rerank
    )
    result = evaluation.evaluate(options, progress=terminal.remark)
    if terminal.json_mode:
        terminal.result(result)
    else:
        terminal.fields([(name, str(value)) for name, value in result.items()])


def bench(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Without it, their names.")] = None,
) -> None:
    """Run a benchmark by its name.

    What follows the name is its own.
    """
    import assistant.bench as benches

    names = sorted(module.name for module in pkgutil.iter_modules(benches.__path__))
    if name is None:
        for known in names:
            terminal_of(context).line(known)
        return
    if name not in names:
        raise InputError("cli.no_bench", name=name, names=", ".join(names))
    sys.argv = [f"assistant bench {name}", *context.args]
    runpy.run_module(f"assistant.bench.{name}", run_name="__main__", alter_sys=True)
