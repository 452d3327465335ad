"""``collection``: named groups of documents."""

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.options import Json, opened, terminal_of, whole_text
from assistant.cli.terminal import one_line

tree = typer.Typer(help="Group documents to ask some of them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", callback=whole_text, help="The collection.")]
References = Annotated[list[str], typer.Argument(metavar="DOC...", help="Ids, titles, file names or paths.")]


@tree.command("list")
def list_collections(context: typer.Context, as_json: Json = False) -> None:
    """List the collections."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = assistant.library.collections()
    if terminal.json_mode:
        terminal.result({"collections": [asdict(info) for info in found]})
    elif not found:
        terminal.say("no_collections")
    else:
        heads = [terminal.text("head_collection"), terminal.text("head_documents")]
        terminal.table(heads, [[one_line(info.name), str(info.documents)] for info in found])


@tree.command()
def create(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Make an empty collection."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        assistant.library.create_collection(name)
    terminal.done({"created": name}, "collection_created", name=one_line(name))


@tree.command()
def delete(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Delete a collection; its documents stay in the library."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        assistant.library.delete_collection(name)
    terminal.done({"deleted": name}, "collection_deleted", name=one_line(name))


@tree.command()
def rename(
    context: typer.Context,
    old: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", callback=whole_text, help="Its new name.")],
    as_json: Json = False,
) -> None:
    """Give a collection another name."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        assistant.library.rename_collection(old, new)
    terminal.done({"renamed": old, "to": new}, "collection_renamed", old=one_line(old), new=one_line(new))


@tree.command()
def add(context: typer.Context, name: Name, documents: References, as_json: Json = False) -> None:
    """Put documents of the library into a collection; it is made if there is none of that name."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = [assistant.library.resolve(reference).id for reference in documents]
        assistant.library.collect(name, found)
    terminal.done({"collection": name, "added": found}, "collection_added", name=one_line(name), count=len(found))


@tree.command()
def remove(context: typer.Context, name: Name, documents: References, as_json: Json = False) -> None:
    """Take documents out of a collection; they stay in the library."""
    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        found = [assistant.library.resolve(reference).id for reference in documents]
        assistant.library.uncollect(name, found)
    terminal.done({"collection": name, "removed": found}, "collection_removed", name=one_line(name), count=len(found))
