"""The tree of commands; each group stands in its own file, and nothing heavy is imported to build it."""

import typer

from assistant.cli import (
    agent,
    api,
    asking,
    chain,
    chat,
    collection,
    config,
    evaluation,
    example,
    history,
    library,
    machine,
    mcp,
    model,
    notes,
    pages,
    prompt,
    queue,
    starting,
    tools,
)


def build() -> typer.Typer:
    """The whole command line.

    Its help is plain text: rich's would cost a third of a second at each ``--help`` on a busy machine.
    """
    tree = typer.Typer(
        help="Ask your own documents. Every answer shows the exact words it stands on. All on your machine.",
        epilog="LECTERN_HOME moves everything to another folder. Exit codes and JSON: see the README.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    tree.callback()(_options)
    starting.register(tree)
    library.register(tree)
    asking.register(tree)
    agent.register(tree)
    pages.register(tree)
    chat.register(tree)
    chain.register(tree)
    tree.add_typer(queue.tree, name="queue")
    tree.add_typer(collection.tree, name="collection")
    tree.add_typer(history.tree, name="history")
    tree.add_typer(notes.tree, name="notes")
    tree.add_typer(tools.tree, name="tools")
    tree.add_typer(mcp.tree, name="mcp")
    tree.add_typer(api.tree, name="api")
    tree.add_typer(prompt.tree, name="prompt")
    tree.add_typer(example.tree, name="example")
    tree.add_typer(config.tree, name="config")
    tree.add_typer(model.tree, name="model")
    machine.register(tree)
    evaluation.register(tree)
    return tree


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lectern {version('lectern')}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    pass
