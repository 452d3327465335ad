"""What a chain has made, in words: its table and steps as Markdown, and what its notes say."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.arguments import named_values
from assistant.harmless import plain_line
from assistant.made import Made
from chains.results import Action, Cell, Note, Table

if TYPE_CHECKING:
    from chains.shelf import ChainCard

# The chain of a name; None for one that is no more.
CardOf = Callable[[str], "ChainCard | None"]

_SIGNS = {"yes": "", "partly": " ~", "no": " ✗"}
# How a step ended that did not go as it was meant to.
_STATES = {
    "en": {"failed": "failed", "denied": "denied", "repeated": "repeated"},
    "zh": {"failed": "失败", "denied": "已拒绝", "repeated": "重复"},
}


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


def note_text(card: "ChainCard | None", note: Note, language: str) -> str:
    """What a note of a stored turn says; its code where the chain is gone, or its file was written anew since."""
    if card is None:
        return note.code
    try:
        return card.note(note, language)
    except (KeyError, IndexError, ValueError):
        return note.code


def note_lines(made: Made, card_of: CardOf, language: str) -> list[str]:
    """What the notes of a turn say, one line each."""
    card = card_of(made.chain) if made.notes else None
    return [note_text(card, note, language) for note in made.notes]


def made_object(made: Made, card_of: CardOf, language: str) -> dict[str, object]:
    """All of it for JSON; each note with its code, its parameters and what it says."""
    notes = zip(made.notes, note_lines(made, card_of, language), strict=True)
    return {**asdict(made), "notes": [{**asdict(note), "text": text} for note, text in notes]}


def _cell(cell: Cell, cite: str) -> str:
    sign = _SIGNS[cell.verdict] if cell.quotes else ""
    numbers = "".join(cite.format(index + 1) for index in cell.quotes)
    return f"{plain_line(cell.text)}{sign}{' ' if numbers else ''}{numbers}".strip()


def actions_markdown(actions: Sequence[Action], language: str = "en") -> str:
    """The steps of an agent as a numbered list: thought, call, what was observed; nothing in it means anything."""
    states = _STATES["zh" if language == "zh" else "en"]
    lines = []
    for action in actions:
        call = ", ".join(f"{name}: {value}" if name else value for name, value in named_values(action.arguments))
        state = f" ({states[action.state]})" if action.state in states else ""
        thought = f"{plain_line(action.thought)} " if action.thought.strip() else ""
        observed = f" → {plain_line(action.observation)}" if action.observation.strip() else ""
        called = f"**{plain_line(action.tool)}**({plain_line(call)})"
        lines.append(f"{action.number}. {thought}{called}{state}{observed}")
    return "\n".join(lines)
