"""A chain's table as Markdown: numbers at the cells, and nothing in a cell that acts."""

from assistant.footnotes import with_footnotes
from assistant.made import Cell, Made, Table
from assistant.made_text import table_markdown
from chains.types import Quote

TABLE = Table(
    ("Who | what", "Rent"),
    ((Cell("<b>A</b>|B", "x", (0,), "yes"), Cell("9", 9, (1,), "partly")), (Cell("![p](u)", "p"), Cell(""))),
    ("Rent",),
)
QUOTES = tuple(Quote("d", f"Lease {n}", "/l", n, 0, 1, f"words {n}", 1.0, 0) for n in (1, 2))


def test_numbers_are_set_to_the_right_and_cells_name_their_quotes():
    lines = table_markdown(TABLE).split("\n")
    assert lines[1] == "| --- | ---: |"
    assert lines[2].endswith("| 9 ~ [2] |")
    assert all(line.replace("\\|", "").count("|") == 3 for line in lines)


def test_what_a_document_says_has_no_meaning_to_markdown():
    text = table_markdown(TABLE)
    assert "<b>" not in text.replace("\\<", "")
    assert "![" not in text.replace("\\[", "")


def test_footnotes_of_cells_are_listed_below():
    text = with_footnotes("Two cells.", (), QUOTES, {}, "en", Made("extract", TABLE))
    assert "[^2]: Lease 2" in text
    assert text.index("| ---") < text.index("[^1]:")
