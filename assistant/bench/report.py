"""What a bench gives: named figures with their bars, as a table or as JSON."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        bar: what it is held to, in words; empty where it is only reported.
        met: None where there is no bar.
        beside: what it was compared with, in the same run.
    """

    name: str
    value: str
    bar: str = ""
    met: bool | None = None
    beside: str = ""


def show(figures: Sequence[Figure], *, as_json: bool = False) -> int:
    """Print figures; the exit code, 1 if a bar was missed."""
    if as_json:
        sys.stdout.write(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1) + "\n")
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table()
        for head in ("what", "figure", "bar", "met", "beside it"):
            table.add_column(head)
        for figure in figures:
            met = "" if figure.met is None else "yes" if figure.met else "NO"
            table.add_row(figure.name, figure.value, figure.bar, met, figure.beside)
        Console(width=None if sys.stdout.isatty() else 160).print(table)
    return int(any(figure.met is False for figure in figures))
