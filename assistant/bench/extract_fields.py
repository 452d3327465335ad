"""Extract on generated leases and invoices, read by the real readers: right, wrong and empty cells by layout."""

import argparse
import datetime
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from assistant.app import Assistant
from assistant.bench.extract_documents import INVOICE_SCHEMA, LEASE_FIELDS, Made, Truth, documents, write
from assistant.bench.extract_values import Money
from assistant.bench.report import Figure, show
from chains.documents import SourceDocument
from chains.extract import Extract, ExtractOptions
from chains.kit import Cell, ChainInput, ChainResult

DOCUMENTS, SEED = 40, 4
RIGHT, WRONG = 0.80, 0.05
# What is as good as the truth: an absent field left empty is right, an empty cell where there is a value is not.
OUTCOMES = ("right", "wrong", "empty")


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell against the truth.

    Attributes:
        shown: whether its evidence contains it; True for an empty cell.
    """

    made: Made
    field: str
    outcome: str
    shown: bool
    got: object
    asked: bool


def run(count: int = DOCUMENTS, seed: int = SEED, *, ask: bool = True) -> Iterator[Judged]:
    """Make the documents, add them to a library, extract, and judge each cell."""
    with tempfile.TemporaryDirectory(prefix="lectern-extract-") as name:
        folder = Path(name)
        made = documents(count, seed)
        files = [folder / f"{number:03}{one.suffix}" for number, one in enumerate(made)]
        for one, file in zip(made, files, strict=True):
            write(one, file)
        with Assistant.open(folder / "home") as assistant:
            for _ in assistant.add(files):
                pass
            ids = {Path(info.path).name: info.id for info in assistant.library.documents()}
            kit = assistant.chains.kit()
            for one, file in zip(made, files, strict=True):
                document = assistant.chains.document(ids[file.name])
                schema = None if one.kind == "lease" else INVOICE_SCHEMA
                chain = Extract(kit, ExtractOptions(ask=ask), schema)
                given = ChainInput(LEASE_FIELDS if one.kind == "lease" else "", (document,), language=document.language)
                yield from judged(one, chain.invoke(given), document)


def judged(made: Made, result: ChainResult, document: SourceDocument) -> Iterator[Judged]:
    """Each cell of the document's one row."""
    assert result.table is not None
    values = _first_row(result)["fields"]
    for name, cell in zip(result.table.columns[1:], result.table.rows[0][1:], strict=True):
        outcome = _outcome(made.truth, name, values.get(name), cell)
        yield Judged(made, name, outcome, _shown(result, document, cell, name), cell.text, cell.verdict == "partly")


def _first_row(result: ChainResult) -> dict[str, Any]:
    return cast(dict[str, Any], cast(dict[str, Any], result.data)["rows"][0])


def _outcome(truth: Truth, name: str, value: object, cell: Cell) -> str:
    wanted = truth[name]
    if value is None:
        return "right" if wanted is None else "empty"
    if wanted is None:
        return "wrong"
    if isinstance(wanted, Money):
        told: dict[str, Any] = value if isinstance(value, dict) else {"amount": -1, "currency": ""}
        near = abs(Decimal(str(told["amount"])) - wanted.amount) < Decimal("0.005")
        same = told["currency"] == wanted.currency and near
    elif isinstance(wanted, datetime.date):
        same = value == wanted.isoformat()
    else:
        same = _plain(str(value)) == _plain(wanted)
    return "right" if same else "wrong"


def _shown(result: ChainResult, document: SourceDocument, cell: Cell, name: str) -> bool:
    """Whether the cell's quotes are verbatim and one of them holds the words that the cell was read from."""
    if not cell.quotes:
        return True
    evidence = _first_row(result)["evidence"][name]
    quotes = [result.quotes[place] for place in cell.quotes]
    verbatim = all(document.text[quote.start : quote.end] == quote.text for quote in quotes)
    held = any(quote.start <= evidence["start"] and evidence["end"] <= quote.end for quote in quotes)
    return verbatim and held and evidence["written"] in quotes[0].text


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def figures(count: int = DOCUMENTS, seed: int = SEED, *, ask: bool = True) -> list[Figure]:
    """Shares of right, wrong and empty cells: all, the layouts that were tuned on, and the others."""
    return summed(list(run(count, seed, ask=ask)))


def summed(cells: Sequence[Judged]) -> list[Figure]:
    """The figures of judged cells."""
    out = [_figure("all layouts", cells, bar=True)]
    out.append(_figure("layouts tuned on", [cell for cell in cells if cell.made.tuned]))
    out.append(_figure("layouts not tuned on", [cell for cell in cells if not cell.made.tuned], bar=True))
    for layout in dict.fromkeys(cell.made.layout for cell in cells):
        out.append(_figure(layout, [cell for cell in cells if cell.made.layout == layout]))
    held = sum(cell.shown for cell in cells)
    out.append(Figure("cells whose evidence holds them", f"{held} of {len(cells)}", "all", held == len(cells)))
    return out


def _figure(name: str, cells: Sequence[Judged], *, bar: bool = False) -> Figure:
    counted = Counter(cell.outcome for cell in cells)
    shares = {outcome: counted[outcome] / max(1, len(cells)) for outcome in OUTCOMES}
    told = ", ".join(f"{outcome} {shares[outcome]:.3f}" for outcome in OUTCOMES)
    met = shares["right"] >= RIGHT and shares["wrong"] <= WRONG
    return Figure(
        f"extract, {name}",
        f"{told} of {len(cells)}",
        f"right ≥ {RIGHT}, wrong ≤ {WRONG}" if bar else "",
        met if bar else None,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-model", action="store_true", help="leave cells empty where the text leaves a choice")
    parser.add_argument("--misses", action="store_true", help="print each cell that is not right, of the tuned half")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    cells = list(run(chosen.documents, chosen.seed, ask=not chosen.no_model))
    if chosen.misses:
        for cell in cells:
            if cell.outcome != "right" and cell.made.tuned:
                line = (
                    f"{cell.made.layout} {cell.field}: {cell.outcome}, {cell.got!r} for {cell.made.truth[cell.field]}"
                )
                sys.stdout.write(f"{line}\n")
    return show(summed(cells), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
