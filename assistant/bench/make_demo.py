"""Makes the binary files of the sample library in ``resources/demo``, the same bytes each time.

Run as ``python -m assistant.bench.make_demo [FOLDER]``; needs reportlab and pillow (development dependencies). The
texts that need no program to be written (Markdown, HTML, plain text) stand there as they are. All people, places and
things are invented.
"""

import csv
import datetime
import io
import random
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.bench.demo_texts import LEASE, LEASE_TABLES, LETTER, MANUAL

MOMENT = datetime.datetime(2025, 1, 1)
MONTHS = [f"2024-{month:02}" for month in range(1, 13)]
REGIONS = ("North", "South", "East", "West")
PRODUCTS = (("Kettle", 39), ("Toaster", 54), ("Coffee grinder", 89))


def main() -> None:
    """Write all files into the folder given, or into ``resources/demo``."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "resources" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    make_lease(folder / "lease.docx")
    make_manual(folder / "manual.pdf")
    make_sales(folder / "sales.csv", folder / "sales.xlsx")
    make_letter(folder / "letter-scan.pdf")


def make_lease(path: Path) -> None:
    """A residential lease: numbered clauses, a schedule and an inventory as tables."""
    import docx

    document = docx.Document()
    document.core_properties.title = "Residential lease, 14 Harbour Lane"
    document.core_properties.author = "Lectern sample library"
    document.core_properties.created = document.core_properties.modified = MOMENT
    for style, text in LEASE:
        if style in LEASE_TABLES:
            rows = LEASE_TABLES[style]
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(number, column).text = cell
        else:
            document.add_paragraph(text, style=style)
    document.save(str(path))
    settle(path)


def make_manual(path: Path) -> None:
    """A product manual of several pages with headings, lists and tables."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    styles = getSampleStyleSheet()
    look = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
            ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    story: list[Any] = []
    for style, content in MANUAL:
        if style == "page":
            story.append(PageBreak())
        elif isinstance(content, str):
            story.append(Paragraph(content, styles[style]))
        else:
            table = Table([list(row) for row in content], hAlign="LEFT")
            table.setStyle(look)
            story += [table, Spacer(1, 10)]

    def footer(canvas: Any, template: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(56, 30, "Aurelia CM-210, operating manual, edition 2 of February 2025")
        canvas.drawRightString(A4[0] - 56, 30, f"Page {template.page}")

    SimpleDocTemplate(
        str(path), pagesize=A4, invariant=1, title="Aurelia CM-210 coffee machine: operating manual",
        author="Lectern sample library", leftMargin=56, rightMargin=56, topMargin=56, bottomMargin=56,
    ).build(story, onFirstPage=footer, onLaterPages=footer)  # fmt: skip


def figures() -> Iterator[tuple[str, str, str, int, int]]:
    """Month, region, product, units sold and revenue in euros: a season, a region's weight and some chance."""
    chance = random.Random(2024)
    season = (0.9, 0.85, 0.95, 1.0, 1.05, 0.9, 0.8, 0.85, 1.0, 1.1, 1.3, 1.6)
    for number, month in enumerate(MONTHS):
        for region, weight in zip(REGIONS, (1.2, 0.8, 1.0, 0.65), strict=True):
            for product, price in PRODUCTS:
                units = round(7000 / price * weight * season[number] * chance.uniform(0.85, 1.15))
                yield month, region, product, units, units * price


def make_sales(csv_path: Path, xlsx_path: Path) -> None:
    """The same figures as records, and as a workbook of two sheets."""
    import openpyxl
    from openpyxl.styles import Font

    records = list(figures())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("month", "region", "product", "units", "revenue_eur"))
    writer.writerows(records)
    csv_path.write_text(text.getvalue(), "utf-8")

    book = openpyxl.Workbook()
    book.properties.title = "Sales 2024"
    book.properties.creator = "Lectern sample library"
    book.properties.created = MOMENT
    monthly = book.worksheets[0]
    monthly.title = "Revenue by month"
    monthly.append(["Revenue 2024 in euros, by month and region"])
    monthly.append([])
    monthly.append(["Month", *REGIONS, "Total"])
    for month in MONTHS:
        cells = [sum(row[4] for row in records if row[:2] == (month, region)) for region in REGIONS]
        monthly.append([datetime.date.fromisoformat(f"{month}-01"), *cells, sum(cells)])
    products = book.create_sheet("Targets by product")
    products.append(["Product", "Price", "Units sold", "Target units", "Reached"])
    for (product, price), target in zip(PRODUCTS, (8000, 6000, 4000), strict=True):
        units = sum(row[3] for row in records if row[2] == product)
        products.append([product, price, units, target, units / target])
    for sheet, header in ((monthly, 3), (products, 1)):
        for row in sheet.iter_rows(min_row=header + 1):
            for cell in row[1:]:
                cell.number_format = "#,##0"
        for cell in sheet[header]:
            cell.font = Font(bold=True)
    for row in products.iter_rows(min_row=2):
        row[1].number_format = '#,##0.00 "€"'
        row[4].number_format = "0.0%"
    book.save(xlsx_path)
    settle(xlsx_path)


def make_letter(path: Path) -> None:
    """A scanned letter: a picture of a page, slightly turned, with the noise of paper; no text layer."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    size = (1240, 1754)  # A4 at 150 dots an inch
    page = Image.new("L", size, 250)
    draw = ImageDraw.Draw(page)
    y = 130
    for line in LETTER.split("\n"):
        heading = line.startswith("#")
        draw.text((150, y), line.lstrip("# "), font=ImageFont.load_default(34 if heading else 25), fill=35)
        y += 52 if heading else 38
    page = page.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=250)
    noise = Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))
    page = Image.blend(page, noise.filter(ImageFilter.GaussianBlur(1.2)), 0.06)
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=38)
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle("Scan")
    canvas.drawImage(ImageReader(packed), 0, 0, *A4)
    canvas.showPage()
    canvas.save()


def settle(path: Path) -> None:
    """Write an Office file's archive again without the moment at which it was made."""
    packed = io.BytesIO()
    stamp = MOMENT.isoformat() + "Z"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", stamp.encode(), data)
            target.writestr(zipfile.ZipInfo(entry.filename, MOMENT.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
