"""Each format's reader, on files made here and on the sample library."""

import io
import zipfile
from pathlib import Path

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
    assert blocks(parsed, "table_header", "table_row") == ["Item | Price | Note", "Desk | 90 |", "both |"]
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
