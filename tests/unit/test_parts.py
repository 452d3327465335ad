"""Documents in parts: nothing left out, nothing above the budget, whatever the text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chains.documents import BlockKind, SourceDocument, TextBlock, TextPage, as_document
from chains.parts import LEAST_TOKENS, Count, Part, parts, text_of

KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list", "table_header", "table_row", "code")


def words(text: str) -> int:
    """Tokens of a model that knows words up to four letters, and every single character of other scripts."""
    return sum(max(1, -(-len(word) // 4)) for word in re.findall(r"[a-zA-Z]+|\s{2,}|[^\sa-zA-Z]", text))


def grumpy(text: str) -> int:
    """Two texts together take one token more than alone, as some pairs do in real vocabularies."""
    return words(text) + text.count("\n")


sentence = st.lists(st.text("abc ", min_size=1, max_size=9), min_size=1, max_size=12).map(lambda them: " ".join(them))
paragraph = st.one_of(
    st.lists(sentence, max_size=6).map(lambda them: ". ".join(them) + "."),
    st.text("租金为每月三千五百元。，押", max_size=80),
    st.text("xyz", min_size=1, max_size=120),
    st.text(max_size=60),
)


@st.composite
def documents(draw: st.DrawFn) -> SourceDocument:
    """Blocks of any kind, some of the text in none of them, some of them on top of each other."""
    text, blocks, pages = "", [], []
    for number, piece in enumerate(draw(st.lists(paragraph, max_size=14)), 1):
        kind = draw(st.sampled_from(KINDS))
        start = len(text)
        if draw(st.integers(0, 9)):
            low = max(0, start - draw(st.sampled_from((0, 0, 0, 5))))
            blocks.append(TextBlock(kind, low, start + len(piece), number, 1 + number % 3 if kind == "heading" else 0))
        text += piece + draw(st.sampled_from(("\n\n", "\n", " ")))
        pages.append(TextPage(number, start, len(text)))
    return SourceDocument("d", "D", "", "text", text, tuple(blocks), tuple(pages), paged=True)


def covered(document: SourceDocument, found: list[Part], low: int = 0, high: int | None = None) -> bool:
    inside: set[int] = set()
    for part in found:
        span = range(part.fresh, part.end)
        assert inside.isdisjoint(span)
        inside.update(span)
    high = len(document.text) if high is None else high
    return all(place in inside for place in range(low, high) if not document.text[place].isspace())


@settings(max_examples=300, deadline=None)
@given(documents(), st.integers(LEAST_TOKENS, 60), st.integers(0, 30), st.sampled_from((words, grumpy)))
def test_every_character_is_fresh_once_and_no_part_is_above_the_budget(
    document: SourceDocument, most: int, overlap: int, count: Count
) -> None:
    found = parts(document, most, count, overlap_tokens=overlap)
    assert covered(document, found)
    assert [part.number for part in found] == list(range(1, len(found) + 1))
    for before, part in zip([None, *found], found, strict=False):
        assert part.start <= part.fresh < part.end
        assert part.tokens == count(text_of(document, part)) <= most
        assert part.start >= (before.fresh if before else 0)


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_a_page_range_is_read_to_its_borders_and_no_further(document: SourceDocument, data: st.DataObject) -> None:
    pages = len(document.pages)
    first = data.draw(st.integers(1, pages + 1))
    last = data.draw(st.integers(first, pages + 2))
    found = parts(document, 20, words, pages=(first, last))
    if first > pages:
        assert not found
        return
    low, high = document.pages[first - 1].start, document.pages[min(last, pages) - 1].end
    assert covered(document, found, low, high)
    assert all(low <= part.start and part.end <= high for part in found)


def test_the_overlap_is_the_last_sentences_of_the_part_before() -> None:
    document = as_document(
        "\n\n".join(f"Alpha {n} went home. Beta {n} came back. Gamma {n} was here." for n in range(9))
    )
    found = parts(document, 40, words, overlap_tokens=10)
    for part in found[1:]:
        again = document.text[part.start : part.fresh]
        assert again.startswith("Gamma")
        assert words(again) <= 10


def test_a_part_amid_a_table_gets_the_header_row_as_context() -> None:
    lines = ["Month | Rent | Paid", *(f"Month {n} | {n}50 | yes" for n in range(40)), "That is all."]
    blocks, at = [], 0
    for number, line in enumerate(lines):
        kind: BlockKind = "table_header" if number == 0 else "paragraph" if line.endswith(".") else "table_row"
        blocks.append(TextBlock(kind, at, at + len(line)))
        at += len(line) + 1
    document = SourceDocument("d", "D", "", "csv", "\n".join(lines), tuple(blocks))
    found = parts(document, 60, words)
    assert len(found) > 3
    assert found[0].context == ""
    assert all(part.context == lines[0] for part in found[1:] if document.text[part.fresh :].startswith("Month"))
    assert all(part.tokens <= 60 for part in found)


def test_no_part_ends_with_the_heading_of_the_next_one() -> None:
    text, blocks = "", []
    for number in range(12):
        both: tuple[tuple[BlockKind, str], ...] = (
            ("heading", f"Chapter {number}"),
            ("paragraph", "Word after word after word. " * 6),
        )
        for kind, piece in both:
            blocks.append(TextBlock(kind, len(text), len(text) + len(piece), 1, 3 if kind == "heading" else 0))
            text += piece + "\n\n"
    document = SourceDocument("d", "D", "", "text", text, tuple(blocks))
    for part in parts(document, 100, words):
        assert not re.search(r"Chapter \d+\Z", text[part.start : part.end].strip())
        assert part.heading.startswith("Chapter")


def test_headings_before_a_page_range_still_head_it() -> None:
    text = "Top\n\nInner\n\nfirst page words\n\nsecond page words"
    blocks = (TextBlock("heading", 0, 3, 1, 1), TextBlock("heading", 5, 10, 1, 2), TextBlock("paragraph", 12, 28, 1))
    pages = (TextPage(1, 0, 30), TextPage(2, 30, len(text)))
    document = SourceDocument("d", "D", "", "text", text, blocks, pages, paged=True)
    assert parts(document, 50, words, pages=(2, 2))[0].heading == "Top › Inner"


def test_each_character_is_counted_a_few_times_at_most_however_long_the_text() -> None:
    counted = longest = 0

    def count(text: str) -> int:
        nonlocal counted, longest
        counted += len(text)
        longest = max(longest, len(text))
        return words(text)

    for text in (
        "\n\n".join("The tenant pays the rent on the first of each month." for _ in range(6000)),
        "The tenant pays the rent on the first of each month. " * 6000,
        "租客须在每月第一天支付租金" * 20000,
        "x" * 300_000,
    ):
        counted = 0
        document = as_document(text)
        found = parts(document, 1000, count, overlap_tokens=100)
        assert covered(document, found)
        assert counted < 5 * len(text)
    assert longest <= 40_000


def test_a_budget_too_small_for_any_part_is_refused() -> None:
    with pytest.raises(ValueError, match="8 tokens"):
        parts(as_document("Some text."), 7, words)


def test_a_text_without_blocks_is_read_whole() -> None:
    document = replace(as_document("One thing. Another thing. " * 50), blocks=())
    assert covered(document, parts(document, 30, words))
