"""The table that a chain has made, as Markdown for a file or the clipboard: numbers at the cells name their quotes."""

from assistant.harmless import plain_line
from chains.results import Cell, Table

_SIGNS = {"yes": "", "partly": " ~", "no": " ✗"}


def table_markdown(table: Table, cite: str = "[{}]") -> str:
    """The table; nothing in a cell has a meaning to Markdown.

    Args:
        cite: what a quote's number becomes behind a cell: ``[1]`` where the quotes are listed, ``[^1]`` for a footnote.
    """
    rules = ["---:" if name in table.numeric else "---" for name in table.columns]
    rows = [[plain_line(name) for name in table.columns], rules]
    rows += [[_cell(cell, cite) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cited(table: Table) -> set[int]:
    """Indexes of the quotes that its cells stand on."""
    return {index for row in table.rows for cell in row for index in cell.quotes}


def _cell(cell: Cell, cite: str) -> str:
    sign = _SIGNS[cell.verdict] if cell.quotes else ""
    numbers = "".join(cite.format(index + 1) for index in cell.quotes)
    return f"{plain_line(cell.text)}{sign}{' ' if numbers else ''}{numbers}".strip()
