"""Tables in PDFs: empty cells keep their place, and a table that goes on over a page is one."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Drawn

from assistant.library.readers import pdf
from assistant.library.readers.draft import Options
from chains.documents import SourceDocument, TextBlock, TextPage
from chains.tables.finding import sheets


def read(rows: Sequence[Sequence[str]]) -> SourceDocument:
    data = io.BytesIO()
    drawn = Drawn([list(row) for row in rows], colWidths=[110, 110, 60, 80], repeatRows=1)
    SimpleDocTemplate(data, pagesize=A4).build([drawn])
    parsed = pdf.read(data.getvalue(), Options("list.pdf", ".pdf"))
    return SourceDocument(
        "id",
        "list.pdf",
        "",
        "pdf",
        parsed.text,
        tuple(TextBlock(block.kind, block.start, block.end, block.page, block.level) for block in parsed.blocks),
        tuple(TextPage(page.number, page.start, page.end, page.label, page.source) for page in parsed.pages),
        True,
    )


HEADER = ("Item", "Note", "Qty", "Price")


def test_an_empty_cell_keeps_its_place() -> None:
    sheet = sheets(
        [read([HEADER, ("Chair", "", "4", "49.00"), ("Table", "oak", "1", "310.00"), ("Lamp", "", "", "25.50")])]
    )[0]
    assert [row.values for row in sheet.rows] == [
        ("Chair", None, 4, 49.0),
        ("Table", "oak", 1, 310.0),
        ("Lamp", None, None, 25.5),
    ]


def test_a_table_over_two_pages_is_one_without_its_repeated_header() -> None:
    rows = [(f"Item {number}", "new", str(number), f"{number}.50") for number in range(1, 71)]
    found = sheets([read([HEADER, *rows, ("Total", "", "2485", "2520.00")])])
    assert [len(sheet.rows) for sheet in found] == [70]
    assert len(found[0].totals) == 1


def test_each_character_of_a_row_with_empty_cells_has_its_place_on_the_page() -> None:
    data = io.BytesIO()
    rows = [list(HEADER), ["Chair", "", "4", "49.00"], ["Table", "oak", "1", "310.00"]]
    SimpleDocTemplate(data, pagesize=A4).build([Drawn(rows, colWidths=[110, 110, 60, 80])])
    parsed = pdf.read(data.getvalue(), Options("list.pdf", ".pdf"))
    assert "Chair |  | 4 | 49.00" in parsed.text
    for line in parsed.pages[0].lines:
        assert len(line.edges) == line.end - line.start + 1
        assert list(line.edges) == sorted(line.edges)


def wrapped(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """The rows as read, where each cell is a paragraph that is as wide as its column at most."""
    data = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    drawn = Drawn([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=list(widths))
    drawn.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
    SimpleDocTemplate(data, pagesize=A4).build([drawn])
    parsed = pdf.read(data.getvalue(), Options("list.pdf", ".pdf"))
    for line in parsed.pages[0].lines:
        assert len(line.edges) == line.end - line.start + 1
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind.startswith("table")]


def test_a_cell_of_several_lines_is_one_cell() -> None:
    rows = [
        ("No", "What was done", "Hours", "Price"),
        ("1", "The old tap in the bathroom was taken out and a new one put in its place", "2", "145.00"),
        ("2", "Pipes cleaned", "1", "51.00"),
        ("3", "Two engineers in the kitchen and on the first floor of the house", "5", "341.00"),
    ]
    assert wrapped(rows, (40, 160, 60, 80)) == [" | ".join(row) for row in rows]


def test_first_cells_of_several_lines_and_two_in_a_row_keep_to_themselves() -> None:
    rows = [
        ("Item and its number", "Remark of the buyer", "Hours", "Price"),
        ("Replacement of the tap in the bathroom", "The old one was left in the yard for us", "2", "145.00"),
        ("Pipes", "Seen", "1", "51.00"),
    ]
    assert wrapped(rows, (110, 110, 60, 80)) == [" | ".join(row) for row in rows]


def test_a_sum_stands_in_the_column_that_it_sums() -> None:
    rows = [
        ("No", "Name", "Note", "Hours", "Price"),
        ("1", "Tap", "new", "2", "145.00"),
        ("2", "Pipe", "old", "3", "55.00"),
        ("", "", "", "Sum", "200.00"),
    ]
    assert wrapped(rows, (40, 80, 80, 60, 80))[-1] == "|  |  | Sum | 200.00"
