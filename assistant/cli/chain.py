"""``chain``: the shelf of chains, and each of its chains as a command of its own."""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import collecting
from assistant.cli import exits
from assistant.cli.chain_help import ChainCommand
from assistant.cli.chain_output import Sink, format_of, show_collected, teller
from assistant.cli.options import (
    Collections,
    Documents,
    Events,
    Json,
    Model,
    opened,
    overrides_of,
    scope_of,
    stopped_by_ctrl_c,
    terminal_of,
)
from assistant.cli.terminal import one_line, printable
from assistant.collecting import LABELLING, labelled
from assistant.library.names import shown
from chains.errors import InputError
from resources import resource

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.batch import Item
    from assistant.shelf import ChainRequest
    from chains.shelf import ChainCard

tree = typer.Typer(help="Summarize, extract, compare …: chains over documents and texts.", no_args_is_help=True)


Text = Annotated[str, typer.Argument(metavar="[TEXT]", help="What the chain is told; - reads it from stdin.")]
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="An option of the chain; `chain show` lists them. @FILE: what stands in that file.",
    ),
]
Inputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--input",
        "-i",
        metavar="PATH",
        help="A file or folder instead of the library, one run a file (.jsonl: a line); - for stdin.",
    ),
]
Each = Annotated[bool, typer.Option("--each", help="One run for each document, not one for all.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there: .jsonl, .json, .csv, .xlsx or text.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a .jsonl file: items that it has are left out.")]
JobCount = Annotated[
    int, typer.Option("--jobs", min=1, max=16, help="Items at a time; the model still writes for one after the other.")
]
Overwrite = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
COLLECT_HELP = (
    "Of classify and tag: put each document into the collections of its labels, which are made where there are none. "
    "No document is taken out of any."
)
Collect = Annotated[bool, typer.Option("--collect", help=COLLECT_HELP)]
RunSettings = Annotated[
    list[str] | None, typer.Option("--setting", metavar="KEY=VALUE", help="A setting of the program for this run.")
]


@tree.command("list")
def list_chains(context: typer.Context, as_json: Json = False) -> None:
    """List the chains, your own too."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        shelf = assistant.chains.shelf
    language = terminal.language
    if terminal.json_mode:
        terminal.result(
            {
                "chains": [
                    {
                        "name": card.name,
                        "title": card.title(language),
                        "purpose": card.purpose(language),
                        "takes": card.takes,
                        "own": card.own,
                    }
                    for card in shelf.cards.values()
                ],
                "refused": [error.message(language) for error in shelf.refused],
            }
        )
        return
    terminal.table(
        [terminal.text(f"head_{name}") for name in ("chain", "takes", "meaning")],
        [
            [card.name, terminal.text(f"takes_{card.takes}"), one_line(card.purpose(language) or card.title(language))]
            for card in shelf.cards.values()
        ],
    )
    for error in shelf.refused:
        terminal.remark(f"{error.message(language)} {error.hint(language)}", style="yellow")


@tree.command("show")
def show_chain(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="CHAIN")], as_json: Json = False
) -> None:
    """Show what a chain does, and what can be set for it."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        card = assistant.chains.card(name)
    language = terminal.language
    fields = {
        key: {**field, "description": card.option_description(key, language)}
        for key, field in card.options.model_json_schema().get("properties", {}).items()
    }
    if terminal.json_mode:
        terminal.result(
            {
                "name": card.name,
                "title": card.title(language),
                "purpose": card.purpose(language),
                "takes": card.takes,
                "needs_text": card.needs_text,
                "own": card.own,
                "options": fields,
            }
        )
        return
    terminal.line(f"/{card.name}  {one_line(card.title(language))}", style="bold")
    terminal.line(printable(card.purpose(language)))
    terminal.line(terminal.text(f"chain_takes_{card.takes}"))
    if card.placeholder(language):
        terminal.line(terminal.text("chain_text", text=one_line(card.placeholder(language))))
    rows = [
        [key, json.dumps(field.get("default"), ensure_ascii=False), _bounds(field), one_line(field["description"])]
        for key, field in fields.items()
    ]
    if rows:
        terminal.line()
        terminal.table([terminal.text(f"head_{head}") for head in ("option", "default", "bounds", "meaning")], rows)


def _bounds(field: Mapping[str, object]) -> str:
    if isinstance(field.get("enum"), list):
        return " | ".join(str(value) for value in field["enum"])  # type: ignore[attr-defined] # just checked
    parts = [
        f"≥ {field['minimum']}" if "minimum" in field else "",
        f"≤ {field['maximum']}" if "maximum" in field else "",
    ]
    return " ".join(part for part in parts if part) or str(field.get("type", ""))


@tree.command("run")
def run_chain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CHAIN", help="As `assistant chain list` shows it.")],
    text: Text = "",
    values: Values = None,
    inputs: Inputs = None,
    collection: Collections = None,
    document: Documents = None,
    each: Each = False,
    output: Output = None,
    resume: Resume = False,
    jobs: JobCount = 1,
    overwrite: Overwrite = False,
    collect: Collect = False,
    model: Model = None,
    settings: RunSettings = None,
    as_json: Json = False,
    events: Events = False,
) -> None:
    """Run a chain over documents of the library, files, or a text."""
    terminal = terminal_of(context)
    options = dict(_pair(value) for value in values or ())
    written = format_of(output)
    if resume and written != "jsonl":
        raise InputError("cli.resume")
    if output is not None and output.exists() and not (overwrite or resume):
        raise InputError("cli.exists", file=shown(output))
    if collect and name not in LABELLING:
        raise InputError("cli.collect", chain=name, chains=", ".join(sorted(LABELLING)))
    if collect and inputs:
        raise InputError("cli.collect_files")
    with opened(terminal, overrides_of(model, settings)) as assistant, ExitStack() as stack:
        from assistant.batch import done_before, outcomes
        from assistant.shelf import ChainRequest

        card = assistant.chains.card(name)
        card.settled(options)  # a wrong option is told before anything is read
        request = ChainRequest(card.name, _text(text, inputs), scope_of(collection, document), options)
        items = stack.enter_context(_Items(assistant, card, request, inputs, each=each))
        known = done_before(output) if resume and output is not None else set()
        wanted = (item for item in items if item.fingerprint not in known)
        sink = stack.enter_context(Sink(terminal, card, output, written, append=resume))
        cancel = stack.enter_context(stopped_by_ctrl_c())
        failed = 0
        collected = []
        for outcome in outcomes(wanted, assistant.run, cancel, jobs=jobs, progress=teller(terminal, card)):
            failed += outcome.error is not None
            if collect and outcome.result is not None:
                collected.append(collecting.collect(assistant.library, labelled(card.name, outcome.result)))
            sink.take(outcome, collected[-1] if collect and outcome.result is not None else None)
        if known and not terminal.machine:
            terminal.say("chain_known", count=len(known))
        if collected and not terminal.machine:
            show_collected(terminal, collecting.together(collected))
    if sink.only_error is not None and sink.count == 1 and not terminal.events:
        raise sink.only_error
    if failed:
        raise typer.Exit(exits.SOME_FAILED)


@tree.command("new")
def new_chain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, - and _.")],
    as_json: Json = False,
) -> None:
    """Write a commented start for a chain of your own."""
    from chains.shelf import checked

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        data = resource("chain-start.toml").read_bytes()
        checked(name, data, own=True)
        file = assistant.paths.chains / f"{name}.toml"
        if file.exists() or name in assistant.chains.shelf.cards:
            raise InputError("cli.exists", file=shown(file))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except OSError as exc:
            raise InputError("cli.not_written", file=shown(file), reason=exc.strerror or type(exc).__name__) from exc
    terminal.done({"chain": name, "file": str(file)}, "chain_written", name=name, file=shown(file))


# --- each chain as a command ---


def register(top: typer.Typer) -> None:
    """Put the group, and a command for each built-in chain, into ``top``."""
    top.add_typer(tree, name="chain")
    taken = {command.name or getattr(command.callback, "__name__", "") for command in top.registered_commands}
    taken |= {group.name for group in top.registered_groups}
    for name in _builtin_names():
        if name not in taken:
            _add_command(top, name)


# --- inside ---


def _builtin_names() -> list[str]:
    return sorted(
        file.name.removesuffix(".toml") for file in resource("chains").iterdir() if file.name.endswith(".toml")
    )


def _add_command(top: typer.Typer, name: str) -> None:
    def command(
        context: typer.Context,
        text: Text = "",
        values: Values = None,
        inputs: Inputs = None,
        collection: Collections = None,
        document: Documents = None,
        each: Each = False,
        output: Output = None,
        resume: Resume = False,
        jobs: JobCount = 1,
        overwrite: Overwrite = False,
        collect: Annotated[bool, typer.Option("--collect", hidden=name not in LABELLING, help=COLLECT_HELP)] = False,
        model: Model = None,
        settings: RunSettings = None,
        as_json: Json = False,
        events: Events = False,
    ) -> None:
        run_chain(
            context, name, text, values, inputs, collection, document, each, output, resume, jobs, overwrite, collect,
            model, settings, as_json, events,
        )  # fmt: skip

    table = tomllib.loads((resource("chains") / f"{name}.toml").read_text("utf-8"))
    top.command(name, cls=ChainCommand, help=table["purpose"]["en"])(command)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise InputError("cli.set", text=text)
    value = value.strip()
    if value.startswith("@") and Path(value[1:]).expanduser().is_file():
        value = Path(value[1:]).expanduser().read_text("utf-8", "replace")
    return key.strip(), value


def _text(argument: str, inputs: Sequence[Path] | None) -> str:
    if argument == "-" and not any(str(path) == "-" for path in inputs or ()):
        return sys.stdin.buffer.read().decode("utf-8", "replace").strip()
    return "" if argument == "-" else argument


class _Items:
    """The items of a run, as a context: files are read by a child that ends with it."""

    def __init__(
        self,
        assistant: "Assistant",
        card: "ChainCard",
        request: "ChainRequest",
        inputs: Sequence[Path] | None,
        *,
        each: bool,
    ) -> None:
        self._assistant = assistant
        self._card = card
        self._request = request
        self._inputs = inputs or ()
        self._each = each
        self._stack = ExitStack()

    def __enter__(self) -> "Iterator[Item]":
        return self._all()

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def _all(self) -> "Iterator[Item]":
        from assistant.batch import Item, file_items, text_item

        files = [path for path in self._inputs if str(path) != "-"]
        if len(files) < len(self._inputs):
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
            yield text_item("-", text, self._card, self._request)
        if files:
            yield from self._stack.enter_context(
                file_items(files, self._card, self._request, self._assistant.settings.reader)
            )
        if self._inputs:
            return
        if self._each and self._card.takes != "text":
            for info in self._assistant.library.documents(self._request.scope):
                yield Item(info.title, info.id, _Fixed(self._request, info.id))
        else:
            yield Item(self._card.name, "", lambda _: self._request)


class _Fixed:
    """The request for one document of the library."""

    def __init__(self, request: "ChainRequest", document: str) -> None:
        self._request = request
        self._document = document

    def __call__(self, _: object) -> "ChainRequest":
        from dataclasses import replace

        return replace(self._request, scope=scope_of(None, [self._document]))
