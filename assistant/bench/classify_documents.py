"""Documents of five kinds, on several topics, and of none: how many get their label, with the model and without."""

import argparse
import random
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.report import Figure, show
from assistant.throw_away import throw_away
from chains.classify import Classify, ClassifyOptions
from chains.documents import SourceDocument, as_document
from chains.kit import ChainInput, ChainResult, Kit

SEED = 7_411
EACH = 12
KINDS = ("invoice", "contract", "letter", "minutes", "manual")
CHINESE = {"invoice": "发票", "contract": "合同", "letter": "信函", "minutes": "会议纪要", "manual": "说明书"}
# What is none of them: it should be left as other.
OTHER = "other"

_NAMES = ("Halloran", "Iwu", "Petrov", "Lund", "Castellan", "Brandvold", "Okonjo", "Feld")
_THINGS = ("pump", "bicycle", "printer", "boiler", "camera", "sewing machine", "ladder", "projector")

_DATA = Path(__file__).parent / "data" / "kinds.toml"
_TOPICS = Path(__file__).parent / "data" / "topics.toml"


@dataclass(frozen=True, slots=True)
class Made:
    """One document and what it is."""

    document: SourceDocument
    kind: str


def documents(held_out: bool, chinese: bool = False, each: int = EACH) -> list[Made]:
    """Documents of all kinds and of none, in one half of the layouts."""
    rng = random.Random(SEED + held_out + 10 * chinese)
    out = []
    table = tomllib.loads(_DATA.read_text("utf-8"))["zh" if chinese else "en"]
    for kind, found in table.items():
        layouts = [layout["paragraphs"] for layout in found]
        half = len(layouts) // 2
        chosen = layouts[half:] if held_out else layouts[:half]
        for number in range(each):
            values = {
                "n": rng.randint(100, 9000),
                "m": rng.randint(3, 90),
                "day": rng.randint(1, 28),
                "name": rng.choice(_NAMES),
                "other": rng.choice(_NAMES),
                "thing": rng.choice(_THINGS),
            }
            paragraphs = [line.format(**values) for line in chosen[number % len(chosen)]]
            text = "\n\n".join([*paragraphs, f"{values['n']}-{number}"])
            out.append(Made(as_document(text, f"{number:03}", "zh" if chinese else "en"), kind))
    return out


def right(kit: Kit, made: Sequence[Made], votes: int, chinese: bool = False) -> tuple[float, float]:
    """Which part of the documents has its label, and which part of those that are sure of theirs."""
    names = CHINESE if chinese else {kind: kind for kind in KINDS}
    given = ChainInput("、".join(names.values()) if chinese else ", ".join(KINDS), tuple(m.document for m in made))
    result = Classify(kit, ClassifyOptions(other=True, votes=votes)).invoke(given)
    assert isinstance(result, ChainResult) and isinstance(result.data, dict) and result.table is not None
    found = {identity: labels[0] if labels else OTHER for identity, labels in result.data.items()}
    hits = [found[item.document.id] == names.get(item.kind, OTHER) for item in made]
    sure = [hit for hit, row in zip(hits, result.table.rows, strict=True) if row[1].verdict == "yes"]
    for item, hit in zip(made, hits, strict=True):
        if not hit:
            sys.stderr.write(f"{item.kind} as {found[item.document.id]}: {item.document.text[:70]!r}\n")
    return sum(hits) / len(hits), sum(sure) / max(1, len(sure))


def topics(kit: Kit, held_out: bool) -> Figure:
    """Short texts by what they are about, which none of them names; without the model."""
    table = tomllib.loads(_TOPICS.read_text("utf-8"))["held" if held_out else "tuned"]
    made = [
        Made(as_document(text, f"{number:03}"), topic)
        for topic, texts in table.items()
        for number, text in enumerate(texts)
    ]
    given = ChainInput(", ".join(topic for topic in table if topic != OTHER), tuple(one.document for one in made))
    result = Classify(kit, ClassifyOptions(other=True, votes=0)).invoke(given)
    assert isinstance(result.data, dict)
    found = [(result.data[one.document.id] or [OTHER])[0] for one in made]
    hits = sum(label == one.kind for label, one in zip(found, made, strict=True))
    wrong = sum(label not in (one.kind, OTHER) for label, one in zip(found, made, strict=True))
    name = f"topics, English, {'held out' if held_out else 'tuned on'}"
    return Figure(name, f"{hits / len(made):.3f} of {len(made)}; wrong {wrong / len(made):.3f}, the rest other")


def figures(each: int = EACH, votes: int = 3) -> list[Figure]:
    """Both halves, both languages, with the votes of the starter model and without."""
    from chains.kit import Kit

    out = []
    with throw_away("classify") as assistant:
        kit: Kit = assistant.chains.kit()
        out += [topics(kit, False), topics(kit, True)]
        for chinese in (False, True):
            for held_out in (False, True):
                made = documents(held_out, chinese, each)
                alone, sure = right(kit, made, 0, chinese)
                beside = ""
                if votes:
                    with_votes, sure_votes = right(kit, made, votes, chinese)
                    beside = f"with {votes} votes of the model {with_votes:.3f}, of the sure ones {sure_votes:.3f}"
                name = f"{'Chinese' if chinese else 'English'}, {'held out' if held_out else 'tuned on'}"
                value = f"{alone:.3f} of {len(made)}; of the sure ones {sure:.3f}"
                out.append(Figure(f"kinds of documents, {name}", value, beside=beside))
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--votes", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.each, chosen.votes), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
