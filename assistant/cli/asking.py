"""``ask``, ``search``, ``why``: questions."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.answers import exit_as, follow, place, show_plan
from assistant.cli.library import span_of
from assistant.cli.options import (
    Collections,
    Conversation,
    Documents,
    Events,
    Json,
    Model,
    Set,
    opened,
    overrides_of,
    question_of,
    scope_of,
    stopped_by_ctrl_c,
    terminal_of,
)
from assistant.cli.terminal import Terminal, one_line
from chains.errors import InputError
from chains.types import RouteName

if TYPE_CHECKING:
    from assistant.library.why import WhyReport

SHOWN_CHARACTERS = 300


def register(tree: typer.Typer) -> None:
    """Put the commands into ``tree``."""
    tree.command()(ask)
    tree.command()(search)
    tree.command()(why)


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from stdin.")],
    conversation: Conversation = None,
    collection: Collections = None,
    document: Documents = None,
    top_k: Annotated[int | None, typer.Option("--top-k", min=1, max=50, help="Passages to look at.")] = None,
    no_rewrite: Annotated[bool, typer.Option("--no-rewrite", help="Search for a follow-up as it is.")] = False,
    route: Annotated[RouteName | None, typer.Option("--route", help="Overrule where the question goes.")] = None,
    pin: Annotated[list[int] | None, typer.Option("--pin", metavar="CHUNK", help="Use this passage.")] = None,
    drop: Annotated[list[int] | None, typer.Option("--drop", metavar="CHUNK", help="Leave it out.")] = None,
    quote: Annotated[
        list[str] | None, typer.Option("--quote", metavar="TEXT", help="Use these words of a document as evidence.")
    ] = None,
    at: Annotated[
        int | None, typer.Option("--at", metavar="TURN", min=1, help="Ask in the place of this turn, which is kept.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would go into the context; ask nothing.")] = False,
    rerank: Annotated[bool | None, typer.Option("--rerank/--no-rerank", help="Rank evidence by the model.")] = None,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Evidence only, nothing written by the model.")] = False,
    show_prompt: Annotated[bool, typer.Option("--show-prompt", help="Print what the model gets, on stderr.")] = False,
    model: Model = None,
    settings: Set = None,
    as_json: Json = False,
    events: Events = False,
) -> None:
    """Answer a question from the documents."""
    from assistant.app import AskOptions

    terminal = terminal_of(context)
    text = question_of(question)
    with opened(terminal, overrides_of(model, settings)) as assistant:
        if not no_llm and not plan:
            assistant.warm()  # the model loads while the documents are searched
        scope = scope_of(collection, document)
        options = AskOptions(
            conversation=None if conversation is None else assistant.conversations.resolve(conversation),
            scope=scope,
            top_k=top_k,
            rewrite=not no_rewrite,
            route=route,
            pin=tuple(pin or ()),
            drop=tuple(drop or ()),
            rerank=rerank,
            use_model=not no_llm,
            at=at,
            spans=tuple(assistant.locate(words, scope) for words in quote or ()),
        )
        if plan:
            preview = assistant.preview(text, options)
            show_plan(terminal, preview, assistant.models.weakness(preview.language, preview.route))
            return
        with stopped_by_ctrl_c() as cancel:
            turn = follow(
                terminal, assistant.ask(text, options, cancel), assistant.chains.known, show_prompt=show_prompt
            )
        speed = None if terminal.machine or not turn.prompt else assistant.models.last_speed()
        if speed is not None:
            terminal.say("speed", model=one_line(assistant.models.title), speed=round(speed))
    exit_as(turn, terminal)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question; - reads it from stdin.")],
    collection: Collections = None,
    document: Documents = None,
    top_k: Annotated[int | None, typer.Option("--top-k", min=1, max=50, help="Passages to show.")] = None,
    as_json: Json = False,
) -> None:
    """Find passages, without the model."""
    terminal = terminal_of(context)
    text = question_of(query)
    with opened(terminal) as assistant:
        found = assistant.search(text, scope_of(collection, document), top_k)
    if terminal.json_mode:
        terminal.result(
            {
                "passages": [asdict(passage) for passage in found.passages],
                "dense_by": found.dense_by,
                "seconds": round(found.seconds, 4),
            }
        )
        return
    if not found.passages:
        terminal.say("nothing_found")
    for number, passage in enumerate(found.passages, 1):
        terminal.line(f"{number}. {place(terminal, passage.title, passage.page)}", style="bold")
        shown = one_line(passage.text)
        terminal.line(shown if len(shown) <= SHOWN_CHARACTERS else shown[: SHOWN_CHARACTERS - 1] + "…")
        terminal.line(terminal.text("scores", **asdict(passage)), style="dim")


def why(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question.")],
    text: Annotated[str | None, typer.Argument(help="Words of the passage that was expected.")] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START:END", help="These characters of the --document instead.")
    ] = None,
    collection: Collections = None,
    document: Documents = None,
    as_json: Json = False,
) -> None:
    """Show where a passage stood for a question.

    Its place in each ranking, the cutoffs that it missed, and the words that it shares or lacks.
    """
    from assistant.library.types import Span

    terminal = terminal_of(context)
    with opened(terminal) as assistant:
        scope = scope_of(collection, document)
        if (text is None) == (span is None) or (span is not None and len(scope.documents) != 1):
            raise InputError("cli.text_or_span")
        words: str | Span = text or ""
        if span is not None:
            info = assistant.library.resolve(scope.documents[0])
            words = Span(info.id, *span_of(assistant, info, None, span))
        report = assistant.why(question_of(question), words, scope)
    if terminal.json_mode:
        terminal.result(asdict(report))
        return
    _show_why(terminal, report)


def _show_why(terminal: Terminal, report: "WhyReport") -> None:
    passage = report.passage
    terminal.line(f'{place(terminal, passage.title, passage.page)}: "{one_line(report.quote)}"', style="bold")
    terminal.line(terminal.text(f"why_{report.verdict}"))
    terminal.line()
    rankings = [("dense", report.dense), ("lexical", report.lexical), ("fused", report.fused)]
    if report.sentence is not None:
        rankings.append(("sentence", report.sentence))
    heads = [terminal.text(f"head_{name}") for name in ("ranking", "rank", "score", "cutoff", "taken")]
    terminal.table(
        heads,
        [
            [
                terminal.text(f"ranking_{name}"),
                "-" if at.rank is None else str(at.rank),
                f"{at.score:.3f}",
                str(at.cutoff_rank) if at.cutoff_score is None else f"{at.cutoff_rank} ({at.cutoff_score:.3f})",
                terminal.text("yes" if at.taken else "no"),
            ]
            for name, at in rankings
        ],
    )
    terminal.line(
        terminal.text("why_passage", number=passage.chunk_id, start=passage.start, end=passage.end), style="dim"
    )
    for key, words in (("shared", report.shared), ("lacking", report.missing)):
        if words:
            terminal.line(terminal.text(key, words=", ".join(one_line(word) for word in words)))
