"""``page`` and ``find``: what a document's pages look like, and where words stand on them."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.answers import place
from assistant.cli.library import span_of
from assistant.cli.options import Json, opened, terminal_of
from assistant.cli.terminal import one_line, printable
from assistant.library.names import shown
from chains.errors import InputError

AROUND_CHARACTERS = 50


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command()(page)
    tree.command()(find)


def page(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC", help="Id, title or file.")],
    number: Annotated[int, typer.Argument(min=1, metavar="PAGE")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The PNG to write.")],
    scale: Annotated[float, typer.Option("--scale", min=0.1, max=8.0, help="Pixels a point (1/72 inch).")] = 2.0,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START:END", help="Mark these characters, as the evidence names.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draw a page of a PDF or a picture."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info = assistant.library.resolve(document)
        drawn = assistant.pages.draw(info.id, number, scale)
        rectangles = (
            [] if span is None else assistant.library.rectangles(info.id, *span_of(assistant, info, None, span))
        )
        width = next(page.width for page in assistant.library.pages(info.id) if page.number == number)
    pixels = drawn.width / width if width else 0.0
    marked = [
        (rect.x0 * pixels, rect.y0 * pixels, rect.x1 * pixels, rect.y1 * pixels)
        for rect in rectangles
        if rect.page == number
    ]
    try:
        output.write_bytes(drawn.png(marked))
    except OSError as exc:
        raise InputError("cli.not_written", file=shown(output), reason=exc.strerror or type(exc).__name__) from exc
    if terminal.json_mode:
        terminal.result({"document": info.id, "page": number, "width": drawn.width, "height": drawn.height})
    else:
        terminal.line(terminal.text("page_written", width=drawn.width, height=drawn.height, file=shown(output)))


def find(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOC", help="Id, title or file.")],
    words: Annotated[str, typer.Argument(help="Words; case and line ends do not matter.")],
    as_json: Json = False,
) -> None:
    """Find words in one document, word for word."""
    from assistant.library.finding import matches

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        info = assistant.library.resolve(document)
        text = assistant.library.text(info.id)
        found = [(start, end, assistant.library.page_of(info.id, start)) for start, end in matches(text, words)]
    if terminal.json_mode:
        listed = [{"start": start, "end": end, "page": number} for start, end, number in found]
        terminal.result({"document": info.id, "matches": listed})
        return
    if not found:
        terminal.say("nothing_found")
    for start, end, number in found:
        around = text[max(0, start - AROUND_CHARACTERS) : end + AROUND_CHARACTERS]
        terminal.line(f"{place(terminal, info.title, number)} {start}:{end}", style="bold")
        terminal.line(printable(one_line(around)))
