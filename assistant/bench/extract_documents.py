"""Generated leases and invoices in sixteen layouts, as DOCX and PDF, whose fields are known."""

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from assistant.bench import extract_values as values
from assistant.bench.extract_values import Money, Style, written_date, written_money

Truth = dict[str, str | datetime.date | Money | None]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a document; ``columns`` is a table without lines, two texts side by side."""

    kind: Literal["heading", "paragraph", "table", "columns"]
    text: str = ""
    rows: Rows = ()


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


def heading(text: str) -> Piece:
    """A heading."""
    return Piece("heading", text)


def say(text: str) -> Piece:
    """A paragraph."""
    return Piece("paragraph", text)


def table(*rows: Sequence[str]) -> Piece:
    """A table with lines."""
    return Piece("table", rows=rows)


def columns(*rows: Sequence[str]) -> Piece:
    """Two columns."""
    return Piece("columns", rows=rows)


# --- leases -------------------------------------------------------------------------------------------------------

LEASE_FIELDS = "landlord, tenant, property address, monthly rent, deposit, start date, end date, notice period"


@dataclass(frozen=True, slots=True)
class Lease:
    """What one lease says; None where it says nothing of it."""

    landlord: str
    tenant: str
    place: str
    rent: Decimal
    deposit: Decimal | None
    start: datetime.date
    end: datetime.date
    notice: str
    style: Style

    def date(self, date: datetime.date) -> str:
        """As this document writes it."""
        return written_date(date, self.style.date)

    def money(self, amount: Decimal) -> str:
        """As this document writes it."""
        return written_money(amount, self.style.money)

    def truth(self) -> Truth:
        """The eight fields."""
        currency = self.style.currency
        return {
            "landlord": self.landlord,
            "tenant": self.tenant,
            "property address": self.place,
            "monthly rent": Money(self.rent, currency),
            "deposit": None if self.deposit is None else Money(self.deposit, currency),
            "start date": self.start,
            "end date": self.end,
            "notice period": self.notice,
        }


def lease(chance: random.Random, *, chinese: bool = False) -> Lease:
    """One at random; every seventh has no deposit."""
    people = values.CHINESE_PEOPLE if chinese else values.PEOPLE
    companies = values.CHINESE_COMPANIES if chinese else values.COMPANIES
    tenant, owner = chance.sample(people, 2)
    start = values.day(chance)
    rent = Decimal(chance.randrange(500, 4500, 10)) + (Decimal("0.50") if chance.random() < 0.2 else 0)
    notice = (
        ("一个月", "30天", "两个月", "60日")
        if chinese
        else ("three months", "one month", "60 days", "30 days", "six weeks")
    )
    return Lease(
        chance.choice((owner, chance.choice(companies))),
        tenant,
        chance.choice(values.CHINESE_PLACES) if chinese else values.address(chance),
        rent,
        None if chance.random() < 0.14 else rent * chance.choice((1, 2, 3)),
        start,
        start.replace(year=start.year + chance.choice((1, 2, 3))) - datetime.timedelta(days=1),
        chance.choice(notice),
        Style(0, 0, "CNY") if chinese else values.style(chance),
    )


def lease_labels(given: Lease, chance: random.Random) -> list[Piece]:
    """Label lines."""
    lines = [
        f"Landlord: {given.landlord}",
        f"Tenant: {given.tenant}",
        f"Premises: {given.place}",
        f"Start date: {given.date(given.start)}",
        f"End date: {given.date(given.end)}",
        f"Monthly rent: {given.money(given.rent)}",
    ]
    lines += [f"Security deposit: {given.money(given.deposit)}"] if given.deposit else []
    lines += [f"Notice period: {given.notice}", f"Service charge: {given.money(Decimal(85))} per month"]
    return [
        heading("Residential Tenancy Agreement"),
        *map(say, lines),
        say("The rent is payable in advance on the first day of each month. Pets are allowed with written consent."),
        say(f"Signed on {given.date(given.start - datetime.timedelta(days=20))}."),
    ]


def lease_clauses(given: Lease, chance: random.Random) -> list[Piece]:
    """Prose in numbered clauses."""
    deposit = (
        f"Before moving in, the Tenant pays a deposit of {given.money(given.deposit)}, which is returned within 30 "
        "days after the end of the tenancy."
        if given.deposit
        else "No security is asked for."
    )
    return [
        heading("LEASE AGREEMENT"),
        say(
            f"This lease is made on {given.date(given.start - datetime.timedelta(days=14))} between {given.landlord} "
            f"(the “Landlord”) and {given.tenant} (the “Tenant”)."
        ),
        heading("1. Premises"),
        say(f"The Landlord lets to the Tenant the dwelling at {given.place}, with cellar and one parking space."),
        heading("2. Term"),
        say(
            f"The tenancy begins on {given.date(given.start)} and ends on {given.date(given.end)}. It may be ended "
            f"earlier by either party with {given.notice}' notice in writing."
            if given.notice.endswith("s")
            else f"The tenancy begins on {given.date(given.start)} and ends on {given.date(given.end)}. Either party "
            f"may end it earlier by giving {given.notice} notice in writing."
        ),
        heading("3. Rent"),
        say(
            f"The rent is {given.money(given.rent)} per month, due on the 3rd working day. A late payment costs "
            f"{given.money(Decimal(25))}."
        ),
        heading("4. Deposit"),
        say(deposit),
        heading("5. Use"),
        say("The premises may be used as a home only. Smoking is not permitted in the common areas."),
    ]


def lease_particulars(given: Lease, chance: random.Random) -> list[Piece]:
    """A table of particulars, prose after it."""
    rows = [
        ("Item", "Details"),
        ("Lessor", given.landlord),
        ("Lessee", given.tenant),
        ("Address of the property", given.place),
        ("Commencement date", given.date(given.start)),
        ("Expiry date", given.date(given.end)),
        ("Rent per calendar month", given.money(given.rent)),
        ("Deposit", given.money(given.deposit) if given.deposit else "–"),
        ("Notice period", given.notice),
        ("Permitted occupants", str(chance.randint(1, 5))),
    ]
    return [
        heading("Schedule of Particulars"),
        table(*rows),
        say("The Lessee shall keep the property clean and shall report damage to the Lessor without delay."),
    ]


def lease_letter(given: Lease, chance: random.Random) -> list[Piece]:
    """A letter that offers the lease."""
    deposit = f" We also ask for a security deposit of {given.money(given.deposit)}." if given.deposit else ""
    return [
        say(given.landlord),
        say("Lettings office, 2 Market Square"),
        say(given.date(given.start - datetime.timedelta(days=30))),
        say(f"Dear {given.tenant},"),
        say(
            f"we are glad to let {given.place} to you. Your tenancy will start on {given.date(given.start)} and run "
            f"until {given.date(given.end)}. The rent will be {given.money(given.rent)} a month, payable by standing "
            f"order.{deposit}"
        ),
        say(f"Should you wish to leave earlier, the notice period is {given.notice}."),
        say("Please sign the enclosed copy as tenant and send it back to us."),
        say("Yours sincerely,"),
        say(given.landlord),
        say("Landlord"),
    ]


def lease_columns(given: Lease, chance: random.Random) -> list[Piece]:
    """Two columns, each label above its value."""
    return [
        heading("Tenancy summary"),
        columns(("Landlord", "Tenant"), (given.landlord, given.tenant)),
        columns(("Property", "Notice to quit"), (given.place, given.notice)),
        columns(("Lease begins", "Lease ends"), (given.date(given.start), given.date(given.end))),
        columns(
            ("Monthly rent", "Deposit held"),
            (given.money(given.rent), given.money(given.deposit) if given.deposit else "none"),
        ),
        say("This summary forms part of the lease. Utilities are paid by the tenant directly to the supplier."),
    ]


def chinese_lease(given: Lease, chance: random.Random) -> list[Piece]:
    """A Chinese lease in clauses."""

    def date(day: datetime.date) -> str:
        return f"{day.year}年{day.month}月{day.day}日"

    deposit = f"乙方应于签约时向甲方支付押金人民币{given.deposit}元。" if given.deposit else "本合同不收押金。"
    return [
        heading("房屋租赁合同"),
        say(f"出租方（甲方）：{given.landlord}"),
        say(f"承租方（乙方）：{given.tenant}"),
        say(f"第一条 甲方将位于{given.place}的房屋出租给乙方使用。"),
        say(f"第二条 租赁期限自{date(given.start)}起至{date(given.end)}止。"),
        say(f"第三条 月租金为人民币{given.rent}元，乙方应于每月5日前支付。"),
        say(f"第四条 {deposit}"),
        say(f"第五条 任何一方提前解除合同的，应提前{given.notice}书面通知对方。"),
    ]


def lease_deed(given: Lease, chance: random.Random) -> list[Piece]:
    """A formal deed: the parties listed, the roles defined behind them, sums in words as well."""
    deposit = (
        f"On signing, the Resident shall lodge {given.money(given.deposit)} with the Owner as security for damage."
        if given.deposit
        else "No security is lodged."
    )
    return [
        heading("DEED OF LEASE"),
        say(f"THIS DEED is made on {given.date(given.start - datetime.timedelta(days=9))} BETWEEN"),
        say(f"(1) {given.landlord}, whose office is at 4 Temple Row (hereinafter called “the Owner”); and"),
        say(f"(2) {given.tenant}, at present without a permanent address (hereinafter called “the Resident”)."),
        heading("Recitals"),
        say(f"The Owner is the registered proprietor of the property known as {given.place}."),
        heading("Agreed terms"),
        say(
            f"The property is let for a term commencing on {given.date(given.start)} and expiring on "
            f"{given.date(given.end)}."
        ),
        say(f"The Resident shall pay to the Owner a rent of {given.money(given.rent)} per calendar month in advance."),
        say(deposit),
        say(f"Either side may bring this lease to an end by {given.notice} written notice to the other."),
        say(f"A surcharge of {given.money(Decimal(40))} falls due for each reminder."),
    ]


def lease_form(given: Lease, chance: random.Random) -> list[Piece]:
    """A form with numbered questions as labels."""
    return [
        heading("Rental application and agreement"),
        say(f"1. Name of landlord: {given.landlord}"),
        say(f"2. Name of tenant: {given.tenant}   Number of persons: {chance.randint(1, 6)}"),
        say(f"3. Address of the rented property: {given.place}"),
        say(f"4. Lease term: from {given.date(given.start)} to {given.date(given.end)}"),
        say(f"5. Rent per month: {given.money(given.rent)}   Parking: {given.money(Decimal(55))}"),
        say(f"6. Security deposit: {given.money(given.deposit) if given.deposit else 'none'}"),
        say(f"7. Period of notice: {given.notice}"),
    ]


# --- invoices -----------------------------------------------------------------------------------------------------

INVOICE_SCHEMA: dict[str, object] = {
    "title": "Invoice",
    "type": "object",
    "properties": {
        "invoice_number": {"type": "string"},
        "supplier": {"type": "string", "description": "who sent the invoice"},
        "customer": {"type": "string", "description": "who has to pay it"},
        "invoice_date": {"type": "string", "format": "date"},
        "due_date": {"type": "string", "format": "date"},
        "net_amount": {"type": "number", "format": "money", "description": "total before tax"},
        "tax_amount": {"type": "number", "format": "money", "description": "VAT"},
        "total": {"type": "number", "format": "money", "description": "what is to be paid"},
    },
}


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one invoice says; None where it says nothing of it."""

    number: str
    supplier: str
    customer: str
    date: datetime.date
    due: datetime.date | None
    rate: int
    lines: tuple[tuple[str, int, Decimal], ...]
    style: Style
    place: str

    @property
    def net(self) -> Decimal:
        """Sum of the lines."""
        return sum((count * price for _, count, price in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Of the net sum, in cents."""
        return (self.net * self.rate / 100).quantize(Decimal("0.01"))

    def day(self, date: datetime.date) -> str:
        """As this document writes it."""
        return written_date(date, self.style.date)

    def money(self, amount: Decimal) -> str:
        """As this document writes it."""
        return written_money(amount, self.style.money)

    def items(self) -> list[tuple[str, ...]]:
        """The rows of its lines."""
        return [(name, str(count), self.money(price), self.money(count * price)) for name, count, price in self.lines]

    def truth(self) -> Truth:
        """The eight fields."""
        currency = self.style.currency
        return {
            "invoice_number": self.number,
            "supplier": self.supplier,
            "customer": self.customer,
            "invoice_date": self.date,
            "due_date": self.due,
            "net_amount": Money(self.net, currency),
            "tax_amount": Money(self.tax, currency),
            "total": Money(self.net + self.tax, currency),
        }


def invoice(chance: random.Random, *, chinese: bool = False) -> Invoice:
    """One at random; every eighth has no due date."""
    supplier, customer = chance.sample(values.CHINESE_COMPANIES if chinese else values.COMPANIES, 2)
    if not chinese and chance.random() < 0.4:
        customer = chance.choice(values.PEOPLE)
    date = values.day(chance, 2020)
    goods = chance.sample(values.CHINESE_GOODS if chinese else values.GOODS, chance.randint(2, 4))
    lines = tuple((name, chance.randint(1, 12), Decimal(chance.randrange(400, 42000, 5)) / 100) for name in goods)
    number = chance.choice(
        (
            f"INV-{date.year}-{chance.randint(100, 9999):04}",
            f"{chance.randint(10000, 99999)}",
            f"RE{date.year}/{chance.randint(10, 999)}",
        )
    )
    return Invoice(
        number,
        supplier,
        customer,
        date,
        None if chance.random() < 0.12 else date + datetime.timedelta(days=chance.choice((14, 30, 45))),
        chance.choice((6, 13)) if chinese else chance.choice((7, 19, 20)),
        lines,
        Style(0, 0, "CNY") if chinese else values.style(chance),
        values.address(chance),
    )


HEAD = ("Description", "Qty", "Unit price", "Amount")


def invoice_lines(given: Invoice, chance: random.Random) -> list[Piece]:
    """Label lines, then the items, then the sums below them."""
    return [
        heading("INVOICE"),
        say(f"From: {given.supplier}"),
        say(f"Bill to: {given.customer}"),
        say(f"Invoice No.: {given.number}"),
        say(f"Invoice date: {given.day(given.date)}"),
        *([say(f"Due date: {given.day(given.due)}")] if given.due else []),
        table(HEAD, *given.items()),
        say(f"Subtotal: {given.money(given.net)}"),
        say(f"VAT {given.rate}%: {given.money(given.tax)}"),
        say(f"Total due: {given.money(given.net + given.tax)}"),
        say("Thank you for your business. Please quote the invoice number with your payment."),
    ]


def invoice_boxed(given: Invoice, chance: random.Random) -> list[Piece]:
    """Everything in tables, the sums as the last rows of the items."""
    due = ("Payment due", given.day(given.due)) if given.due else ("Order no.", str(chance.randint(4000, 9000)))
    return [
        heading(f"Invoice {given.number}"),
        table(("Seller", given.supplier, "Buyer", given.customer), ("Date of issue", given.day(given.date), *due)),
        table(
            HEAD,
            *given.items(),
            ("Net total", "", "", given.money(given.net)),
            (f"VAT ({given.rate}%)", "", "", given.money(given.tax)),
            ("Grand total", "", "", given.money(given.net + given.tax)),
        ),
        say("Bank: First Commerce Bank, IBAN DE89 3704 0044 0532 0130 00"),
    ]


def invoice_columns(given: Invoice, chance: random.Random) -> list[Piece]:
    """Two columns: parties left, dates right."""
    return [
        say(given.supplier),
        say(given.place),
        heading("Tax invoice"),
        columns(
            ("Billed to", "Invoice #"),
            (given.customer, given.number),
            (values.address(chance), ""),
            ("Issued", "Pay by"),
            (given.day(given.date), given.day(given.due) if given.due else "on receipt"),
        ),
        table(HEAD, *given.items()),
        columns(
            ("Subtotal (excl. tax)", given.money(given.net)),
            (f"Sales tax {given.rate}%", given.money(given.tax)),
            ("Amount due", given.money(given.net + given.tax)),
        ),
        say(f"Supplied by {given.supplier}. Goods remain ours until they are paid."),
    ]


def invoice_letter(given: Invoice, chance: random.Random) -> list[Piece]:
    """A letter in prose."""
    first = given.lines[0][0]
    due = f"Please transfer the amount by {given.day(given.due)} at the latest." if given.due else "Please pay soon."
    return [
        say(f"{given.supplier}, {given.place}"),
        say(f"To {given.customer}"),
        say(given.day(given.date)),
        heading(f"Invoice no. {given.number}"),
        say(
            f"For our deliveries ({first} and others) we charge {given.money(given.net)} plus {given.rate}% VAT"
            f" of {given.money(given.tax)}, that is {given.money(given.net + given.tax)} in total."
        ),
        say(due),
        say("Kind regards,"),
        say(given.supplier),
    ]


def invoice_statement(given: Invoice, chance: random.Random) -> list[Piece]:
    """One line of several labels, sums in a sentence and a small table."""
    due = f" | Due: {given.day(given.due)}" if given.due else ""
    return [
        heading(given.supplier),
        say(f"Invoice number {given.number} | Date: {given.day(given.date)}{due}"),
        say(f"Customer: {given.customer}"),
        table(HEAD[:1] + HEAD[3:], *[(row[0], row[3]) for row in given.items()]),
        table(
            ("Total excluding VAT", given.money(given.net)),
            ("VAT", given.money(given.tax)),
            ("Total including VAT", given.money(given.net + given.tax)),
        ),
        say(f"Supplier: {given.supplier}, registered at {given.place}."),
    ]


def chinese_invoice(given: Invoice, chance: random.Random) -> list[Piece]:
    """A Chinese invoice in label lines."""
    due = [say(f"付款截止日期：{given.due.year}年{given.due.month}月{given.due.day}日")] if given.due else []
    return [
        heading("发票"),
        say(f"发票号码：{given.number}"),
        say(f"开票日期：{given.date.year}年{given.date.month}月{given.date.day}日"),
        say(f"销售方：{given.supplier}"),
        say(f"购买方：{given.customer}"),
        *due,
        table(
            ("名称", "数量", "单价", "金额"),
            *[(name, str(n), f"{price}", f"{n * price}") for name, n, price in given.lines],
        ),
        say(f"不含税金额：¥{given.net}"),
        say(f"税额（{given.rate}%）：¥{given.tax}"),
        say(f"价税合计：¥{given.net + given.tax}"),
    ]


def invoice_bare(given: Invoice, chance: random.Random) -> list[Piece]:
    """The currency in the heads of the columns alone, the sums as labelled rows of a table of their own."""
    currency = given.style.currency
    due = (("Payable by", given.day(given.due)),) if given.due else ()
    return [
        heading("Invoice"),
        table(
            ("Invoice ID", given.number), ("Issue date", given.day(given.date)), *due,
            ("Vendor", given.supplier), ("Client", given.customer),
        ),
        table(
            ("Item", "Units", f"Price ({currency})", f"Total ({currency})"),
            *[(name, str(count), f"{price:,.2f}", f"{count * price:,.2f}") for name, count, price in given.lines],
        ),
        table(
            (f"Total before tax ({currency})", f"{given.net:,.2f}"),
            (f"VAT at {given.rate}% ({currency})", f"{given.tax:,.2f}"),
            (f"Total to pay ({currency})", f"{given.net + given.tax:,.2f}"),
        ),
    ]  # fmt: skip


def invoice_mail(given: Invoice, chance: random.Random) -> list[Piece]:
    """An e-mail that tells what the attached bill says."""
    due = f" and is due by {given.day(given.due)}" if given.due else ""
    return [
        say(f"Subject: Your invoice {given.number}"),
        say(f"Dear {given.customer},"),
        say(
            f"on {given.day(given.date)} we issued invoice {given.number} to you. The net amount is "
            f"{given.money(given.net)}. VAT at {given.rate}% adds {given.money(given.tax)}. The total amount due comes "
            f"to {given.money(given.net + given.tax)}{due}."
        ),
        say("Our bank details have not changed. Do write if anything is unclear."),
        say("Best regards,"),
        say(given.supplier),
    ]


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
