"""Chunks: where they end, and what they carry."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from assistant.library.chunking import Chunk, ChunkOptions, chunk
from assistant.library.parsed import Block, BlockKind, Page, Parsed

SMALL = ChunkOptions(size=12, least=4)


def words(texts: list[str]) -> list[int]:
    return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def document(*blocks: tuple[BlockKind, str] | tuple[BlockKind, str, int], page: int = 1) -> Parsed:
    text, made = "", []
    for kind, body, *level in blocks:
        text += "\n\n" if text else ""
        made.append(Block(kind, len(text), len(text) + len(body), page, *level))
        text += body
    return Parsed("md", text, tuple(made), (Page(1, 0, len(text)),))


def texts(parsed: Parsed, chunks: list[Chunk]) -> list[str]:
    return [parsed.text[piece.start : piece.end] for piece in chunks]


def test_a_chunk_begins_with_its_heading_and_carries_the_path_to_it() -> None:
    parsed = document(
        ("heading", "Lease", 1),
        ("heading", "Rent", 2),
        ("paragraph", "The rent is 900 euros. It is paid monthly."),
        ("heading", "Notice", 2),
        ("paragraph", "Three months."),
    )
    chunks = chunk(parsed, words, ChunkOptions(size=14, least=4))
    assert texts(parsed, chunks) == [
        "Lease\n\nRent\n\nThe rent is 900 euros. It is paid monthly.",
        "Notice\n\nThree months.",
    ]
    assert [piece.context for piece in chunks] == ["Lease › Rent", "Lease › Notice"]


def test_small_sections_share_a_chunk() -> None:
    parsed = document(("heading", "A", 1), ("paragraph", "One."), ("heading", "B", 1), ("paragraph", "Two."))
    assert len(chunk(parsed, words, ChunkOptions(size=100, least=50))) == 1


def test_rows_carry_their_header_and_are_grouped() -> None:
    rows = [("table_row", f"item {number} | {number}") for number in range(6)]
    parsed = document(("table_header", "Name | Price"), *rows, ("paragraph", "After the table."))
    chunks = chunk(parsed, words, SMALL)
    assert texts(parsed, chunks)[1] == "item 2 | 2\n\nitem 3 | 3\n\nitem 4 | 4"
    assert {piece.context for piece in chunks[:-1]} == {"Name | Price"}
    assert chunks[-1].context == ""


def test_a_paragraph_stays_whole_and_one_too_long_is_cut_evenly_between_sentences() -> None:
    long = " ".join(f"Sentence number {number} is here." for number in range(4))
    parsed = document(("paragraph", "A short one."), ("paragraph", long))
    assert texts(parsed, chunk(parsed, words, ChunkOptions(size=14, least=2))) == [
        "A short one.",
        "Sentence number 0 is here. Sentence number 1 is here.",
        "Sentence number 2 is here. Sentence number 3 is here.",
    ]


def test_a_sentence_above_the_limit_is_cut_at_a_clause() -> None:
    parsed = document(("paragraph", "one two three four five six seven, eight nine ten eleven twelve thirteen"))
    assert texts(parsed, chunk(parsed, words, SMALL)) == [
        "one two three four five six seven,",
        "eight nine ten eleven twelve thirteen",
    ]


def test_a_chunk_does_not_reach_over_a_page_once_it_is_worth_its_place() -> None:
    text = "First page has words. Second page has words."
    parsed = Parsed(
        "pdf",
        text,
        (Block("paragraph", 0, 21, 1), Block("paragraph", 22, len(text), 2)),
        (Page(1, 0, 21), Page(2, 22, len(text))),
        paged=True,
    )
    assert [piece.page for piece in chunk(parsed, words, SMALL)] == [1, 2]


KINDS = st.sampled_from(["heading", "paragraph", "list", "table_header", "table_row", "code"])


@given(st.lists(st.tuples(KINDS, st.text("ab. \n|，。", max_size=60), st.integers(1, 3))), st.integers(1, 20))
def test_chunks_hold_each_character_once_and_keep_to_their_size(
    blocks: list[tuple[BlockKind, str, int]], size: int
) -> None:
    parsed = document(*blocks)
    chunks = chunk(parsed, lambda pieces: [len(piece) for piece in pieces], ChunkOptions(size=size, least=size // 3))
    position = 0
    for piece in chunks:
        assert position <= piece.start < piece.end
        assert not parsed.text[position : piece.start].strip()
        assert piece.tokens <= size
        position = piece.end
    assert not parsed.text[position:].strip()


def test_text_outside_of_blocks_is_not_lost() -> None:
    parsed = Parsed("txt", "before inside after", (Block("paragraph", 7, 13),), (Page(1, 0, 19),))
    assert texts(parsed, chunk(parsed, words)) == ["before inside after"]


def test_a_long_text_without_any_border_is_cut_in_linear_time() -> None:
    parsed = document(("paragraph", "x" * 2_000_000))
    began = time.process_time()
    assert len(chunk(parsed, lambda pieces: [len(piece) for piece in pieces])) > 6_000
    assert time.process_time() - began < 3.0
