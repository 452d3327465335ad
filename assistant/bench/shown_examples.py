"""What few-shot examples do to the model's own choices in classify and extract: right ones and tokens, by selector.

Both chains decide most by code, so that their results hardly show it: here the model is asked at every place, in the
chains' own prompts, and its words alone are judged.
"""

import argparse
import datetime
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from assistant.app import Assistant
from assistant.bench import classify_documents
from assistant.bench.extract_documents import INVOICE_SCHEMA, LEASE_FIELDS, Made, documents, write
from assistant.bench.extract_values import Money
from assistant.bench.report import Figure, show
from assistant.throw_away import throw_away
from chains.classify import Classify, ClassifyOptions
from chains.classifying import Fit, Sample, Weights
from chains.documents import SourceDocument, as_document
from chains.examples import SELECTORS, Choice, Selector, Sets
from chains.extracting.candidates import Candidate, Reading
from chains.extracting.choosing import chosen_by_model
from chains.extracting.fields import Field, asked
from chains.extracting.letters import read_form
from chains.extracting.lexicon import Concept, concept_of
from chains.extracting.prose import read_prose
from chains.kit import ChainInput, Kit
from chains.types import Verdict

DOCUMENTS, EACH, SEED = 24, 6, 4
VOTES = 3
_LABELS = Path(__file__).parent / "data" / "labels.toml"


class _Votes(Classify):
    """Classify that notes which share of the votes each label of each document had, and which label came first."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ClassifyOptions(other=True, votes=VOTES))
        self.shares: list[dict[str, float]] = []
        self.best: list[str] = []

    def _chosen(
        self, found: Sequence[Fit], looked: Sample, weights: Weights
    ) -> tuple[tuple[str, float, Verdict, tuple[int, int] | None], ...]:
        self.shares.append({fit.label.name: fit.votes for fit in found})
        self.best.append(max(found, key=lambda fit: fit.score(weights)).label.name)
        return super()._chosen(found, looked, weights)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Documents of one language, each with its label, and all labels that it may have."""

    name: str
    labels: tuple[str, ...]
    documents: tuple[tuple[SourceDocument, str], ...]


def labelled(held_out: bool, each: int) -> list[Labelled]:
    """The kinds of the other bench, and short texts under labels that no packaged example has."""
    out = []
    for chinese in (False, True):
        names = classify_documents.CHINESE if chinese else {kind: kind for kind in classify_documents.KINDS}
        made = [item for item in classify_documents.documents(held_out, chinese, each) if item.kind in names]
        name = f"kinds, {'Chinese' if chinese else 'English'}"
        if made:
            out.append(Labelled(name, tuple(names.values()), tuple((item.document, names[item.kind]) for item in made)))
    for name, found in tomllib.loads(_LABELS.read_text("utf-8")).items():
        documents = []
        for label, about in found.items():
            half = len(about["texts"]) // 2
            documents += [
                (as_document(text), label) for text in (about["texts"][half:] if held_out else about["texts"][:half])
            ]
        out.append(Labelled(name, tuple(found), tuple(documents)))
    return out


def votes(kit: Kit, given: Labelled) -> tuple[float, int]:
    """Share of the votes that are for a document's own label, and how many documents have it first, by all of it."""
    chain = _Votes(kit)
    documents = tuple(document for document, _ in given.documents)
    language = documents[0].language
    chain.invoke(ChainInput(", ".join(given.labels), documents, language=language))
    wanted = [label for _, label in given.documents]
    share = sum(found[label] for label, found in zip(wanted, chain.shares, strict=True)) / len(documents)
    return share, sum(label == best for label, best in zip(wanted, chain.best, strict=True))


@dataclass(frozen=True, slots=True)
class Open:
    """One field of one document, with what could be its value."""

    document: SourceDocument
    field: Field
    found: tuple[Candidate, ...]
    truth: Money | datetime.date | str


def open_fields(made: Made, document: SourceDocument) -> Iterator[Open]:
    """The fields of a document whose value is among several candidates."""
    fields = asked(LEASE_FIELDS if made.kind == "lease" else INVOICE_SCHEMA).fields
    concepts: list[Concept] = [concept_of(field) for field in fields]
    reading = Reading(document, concepts)
    reading.read_labels()
    read_prose(reading)
    read_form(reading)
    for field, concept in zip(fields, concepts, strict=True):
        truth, found = made.truth[field.name], reading.candidates(concept)
        keys = {item.value.key for item in found if not item.absent}
        if truth is not None and len(keys) > 1 and any(_is(truth, item, document.text) for item in found):
            yield Open(document, field, tuple(found), truth)


def _is(truth: Money | datetime.date | str, found: Candidate, text: str) -> bool:
    value = found.value
    if isinstance(truth, Money):
        return value.shape == "money" and (Decimal(str(value.value)), value.unit) == (truth.amount, truth.currency)
    if isinstance(truth, datetime.date):
        return value.value == truth.isoformat()
    return _plain(text[value.start : value.end]) == _plain(truth)


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def chosen(kit: Kit, given: Sequence[Open]) -> Counter[str]:
    """How many fields the model takes the right candidate for, a wrong one, or none that it stays with."""
    outcomes: Counter[str] = Counter()
    for one in given:
        text = one.document.text
        picked = chosen_by_model(kit, text, one.field, one.found, one.document.language).candidate
        outcomes["none" if picked is None else "right" if _is(one.truth, picked, text) else "wrong"] += 1
    return outcomes


def _library(assistant: Assistant, folder: Path, count: int, held_out: bool) -> list[Open]:
    made = [one for one in documents(count, SEED) if one.tuned is not held_out]
    files = [folder / f"{number:03}{one.suffix}" for number, one in enumerate(made)]
    for one, file in zip(made, files, strict=True):
        write(one, file)
    for _ in assistant.add(files):
        pass
    ids = {Path(info.path).name: info.id for info in assistant.library.documents()}
    return [
        found
        for one, file in zip(made, files, strict=True)
        for found in open_fields(one, assistant.chains.document(ids[file.name]))
    ]


def figures(
    selectors: Sequence[Selector] = SELECTORS, *, count: int = DOCUMENTS, each: int = EACH, held_out: bool = False
) -> list[Figure]:
    """Each selector on one half of the documents.

    Args:
        count: leases and invoices, before they are halved; 0 for none.
        each: documents of each kind; 0 for none.
    """
    out = []
    half = "held out" if held_out else "tuned on"
    with throw_away("shown") as assistant:
        given = _library(assistant, assistant.paths.home.parent, count, held_out)
        settled = assistant.settings.examples
        for kind in selectors:
            choice = Choice(kind, settled.tokens, settled.count)

            def kit(choice: Choice = choice) -> Kit:
                bare = assistant.chains.kit()
                return replace(bare, examples=Sets(assistant.examples.load, lambda _: choice, bare.count, bare.embed))

            if given:
                used = kit()
                found = chosen(used, given)
                told = ", ".join(f"{outcome} {found[outcome]}" for outcome in ("right", "wrong", "none"))
                out.append(Figure(f"fields, {half}, {kind}", f"{told} of {len(given)}; {_tokens(used)}"))
            for sorted_by in labelled(held_out, each):
                used = kit()
                share, first = votes(used, sorted_by)
                told = f"{share:.3f} of votes, {first} of {len(sorted_by.documents)} documents; {_tokens(used)}"
                out.append(Figure(f"{sorted_by.name}, {half}, {kind}", told))
    return out


def _tokens(kit: Kit) -> str:
    usage = kit.meter.usage()
    return f"{usage.prompt_tokens / max(1, len(usage.calls)):.0f} tokens a prompt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--documents", type=int, default=DOCUMENTS, help="leases and invoices, before they are halved; 0 for none"
    )
    parser.add_argument("--each", type=int, default=EACH, help="documents of each kind; 0 for none")
    parser.add_argument("--selector", action="append", choices=SELECTORS, help="only these")
    parser.add_argument("--held-out", action="store_true", help="the half that nothing was tuned on")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    made = figures(given.selector or SELECTORS, count=given.documents, each=given.each, held_out=given.held_out)
    return show(made, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
