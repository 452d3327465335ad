"""Long texts for the bench of summaries: chapters about one thing each, what matters of it somewhere in the middle."""

import random
from dataclasses import dataclass

from assistant.bench.texts import paragraph
from chains.documents import BlockKind, SourceDocument, TextBlock, TextPage

# A printed page of running text.
PAGE_CHARACTERS = 3000

_THINGS = (
    ("viaduct", "span", "pier"), ("reservoir", "dam", "spillway"), ("lighthouse", "lens", "keeper"),
    ("orchard", "grafting", "harvest"), ("observatory", "mirror", "dome"), ("tramway", "depot", "track"),
    ("brewery", "kettle", "yeast"), ("archive", "ledger", "shelf"), ("ferry", "hull", "landing"),
    ("quarry", "blasting", "slate"), ("theatre", "stage", "curtain"), ("hospital", "ward", "surgery"),
    ("glasshouse", "orchid", "boiler"), ("mint", "coin", "press"), ("aqueduct", "channel", "arch"),
    ("foundry", "furnace", "mould"),
)  # fmt: skip
_NAMES = (
    "Harrow", "Kestrel", "Milden", "Ostrava", "Penwith", "Quillan", "Rossmoor", "Selwick", "Tarrant", "Ulverton",
    "Wexcombe", "Yarrow", "Ashby", "Belmont", "Corran", "Dunmore", "Elland", "Farley", "Gresham", "Holt",
)  # fmt: skip
_ASIDES = (
    "Visitors of the {name} {thing} were counted again in {month}, and the {first} was cleaned.",
    "Nobody had looked at the {second} of the {name} {thing} for years.",
    "The committee met near the {name} {thing} and spoke about the {first} until late.",
    "A photograph of the {second} hangs in the hall of the {name} {thing}.",
    "In {month} the {first} of the {name} {thing} was painted in a darker grey.",
)
_FACTS = (
    "The {name} {thing} must close for {n} weeks because its {first} can no longer carry the load of the {second}.",
    "Repairing the {first} of the {name} {thing} costs {n},000 crowns, more than a new {second} would cost.",
    "After the inspection of the {first} the {name} {thing} lost its licence, and {n} people lost their work.",
    "The council decided to rebuild the {second} of the {name} {thing} within {n} months and to replace its {first}.",
)
_MONTHS = ("January", "March", "May", "July", "September", "November")


@dataclass(frozen=True, slots=True)
class KeyFact:
    """What a summary of one chapter should not leave out.

    Attributes:
        subject: what the chapter is about.
        sentence: what matters of it, somewhere in its middle.
    """

    subject: str
    sentence: str


def book(pages: int, seed: int = 1, chapter_pages: int = 8) -> tuple[SourceDocument, tuple[KeyFact, ...]]:
    """A text of so many pages in chapters, and the fact that matters of each.

    A chapter is about one thing that a third of its sentences mention; the others are about anything. Its fact stands
    at a random place that opens nothing.
    """
    chance = random.Random(seed)
    text, blocks, facts = [], [], []
    size = 0

    def add(piece: str, level: int = 0) -> None:
        nonlocal size
        page = size // PAGE_CHARACTERS + 1
        shape: BlockKind = "heading" if level else "paragraph"
        blocks.append(TextBlock(shape, size, size + len(piece), page, level))
        text.append(piece)
        size += len(piece) + 2

    for chapter in range(max(1, pages // chapter_pages)):
        thing, first, second = _THINGS[chapter % len(_THINGS)]
        words = {"name": _NAMES[(chapter * 7 + seed) % len(_NAMES)], "thing": thing, "first": first, "second": second}
        fact = chance.choice(_FACTS).format(n=chance.randint(12, 90), **words)
        facts.append(KeyFact(f"{words['name']} {thing}", fact))
        add(f"Chapter {chapter + 1}: the years {1900 + chapter} and after", 1)
        whole = chapter_pages * PAGE_CHARACTERS
        begun, told, place = size, False, chance.uniform(0.2, 0.8)
        while size - begun < whole:
            said = paragraph(chance, chance.randint(2, 4)).split(". ")
            for _ in range(chance.randint(1, 2)):
                aside = chance.choice(_ASIDES).format(month=chance.choice(_MONTHS), **words)
                said.insert(chance.randint(1, len(said)), aside.removesuffix("."))
            if not told and size - begun > place * whole:
                said.insert(max(1, len(said) // 2), fact.removesuffix("."))
                told = True
            add(". ".join(piece.removesuffix(".") for piece in said) + ".")
    whole_text = "\n\n".join(text)
    borders = [number * PAGE_CHARACTERS for number in range(-(-len(whole_text) // PAGE_CHARACTERS))]
    turned = [TextPage(n + 1, at, min(len(whole_text), at + PAGE_CHARACTERS)) for n, at in enumerate(borders)]
    document = SourceDocument(
        f"book-{seed}", "Records of the district", "", "pdf", whole_text, tuple(blocks), tuple(turned), paged=True
    )
    return document, tuple(facts)
