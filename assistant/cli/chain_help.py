"""The help of a chain's own command: what the chain does and its options, in the person's language."""

from typing import TYPE_CHECKING

from typer.core import TyperCommand

from assistant.cli.terminal import Terminal

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter


class ChainCommand(TyperCommand):
    """The command of a built-in chain, named like it; the chain is imported only where its help is asked for."""

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """All of the help."""
        from assistant.language import interface_language
        from assistant.paths import Paths, default_home
        from chains.shelf import builtin

        language = interface_language(Paths(default_home()).settings)
        terminal = Terminal(language=language)
        card = builtin(str(self.name))
        self.help = card.purpose(language)
        super().format_help(ctx, formatter)
        rows = [(key, card.option_description(key, language)) for key in card.options.model_fields]
        with formatter.section(terminal.text("chain_options", name=card.name)):
            formatter.write_dl(rows)
