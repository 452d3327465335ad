"""``chat``: questions and follow-ups at a prompt."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from assistant.cli.answers import Answered, follow, receipt_line
from assistant.cli.options import (
    Collections,
    Conversation,
    Documents,
    Model,
    Set,
    opened,
    overrides_of,
    scope_of,
    stopped_by_ctrl_c,
    terminal_of,
)
from assistant.cli.terminal import Terminal, one_line
from chains.errors import AssistantError, Cancelled

if TYPE_CHECKING:
    from assistant.app import AskOptions, Assistant
    from assistant.library.types import Scope


def register(tree: typer.Typer) -> None:
    """Put the command into ``tree``."""
    tree.command()(chat)


def chat(
    context: typer.Context,
    conversation: Conversation = None,
    collection: Collections = None,
    document: Documents = None,
    model: Model = None,
    settings: Set = None,
) -> None:
    """Ask and follow up at a prompt.

    Ctrl-C stops an answer, Ctrl-D leaves.
    """
    terminal = terminal_of(context)
    with opened(terminal, overrides_of(model, settings)) as assistant:
        converse(terminal, assistant, conversation, scope_of(collection, document))


def converse(terminal: Terminal, assistant: "Assistant", conversation: str | None, scope: "Scope") -> None:
    """Read questions until the end of input."""
    from assistant.app import AskOptions

    identity = None if conversation is None else assistant.conversations.resolve(conversation)
    repl = _Repl(terminal, assistant, AskOptions(conversation=identity, scope=scope))
    assistant.warm()
    terminal.say("chat_hello")
    while True:
        try:
            line = _read(terminal)
        except EOFError:
            terminal.remark("")
            return
        except KeyboardInterrupt:
            terminal.remark("")
            continue
        if not repl.take(line.strip()):
            return


def _read(terminal: Terminal) -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line
    import contextlib

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() editing and a history, where the platform has it

    return input(terminal.text("chat_prompt"))


class _Repl:
    """One conversation at the prompt."""

    def __init__(self, terminal: Terminal, assistant: "Assistant", options: "AskOptions") -> None:
        self._terminal = terminal
        self._assistant = assistant
        self._options = options
        self._last: Answered | None = None

    def take(self, line: str) -> bool:
        """Do what a line asks for; False when it asks to leave."""
        if not line:
            return True
        try:
            if line.startswith("/"):
                return self._command(line)
            self._ask(line)
        except Cancelled:
            self._terminal.say("stopped_cancelled", style="yellow")
        except AssistantError as exc:
            self._terminal.error(exc)
        return True

    def _command(self, line: str) -> bool:
        name, _, rest = line.partition(" ")
        match name:
            case "/quit" | "/exit" | "/q":
                return False
            case "/new":
                self._options = replace(self._options, conversation=None)
                self._terminal.say("chat_new")
            case "/scope":
                self._scope(rest.strip())
            case "/receipt":
                self._receipt()
            case _:
                self._terminal.say("chat_help")
        return True

    def _scope(self, name: str) -> None:
        if name == "all":
            self._options = replace(self._options, scope=scope_of((), ()))
        elif name:
            known = {info.name for info in self._assistant.library.collections()}
            if name in known:
                scope = scope_of((name,), ())
            else:
                scope = scope_of((), (self._assistant.library.resolve(name).id,))
            self._options = replace(self._options, scope=scope)
        scope = self._options.scope
        titles = [self._assistant.library.resolve(document).title for document in scope.documents]
        names = ", ".join(one_line(text) for text in (*scope.collections, *titles))
        self._terminal.say("chat_scope", scope=names or self._terminal.text("chat_everything"))

    def _receipt(self) -> None:
        if self._last is None or self._last.done is None:
            self._terminal.say("chat_no_receipt")
            return
        receipt = self._last.done.receipt
        self._terminal.remark(receipt_line(self._terminal, receipt, self._last.done.seconds), style="")
        for piece in receipt.dropped:
            self._terminal.say(
                "dropped", style="", label=one_line(piece.label), tokens=piece.tokens, reason=piece.reason
            )

    def _ask(self, question: str) -> None:
        with stopped_by_ctrl_c() as cancel:
            turn = follow(
                self._terminal, self._assistant.ask(question, self._options, cancel), self._assistant.chains.known
            )
        self._last = turn
        ended = turn.done or turn.failed
        if ended is not None:
            self._options = replace(self._options, conversation=ended.conversation)
        if turn.failed is not None:
            self._terminal.error(turn.failed.error)
