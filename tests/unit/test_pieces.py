"""Pieces of passages: what a row or a sentence stands under, and which property a question asks for."""

import pytest

from chains.pieces import pieces
from chains.properties import agreement, asked_for, asking_terms, related_terms
from chains.text import common_rank, terms
from chains.types import Passage

MANUAL = """6. Specifications

Property | Value
Rated power | 1,450 W
Water tank | 1.8 l

Never use vinegar. It attacks the seals.

Yours sincerely,

Viktor Sandoval"""


def passage(text: str, context: str = "", title: str = "CM-210 coffee machine") -> Passage:
    return Passage(0, "id", title, "papers/letter-scan.pdf", 1, 0, len(text), text, context)


def test_a_row_knows_its_title_file_heading_header_and_key() -> None:
    row = next(piece for piece in pieces(passage(MANUAL), 0) if "1.8" in piece.text)
    assert row.row and not row.announces
    assert set(terms("coffee machine letter specifications property")) <= row.told
    assert row.key == frozenset(terms("water tank"))
    assert "Specifications" in row.label


def test_headings_and_headers_announce_but_a_signature_does_not() -> None:
    announced = [piece.text for piece in pieces(passage(MANUAL), 0) if piece.announces]
    assert announced == ["6. Specifications", "Property | Value"]


def test_each_piece_is_one_sentence_or_row_and_stands_where_it_says() -> None:
    found = list(pieces(passage(MANUAL), 0))
    assert all(MANUAL[piece.start : piece.end] == piece.text and "\n" not in piece.text for piece in found)
    assert [piece.text for piece in found][4:6] == ["Never use vinegar.", "It attacks the seals."]


def test_the_rule_below_a_markdown_header_is_no_piece() -> None:
    text = "| Subject | Tickets |\n|---|---|\n| Wi-Fi pairing | 121 |"
    assert [piece.text for piece in pieces(passage(text), 0)] == ["| Subject | Tickets |", "| Wi-Fi pairing | 121 |"]


@pytest.mark.parametrize(
    ("question", "name", "value", "other"),
    [
        ("How heavy is it?", "weight", "8.6 kg", "8.6 litres"),
        ("How loud is it?", "loudness", "49 dB", "49 euros"),
        ("What does it cost?", "price", "24.90 euros", "24 months"),
        ("How long does it take?", "duration", "28 minutes", "28 euros"),
        ("When does it start?", "date", "8 April 2025", "eight cups"),
        ("押金多少钱？", "price", "三千五百元", "二十四小时"),
        ("涨租最多多少？", "most", "不得超过百分之六", "免费"),
    ],
)
def test_what_is_asked_for_is_told_from_the_question_and_known_by_its_form(
    question: str, name: str, value: str, other: str
) -> None:
    asked = [item for item in asked_for(question) if item.name == name]
    assert agreement(asked, value) == 1.0
    assert agreement(asked, other) == 0.0


def test_heavy_is_looked_up_under_weight_too() -> None:
    assert "weight" in related_terms("How heavy is the machine?")
    assert asking_terms("How heavy is the machine?") == {"heavi"}
    assert related_terms("Who are the tenants?") == []


def test_a_month_in_figures_is_found_by_its_name() -> None:
    assert terms("November")[0] in terms("2024-11 | North | Kettle")
    assert terms("November")[0] not in terms("0555-11 and 2024-1")


def test_common_words_have_a_rank_and_names_do_not() -> None:
    assert 0 < common_rank("problem") < common_rank(terms("vinegar")[0])
    assert common_rank("kestrel") == 0


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Invoice no: BW-4471", "number"),
        ("Policy Nr. 20881", "number"),
        ("Written down by Marta in 1974.", "write"),
    ],
)
def test_a_piece_has_the_words_that_a_question_has_for_it(text: str, term: str) -> None:
    assert term in next(iter(pieces(passage(text), 0))).known


def test_no_is_no_number_where_none_follows() -> None:
    assert "number" not in next(iter(pieces(passage("There is no reason for it."), 0))).known


def test_an_entry_with_its_label_announces_nothing_and_a_chapter_does() -> None:
    text = "Due: 5 March 2025\n\nTenant: Ada Moss\n\nChapter 2: The harbour\n\nThe tide is low."
    assert [piece.text for piece in pieces(passage(text), 0) if piece.announces] == ["Chapter 2: The harbour"]
