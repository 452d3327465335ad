"""What the command line writes: answers on stdout, all else on stderr, one JSON object where it was asked for."""

import json
import sys
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, TextIO

from assistant.language import Language, system_language
from assistant.objects import error_object
from chains.errors import AssistantError
from resources import resource

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

# Format characters that make a line read as another than it is (Unicode TR 9); the joiners that emoji and
# Indic scripts need are not among them.
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Terminal:
    """Where one command writes.

    Args:
        json_mode: stdout carries JSON and nothing else.
        events: it carries one JSON object a line, as things happen.
        language: ``en`` or ``zh``.
    """

    def __init__(self, *, json_mode: bool = False, events: bool = False, language: Language = "en") -> None:
        self.json_mode = json_mode
        self.events = events
        self.language = language
        for stream in (sys.stdout, sys.stderr):
            # A terminal that lacks a character shows its code instead of ending the command; whole lines, so that
            # the two streams keep their order where they go to the same pipe.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace", line_buffering=True)

    @classmethod
    def of_arguments(cls, arguments: Sequence[str]) -> "Terminal":
        """What the arguments ask for, known before they are parsed: wrong arguments are reported in it, too."""
        options = set(arguments[: arguments.index("--")] if "--" in arguments else arguments)
        return cls(json_mode="--json" in options, events="--events" in options, language=system_language())

    @property
    def machine(self) -> bool:
        """Whether a program reads stdout."""
        return self.json_mode or self.events

    # --- stdout ---

    def line(self, text: str = "", style: str = "") -> None:
        """One line of the answer: at a terminal wrapped at its width, else as it is."""
        if self.console.is_terminal:
            self.console.print(text, style=style or None)
        else:
            sys.stdout.write(text + "\n")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under heads: fitted to a terminal's width, else separated by tabs, without heads."""
        if not self.console.is_terminal:
            for row in rows:
                sys.stdout.write("\t".join(row) + "\n")
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in heads:
            table.add_column(head, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print(table)

    def fields(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and values, one a line."""
        if not self.console.is_terminal:
            for label, value in rows:
                sys.stdout.write(f"{label}: {value}\n")
            return
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2))
        for label, value in rows:
            grid.add_row(Text(label, style="dim"), Text(value))
        self.console.print(grid)

    def write(self, text: str) -> None:
        """Text exactly as it is, as for a file; at a terminal without what a terminal would obey."""
        text = printable(text) if self.console.is_terminal else text
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def done(self, value: Mapping[str, object], key: str, /, **params: object) -> None:
        """A change was made: an object for a program, a sentence for a person."""
        if self.json_mode:
            self.result(value)
        else:
            self.line(self.text(key, **params))

    def result(self, value: Mapping[str, object]) -> None:
        """The one object of ``--json``."""
        sys.stdout.write(_dump(value, indent=2) + "\n")

    def event(self, name: str, value: Mapping[str, object]) -> None:
        """One line of ``--events``."""
        sys.stdout.write(_dump({"event": name, **value}) + "\n")
        sys.stdout.flush()

    # --- stderr ---

    def say(self, key: str, /, style: str = "dim", **params: object) -> None:
        """A remark beside the answer."""
        self.remark(self.text(key, **params), style)

    def remark(self, text: str, style: str = "dim") -> None:
        """A remark that needs no translation."""
        if self.messages.is_terminal:
            self.messages.print(text, style=style or None)
        else:
            sys.stderr.write(text + "\n")

    def error(self, error: AssistantError) -> None:
        """What went wrong, and what to do about it."""
        value = error_object(error, self.language)
        if self.machine:
            self._machine_error(value)
            return
        self.remark(self.text("error", message=printable(str(value["message"]))), style="bold red")
        if value["hint"]:
            self.remark(printable(str(value["hint"])), style="")

    def usage_error(self, message: str) -> None:
        """The arguments make no sense."""
        if self.machine:
            self._machine_error({"code": "cli.usage", "message": message, "hint": self.text("usage_hint")})
        else:
            self.remark(self.text("error", message=printable(message)), style="bold red")
            self.remark(self.text("usage_hint"), style="")

    def bug(self) -> None:
        """The program is wrong; the traceback has been written."""
        message = self.text("bug")
        if self.machine:
            self._machine_error({"code": "cli.bug", "message": message, "hint": self.text("bug_hint")})
        else:
            self.remark(message, style="bold red")
            self.remark(self.text("bug_hint"), style="")

    def _machine_error(self, value: Mapping[str, object]) -> None:
        if self.json_mode:
            self.result({"error": value})
        else:
            self.event("failed", {"error": value})

    # --- both ---

    def text(self, key: str, /, **params: object) -> str:
        """A text of ``resources/translations/cli.toml`` in the person's language."""
        entry = _texts()[key]
        return entry.get(self.language, entry["en"]).format_map(params)

    @property
    def animated(self) -> bool:
        """Whether something may move on the screen."""
        return not self.machine and self.stage.is_terminal and not self.stage.is_dumb_terminal

    @property
    def stage(self) -> "Console":
        """Where moving things are drawn: below the lines of the answer, if those go to the same screen."""
        return self.console if self.console.is_terminal else self.messages

    @contextmanager
    def live(self, content: "RenderableType") -> "Iterator[Live | None]":
        """A part of the screen that is redrawn and goes away at the end; None where nothing may move."""
        if not self.animated:
            yield None
            return
        from rich.live import Live

        # 25 frames a second: a token is seen at once, and a fast model does not redraw for each.
        with Live(content, console=self.stage, transient=True, refresh_per_second=25) as live:
            yield live

    @cached_property
    def console(self) -> "Console":
        """Standard output."""
        return _console(sys.stdout)

    @cached_property
    def messages(self) -> "Console":
        """Standard error."""
        return _console(sys.stderr)

    def mark(self, verdict: str) -> str:
        """One character for a verdict, in what the terminal can show."""
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") in {"utf8", "gb18030", "utf16"}
        fancy, plain = {"yes": ("✓", "+"), "partly": ("~", "~")}.get(verdict, ("✗", "x"))
        return fancy if unicode else plain


def printable(text: str) -> str:
    """A document's text as a terminal may get it: control characters are shown, not obeyed."""
    if text.isprintable():
        return text
    return "".join(char if char in "\n\t" or _harmless(char) else _escaped(char) for char in text)


def _harmless(char: str) -> bool:
    return char not in _BIDIRECTIONAL and unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """The same on one line."""
    return printable(" ".join(text.split()))


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def _dump(value: Mapping[str, object], indent: int | None = None) -> str:
    # Where stdout is not UTF-8, JSON's own escapes can be read by any program.
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    if text.isprintable():
        return text
    # JSON lets DEL, C1 controls and marks of direction stand in its strings as they are; a terminal obeys them.
    return "".join(char if char == "\n" or _harmless(char) else f"\\u{ord(char):04x}" for char in text)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("translations", "cli.toml").read_text("utf-8"))
