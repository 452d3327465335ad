"""``add``, ``remove``, ``list``, ``show``, ``status``: the documents themselves."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import exits
from assistant.cli.options import (
    Collections,
    Events,
    Json,
    Yes,
    confirm,
    opened,
    stopped_by_ctrl_c,
    terminal_of,
    whole_text,
)
from assistant.cli.terminal import Terminal, one_line, printable
from assistant.library.names import shown
from assistant.objects import error_object
from chains.errors import Cancelled, InputError

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.events import IngestProgress
    from assistant.library.types import DocumentInfo, DocumentReport

# States of a file, or of another process's work, that are not its end.
RUNNING = frozenset({"waiting", "reading", "indexing", "elsewhere"})

Reference = Annotated[str, typer.Argument(metavar="DOC", help="Id or its beginning, title, file name or path.")]


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command()(add)
    tree.command()(remove)
    tree.command()(rename)
    tree.command("list")(list_documents)
    tree.command()(show)
    tree.command()(status)


def add(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files and folders; - for text on standard input.")
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", "-c", callback=whole_text, help="Put them into this collection.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Work off what still waits in the queue.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try the files again that failed.")] = False,
    as_json: Json = False,
    events: Events = False,
) -> None:
    """Add files, or folders with all below them."""
    terminal = terminal_of(context)
    if not (paths or resume or retry):
        raise InputError("cli.add_nothing")
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        if retry:
            assistant.queue.retry()
        paths = [_of_standard_input(assistant) if str(path) == "-" else path for path in paths or ()]
        steps = assistant.add(paths, collection=collection, cancel=cancel) if paths else assistant.resume(cancel)
        finished, stopped = _follow(terminal, steps)
        waiting = len(assistant.library.waiting())
    failed = sum(step.state == "failed" for step in finished)
    if terminal.json_mode:
        terminal.result(
            {
                "files": [_step_object(step, terminal.language) for step in finished],
                "ready": sum(step.state == "ready" for step in finished),
                "unchanged": sum(step.state == "unchanged" for step in finished),
                "failed": failed,
                "waiting": waiting,
            }
        )
    elif not terminal.events:
        if stopped:
            terminal.say("add_stopped", style="yellow", waiting=waiting)
        elif not finished:
            terminal.say("add_none")
    if stopped:
        raise typer.Exit(exits.STOPPED)
    if failed:
        raise typer.Exit(exits.SOME_FAILED)


def _of_standard_input(assistant: "Assistant") -> Path:
    return assistant.paste(sys.stdin.buffer.read().decode("utf-8", "replace"))


def _follow(terminal: Terminal, steps: "Iterable[IngestProgress]") -> "tuple[list[IngestProgress], bool]":
    from rich.spinner import Spinner

    finished: list[IngestProgress] = []
    spinner = Spinner("dots")
    try:
        with terminal.live(spinner) as live:
            for step in steps:
                if terminal.events:
                    terminal.event("file", _step_object(step, terminal.language))
                if step.state not in RUNNING:
                    finished.append(step)
                    if not terminal.machine:
                        _show_step(terminal, step)
                if live is not None:
                    spinner.update(
                        text=terminal.text(
                            "add_running", path=one_line(step.path), done=step.done, waiting=step.waiting
                        )
                    )
    except Cancelled:
        return finished, True
    return finished, False


def _show_step(terminal: Terminal, step: "IngestProgress") -> None:
    parts = [terminal.text(f"state_{step.state}"), one_line(step.path)]
    if step.error is not None:
        parts.append(one_line(step.error.message(terminal.language)))
        parts.append(one_line(step.error.hint(terminal.language)))
    elif step.state == "ready":
        if step.pages:
            parts.append(terminal.text("pages", count=step.pages))
        parts.append(terminal.text("chunks", count=step.chunks))
        parts.append(f"{step.seconds:.1f} s")
    parts += [one_line(note) for note in step.notes]
    terminal.line("  ".join(parts), style={"failed": "red", "unchanged": "dim"}.get(step.state, ""))


def _step_object(step: "IngestProgress", language: str) -> dict[str, object]:
    error = None if step.error is None else error_object(step.error, language)
    return {**asdict(replace(step, error=None)), "error": error}


def remove(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(metavar="DOC...", help="Ids, titles, file names or paths.")],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Remove documents from the library.

    All that was derived from them goes, too. The files themselves stay, and can be added again. A document that has
    no file any more, or was pasted, is gone for good: at a terminal that is asked before.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant, stopped_by_ctrl_c() as cancel:
        found = [assistant.library.resolve(reference) for reference in documents]
        kept = [_kept_file(assistant, document) for document in found]
        for document, file in zip(found, kept, strict=True):
            if file is None and not yes:
                confirm(terminal, "remove_for_good", title=one_line(document.title))
        assistant.remove([document.id for document in found], cancel)
    if terminal.json_mode:
        terminal.result({"removed": [document.id for document in found]})
        return
    for document in found:
        terminal.line(f"{terminal.text('state_removed')}  {one_line(document.title)}")
    back = [shlex.quote(printable(shown(file))) for file in kept if file is not None]
    if back:
        terminal.say("add_again", files=" ".join(back))


def _kept_file(assistant: "Assistant", document: "DocumentInfo") -> Path | None:
    """A file from which the document can be added again; a pasted text's own copy goes with it."""
    files = [file for file in assistant.files(document.id) if file.parent != assistant.paths.pasted]
    return next((file for file in files if file.is_file()), None)


def rename(
    context: typer.Context,
    document: Reference,
    title: Annotated[str, typer.Argument(metavar="TITLE", callback=whole_text, help="Its new title.")],
    as_json: Json = False,
) -> None:
    """Give a document another title.

    The file keeps its name.
    """
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info = assistant.library.resolve(document)
        assistant.rename(info.id, title)
    terminal.done({"renamed": info.id, "to": title}, "document_renamed", old=one_line(info.title), new=one_line(title))


def list_documents(context: typer.Context, collection: Collections = None, as_json: Json = False) -> None:
    """List the documents."""
    from assistant.library.types import Scope

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        documents = assistant.library.documents(Scope(collections=tuple(collection or ())))
    if terminal.json_mode:
        terminal.result({"documents": [asdict(document) for document in documents]})
    elif not documents:
        terminal.say("empty_library")
    else:
        heads = [terminal.text(f"head_{name}") for name in ("id", "title", "format", "pages", "chunks", "collections")]
        terminal.table(heads, [_row(document) for document in documents])


def _row(document: "DocumentInfo") -> list[str]:
    return [
        document.id[:8],
        one_line(document.title),
        document.format,
        str(document.pages or ""),
        str(document.chunks),
        one_line(", ".join(document.collections)),
    ]


def show(
    context: typer.Context,
    document: Reference,
    page: Annotated[int | None, typer.Option("--page", min=1, help="The text of this page.")] = None,
    span: Annotated[str | None, typer.Option("--span", metavar="START:END", help="The text of this span.")] = None,
    outline: Annotated[bool, typer.Option("--outline", help="Its headings.")] = False,
    whole: Annotated[bool, typer.Option("--text", help="The whole text.")] = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="Each page: what it is called, how it was read, its characters.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a document, or its text as stored."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info = assistant.library.resolve(document)
        if outline:
            _show_outline(terminal, assistant, info)
            return
        if page is None and span is None and not whole:
            _show_report(terminal, assistant.library.report(info.id), pages)
            return
        start, end = span_of(assistant, info, page, span)
        text = assistant.library.text(info.id, start, end)
        places = assistant.library.rectangles(info.id, start, end) if span is not None else []
    if terminal.json_mode:
        result = {"document": info.id, "page": page, "start": start, "end": start + len(text), "text": text}
        terminal.result({**result, "rectangles": [asdict(place) for place in places]})
    else:
        terminal.line(printable(text))


def span_of(assistant: "Assistant", info: "DocumentInfo", page: int | None, span: str | None) -> tuple[int, int]:
    """The code points of a page, or of ``START:END``; of the whole text where neither is given.

    Raises:
        InputError: there is no such page, or it is no span of the text.
    """
    if page is not None:
        pages = assistant.library.pages(info.id)
        if not 1 <= page <= len(pages):
            raise InputError("cli.no_page", title=one_line(info.title), page=page, pages=len(pages))
        return pages[page - 1].start, pages[page - 1].end
    if span is None:
        return 0, info.characters
    first, colon, last = span.partition(":")
    if not (colon and (first or "0").isdecimal() and (last or "0").isdecimal()):
        raise InputError("cli.span", span=span)
    start, end = int(first or 0), int(last or info.characters)
    if not start <= end <= info.characters:
        raise InputError("cli.span_outside", title=one_line(info.title), span=span, characters=info.characters)
    return start, end


def _show_report(terminal: Terminal, report: "DocumentReport", pages: bool) -> None:
    info = report.info
    if terminal.json_mode:
        listed = [asdict(page) for page in report.pages]
        terminal.result(
            {**asdict(info), "tokens": report.tokens, "empty_pages": report.empty_pages, "page_list": listed}
        )
        return
    if pages:
        heads = [terminal.text(f"head_{name}") for name in ("page", "label", "source", "characters")]
        rows = [
            [str(page.number), one_line(page.label), terminal.text(f"source_{page.source}"), str(page.characters)]
            for page in report.pages
        ]
        terminal.table(heads, rows)
        return
    rows_of_fields = [
        ("title", info.title),
        ("id", info.id),
        *(("path", path) for path in info.paths),
        ("format", info.format),
        ("size", f"{info.bytes:,}"),
        ("pages", str(info.pages or "")),
        ("ocr_pages", str(info.ocr_pages or "")),
        ("empty_pages", str(report.empty_pages or "")),
        ("characters", f"{info.characters:,}"),
        ("chunks", str(info.chunks)),
        ("tokens", f"{report.tokens:,}"),
        ("language", info.language),
        ("added", datetime.fromtimestamp(info.added).isoformat(" ", "seconds")),
        ("seconds", f"{info.seconds:.1f} s"),
        ("collections", ", ".join(info.collections)),
        *(("note", note) for note in info.notes),
    ]
    terminal.fields([(terminal.text(f"head_{name}"), one_line(value)) for name, value in rows_of_fields if value])


def _show_outline(terminal: Terminal, assistant: "Assistant", info: "DocumentInfo") -> None:
    text = assistant.library.text(info.id)
    headings = [block for block in assistant.library.blocks(info.id) if block.kind == "heading"]
    if terminal.json_mode:
        terminal.result(
            {
                "document": info.id,
                "headings": [
                    {"level": block.level, "text": text[block.start : block.end], "page": block.page,
                     "start": block.start, "end": block.end}
                    for block in headings
                ],
            }
        )  # fmt: skip
    elif not headings:
        terminal.say("no_headings")
    else:
        for block in headings:
            terminal.line("  " * (block.level - 1) + one_line(text[block.start : block.end]))


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show what is there, waits, and failed."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        documents = assistant.library.documents()
        waiting = assistant.library.waiting()
        failures = assistant.library.failures()
        outdated = assistant.outdated()
        model = assistant.models.title
        home = str(assistant.paths.home)
    if terminal.json_mode:
        terminal.result(
            {
                "home": home,
                "model": model,
                "outdated": outdated,
                "documents": len(documents),
                "chunks": sum(document.chunks for document in documents),
                "characters": sum(document.characters for document in documents),
                "waiting": waiting,
                "failed": [
                    {
                        "path": failure.path,
                        "when": failure.when,
                        "error": error_object(failure.error, terminal.language),
                    }
                    for failure in failures
                ],
            }
        )  # fmt: skip
        return
    terminal.fields(
        [
            (terminal.text("head_home"), one_line(home)),
            (terminal.text("head_model"), one_line(model)),
            (terminal.text("head_documents"), str(len(documents))),
            (terminal.text("head_chunks"), str(sum(document.chunks for document in documents))),
            (terminal.text("head_waiting"), str(len(waiting))),
            (terminal.text("head_failed"), str(len(failures))),
        ]
    )
    for failure in failures:
        terminal.line(f"{terminal.text('state_failed')}  {one_line(failure.error.message(terminal.language))}", "red")
    if outdated:
        terminal.say("outdated", count=outdated)
    if waiting or outdated:
        terminal.say("resume_hint")
