"""What goes into a chain, what it tells on its way, and what it gives back: plain values, nothing heavy imported."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from chains.documents import SourceDocument
from chains.types import Claim, Quote, Verdict


@dataclass(frozen=True, slots=True)
class ChainInput:
    """What a chain works on.

    Attributes:
        text: what the person wrote after the chain's name: a question, the fields to extract, a text to continue.
        documents: whole documents, in the order in which they are worked.
        history: ``(role, text)`` of earlier messages, role ``system``, ``user`` or ``assistant``.
        language: ISO 639-1 of what the person wrote, in which the answer is expected.
    """

    text: str = ""
    documents: tuple[SourceDocument, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    language: str = "en"


# --- what it has cost ---


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the model.

    Attributes:
        purpose: what it was for, a word: ``map``, ``reduce``, ``extract``, ``sql`` …
        prompt: the messages as they were given, for those who want to see them.
        prompt_tokens: as the model counted them; None where it does not say.
        answer_tokens: as the model counted them; None where it does not say.
        tries: above 1 where an answer that could not be read was asked for again.
    """

    purpose: str
    prompt: str
    prompt_tokens: int | None
    answer_tokens: int | None
    tries: int = 1


@dataclass(frozen=True, slots=True)
class ChainUsage:
    """What one run cost, in the model's own tokens."""

    prompt_tokens: int = 0
    answer_tokens: int = 0
    calls: tuple[Call, ...] = ()
    examples: tuple[tuple[str, int], ...] = ()


# --- what comes out -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        stage: what is being done, a code whose texts stand in the chain's file in ``resources/chains``.
        label: of the item at hand: a document's title, a section's heading.
        kept: so many of ``done`` were made by an earlier run and taken as they were.
    """

    stage: str
    done: int
    total: int
    label: str = ""
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The next piece of the result's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a result's table.

    Attributes:
        text: as it is shown; empty rather than a guess.
        value: typed: text, number, ISO date as text, truth; None where the cell is empty.
        quotes: indices into the result's quotes: what it stands on.
        verdict: of the evidence; ``no`` for an empty cell.
    """

    text: str
    value: str | int | float | bool | None = None
    quotes: tuple[int, ...] = ()
    verdict: Verdict = "no"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of typed cells; every row has one cell a column.

    Attributes:
        numeric: names of the columns that are set to the right.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of two columns of the result's table, where one helps."""

    kind: Literal["bar", "line"]
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that led to the result and is shown apart from it: a thought, a calculation, the SQL.

    Attributes:
        kind: ``thought``, ``calculation``, ``sql``, ``sample`` …
        ok: False for what was found wrong: a calculation that does not hold, say.
    """

    kind: str
    text: str
    ok: bool = True


ActionState = Literal["running", "done", "failed", "denied", "repeated"]


@dataclass(frozen=True, slots=True)
class Action:
    """One step of an agent: what it thought, what it called, what it was told. Comes as ``running``, then once more.

    Attributes:
        number: of the step, from 1.
        thought: in the model's words.
        tool: that was called.
        arguments: JSON, exactly as the tool was given them.
        observation: what the model was told, cut to the budget by relevance.
        state: ``repeated`` where an earlier, identical call's observation stood for it.
        quotes: indices into the result's quotes: the evidence that the step brought.
        seconds: of thinking and calling.
        prompt_tokens: of the prompt that led to the call; None where the model does not say.
        answer_tokens: written for it.
        observed_tokens: that the observation takes in the context.
        cut_tokens: of the observation, that did not fit.
        allowed: how a call that needs the person's word got it: ``once``, ``conversation``, ``before``; empty where it
            needed none.
        carried: whether its arguments hold words of a document.
    """

    number: int
    thought: str
    tool: str
    arguments: str
    observation: str = ""
    state: ActionState = "running"
    quotes: tuple[int, ...] = ()
    seconds: float = 0.0
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    observed_tokens: int = 0
    cut_tokens: int = 0
    allowed: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class PastStep(Action):
    """A step of an earlier run with the evidence that it brought, so that it can stand for the same call.

    Attributes:
        evidence: the quotes that ``quotes`` counts, in that order.
    """

    evidence: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person must know of the result, its texts stand in the chain's file."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


def kept_notes(pairs: Iterable[tuple[str, Iterable[tuple[str, str | int]]]]) -> tuple[Note, ...]:
    """Notes out of ``(code, params)`` as JSON gives them back."""
    return tuple(Note(code, tuple((name, value) for name, value in params)) for code, params in pairs)


# Notes that a run makes once for all its calls of the model, with their number.
COUNTED = ("asked_again", "answer_mended", "examples_left_out")


def gathered(notes: Iterable[Note]) -> tuple[Note, ...]:
    """``notes``, those of ``COUNTED`` behind the others, one of each: their counts added up, the most tries."""
    others = []
    found: dict[str, dict[str, int]] = {code: {} for code in COUNTED}
    for note in notes:
        if note.code not in found:
            others.append(note)
            continue
        sums = found[note.code]
        for name, value in note.params:
            if isinstance(value, int):
                sums[name] = max(sums.get(name, 0), value) if name == "tries" else sums.get(name, 0) + value
    return (*others, *(Note(code, tuple(sums.items())) for code, sums in found.items() if sums))


@dataclass(frozen=True, slots=True)
class ChainResult:
    """What a chain gives back.

    Attributes:
        text: Markdown; ``[n]`` behind a sentence cites ``quotes[n - 1]``.
        quotes: verbatim evidence.
        claims: the sentences of ``text`` that were checked, with their verdicts.
        data: the typed result as JSON has it, for scripts and for other chains.
        read: ``(read, all)``: how much of the input was read, in parts, documents or rows.
        actions: of an agent, in order.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    data: object = None
    read: tuple[int, int] | None = None
    usage: ChainUsage = field(default_factory=ChainUsage)
    actions: tuple[Action, ...] = ()


ChainEvent = Progress | Words | Step | Action | ChainResult
