"""What a run says of itself: what was read and by whom, what could not be, and where each sentence stands."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from chains.documents import SourceDocument
from chains.kit import ChainOptions, Note
from chains.parts import Part
from chains.summarizing.drafts import Trust
from chains.summarizing.layout import By, Point
from chains.summarizing.overview import Overview
from chains.summarizing.words import Writer
from chains.types import Claim

Method = Literal["stuff", "map_reduce", "refine"]


@dataclass(slots=True)
class Work:
    """One document on its way."""

    document: SourceDocument
    parts: list[Part]
    writer: Writer | None
    method: Method


def unread(document: SourceDocument, wanted: tuple[int, int] | None) -> Iterator[Note]:
    """What of the document nobody could read."""
    low, high = wanted or (0, 10**9)
    empty = [page.number for page in document.pages if page.source == "empty" and low <= page.number <= high]
    if empty:
        yield Note("empty_pages", (("title", document.title), ("pages", ranges(empty))))
    for reason in document.notes:
        yield Note("not_read", (("title", document.title), ("reason", reason)))


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, neighbours together: 3–7, 9."""
    out: list[list[int]] = []
    for number in numbers:
        if out and number == out[-1][-1] + 1:
            out[-1].append(number)
        else:
            out.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in out)


def cited_of_model(by: Sequence[By], claims: Sequence[Claim]) -> str:
    """The citations of the sentences that the model worded.

    Args:
        by: who worded each of the claims.
    """
    claims = [claim for claim, who in zip(claims, by, strict=True) if who == "model"]
    return ", ".join("".join(f"[{place + 1}]" for place in claim.evidence) for claim in claims)


def account(by: Sequence[By], trust: Trust, total: int, cited: str, over: Overview | None = None) -> Iterator[Note]:
    """How the summary came about.

    Args:
        by: who worded each sentence.
        cited: of the model's sentences; empty where the document's own are marked.
    """
    if not total:
        return
    count = (("read", total), ("total", total))
    yield Note("read", (*count, ("given", len(trust.given)))) if trust.given else Note("read_only", count)
    if over is not None:
        numbers = (("sentences", over.entries), ("documents", len(over.documents)), ("cited", len(over.cited)))
        yield Note("overview", numbers)
    worded = by.count("model")
    if worded and cited and worded < len(by):
        yield Note("shortened", (("model", worded), ("sentences", len(by)), ("cited", cited)))
    elif worded:
        yield Note("worded", (("model", worded), ("sentences", len(by))))
    elif own := by.count("document"):
        yield Note("verbatim", (("sentences", own),))
    left_out = sum(each.written - each.held for each in (trust, *([] if over is None else [over.trust])))
    if not trust.stands:
        yield Note("gave_up", (("parts", len(trust.given)),))
    elif left_out:
        yield Note("left_out", (("sentences", left_out),))


def data(
    works: Sequence[Work],
    told: Sequence[tuple[SourceDocument, list[Point]]],
    trust: Trust,
    options: ChainOptions,
    over: Overview | None,
) -> dict[str, object]:
    """What was read and what is said, for scripts; spans are of the documents' stored text."""
    return {
        "options": options.model_dump(),
        "overview": None if over is None else _overview(over, works),
        "documents": [
            {
                "id": work.document.id,
                "title": work.document.title,
                "method": work.method,
                "parts": [
                    {**asdict(part), "read_by_model": (work.document.id, number) in trust.given}
                    for number, part in enumerate(work.parts)
                ],
                "sentences": [
                    {
                        "text": point.text,
                        "by": point.by,
                        "verdict": point.verdict,
                        "part": point.part + 1,
                        "spans": [list(span) for span in point.spans],
                    }
                    for point in points
                ],
            }
            for work, (_, points) in zip(works, told, strict=True)
        ],
    }


def _overview(over: Overview, works: Sequence[Work]) -> dict[str, object]:
    return {
        "documents": [works[place].document.id for place in over.documents],
        "considered": over.entries,
        "rounds": over.rounds,
        "sentences": [
            {
                "text": gist.text,
                "by": gist.by,
                "verdict": gist.verdict,
                "passages": [
                    {"document": works[place].document.id, "span": [start, end]} for place, start, end in gist.passages
                ],
            }
            for gist in over.gists
        ],
    }
