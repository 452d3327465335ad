"""All there is: counted exactly, in all inflections, each place cited, and what was read is said."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chains.documents import SourceDocument, TextPage, as_document
from chains.exhaustive import ListAll, ListOptions
from chains.kit import ChainInput, ChainResult, Kit
from chains.sought import finder, sought


def far(texts):
    """Vectors of texts that have nothing in common."""
    rows = np.stack([np.random.default_rng(list(text.encode())).normal(size=256) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def run(question: str, *documents: SourceDocument, language: str = "en", **options: object) -> ChainResult:
    kit = Kit(model=None, count=len, count_messages=len, context_tokens=100, embed=far)
    return ListAll(kit, ListOptions(**options)).invoke(ChainInput(question, documents, language=language))


LEASE = as_document(
    "The rent is due on 1 May 2024. The tenant must pay the rent by bank transfer.\n\n"
    "Rents may rise. The landlord must repair the roof within 14 days. Write to owner@example.org.",
    "Lease",
)
CHINESE = as_document("押金为三千元。退房后，押金应在十五天之内退还。", "租约", "zh")


def test_a_word_is_counted_in_all_its_forms_and_the_forms_are_told_apart():
    result = run('How many times does the word "rent" appear?', LEASE, CHINESE)
    assert result.data["count"] == 3
    assert result.data["forms"] == {"rent": 2, "rents": 1}
    assert result.data["documents"] == {LEASE.id: 3}


def test_a_word_is_counted_in_chinese():
    assert run("“押金”出现了几次？", LEASE, CHINESE, language="zh").data["count"] == 2


@given(st.lists(st.sampled_from(["rent", "Rents", "apple", "the"]), max_size=30))
def test_each_occurrence_counts_once(words):
    text = " ".join(words)
    assert len(finder(sought('count "rent"'), "en")(text)) == sum(word.casefold().startswith("rent") for word in words)


def test_each_place_is_cited_word_for_word():
    result = run("List all dates", LEASE)
    assert [cell.text for row in result.table.rows for cell in row[2:3]] == ["2024-05-01"]
    assert all(LEASE.text[quote.start : quote.end] == quote.text for quote in result.quotes)
    assert "[1]" in result.text


def test_duties_of_one_party_leave_out_the_other():
    result = run("List all obligations of the landlord", LEASE)
    assert [quote.text for quote in result.quotes] == ["The landlord must repair the roof within 14 days."]


def test_kinds_of_values():
    assert run("all email addresses", LEASE).data["forms"] == {"owner@example.org": 1}
    assert run("列出所有金额", CHINESE, language="zh").data["forms"] == {"3000 CNY": 1}
    assert set(run("every deadline", LEASE).data["forms"]) == {"2024-05-01", "14 day"}


def test_it_says_what_it_read_and_that_nothing_was_found():
    result = run("Find every mention of dragons", LEASE, CHINESE, as_document("", "Empty"))
    assert result.read == (2, 3)
    assert {note.code for note in result.notes} == {"nothing", "empty"}
    assert result.table is None


def test_the_text_is_bounded_and_the_table_has_all():
    long = as_document(" ".join(f"Item {number} is red." for number in range(300)), "Long")
    result = run('count the word "red"', long, most=10)
    assert result.data["count"] == len(result.table.rows) == 300
    assert [note.code for note in result.notes] == ["shortened"]
    assert all(a.start < b.start for a, b in pairwise(result.quotes))


def test_places_are_told_by_page():
    text = "A rent.\nTwo rent and rent."
    pages = (TextPage(1, 0, 8), TextPage(2, 8, len(text)))
    paged = SourceDocument("d", "Paged", "", "pdf", text, (), pages, paged=True)
    result = run('how often is "rent" mentioned', paged)
    assert [row[1].value for row in result.table.rows] == [1, 2]
    assert result.data["count"] == 3


def test_what_a_table_has_no_room_for_is_counted_and_told_with_figures():
    long = as_document(" ".join(f"Red car {number}." for number in range(6000)), "Long")
    result = run('count the word "red"', long)
    note = next(dict(note.params) for note in result.notes if note.code == "cut")
    assert (note["kept"], note["all"], note["left"]) == (5000, 6000, 1000)
    assert (result.data["count"], len(result.table.rows)) == (6000, 5000)


def test_a_table_has_all_where_it_may():
    long = as_document(" ".join(f"Red car {number}." for number in range(6000)), "Long")
    result = run('count the word "red"', long, rows=10_000)
    assert len(result.table.rows) == len(result.quotes) == 6000
    assert not any(note.code == "cut" for note in result.notes)
