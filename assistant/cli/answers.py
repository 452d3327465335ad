"""One turn as the command line shows it: as text with verdicts and evidence, as one JSON object, as JSON lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, get_args

import typer

from assistant.cli import exits
from assistant.cli.terminal import Terminal, one_line, printable
from assistant.events import (
    Condensed,
    Done,
    Event,
    EvidenceFound,
    Failed,
    MadeByChain,
    Planned,
    Preview,
    Receipt,
    Routed,
    Seconds,
    Token,
    Verified,
)
from assistant.footnotes import OUTLINE
from assistant.made import Action, Made
from assistant.made_text import CardOf, made_object, note_lines
from assistant.objects import error_object, quote_object, receipt_object, seconds_object
from chains.types import Claim, Quote, RouteName

if TYPE_CHECKING:
    from rich.text import Text

    from assistant.models.service import Weakness
    from chains.results import Table

OBSERVED_CHARACTERS = 300
STYLES = {"yes": "green", "partly": "yellow", "no": "red", "not_found": "yellow"}


@dataclass
class Answered:
    """What the events of one turn have told so far."""

    rewritten: str | None = None
    route: str | None = None
    evidence: tuple[Quote, ...] = ()
    found: bool = True
    prompt: str = ""
    text: str = ""
    claims: tuple[Claim, ...] = ()
    made: Made | None = None
    done: Done | None = None
    failed: Failed | None = None

    def take(self, event: Event) -> None:
        """Keep what ``event`` tells."""
        match event:
            case Condensed():
                self.rewritten = event.rewritten
            case Routed():
                self.route = event.route
            case EvidenceFound():
                self.evidence, self.found = event.quotes, event.found
            case Planned():
                self.prompt = event.prompt
            case Token():
                self.text += event.text
            case MadeByChain():
                self.made = event.made
            case Verified():
                self.claims = event.claims
            case Done():
                self.done, self.text = event, event.answer
            case Failed():
                self.failed = event


def answer_object(turn: Answered, card_of: CardOf, language: str) -> dict[str, object]:
    """The object of ``ask --json``: scripts rely on its shape, the README documents it."""
    assert turn.done is not None
    return {
        "answer": turn.done.answer,
        "supported": turn.done.supported,
        "claims": [
            {"text": claim.text, "verdict": claim.verdict, "evidence": list(claim.evidence)} for claim in turn.claims
        ],
        "evidence": [quote_object(quote) for quote in turn.evidence],
        "made": None if turn.made is None else made_object(turn.made, card_of, language),
        "route": turn.route,
        "rewritten": turn.rewritten,
        "receipt": receipt_object(turn.done.receipt),
        "conversation": turn.done.conversation,
        "seconds": seconds_object(turn.done.seconds),
    }


def event_object(event: Event, language: str) -> tuple[str, dict[str, object]]:
    """An event's name and fields, as ``--events`` prints them."""
    match event:
        case EvidenceFound():
            return "evidence", {
                "found": event.found,
                "evidence": [quote_object(quote) for quote in event.quotes],
            }
        case Planned():
            return "planned", {"receipt": receipt_object(event.receipt)}
        case Done():
            fields = asdict(event)
            return "done", {
                **fields,
                "receipt": receipt_object(event.receipt),
                "seconds": seconds_object(event.seconds),
            }
        case Failed():
            return "failed", {
                "error": error_object(event.error, language),
                "conversation": event.conversation,
                "turn": event.turn,
            }
        case _:
            return type(event).__name__.lower(), asdict(event)


def follow(terminal: Terminal, events: Iterable[Event], card_of: CardOf, *, show_prompt: bool = False) -> Answered:
    """Show one turn while it runs, then its end.

    At a terminal the words appear as they are written, above the evidence, and are replaced by the verified answer.

    Args:
        card_of: the chains, which say what their notes mean.
    """
    turn = Answered()
    with terminal.live("") as live:
        for event in events:
            turn.take(event)
            if terminal.events:
                terminal.event(*event_object(event, terminal.language))
            elif not terminal.json_mode:
                _remark(terminal, event)
            if show_prompt and isinstance(event, Planned):
                terminal.remark(printable(event.prompt), style="dim")
            if live is not None and isinstance(event, EvidenceFound | Token):
                live.update(_running(terminal, turn))
    if terminal.json_mode and turn.done is not None:
        terminal.result(answer_object(turn, card_of, terminal.language))
    elif not terminal.machine:
        _show(terminal, turn, card_of)
    return turn


def exit_as(turn: Answered, terminal: Terminal) -> None:
    """End the command as its turn has ended.

    Raises:
        AssistantError: the turn failed, and nothing has told why yet.
        typer.Exit: the turn failed, or the person stopped it.
    """
    if turn.failed is not None:
        if not terminal.events:
            raise turn.failed.error
        raise typer.Exit(turn.failed.error.exit_code)
    if turn.done is not None and turn.done.stopped == "cancelled":
        raise typer.Exit(exits.STOPPED)


def _remark(terminal: Terminal, event: Event) -> None:
    match event:
        case Condensed():
            terminal.say("rewritten", question=one_line(event.rewritten))
        case Routed():
            terminal.say("route", route=route_name(terminal, event.route), reason=event.reason)
        case Action():
            _remark_action(terminal, event)


def _remark_action(terminal: Terminal, action: Action) -> None:
    """A step as it comes: what is called, then what came of it."""
    if action.state == "running":
        if action.thought:
            terminal.remark(printable(action.thought))
        arguments = one_line(action.arguments) if action.arguments != "{}" else ""
        terminal.say("action", "bold", number=action.number, tool=action.tool, arguments=arguments)
        return
    terminal.say(
        f"action_{action.state}",
        "dim" if action.state == "done" else "yellow",
        observation=shortened(one_line(action.observation)),
        seconds=action.seconds,
        tokens=(action.prompt_tokens or 0) + (action.answer_tokens or 0),
        tool=action.tool,
        suffix=":documents" if action.carried else "",
    )


def shortened(text: str) -> str:
    """What a line of the trace shows of an observation."""
    return text if len(text) <= OBSERVED_CHARACTERS else text[: OBSERVED_CHARACTERS - 1] + "…"


def route_name(terminal: Terminal, route: str) -> str:
    """What a person calls a route; a chain goes by its own name."""
    known = "summarize" if route == OUTLINE else route
    return terminal.text(f"route_{known}") if known in get_args(RouteName) else f"/{route}"


def _running(terminal: Terminal, turn: Answered) -> "Text":
    from rich.text import Text

    lines = [printable(turn.text), "", *evidence_lines(terminal, turn.evidence, found=turn.found)]
    return Text("\n".join(lines))


def _show(terminal: Terminal, turn: Answered, card_of: CardOf) -> None:
    show_words(terminal, turn.text, turn.claims)
    show_made(terminal, turn.made, turn.text, card_of, terminal.remark)
    if turn.evidence:
        terminal.line()
        for line in evidence_lines(terminal, turn.evidence, found=turn.found):
            terminal.line(line)
    if turn.done is None:
        return
    for note in turn.done.notes:
        terminal.say(f"note_{note}", style="yellow")
    if turn.done.stopped:
        terminal.say(f"stopped_{turn.done.stopped}", style="yellow")
    terminal.remark(receipt_line(terminal, turn.done.receipt, turn.done.seconds))


def show_words(terminal: Terminal, text: str, claims: Sequence[Claim]) -> None:
    """The answer: each sentence that was checked with its verdict, as a mark and in words, and its evidence."""
    own_words = all(claim.verdict == "yes" for claim in claims) and "\n" in text.strip()
    if not claims or own_words:  # a list or an outline taken from the store keeps its lines
        if text.strip():
            terminal.line(printable(text.strip()), style="" if claims else STYLES["not_found"])
        return
    for claim in claims:
        numbers = "".join(f" [{index + 1}]" for index in claim.evidence)
        verdict = terminal.text(f"verdict_{claim.verdict}")
        if claim.missing:
            verdict += terminal.text("missing", words=", ".join(one_line(word) for word in claim.missing))
        terminal.line(
            f"{terminal.mark(claim.verdict)} {one_line(claim.text)}{numbers}  ({verdict})", style=STYLES[claim.verdict]
        )


def show_made(
    terminal: Terminal, made: Made | None, text: str, card_of: CardOf, tell: Callable[[str, str], None]
) -> None:
    """What a chain's turn has beside its words: steps, notes, how much it read, and a table that is not among them.

    Args:
        tell: writes a line in a style: beside the answer, or as a part of what was asked for.
    """
    if made is None:
        return
    card = card_of(made.chain) if made.steps else None
    for step in made.steps:
        kind = step.kind if card is None else card.step(step.kind, terminal.language)
        tell(f"{kind}: {printable(step.text)}{'' if step.ok else ' ' + terminal.mark('no')}", "dim")
    if made.table is not None and "|" not in text:
        show_table(terminal, made.table)
    for line in note_lines(made, card_of, terminal.language):
        tell(printable(line), "yellow")
    if made.read is not None:
        tell(terminal.text("chain_read", read=made.read[0], all=made.read[1]), "dim")


def show_table(terminal: Terminal, table: "Table") -> None:
    """A chain's table; a cell's evidence is numbered behind it."""
    terminal.table(
        [one_line(column) for column in table.columns],
        [[one_line(cell.text) + "".join(f" [{n + 1}]" for n in cell.quotes) for cell in row] for row in table.rows],
    )


def evidence_lines(terminal: Terminal, quotes: Sequence[Quote], *, found: bool = True) -> list[str]:
    """``[1] title, page N: "quote"`` for each."""
    if not quotes:
        return []
    head = terminal.text("evidence" if found else "nearest")
    return [
        head,
        *(
            f'[{number}] {place(terminal, quote.title, quote.page)}: "{one_line(quote.text)}"'
            for number, quote in enumerate(quotes, 1)
        ),
    ]


def place(terminal: Terminal, title: str, page: int | None) -> str:
    """A document's title, with the page where the format has pages."""
    if page is None:
        return one_line(title)
    return terminal.text("place", title=one_line(title), page=page)


def receipt_line(terminal: Terminal, receipt: Receipt, seconds: Seconds) -> str:
    """What went through the context window, in one line."""
    fields: Mapping[str, object] = {**asdict(receipt), **asdict(seconds)}
    line = terminal.text("receipt" if receipt.context_tokens else "receipt_no_model", **fields)
    if receipt.dropped:
        line += terminal.text("receipt_dropped", count=len(receipt.dropped))
    examples = [*receipt.examples, *((p.label, p.tokens) for p in receipt.pieces if p.kind == "example")]
    if examples:
        tokens = sum(size for _, size in examples)
        line += terminal.text("receipt_examples", count=len(examples), tokens=tokens)
    return line


def show_plan(terminal: Terminal, preview: Preview, weakness: "Weakness" = "") -> None:
    """What a question would put into the context window, part by part, and what would be left out.

    Args:
        weakness: of the model, for this question.
    """
    if terminal.json_mode:
        terminal.result(
            {
                "route": preview.route,
                "language": preview.language,
                "found": preview.found,
                "weakness": weakness,
                "quotes": [quote_object(quote) for quote in preview.quotes],
                "receipt": receipt_object(preview.receipt),
            }
        )
        return
    if weakness:
        terminal.say(f"weakness_{weakness}", style="yellow")
    if preview.found:
        show_parts(terminal, preview.receipt)
    else:
        terminal.say("plan_no_model", route=preview.route)


def show_parts(terminal: Terminal, receipt: Receipt, *, written: bool = False) -> None:
    """Each part of the context window with its tokens; a passage with its number, for ``--pin`` and ``--drop``.

    Args:
        written: the answer has ended, and takes what it took; else it takes what is reserved for it.
    """
    answer = receipt.answer if written else receipt.answer_reserved
    used = receipt.instructions + receipt.history + receipt.evidence + answer
    rows = [
        [terminal.text(f"piece_{piece.kind}"), str(piece.tokens), _passage(piece.chunk_id), one_line(piece.label)]
        for piece in receipt.pieces
    ]
    around = used - answer - sum(piece.tokens for piece in receipt.pieces)
    if around and not receipt.of_calls:
        rows.append([terminal.text("piece_frame"), str(around), "", ""])
    rows.append([terminal.text("piece_written" if written else "piece_answer"), str(answer), "", ""])
    if not receipt.of_calls:  # each call has a context window of its own
        rows.append([terminal.text("piece_free"), str(max(0, receipt.context_tokens - used)), "", ""])
    rows += [
        [
            terminal.text("piece_dropped"),
            str(piece.tokens),
            _passage(piece.chunk_id),
            f"{one_line(piece.label)} ({piece.reason})",
        ]
        for piece in receipt.dropped
    ]
    terminal.table([terminal.text(f"head_{name}") for name in ("part", "tokens", "passage", "meaning")], rows)


def _passage(number: int) -> str:
    return str(number) if number else ""
