"""``eval`` and ``bench``: how good and how fast it is, measured here."""

import runpy
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import exits
from assistant.cli.options import Json, Model, Set, overrides_of, stopped_by_ctrl_c, terminal_of
from chains.errors import Cancelled, InputError


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
    articles: Annotated[str, typer.Option("--articles", metavar="5-8", help="Only these articles.")] = "",
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Retrieval and evidence only.")] = False,
    rerank: Annotated[bool, typer.Option("--rerank", help="Rank evidence by the model.")] = False,
    model: Model = None,
    settings: Set = None,
    as_json: Json = False,
) -> None:
    """Measure answers to known questions.

    The documents of FILE go into a throw-away library by the same way as any others.

    hit@1, hit@4: a gold answer stands in the best passage, in the best four. evidence@1, 2, 3: in the best quotes.
    answer_contains, answer_f1: of the model's own words. supported_precision: of the answers called supported, how
    many contain the gold one. not_found_rate: of questions whose document was left out; false_not_found_rate: of the
    others; impossible_not_found_rate: of those that SQuAD marks as unanswerable.
    """
    from assistant.evaluation import EvalOptions
    from assistant.evaluation import evaluate as measure

    terminal = terminal_of(context)
    options = EvalOptions(
        file=file,
        sample=sample,
        seed=seed,
        articles=articles,
        use_model=not no_llm,
        rerank=rerank,
        overrides=tuple(overrides_of(model, settings).items()),
    )

    def progress(phase: str, done: int, total: int) -> None:
        # A line at each tenth: enough to see that it goes on, few enough for a log.
        if done == total or done % max(1, total // 10) == 0:
            terminal.remark(f"{phase}: {done}/{total}")

    try:
        with stopped_by_ctrl_c() as cancel:
            result = measure(options, progress, cancel)
    except Cancelled:
        raise typer.Exit(exits.STOPPED) from None
    if terminal.json_mode:
        terminal.result(result)
    else:
        terminal.fields([(name, "-" if value is None else str(value)) for name, value in result.items()])


def bench(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Without it, their names.")] = None,
) -> None:
    """Run a benchmark by its name.

    What follows the name is its own.
    """
    from assistant.bench.bars import BENCHES

    names = ["bars", *dict.fromkeys(known.module for known in BENCHES)]
    if name is None:
        for known in names:
            terminal_of(context).line(known)
        return
    if name not in names:
        raise InputError("cli.no_bench", name=name, names=", ".join(names))
    sys.argv = [f"assistant bench {name}", *context.args]
    runpy.run_module(f"assistant.bench.{name}", run_name="__main__", alter_sys=True)
