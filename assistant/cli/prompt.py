"""``prompt``: in which words the model is asked, and a person's own copies of them."""

import os
import shlex
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Json, Model, opened, overrides_of, stopped_by_ctrl_c, terminal_of, whole_text
from assistant.cli.terminal import Terminal, one_line, printable
from chains.errors import Cancelled, InputError

if TYPE_CHECKING:
    from assistant.prompts import Against, PromptInfo, Prompts, Rendered
    from chains.prompts import Prompt

tree = typer.Typer(help="See and change the prompts: the words in which the model is asked.", no_args_is_help=True)

Which = Annotated[
    str,
    typer.Argument(metavar="NAME", callback=whole_text, help="As `prompt list` names it; answer.zh for a language."),
]
From = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="Take the text from a file instead; - for stdin.")
]
VersionNumber = Annotated[
    int | None,
    typer.Option("--version", "-v", min=1, metavar="N", help="An earlier version; `prompt history` lists them."),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--value", metavar="NAME=TEXT", callback=whole_text, help="What stands for a variable."),
]


@tree.command("list")
def list_prompts(context: typer.Context, as_json: Json = False) -> None:
    """List the prompts, and which of them are your own."""
    terminal = terminal_of(context)
    with opened(terminal, quiet=True) as assistant:
        found = assistant.prompts.all()
    if terminal.json_mode:
        terminal.result({"prompts": [_object(info, terminal) for info in found]})
        return
    heads = [terminal.text(f"head_{name}") for name in ("prompt", "state", "used_by", "meaning")]
    rows = [
        [f"{info.name}.{info.language}", _state(info, terminal), ", ".join(info.used_by), one_line(info.purpose)]
        for info in found
    ]
    terminal.table(heads, rows)
    for info in found:
        if info.problem is not None:
            terminal.remark(one_line(info.problem.message(terminal.language)), style="yellow")


@tree.command()
def show(
    context: typer.Context,
    which: Which,
    packaged: Annotated[bool, typer.Option("--packaged", help="The one that comes with Lectern.")] = False,
    version: VersionNumber = None,
    as_json: Json = False,
) -> None:
    """Show a prompt's file."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        if version is not None:
            text = prompts.version(name, language, version)
        else:
            text = prompts.packaged_text(name, language) if packaged else prompts.text(name, language)
        info = prompts.info(name, language)
        file = prompts.path(name, language)
    if terminal.json_mode:
        terminal.result({**_object(info, terminal), "file": str(file) if info.own else None, "text": text})
    else:
        terminal.write(text)


@tree.command()
def edit(context: typer.Context, which: Which, source: From = None, as_json: Json = False) -> None:
    """Change a prompt: your own copy of it, which no update of Lectern touches.

    Opens $VISUAL or $EDITOR, and checks what was written; --from takes the text from a file or a pipe.
    """
    terminal = terminal_of(context)
    with opened(terminal, quiet=True) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        before = prompts.text(name, language)
        prompt = (
            _edited(terminal, prompts, name, language)
            if source is None
            else prompts.save(name, language, _read(source))
        )
        file, changed = prompts.path(name, language), prompts.text(name, language) != before
    key = "prompt_saved" if changed else "prompt_unchanged"
    value = {"name": name, "language": language, "file": str(file), "changed": changed, "saved": prompt is not None}
    terminal.done(value, key, name=f"{name}.{language}", file=one_line(str(file)))


@tree.command()
def diff(
    context: typer.Context,
    which: Which,
    version: VersionNumber = None,
    news: Annotated[bool, typer.Option("--news", help="What Lectern has changed since it was copied.")] = False,
    seen: Annotated[bool, typer.Option("--seen", help="Then tell of that change no longer.")] = False,
    as_json: Json = False,
) -> None:
    """Show what your own copy has changed in the packaged prompt, or since an earlier version."""
    from assistant.prompts import unified

    terminal = terminal_of(context)
    against: Against = "packaged" if version is None else version
    with opened(terminal) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        lines = prompts.news(name, language) if news else prompts.diff(name, language, against=against)
        info = prompts.info(name, language)
        if seen:
            prompts.seen(name, language)
    before = "copied" if news else str(against)
    shown = unified(lines, f"{name}.{language} ({before})", f"{name}.{language} ({'packaged' if news else 'own'})")
    if terminal.json_mode:
        changed = [asdict(line) for line in lines if line.kind != "same"]
        terminal.result({"name": name, "language": language, "against": before, "lines": changed, "diff": shown})
        return
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for line in shown:
        terminal.line(printable(line), style=styles.get(line[:1], ""))
    if not shown:
        terminal.say("prompt_same")
    if info.changed and not news and not seen:
        terminal.say("prompt_news", style="yellow", name=f"{name}.{language}")


@tree.command()
def reset(context: typer.Context, which: Which, as_json: Json = False) -> None:
    """Go back to the packaged prompt; your own copy stays in its history."""
    terminal = terminal_of(context)
    with opened(terminal, quiet=True) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        was = prompts.reset(name, language)
    value = {"name": name, "language": language, "reset": was}
    terminal.done(value, "prompt_reset" if was else "prompt_not_own", name=f"{name}.{language}")


@tree.command()
def history(
    context: typer.Context,
    which: Which,
    restore: Annotated[
        int | None, typer.Option("--restore", min=1, metavar="N", help="Make this version your own copy again.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the earlier versions of your own copy, the latest first."""
    terminal = terminal_of(context)
    with opened(terminal, quiet=True) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        if restore is not None:
            prompts.restore(name, language, restore)
        found = prompts.history(name, language)
    if restore is not None and not terminal.json_mode:
        terminal.line(terminal.text("prompt_restored", name=f"{name}.{language}", number=restore))
        return
    if terminal.json_mode:
        rows = [{"number": version.number, "when": version.when.isoformat()} for version in found]
        terminal.result({"name": name, "language": language, "versions": rows, "restored": restore})
    elif not found:
        terminal.say("prompt_no_history")
    else:
        heads = [terminal.text("head_version"), terminal.text("head_replaced")]
        terminal.table(heads, [[str(v.number), f"{v.when.astimezone():%Y-%m-%d %H:%M:%S}"] for v in found])


@tree.command()
def render(
    context: typer.Context,
    which: Which,
    values: Values = None,
    source: From = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Show what the model would get of a prompt, with the exact tokens of each piece.

    Variables stand for their samples unless --value says otherwise.
    """
    terminal = terminal_of(context)
    with opened(terminal, overrides_of(model)) as assistant:
        prompts = assistant.prompts
        name, language = _named(prompts, which, terminal)
        text = None if source is None else _read(source)
        found = prompts.render(name, language, _pairs(values), text)
    if terminal.json_mode:
        terminal.result({"name": name, "language": language, **asdict(found)})
        return
    _show_rendered(terminal, found)


@tree.command("try")
def try_out(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", callback=whole_text, help="To be answered.")],
    source: Annotated[str, typer.Option("--from", metavar="FILE", help="The prompt to try; - for stdin.")],
    language: Annotated[str, typer.Option("--language", "-l", help="Of the prompt.")] = "en",
    as_json: Json = False,
) -> None:
    """Answer a question twice: by the answer's prompt as it is, and by another one. Nothing is kept."""
    from assistant.app import AskOptions
    from assistant.events import Done

    terminal = terminal_of(context)
    text = _read(source)
    found: dict[str, Done] = {}
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        assistant.prompts.check("answer", language, text)
        for label, tried in (("now", {}), ("tried", {f"answer.{language}": text})):
            for event in assistant.trial(question, AskOptions(prompts=tried), cancel):
                if isinstance(event, Done):
                    found[label] = event
    if terminal.json_mode:
        terminal.result(
            {
                label: {"answer": done.answer, "supported": done.supported, "receipt": asdict(done.receipt)}
                for label, done in found.items()
            }
        )
        return
    for label, done in found.items():
        used = done.receipt.instructions + done.receipt.evidence
        terminal.line(terminal.text(f"prompt_try_{label}", tokens=used), style="bold")
        terminal.line(printable(done.answer))
        terminal.say(f"verdict_{done.supported}")


def _named(prompts: "Prompts", which: str, terminal: Terminal) -> tuple[str, str]:
    """Name and language of ``answer.zh``, or of ``answer``: in the person's language, where there is one."""
    name, dot, language = which.partition(".")
    if not dot:
        known = {info.language for info in prompts.all() if info.name == name}
        language = terminal.language if terminal.language in known else "en"
    return name, language


def _object(info: "PromptInfo", terminal: Terminal) -> dict[str, object]:
    from assistant.objects import error_object

    problem = None if info.problem is None else error_object(info.problem, terminal.language)
    return {**{key: getattr(info, key) for key in info.__slots__}, "problem": problem}


def _state(info: "PromptInfo", terminal: Terminal) -> str:
    if info.problem is not None:
        return terminal.text("prompt_refused")
    if not info.own:
        return terminal.text("prompt_packaged")
    return terminal.text("prompt_own_old" if info.changed else "prompt_own")


def _read(source: str) -> str:
    """The text of a file, or of stdin.

    Raises:
        InputError: it cannot be read.
    """
    if source == "-":
        return sys.stdin.read()
    try:
        return Path(source).expanduser().read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        raise InputError("cli.cannot_read", file=one_line(source), reason=reason) from exc


def _pairs(values: list[str] | None) -> dict[str, str]:
    found = {}
    for text in values or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError("cli.value", text=text)
        found[name.strip()] = value
    return found


def _edited(terminal: Terminal, prompts: "Prompts", name: str, language: str) -> "Prompt | None":
    """What a person made of the prompt in their editor; None if nothing.

    What cannot be used is kept as a draft, where the next edit goes on.

    Raises:
        PromptError: it cannot be used, and nobody is there to say whether to go on.
        Cancelled: it cannot be used, and the person does not want to go on.
        InputError: there is no editor, or no room for a draft.
    """
    from chains.prompts import PromptError

    before = prompts.text(name, language)
    draft = prompts.path(name, language).with_suffix(".draft.toml")
    if draft.exists():
        terminal.say("prompt_draft", file=one_line(str(draft)))
    else:
        try:
            draft.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(before, "utf-8")
        except OSError as exc:
            reason = exc.strerror or type(exc).__name__
            raise InputError("cli.cannot_write", file=one_line(str(draft)), reason=reason) from exc
    while True:
        _open_editor(draft)
        text = _read(str(draft))
        if text == before:
            draft.unlink()
            return None
        try:
            prompt = prompts.save(name, language, text)
        except PromptError as error:
            if sys.stdin.isatty() and not terminal.machine:
                terminal.error(error)
                if typer.confirm(terminal.text("prompt_edit_on"), default=True):
                    continue
                terminal.say("prompt_kept", file=one_line(str(draft)))
                raise Cancelled from error
            terminal.say("prompt_kept", file=one_line(str(draft)))
            raise
        draft.unlink()
        return prompt


def _open_editor(file: Path) -> None:
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    try:
        ended = subprocess.run([*shlex.split(chosen, posix=os.name != "nt"), str(file)], check=False)
    except (OSError, ValueError) as exc:
        raise InputError("cli.no_editor", editor=one_line(chosen)) from exc
    if ended.returncode:
        raise InputError("cli.editor_failed", editor=one_line(chosen), exit=ended.returncode)


def _show_rendered(terminal: Terminal, found: "Rendered") -> None:
    for piece in found.pieces:
        if piece.kind != "part":
            label = terminal.text(f"prompt_{piece.kind}", label=piece.label, tokens=piece.tokens)
            terminal.line(label, style="bold")
            terminal.line(printable(piece.text))
    parts = [piece for piece in found.pieces if piece.kind == "part"]
    if parts:
        terminal.line(terminal.text("prompt_parts"), style="bold")
        terminal.table(
            [terminal.text("head_part"), terminal.text("head_tokens"), terminal.text("head_text")],
            [[piece.label, str(piece.tokens), one_line(piece.text)] for piece in parts],
        )
    if found.tokens:
        terminal.line(terminal.text("prompt_tokens", tokens=found.tokens, template=found.template))
    if found.unknown:
        terminal.say("prompt_unknown", names=", ".join(found.unknown))
