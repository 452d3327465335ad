"""An outline has the document's headings and its own strongest sentences, in reading order."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from chains.outline import outline


@dataclass(frozen=True)
class Block:
    kind: str
    start: int
    end: int
    page: int = 1
    level: int = 0


def document(*pieces):
    text, blocks = "", []
    for kind, level, page, piece in pieces:
        blocks.append(Block(kind, len(text), len(text) + len(piece), page, level))
        text += piece + "\n\n"
    return text, blocks


def embed(texts):
    """Bags of words: equal texts are equal, different ones are not."""
    vectors = np.zeros((len(texts), 256), np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in text.lower().split():
            row[crc32(word.encode()) % 256] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


TEXT, BLOCKS = document(
    ("paragraph", 0, 1, "This agreement is made between the landlord Anna Berg and the tenant Carl Jonas."),
    ("heading", 1, 1, "Rent"),
    (
        "paragraph",
        0,
        1,
        "The rent is nine hundred euros a month. It is paid on the first day of each month in advance.",
    ),
    ("heading", 2, 2, "Deposit"),
    ("paragraph", 0, 2, "The deposit of two rents is paid back within six weeks after the end of the lease."),
    ("table_row", 0, 2, "Kitchen | 12 | white"),
)


def make(**more):
    return outline(document_id="d", title="Lease", path="lease.pdf", text=TEXT, blocks=BLOCKS, embed=embed, **more)


def test_headings_and_sentences_come_in_reading_order_word_for_word():
    made = make(paged=True)
    assert [section.heading for section in made.sections] == ["", "Rent", "Deposit"]
    assert [quote.start for quote in made.quotes] == sorted(quote.start for quote in made.quotes)
    assert all(TEXT[quote.start : quote.end] == quote.text for quote in made.quotes)
    assert [quote.page for quote in made.quotes] == [1, 1, 1, 2]
    assert [number for section in made.sections for number in section.quotes] == list(range(len(made.quotes)))


def test_it_is_no_longer_than_asked_and_takes_no_table_row():
    assert len(make(limit=2).quotes) == 2
    assert not any("Kitchen" in quote.text for quote in make(limit=50).quotes)
    assert make().quotes[0].page is None


def test_a_document_without_text_has_an_empty_outline():
    made = outline(document_id="d", title="x", path="x", text="", blocks=[], embed=embed)
    assert (made.sections, made.quotes) == ((), ())


def test_a_sentence_that_stands_twice_is_taken_once():
    sentence = "The quick brown fox jumps over the lazy dog every day."
    text, blocks = document(*(("paragraph", 0, 1, sentence),) * 5)
    assert len(outline(document_id="d", title="x", path="x", text=text, blocks=blocks, embed=embed).quotes) == 1
