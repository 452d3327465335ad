"""What a chain's turn has beside its words: table, chart, steps, actions and notes; stored with the turn as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.collecting import Labelled, labelled
from chains.results import Action, Cell, ChainResult, Chart, Note, PastStep, Progress, Step, Table
from chains.types import Quote

# What a window draws, under the application's name, so that it needs no other package.
__all__ = ["Action", "Cell", "Chart", "Made", "Note", "PastStep", "Progress", "Step", "Table"]


@dataclass(frozen=True, slots=True)
class Made:
    """What a chain has made, beside the text and its evidence.

    Attributes:
        chain: its name.
        read: ``(read, all)`` parts, documents or rows; None where that says nothing.
        actions: of an agent, in order.
        labels: which each document was given, where it was asked for them.
    """

    chain: str
    table: Table | None = None
    chart: Chart | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    read: tuple[int, int] | None = None
    actions: tuple[Action, ...] = ()
    labels: tuple[Labelled, ...] = ()

    @classmethod
    def of(cls, chain: str, result: ChainResult) -> "Made":
        """That of a result."""
        labels = labelled(chain, result)
        return cls(chain, result.table, result.chart, result.steps, result.notes, result.read, result.actions, labels)

    def result(self, quotes: Sequence[Quote]) -> ChainResult:
        """The result again, as far as it is kept: for writing its table to a file."""
        return ChainResult("", tuple(quotes), (), self.table, self.chart, self.steps, self.notes, None, self.read)

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Made":
        """The inverse of ``to_json``."""
        fields = json.loads(text)
        table, chart, read = fields["table"], fields["chart"], fields["read"]
        return cls(
            fields["chain"],
            None if table is None else _table(table),
            None if chart is None else Chart(**chart),
            tuple(Step(**step) for step in fields["steps"]),
            tuple(Note(note["code"], tuple((key, value) for key, value in note["params"])) for note in fields["notes"]),
            None if read is None else (read[0], read[1]),
            tuple(Action(**{**action, "quotes": tuple(action["quotes"])}) for action in fields.get("actions", ())),
            tuple(Labelled(entry["document"], tuple(entry["labels"])) for entry in fields.get("labels", ())),
        )


def _table(fields: dict[str, list[object]]) -> Table:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in fields["rows"])  # type: ignore[attr-defined] # as written
    return Table(tuple(map(str, fields["columns"])), rows, tuple(map(str, fields["numeric"])))


def _cell(fields: dict[str, object]) -> Cell:
    return Cell(**{**fields, "quotes": tuple(fields["quotes"])})  # type: ignore[arg-type] # as ``to_json`` wrote them
