"""Tables in PDFs: empty cells keep their place, and a table that goes on over a page is one."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate
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
