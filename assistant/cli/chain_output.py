"""What ``chain run`` writes: each result on the screen, as JSON, or into a file, and how far a run is."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.cli.answers import evidence_lines, show_table
from assistant.cli.terminal import Terminal, one_line, printable
from assistant.library.names import shown
from chains.errors import AssistantError, InputError

if TYPE_CHECKING:
    from assistant.batch import Outcome
    from assistant.collecting import Collected
    from chains.results import ChainResult, Progress
    from chains.shelf import ChainCard

Format = Literal["text", "jsonl", "csv", "xlsx", "json"]
ENDINGS: Mapping[str, Format] = {".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".json": "json"}


def format_of(output: Path | None) -> Format:
    """What a file's ending asks for."""
    return "text" if output is None else ENDINGS.get(output.suffix.lower(), "text")


class Sink:
    """Where outcomes are written, one after the other."""

    def __init__(
        self, terminal: Terminal, card: "ChainCard", output: Path | None, written: Format, *, append: bool
    ) -> None:
        self._terminal = terminal
        self._card = card
        self._output = output
        self._written = written
        self._append = append
        self._results: list[tuple[str, ChainResult]] = []
        self._objects: list[dict[str, object]] = []
        self.count = 0
        self.only_error: AssistantError | None = None

    def __enter__(self) -> "Sink":
        if self._output is not None and not self._append:
            try:
                self._output.write_bytes(b"")
            except OSError as exc:
                reason = exc.strerror or type(exc).__name__
                raise InputError("cli.not_written", file=shown(self._output), reason=reason) from exc
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        if self._output is not None and self._written in {"csv", "xlsx", "json"}:
            from assistant.batch import joined
            from assistant.tables_export import save_table

            if self._results:
                save_table(joined(self._results), self._output)
        alone = self.count == 1 and self.only_error is not None  # it is told as the command's own
        if self._terminal.json_mode and kind is None and not alone:
            self._terminal.result({"results": self._objects} if self.count != 1 else self._objects[0])

    def take(self, outcome: "Outcome", collected: "Collected | None" = None) -> None:
        """Write one outcome, and into which collections its documents were put."""
        from assistant.batch import outcome_object

        self.count += 1
        self.only_error = outcome.error
        value = outcome_object(outcome, self._card, self._terminal.language)
        if collected is not None:
            value["collected"] = asdict(collected)
        if self._terminal.json_mode:
            self._objects.append(value)
        elif self._terminal.events:
            self._terminal.event("result", value)
        if self._output is not None and self._written == "jsonl":
            with self._output.open("ab") as stream:
                stream.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        elif self._output is not None and outcome.result is not None:
            if self._written == "text":
                with self._output.open("a", encoding="utf-8") as stream:
                    stream.write(outcome.result.text.rstrip() + "\n")
            self._results.append((outcome.item.name, outcome.result))
        if not self._terminal.machine:
            self._show(outcome)

    def _show(self, outcome: "Outcome") -> None:
        terminal = self._terminal
        if outcome.error is not None:
            if self.count > 1 or self._output is not None:
                terminal.remark(f"{one_line(outcome.item.name)}: {outcome.error.message(terminal.language)}", "red")
            return
        assert outcome.result is not None
        if self._output is not None:
            terminal.say("chain_item", name=one_line(outcome.item.name))
        else:
            show_result(terminal, outcome.result, self._card)


def show_result(terminal: Terminal, result: "ChainResult", card: "ChainCard") -> None:
    """A result on the screen: steps, text, table, evidence, notes, cost."""
    for step in result.steps:
        mark = "" if step.ok else f" {terminal.mark('no')}"
        terminal.remark(f"{card.step(step.kind, terminal.language)}: {printable(step.text)}{mark}")
    if result.text.strip():
        terminal.line(printable(result.text.strip()))
    if result.table is not None and "|" not in result.text:
        show_table(terminal, result.table)
    if result.quotes:
        terminal.line()
        for line in evidence_lines(terminal, result.quotes):
            terminal.line(line)
    show_notes(terminal, result, card)


def show_notes(terminal: Terminal, result: "ChainResult", card: "ChainCard") -> None:
    """What a person must know of a result, and what it cost."""
    for note in result.notes:
        terminal.remark(printable(card.note(note, terminal.language)), style="yellow")
    if result.read is not None:
        terminal.say("chain_read", read=result.read[0], all=result.read[1])
    usage = result.usage
    terminal.say("chain_usage", calls=len(usage.calls), prompt=usage.prompt_tokens, answer=usage.answer_tokens)


def show_collected(terminal: Terminal, collected: "Collected") -> None:
    """Which collections have grown, and what a person may not expect."""
    for name, ids in collected.added.items():
        terminal.say(
            "chain_collected_new" if name in collected.made else "chain_collected", name=one_line(name), count=len(ids)
        )
    for key in ("known", "elsewhere", "missing", "unlabelled"):
        count: int = getattr(collected, key)
        if count:
            terminal.say(f"chain_collected_{key}", count=count)


def teller(terminal: Terminal, card: "ChainCard") -> "Callable[[Progress], None] | None":
    """Tells how far a run is: at a terminal a line that is overwritten, for a program an event."""
    if terminal.json_mode:
        return None

    def tell(progress: "Progress") -> None:
        if terminal.events:
            terminal.event("progress", asdict(progress))
        elif terminal.animated:
            stage = card.stage(progress.stage, terminal.language)
            width = terminal.stage.width - 1
            line = f"{stage} {progress.done}/{progress.total} {one_line(progress.label)}"[:width]
            sys.stderr.write("\r" + line.ljust(width) + "\r")

    return tell
