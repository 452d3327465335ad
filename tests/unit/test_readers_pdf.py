"""PDF: text with the place of each character, whatever way the page is turned or cut; scans by recognition."""

import io
from pathlib import Path
from typing import Any

import pytest
from test_readers_formats import DEMO, blocks, check, read

from assistant.bench.damaged_makers import pdf as pdf_of
from assistant.cancel import Cancel
from assistant.library.parsed import Parsed
from assistant.library.readers import pdf
from assistant.library.readers.draft import Options, unrecognised
from assistant.library.readers.drawing import open_drawing
from assistant.library.readers.printed import words_apart
from chains.errors import DocumentError


def canvas() -> tuple[Any, io.BytesIO]:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    return Canvas(out, pagesize=(400, 600), invariant=1), out


def ink(data: bytes, parsed: Parsed, word: str) -> float:
    """Share of dark pixels in the box where ``word`` stands, on the page as it is drawn."""
    from PIL import Image

    start = parsed.text.index(word)
    page, line = next((p, ln) for p in parsed.pages for ln in p.lines if ln.start <= start < ln.end)
    drawn = open_drawing(data, "a.pdf", "pdf").draw(page.number, 2.0, Cancel())
    assert (drawn.width, drawn.height) == (pytest.approx(page.width * 2, abs=2), pytest.approx(page.height * 2, abs=2))
    left, right = line.edges[start - line.start], line.edges[start - line.start + len(word)]
    box = (
        Image.frombuffer("RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX", drawn.stride, 1)
        .convert("L")
        .crop((int(left * 2), int(line.top * 2), int(right * 2), int(line.bottom * 2)))
    )
    pixels = box.tobytes()
    return sum(value < 128 for value in pixels) / len(pixels)


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [(0, "1 0 0 1 120 500"), (90, "0 1 -1 0 200 300"), (180, "-1 0 0 -1 300 400"), (270, "0 -1 1 0 200 500")],
)
def test_characters_stand_where_they_are_drawn_on_turned_and_cut_pages(turn: int, matrix: str) -> None:
    content = f"BT /F 20 Tf {matrix} Tm (Alpha) Tj 80 0 Td (Omega) Tj ET"
    data = pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [10 20 410 620] /CropBox [60 220 390 580] /Rotate {turn} "
        "/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    )
    parsed = read(data, "a.pdf")
    check(parsed)
    assert (parsed.pages[0].width, parsed.pages[0].height) == ((330, 360) if turn in (0, 180) else (360, 330))
    assert parsed.text == "Alpha Omega"
    assert ink(data, parsed, "Alpha") > 0.15
    assert ink(data, parsed, "Omega") > 0.15


def test_text_that_runs_up_the_page_is_one_line() -> None:
    page, out = canvas()
    page.rotate(90)
    page.drawString(100, -50, "Printed along the margin")
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    check(parsed)
    assert parsed.text == "Printed along the margin"


def test_a_wrapped_paragraph_is_one_run_and_divided_words_are_whole() -> None:
    page, out = canvas()
    lines = [
        "The landlord is responsible for the mainte-",
        "nance of the well-known building and its",
        "roof. It begins in May.",
    ]
    for number, line in enumerate(lines):
        page.drawString(50, 500 - 14 * number, line)
    page.drawString(50, 430, "A second paragraph stands here.")
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    check(parsed)
    assert blocks(parsed) == [
        "The landlord is responsible for the maintenance of the well-known building and its roof. It begins in May.",
        "A second paragraph stands here.",
    ]
    first = parsed.pages[0].lines[0]
    assert parsed.text[first.start : first.end] == "The landlord is responsible for the mainte"
    assert ink(out.getvalue(), parsed, "landlord") > 0.1


def test_numbered_clauses_begin_anew_and_amounts_do_not() -> None:
    page, out = canvas()
    lines = [
        "4.1 The deposit is kept in a separate bank account.",
        "4.2 The machine has a weight of no more than",
        "8.5 kg.",
    ]
    for number, line in enumerate(lines):
        page.drawString(50, 500 - 14 * number, line)
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    assert blocks(parsed) == [lines[0], f"{lines[1]} {lines[2]}"]


def test_cells_drawn_apart_are_rows_with_their_header() -> None:
    page, out = canvas()
    for y, row in (
        (500, ("Part", "Number", "Price")),
        (480, ("Filter", "AU-1", "24.90")),
        (460, ("Hose", "AU-2", "17.50")),
    ):
        for x, cell in zip((50, 150, 250), row, strict=True):
            page.setFont("Helvetica-Bold" if y == 500 else "Helvetica", 11)
            page.drawString(x, y, cell)
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    check(parsed)
    assert blocks(parsed, "table_header") == ["Part | Number | Price"]
    assert blocks(parsed, "table_row") == ["Filter | AU-1 | 24.90", "Hose | AU-2 | 17.50"]


def test_bold_words_that_open_a_paragraph_make_no_heading() -> None:
    page, out = canvas()
    page.setFont("Helvetica-Bold", 11)
    page.drawString(50, 500, "Term:")
    page.setFont("Helvetica", 11)
    page.drawString(
        50 + page.stringWidth("Term: ", "Helvetica-Bold", 11), 500, "this agreement runs for one year and is"
    )
    page.drawString(50, 486, "renewed each spring.")
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    assert blocks(parsed) == ["Term: this agreement runs for one year and is renewed each spring."]
    assert not blocks(parsed, "heading")


def test_the_item_of_a_list_goes_on_below_its_small_bullet() -> None:
    page, out = canvas()
    page.setFont("Helvetica", 7)
    page.drawString(40, 500, "•")
    page.setFont("Helvetica", 10)
    page.drawString(50, 500, "A pattern for the names of files, that are given this")
    page.drawString(50, 487, "type unless another rule says so.")
    page.save()
    assert blocks(read(out.getvalue(), "a.pdf")) == [
        "• A pattern for the names of files, that are given this type unless another rule says so."
    ]


def test_wide_spaces_between_sentences_make_no_table() -> None:
    page, out = canvas()
    for y, first, second in (
        (500, "The ground shook for hours.", "Nobody slept that night"),
        (486, "in the whole of our company.", "The mortars fired at us"),
    ):
        page.drawString(30, y, first)
        page.drawRightString(370, y, second)
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    assert not blocks(parsed, "table_row")
    assert "hours. Nobody slept that night in the whole" in parsed.text


def test_lines_with_labels_keep_their_lines() -> None:
    page, out = canvas()
    lines = ["Invoice no: BW-4471", "Date: 3 February 2025", "Due: 5 March 2025"]
    for number, line in enumerate(lines):
        page.drawString(50, 500 - 14 * number, line)
    page.save()
    assert blocks(read(out.getvalue(), "a.pdf")) == ["\n".join(lines)]


@pytest.mark.parametrize(
    "title", ["untitled", "(anonymous)", "Microsoft Word - letter 3.doc", "letter.pdf", "Document1"]
)
def test_a_title_that_nobody_gave_is_none(title: str) -> None:
    page, out = canvas()
    page.setTitle(title)
    page.drawString(50, 500, "It rains.")
    page.save()
    assert read(out.getvalue(), "a.pdf").title == ""


def test_large_type_makes_a_heading_and_pages_are_numbered() -> None:
    parsed = read((DEMO / "manual.pdf").read_bytes(), "manual.pdf")
    headings = blocks(parsed, "heading")
    assert "4.3 Descaling" in headings
    page = next(b.page for b in parsed.blocks if parsed.text[b.start : b.end] == "6. Specifications")
    assert page == 4
    assert parsed.paged


def test_running_headers_stay_once_and_sums_that_change_stay_all() -> None:
    page, out = canvas()
    for number in range(1, 5):
        page.drawString(40, 570, f"Annual report 2024, page {number} of 4")
        page.drawString(40, 540, f"Chapter {'ABCD'[number - 1]} tells of something else.")
        page.drawString(40, 40, f"Carried forward: {number * 137} euros")
        page.drawString(40, 20, "Strictly confidential")
        page.drawString(200, 20, f"- {number + 12} -")
        page.showPage()
    page.save()
    text = pdf.read(out.getvalue(), Options("a.pdf")).text
    assert text.count("Annual report 2024") == text.count("Strictly confidential") == 1
    assert [text.count(f"- {number + 12} -") for number in range(1, 5)] == [1, 0, 0, 0]
    assert [text.count(f"Carried forward: {number * 137} euros") for number in range(1, 5)] == [1, 1, 1, 1]


def test_a_locked_pdf_says_so() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, encrypt=StandardEncryption("secret"))
    page.drawString(50, 50, "Nobody reads this")
    page.save()
    with pytest.raises(DocumentError) as caught:
        read(out.getvalue(), "a.pdf")
    assert caught.value.code == "document.encrypted"


def test_a_stamp_on_a_scan_does_not_make_it_a_text() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    page, out = canvas()
    page.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 400, 600)
    page.drawString(50, 20, "Page 1 of 1")
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    assert unrecognised(parsed) == 1
    assert parsed.text == "Page 1 of 1"


def test_a_scan_is_left_for_recognition_then_recognised_in_place() -> None:
    data = (DEMO / "letter-scan.pdf").read_bytes()
    assert unrecognised(read(data, "letter-scan.pdf")) == 1
    parsed = read(data, "letter-scan.pdf", ocr=True)
    check(parsed)
    assert parsed.pages[0].source == "ocr"
    assert "Tuesday, 10 March 2026" in parsed.text
    assert "77-40912" in parsed.text
    assert ink(data, parsed, "Dear") > 0.05


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(DocumentError, match="has no page 9"):
        open_drawing((DEMO / "manual.pdf").read_bytes(), "manual.pdf", "pdf").draw(9, 1.0, Cancel())


def test_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    page, out = canvas()
    page.drawString(50, 500, "Words on the first page.")
    page.showPage()
    page.showPage()
    page.save()
    parsed = pdf.read(out.getvalue(), Options("a.pdf"))
    check(parsed)
    assert [p.source for p in parsed.pages] == ["text", "empty"]
    assert parsed.notes == ("page 2 is blank",)


def test_what_is_filled_into_a_form_stands_at_its_label() -> None:
    page, out = canvas()
    page.drawString(30, 500, "Remarks:")
    page.acroForm.textfield(name="remarks", x=110, y=494, width=250, height=18, value="Old knee injury", fontSize=11)
    page.drawString(30, 460, "Name of the keeper")
    page.acroForm.textfield(name="keeper", x=30, y=436, width=250, height=18, value="Ada Byron", fontSize=11)
    for x, name, checked in ((30, "Monthly", False), (150, "Yearly", True)):
        page.acroForm.checkbox(name=name, x=x, y=400, size=12, checked=checked)
        page.drawString(x + 16, 402, name)
    page.acroForm.textfield(name="secret", x=30, y=360, width=250, height=18, value="s3same", fieldFlags="password")
    page.drawString(30, 330, "Signed in the office.")
    page.save()
    parsed = read(out.getvalue(), "a.pdf")
    check(parsed)
    assert "Remarks: Old knee injury" in parsed.text.replace("| ", "")
    assert parsed.text.index("keeper") < parsed.text.index("Ada Byron") < parsed.text.index("Signed")
    assert "☐ Monthly" in parsed.text
    assert "☒ Yearly" in parsed.text
    assert "s3same" not in parsed.text
    assert ink(out.getvalue(), parsed, "Old knee injury") > 0.03


@pytest.mark.parametrize(
    ("text", "gap", "missing"),
    [("If|a|compound command|fails", 2.6, [2, 3, 19]), ("thin|space|here", 1.5, []), ("L|E|C|T|E|R|N", 3.0, [])],
)
def test_a_blank_is_missing_where_words_are_only_set_apart(text: str, gap: float, missing: list[int]) -> None:
    sides, right = [], 0.0
    for number, character in enumerate(text):
        left = right + (gap if text[number - 1 : number] == "|" else 0.0)
        if character != "|":
            right = left + 5.0
            sides.append((left, right))
    assert words_apart(text.replace("|", ""), sides, 10.0) == missing
