"""Generated leases and invoices in sixteen layouts, as DOCX and PDF, whose fields are known."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.extract_invoices import (
    INVOICE_SCHEMA,
    Invoice,
    chinese_invoice,
    invoice,
    invoice_bare,
    invoice_boxed,
    invoice_columns,
    invoice_letter,
    invoice_lines,
    invoice_mail,
    invoice_statement,
)
from assistant.bench.extract_leases import (
    LEASE_FIELDS,
    Lease,
    chinese_lease,
    lease,
    lease_clauses,
    lease_columns,
    lease_deed,
    lease_form,
    lease_labels,
    lease_letter,
    lease_particulars,
)
from assistant.bench.extract_pieces import Piece, Truth


@dataclass(frozen=True, slots=True)
class Made:
    """One document, before it is a file.

    Attributes:
        kind: ``lease`` or ``invoice``.
        tuned: whether its layout was looked at while the chain was built; the other half was not.
        suffix: of the file that it becomes.
    """

    kind: str
    layout: str
    tuned: bool
    suffix: str
    pieces: tuple[Piece, ...]
    truth: Truth


LeaseLayout = Callable[[Lease, random.Random], list[Piece]]
InvoiceLayout = Callable[[Invoice, random.Random], list[Piece]]
# The second value says whether the layout was looked at while the chain was built.
LEASES: tuple[tuple[LeaseLayout, bool], ...] = (
    (lease_labels, True), (lease_letter, False), (lease_clauses, True), (lease_columns, True),
    (lease_particulars, True), (chinese_lease, False), (lease_deed, False), (lease_form, False),
)  # fmt: skip
INVOICES: tuple[tuple[InvoiceLayout, bool], ...] = (
    (invoice_lines, True), (invoice_columns, True), (invoice_boxed, True), (invoice_letter, False),
    (chinese_invoice, True), (invoice_statement, False), (invoice_bare, False), (invoice_mail, False),
)  # fmt: skip


def documents(count: int = 40, seed: int = 4) -> list[Made]:
    """``count`` documents, half leases and half invoices, the layouts in turn."""
    made = []
    for number in range(count):
        chance = random.Random(seed * 1000 + number)
        turn = number // 2
        # Each layout in both formats.
        suffix = ".pdf" if (turn + turn // len(LEASES)) % 2 else ".docx"
        if number % 2 == 0:
            lay, tuned = LEASES[turn % len(LEASES)]
            one = lease(chance, chinese=lay is chinese_lease)
            made.append(Made("lease", lay.__name__, tuned, suffix, tuple(lay(one, chance)), one.truth()))
        else:
            draw, tuned = INVOICES[turn % len(INVOICES)]
            bill = invoice(chance, chinese=draw is chinese_invoice)
            made.append(Made("invoice", draw.__name__, tuned, suffix, tuple(draw(bill, chance)), bill.truth()))
    return made


# --- files --------------------------------------------------------------------------------------------------------


def write(made: Made, path: Path) -> None:
    """The document as DOCX or PDF, as the suffix of ``path`` says."""
    (_write_pdf if path.suffix == ".pdf" else _write_docx)(made, path)


def _write_docx(made: Made, path: Path) -> None:
    import docx

    document = docx.Document()
    for piece in made.pieces:
        if piece.kind == "heading":
            document.add_heading(piece.text, 1)
        elif piece.kind == "paragraph":
            document.add_paragraph(piece.text)
        else:
            grid = document.add_table(len(piece.rows), len(piece.rows[0]))
            if piece.kind == "table":
                grid.style = "Table Grid"
            for number, row in enumerate(piece.rows):
                for column, cell in enumerate(row):
                    grid.cell(number, column).text = cell
    document.save(str(path))


def _write_pdf(made: Made, path: Path) -> None:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

    chinese = made.layout.startswith("chinese")
    font = "STSong-Light" if chinese else "Helvetica"
    if chinese:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    styles = getSampleStyleSheet()
    head, body = styles["Heading1"], styles["BodyText"]
    head.fontName = body.fontName = font
    flow: list[Flowable] = []
    for piece in made.pieces:
        if piece.kind in {"heading", "paragraph"}:
            flow.append(Paragraph(piece.text.replace("&", "&amp;"), head if piece.kind == "heading" else body))
        else:
            lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if piece.kind == "table" else []
            grid = Table([list(row) for row in piece.rows], hAlign="LEFT", colWidths=[230] * 2 if not lines else None)
            grid.setStyle([("FONTNAME", (0, 0), (-1, -1), font), *lines])
            flow += [grid, Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(flow)


__all__ = ["INVOICE_SCHEMA", "LEASE_FIELDS", "Made", "Truth", "documents", "write"]
