"""``eval`` and ``bench``: how good and how fast it is, measured here."""

import runpy
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import exits
from assistant.cli.options import Json, Model, Set, overrides_of, stopped_by_ctrl_c, terminal_of
from assistant.cli.terminal import Terminal, one_line
from chains.errors import Cancelled, InputError
from resources import resource

if TYPE_CHECKING:
    from assistant.cancel import Cancel
    from assistant.throw_away import Progress

START_FILE = "agent-tasks-start.toml"
# Characters of an answer in the table of the agent's tasks.
SHOWN = 100


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command("eval")(evaluate)
    tree.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})(
        bench
    )


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help='SQuAD JSON, or JSONL of {"question", "answers"}; with --agent, tasks.'),
    ] = None,
    agent: Annotated[bool, typer.Option("--agent", help="FILE has tasks for the agent: TOML or JSONL.")] = False,
    agent_start: Annotated[
        bool, typer.Option("--agent-start", help="Print a commented start of such a file and nothing else.")
    ] = False,
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

    Of the agent's tasks: right_tool, right_arguments of the first call; right_answer; within_steps: no more than the
    task allows; steps and seconds a task.
    """
    terminal = terminal_of(context)
    if agent_start:
        terminal.write(resource(START_FILE).read_text("utf-8"))
        return
    if file is None:
        raise InputError("evaluation.no_file")
    overrides = tuple(overrides_of(model, settings).items())
    measured: Callable[[Progress, Cancel], Mapping[str, object]]
    if agent:
        given = {"--articles": articles, "--no-llm": no_llm, "--rerank": rerank}
        for option in (option for option, value in given.items() if value):
            raise InputError("evaluation.not_for_agent", option=option)
        from assistant.agent_evaluation import AgentEvalOptions, evaluate_agent

        measured = partial(evaluate_agent, AgentEvalOptions(file, sample, seed, overrides))
    else:
        from assistant.evaluation import EvalOptions
        from assistant.evaluation import evaluate as measure

        measured = partial(measure, EvalOptions(file, sample, seed, articles, not no_llm, rerank, overrides))

    def progress(phase: str, done: int, total: int) -> None:
        # A line at each tenth: enough to see that it goes on, few enough for a log.
        if done == total or done % max(1, total // 10) == 0:
            terminal.remark(f"{phase}: {done}/{total}")

    try:
        with stopped_by_ctrl_c() as cancel:
            result = measured(progress, cancel)
    except Cancelled:
        raise typer.Exit(exits.STOPPED) from None
    if terminal.json_mode:
        terminal.result(result)
        return
    each = result.get("each")
    if isinstance(each, list):
        heads = ("tool", "arguments", "answer", "steps", "seconds", "task", "called", "said")
        terminal.table(heads, [_row(terminal, task) for task in each])
    sums = {name: value for name, value in result.items() if name != "each"}
    terminal.fields([(name, "-" if value is None else str(value)) for name, value in sums.items()])


def _row(terminal: Terminal, task: Mapping[str, object]) -> list[str]:
    """One task of the agent: whether each thing was right, and what it did."""
    marks = {True: terminal.mark("yes"), False: terminal.mark("no")}
    judged = [task["right_tool"], task["right_arguments"], task["right_answer"]]
    tools = task["tools"]
    return [
        *("-" if value is None else marks[value is True] for value in judged),
        str(task["steps"]),
        str(task["seconds"]),
        one_line(str(task["task"])),
        ", ".join(tools) if isinstance(tools, list | tuple) else "",
        one_line(str(task["answer"]))[:SHOWN],
    ]


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
