"""Comparing: each change found once, on both sides, word for word; what is the same in other dress is no change."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from chains.compare import Compare, CompareOptions
from chains.comparing.alignment import align, anchors
from chains.comparing.changes import compared
from chains.comparing.differences import difference
from chains.comparing.units import LENIENT, Reading, no_check, units
from chains.documents import SourceDocument, TextBlock, as_document
from chains.errors import Cancelled, InputError
from chains.kit import ChainInput
from tests.unit.scripted_kit import embed, kit, ran

LEASE = (
    "The rent is 1,450 euros a month.\n\n"
    "The tenant returns the keys within 14 days of the end of the lease.\n\n"
    "The landlord may enter the flat after a written notice.\n\n"
    "The deposit is kept in an account of its own at the savings bank.\n\n"
    "Pets need the landlord's consent, which is not refused without a reason."
)


def told(before: str, after: str, reading: Reading = LENIENT):
    return compared(as_document(before), as_document(after), embed, reading, no_check)


def table(name: str, *rows: str) -> SourceDocument:
    text = "\n".join(rows)
    blocks, at = [], 0
    for number, row in enumerate(rows):
        blocks.append(TextBlock("table_row" if number else "table_header", at, at + len(row)))
        at += len(row) + 1
    return SourceDocument(name, name, "", "csv", text, tuple(blocks))


def test_a_changed_value_is_told_as_a_value():
    change = told(LEASE, LEASE.replace("1,450", "1,500")).changes[0]
    assert change.kind == "changed"
    assert [(fact.kind, fact.before, fact.after) for fact in change.facts] == [("number", "1,450", "1,500")]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("It ends on 4 August 2025.", "It ends on 9 August 2025.", "date"),
        ("The tenant may keep a dog.", "The tenant may not keep a dog.", "negation"),
        ("The tenant may paint the walls.", "The tenant must paint the walls.", "duty"),
        ("It was signed by Anna Berg.", "It was signed by Paul Okoye.", "name"),
        ("押金应在十五天之内退还。", "押金应在三十天之内退还。", "number"),
        ("房东应当安排维修。", "房东可以安排维修。", "duty"),
    ],
)
def test_what_must_not_be_missed_is_named(before, after, kind):
    assert kind in {fact.kind for fact in difference(before, after).facts}


def test_a_number_in_another_spelling_is_no_change():
    assert told("The rent is 1,450.00 euros.", "The rent is 1450 euros.").changes == ()


def test_formatting_white_space_and_numbering_are_no_change():
    other = LEASE.replace("keys within", "keys with-\nin").replace("landlord's", "landlord’s").replace("  ", " ")
    numbered = "\n\n".join(f"{n}. {text}" for n, text in enumerate(other.split("\n\n"), 1))
    found = told(LEASE, numbered.upper())
    assert found.changes == ()
    assert found.only_formatting


def test_numbering_counts_where_it_is_asked_for():
    assert told("1. The rent is due.", "2. The rent is due.", Reading(numbering=True)).changes


def test_a_passage_that_stands_elsewhere_has_moved_and_is_neither_dropped_nor_added():
    parts = LEASE.split("\n\n")
    found = told(LEASE, "\n\n".join([parts[4], *parts[:4]]))
    assert [change.kind for change in found.changes] == ["moved"]


def test_a_short_sentence_of_chinese_moves_too():
    parts = ["租客每年支付九百元。", "房东可以从明年起使用地下室。", "物业应当检查热水器。", "住户不得转借车位给他人。"]
    found = told("\n\n".join(parts), "\n\n".join([*parts[1:], parts[0]]))
    assert [change.kind for change in found.changes] == ["moved"]


def test_rows_are_compared_by_what_names_them_whatever_their_order():
    before = table("a", "Item | Pieces | Price", "Chair | 4 | 80", "Table | 1 | 300", "Lamp | 2 | 45")
    after = table("b", "Item | Pieces | Price", "Lamp | 2 | 45", "Chair | 5 | 80", "Desk | 1 | 210")
    found = compared(before, after, embed, LENIENT, no_check)
    assert {(change.kind, change.row) for change in found.changes} == {
        ("changed", "Chair"),
        ("dropped", "Table"),
        ("added", "Desk"),
    }
    cell = next(change for change in found.changes if change.kind == "changed").cells[0]
    assert (cell.label, cell.before, cell.after) == ("Pieces", "4", "5")


def test_rows_that_no_single_column_names_are_named_by_several():
    rows = [
        f"2024-0{month} | {region} | {month * 7 + place}" for month in (1, 2) for place, region in enumerate("NSEW")
    ]
    after = [row.replace("| 9", "| 10") for row in rows]
    found = compared(
        table("a", "month | region | units", *rows),
        table("b", "month | region | units", *after),
        embed,
        LENIENT,
        no_check,
    )
    assert {change.kind for change in found.changes} == {"changed"}


def test_each_side_of_a_result_is_quoted_word_for_word():
    before, after = as_document(LEASE, "old"), as_document(LEASE.replace("14 days", "30 days"), "new")
    result, _ = ran(Compare(kit(), CompareOptions()), ChainInput("", (before, after)))
    assert {quote.document_id for quote in result.quotes} == {before.id, after.id}
    for quote in result.quotes:
        document = before if quote.document_id == before.id else after
        assert document.text[quote.start : quote.end] == quote.text
    assert result.table is not None
    assert all(cell.quotes for row in result.table.rows for cell in row[2:] if cell.text)


def test_documents_that_are_no_versions_are_compared_by_topic():
    manual = (
        "Fill the water tank before you press the power key.\n\nThe machine grinds beans for one cup at a time.\n\n"
        "A written notice of the landlord says when the boiler is inspected.\n\nClean the nozzle after each use.\n\n"
        "Steam leaves the nozzle at a high temperature, so children stay away.\n\nCoffee tastes best when it is fresh."
    )
    result, _ = ran(
        Compare(kit(), CompareOptions()), ChainInput("", (as_document(LEASE, "a"), as_document(manual, "b")))
    )
    assert "unlike" in {note.code for note in result.notes}
    assert result.data["versions"] is False


def test_a_headline_that_the_documents_do_not_bear_out_is_left_away():
    pair = (as_document(LEASE, "a"), as_document(LEASE.replace("1,450", "1,500"), "b"))
    for said, kept in (("The rent is 1,500 euros instead of 1,450 euros.", 1), ("The rent is now 1,700 euros.", 0)):
        chain = Compare(kit(lambda _, said=said: said), CompareOptions(headlines=3))
        result, _ = ran(chain, ChainInput("", pair))
        assert len(result.claims) == kept


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_and_too_many_documents_are_refused(count):
    documents = tuple(as_document(f"text {n}", str(n)) for n in range(count))
    with pytest.raises(InputError):
        ran(Compare(kit(), CompareOptions()), ChainInput("", documents))


def test_a_stop_ends_a_comparison():
    class Stopped:
        def check(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        ran(Compare(kit(), CompareOptions()), ChainInput("", (as_document("a b c"), as_document("d e f"))), Stopped())


@every(st.lists(st.sampled_from("abcdefg")), st.lists(st.sampled_from("abcdefg")))
def test_anchors_rise_on_both_sides_and_are_equal(before, after):
    found = anchors(before, after)
    assert all(before[a] == after[b] for a, b in found)
    assert all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(found))


@every(
    st.lists(st.sampled_from(LEASE.split("\n\n")), min_size=1, max_size=8),
    st.lists(st.sampled_from(LEASE.replace("14", "15").split("\n\n")), min_size=1, max_size=8),
)
@settings(deadline=None, max_examples=40)
def test_each_sentence_of_either_side_is_accounted_for_once(before, after):
    left, right = units(as_document("\n\n".join(before))), units(as_document("\n\n".join(after)))
    found = align(left, right, embed)
    told_left = sorted([*(n for m in found.matches for n in range(m.a, m.a_end)), *found.dropped])
    told_right = sorted([*(n for m in found.matches for n in range(m.b, m.b_end)), *found.added])
    assert told_left == list(range(len(left)))
    assert told_right == list(range(len(right)))


@every(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None, max_examples=60)
def test_the_pieces_of_a_difference_are_both_wordings(before, after):
    found = difference(before, after)
    assert "".join(piece[1] for piece in found.pieces) == before
    assert "".join(piece[2] for piece in found.pieces) == after


def test_a_document_given_twice_is_refused():
    document = as_document(LEASE, "a")
    with pytest.raises(InputError) as refused:
        ran(Compare(kit(), CompareOptions()), ChainInput("", (document, replace(document, title="b"))))
    assert refused.value.code == "compare.same_twice"
