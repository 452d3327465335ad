"""One chain over many items: documents of the library, files that are in none, lines of a file; resumable."""

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from assistant.cancel import Cancel
from assistant.library.names import shown
from assistant.library.queue import expand
from assistant.library.readers.pool import ReaderPool
from assistant.objects import error_object, quote_object
from assistant.settings import ReaderSettings
from assistant.shelf import ChainRequest, source_document
from chains.documents import as_document
from chains.errors import AssistantError, InputError
from chains.results import Cell, ChainEvent, ChainResult, Progress, Table
from chains.shelf import ChainCard
from chains.types import Quote

Run = Callable[[ChainRequest, Cancel], Iterator[ChainEvent]]


@dataclass(frozen=True, slots=True)
class Item:
    """One run of a batch.

    Attributes:
        name: for showing: a title, a path, ``line 3``.
        fingerprint: SHA-256 of what it is about; a run that is resumed knows it again by that.
        request: makes what is run; reading a file may fail.
    """

    name: str
    fingerprint: str
    request: Callable[[Cancel], ChainRequest]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: a result, or why there is none."""

    item: Item
    result: ChainResult | None = None
    error: AssistantError | None = None


def outcomes(
    items: Iterable[Item],
    run: Run,
    cancel: Cancel,
    *,
    jobs: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Outcome]:
    """Each item's outcome, in order; one that fails does not keep the others.

    Args:
        items: taken as they are needed.
        jobs: items that are worked at a time. Their files are read and searched side by side; an engine that has one
            context lets them write one after the other.
        progress: told how far the item that is worked is; from several threads with ``jobs``.

    Raises:
        Cancelled: ``cancel`` was set.
    """

    def worked(item: Item) -> Outcome:
        try:
            result: ChainResult | None = None
            for event in run(item.request(cancel), cancel):
                if isinstance(event, Progress) and progress is not None:
                    progress(event)
                elif isinstance(event, ChainResult):
                    result = event
            return Outcome(item, result)
        except AssistantError as exc:
            return Outcome(item, error=exc)

    with ThreadPoolExecutor(jobs, thread_name_prefix="chain") as threads:
        under_way: deque[Future[Outcome]] = deque()
        try:
            for item in items:
                cancel.check()
                under_way.append(threads.submit(worked, item))
                if len(under_way) >= jobs:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BaseException:
            cancel.set()  # so that leaving the pool does not wait for the rest
            raise


@contextmanager
def file_items(
    paths: Iterable[Path], card: ChainCard, request: ChainRequest, settings: ReaderSettings
) -> Iterator[Iterator[Item]]:
    """Files, and the files of folders, as items; they are read as the library reads them, and not added to it.

    A ``.jsonl`` file is one item a line: each an object with ``text``, or a text. A chain that works on text alone is
    given a file's text as that.

    Raises:
        InputError: a file that does not exist.
    """
    pool = ReaderPool(
        1,
        ocr=settings.ocr,
        max_bytes=settings.max_megabytes * 1_000_000,
        memory_bytes=settings.memory_megabytes * 1_000_000,
        seconds=settings.seconds,
        nice=0,
    )
    found = list(expand(paths))
    for path in found:
        if not os.path.lexists(path):
            raise InputError("cli.no_file", file=shown(path))
    try:
        yield (item for path in found for item in _items_of(path, card, request, pool))
    finally:
        pool.close()


def _items_of(path: Path, card: ChainCard, request: ChainRequest, pool: ReaderPool) -> Iterator[Item]:
    name = shown(path)
    if path.suffix.lower() == ".jsonl":
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if line.strip():
                yield text_item(f"{name}:{number}", _line_text(line, name, number), card, request)
        return

    def made(cancel: Cancel) -> ChainRequest:
        identity, parsed = pool.read(path, cancel)
        title = parsed.title or path.stem
        document = source_document(parsed, identity=identity, title=shown(title), path=name)
        if card.takes == "text":
            return replace(request, text="\n\n".join(part for part in (request.text, parsed.text) if part))
        return replace(request, documents=(document,))

    yield Item(name, sha256(path.read_bytes()).hexdigest() if path.is_file() else "", made)


def text_item(name: str, text: str, card: ChainCard, request: ChainRequest) -> Item:
    """A text as an item: as a document for a chain that works on documents, else as what was written."""

    def made(_: Cancel) -> ChainRequest:
        if card.takes == "text":
            return replace(request, text="\n\n".join(part for part in (request.text, text) if part))
        return replace(request, documents=(as_document(text, name),))

    return Item(name, sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), made)


def _line_text(line: str, name: str, number: int) -> str:
    try:
        value = json.loads(line)
    except ValueError as exc:
        raise InputError("cli.jsonl", file=name, line=number, reason=str(exc)) from exc
    text = value.get("text") if isinstance(value, dict) else value
    if not isinstance(text, str):
        raise InputError("cli.jsonl", file=name, line=number, reason='no "text"')
    return text


def outcome_object(outcome: Outcome, card: ChainCard, language: str) -> dict[str, object]:
    """An outcome as one JSON object; scripts rely on its shape, the README documents it."""
    head: dict[str, object] = {"input": outcome.item.name, "sha256": outcome.item.fingerprint, "chain": card.name}
    if outcome.error is not None:
        return {**head, "error": error_object(outcome.error, language)}
    assert outcome.result is not None
    return {**head, **result_object(outcome.result, card, language)}


def result_object(result: ChainResult, card: ChainCard, language: str) -> dict[str, object]:
    """A result as JSON has it."""
    return {
        "text": result.text,
        "data": result.data,
        "table": None if result.table is None else asdict(result.table),
        "chart": None if result.chart is None else asdict(result.chart),
        "steps": [asdict(step) for step in result.steps],
        "claims": [
            {"text": claim.text, "verdict": claim.verdict, "evidence": list(claim.evidence)} for claim in result.claims
        ],
        "evidence": [quote_object(quote) for quote in result.quotes],
        "notes": [card.note(note, language) for note in result.notes],
        "read": None if result.read is None else list(result.read),
        "usage": {
            "prompt_tokens": result.usage.prompt_tokens,
            "answer_tokens": result.usage.answer_tokens,
            "calls": len(result.usage.calls),
            "examples": [{"example": label, "tokens": tokens} for label, tokens in result.usage.examples],
        },
    }


def done_before(file: Path) -> set[str]:
    """The fingerprints of the items that a file of outcomes has, without those that failed.

    A last line that a kill has cut is left out, and cut off the file, so that what follows is whole again.
    """
    found = set()
    kept = 0
    data = file.read_bytes() if file.exists() else b""
    for line in data.splitlines(keepends=True):
        try:
            value = json.loads(line) if line.endswith(b"\n") else None
        except ValueError:
            value = None
        if not isinstance(value, dict):
            break
        kept += len(line)
        if "error" not in value:
            found.add(str(value.get("sha256")))
    if kept < len(data):
        with file.open("r+b") as stream:
            stream.truncate(kept)
    return found


def joined(results: Sequence[tuple[str, ChainResult]]) -> ChainResult:
    """The results of several items as one with one table: their rows below each other, the item's name in front.

    A result without a table is a row with its text.
    """
    if len(results) == 1 and results[0][1].table is not None:
        return results[0][1]
    tables = [
        result.table or Table(("Text",), ((Cell(result.text, result.text, (), "yes"),),)) for _, result in results
    ]
    columns = tuple(dict.fromkeys(column for table in tables for column in table.columns))
    numeric = tuple(dict.fromkeys(column for table in tables for column in table.numeric))
    quotes: list[Quote] = []
    rows = []
    for (name, result), table in zip(results, tables, strict=True):
        first = len(quotes)
        quotes += result.quotes
        for row in table.rows:
            cells = dict(zip(table.columns, row, strict=True))
            moved = [_moved(cells.get(column, Cell("")), first) for column in columns]
            rows.append((Cell(name, name, (), "yes"), *moved))
    data = [{"input": name, "data": result.data} for name, result in results]
    return ChainResult("", tuple(quotes), table=Table(("Input", *columns), tuple(rows), numeric), data=data)


def _moved(cell: Cell, by: int) -> Cell:
    return replace(cell, quotes=tuple(number + by for number in cell.quotes))
