"""Texts for benches: made from a seed, so that every run measures the same, and no two documents are alike."""

import random
from pathlib import Path

_SUBJECTS = (
    "The tenant", "The committee", "A surveyor", "Our supplier", "The northern office", "Each participant", "The pump",
    "This clause",
)  # fmt: skip
_VERBS = (
    "approved", "measured", "rejected", "described", "postponed", "replaced", "inspected", "returned", "calculated",
    "documented",
)  # fmt: skip
_OBJECTS = (
    "the annual budget", "a damaged valve", "the revised schedule", "three water samples", "an insurance claim",
    "the southern boundary", "a shipment of copper wire", "the heating circuit", "the minutes of the meeting",
    "a second estimate",
)  # fmt: skip
_TAILS = (
    "in {month} {year}", "after {n} days", "for {n} euros", "at the request of {name}", "although {name} objected",
    "near {place}",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NAMES = (
    "Anna Keller", "Rui Tavares", "Mei Lin", "Tom Okafor", "Lena Fischer", "Ivan Petrov", "Sara Haddad", "Jon Eriksen",
)  # fmt: skip
_PLACES = ("Lisbon", "Turku", "the old harbour", "Gate 7", "Ghent", "the river bend", "Leipzig", "Hall B")


def paragraph(chance: random.Random, sentences: int = 6) -> str:
    """A paragraph of plausible sentences, in English."""
    found = []
    for _ in range(sentences):
        tail = chance.choice(_TAILS).format(
            month=chance.choice(_MONTHS),
            year=chance.randint(1950, 2025),
            n=chance.randint(2, 9000),
            name=chance.choice(_NAMES),
            place=chance.choice(_PLACES),
        )
        found.append(f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_OBJECTS)} {tail}.")
    return " ".join(found)


def document(seed: int, characters: int) -> str:
    """A text of about ``characters`` code points, with headings."""
    chance = random.Random(seed)
    parts = [f"# Report {seed}\n\nThe code word of report {seed} is {_code_word(seed)}."]
    size = 0
    while size < characters:
        if chance.random() < 0.2:
            parts.append(f"## Section {len(parts)}")
        parts.append(paragraph(chance, chance.randint(3, 9)))
        size += len(parts[-1])
    return "\n\n".join(parts)


def _code_word(seed: int) -> str:
    return "".join(random.Random(seed * 7919).choices("bdfgklmnprstvz", k=3)) + "or" + str(seed)


def write_documents(folder: Path, count: int, characters: int, seed: int = 0) -> list[Path]:
    """``count`` Markdown files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        file = folder / f"report-{seed + number:05d}.md"
        file.write_text(document(seed + number, characters), "utf-8")
        files.append(file)
    return files
