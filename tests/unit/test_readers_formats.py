"""Each format's reader, on files made here and on the sample library."""

import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from assistant.library.parsed import Parsed
from assistant.library.readers import registry
from assistant.library.readers.draft import Options
from chains.errors import DocumentError

DEMO = Path(__file__).parents[2] / "resources" / "demo"


def read(data: bytes, name: str, *, ocr: bool = False) -> Parsed:
    options = Options(name, Path(name).suffix, ocr)
    return registry.detect(data, options).reader()(data, options)


def blocks(parsed: Parsed, *kinds: str) -> list[str]:
    return [parsed.text[b.start : b.end] for b in parsed.blocks if not kinds or b.kind in kinds]


def check(parsed: Parsed) -> None:
    """What holds for every document."""
    end = 0
    for block in parsed.blocks:
        assert end <= block.start < block.end <= len(parsed.text)
        end = block.end
    end = 0
    for number, page in enumerate(parsed.pages, 1):
        assert page.number == number
        assert end <= page.start <= page.end <= len(parsed.text)
        end = page.end
        for line in page.lines:
            assert page.start <= line.start < line.end <= page.end
            assert len(line.edges) == line.end - line.start + 1
            assert list(line.edges) == sorted(line.edges)
            assert line.top < line.bottom
    assert all(block.page <= len(parsed.pages) for block in parsed.blocks)
    assert not set(parsed.text) & set(map(chr, [*range(9), *range(11, 32)]))
    assert Parsed.from_wire(parsed.to_wire()) == parsed


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("lease.docx", "docx", "security deposit of 2,900 euros"),
        ("manual.pdf", "pdf", "Rated power | 1,450 W"),
        ("sales.csv", "csv", "month | region | product | units | revenue_eur"),
        ("sales.xlsx", "xlsx", "Product | Price | Units sold | Target units | Reached"),
        ("meeting-notes.md", "markdown", "**Decision:** 16,000 euros."),
        ("web-page.html", "html", "Tools and sewing machines | 2 | 7 | 0 | 2.00 €"),
        ("租房指南.txt", "text", "平均月租金为三千五百元"),
    ],
)
def test_the_sample_library_is_read(name: str, kind: str, said: str) -> None:
    parsed = read((DEMO / name).read_bytes(), name)
    check(parsed)
    assert parsed.format == kind
    assert said in parsed.text
    assert any(block.kind == "heading" for block in parsed.blocks) == (name not in ("sales.csv", "sales.xlsx"))


def test_content_decides_before_the_name() -> None:
    options = Options("a.txt", ".txt")
    assert registry.detect((DEMO / "manual.pdf").read_bytes(), options).name == "pdf"
    assert registry.detect((DEMO / "sales.xlsx").read_bytes(), options).name == "xlsx"
    assert registry.detect(b"<!doctype html><p>x", options).name == "html"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"GIF89a", "a.gif", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "damaged"),
        (b"plain words", "a.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.doc", "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (b"PK\x03\x04 no archive", "a.zip", "unsupported"),
        (bytes(1000), "a.txt", "unsupported"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, name: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data, name)
    assert caught.value.code == f"document.{code}"
    assert name in caught.value.message("en")
    assert name in caught.value.message("zh")
    assert caught.value.hint("en") != caught.value.hint("zh")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    with pytest.raises(DocumentError, match=r"document\.bomb|unpack"):
        read(packed.getvalue(), "a.docx")


def test_word_keeps_order_headings_lists_numbers_and_tables() -> None:
    import docx

    document = docx.Document()
    document.add_heading("Contract", 1)
    document.add_paragraph("First.", style="List Number")
    document.add_paragraph("Second.", style="List Number")
    table = document.add_table(2, 3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), "Item|Price|Note|Desk|90|".split("|"), strict=True
    ):
        cell.text = text
    wide = table.add_row().cells
    wide[0].merge(wide[1]).text = "both"
    document.add_paragraph("After the table.")
    out = io.BytesIO()
    document.save(out)
    parsed = read(out.getvalue(), "a.docx")
    check(parsed)
    assert [(b.kind, b.level) for b in parsed.blocks[:1]] == [("heading", 1)]
    assert blocks(parsed, "list") == ["1. First.", "2. Second."]
    assert blocks(parsed, "table_header", "table_row") == ["Item | Price | Note", "Desk | 90 |", "both |  |"]
    assert blocks(parsed)[-1] == "After the table."


def test_word_reads_notes_and_says_nothing_twice() -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        '<w:p><w:r><w:t>Paid</w:t><w:footnoteReference w:id="2"/></w:r>'
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t> in full</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t> in full</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t>"
        "</w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>By transfer.</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {w}>{note}</w:footnotes>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    out = io.BytesIO()
    with zipfile.ZipFile(DEMO / "lease.docx") as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = f"<w:document {w} {mc}><w:body>{body}</w:body></w:document>".encode()
            elif name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            target.writestr(name, data)
        target.writestr("word/footnotes.xml", notes)
    assert blocks(read(out.getvalue(), "a.docx")) == ["Paid[2] in full", "a | b", "[2] By transfer."]


def test_a_workbook_shows_values_as_a_person_sees_them() -> None:
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Costs"
    sheet.append(["Day", "Amount", "Share", "Paid"])
    sheet.append([datetime.date(2025, 3, 9), 1234.0, 0.125, True])
    sheet.append([datetime.datetime(2025, 3, 9, 14, 30), 1e-7, 2.5, None])
    sheet["C2"].number_format = "0.0%"
    sheet["B2"].number_format = '#,##0.00 "€"'
    book.create_sheet("Nothing")
    out = io.BytesIO()
    book.save(out)
    parsed = read(out.getvalue(), "a.xlsx")
    check(parsed)
    assert [(page.label, page.source) for page in parsed.pages] == [("Costs", "text"), ("Nothing", "empty")]
    assert blocks(parsed, "table_row") == [
        "2025-03-09 | 1,234.00 € | 12.5% | TRUE",
        "2025-03-09 14:30:00 | 1e-07 | 2.5 |",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(delimiter: str) -> None:
    rows = [["name", "note"], ["Ann", "1,5; or so"], ["Bo", "line\nbreak"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    parsed = read(text.encode(), "a.csv")
    check(parsed)
    assert blocks(parsed, "table_header") == ["name | note"]
    assert blocks(parsed, "table_row") == ["Ann | 1,5; or so", "Bo | line break"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    parsed = read(b"size,count\n" + b'3" pipe,4\n"5 pipe,6\n' + b"7,8\n" * 2000, "a.csv")
    check(parsed)
    assert len(parsed.blocks) == 2003
    assert "never closed" in parsed.notes[0]


def test_html_leaves_out_what_is_not_shown() -> None:
    page = b"""<html><head><meta charset=gb2312><title>T &amp; t</title><script>no()</script></head>
    <body><nav>menu</nav><h2>Head</h2>text <b>bold</b> on<p hidden>secret</p>
    <ol><li>one<li>two<ul><li>in</ul></ol><table><tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3</table>
    <pre>a\n  b</pre>&#20013;\xce\xc4</body></html>"""
    parsed = read(page, "a.html")
    check(parsed)
    assert parsed.title == "T & t"
    assert blocks(parsed) == [
        "Head",
        "text bold on",
        "1. one",
        "2. two",
        "in",
        "A | B",
        "1 | 2",
        "1 | 3",
        "a\n  b",
        "中文",
    ]


def test_markdown_blocks_are_spans_of_the_persons_own_text() -> None:
    source = (
        "# Plan #\n\nSome **bold** words\nwrapped.\n\n- one\n  more\n- [x] two\n\n"
        "| A | B |\n|--|--|\n| 1 | 2 |\n\n```py\nx = 1\n```\n"
    )
    parsed = read(source.encode(), "a.md")
    check(parsed)
    assert parsed.text == source
    assert [(b.kind, parsed.text[b.start : b.end]) for b in parsed.blocks] == [
        ("heading", "Plan"),
        ("paragraph", "Some **bold** words\nwrapped."),
        ("list", "one\n  more"),
        ("list", "two"),
        ("table_header", "A | B"),
        ("table_row", "1 | 2"),
        ("code", "x = 1"),
    ]


def test_mail_gives_its_headers_and_its_message() -> None:
    mail = (
        b"From: Ann <a@x.org>\nTo: b@x.org\nSubject: =?utf-8?B?UmVudA==?=\n"
        b"Content-Type: text/html\n\n<p>It is <b>due</b>."
    )
    parsed = read(mail, "a.eml")
    check(parsed)
    assert parsed.title == "Rent"
    assert parsed.text.endswith("It is due.")
    assert "From: Ann <a@x.org>" in parsed.text


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("mmm yyyy", "Mar 2024"),
        ("mmm-yy", "Mar-24"),
        ("mmmm", "March 2024"),
        ("[$-409]mmmm\\ yyyy;@", "March 2024"),
        ('yyyy"年"m"月"', "2024年3月"),
        ("mm-yy", "03-2024"),
        ("d mmm yyyy", "2024-03-01"),
        ("yyyy-mm-dd", "2024-03-01"),
    ],
)
def test_a_month_of_a_sheet_reads_as_the_person_sees_it_and_is_still_a_date(code: str, shown: str) -> None:
    import datetime

    import openpyxl

    from chains.tables.cells import iso_date

    book = openpyxl.Workbook()
    book.active.append(["Month", "Amount"])
    book.active.append([datetime.date(2024, 3, 1), 5])
    book.active["A2"].number_format = code
    out = io.BytesIO()
    book.save(out)
    assert blocks(read(out.getvalue(), "a.xlsx"), "table_row") == [f"{shown} | 5"]
    assert (iso_date(shown) or "").startswith("2024-03")


def workbook(fill: Callable[[Any], None]) -> Parsed:
    """A workbook with one sheet, as read."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    fill(book.active)
    book.save(out)
    return read(out.getvalue(), "a.xlsx")


def test_a_header_of_two_rows_calls_each_column_by_both() -> None:
    def fill(sheet: Any) -> None:
        for row in (
            ("Sales in euros",),
            (),
            ("Region", "Bicycles", None, "Parts", None),
            (None, "Q1", "Q2", "Q1", "Q2"),
            ("North", 120, 98, 21, 18),
            ("South", 87, 105, 15, 17),
        ):
            sheet.append(row)
        for area in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
            sheet.merge_cells(area)

    parsed = workbook(fill)
    assert blocks(parsed, "paragraph") == ["Sales in euros"]
    assert blocks(parsed, "table_header") == ["Region | Bicycles Q1 | Bicycles Q2 | Parts Q1 | Parts Q2"]
    assert blocks(parsed, "table_row")[0] == "North | 120 | 98 | 21 | 18"


def test_a_merged_cell_names_each_of_its_rows_and_an_amount_is_there_once() -> None:
    def fill(sheet: Any) -> None:
        for row in (("Line", "Stop", "Fare"), (12, "Market", 3.5), (None, "Hospital", None), (27, "Station", 2)):
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:C3")

    assert blocks(workbook(fill), "table_row") == ["12 | Market | 3.5", "12 | Hospital |", "27 | Station | 2"]


def test_a_web_table_with_grouped_columns_has_one_header() -> None:
    page = (
        "<html><body><table><tr><th rowspan=2>Town</th><th colspan=2>Rain</th></tr><tr><th>May</th><th>June</th></tr>"
        "<tr><td>Bath</td><td>61</td><td>58</td></tr><tr><td>York</td><td>48</td><td>55</td></tr></table>"
        "<table><tr><th colspan=2>Name</th><th>Town</th></tr><tr><td>Ann</td><td>Lee</td><td>Bath</td></tr>"
        "<tr><td>Bo</td><td>Ray</td><td>York</td></tr></table></body></html>"
    )
    assert blocks(read(page.encode(), "a.html"), "table_header") == ["Town | Rain May | Rain June", "Name |  | Town"]


def test_cells_of_a_word_table_that_are_merged_keep_their_columns() -> None:
    import docx

    document, out = docx.Document(), io.BytesIO()
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate((("Day", "Morning", "Afternoon"), ("Mon", "Travel", "Walk"), ("Tue", "Climb", ""))):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    table.rows[2].cells[1].merge(table.rows[2].cells[2])
    table.rows[3].cells[1].text = "Swim"
    table.rows[3].cells[2].text = "Sail"
    table.rows[2].cells[0].merge(table.rows[3].cells[0])
    document.save(out)
    parsed = read(out.getvalue(), "a.docx")
    assert blocks(parsed, "table_header") == ["Day | Morning | Afternoon"]
    assert blocks(parsed, "table_row") == ["Mon | Travel | Walk", "Tue | Climb |", "Tue | Swim | Sail"]


def test_what_stands_above_and_below_the_pages_of_a_letter_is_read_once() -> None:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("Dear Ada,")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Brightwater Ltd, 17 Mill Lane"
    section.footer.paragraphs[0].text = "Emergencies: 01632 960 881"
    document.add_section().header.is_linked_to_previous = True
    document.save(out)
    assert blocks(read(out.getvalue(), "a.docx")) == [
        "Brightwater Ltd, 17 Mill Lane",
        "Dear Ada,",
        "Emergencies: 01632 960 881",
    ]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_file_saved_by_the_strict_standard_is_read(name: str) -> None:
    import docx
    from openpyxl import Workbook

    plain, strict = io.BytesIO(), io.BytesIO()
    if name == "a.docx":
        document = docx.Document()
        document.add_paragraph("It rains.")
        document.save(plain)
    else:
        book = Workbook()
        book.active.append(["It rains."])
        book.save(plain)
    old = re.compile(rb"http://schemas\.openxmlformats\.org/(officeDocument|\w+processingml|spreadsheetml)/2006/")
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(strict, "w") as renamed:
        for entry in archive.namelist():
            renamed.writestr(entry, old.sub(rb"http://purl.oclc.org/ooxml/\1/", archive.read(entry)))
    assert read(strict.getvalue(), name).text == "It rains."


def test_a_mail_that_is_forwarded_is_read_with_the_mail_around_it() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Noor <noor@example.org>", "Roof"
    inner.set_content("The roofer comes on 27 January.")
    outer["From"], outer["Subject"] = "Bo <bo@example.org>", "Fwd: Roof"
    outer.set_content("See below.")
    outer.add_attachment("The key hangs in the hall.", disposition="inline")
    outer.add_attachment(inner)
    outer.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="estimate.pdf")
    parsed = read(outer.as_bytes(), "a.eml")
    assert blocks(parsed) == [
        "From: Bo <bo@example.org>\nSubject: Fwd: Roof",
        "See below.",
        "The key hangs in the hall.",
        "From: Noor <noor@example.org>\nSubject: Roof",
        "The roofer comes on 27 January.",
    ]
    assert parsed.title == "Fwd: Roof"
    assert parsed.notes == ("attachment not read: estimate.pdf",)


def test_a_mail_in_an_unknown_character_set_is_read_by_its_bytes() -> None:
    data = 'Subject: Roof\nContent-Type: text/plain; charset="x-nobody"\n\nThe café opens at nine.\n'.encode()
    assert blocks(read(data, "a.eml"))[1:] == ["The café opens at nine."]
